// Water quality over HTTP: a small register with samples a reader can grade by hand.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { StateOfMonth } from '../../domain/city/schemas.ts'
import { type ProblemBody } from '../../domain/problem.ts'
import { QualityMonth, QualitySeries } from '../../domain/quality/schemas.ts'
import { getJson } from '../../test/http.ts'
import { ownRegister, serve, type OwnRegister } from '../../test/register.ts'

let own: OwnRegister
let url: string
let close: () => Promise<void>

// A river of two reaches, a section on each, at flood and at ebb on the second; a reservoir; a ditch without any.
beforeAll(async () => {
  own = await ownRegister()
  await own.database.script(`
    insert into divisions (code, name, level, geom) values
      ('449000', '榕州市', 'city', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 23)))'),
      ('449001', '=东区', 'district', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 23)))');
    insert into waters (code, kind, name, division, river, river_from_m, river_to_m, geom) values
      ('R', 'river', '甲河', '449000', null, null, null, 'SRID=4490;LINESTRING(113.1 23.1, 113.3 23.1)'),
      ('R-01', 'reach', '甲河上段', '449001', 'R', 0, 10000, 'SRID=4490;LINESTRING(113.1 23.1, 113.2 23.1)'),
      ('R-02', 'reach', '甲河下段', '449001', 'R', 10000, 20000, 'SRID=4490;LINESTRING(113.2 23.1, 113.3 23.1)'),
      ('L', 'reservoir', '乙水库', '449001', null, null, null, 'SRID=4490;POLYGON((113.4 23.4,113.5 23.4,113.5 23.5,113.4 23.4))'),
      ('D', 'small_water', '丙沟', '449001', null, null, null, 'SRID=4490;POLYGON((113.6 23.1,113.61 23.1,113.61 23.11,113.6 23.1))');
    insert into sections (code, name, kind, water, measure_m, division, target_class, tide, relation, geom) values
      ('UP', '上断面', '市考', 'R-01', 5000, '449001', 'Ⅲ', null, null, 'SRID=4490;POINT(113.15 23.1)'),
      ('LOW1', '下断面(涨)', '交界', 'R-02', 5000, '449001', 'Ⅳ', '涨', '≈', 'SRID=4490;POINT(113.25 23.1)'),
      ('LOW2', '下断面(落)', '交界', 'R-02', 5000, '449001', 'Ⅳ', '落', '≈', 'SRID=4490;POINT(113.25 23.1)'),
      ('LAKE', '乙水库坝前', '省考', 'L', null, '449001', 'Ⅱ', null, null, 'SRID=4490;POINT(113.45 23.42)');
    insert into samples (code, section, taken_at, kind, tide, missing, readings, below) values
      ('1', 'UP', '2026-10-05 10:00+08', 'monthly', null, null, '{"NH3N": 2.0, "TP": 0.05, "DO": 6.5, "pH": 7.2, "temperature": 24}', '{}'),
      ('2', 'UP', '2026-10-20 10:00+08', 'monthly', null, null, '{"NH3N": 2.6, "TP": 0.05, "DO": 6.1, "pH": 7.0, "temperature": 22}', '{}'),
      ('3', 'UP', '2026-10-08 00:00+08', 'automatic', null, null, '{"NH3N": 9, "TP": 0.05}', '{}'),
      ('4', 'UP', '2025-10-31 23:30+08', 'monthly', null, null, '{"NH3N": 0.3, "TP": 0.04}', '{NH3N}'),
      ('5', 'UP', '2025-11-01 00:10+08', 'monthly', null, null, '{"NH3N": 30}', '{}'),
      ('6', 'LOW1', '2026-10-06 09:00+08', 'monthly', '涨', null, '{"NH3N": 1.2, "TP": 0.3}', '{}'),
      ('7', 'LOW2', '2026-10-06 15:00+08', 'monthly', '落', null, '{"NH3N": 1.6, "DO": 2.5}', '{}'),
      ('8', 'LAKE', '2026-10-07 09:00+08', 'monthly', null, null, '{"TP": 0.05, "TN": 5}', '{}'),
      ('9', 'LAKE', '2026-09-07 09:00+08', 'monthly', null, '断流', '{}', '{}');
    insert into stations (code, kind, name, geom) values
      ('S1', 'rain', '近站', 'SRID=4490;POINT(113.16 23.1)'), ('S2', 'rain', '远站', 'SRID=4490;POINT(113.9 23.9)'), ('T1', 'tide', '潮位站', 'SRID=4490;POINT(113.15 23.1)');
    insert into rain_days (station, day, mm) values
      ('S1', '2026-10-04', array_fill(0.5::real, '{24}')), ('S1', '2026-10-05', array_fill(0::real, '{24}')), ('S2', '2026-10-04', array_fill(3::real, '{24}'));`)
  ;({ url, close } = await serve(own.database))
})
afterAll(async () => {
  await close()
  await own.close()
})

const seriesOf = async (code: string, query = '') => QualitySeries.parse((await getJson(`${url}/api/quality/${code}?${query}`)).body)
const table = async (month: string) => QualityMonth.parse((await getJson(`${url}/api/quality?month=${month}`)).body)

test('a section’s series has every sample with its class, the month by the mean, the target, the standard and the rain nearby', async () => {
  const { sections: [up], standard, conditions } = await seriesOf('UP', 'from=2026-10-01&to=2026-10-31')
  expect(standard).toMatchObject({ code: 'GB3838-2002', source: expect.stringContaining('未核实'), proposal: false })
  expect(up.samples.map(({ at, kind, grade }) => [at, kind, grade])).toEqual([['2026-10-05T10:00+08:00', 'monthly', 5], ['2026-10-08T00:00+08:00', 'automatic', 6], ['2026-10-20T10:00+08:00', 'monthly', 6]])
  expect(up.months).toMatchObject([{ month: '2026-10', grade: 6, assessed: 4, worst: ['NH3N'], met: false, exceeded: [{ item: 'NH3N', grade: 6, times: expect.closeTo(1.3, 6) }] }])
  expect(up).toMatchObject({ target: 'Ⅲ', rain: { station: 'S1', days: ['2026-10-04'], mm: [12] } })
  expect(conditions).toEqual([{ month: '2026-10', condition: 'heavy' }])
})

test('a river answers with the sections of its reaches from source to mouth, a ditch without any with none', async () => {
  expect((await seriesOf('R')).sections.map(({ code }) => code)).toEqual(['UP', 'LOW1', 'LOW2'])
  expect((await seriesOf('R-02')).sections.map(({ code }) => code)).toEqual(['LOW1', 'LOW2'])
  expect((await seriesOf('D')).sections).toEqual([])
})

test('standing water is held to the limits of lakes, and nitrogen does not make its class', async () => {
  expect((await seriesOf('L')).sections[0].months.find(({ month }) => month === '2026-10')).toMatchObject({ grade: 3, assessed: 1, worst: ['TP'], met: false })
})

test('of some items asked for only those come, and the class stays that of all', async () => {
  const { sections: [up] } = await seriesOf('UP', 'from=2026-10-01&to=2026-10-09&items=TP')
  expect(up.samples[0]).toMatchObject({ readings: { TP: 0.05 }, grade: 5 })
})

test('the month’s table says class, target, last year’s class and what exceeds; the night counts for the city’s own day', async () => {
  const { rows } = await table('2026-10')
  expect(rows.map(({ section, grade, before, target, met }) => [section, grade, before, target, met])).toEqual([
    ['UP', 6, 2, 'Ⅲ', false], ['LOW1', 4, null, 'Ⅳ', true], ['LOW2', 5, null, 'Ⅳ', false], ['LAKE', 3, null, 'Ⅱ', false],
  ])
  expect(rows[2].exceeded).toMatchObject([{ item: 'NH3N', grade: 5, times: expect.closeTo(1 / 15, 6) }, { item: 'DO', grade: 5, times: null }])
  expect((await table('2026-09')).rows.find(({ section }) => section === 'LAKE')).toMatchObject({ grade: null, met: null, missing: '断流' })
})

test('the table as CSV opens in a spreadsheet and runs nothing', async () => {
  const answer = await fetch(`${url}/api/quality?month=2026-10&format=csv`)
  expect(answer.headers.get('content-type')).toContain('text/csv')
  const bytes = Buffer.from(await answer.arrayBuffer())
  const [head, up] = bytes.toString('utf8').split('\r\n')
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  expect(head).toContain('责任区,断面,断面编码,所处河流,交接关系,水质控制目标,水质类别,上年同期,达标,主要超标项目')
  expect(up).toMatch(/^'=东区,上断面,UP,甲河,,Ⅲ,劣Ⅴ,Ⅱ,不达标,氨氮\(1\.3\),4,/)
})

test('a month’s state colours sections and waters in one answer: a reach and its river by their worst section', async () => {
  const { quality } = StateOfMonth.parse((await getJson(`${url}/api/state?month=2026-10`)).body).says
  const { sections, waters } = quality!
  expect(Object.fromEntries(sections.codes.map((code, i) => [code, sections.grades[i]]))).toEqual({ UP: 6, LOW1: 4, LOW2: 5, LAKE: 3 })
  expect(Object.fromEntries(waters.codes.map((code, i) => [code, waters.grades[i]]))).toEqual({ R: 6, 'R-01': 6, 'R-02': 5, L: 3 })
  expect(sections.over[sections.codes.indexOf('UP')]).toEqual([['NH3N', 1.3]])
  const before = StateOfMonth.parse((await getJson(`${url}/api/state?month=2020-01`)).body).says.quality!
  expect(before.sections.grades).toEqual([null, null, null, null])
})

test.each([
  ['/api/quality/NONE', 404, 'sectionUnknown'], ['/api/quality/UP?from=2026-13-01', 400, 'inputInvalid'], ['/api/quality/UP?from=2026-10-02&to=2026-10-01', 400, 'inputInvalid'],
  ['/api/quality/UP?items=NH3N,XX', 400, 'inputInvalid'], ['/api/quality?month=2026-00', 400, 'inputInvalid'], ['/api/quality?format=exe', 400, 'inputInvalid'],
])('%s is refused in words', async (path, status, code) => {
  const answer = await getJson<ProblemBody>(`${url}${path}`)
  expect([answer.status, answer.body.code]).toEqual([status, code])
  expect(answer.body.zh).toMatch(/[\u4e00-\u9fff]/)
})
