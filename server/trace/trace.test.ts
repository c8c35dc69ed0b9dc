// Traces over HTTP, on a river small enough to follow by hand and on the small city.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProblemBody } from '../../domain/api.ts'
import { decoded, either, lengthOf, place, trace, type DrawnNetwork } from '../../domain/network/index.ts'
import { CommonAnswer, NearestAnswer, PathAnswer, TraceAnswer, type NetworkAnswer } from '../../domain/trace.ts'
import { openSource } from '../../geodata/import/read/open.ts'
import { temporaryFolder } from '../../geodata/import/fixtures.ts'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Browser } from '../../test/browser.ts'
import { serve, served, type OwnRegister } from '../../test/register.ts'
import type { Database } from '../db/database.ts'
import { openDatabase } from '../db/open.ts'
import { delta } from './delta.ts'

let own: OwnRegister
let server: Awaited<ReturnType<typeof serve>>
let city: Database
let cityNetwork: DrawnNetwork

beforeAll(async () => {
  own = await delta()
  await own.database.script(`
    insert into stations (code, kind, name, geom) values ('TIDE', 'tide', '甲潮位站', 'SRID=4490;POINT(113.13 23.5)');
    insert into tide_days (station, day, level_m) select 'TIDE', '2026-07-03', array(select sin(h * pi() / 6)::real from generate_series(0, 23) h);
    insert into gate_months (gate, month, hours) values ('Z1', '2026-07-01', repeat('s', 31 * 24))`)
  server = await serve(own.database, { ratePerMinute: 0 })
  city = await openDatabase(served().city, { attachable: true })
  cityNetwork = decoded((await new Browser(served().url).ask<NetworkAnswer>('GET', '/api/network')).body)
})
afterAll(async () => {
  await city.close()
  await server.close()
  await own.close()
})

const ask = async <T>(path: string) => new Browser(server.url).ask<T>('GET', path)
const traced = async (query: string): Promise<TraceAnswer> => {
  const { status, body } = await ask<TraceAnswer>(`/api/trace?${query}`)
  expect(status, JSON.stringify(body)).toBe(200)
  return TraceAnswer.parse(body)
}
const codes = ({ reaches }: Pick<TraceAnswer, 'reaches'>) => [...new Set(reaches.map(({ code }) => code))].sort()
const refused = async (path: string) => {
  const { status, body } = await ask<ProblemBody>(path)
  return { status, code: body.code, words: body.message }
}

test('a trace ends in a loop, counts a reach once, and says how far, how long and how sure', async () => {
  const up = await traced('from=R-02')
  expect(codes(up)).toEqual(['L', 'R-01', 'R-02', 'R-03', 'S-01', 'T-01'])
  const [own, above] = [up.reaches[0]!, up.reaches.find(({ code }) => code === 'R-01')!]
  expect(own).toMatchObject({ code: 'R-02', fromM: 0, distanceM: 0, hours: 0, certain: true })
  expect([above.certain, above.distanceM]).toEqual([true, Math.round(own.toM * 10) / 10])
  expect(above.hours).toBeCloseTo(own.toM / 0.4 / 3600, 2)
  // Through the gate only where it is open, up the tidal arm only at flood: possible.
  expect(up.reaches.filter(({ certain }) => !certain).map(({ code }) => code).sort()).toEqual(['R-03', 'S-01'])
  expect([up.outfalls.map(({ code, certain }) => [code, certain]), up.households.map(({ name }) => name)]).toEqual([[['O-1', true], ['O-2', false]], ['南苑餐馆']])
  expect(codes(await traced('from=R-01&direction=down&scenario=ebbShut'))).toEqual(['R-01', 'R-02', 'R-03', 'S-01'])
})

test('a gate that is shut takes away exactly the ways through it', async () => {
  const [open, shut] = [await traced('from=R-02&scenario=ebb'), await traced('from=R-02&scenario=ebb%3BZ1%3Dshut')]
  expect(codes(open).filter((code) => !codes(shut).includes(code))).toEqual(['R-03'])
  expect([shut.scenario.gates, shut.scenario.tide]).toEqual([{ Z1: 'shut' }, 'ebb'])
  expect(codes(await traced('from=S-01&scenario=ebb;Z1=shut'))).toEqual(codes(await traced('from=S-01&scenario=ebb')))
})

test('tide and gates are taken as recorded at an hour', async () => {
  const [rising, falling] = [await traced('from=R-03@500&scenario=at:2026-07-03T01:00'), await traced('from=R-03@500&scenario=at:2026-07-03T05:00')]
  expect([rising.scenario, falling.scenario.tide]).toEqual([{ name: 'at:2026-07-03T01:00', tide: 'flood', gates: { Z1: 'shut' }, rest: 'open' }, 'ebb'])
  expect([codes(rising), codes(falling)]).toEqual([['R-03', 'S-01'], ['L', 'R-01', 'R-02', 'R-03', 'T-01']])
})

test('it stops at so many metres, hours, and at the border of a division', async () => {
  const near = await traced('from=R-02&within=1500&scenario=ebb')
  expect(near.totals.lengthM).toBeCloseTo(1021.5 + 2 * (1500 - 1021.5), -1)
  expect((await traced('from=R-02&hours=0.5&scenario=ebb')).totals.lengthM).toBeCloseTo(0.5 * 3600 * 0.4, 0)
  expect(codes(await traced('from=R-02&division=449003&scenario=ebb'))).toEqual(['R-02', 'T-01'])
  expect(codes(await traced('from=R-01&division=449003&scenario=ebbShut'))).toEqual(['L', 'R-01'])
})

test('pages put together are the whole, and never pages of two networks', async () => {
  const whole = await traced('from=R-02')
  const kinds = ['reaches', 'outfalls', 'units', 'households', 'plants', 'sources'] as const
  const together: unknown[] = []
  let [after, pages] = ['', 0]
  do {
    const page = await traced(`from=R-02&limit=2${after}`)
    expect(page.totals).toEqual(whole.totals)
    together.push(...kinds.flatMap((kind): unknown[] => page[kind]))
    after = page.next ? `&after=${page.next}` : ''
    pages++
  } while (after)
  expect(together).toEqual(kinds.flatMap((kind): unknown[] => whole[kind]))
  expect([pages > 3, whole.next]).toEqual([true, null])
  expect((await refused('/api/trace?from=R-02&after=0000000000000000.2')).code).toBe('networkMovedOn')
})

test('a point is the water nearest to it within 200 m; what drains to the network is where it does', async () => {
  expect((await traced('from=113.115,23.5003')).from).toMatchObject({ code: 'R-02', measureM: expect.closeTo(510, -1) as number, awayM: expect.closeTo(33, 0) as number })
  expect((await traced('from=113.095,23.501')).from).toMatchObject({ code: 'L', awayM: 0 })
  expect((await traced('from=O-1')).from).toMatchObject({ code: 'R-01', measureM: 204 })
})

test('what cannot be traced is refused in words', async () => {
  expect(await refused('/api/trace?from=R-99')).toMatchObject({ status: 404, code: 'notInNetwork' })
  expect(await refused('/api/trace?from=R')).toMatchObject({ status: 404, code: 'notInNetwork' })
  expect(await refused('/api/trace?from=R-01@5000')).toMatchObject({ status: 400, code: 'beyondEnd', words: expect.stringMatching(/^R-01 is 1021\.\d m long; 5000 m is not on it$/) as string })
  const sea = await refused('/api/trace?from=113.5,22.9')
  expect(sea).toMatchObject({ status: 404, code: 'offTheNetwork' })
  expect(Number(/is (\d+) m/.exec(sea.words)![1])).toBeGreaterThan(60_000)
  expect(await refused('/api/trace?from=R-01&scenario=storm')).toMatchObject({ status: 400, code: 'scenarioInvalid' })
  expect(await refused('/api/trace?from=R-01&scenario=ebb;Z1=pumping')).toMatchObject({ status: 400, code: 'scenarioInvalid' })
  expect(await refused('/api/trace?from=R-01&scenario=ebb;Z9=shut')).toMatchObject({ status: 404, code: 'gateUnknown' })
  expect(await refused('/api/trace?from=R-01&scenario=at:2020-07-03T14:00')).toMatchObject({ status: 400, code: 'scenarioInvalid' })
  expect(await refused('/api/trace?from=R-01&scenario=at:2026-02-30T14:00')).toMatchObject({ status: 400, code: 'scenarioInvalid' })
  expect(await refused('/api/trace')).toMatchObject({ status: 400, code: 'inputInvalid' })
})

test('the way from one place to another, and none where there is none', async () => {
  const way = PathAnswer.parse((await ask('/api/trace/path?from=T-01@0&to=S-01@100')).body)
  expect(way.path!.stretches.map(({ code }) => code)).toEqual(['T-01', 'R-02', 'R-03', 'S-01'])
  expect([way.path!.certain, way.path!.metres]).toEqual([false, expect.closeTo(3 * 1021.4 + 100, -1)])
  expect((await ask<PathAnswer>('/api/trace/path?from=S-01&to=U-01')).body.path).toBeNull()
})

test('what places have in common and others have not, and what each has alone', async () => {
  const both = CommonAnswer.parse((await ask('/api/trace/common?from=R-02&from=S-01&not=T-01&scenario=ebbShut')).body)
  expect(codes(both)).toEqual(['L', 'R-01', 'R-02'])
  expect(both.apart.map(({ totals }) => totals.outfalls)).toEqual([0, 1])
  const alone = CommonAnswer.parse((await ask('/api/trace/common?from=R-02&from=S-01&show=1&scenario=ebbShut')).body)
  expect([codes(alone), alone.outfalls.map(({ code }) => code)]).toEqual([['R-03', 'S-01'], ['O-2']])
})

test('the nearest candidates upstream', async () => {
  const near = NearestAnswer.parse((await ask('/api/trace/nearest?from=S-01&scenario=ebb')).body)
  expect(near.nearest.map(({ code, distanceM }) => [code, Math.round(distanceM / 10)])).toEqual([['O-2', 52], ['O-1', 388]])
})

test('as GeoJSON and GeoPackage it is the same, with shapes', async () => {
  const whole = await traced('from=R-02@500')
  const { body } = await ask<{ features: { properties: Record<string, unknown>; geometry: { type: string } }[]; totals: unknown }>('/api/trace?from=R-02@500&format=geojson')
  expect(body.totals).toEqual(whole.totals)
  expect(body.features.map(({ properties }) => properties.code)).toEqual([...whole.reaches, ...whole.outfalls, ...whole.units, ...whole.households, ...whole.plants, ...whole.sources].map(({ code }) => code))
  expect(body.features.filter(({ geometry }) => !geometry)).toEqual([])
  const response = await fetch(`${server.url}/api/trace?from=R-02@500&format=gpkg`)
  expect(response.headers.get('content-type')).toBe('application/geopackage+sqlite3')
  const path = join(temporaryFolder(), 'trace.gpkg')
  await writeFile(path, Buffer.from(await response.arrayBuffer()))
  const source = await openSource(path, { encoding: null, member: 'reaches' })
  const found: unknown[] = []
  for await (const { properties } of source.features()) found.push(properties.code)
  await source.close()
  expect(found).toEqual(whole.reaches.map(({ code }) => code).filter((code) => code !== 'L'))
})

test('the small city is one piece, and its longest trace is longer than a river', () => {
  const { network } = cityNetwork
  const lengths = network.codes.map((code, w) => lengthOf(trace(network, either, 'upstream', place(network, code, network.lengthM[w]!))))
  expect(Math.max(...lengths)).toBeGreaterThan(5000)
})
