// The embedded database: one PGlite, one connection, so whoever wants to speak takes a lease and waits in line.
// The process that opened it also lets others of the same machine in through a local socket (see socket.ts).
import type { Worker } from 'node:worker_threads'
import { copyChunks, copyStatement, enter, insideOrBeside, wholeLines, type Asker, type Bulk, type Database, type OpenDatabase, type Queryable } from './database.ts'
import type { Sql } from './sql.ts'
import type { Heard, Reply, Request } from './embedded.worker.ts'
import { spent } from '../spending.ts'
import { startThread } from '../thread.ts'
import { turnstile } from './turnstile.ts'

/** Speaks to the database until released; nobody else does meanwhile. */
export interface Lease {
  run(request: Request): Promise<unknown[]>
  release(): void
}

/** An error as PostgreSQL named it, whichever side of a thread or socket it happened on. */
export class DatabaseError extends Error {
  constructor(readonly reply: NonNullable<Reply['error']>) {
    super(reply.message)
  }
  get code() {
    return this.reply.code
  }
  get detail() {
    return this.reply.detail
  }
  get constraint() {
    return this.reply.constraint
  }
}

/** A statement that has begun is not stopped by anything (PGlite has no timers either): what is given up ends before the next. */
const speaking = (run: Lease['run'], givenUp?: AbortSignal): Bulk => ({
  query: async <Row>(statement: { text: string; values: readonly unknown[] }) => {
    givenUp?.throwIfAborted()
    return (await run({ op: 'query', text: statement.text, values: statement.values })) as Row[]
  },
  script: async (text) => void (await run({ op: 'script', text })),
  async copy(table, columns, rows) {
    let count = 0
    for (const chunk of copyChunks(rows, 4 << 20)) {
      await run({ op: 'copy', text: `${copyStatement(table, columns)}'/dev/blob'`, data: chunk.text })
      count += chunk.rows
    }
    return count
  },
  async *unload(select) {
    const [answer] = (await run({ op: 'unload', text: `copy (${select}) to '/dev/blob'` })) as { text: string }[]
    yield Buffer.from(answer.text)
  },
  async load(table, columns, pieces) {
    for await (const data of wholeLines(pieces)) await run({ op: 'copy', text: `${copyStatement(table, columns)}'/dev/blob'`, data })
  },
})

/** Asks for a lease; with `patient`, everybody else goes first. */
export type Lending = (patient?: boolean) => Promise<Lease>

/** The Database interface on top of leases: the same whether the leases come from the thread next door or through a socket. */
export const leasedDatabase = (lease: Lending, rest: Pick<Database, 'listen' | 'close' | 'lost'>): OpenDatabase => {
  const { inside } = insideOrBeside()
  const over = (patient: boolean) => {
    const leased = <T>(work: (lease: Lease) => Promise<T>): Promise<T> => inside(async () => {
      const held = await lease(patient)
      const began = performance.now()
      try {
        return await work(held)
      } finally {
        held.release()
        spent(performance.now() - began)
      }
    })
    const within = <T>(work: (tx: Bulk) => Promise<T>, begin: (tx: Queryable) => Promise<void>, givenUp?: AbortSignal): Promise<T> =>
      leased(async (held) => {
        const tx = speaking(held.run, givenUp)
        try {
          givenUp?.throwIfAborted()
          await begin(tx)
          const result = await work(tx)
          await tx.script('commit')
          return result
        } catch (reason) {
          await tx.script('rollback').catch(() => {})
          throw reason
        }
      })
    return {
      query: <Row>(statement: Sql) => leased((held) => speaking(held.run).query<Row>(statement)),
      script: (text: string) => leased((held) => speaking(held.run).script(text)),
      copy: (...args: Parameters<Queryable['copy']>) => leased((held) => speaking(held.run).copy(...args)),
      transaction: <T>(work: (tx: Bulk) => Promise<T>) => within(work, (tx) => tx.script('begin')),
      as: <T>(asker: Asker | null, work: (tx: Queryable) => Promise<T>, givenUp?: AbortSignal) =>
        within(work, (tx) => enter(tx, asker), givenUp),
    }
  }
  const quick = over(false)
  return { engine: 'embedded', ...quick, patient: over(true), probe: quick.query, ...rest }
}

export interface Embedded {
  database: OpenDatabase
  lease: Lending
  /** The thread it lives in. */
  worker: Worker
}

/** Opens PGlite in `directory` (null: in memory only). Fails with the engine's own words when it cannot. */
export const openEmbedded = async (directory: string | null): Promise<Embedded> => {
  const worker = await startThread(new URL('./embedded.worker.ts', import.meta.url), { directory })
  const waiting = new Map<number, { resolve: (rows: unknown[]) => void; reject: (reason: Error) => void }>()
  const heard = new Map<string, ((payload: string) => void)[]>()
  let last = 0
  let gone: Error | null = null

  const opened = new Promise<void>((resolve, reject) => {
    waiting.set(0, { resolve: () => resolve(), reject })
  })
  worker.on('message', (message: Reply | Heard) => {
    if ('channel' in message) return heard.get(message.channel)?.forEach((hear) => hear(message.payload))
    const waiter = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.error) waiter?.reject(new DatabaseError(message.error))
    // It has lost its footing (the log could not be written, say) and answers nothing any more: only a new start helps.
    if (message.error && /ERRORDATA_STACK_SIZE|^PANIC|memory access out of bounds|unreachable executed/i.test(message.error.message)) void worker.terminate()
    else waiter?.resolve(message.rows ?? [])
  })
  const lost = (reason: Error) => {
    gone = reason
    for (const waiter of waiting.values()) waiter.reject(reason)
    waiting.clear()
  }
  worker.on('error', lost)
  worker.on('exit', () => lost(new Error('the embedded database has ended')))
  let closing = false
  const lostByItself = new Promise<Error>((resolve) => worker.once('exit', () => closing || resolve(gone!)))

  const run = (request: Request) =>
    new Promise<unknown[]>((resolve, reject) => {
      if (gone) return reject(gone)
      const id = ++last
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, ...request })
    })

  const line = turnstile()
  const lease: Lending = async (patient) => ({ run, release: await line.enter(patient) })

  await opened
  const database = leasedDatabase(lease, {
    async listen(channel, callback) {
      const known = heard.get(channel)
      heard.set(channel, [...(known ?? []), callback])
      if (!known) await run({ op: 'listen', channel })
    },
    lost: lostByItself,
    async close() {
      const held = await lease()
      closing = true
      await held.run({ op: 'close' }).catch(() => {})
      held.release()
      await worker.terminate()
    },
  })
  return { database, lease, worker }
}
