import { AsyncResource } from 'node:async_hooks'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { today } from '../../domain/today.ts'
import { ownRegister, served, type OwnRegister } from '../../test/register.ts'
import { fromPostgres } from '../http/problem.ts'
import type { Queryable } from './database.ts'
import { migrate } from './migrate.ts'
import { files, openDatabase } from './open.ts'
import { sql } from './sql.ts'

let own: OwnRegister
beforeAll(async () => void (own = await ownRegister()))
beforeEach(() => own.database.script('delete from basins'))
afterAll(() => own.close())

test('both engines speak in the same values', async () => {
  const { database } = own
  const [row] = await database.query(sql`select 1::bigint as whole, 1.5::numeric as exact, '2026-11-22'::date as day, null as nothing, array[1.5, 2]::float8[] as pair, '{"a": [1]}'::jsonb as json, true as yes`)
  expect(row).toEqual({ whole: 1, exact: 1.5, day: '2026-11-22', nothing: null, pair: [1.5, 2], json: { a: [1] }, yes: true })
})

test('the day of the database is the city’s, in every connection', async () => {
  const { database } = own
  const ask = (db: Queryable) => db.query(sql`select current_date as day, extract(hour from '2026-11-22 16:00Z'::timestamptz)::int as midnight`)
  for (const [row] of await Promise.all([ask(database), ask(database), database.as(null, ask)]))
    expect(row).toEqual({ day: today(), midnight: 0 })
})

test('copies any text as it is', async () => {
  const { database } = own
  const names = ['tab\tin', 'line\nbreak', 'back\\slash', '\\N', '\\.', 'quote"\'', '涌😀', '']
  expect(await database.copy('basins', ['code', 'name', 'area_km2'], names.map((name, i) => [`B${i}`, name, i ? i / 3 : null]))).toBe(names.length)
  const rows = await database.query<{ name: string; area_km2: number | null }>(sql`select name, area_km2 from basins order by code`)
  expect(rows.map((row) => row.name)).toEqual(names)
  expect(rows[0].area_km2).toBeNull()
  expect(rows[2].area_km2).toBe(2 / 3)
})

test('who asks beside their own open transaction is told so, instead of waiting for themselves; afterwards, and beside others’, all is well', async () => {
  const { database } = own
  const ask = () => database.query(sql`select 1 as one`)
  for (const beside of [ask, () => database.as(null, async () => 1), () => database.patient.query(sql`select 1`), () => database.script('select 1')] as (() => Promise<unknown>)[])
    await expect(database.transaction(beside)).rejects.toThrow('beside its own open transaction')
  let later = ask
  // What is begun inside and speaks only when the transaction has ended is nobody's trouble.
  await database.transaction(async () => void (later = AsyncResource.bind(ask)))
  expect(await Promise.all([later(), ask(), database.transaction((tx) => tx.query(sql`select 1 as one`))])).toEqual([[{ one: 1 }], [{ one: 1 }], [{ one: 1 }]])
})

test('a transaction that fails leaves nothing, whether it broke in SQL, in a copy or in our code', async () => {
  const { database } = own
  const insert = sql`insert into basins (code, name) values ('B', '甲')`
  await expect(database.transaction(async (tx) => { await tx.query(insert); await tx.query(insert) })).rejects.toMatchObject({ code: '23505', constraint: 'basins_pkey' })
  await expect(database.transaction(async (tx) => { await tx.query(insert); throw new Error('ours') })).rejects.toThrow('ours')
  await expect(database.transaction((tx) => tx.copy('basins', ['code', 'name'], [['C', '乙'], ['C', '丙']]))).rejects.toMatchObject({ code: '23505' })
  expect(await database.query(sql`select count(*) as n from basins`)).toEqual([{ n: 0 }])
  await database.transaction((tx) => tx.query(insert))
  expect(await database.query(sql`select count(*) as n from basins`)).toEqual([{ n: 1 }])
})

test('a second process attaches to the embedded database, and dies in a transaction without a trace', async () => {
  if (served().engine === 'server') return void expect(own.places.url).toMatch(/^postgres:/)
  const { attach } = await import('./socket.ts')
  const other = await attach(files(own.places.directory).socket)
  await other.query(sql`insert into basins (code, name) values ('A', '甲')`)
  const dying = await attach(files(own.places.directory).socket)
  let inside = () => {}
  const started = new Promise<void>((resolve) => (inside = resolve))
  const never = dying.transaction(async (tx) => {
    await tx.query(sql`insert into basins (code, name) values ('B', '乙')`)
    inside()
    await new Promise(() => {})
  })
  never.catch(() => {})
  await started
  await dying.close()
  expect(await own.database.query(sql`select code from basins`)).toEqual([{ code: 'A' }])
  await other.close()
})

test.runIf(served().engine === 'embedded')('a second process that dies in the middle of a word holds up nobody', async () => {
  const dying = createConnection(files(own.places.directory).socket)
  await once(dying, 'connect')
  dying.write('{"id":1,"op":"lease"}\n')
  await once(dying, 'data')
  dying.end('{"id":2,"op":"scr')
  expect(await own.database.query(sql`select 1 as alive`)).toEqual([{ alive: 1 }])
})

test.runIf(served().engine === 'server')('a connection that dies between two statements fails its transaction and nothing else', async () => {
  const dying = own.database.transaction(async (tx) => {
    const [{ pid }] = (await tx.query<{ pid: number }>(sql`select pg_backend_pid() as pid`)) as [{ pid: number }]
    await own.database.probe(sql`select pg_terminate_backend(${pid}::int)`)
    await setTimeout(100)
    await tx.query(sql`select 1`)
  })
  await expect(dying).rejects.toThrow(/connection/i)
  expect(await own.database.query(sql`select 1 as alive`)).toEqual([{ alive: 1 }])
})

test.runIf(served().engine === 'server')('a query may not take for ever, a script and a transaction may take their time', async () => {
  const { serverDatabase } = await import('./server.ts')
  const database = serverDatabase(served().city.url!, { size: 1, querySeconds: 0.1 })
  const slow = sql`select pg_sleep(0.3)`
  try {
    const refused = await database.query(slow).catch((reason: unknown) => reason)
    expect(fromPostgres(refused)).toMatchObject({ code: 'tooSlow', status: 503 })
    await database.script('select pg_sleep(0.3)')
    await database.transaction((tx) => tx.query(slow))
    await expect(database.query(slow)).rejects.toMatchObject({ code: '57014' })
  } finally {
    await database.close()
  }
})

test('what is applied is not applied again, and another version’s database is refused untouched', async () => {
  const own = await ownRegister()
  try {
    expect((await migrate(own.database)).applied).toEqual([])
    await own.database.query(sql`insert into chapters (name, sha256) values ('999_future.sql', 'x')`)
    await expect(migrate(own.database)).rejects.toThrow('数据库比程序新')
    await own.database.query(sql`delete from chapters where name = '999_future.sql'`)
    await own.database.query(sql`update chapters set sha256 = 'other' where name = '020_waters.sql'`)
    await expect(migrate(own.database)).rejects.toThrow('020_waters.sql')
  } finally {
    await own.close()
  }
})

test('notifies when a layer changes, once the change is committed', async () => {
  const heard: (string | null)[] = []
  await own.database.listen('layers', (payload) => heard.push(payload))
  await own.database.transaction(async (tx) => {
    await tx.query(sql`select refresh_shapes('gates', array['name'])`)
    expect(heard).toEqual([])
  })
  await expect.poll(() => heard).toEqual(['gates'])
})

test.runIf(served().engine === 'server')('a server that cannot be reached is said in a sentence', async () => {
  await expect(openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', directory: '/nonexistent' })).rejects.toThrow('连不上 DATABASE_URL')
})

test.runIf(served().engine === 'embedded')('an embedded engine that ends by itself is noticed, and one that is closed is not', async () => {
  const { openEmbedded } = await import('./embedded.ts')
  const { database } = await openEmbedded(null)
  let noticed = false
  void database.lost!.then(() => (noticed = true))
  await database.close()
  await setTimeout(50)
  expect(noticed).toBe(false)
  const crashing = await openEmbedded(null)
  await crashing.worker.terminate()
  await expect(crashing.database.lost).resolves.toBeInstanceOf(Error)
  await expect(crashing.database.script('select 1')).rejects.toThrow('has ended')
})
