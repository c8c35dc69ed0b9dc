// Samples of water brought in as a sheet, over HTTP: looked at, written once, undone as one step.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ProblemBody } from '../../domain/problem.ts'
import type { QualitySeries } from '../../domain/quality/schemas.ts'
import type { SampleSheet, SamplesWritten } from '../../domain/samples/schemas.ts'
import { browserOf, ownRegister, serve, type OwnRegister } from '../../test/register.ts'
import { sql } from '../db/sql.ts'
import { verify } from '../record/verify.ts'

let own: OwnRegister
let server: Awaited<ReturnType<typeof serve>>

// Two sections in district 449003, a pair at flood and ebb, and one in 449005 (test/drawn.sql).
beforeAll(async () => {
  own = await ownRegister('drawn')
  await own.database.script(`
    insert into sections (code, name, kind, water, measure_m, division, target_class, tide, geom) values
      ('UP', '上断面', '市考', 'R-01', 100, '449003', 'Ⅲ', null, 'SRID=4490;POINT(113.15 23.1)'),
      ('LOW1', '下断面(涨)', '交界', 'R-02', 100, '449003', 'Ⅳ', '涨', 'SRID=4490;POINT(113.25 23.1)'),
      ('LOW2', '下断面(落)', '交界', 'R-02', 100, '449003', 'Ⅳ', '落', 'SRID=4490;POINT(113.25 23.1)'),
      ('EAST', '东断面', '市考', null, null, '449005', 'Ⅲ', null, 'SRID=4490;POINT(113.7 23.1)')`)
  server = await serve(own.database)
})
afterAll(async () => {
  await server.close()
  await own.close()
})
beforeEach(() => own.database.query(sql`delete from samples`))

const head = '断面编码,断面名称,采样日期,潮汐,pH,氨氮(mg/L),石油类(mg/L)\n'
const sheet = `${head}UP,上断面,2026-10-05 10:30,,7.2,1.6,0.01L\n,下断面,2026-10-06,涨潮,7,未检出,ND\n,下断面,2026-10-06,退潮,断流,断流,断流\n`
const as = (person: string | null) => browserOf(own.database, server.url, person && `A-${person}`)
type Answer<T> = T & ProblemBody
const send = async <T>(
  person: string | null, path: string, content: string, query: Record<string, string> = {},
): Promise<{ status: number; body: Answer<T> }> => {
  const browser = await as(person)
  const response = await fetch(`${server.url}${path}?${new URLSearchParams({ file: '水质.csv', ...query })}`, {
    method: 'POST', body: content, headers: { 'content-type': 'application/octet-stream', 'sec-fetch-site': 'same-origin', cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; ') },
  })
  return { status: response.status, body: (await response.json()) as Answer<T> }
}
const look = (person: string | null, content: string) => send<SampleSheet>(person, '/api/samples/look', content)
const write = (person: string, content: string, id: string = randomUUID(), more = {}) => send<SamplesWritten>(person, '/api/samples', content, { id, ...more })
const stand = () => own.database.query<{ section: string; at: string; readings: object; below: string[]; missing: string | null }>(sql`
  select section, to_char(taken_at at time zone 'Asia/Shanghai', 'MM-DD HH24:MI') as at, readings, below, missing from samples order by section, taken_at`)

test('a sheet is looked at: what is new, with its class, what was guessed; nothing is written', async () => {
  const { status, body } = await look('west', sheet)
  expect(body.errors.first).toEqual([])
  expect([status, body.counts, body.errors.rows, body.items]).toEqual([200, { new: 3, changed: 0, same: 0 }, 0, ['pH', 'NH3N', 'oil']])
  // 1.6 mg/L of ammonia nitrogen is Ⅴ (GB 3838-2002: Ⅳ up to 1.5).
  expect(body.rows.map(({ section, grade, missing, below, tide }) => [section, grade, missing, below, tide])).toEqual([
    ['UP', 5, null, ['oil'], null], ['LOW1', 1, null, ['NH3N', 'oil'], '涨'], ['LOW2', null, '断流', [], '落']])
  expect(body.remarks.map(({ zh }) => zh).join()).toContain('检出限 0.025')
  expect(await stand()).toEqual([])
})

test('written, it is there for everybody, once under its id, and undone as one step', async () => {
  const id = randomUUID()
  const done = await write('west', sheet, id)
  expect([done.status, done.body.counts]).toEqual([201, { new: 3, changed: 0 }])
  expect((await write('west', sheet, id)).body).toEqual(done.body)
  expect((await write('west', sheet.replace('1.6', '1.7'), id)).body.code).toBe('changeReused')
  expect(await stand()).toEqual([
    { section: 'LOW1', at: '10-06 00:00', readings: { pH: 7, NH3N: 0.025, oil: 0.01 }, below: ['NH3N', 'oil'], missing: null },
    { section: 'LOW2', at: '10-06 00:00', readings: {}, below: [], missing: '断流' },
    { section: 'UP', at: '10-05 10:30', readings: { pH: 7.2, NH3N: 1.6, oil: 0.01 }, below: ['oil'], missing: null }])
  const series = await (await as(null)).ask<QualitySeries>('GET', '/api/quality/UP?from=2026-10-01&to=2026-10-31')
  expect(series.body.sections[0]?.months[0]).toMatchObject({ month: '2026-10', grade: 5 })
  expect((await (await as('west')).ask('POST', `/api/changes/${done.body.seq}/undo`, { id: randomUUID() })).status).toBe(201)
  expect(await stand()).toEqual([])
  const { broken, strays } = await verify(own.database)
  expect([broken, strays.count]).toEqual([null, 0])
})

test('brought again it is the same; corrected, it changes what it corrects and keeps the hour', async () => {
  await write('west', sheet)
  expect((await look('west', sheet)).body.counts).toEqual({ new: 0, changed: 0, same: 3 })
  const corrected = `${head}UP,,2026-10-05,,7.2,0.6,0.01L\n`
  expect((await look('west', corrected)).body.counts).toEqual({ new: 0, changed: 1, same: 0 })
  expect((await write('west', corrected)).body.counts).toEqual({ new: 0, changed: 1 })
  expect((await stand()).find(({ section }) => section === 'UP')).toMatchObject({ at: '10-05 10:30', readings: { NH3N: 0.6 } })
})

test('sections are found by code or name; unknown, doubtful or contradicting ones are named by row', async () => {
  const { body } = await look('west', `${head}XX,,2026-10-05,,7,1,1\nUP,东断面,2026-10-05,,7,1,1\n,下断面,2026-10-05,,7,1,1\n,无名断面,2026-10-05,,7,1,1\n,上断面,2026-10-07,,7,1,1\n`)
  expect(body.errors.first.map(({ row, words }) => [row, words.zh])).toEqual([
    [2, '断面编码 XX 不在册'], [3, expect.stringContaining('名称却是')], [4, expect.stringContaining('LOW1、LOW2')], [5, expect.stringContaining('不在册')]])
  expect(body.counts.new).toBe(1)
})

describe('rows in error', () => {
  const bad = `${head}UP,,2026-10-05,,7,4.52DEL,\nUP,,2026-10-06,,7,1,\n`
  test('stop the whole sheet, unless they are left out', async () => {
    expect((await look('west', bad)).body).toMatchObject({ counts: { new: 1 }, errors: { rows: 1, first: [{ row: 2 }] } })
    const refused = await write('west', bad)
    expect([refused.status, refused.body.code, (await stand()).length]).toEqual([409, 'importHasErrors', 0])
    const id = randomUUID()
    expect((await write('west', bad, id, { leaveOut: 'yes' })).body.counts).toEqual({ new: 1, changed: 0 })
  })
})

test.each([['the public', null, 401, 'signInFirst'], ['a chief', 'chief', 403, 'notAllowed'], ['a delegate', 'delegate', 403, 'notAllowed']])('%s is refused', async (_, person, status, code) => {
  const answer = await look(person, sheet)
  expect([answer.status, answer.body.code]).toEqual([status, code])
})

test('a district office writes its own sections, and neither writes nor takes back another’s', async () => {
  expect((await look('west', `${head}EAST,,2026-10-05,,7,1,\n`)).body.errors.first[0]?.words.zh).toContain('不在您管理的范围')
  const done = await write('west', sheet)
  const taken = await (await as('east')).ask<ProblemBody>('POST', `/api/changes/${done.body.seq}/undo`, { id: randomUUID() })
  expect(taken.body.code).toBe('notYours')
})

test.each([
  ['no sheet at all', '{"type":"FeatureCollection","features":[]}', /不是表格/], ['other columns', '姓名,电话\n甲,1\n', /不像水质监测表/],
  ['nothing', ' ', /./], ['an unknown unit', '断面,日期,氨氮（磅）\nUP,2026-10-05,1\n', /不认识单位/],
])('%s is refused in plain words', async (_, content, words) => {
  const { status, body } = await look('west', content)
  expect([status, body.code, body.zh]).toEqual([400, 'importRefused', expect.stringMatching(words)])
})
