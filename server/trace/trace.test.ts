// Traces through HTTP, on a river small enough to follow by hand:
//
//              G      one way, into B half way down through the sluice Z1
//              │
//   A ──────── B ──────── C     A one way; B and C tidal        S ── R1 ⇄ R2     a spur into a ring
//
// A and G are of the district 449003, B and C of 449005. Each reach is about a kilometre long.
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FeatureCard } from '../../domain/features/schemas.ts'
import type { ProblemBody } from '../../domain/problem.ts'
import type { Changed, Operation } from '../../domain/changes/schemas.ts'
import { askedScenario, certainty, common, decode, drainsTo, drains, path, place, scenariosOf, trace, union, watersOf } from '../../domain/network/index.ts'
import { tracePaths } from '../../domain/trace/paths.ts'
import type { NetworkAnswer } from '../../domain/network/schemas.ts'
import { CommonAnswer, NearestAnswer, PathAnswer, TraceAnswer, tracedKinds } from '../../domain/trace/schemas.ts'
import { temporaryFolder } from '../../geodata/import/files.fixture.ts'
import { openSource } from '../../geodata/import/read/open.ts'
import { getJson } from '../../test/http.ts'
import { browserOf, ownRegister, serve, served, type OwnRegister } from '../../test/register.ts'
import { sql } from '../db/sql.ts'

let own: OwnRegister
let server: Awaited<ReturnType<typeof serve>>
const long: Record<string, number> = {}

beforeAll(async () => {
  own = await ownRegister()
  server = await serve(own.database, { ratePerMinute: 0 })
  const square = (lon: number) => `SRID=4490;MULTIPOLYGON(((${lon} 23.2,${lon + 0.001} 23.2,${lon + 0.001} 23.201,${lon} 23.2)))`
  await own.database.script(`
    insert into divisions (code, name, level, geom) values
      ('449000', '榕州市', 'city', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 24,113 23)))'),
      ('449003', '西区', 'district', 'SRID=4490;MULTIPOLYGON(((113 23,113.5 23,113.5 24,113 24,113 23)))'),
      ('449005', '东区', 'district', 'SRID=4490;MULTIPOLYGON(((113.5 23,114 23,114 24,113.5 24,113.5 23)))');
    create temporary table drawn as select *, round(st_length(st_transform(line, 4547))::numeric, 2)::float8 as long from (values
      ('A', '449003', 'one_way', 'SRID=4490;LINESTRING(113.1 23.5, 113.11 23.5)'::geometry), ('G', '449003', 'one_way', 'SRID=4490;LINESTRING(113.115 23.51, 113.115 23.5)'),
      ('B', '449005', 'tidal', 'SRID=4490;LINESTRING(113.11 23.5, 113.12 23.5)'), ('C', '449005', 'tidal', 'SRID=4490;LINESTRING(113.12 23.5, 113.13 23.5)'),
      ('S', '449005', 'one_way', 'SRID=4490;LINESTRING(113.19 23.5, 113.2 23.5)'), ('R1', '449005', 'one_way', 'SRID=4490;LINESTRING(113.2 23.5, 113.21 23.5)'), ('R2', '449005', 'one_way', 'SRID=4490;LINESTRING(113.21 23.5, 113.205 23.505, 113.2 23.5)')) v (code, division, mode, line);
    insert into waters (code, kind, name, division, length_m, geom) select 'W-' || code, 'river', code || '涌', division, long, line from drawn;
    insert into waters (code, kind, name, division, river, river_from_m, river_to_m, flow_mode, width_m, length_m, geom) select code, 'reach', code || '涌', division, 'W-' || code, 0, long, mode, 30, long, line from drawn;
    insert into gates (code, name, kind, water, measure_m, division, geom) select 'Z1', '一号闸', '水闸', 'G', length_m, '449003', 'SRID=4490;POINT(113.115 23.5)' from waters where code = 'G';
    insert into links (upstream, upstream_m, downstream, downstream_m, flow_mode, gate)
      select u.code, u.length_m, d.code, d.length_m * part, mode, gate from (values ('A', 'B', 0, 'one_way', null), ('G', 'B', 0.5, 'gated', 'Z1'), ('B', 'C', 0, 'tidal', null), ('S', 'R1', 0, 'one_way', null), ('R1', 'R2', 0, 'one_way', null), ('R2', 'R1', 0, 'one_way', null)) v (u, d, part, mode, gate)
      join waters u on u.code = v.u join waters d on d.code = v.d;
    insert into outfalls (code, name, class1, water, measure_m, division, geom) values ('O-A', '甲口', '农业排口', 'A', 204, '449003', 'SRID=4490;POINT(113.102 23.5)'), ('O-G', '乙口', '农业排口', 'G', 500, '449003', 'SRID=4490;POINT(113.115 23.505)'), ('O-C', '丙口', '农业排口', 'C', 300, '449005', 'SRID=4490;POINT(113.123 23.5)');
    insert into drainage_units (code, name, kind, division, outfall, water, geom) values ('D-1', '南苑', '住宅类', '449003', 'O-A', null, '${square(113.2)}'), ('D-M', '某部营区', '部队类', '449003', 'O-A', null, '${square(113.3)}'), ('D-B', '北苑', '住宅类', '449005', null, 'A', '${square(113.4)}');
    insert into drainage_households (code, name, unit, division, geom) values ('H-1', '南苑餐馆', 'D-1', '449003', 'SRID=4490;POINT(113.2 23.2)'), ('H-M', '营区食堂', 'D-M', '449003', 'SRID=4490;POINT(113.3 23.2)');
    insert into treatment_plants (code, name, water, measure_m, division, geom) values ('P-C', '东厂', 'C', 600, '449005', 'SRID=4490;POINT(113.126 23.5)');
    insert into pollution_sources (code, name, kind, water, measure_m, division, geom) values ('X-A', '垃圾点', '垃圾黑点', 'A', 100, '449003', 'SRID=4490;POINT(113.101 23.5)');
    insert into sections (code, name, water, measure_m, division, geom) values ('K-C', '丙断面', 'C', 900, '449005', 'SRID=4490;POINT(113.129 23.5)');
    insert into stations (code, kind, name, geom) values ('T', 'tide', '海站', 'SRID=4490;POINT(113.2 23.5)');
    insert into tide_days (station, day, level_m) values ('T', '2026-07-03', array_fill(0::real, array[14]) || array[1, 0]::real[] || array_fill(0::real, array[8]));
    insert into gate_months (gate, month, hours) values ('Z1', '2026-07-01', repeat('o', 48) || repeat('s', 24) || repeat('o', 28 * 24));
    insert into people (code, name, role, division) values ('P-admin', '市', 'staff', '449000');
    insert into posts (code, person, role, division, valid_from) values ('1', 'P-admin', 'administrator', '449000', '2020-01-01');
    insert into accounts (code, person, login) values ('A-admin', 'P-admin', 'admin')`)
  for (const { code, length } of await own.database.query<{ code: string; length: number }>(sql`select code, length_m as length from waters`)) long[code] = length
})
afterAll(async () => {
  await server.close()
  await own.close()
})

type Query = Record<string, string | number | readonly string[]>
const question = (query: Query) => new URLSearchParams(Object.entries(query).flatMap(([name, value]) =>
  (Array.isArray(value) ? value : [String(value)]).map((one: string) => [name, one])))
const inside = (url = server.url) => browserOf(own.database, url, 'A-admin')
const ask = async (query: Query, url = server.url) => TraceAnswer.parse((await (await inside(url)).ask('GET', tracePaths.trace(question(query)))).body)
const refused = async (query: Query, of: keyof typeof tracePaths = 'trace') => {
  const { status, body } = await getJson<ProblemBody>(server.url + tracePaths[of](question(query)))
  return [status, body.code, body]
}
const reachesOf = ({ reaches }: TraceAnswer) => reaches.map(({ code, fromM, toM }) => `${code} ${Math.round(fromM)}–${Math.round(toM)}`).sort()
const codes = (rows: readonly { code: string }[]) => rows.map(({ code }) => code).sort()
const spot = () => `B@${Math.round(long.B * 0.75)}`
const three = () => Math.round(long.B * 0.75)
const whole = (code: string) => `${code} 0–${Math.round(long[code])}`

describe('under a scenario', () => {
  test('ebb brings what lies above, flood what lies below', async () => {
    const [ebb, flood] = [await ask({ from: spot(), scenario: 'ebb' }), await ask({ from: spot(), scenario: 'flood' })]
    expect(reachesOf(ebb)).toEqual([whole('A'), `B 0–${three()}`, whole('G')])
    expect(reachesOf(flood)).toEqual([`B ${three()}–${Math.round(long.B)}`, whole('C')])
    expect([codes(ebb.outfalls), codes(flood.outfalls), codes(flood.plants), codes(ebb.sources)]).toEqual([['O-A', 'O-G'], ['O-C'], ['P-C'], ['X-A']])
    expect([ebb.scenario, flood.scenario.words.en]).toEqual([{ name: 'ebb', words: { zh: '退潮，闸泵全开', en: 'ebb, gates open' } }, 'flood, gates open'])
  })

  test('a shut gate takes away what comes through it and nothing else', async () => {
    const open = await ask({ from: spot(), scenario: 'ebb' })
    for (const scenario of ['ebb;Z1=shut', 'ebbShut']) {
      const shut = await ask({ from: spot(), scenario })
      expect(reachesOf(shut)).toEqual(reachesOf(open).filter((one) => !one.startsWith('G')))
      expect(codes(shut.outfalls)).toEqual(['O-A'])
    }
    expect(reachesOf(await ask({ from: spot(), scenario: 'ebbShut;Z1=open' }))).toEqual(reachesOf(open))
  })

  test('distances and hours are along the water', async () => {
    const { outfalls } = await ask({ from: spot(), scenario: 'ebb' })
    const metres = long.A - 204 + three()
    const found = outfalls.find(({ code }) => code === 'O-A')!
    expect(found.distanceM).toBeCloseTo(metres, 0)
    // 0.40 m/s on A and 0.30 on B, both 30 m wide (sql/160_water_speeds.sql).
    expect(found.hours).toBeCloseTo((long.A - 204) / 0.4 / 3600 + three() / 0.3 / 3600, 2)
  })

  test('without one all are considered: what is in each is certain, what is in any possible', async () => {
    const below = await ask({ from: 'A@500' })
    expect(below.reaches).toMatchObject([{ code: 'A', fromM: 0, toM: 500, certain: true, distanceM: 0 }])
    const { totals, reaches, scenario } = await ask({ from: spot() })
    expect(scenario.name).toBe('considered')
    expect([totals.up!.outfalls, totals.up!.reaches, totals.down]).toEqual([{ certain: 0, possible: 3 }, { certain: 0, possible: 4 }, null])
    // At ebb from above, at flood from below: nothing is both.
    expect([reaches.filter(({ certain }) => certain), totals.up!.metres.certain]).toEqual([[], 0])
    expect(totals.up!.metres.possible).toBeCloseTo(long.A + long.B + long.C + long.G, 0)
  })

  test('an hour is taken as it was recorded', async () => {
    const flood = await ask({ from: spot(), scenario: 'at:2026-07-03T13:00' })
    expect(flood.scenario.words.zh).toBe('2026-07-03 13:00 涨潮；有记录的闸泵 1 座，其中关 1 座，其余按开计')
    expect(reachesOf(flood)).toEqual([`B ${three()}–${Math.round(long.B)}`, whole('C')])
    expect(reachesOf(await ask({ from: spot(), scenario: 'at:2026-07-03T14:30' }))).toEqual([whole('A'), `B 0–${three()}`])
    expect((await ask({ from: spot(), scenario: 'at:2026-07-04T13:00' })).scenario.words.en).toBe('2026-07-04 13:00, no tide on record, so either; 1 gates on record, 0 of them shut, the others taken as open')
  })

  test('a ring ends: each reach comes once, both ways', async () => {
    const both = await ask({ from: 'R1@400', direction: 'both', scenario: 'ebb' })
    const side = (of: 'up' | 'down') => codes(both.reaches.filter(({ direction }) => direction === of))
    expect([side('up'), side('down')]).toEqual([['R1', 'R2', 'S'], ['R1', 'R2']])
    expect([both.totals.up!.reaches.possible, both.totals.down!.reaches.possible]).toEqual([3, 2])
  })
})

describe('from a place', () => {
  test('as a code with a measure, a code alone, a point beside the water, a section, and something that drains', async () => {
    const from = async (written: string) => (await ask({ from: written })).from
    expect(await from('A@500')).toMatchObject({ code: 'A', name: 'A涌', measureM: 500, awayM: 0 })
    expect(await from('A')).toMatchObject({ measureM: long.A, at: [113.11, 23.5] })
    expect(await from('K-C')).toMatchObject({ code: 'C', measureM: 900 })
    expect(await from('O-A')).toMatchObject({ code: 'A', measureM: 204 })
    const near = await from('113.105,23.5005')
    expect(near).toMatchObject({ code: 'A', at: [expect.closeTo(113.105, 5), expect.closeTo(23.5, 5)] })
    expect([near.measureM, near.awayM]).toEqual([expect.closeTo(long.A / 2, 0), expect.closeTo(55, 0)])
  })

  test.each<[string, Query, number, string]>([
    ['a code that does not exist', { from: 'Q-9' }, 404, 'notInNetwork'],
    ['a measure beyond the end', { from: 'A@5000' }, 400, 'beyondEnd'],
    ['a measure before the start', { from: 'A@-10' }, 400, 'beyondEnd'],
    ['a point in the sea', { from: '113.6,22.9' }, 404, 'offTheNetwork'],
    ['a point on another continent', { from: '2.35,48.85' }, 404, 'offTheNetwork'],
    ['a scenario nobody knows', { from: 'A', scenario: 'neap' }, 400, 'scenarioInvalid'],
    ['a gate that is not there', { from: 'A', scenario: 'ebb;Z9=shut' }, 404, 'gateUnknown'],
    ['a sluice that is to pump', { from: 'A', scenario: 'ebb;Z1=pumping' }, 400, 'scenarioInvalid'],
    ['an hour nobody recorded', { from: 'A', scenario: 'at:1990-07-03T13:00' }, 404, 'nothingRecorded'],
    ['a division that does not exist', { from: 'A', division: '999999' }, 404, 'divisionUnknown'],
    ['nothing', {}, 400, 'inputInvalid'],
    ['a kind of nothing', { from: 'A', kinds: 'reaches,fish' }, 400, 'inputInvalid'],
    ['a page of a file', { from: 'A', format: 'gpkg', limit: 3 }, 400, 'inputInvalid'],
    ['a page mark of nobody', { from: 'A', after: 'abc' }, 400, 'inputInvalid'],
  ])('%s is refused in both languages', async (_, query, status, code) => {
    const [found, said, body] = (await refused(query)) as [number, string, ProblemBody]
    expect([found, said]).toEqual([status, code])
    expect([/[一-鿿]/.test(body.zh), /[一-鿿]/.test(body.message.replace(/：.*|wrong: .*/, ''))]).toEqual([true, false])
  })

  test('nothing hostile in one parameter of a good question breaks it', async () => {
    const broken: string[] = []
    for (const name of ['to', 'not', 'scenario', 'direction', 'division', 'within', 'hours', 'kinds', 'limit', 'after', 'show', 'by', 'format', 'kind', 'most'])
      for (const text of ["'; drop table waters;--", 'x\0y', '%00', '-1e999', 'NaN', '[]', '', '__proto__', 'ebb;__proto__=shut', 'ebb;constructor=open', `ebb;${'Z=shut;'.repeat(200)}`, '9'.repeat(400), 'WzEsMl0'])
        for (const of of Object.keys(tracePaths) as (keyof typeof tracePaths)[]) {
          const { status } = await fetch(server.url + tracePaths[of](question({ from: 'A', to: 'B', kind: 'outfalls', [name]: text })))
          if (status >= 500) broken.push(`${of} ${name}=${text.slice(0, 30)} ${status}`)
        }
    expect(broken).toEqual([])
  })

  test('a point off the network is told how far it is', async () => {
    const body = (await refused({ from: '113.105,23.51' }))[2] as ProblemBody
    expect(body.details).toMatchObject({ code: expect.stringMatching(/^[AG]$/), within: 200 })
    expect((body.details as { metres: number }).metres).toBeGreaterThan(900)
  })
})

describe('within limits', () => {
  test('of metres and of hours, cut where they fall', async () => {
    const near = await ask({ from: 'A@900', within: 300, scenario: 'ebb' })
    expect([near.reaches, near.totals.up!.metres.possible, codes(near.outfalls)]).toMatchObject([[{ code: 'A', fromM: 600, toM: 900 }], 300, []])
    expect((await ask({ from: 'A@900', hours: 0.25, scenario: 'ebb' })).reaches).toMatchObject([{ code: 'A', fromM: expect.closeTo(900 - 0.25 * 3600 * 0.4, 1), toM: 900 }])
  })

  test('of a division: what lies beyond its border is cut away', async () => {
    expect(codes((await ask({ from: spot(), scenario: 'ebb', division: '449005' })).reaches)).toEqual(['B'])
    expect(codes((await ask({ from: spot(), scenario: 'ebb', division: '449000' })).reaches)).toEqual(['A', 'B', 'G'])
    // The sluice on the border bars nothing of G, which it only closes towards B.
    expect(codes((await ask({ from: 'G', scenario: 'ebbShut', division: '449003' })).outfalls)).toEqual(['O-G'])
  })

  test('of pages, which together are all there is, each once', async () => {
    const query = { from: spot(), direction: 'both' }
    const all = await ask(query)
    expect(all.next).toBeNull()
    const pages: TraceAnswer[] = []
    for (let after: string | null = ''; after !== null; after = pages.at(-1)!.next) pages.push(await ask({ ...query, limit: 3, ...(after && { after }) }))
    expect(pages.length).toBeGreaterThan(3)
    for (const kind of tracedKinds) expect(pages.flatMap((page): unknown[] => page[kind])).toEqual(all[kind])
    expect(pages.map(({ totals }) => totals)).toEqual(pages.map(() => all.totals))
    expect((await refused({ ...query, from: 'A', limit: 3, after: pages[0].next! }))[1]).toBe('inputInvalid')
  })

  test('of kinds: others are counted and not listed', async () => {
    const { reaches, outfalls, totals } = await ask({ from: spot(), kinds: 'outfalls' })
    expect([reaches, codes(outfalls), totals.up!.reaches.possible]).toEqual([[], ['O-A', 'O-C', 'O-G'], 4])
  })
})

test('barracks, and who is in them, are only for those who work for the city', async () => {
  const within = await ask({ from: 'A' })
  const body = TraceAnswer.parse((await getJson(server.url + tracePaths.trace(question({ from: 'A' })))).body)
  expect([codes(within.units), codes(within.households)]).toEqual([['D-1', 'D-B', 'D-M'], ['H-1', 'H-M']])
  expect([codes(body.units), codes(body.households), body.totals.up!.units.possible]).toEqual([['D-1', 'D-B'], ['H-1'], 2])
  for (const format of ['geojson', 'json']) expect(await (await fetch(server.url + tracePaths.trace(question({ from: 'A', format })))).text()).not.toMatch(/D-M|H-M|营区/)
  expect((await refused({ from: 'D-M' }))[1]).toBe('notInNetwork')
})

describe('as a file', () => {
  const versionNow = async () => (await getJson<NetworkAnswer>(`${server.url}/api/network`)).body.version
  const taken = async (of: 'trace' | 'path', query: Query, name: string) => {
    const answer = await fetch(server.url + tracePaths[of](question(query)))
    expect([answer.status, answer.headers.get('content-disposition')]).toEqual([200, expect.stringContaining(`trace.${name}`)])
    const file = join(temporaryFolder(), `x.${name}`)
    writeFileSync(file, new Uint8Array(await answer.arrayBuffer()))
    return file
  }
  const rowsOf = async (file: string, member: string | null) => {
    const source = await openSource(file, { encoding: null, member })
    const rows = []
    for await (const row of source.features()) rows.push(row)
    await source.close()
    return rows
  }

  test('GeoJSON holds the pieces as they are drawn, the scenario and the version', async () => {
    const body = await (await fetch(server.url + tracePaths.trace(question({ from: 'A@500', format: 'geojson' })))).json() as TraceAnswer & { features: { properties: { kind: string; code: string }; geometry: { type: string; coordinates: number[][] } }[] }
    expect([body.scenario.name, body.version, body.features.length]).toEqual(['considered', await versionNow(), 6])
    expect(body.features[0]).toMatchObject({ properties: { kind: 'reaches', code: 'A', fromM: 0, toM: 500 } })
    const [first, last] = [body.features[0].geometry.coordinates[0], body.features[0].geometry.coordinates.at(-1)!]
    expect([first, last[0]]).toEqual([[113.1, 23.5], expect.closeTo(113.1 + (0.01 * 500) / long.A, 5)])
  })

  test('GeoPackage has a table a kind, and one that says what was asked', async () => {
    const file = await taken('trace', { from: spot(), format: 'gpkg', scenario: 'ebb' }, 'gpkg')
    expect((await rowsOf(file, 'reaches')).map(({ properties }) => properties.code).sort()).toEqual(['A', 'B', 'G'])
    expect((await rowsOf(file, 'outfalls')).map(({ properties }) => properties.code).sort()).toEqual(['O-A', 'O-G'])
    expect((await rowsOf(file, 'asked'))[0].properties).toMatchObject({ code: 'B', role: 'from', scenario: 'ebb', network_version: await versionNow() })
  })

  test('a path is drawn the way the water takes', async () => {
    const { features } = JSON.parse(await (await fetch(server.url + tracePaths.path(question({ from: 'C@900', to: 'B@700', scenario: 'flood', format: 'geojson' })))).text()) as { features: { properties: { code: string }; geometry: { coordinates: number[][] } }[] }
    expect(features.map(({ properties }) => properties.code)).toEqual(['C', 'B'])
    const lons = features.flatMap(({ geometry }) => geometry.coordinates.map(([lon]) => lon))
    expect(lons).toEqual([...lons].sort((a, b) => b - a))
  })
})

describe('several places', () => {
  const together = async (query: Query) => CommonAnswer.parse((await getJson(server.url + tracePaths.common(question(query)))).body)

  test('have in common what is upstream of all, less what is upstream of one that is well', async () => {
    const both = await together({ from: ['C@900', 'B@900'], scenario: 'ebb' })
    expect([codes(both.outfalls), both.common.outfalls.possible]).toEqual([['O-A', 'O-G'], 2])
    const without = await together({ from: ['C@900', 'B@900'], not: 'A', scenario: 'ebb' })
    expect([codes(without.outfalls), without.not[0].code]).toEqual([['O-G'], 'A'])
  })

  test('are set apart by what is upstream of one alone', async () => {
    const apart = await together({ from: ['C@900', 'B@900'], scenario: 'ebb', show: '1' })
    expect([codes(apart.outfalls), codes(apart.plants), apart.apart.map(({ outfalls }) => outfalls.possible)]).toEqual([['O-C'], ['P-C'], [1, 0]])
    expect((await refused({ from: 'A', show: '2' }, 'common'))[1]).toBe('inputInvalid')
  })
})

test('a path goes with the water, and there is none against it', async () => {
  const way = async (query: Query) => PathAnswer.parse((await getJson(server.url + tracePaths.path(question(query)))).body).path
  expect(await way({ from: 'O-A', to: 'K-C', scenario: 'ebb' })).toMatchObject({ certain: false, metres: expect.closeTo(long.A - 204 + long.B + 900, 1), hours: expect.closeTo(((long.A - 204) / 0.4 + (long.B + 900) / 0.3) / 3600, 3), stretches: [{ code: 'A', fromM: 204 }, { code: 'B' }, { code: 'C', toM: 900 }] })
  expect(await way({ from: 'K-C', to: 'O-A', scenario: 'either' })).toBeNull()
  expect(await way({ from: 'A@10', to: 'A@300' })).toMatchObject({ metres: 290, certain: true })
  expect(await way({ from: 'G@10', to: 'C@300', scenario: 'ebb;Z1=shut', by: 'hours' })).toBeNull()
})

test('the nearest upstream come first, and it is said when there are more', async () => {
  const near = async (query: Query) => NearestAnswer.parse((await getJson(server.url + tracePaths.nearest(question(query)))).body)
  const one = await near({ from: 'K-C', kind: 'outfalls', most: 2, scenario: 'ebb' })
  expect(one).toMatchObject({ more: true, nearest: [{ code: 'O-C', name: '丙口', distanceM: 600 }, { code: 'O-G' }] })
  expect(await near({ from: 'K-C', kind: 'units', scenario: 'ebb' })).toMatchObject({ more: false, unplaced: 1, nearest: [{ code: 'D-1' }] })
})

describe('never stale', () => {
  const change = async (...operations: Operation[]) => {
    const { status, body } = await (await inside()).ask<Changed>('POST', '/api/changes', { id: randomUUID(), operations })
    expect([status, body]).toEqual([201, expect.anything()])
    return body.seq
  }
  const undo = async (seq: number) => expect((await (await inside()).ask('POST', `/api/changes/${seq}/undo`, { id: randomUUID() })).status).toBe(201)
  const version = async (layer: string, code: string) => (await (await inside()).ask<FeatureCard>('GET', `/api/features/${layer}/${code}`)).body.version

  test('a link taken out, and put back, is so in the very next trace, on every server of the database', async () => {
    const other = await serve(own.database, { ratePerMinute: 0 })
    try {
      const before = await ask({ from: spot(), scenario: 'ebb' }, other.url)
      const seq = await change({ op: 'unlink', upstream: 'A', downstream: 'B', downstreamM: 0 })
      for (const url of [other.url, server.url]) {
        const now = await ask({ from: spot(), scenario: 'ebb' }, url)
        expect([codes(now.reaches), now.seq, now.version === before.version]).toEqual([['B', 'G'], seq, false])
      }
      await undo(seq)
      const again = await ask({ from: spot(), scenario: 'ebb' }, other.url)
      expect([again.reaches, again.version]).toEqual([before.reaches, before.version])
    } finally {
      await other.close()
    }
  })

  test('a gate that is gone leaves a link that says so, and can no longer be named', async () => {
    const seq = await change({ op: 'remove', layer: 'gates', code: 'Z1', version: await version('gates', 'Z1') })
    const now = await ask({ from: spot(), scenario: 'ebb' })
    expect([codes(now.reaches), now.remarks]).toMatchObject([['A', 'B'], [{ kind: 'unknown_gate', code: 'G→B', leftOut: true }]])
    expect((await ask({ from: 'R1' })).remarks).toEqual([])
    expect((await refused({ from: 'A', scenario: 'ebb;Z1=shut' }))[1]).toBe('gateUnknown')
    await undo(seq)
    expect(await ask({ from: spot(), scenario: 'ebb' })).toMatchObject({ remarks: [], totals: { up: { reaches: { possible: 3 } } } })
  })

  test('a reach drawn longer is as long in the next trace, and pages of before are refused', async () => {
    const page = await ask({ from: 'A', limit: 1 })
    expect((await refused({ from: `A@${long.A + 400}` }))[1]).toBe('beyondEnd')
    const seq = await change({ op: 'update', layer: 'reaches', code: 'A', version: await version('reaches', 'A'), geometry: { type: 'LineString', coordinates: [[113.095, 23.5], [113.11, 23.5]] } })
    const { totals } = await ask({ from: `A@${long.A + 400}` })
    expect(totals.up!.metres.possible).toBeCloseTo(long.A + 400, 1)
    const { status, body } = await (await inside()).ask<ProblemBody>('GET', tracePaths.trace(question({ from: 'A', limit: 1, after: page.next! })))
    expect([status, body.code]).toEqual([409, 'networkMovedOn'])
    await undo(seq)
  })
})

describe('the small city', () => {
  const { url } = served()
  test('is traced over HTTP as it is in a browser', async () => {
    const { network, drainage, version } = decode((await getJson<NetworkAnswer>(`${url}/api/network`)).body)
    const gate = network.gates[0].code
    const every = network.codes.filter((_, w) => network.lengthM[w] > 0 && w % Math.ceil(network.codes.length / 12) === 0)
    let met = 0
    for (const code of every)
      for (const [n, scenario] of ['considered', 'ebb', 'flood', 'floodShut', `either;${gate}=shut`].entries()) {
        const direction = n % 2 ? 'down' : 'up'
        const at = place(network, code, Math.round(network.lengthM[network.indexOf.get(code)!] / 2))
        const answer = TraceAnswer.parse((await getJson(url + tracePaths.trace(question({ from: `${code}@${at.measureM}`, scenario, direction, limit: 10_000 })))).body)
        const way = direction === 'up' ? 'upstream' : 'downstream'
        const sets = scenariosOf(network, askedScenario(scenario)).each.map((one) => trace(network, one, way, at))
        const all = union(sets[0], ...sets.slice(1))
        const here = drainsTo(drainage, all)
        expect([answer.version, answer.next]).toEqual([version, null])
        expect([...new Set(codes(answer.reaches))]).toEqual(watersOf(network, all).sort())
        for (const kind of drains) expect(codes(answer[kind])).toEqual(here[kind].sort())
        const certain = common(all, certainty(network, at, way).certain)
        const sure = answer.reaches.filter((one) => one.certain).reduce((sum, { fromM, toM }) => sum + toM - fromM, 0)
        expect(sure).toBeCloseTo(certain.fromM.reduce((sum, from, i) => sum + certain.toM[i] - from, 0), 1)
        const furthest = answer.reaches.at(-1)!
        if (direction === 'down' && scenario === 'ebb') expect(path(network, at, place(network, furthest.code, furthest.fromM), { scenario: scenariosOf(network, askedScenario('ebb')).widest })!.metres).toBeCloseTo(furthest.distanceM, 0)
        met += answer.reaches.length
      }
    expect(met).toBeGreaterThan(100)
  }, 60_000)
})
