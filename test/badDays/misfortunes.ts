// What goes wrong on a bad day: the server is killed, connections break, PostgreSQL falls over. Each a given number of times,
// in an order and at moments drawn from the seed.
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import type { Random } from '../../geodata/city/random.ts'
import type { Cluster } from '../postgres.ts'
import { startProduct, type Started } from '../walks/city.ts'

export type Misfortune = 'server killed' | 'connection broken' | 'PostgreSQL restarted'

/** The product as a supervisor keeps it: whenever it ends it is started again, and may take some tries while the database is away. */
export class Kept {
  private running: Started | null = null
  private starts = 0
  /** What it said when it ended without having been told to. */
  readonly gaveUp: string[] = []

  constructor(private readonly options: Parameters<typeof startProduct>[0]) {}

  get url() {
    return this.running?.url ?? 'http://127.0.0.1:9'
  }

  async start(): Promise<void> {
    for (;;)
      try {
        this.starts++
        const started = await startProduct(this.options)
        this.running = started
        void started.ended.then((said) => {
          if (this.running !== started) return
          this.gaveUp.push(said)
          this.running = null
          void this.start()
        })
        return
      } catch (reason) {
        if (this.starts > 40) throw reason
        await wait(500)
      }
  }

  async kill(): Promise<void> {
    const { running } = this
    this.running = null
    await running?.kill()
  }

  async stop(): Promise<void> {
    const { running } = this
    this.running = null
    await running?.stop()
  }
}

/** Ends one of the product's connections, whichever, as soon as it has any. */
const breakConnection = async (url: string, draw: Random): Promise<void> => {
  const client = new pg.Client(url)
  await client.connect()
  try {
    for (;;) {
      const { rows } = await client.query<{ pid: number }>("select pid from pg_stat_activity where application_name = 'one-map' order by pid")
      if (rows.length) return void (await client.query('select pg_terminate_backend($1)', [rows[Math.floor(draw() * rows.length)].pid]))
      await wait(100)
    }
  } finally {
    await client.end()
  }
}

/** Brings everything about within `seconds`; how often each came to pass. */
export const misfortunes = async (
  counts: Partial<Record<Misfortune, number>>, seconds: number, draw: Random, product: Kept, database?: { cluster: Cluster; url: string },
): Promise<Record<string, number>> => {
  const kinds = Object.entries(counts) as [Misfortune, number][]
  // Each kind is spread over the day: one at some moment of each of its parts.
  const order = kinds.flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, i) => ({ kind, at: ((i + draw()) / count) * seconds * 1000 }))).sort((a, b) => a.at - b.at)
  const happened: Record<string, number> = Object.fromEntries(kinds.map(([kind]) => [kind, 0]))
  const began = Date.now()
  // A killed server is started again while the next misfortune is already under way.
  let starting: Promise<void> = Promise.resolve()
  for (const { kind, at } of order) {
    await wait(Math.max(0, began + at - Date.now()))
    if (kind === 'server killed') {
      // Killed while it starts it has done nothing yet; that is another test's (start.test.ts).
      await starting.then(() => wait(1000 + draw() * 2000))
      await product.kill()
      starting = product.start()
      // Awaited below; a failure is not to be missed meanwhile.
      starting.catch(() => {})
    } else if (kind === 'PostgreSQL restarted') await database!.cluster.away(() => wait(draw() * 1500))
    else await breakConnection(database!.url, draw)
    happened[kind]++
  }
  await starting
  await wait(Math.max(0, began + seconds * 1000 - Date.now()))
  return happened
}
