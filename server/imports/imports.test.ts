// Bringing files in over HTTP, into a register of two districts small enough to follow by hand.
import { randomUUID } from 'node:crypto'
import { request as ask } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FeatureCard, FeaturePage } from '../../domain/features/schemas.ts'
import type { ProblemBody } from '../../domain/problem.ts'
import type { SearchAnswer } from '../../domain/search/schemas.ts'
import type { WaterCard } from '../../domain/waters/schemas.ts'
import type { Changed } from '../../domain/changes/schemas.ts'
import type { ImportOptions, ImportPreview, StagedImport, StagedRows } from '../../domain/imports/schemas.ts'
import { toGcj02 } from '../../domain/coordinates.ts'
import { collection, endlessPackages, feature, handMade, line, zip } from '../../geodata/import/files.fixture.ts'
import { browserOf, ownRegister, serve, served, type OwnRegister } from '../../test/register.ts'
import { sql } from '../db/sql.ts'


const mostMegabytes = 200

let own: OwnRegister
let server: Awaited<ReturnType<typeof serve>>

beforeAll(async () => {
  own = await ownRegister()
  server = await serve(own.database, { ratePerMinute: 0 })
  await own.database.script(`
    insert into divisions (code, name, level, geom) values
      ('449000', '榕州市', 'city', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 24,113 23)))'),
      ('449003', '西区', 'district', 'SRID=4490;MULTIPOLYGON(((113 23,113.5 23,113.5 24,113 24,113 23)))'),
      ('449005', '东区', 'district', 'SRID=4490;MULTIPOLYGON(((113.5 23,114 23,114 24,113.5 24,113.5 23)))');
    insert into people (code, name, role, division) values ('P-west', '林', 'staff', '449003'), ('P-east', '钱', 'staff', '449005'), ('P-admin', '市', 'staff', '449000'), ('P-delegate', '代', 'delegate', '449000'), ('P-chief', '王', 'chief', '449003');
    insert into posts (code, person, role, division, valid_from) values ('1', 'P-west', 'office', '449003', '2020-01-01'), ('2', 'P-east', 'office', '449005', '2020-01-01'), ('3', 'P-admin', 'administrator', '449000', '2020-01-01'), ('4', 'P-delegate', 'delegate', '449000', '2020-01-01'), ('5', 'P-chief', 'chief', '449003', '2020-01-01');
    insert into accounts (code, person, login) select 'A' || code, code, lower(code) from people`)
})
afterAll(async () => {
  await server.close()
  await own.close()
})

/** Two outfalls in the west, one in the east; whatever the test before did is gone, and the record of it stays. */
let begun = 0
beforeEach(async () => {
  for (const { tablename } of await stages()) await own.database.script(`drop table "${tablename}"`)
  await own.database.script(`
    delete from links; delete from waters; delete from outfalls; delete from imports; delete from past_versions; delete from staged_imports; delete from search_entries; delete from shapes;
    insert into outfalls (code, name, class1, division, valid_from, geom) values
      ('O-1', '一号口', '农业排口', '449003', '2020-01-01', 'SRID=4490;POINT(113.1 23.5)'), ('O-2', '二号口', '农业排口', '449003', '2020-01-01', 'SRID=4490;POINT(113.2 23.5)'),
      ('O-9', '东区口', '农业排口', '449005', '2020-01-01', 'SRID=4490;POINT(113.7 23.5)');
    select refresh_shapes('outfalls', array['name', 'state', 'dry_flow', 'class1', 'bank'])`)
  begun = (await own.database.query<{ seq: number }>(sql`select max(seq) as seq from changes`))[0].seq
})

const as = (person: string | null) => browserOf(own.database, server.url, person && `AP-${person}`)
const point = (lon: number, lat: number) => ({ type: 'Point', coordinates: [lon, lat] })
const outfall = (code: string, name: string, lon: number, lat = 23.5) => feature({ 编码: code, 名称: name, 一级分类: '农业排口' }, point(lon, lat))
const outfalls = (...more: object[]) => collection([outfall('O-1', '一号新口', 113.101), outfall('O-2', '二号口', 113.2), outfall('O-3', '三号口', 113.3), ...more])

type Answer<Body> = Body & ProblemBody
const send = async (person: string | null, content: string | Uint8Array, { layer = 'outfalls', file = 'x.geojson', options = {} } = {}) => {
  const browser = await as(person)
  const response = await fetch(`${server.url}/api/imports?layer=${layer}&file=${encodeURIComponent(file)}&options=${encodeURIComponent(JSON.stringify(options))}`, {
    method: 'POST', body: content as BodyInit, headers: { 'content-type': 'application/octet-stream', 'sec-fetch-site': 'same-origin', cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; ') },
  })
  return { status: response.status, body: (await response.json()) as Answer<StagedImport> }
}
const look = async (person: string, id: string) => (await (await as(person)).ask<Answer<StagedImport>>('GET', `/api/imports/${id}`)).body
const settled = async (person: string, id: string): Promise<StagedImport> => {
  // A thread is started for each file, which takes its time on a busy machine.
  await expect.poll(async () => (await look(person, id)).state, { timeout: 120_000 }).toMatch(/ready|failed|done/)
  return look(person, id)
}
/** Sent and looked at to the end. */
const stage = async (person: string, content: string | Uint8Array, more: Parameters<typeof send>[2] = {}) => {
  const { status, body } = await send(person, content, more)
  expect(status).toBe(202)
  return settled(person, body.id)
}
const correct = async (person: string, id: string, options: ImportOptions) => {
  expect((await (await as(person)).ask('PUT', `/api/imports/${id}`, options)).status).toBe(202)
  return settled(person, id)
}
const commit = async (person: string, id: string, change = randomUUID()) => (await as(person)).ask<Answer<Changed>>('POST', `/api/imports/${id}/commit`, { id: change })
const undo = async (person: string, seq: number) => (await as(person)).ask<Answer<Changed>>('POST', `/api/changes/${seq}/undo`, { id: randomUUID() })
const card = async (layer: string, code: string) => (await as('admin')).ask<FeatureCard>('GET', `/api/features/${layer}/${code}`)
const nameOf = async (code: string) => (await card('outfalls', code)).body.facts?.name
const count = async (table: 'imports' | 'import_originals' | 'changes' | 'links' | 'outfalls' | 'waters' | 'past_versions') => {
  const tables = { imports: sql`imports`, import_originals: sql`import_originals`, changes: sql`changes where seq > ${begun}`, links: sql`links`, outfalls: sql`outfalls`, waters: sql`waters`, past_versions: sql`past_versions` }
  return (await own.database.query<{ n: number }>(sql`select count(*) as n from ${tables[table]}`))[0].n
}
const stages = () => own.database.query(sql`select tablename from pg_tables where tablename like 'import\\_1%'`)
const unbroken = async () => {
  expect(await own.database.query(sql`select * from record_break()`)).toEqual([])
  expect(await own.database.query(sql`select * from record_strays()`)).toEqual([])
}

describe('a file is looked at before it is let in', () => {
  test('the report says what it is, what its columns are and what would happen; nothing has', async () => {
    const found = await stage('west', outfalls())
    expect(found).toMatchObject({ state: 'ready', file: 'x.geojson', layer: 'outfalls', problem: null, seq: null, by: '林' })
    expect(found.report).toMatchObject({ features: 3, counts: { new: 1, changed: 1, same: 1, vanished: 0 }, errors: { rows: 0, first: [] }, crs: { code: 'EPSG:4326' } })
    expect(found.report!.columns).toMatchObject([{ column: '编码', field: 'code' }, { column: '名称', field: 'name' }, { column: '一级分类', field: 'class1' }])
    expect([await count('outfalls'), await count('changes')]).toEqual([3, 0])
  })

  test('the preview is what committing does', async () => {
    const { id } = await stage('west', outfalls(), { options: { missing: 'end', day: '2026-01-01' } })
    const browser = await as('west')
    // The eastern outfall lies outside the file's extent, and is not theirs either.
    const preview = (await browser.ask<ImportPreview>('GET', `/api/imports/${id}/preview?bbox=113,23,114,24`)).body
    expect(preview.features.map(({ properties: { fate, side, code }, geometry }) => [
      fate, side, code, (geometry as { coordinates: number[] }).coordinates[0],
    ])).toEqual([
      ['changed', 'before', 'O-1', 113.1], ['changed', 'after', 'O-1', 113.101], ['new', 'after', 'O-3', 113.3]])
    expect((await browser.ask<ImportPreview>('GET', `/api/imports/${id}/preview?bbox=113.25,23,114,24`)).body.features.map(({ properties }) => properties.code)).toEqual(['O-3'])
    expect((await browser.ask<ImportPreview>('GET', `/api/imports/${id}/preview?limit=1`)).body).toMatchObject({ more: true })
    const rows = async (fate: string) => (await browser.ask<StagedRows>('GET', `/api/imports/${id}/rows?fate=${fate}`)).body.rows
    expect(await rows('changed')).toMatchObject([{ row: 1, code: 'O-1', shape: true, changed: { name: ['一号口', '一号新口'] } }])
    expect(Object.keys((await rows('changed'))[0].changed)).toEqual(['name'])
    const done = await commit('west', id)
    expect(done.status).toBe(201)
    expect(done.body.items.map(({ code, op }) => [code, op]).sort()).toEqual([['O-1', 'update'], ['O-3', 'insert']])
    expect((await card('outfalls', 'O-1')).body).toMatchObject({ facts: { name: '一号新口', division: '449003' }, geometry: { coordinates: [113.101, 23.5] } })
    expect((await card('outfalls', 'O-3')).body.facts.division).toBe('449003')
    expect(await look('west', id)).toMatchObject({ state: 'done', seq: done.body.seq })
    expect(await stages()).toEqual([])
  })

  test('what the file no longer has is counted when asked, and ends on a day when asked for that', async () => {
    const content = collection([outfall('O-1', '一号口', 113.1), outfall('O-7', '七号口', 113.25)])
    expect((await stage('west', content)).report!.counts.vanished).toBe(0)
    const counted = await stage('west', content, { options: { missing: 'count' } })
    expect(counted.report!.counts).toEqual({ new: 1, changed: 0, same: 1, vanished: 1 })
    await commit('west', counted.id)
    expect(await nameOf('O-2')).toBe('二号口')
    const ended = await stage('west', content, { options: { missing: 'end', day: '2026-02-01' } })
    const preview = (await (await as('west')).ask<ImportPreview>('GET', `/api/imports/${ended.id}/preview`)).body
    expect(preview.features.map(({ properties }) => properties)).toEqual([{ fate: 'vanished', side: 'before', code: 'O-2', name: '二号口' }])
    const done = await commit('west', ended.id)
    expect(done.body.items.map(({ code, op, version }) => [code, op, version])).toEqual([['O-2', 'update', null]])
    expect((await card('outfalls', 'O-2')).status).toBe(404)
    expect(await own.database.query(sql`select valid_to from outfalls where code = 'O-2'`)).toEqual([{ valid_to: '2026-02-01' }])
    expect((await undo('west', done.body.seq)).status).toBe(201)
    expect(await nameOf('O-2')).toBe('二号口')
    const young = await stage('west', content, { options: { missing: 'end', day: '2019-06-01' } })
    expect(young.report!.errors.first).toMatchObject([{ row: null, code: 'O-2', words: { zh: '文件里没有，但它自 2020-01-01 才有效，不能止于 2019-06-01' } }])
    await unbroken()
  })

  test('options can be corrected: a column goes elsewhere, and what the file asked for is given', async () => {
    const metres = collection([feature({ 编号: 'O-1', 叫法: '改名口', 一级分类: '农业排口' }, point(412_000, 2_600_000))])
    const asked = await stage('west', metres)
    expect(asked).toMatchObject({ state: 'failed', report: null })
    expect(asked.problem!.zh).toMatch(/坐标系/)
    expect(asked.problem!.zh).not.toMatch(/--/)
    const corrected = await correct('west', asked.id, { crs: 'EPSG:4547', map: { 叫法: 'name' } })
    expect(corrected).toMatchObject({ state: 'ready', problem: null, options: { crs: 'EPSG:4547' } })
    expect(corrected.report!.columns.find(({ column }) => column === '叫法')).toMatchObject({ field: 'name' })
    const again = await correct('west', asked.id, { crs: 'EPSG:4547', map: { 叫法: '' } })
    expect(again.report!.columns.find(({ column }) => column === '叫法')).toMatchObject({ field: null })
    expect((await stages()).length).toBe(1)
    expect((await (await as('west')).ask<ProblemBody>('PUT', `/api/imports/${asked.id}`, { day: '2999-01-01' })).body).toMatchObject({ code: 'inputInvalid' })
  })
})

describe('rows in error', () => {
  const broken = outfalls(feature({ 编码: 'O-5', 名称: '线', 一级分类: '农业排口' }, line([113, 23.5], [113.1, 23.5])), outfall('=HYPERLINK("x")', '公式', 113.31), outfall('O-8', '越界', 113.8))

  test('are named with their number and reason, all of them in a file no spreadsheet runs, and stop the whole import', async () => {
    const found = await stage('west', broken)
    expect(found.report!.errors.rows).toBeGreaterThanOrEqual(2)
    expect(found.report!.errors.first).toContainEqual({ row: 4, code: null, words: { zh: '几何是 LineString，入河排污口要点', en: expect.any(String) as string } })
    expect(found.report!.errors.first).toContainEqual({ row: 6, code: 'O-8', words: { zh: '不在您的管辖范围内（东区）', en: 'not yours to change (东区)' } })
    const browser = await as('west')
    const response = await fetch(`${server.url}/api/imports/${found.id}/errors.csv`, { headers: { cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; ') } })
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const bytes = Buffer.from(await response.arrayBuffer())
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const lines = bytes.toString().split('\r\n')
    expect(lines[1]).toMatch(/^"4","","几何是 LineString，入河排污口要点","/)
    expect(lines.filter((one) => /(^|,)"[=+@-]/.test(one))).toEqual([])
    expect((await commit('west', found.id)).body).toMatchObject({ code: 'importHasErrors' })
    expect([await count('outfalls'), await count('changes')]).toEqual([3, 0])
  })

  test('that are staged and left out are neither shown nor written, and the others are both', async () => {
    const square = (code: string, corners: number[][]) => feature({ 编码: code, 名称: code }, { type: 'Polygon', coordinates: [corners] })
    const sound = square('S-1', [[113.1, 23.5], [113.11, 23.5], [113.11, 23.51], [113.1, 23.51], [113.1, 23.5]])
    const tangled = square('S-2', [[113.12, 23.5], [113.13, 23.51], [113.13, 23.5], [113.12, 23.51], [113.12, 23.5]])
    const { id, report } = await stage('west', collection([sound, tangled]), { layer: 'small_waters', options: { leaveOut: true } })
    expect(report).toMatchObject({ counts: { new: 1 }, errors: { rows: 1, leftOut: true } })
    const { body } = await (await as('west')).ask<ImportPreview>('GET', `/api/imports/${id}/preview`)
    expect(body.features.map(({ properties }) => properties.code)).toEqual(['S-1'])
    const done = await commit('west', id)
    expect([done.status, done.body.items.map(({ code }) => code)]).toEqual([201, ['S-1']])
    await undo('west', done.body.seq)
  })

  test('a cell that looks like a formula is made harmless', async () => {
    const found = await stage('west', collection([outfall('@SUM(A1)', '甲', 113.1), outfall('@SUM(A1)', '乙', 113.1)]))
    const browser = await as('west')
    const text = await (await fetch(`${server.url}/api/imports/${found.id}/errors.csv`, { headers: { cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; ') } })).text()
    expect(text).toContain(`"2","'@SUM(A1)","编码与第 1 行相同"`)
  })
})

test('what the database says of a shape is said in plain words, without the command line’s', async () => {
  const bow = { type: 'Polygon', coordinates: [[[113.3, 23.3], [113.31, 23.31], [113.31, 23.3], [113.3, 23.31], [113.3, 23.3]]] }
  const content = collection([feature({ 编码: 'L-1', 名称: '湖' }, bow)])
  const found = await stage('west', content, { layer: 'lakes' })
  expect(found.report!.errors.first).toMatchObject([{ row: 1, code: 'L-1', words: { zh: '面不合法：边界自己相交（113.305, 23.305）（“修正图形” 可自动修正）', en: 'invalid polygon: Self-intersection[113.305 23.305] (“mend shapes” mends it)' } }])
  expect((await correct('west', found.id, { mend: true })).report!.errors.rows).toBe(0)
})

describe('who may', () => {
  test.each([['the public', null, 401, 'signInFirst'], ['a delegate', 'delegate', 403, 'notAllowed'], ['a chief', 'chief', 403, 'notAllowed']])('%s is refused', async (_, person, status, code) => {
    expect(await send(person, outfalls())).toMatchObject({ status, body: { code } })
  })

  test('a district office brings in what lies in its district, and neither takes from another nor gives to it', async () => {
    const moved = await stage('west', collection([outfall('O-9', '东区口改名', 113.7), outfall('O-2', '搬走', 113.52)]))
    expect(moved.report!.errors.first.map(({ row, words }) => [row, words.zh])).toEqual([[1, '不在您的管辖范围内（东区）'], [2, '不在您的管辖范围内（东区）']])
    expect((await stage('east', collection([outfall('O-9', '东区口改名', 113.7)]))).report!.errors.rows).toBe(0)
    expect((await stage('admin', collection([outfall('O-9', '东区口改名', 113.7), outfall('O-2', '搬走', 113.52)]))).report!.errors.rows).toBe(0)
  })

  test('whoever has lost the post meanwhile is refused by the database, and nothing is written', async () => {
    const { id } = await stage('west', outfalls())
    const browser = await as('west')
    await own.database.query(sql`insert into posts (code, person, role, division, valid_from) values ('x', 'P-west', 'office', '449005', '2020-01-01')`)
    await own.database.query(sql`update posts set valid_to = current_date where code = '1'`)
    try {
      expect((await browser.ask<ProblemBody>('POST', `/api/imports/${id}/commit`, { id: randomUUID() })).body).toMatchObject({ code: 'notYours' })
      expect([await nameOf('O-1'), await count('imports')]).toEqual(['一号口', 0])
      expect((await look('west', id)).state).toBe('ready')
    } finally {
      await own.database.query(sql`update posts set valid_to = null where code = '1'`)
      await own.database.query(sql`delete from posts where code = 'x'`)
    }
  })

  test('a staged import is its owner’s and the administrators’ of the city; put away, it is gone', async () => {
    const { id } = await stage('west', outfalls())
    expect(await look('east', id)).toMatchObject({ code: 'importUnknown' })
    expect((await commit('east', id)).body).toMatchObject({ code: 'importUnknown' })
    expect((await (await as('east')).ask<ProblemBody>('GET', `/api/imports/${id}/preview`)).body).toMatchObject({ code: 'importUnknown' })
    expect((await (await as('east')).ask<StagedImport[]>('GET', '/api/imports')).body).toEqual([])
    expect((await (await as('admin')).ask<StagedImport[]>('GET', '/api/imports')).body.map((one) => one.id)).toEqual([id])
    expect((await (await as('west')).ask('DELETE', `/api/imports/${id}`)).status).toBe(200)
    expect(await look('west', id)).toMatchObject({ code: 'importUnknown' })
    expect(await stages()).toEqual([])
  })

  test('it is kept a day, across a restart of the server; whoever was reading when it stopped is told', async () => {
    const { id } = await stage('west', outfalls())
    await server.close()
    server = await serve(own.database, { ratePerMinute: 0 })
    expect((await look('west', id)).state).toBe('ready')
    expect((await commit('west', id)).status).toBe(201)
    const other = await stage('west', outfalls())
    await own.database.query(sql`update staged_imports set state = 'checking', touched_at = now() - interval '2 minutes' where id = ${other.id}`)
    expect(await look('west', other.id)).toMatchObject({ state: 'failed', problem: { zh: '服务器中途停过，请重新检查' } })
    expect((await correct('west', other.id, {})).state).toBe('ready')
    await own.database.query(sql`update staged_imports set at = now() - interval '25 hours' where id = ${other.id}`)
    expect(await look('west', other.id)).toMatchObject({ code: 'importUnknown' })
    await stage('east', collection([outfall('O-9', '东区口', 113.7)]))
    expect(await own.database.query(sql`select from staged_imports where id = ${other.id}`)).toEqual([])
    expect((await stages()).length).toBe(1)
  })
})

describe('written whole or not at all', () => {
  test('the same id again gives the same answer; another id is told it is done', async () => {
    const { id } = await stage('west', outfalls())
    const change = randomUUID()
    const [first, twice] = await Promise.all([commit('west', id, change), commit('west', id, change)])
    const again = await commit('west', id, change)
    expect([first, twice].some(({ status }) => status === 201)).toBe(true)
    expect(again).toMatchObject({ status: 201, body: { id: change } })
    for (const { status, body } of [first, twice]) if (status === 201) expect(body).toEqual(again.body)
    expect((await commit('west', id)).body).toMatchObject({ code: 'importDone' })
    expect([await count('changes'), await count('imports'), await count('outfalls')]).toEqual([1, 1, 4])
    expect(await own.database.query(sql`select person, behalf, kind, note from changes where seq > ${begun}`)).toEqual([{ person: 'P-west', behalf: null, kind: 'import', note: 'x.geojson' }])
    const other = await stage('west', collection([outfall('O-6', '六', 113.2)]))
    expect((await commit('west', other.id, change)).body).toMatchObject({ code: 'changeReused' })
  })

  test('stopped half-way leaves nothing, and can be written afterwards', async () => {
    const { id } = await stage('west', outfalls(...Array.from({ length: 50 }, (_, i) => outfall(`N-${i}`, `新${i}`, 113.3, 23.3 + i / 1000))))
    const stop = served().engine === 'server' ? `perform pg_terminate_backend(pg_backend_pid());` : `raise exception 'the lights went out';`
    await own.database.script(`create function go_dark() returns trigger language plpgsql security definer as $$ begin if new.code = 'N-40' then ${stop} end if; return new; end $$;
      create trigger go_dark before insert on outfalls for each row execute function go_dark()`)
    try {
      expect((await commit('west', id)).status).toBeGreaterThanOrEqual(500)
    } finally {
      await own.database.script('drop trigger go_dark on outfalls; drop function go_dark()')
    }
    expect([await count('outfalls'), await count('imports'), await count('changes'), await nameOf('O-1')]).toEqual([3, 0, 0, '一号口'])
    expect((await look('west', id)).state).toBe('ready')
    expect((await commit('west', id)).status).toBe(201)
    expect(await count('outfalls')).toBe(54)
  })

  test('somebody changed a thing after the preview: it is refused by name, and checked again it goes', async () => {
    const { id } = await stage('west', outfalls())
    const { version } = (await card('outfalls', 'O-1')).body
    expect((await (await as('admin')).ask('POST', '/api/changes', { id: randomUUID(), operations: [{ op: 'update', layer: 'outfalls', code: 'O-1', version, fields: { diameter_mm: 500 } }] })).status).toBe(201)
    expect((await commit('west', id)).body).toMatchObject({ code: 'importMovedOn', zh: expect.stringContaining('O-1') as string })
    expect(await nameOf('O-1')).toBe('一号口')
    await correct('west', id, {})
    expect((await commit('west', id)).status).toBe(201)
    expect((await card('outfalls', 'O-1')).body.facts).toMatchObject({ name: '一号新口', diameter_mm: 500 })
  })
})

describe('undone as one step', () => {
  /** A comb of 300 reaches: ten rivers of thirty, each flowing into the next. */
  const comb = collection(Array.from({ length: 300 }, (_, i) => {
    const [river, n] = [Math.floor(i / 30), i % 30]
    const at = (k: number): [number, number] => [113.1 + k / 1000, 23.3 + river / 100 + k / 10_000]
    return feature({ 编码: `R${i}`, 名称: `甲${river}河`, 所属河流: `甲${river}河` }, line(at(n), at(n + 1)))
  }))

  test('rivers made from reaches, their links, tiles and search come with it and go with it', async () => {
    const { id, report } = await stage('west', comb, { layer: 'reaches' })
    expect(report).toMatchObject({ counts: { new: 300 }, network: { rivers: 10, links: 290 }, errors: { rows: 0 } })
    const done = await commit('west', id)
    expect(done.status).toBe(201)
    const [river] = await own.database.query<{ code: string; division: string }>(sql`select code, division from waters where kind = 'river' and name = '甲3河'`)
    expect([await count('waters'), await count('links'), river.division]).toEqual([310, 290, '449003'])
    const found = async () => (await (await as('west')).ask<SearchAnswer>('GET', `/api/search?q=${encodeURIComponent('甲3河')}`)).body.found.length
    const [x, y] = [
      Math.floor(((113.115 + 180) / 360) * 2 ** 12),
      Math.floor(((1 - Math.asinh(Math.tan((23.335 * Math.PI) / 180)) / Math.PI) / 2) * 2 ** 12),
    ]
    const drawn = async () => (await (await fetch(`${server.url}/tiles/reaches,rivers/12/${x}/${y}.mvt`)).arrayBuffer()).byteLength
    expect(await found()).toBeGreaterThan(0)
    await expect.poll(drawn).toBeGreaterThan(0)
    expect((await (await as('west')).ask<WaterCard>('GET', `/api/waters/${river.code}`)).body.reaches.length).toBe(30)
    await unbroken()

    const undone = await undo('west', done.body.seq)
    expect(undone.status).toBe(201)
    expect([await count('waters'), await count('links'), await count('imports'), await found()]).toEqual([0, 0, 0, 0])
    await expect.poll(drawn).toBe(0)
    await unbroken()

    expect((await undo('west', undone.body.seq)).status).toBe(201)
    expect([await count('waters'), await count('links'), await count('imports')]).toEqual([310, 290, 1])
    await unbroken()
  })

  test('a file that lies elsewhere is asked about, not written before that is answered, and never where it lies in the city', async () => {
    const far = await stage('west', collection([outfall('O-5', '远口', 72.1)]))
    expect([far.state, far.report!.question?.zh]).toEqual(['ready', expect.stringMatching(/经度 72\.100.*离名录里的城市最近也有 \d+ km.*“确认位置”/)])
    for (const _twice of [1, 2]) expect(await commit('west', far.id)).toMatchObject({ status: 409, body: { code: 'importPlaceAsked', details: { zh: far.report!.question!.zh } } })
    expect(await count('outfalls')).toBe(3)
    const answered = await correct('west', far.id, { here: true })
    expect([answered.report!.question, answered.report!.remarks.some(({ zh }) => zh.startsWith('位置已由您确认'))]).toEqual([null, true])
    expect((await stage('west', outfalls())).report!.question).toBe(null)
  })

  test('what changed is as it was, and shapes as they came are those of the import before', async () => {
    const creek = (name: string, turn: typeof toGcj02) => collection([0, 1, 2].map((i) => feature({ 编码: `C${i}`, 名称: `${name}${i}` }, line(...([[113.1, 23.4 + i / 50], [113.12, 23.41 + i / 50]] as [number, number][]).map(turn)))))
    const bring = async (content: string, options: ImportOptions = {}) => (await commit('admin', (await stage('admin', content, { layer: 'rivers', options })).id)).body
    await bring(creek('一', (at) => at), { day: '2024-01-01' })
    await bring(creek('二', toGcj02), { day: '2025-01-01' })
    const originals = () => own.database.query<{ code: string; file: string; x: number }>(sql`select o.code, o.layer, o.crs, round(st_xmin(o.geom)::numeric, 4) as x from import_originals o join imports i on i.code = o.import order by i.at, o.code`)
    const before = await originals()
    expect(before.length).toBe(3)
    const third = await bring(creek('三', toGcj02), { day: '2026-01-01' })
    expect((await originals()).length).toBe(6)
    expect(await count('past_versions')).toBe(6)
    const undone = await undo('admin', third.seq)
    expect(undone.status).toBe(201)
    expect([await originals(), await count('past_versions')]).toEqual([before, 3])
    expect((await (await as('admin')).ask<WaterCard>('GET', '/api/waters/C1')).body.name).toBe('二1')
    await undo('admin', undone.body.seq)
    expect((await originals()).length).toBe(6)
    await unbroken()
  })

  test('who may not change what was imported may not undo it', async () => {
    const done = await commit('west', (await stage('west', outfalls())).id)
    expect((await undo('east', done.body.seq)).body).toMatchObject({ code: 'notYours' })
    const page = (await (await as('west')).ask<FeaturePage>('GET', '/api/features/outfalls')).body
    expect(page.total).toBe(4)
    expect((await undo('west', done.body.seq)).status).toBe(201)
  })
})

// What a file may be is judged before any engine is asked.
describe.skipIf(process.env.TEST_ENGINE === 'embedded')('a file that is no map', () => {
  const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), Buffer.from('JFIF\0'), Buffer.alloc(4000, 7)])
  const bomb = () => zip([{ name: 'x.geojson', data: Buffer.alloc(80 * 1024 ** 2, 32) }])
  test.each<[string, () => string | Uint8Array, string, RegExp]>([
    ['a picture', () => jpeg, 'x.jpg', /JPEG 图片|网页/],
    ['a picture that says it is an archive', () => jpeg, 'x.zip', /JPEG 图片/],
    ['an archive that grows a thousandfold', bomb, 'x.zip', /压缩炸弹/],
    ['nothing', () => '', 'x.geojson', /是空的/],
    ['a page', () => '<!doctype html><html><body>登录</body></html>', 'x.geojson', /JPEG 图片|网页/],
    ['a map without anything on it', () => collection([]), 'x.geojson', /没有要素/],
  ])('%s is refused in plain words', async (_, content, file, words) => {
    const found = await stage('west', content(), { file })
    expect(found).toMatchObject({ state: 'failed', report: null })
    expect(found.problem!.zh).toMatch(words)
    expect((await commit('west', found.id)).body).toMatchObject({ code: 'importNotReady' })
    expect(await stages()).toEqual([])
  })

  test('its name is only words: it leads nowhere', async () => {
    expect((await stage('west', outfalls(), { file: '../../etc/../排口\u0000.geojson' })).file).toBe('排口.geojson')
  })

  test('a layer or options there are not is refused before anything is read', async () => {
    expect((await send('west', outfalls(), { layer: 'passwd' })).body).toMatchObject({ code: 'inputInvalid' })
    expect((await send('west', outfalls(), { options: { nonsense: 1 } })).body).toMatchObject({ code: 'inputInvalid' })
  })

  test('one too large is refused at once where it says so, and as it grows where it does not', async () => {
    const cookie = [...(await as('west')).cookies].map((pair) => pair.join('=')).join('; ')
    const post = (length: number | null) => new Promise<{ status: number; sent: number }>((resolve, reject) => {
      const sending = ask(`${server.url}/api/imports?layer=outfalls&file=x.geojson`, { method: 'POST', headers: { cookie, 'sec-fetch-site': 'same-origin', ...(length ? { 'content-length': length } : {}) } })
      const chunk = Buffer.alloc(1024 ** 2)
      let sent = 0
      let over = false
      sending.on('response', (response) => {
        over = true
        response.resume()
        resolve({ status: response.statusCode!, sent })
      })
      sending.on('error', (reason) => over || reject(reason))
      const more = () => {
        while (!over && sent < (mostMegabytes + 20) * 1024 ** 2) {
          sent += chunk.length
          if (!sending.write(chunk)) return void sending.once('drain', more)
        }
      }
      if (length) sending.flushHeaders()
      else more()
    })
    expect(await post(mostMegabytes * 1024 ** 2 + 1)).toEqual({ status: 413, sent: 0 })
    const grown = await post(null)
    expect(grown.status).toBe(413)
    expect(grown.sent).toBeGreaterThan(mostMegabytes * 1024 ** 2)
    expect(await own.database.query(sql`select from staged_imports`)).toEqual([])
  })
})

describe.skipIf(process.env.TEST_ENGINE === 'embedded')('a file that takes more than the rules let it', () => {
  const rule = (more: object) => own.database.query(sql`update rule_sets set body = body || ${JSON.stringify(more)}::jsonb where kind = 'file_reading'`)
  const shipped = { seconds: 900, silentSeconds: 30, heapMegabytes: 1024, waiting: 5, hours: 24 }
  beforeEach(() => rule(shipped))
  afterAll(() => rule(shipped))

  test.each([
    ['time', { seconds: 1 }, () => collection(Array.from({ length: 150_000 }, (_, i) => outfall(`T-${i}`, '口', 113.1))), '超过 1 秒'],
    ['memory', { heapMegabytes: 64 }, () => collection([feature(Object.fromEntries(Array.from({ length: 400_000 }, (_, i) => [`c${i}`, { a: i, b: [i] }])), point(113.1, 23.5))]), '内存超过 64 MB'],
  ])('of %s is stopped and the person told; nothing is left and the next is read', async (_, limits, content, words) => {
    await rule(limits)
    const stopped = await stage('west', content())
    expect(stopped.state).toBe('failed')
    expect(stopped.problem!.zh).toContain(words)
    expect(await stages()).toEqual([])
    await rule(shipped)
    expect((await stage('west', outfalls())).state).toBe('ready')
  })

  test.each(Object.entries(endlessPackages))('because it holds %s leaves everybody else answered', async (_, sentences) => {
    const found = await stage('west', await handMade(sentences), { layer: 'rivers', file: 'x.gpkg' })
    expect(['failed', 'ready']).toContain(found.state)
    expect((await (await as(null)).ask('GET', '/api/health')).status).toBe(200)
  })

  test('waits with few others of the same person, and leaves when its time is over', async () => {
    await rule({ waiting: 1 })
    const slow = () => collection(Array.from({ length: 100_000 }, (_, i) => outfall(`W-${i}`, '口', 113.1)))
    const first = await send('west', slow())
    expect(first.status).toBe(202)
    expect((await send('west', outfalls())).body.code).toBe('importsWaiting')
    expect((await send('east', collection([outfall('O-9', '东区新口', 113.7)]))).status).toBe(202)
    await (await as('west')).ask('DELETE', `/api/imports/${first.body.id}`)
    await rule({ hours: 0.01 })
    await own.database.query(sql`update staged_imports set at = now() - interval '1 hour'`)
    expect((await (await as('east')).ask<StagedImport[]>('GET', '/api/imports')).body).toEqual([])
  })
})
