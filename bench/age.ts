// Does the embedded engine keep its speed? One editor of the demonstration city, signed in as anybody would, makes change after
// change; each window of them is laid beside a control of the same seconds, since the machine may have other work.
//   npx tsx bench/age.ts [--changes 10000] [--window 250] [--mix] [--scale 1] [--data FOLDER]
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { demoPassword } from '../domain/accounts/demonstration.ts'
import type { DemoPerson } from '../domain/accounts/schemas.ts'
import type { Changed } from '../domain/changes/schemas.ts'
import type { Database } from '../server/db/database.ts'
import { openDatabase } from '../server/db/open.ts'
import { sql } from '../server/db/sql.ts'
import { median, printTable, quantile } from './figures.ts'
import { bytesUnder, run } from './start.ts'

const { values } = parseArgs({
  options: { changes: { type: 'string', default: '10000' }, window: { type: 'string', default: '250' }, mix: { type: 'boolean', default: false }, scale: { type: 'string', default: '1' }, data: { type: 'string' } },
})
const [most, windowSize] = [Number(values.changes), Number(values.window)]

/** Work that is always the same, on the way a change takes, in as many steps: what the machine has left for us, ms. */
const control = async (database: Database) => {
  const began = performance.now()
  await database.transaction(async (tx) => {
    for (let i = 0; i < 20; i++) await tx.query(sql`select sum(n) from generate_series(1, 1000) n`)
  })
  return performance.now() - began
}

const signIn = async (url: string): Promise<string> => {
  const people = (await (await fetch(`${url}/api/session/demonstration`)).json()) as DemoPerson[]
  const office = people.find(({ role, level }) => role === 'office' && level === 'city')!
  const answer = await fetch(`${url}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login: office.login, password: demoPassword }) })
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`)
  return answer.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ')
}

interface Thing {
  code: string
  version: number
  at: [number, number]
}

const editor = async (url: string, database: Database) => {
  const cookie = await signIn(url)
  const send = async <T>(path: string, body: object, method = 'POST'): Promise<T> => {
    const answer = await fetch(url + path, { method, headers: { 'content-type': 'application/json', cookie }, body: JSON.stringify({ id: randomUUID(), ...body }) })
    if (answer.status >= 300) throw new Error(`${path} ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const change = (...operations: object[]) => send<Changed>('/api/changes', { operations })
  const outfalls = await database.query<Thing>(sql`select code, version, array[st_x(geom), st_y(geom)] as at from outfalls where valid_to is null order by md5(code) limit 2000`)
  const reaches = await database.query<{ code: string; version: number; long: number }>(sql`
    select code, version, length_m as long from waters where kind = 'reach' and valid_to is null and length_m > 200 and geometrytype(geom) = 'LINESTRING' order by md5(code) limit 500`)
  const people = await database.query<{ code: string }>(sql`select code from people where role = 'staff' and division is not null order by md5(code) limit 500`)
  const settled = (thing: Thing, done: Changed) => void (thing.version = done.items.find(({ code }) => code === thing.code)!.version!)
  const moved = async (i: number) => {
    const thing = outfalls[i % outfalls.length]
    const step = i % 2 ? 1e-5 : -1e-5
    thing.at = [thing.at[0] + step, thing.at[1] + step]
    const done = await change({ op: 'update', layer: 'outfalls', code: thing.code, version: thing.version, geometry: { type: 'Point', coordinates: thing.at } })
    settled(thing, done)
    return { done, thing }
  }
  let made: Thing | null = null
  let cut: { upper: string; lower: string } | null = null
  let split = 0
  const versionOf = async (table: string, code: string) => (await (await fetch(`${url}/api/features/${table}/${encodeURIComponent(code)}`, { headers: { cookie } })).json() as { version: number }).version
  /** What somebody does in a day, in turn; versions a change moved by the way are asked for outside of what is measured. */
  const kinds: Record<string, (i: number) => Promise<() => Promise<unknown>>> = {
    move: async (i) => () => moved(i),
    edit: async (i) => {
      const thing = outfalls[(i * 7) % outfalls.length]
      return async () => settled(thing, await change({ op: 'update', layer: 'outfalls', code: thing.code, version: thing.version, fields: { name: `第${i}次` } }))
    },
    create: async (i) => {
      const near = outfalls[(i * 11) % outfalls.length]
      return async () => {
        const done = await change({ op: 'create', layer: 'outfalls', fields: { name: `新${i}`, class1: '其他排口' }, geometry: { type: 'Point', coordinates: near.at } })
        made = { ...done.items.find(({ layer }) => layer === 'outfalls')!, at: near.at } as Thing
      }
    },
    remove: async () => () => change({ op: 'remove', layer: 'outfalls', code: made!.code, version: made!.version }),
    split: async () => {
      const reach = reaches[split++ % reaches.length]
      const version = await versionOf('reaches', reach.code)
      return async () => {
        const done = await change({ op: 'split', code: reach.code, version, atM: Math.round(reach.long / 2) })
        cut = { upper: reach.code, lower: done.items.find(({ layer, op }) => layer === 'reaches' && op === 'insert')!.code }
      }
    },
    join: async () => {
      const [upper, lower] = await Promise.all([versionOf('reaches', cut!.upper), versionOf('reaches', cut!.lower)])
      return () => change({ op: 'merge', upper: { code: cut!.upper, version: upper }, lower: { code: cut!.lower, version: lower } })
    },
    person: async (i) => () => send(`/api/people/${people[i % people.length].code}`, { post: `第${i}任` }, 'PATCH'),
    undo: async (i) => {
      const { done, thing } = await moved(i + 1)
      return async () => settled(thing, await send<Changed>(`/api/changes/${done.seq}/undo`, {}))
    },
  }
  // What reaches are cut and joined moves outfalls that stand on them.
  const freshen = async () => {
    const versions = new Map((await database.query<Thing>(sql`select code, version from outfalls`)).map((one) => [one.code, one.version]))
    for (const thing of outfalls) thing.version = versions.get(thing.code)!
  }
  return { kinds, freshen }
}

const directory = values.data ?? mkdtempSync(join(tmpdir(), 'one-map-age-'))
process.once('exit', () => !values.data && rmSync(directory, { recursive: true, force: true }))
process.once('SIGINT', () => process.exit(130))
const running = await run('first', directory, ['--scale', values.scale])
const database = await openDatabase({ directory }, { attachable: true })
const { kinds, freshen } = await editor(running.url, database)
const order = values.mix ? ['move', 'edit', 'create', 'remove', 'split', 'join', 'person', 'undo'] : ['move']

const standing = async () => {
  const [row] = await database.query<{ changes: number; dead: number; live: number }>(sql`
    select (select count(*) from changes) as changes, sum(pg_stat_get_dead_tuples(oid)) as dead, sum(pg_stat_get_live_tuples(oid)) as live from pg_class where relkind = 'r'`)
  return { ...row, MB: bytesUnder(join(directory, 'pg')) / 1024 ** 2 }
}

const windows: {
  upTo: number; ms: number; p95: number; worst: number; control: number; dead: number; MB: number; byKind: Record<string, number>
}[] = []
let took: { kind: string; ms: number }[] = []
let controls: number[] = []
for (let i = 1; i <= most; i++) {
  const kind = order[i % order.length]
  if (values.mix && kind === 'move') await freshen()
  const work = await kinds[kind](i)
  const began = performance.now()
  await work()
  took.push({ kind, ms: performance.now() - began })
  if (i % 5 === 0) controls.push(await control(database))
  if (i % windowSize && i !== 100) continue
  // The hundredth change is measured by the first hundred.
  const ms = took.map((one) => one.ms)
  const { dead, MB } = await standing()
  windows.push({ upTo: i, ms: median(ms), p95: quantile(ms, 0.95), worst: quantile(ms, 1), control: median(controls), dead, MB,
    byKind: Object.fromEntries(order.map((name) => [name, median(took.filter((one) => one.kind === name).map((one) => one.ms))])) })
  const last = windows.at(-1)!
  console.log(`${i}: ${last.ms.toFixed(1)} ms, control ${last.control.toFixed(2)} ms, worst ${last.worst.toFixed(0)} ms, dead ${dead}, ${MB.toFixed(0)} MB`)
  if (i % windowSize === 0) [took, controls] = [[], []]
}
const [first] = windows
printTable(values.mix ? 'Age: a mix of changes' : 'Age: outfalls moved', windows.map(({ byKind, ...one }) => ({ ...one, ratio: one.ms / first.ms, 'ratio to control': one.ms / one.control / (first.ms / first.control), ...(values.mix ? byKind : {}) })))
await database.close()
await running.stop()
process.exit(0)
