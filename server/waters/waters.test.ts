import { expect, test } from 'vitest'
import { WaterCard } from '../../domain/waters/schemas.ts'
import { type FeaturePage } from '../../domain/features/schemas.ts'
import { type ProblemBody } from '../../domain/problem.ts'
import { getJson } from '../../test/http.ts'
import { served, ownRegister, serve } from '../../test/register.ts'
import { sql } from '../db/sql.ts'

const { url } = served()

const card = async (code: string, on?: string) => WaterCard.parse((await getJson(`${url}/api/waters/${encodeURIComponent(code)}${on ? `?on=${on}` : ''}`)).body)
const some = async (layer: string, query = '') => (await getJson<FeaturePage>(`${url}/api/features/${layer}?limit=400${query}`)).body.rows

test('a reach’s card names its river, its neighbours along it and its people', async () => {
  const reaches = await some('reaches')
  const reach = await card(String(reaches[0].code))
  expect(reach.kind).toBe('reach')
  expect(reach.river!.code).toBe(reaches[0].river)
  expect(reach.reaches.map((one) => one.code)).toContain(reach.code)
  expect(reach.chiefs.now.length).toBeGreaterThan(0)
  expect(reach.places.village).toBeTruthy()
  const [west, south, east, north] = reach.extent
  expect(reach.at[0]).toBeGreaterThanOrEqual(west)
  expect(reach.at[0]).toBeLessThanOrEqual(east)
  expect(reach.at[1]).toBeGreaterThanOrEqual(south)
  expect(reach.at[1]).toBeLessThanOrEqual(north)
})

test('reaches cover their river from 0 to its length without a gap or an overlap', async () => {
  const rivers = await some('rivers', '&sort=-length_m')
  for (const { code, length_m } of rivers.slice(0, 10)) {
    const { reaches } = await card(String(code))
    expect(reaches[0].fromM).toBe(0)
    expect(reaches.at(-1)!.toM).toBeCloseTo(Number(length_m), -1)
    reaches.slice(1).forEach((reach, i) => expect(reach.fromM).toBeCloseTo(reaches[i].toM, 3))
  }
})

test('what flows in upstream flows out of there: neighbours see each other', async () => {
  for (const { code } of (await some('reaches')).slice(0, 12)) {
    const { downstream } = await card(String(code))
    for (const next of downstream.slice(0, 2)) expect((await card(next.code)).upstream.map((one) => one.code)).toContain(code)
  }
})

test('a river knows the rivers that flow into it and the one it flows into', async () => {
  const rivers = await some('rivers', '&sort=-length_m')
  let met = 0
  for (const { code, length_m } of rivers.slice(0, 6)) {
    const { upstream, downstream } = await card(String(code))
    for (const other of [...upstream, ...downstream]) {
      expect(other.code).not.toBe(code)
      expect(other.measure).toBeGreaterThanOrEqual(0)
      expect(other.measure).toBeLessThanOrEqual(Number(length_m) + 1)
    }
    for (const tributary of upstream.slice(0, 3)) {
      const theirs = await card(tributary.code)
      expect(theirs.kind).toBe('river')
      expect(theirs.downstream.map((one) => one.code)).toContain(code)
      met++
    }
  }
  expect(met).toBeGreaterThan(0)
})

test('of 120 outfalls along a reach 50 are listed, spread to the last, and the count is of all', async () => {
  const own = await ownRegister()
  const { url: served, close } = await serve(own.database)
  try {
    await own.database.query(sql`insert into waters (code, kind, name, length_m, geom) values ('R-1', 'river', '长涌', 1200, 'SRID=4490;LINESTRING(113 23, 113.012 23)')`)
    await own.database.query(sql`insert into waters (code, kind, name, river, river_from_m, river_to_m, geom) values ('R-1-01', 'reach', '长涌·一段', 'R-1', 0, 1200, 'SRID=4490;LINESTRING(113 23, 113.012 23)')`)
    await own.database.query(sql`
      insert into outfalls (code, name, class1, water, measure_m, bank, geom)
      select 'P-' || n, n || '号排口', '其他排口', 'R-1-01', n * 10, 'left', 'SRID=4490;POINT(113 23)' from generate_series(1, 120) n`)
    for (const code of ['R-1', 'R-1-01']) {
      const { facilities, facilityCounts } = (await getJson<WaterCard>(`${served}/api/waters/${code}`)).body
      const measures = facilities.map((one) => one.measure!)
      expect(facilityCounts['outfalls']).toBe(120)
      expect(measures.length).toBe(50)
      expect(measures.at(-1)).toBe(1200)
      const gaps = measures.slice(1).map((measure, i) => measure - measures[i])
      expect([Math.min(...gaps), Math.max(...gaps)]).toEqual([20, 30])
    }
  } finally {
    await close()
    await own.close()
  }
})

test('a strategy is five lists with dates, and each measure answers a task', async () => {
  const rivers = await some('rivers', '&sort=-length_m')
  const { strategy } = await card(String(rivers[0].code))
  expect(new Set(strategy!.items.map((item) => item.list))).toEqual(new Set(['problem', 'goal', 'task', 'measure', 'responsibility']))
  const codes = new Set(strategy!.items.map((item) => item.code))
  for (const item of strategy!.items.filter((one) => one.list === 'measure')) expect(codes.has(item.answers!)).toBe(true)
})

test('reads the register as of a day: name, chief and strategy as they were', async () => {
  const own = await ownRegister()
  const { url: served, close } = await serve(own.database)
  try {
    await own.database.query(sql`insert into waters (code, kind, name, target_class, valid_from, geom) values ('R-1', 'river', '旧名涌', 'Ⅴ', '2018-01-01', 'SRID=4490;LINESTRING(113 23, 113.01 23)')`)
    await own.database.query(sql`update waters set name = '新名涌', target_class = 'Ⅳ', valid_from = '2022-06-01' where code = 'R-1'`)
    await own.database.query(sql`insert into people (code, name, role) values ('P-1', '陈河长', 'chief'), ('P-2', '李河长', 'chief')`)
    await own.database.query(sql`insert into contacts (person, phone) values ('P-1', '199-0000-0001'), ('P-2', '199-0000-0002')`)
    await own.database.query(sql`insert into tenures (code, person, level, water, valid_from, valid_to) values ('T-1', 'P-1', 'district', 'R-1', '2018-01-01', '2021-01-01'), ('T-2', 'P-2', 'district', 'R-1', '2021-01-01', null)`)
    const on = async (day: string) => (await getJson<WaterCard>(`${served}/api/waters/R-1?on=${day}`)).body
    const [before, onTheDay, after] = [await on('2020-12-31'), await on('2022-06-01'), await on('2026-11-22')]
    expect(before).toMatchObject({ name: '旧名涌', past: true, version: 1, facts: { target_class: 'Ⅴ' } })
    expect(before.chiefs.now.map((one) => one.name)).toEqual(['陈河长'])
    expect(before.chiefs.before).toEqual([])
    expect(onTheDay).toMatchObject({ name: '新名涌', past: false, version: 2 })
    expect(after.chiefs.now.map((one) => one.name)).toEqual(['李河长'])
    expect(after.chiefs.before.map((one) => one.name)).toEqual(['陈河长'])
    // Whom to call is who answers now, on whatever day the card is read.
    expect([...before.chiefs.now, ...after.chiefs.now, ...after.chiefs.before].map((one) => one.phone)).toEqual([null, '199-0000-0002', null])
    expect(after.history).toEqual([{ from: '2018-01-01', to: '2022-06-01', version: 1, changed: ['name', 'target_class'] }])
  } finally {
    await close()
    await own.close()
  }
})

test('a code that does not exist, a nonsense one and a nonsense day each get a clear answer', async () => {
  const missing = await getJson<ProblemBody>(`${url}/api/waters/449001-9999`)
  expect(missing.status).toBe(404)
  expect(missing.body).toMatchObject({ code: 'waterUnknown', zh: '没有编码为 449001-9999 的水体' })
  expect((await getJson<ProblemBody>(`${url}/api/waters/%00`)).body).toMatchObject({ code: 'inputInvalid' })
  for (const code of ["'; drop table waters; --", '<script>', '%00', '../../etc/passwd', 'x'.repeat(3000)]) {
    const { status } = await getJson<ProblemBody>(`${url}/api/waters/${encodeURIComponent(code)}`)
    expect(status, code.slice(0, 20)).toBe(404)
  }
  const [reach] = await some('reaches')
  for (const day of ['2026-02-30', '2026-02-29', '0000-01-01', '10000-01-01', 'infinity'])
    expect((await getJson<ProblemBody>(`${url}/api/waters/${String(reach.code)}?on=${day}`)).body, day).toMatchObject({ code: 'inputInvalid', details: { field: 'on' } })
  for (const day of ['0001-01-01', '9999-12-31']) expect((await getJson(`${url}/api/waters/${String(reach.code)}?on=${day}`)).status, day).toBe(200)
})
