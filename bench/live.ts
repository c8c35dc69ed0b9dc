// How long until everybody knows: screens connected to one server while some people edit without pause. From the answer to
// whoever changed something, and from the moment the record gives the change, to each screen; and how many changes a second.
import { randomUUID } from 'node:crypto'
import { Agent, get, request as ask } from 'node:http'
import { begin } from '../server/accounts/sessions.ts'
import type { Changed } from '../domain/changes/schemas.ts'
import type { FeatureCard, FeaturePage } from '../domain/features/schemas.ts'
import type { Database } from '../server/db/database.ts'
import { sql } from '../server/db/sql.ts'
import { startChild } from './child.ts'
import { printTable, quantile, sum } from './figures.ts'

export interface LiveFigures {
  engine: string
  screens: number
  editors: number
  changesPerSecond: number
  /** From the answer to the editor to each screen, ms; negative where the screen was first. */
  fromAnswer: { p50: number; p95: number; max: number }
  /** From when the change was begun in the database; includes its own work. */
  fromChange: { p50: number; p95: number; max: number } | null
  bytes: number
}

const screenCount = 200

/** Opens a screen; `heard` is called with the number of each event and when it came. */
const screen = (url: string, heard: (seq: number, at: number, bytes: number) => void): Promise<() => void> =>
  new Promise((resolve, reject) => {
    const asked = get(`${url}/api/live`, { agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        const at = performance.now()
        text += chunk
        const events = text.split('\n\n')
        text = events.pop()!
        for (const event of events) {
          const seq = /^id: (\d+)\ndata/.exec(event)?.[1]
          if (seq) heard(Number(seq), at, event.length)
        }
      })
      response.on('error', () => {})
      resolve(() => asked.destroy())
    })
    asked.once('error', reject)
  })

const post = (url: string, agent: Agent, body: string, cookie = ''): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const asked = ask(url, { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), cookie } }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode!, body: text }))
    })
    asked.once('error', reject)
    asked.end(body)
  })

const summary = (values: number[]) => ({ p50: quantile(values, 0.5), p95: quantile(values, 0.95), max: quantile(values, 1) })

interface Answered {
  seq: number
  at: number
  /** When the record gives it, on our clock; null of the floor. */
  madeAt: number | null
}

/** Screens and editors for a while; `change` makes one change and says its number. */
const measured = async (
  engine: string, url: string, editors: number, seconds: number, change: (editor: number) => Promise<Answered>,
): Promise<LiveFigures> => {
  const heard = new Map<number, number[]>()
  const bytes: number[] = []
  const ends = await Promise.all(Array.from({ length: screenCount }, () => screen(url, (seq, at, length) => {
    heard.set(seq, [...(heard.get(seq) ?? []), at])
    bytes.push(length)
  })))
  const answered: Answered[] = []
  const began = performance.now()
  await Promise.all(Array.from({ length: editors }, async (_, editor) => {
    while (performance.now() - began < seconds * 1000) answered.push(await change(editor))
  }))
  const took = (performance.now() - began) / 1000
  const complete = () => answered.every(({ seq }) => heard.get(seq)?.length === screenCount)
  for (let tries = 0; !complete(); tries++) {
    if (tries > 300) throw new Error(`${engine}: not every screen heard of every change`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  for (const end of ends) end()
  const waits = (from: (one: Answered) => number) => answered.flatMap((one) => heard.get(one.seq)!.map((at) => at - from(one)))
  return {
    engine, screens: screenCount, editors, changesPerSecond: answered.length / took, fromAnswer: summary(waits(({ at }) => at)),
    fromChange: answered[0].madeAt === null ? null : summary(waits(({ madeAt }) => madeAt!)), bytes: sum(bytes) / bytes.length,
  }
}

/** Editors who correct one outfall each, over and over. */
const editing = async (url: string, database: Database, most: number): Promise<(editor: number) => Promise<Answered>> => {
  const names = Array.from({ length: most }, (_, i) => `bench-${i}`)
  await database.query(sql`insert into people (code, name, role, division) select n, n, 'staff', d.code from divisions d, unnest(${names}::text[]) n where d.level = 'city' on conflict do nothing`)
  await database.query(sql`insert into posts (code, person, role, division, valid_from) select n, n, 'office', d.code, '2020-01-01' from divisions d, unnest(${names}::text[]) n where d.level = 'city' on conflict do nothing`)
  await database.query(sql`insert into accounts (code, person, login) select n, n, n from unnest(${names}::text[]) n on conflict do nothing`)
  const cookies: string[] = []
  for (const name of names) cookies.push(`one_map_session=${await begin(database, name, 'bench')}`)
  const page = (await (await fetch(`${url}/api/features/outfalls?limit=${most}`)).json()) as FeaturePage
  const things = await Promise.all(page.rows.map(async ({ code }) => {
    const { version } = (await (await fetch(`${url}/api/features/outfalls/${String(code)}`)).json()) as FeatureCard
    return { code: String(code), version }
  }))
  const agent = new Agent({ keepAlive: true })
  let named = 0
  return async (editor) => {
    const thing = things[editor]
    const sent = { id: randomUUID(), operations: [{ op: 'update', layer: 'outfalls', ...thing, fields: { name: `第${++named}次` } }] }
    const { status, body } = await post(`${url}/api/changes`, agent, JSON.stringify(sent), cookies[editor])
    const at = performance.now()
    if (status !== 201) throw new Error(`${status} ${body}`)
    const done = JSON.parse(body) as Changed
    thing.version = done.items[0].version!
    return { seq: done.seq, at, madeAt: Date.parse(done.at) - performance.timeOrigin }
  }
}

/** Both engines and the floor, which is sent as many bytes. */
export const live = async (
  engines: readonly { engine: string; url: string; database: Database }[], seconds: number,
): Promise<LiveFigures[]> => {
  const figures: LiveFigures[] = []
  for (const { engine, url, database } of engines) {
    const change = await editing(url, database, 50)
    for (const editors of [1, 5, 10, 50]) figures.push(await measured(engine, url, editors, seconds, change))
  }
  const floor = await startChild('./liveFloor.ts')
  const pad = 'x'.repeat(Math.round(figures[0].bytes))
  const agent = new Agent({ keepAlive: true })
  let seq = 0
  // As often as we: five editors who wait for as long as ours took.
  const pause = 5000 / figures.find(({ editors }) => editors === 5)!.changesPerSecond
  figures.push(await measured('floor', floor.url, 5, seconds, async () => {
    await new Promise((resolve) => setTimeout(resolve, pause))
    const mine = ++seq
    await post(floor.url, agent, `id: ${mine}\ndata: ${pad}\n\n`)
    return { seq: mine, at: performance.now(), madeAt: null }
  }))
  await floor.stop()
  return figures
}

export const printLive = (figures: readonly LiveFigures[]): void =>
  printTable('Live: until every screen knows, ms', figures.map(({ engine, screens, editors, changesPerSecond, fromAnswer, fromChange, bytes }) => ({
    engine, screens, editors, 'changes/s': changesPerSecond, p50: fromAnswer.p50, p95: fromAnswer.p95, max: fromAnswer.max,
    'p50 since begun': fromChange?.p50 ?? NaN, 'p95 since begun': fromChange?.p95 ?? NaN, bytes,
  })))
