// Bad days: many people edit at once while the server is killed, connections break and PostgreSQL falls over. Every
// acknowledged change is there once, every other can be sent again, and the record of changes verifies.
// What is done and what goes wrong follows from a seed, printed with the counts; BAD_DAYS_SEED=… does the same again.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { random } from '../../geodata/city/random.ts'
import { begin } from '../../server/accounts/sessions.ts'
import { openDatabase, type Places } from '../../server/db/open.ts'
import { sql } from '../../server/db/sql.ts'
import { everyChangeDidWhatWasAsked, everyChangeIsAccountedFor, riversAreTheirReaches, theRecordHolds, whatFollowsFollows } from '../badDays/audit.ts'
import { codesOf, edit, send, type Storm } from '../badDays/editors.ts'
import { Kept, misfortunes, type Misfortune } from '../badDays/misfortunes.ts'
import { Watcher } from '../badDays/watcher.ts'
import { startPostgres } from '../postgres.ts'

interface Day {
  editors: number
  seconds: number
  misfortunes: Partial<Record<Misfortune, number>>
}

const days: ['server' | 'embedded', Day][] = [
  ['server', { editors: 200, seconds: 35, misfortunes: { 'server killed': 3, 'connection broken': 12, 'PostgreSQL restarted': 3 } }],
  ['embedded', { editors: 20, seconds: 18, misfortunes: { 'server killed': 2 } }],
]

const leave: (() => unknown)[] = []
afterEach(async () => {
  for (const step of leave.splice(0).reverse()) await step()
})

test.each(days)('on the %s engine', { retry: 0 }, async (engine, day) => {
  const seed = Number(process.env.BAD_DAYS_SEED ?? Math.floor(Math.random() * 1e6))
  console.log(`bad days, ${engine} engine, BAD_DAYS_SEED=${seed}`)
  const directory = mkdtempSync(join(tmpdir(), 'one-map-days-'))
  leave.push(() => rmSync(directory, { recursive: true, force: true }))
  const cluster = engine === 'server' ? await startPostgres() : null
  if (cluster) leave.push(cluster.stop)
  const places: Places = { directory, url: await cluster?.create('city') }
  const product = new Kept({ args: ['--city', 'demo', '--scale', '0.03'], directory, environment: { DATABASE_URL: places.url ?? '' } })
  await product.start()
  leave.push(() => product.stop())

  const prepared = await openDatabase(places, { attachable: true })
  const editors = Array.from({ length: day.editors }, (_, i) => `编辑${i + 1}`)
  await prepared.query(sql`insert into people (code, name, role, division) select n, n, 'staff', d.code from divisions d, unnest(${editors}::text[]) n where d.level = 'city'`)
  await prepared.query(sql`insert into posts (code, person, role, division, valid_from) select n, n, 'office', d.code, '2020-01-01' from divisions d, unnest(${editors}::text[]) n where d.level = 'city'`)
  await prepared.query(sql`insert into accounts (code, person, login) select n, n, n from unnest(${editors}::text[]) n`)
  const keys: string[] = []
  for (const editor of editors) keys.push(await begin(prepared, editor, 'bad days'))
  const [{ head }] = (await prepared.query<{ head: number }>(sql`select max(seq) as head from changes`)) as [{ head: number }]
  await prepared.close()

  const codes = { outfalls: await codesOf(product.url, keys[0], 'outfalls'), reaches: await codesOf(product.url, keys[0], 'reaches') }
  const url = () => product.url
  const watchers = Array.from({ length: 3 }, () => new Watcher(url, keys[0], head))
  const storm: Storm = { sent: new Map(), answeredAt: [Date.now()], replayed: 0, wrong: [], over: false }
  const editing = editors.map((name, i) => edit(storm, url, keys[i], codes, seed, name))
  const happened = await misfortunes(day.misfortunes, day.seconds, random(seed, 'misfortunes'), product, cluster ? { cluster, url: places.url! } : undefined)
  // The day ends as it went: with everybody in the middle of something.
  storm.over = true
  await product.kill()
  await Promise.all(editing)
  storm.answeredAt.push(Date.now())
  await product.start()

  const open = [...storm.sent.values()].filter(({ done, refused }) => !done && !refused)
  storm.over = false
  await Promise.all(open.map((one) => send(storm, url, one, random(seed, one.id))))
  const { replayed } = storm
  const again = [...storm.sent.values()].filter(({ done }) => done).slice(-50)
  for (const one of again) {
    const before = one.done
    await send(storm, url, one, random(seed, one.id))
    expect(one.done).toEqual(before)
  }
  await expect.poll(() => watchers.map(({ last }) => last))
    .toEqual(watchers.map(() => Math.max(...[...storm.sent.values()].map(({ done }) => done?.seq ?? 0))))
  for (const watcher of watchers) watcher.stop()

  const database = await openDatabase(places, { attachable: true })
  leave.push(() => database.close())
  const changes = await everyChangeIsAccountedFor(database, storm.sent)
  const all = [...storm.sent.values()]
  const refused = all.filter((one) => one.refused)
  const gaps = storm.answeredAt.slice(1).map((at, i) => at - storm.answeredAt[i])
  console.table({
    sent: all.length, acknowledged: all.filter(({ done }) => done).length, 'sent again': all.filter(({ times }) => times > 1).length, 'answered again': replayed,
    'open at the end, sent again': open.length, conflicts: refused.filter((one) => one.refused!.status === 409).length, 'other refusals': refused.filter((one) => one.refused!.status !== 409).length,
    ...happened, 'changes in the chain': changes, 'events heard': watchers[0].heard, 'told to read anew': watchers[0].resets, 'longest gap of service, s': Math.max(...gaps) / 1000,
  })
  expect(product.gaveUp).toEqual([])
  expect(storm.wrong).toEqual([])
  expect(watchers.flatMap(({ wrong }) => wrong)).toEqual([])
  await everyChangeDidWhatWasAsked(database, storm.sent)
  await theRecordHolds(database)
  await whatFollowsFollows(database)
  await riversAreTheirReaches(database)
  // A day on which nothing went wrong, or nothing was done, has shown nothing.
  expect(happened).toEqual(day.misfortunes)
  // That one is answered after the fact in the middle of the day is certain only where there are many; at its end all are asked again.
  const shown = [again.length, open.length, refused.length, ...(engine === 'server' ? [replayed] : [])]
  expect(Math.min(...shown)).toBeGreaterThan(0)
})
