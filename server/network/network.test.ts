// The network of the register over HTTP: never stale, for each audience what it may see.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Changed, Operation } from '../../domain/changes/schemas.ts'
import { applyChanges, contentsOf, decode, membership, isUpstream, either, place, versionOf, ebb, type NetworkContents } from '../../domain/network/index.ts'
import type { NetworkAnswer, NetworkChanges, RelationsAnswer } from '../../domain/network/schemas.ts'
import type { TraceAnswer } from '../../domain/trace/schemas.ts'
import { Browser } from '../../test/browser.ts'
import { browserOf, serve, type OwnRegister } from '../../test/register.ts'
import { openDatabase } from '../db/open.ts'
import { sql } from '../db/sql.ts'
import { delta } from '../../test/delta.ts'

let own: OwnRegister
let server: Awaited<ReturnType<typeof serve>>

beforeAll(async () => {
  own = await delta()
  server = await serve(own.database, { ratePerMinute: 0 })
})
afterAll(async () => {
  await server.close()
  await own.close()
})

const office = (url = server.url) => browserOf(own.database, url, 'A')
const network = async (browser: Browser) => (await browser.ask<NetworkAnswer>('GET', '/api/network')).body
const upstream = async (from: string, browser = new Browser(server.url), more = '') => (await browser.ask<TraceAnswer>('GET', `/api/trace?from=${encodeURIComponent(from)}&scenario=ebb${more}`)).body
const reachesOf = async (...asked: Parameters<typeof upstream>) => (await upstream(...asked)).reaches.map(({ code }) => code).sort()
const change = async (operations: Operation[], url = server.url): Promise<Changed> => {
  const { status, body } = await (await office(url)).ask<Changed>('POST', '/api/changes', { id: randomUUID(), operations, reason: '暗涵相接' })
  expect(status, JSON.stringify(body)).toBe(201)
  return body
}
const versionIn = async (code: string) => (await own.database.query<{ version: number }>(sql`select version from waters where code = ${code}`))[0].version

test('a browser traces what the server traces', async () => {
  const answer = await network(new Browser(server.url))
  const { network: made } = decode(answer)
  const index = membership(made, ebb)
  for (const from of made.codes) for (const to of made.codes) {
    const end = made.lengthM[made.indexOf.get(to)!]
    expect(isUpstream(made, index, place(made, from), place(made, to, end)), `${from} → ${to}`).toBe((await upstream(to)).reaches.some(({ code, fromM }) => code === from && fromM === 0))
  }
})

test('the public’s network has no barracks, nor what belongs to them, and another version', async () => {
  const [outside, inside] = [await network(new Browser(server.url)), await network(await office())]
  expect(JSON.stringify(outside)).not.toMatch(/D-M|H-M/)
  expect([inside.units.code, inside.households.code]).toEqual([['D-1', 'D-M'], ['H-1', 'H-M']])
  expect(outside.version).not.toBe(inside.version)
  const trace = await upstream('R-03')
  expect([trace.units.map(({ code }) => code), trace.households.map(({ code }) => code), trace.totals.up!.units.possible]).toEqual([['D-1'], ['H-1'], 1])
  expect((await upstream('R-03', await office())).units.map(({ code }) => code)).toEqual(['D-1', 'D-M'])
})

test('it is sent again only where it has changed', async () => {
  const first = await fetch(`${server.url}/api/network`)
  const etag = first.headers.get('etag')!
  expect([(await first.json() as NetworkAnswer).version, first.headers.get('content-encoding')]).toEqual([etag.slice(1, -1), 'gzip'])
  const again = () => fetch(`${server.url}/api/network`, { headers: { 'if-none-match': etag } })
  expect((await again()).status).toBe(304)
  await own.database.query(sql`update people set name = '林某' where code = 'P'`)
  expect((await again()).status).toBe(304)
  await change([{ op: 'update', layer: 'reaches', code: 'U-01', version: await versionIn('U-01'), fields: { name: '孤涌' } }])
  expect((await again()).status).toBe(200)
})

test('an edit of a link, a shape or a gate is in the very next trace', async () => {
  expect(await reachesOf('R-02')).toEqual(['L', 'R-01', 'R-02', 'R-03', 'T-01'])
  await change([{ op: 'unlink', upstream: 'T-01', downstream: 'R-02', downstreamM: 0 }])
  expect(await reachesOf('R-02')).toEqual(['L', 'R-01', 'R-02', 'R-03'])
  await change([{ op: 'link', upstream: 'U-01', upstreamM: 500, downstream: 'R-02', downstreamM: 100, flowMode: 'one_way' }])
  expect((await upstream('R-02')).reaches.find(({ code }) => code === 'U-01')).toMatchObject({ fromM: 0, toM: 500 })
  const long = (await upstream('U-01')).totals.up!.metres.possible
  await change([{ op: 'update', layer: 'reaches', code: 'U-01', version: await versionIn('U-01'), geometry: { type: 'LineString', coordinates: [[113.3, 23.5], [113.305, 23.5]] } }])
  expect((await upstream('U-01')).totals.up!.metres.possible).toBeLessThan(long * 0.6)
  // A gate that goes leaves a link that names nothing: left out, and said.
  await own.database.query(sql`delete from gates where code = 'Z1'`)
  const after = await upstream('R-02')
  expect(after.reaches.map(({ code }) => code)).not.toContain('R-03')
  expect(after.remarks.map(({ kind }) => kind)).toContain('unknown_gate')
  await own.database.query(sql`insert into gates (code, name, kind, water, measure_m, division, geom) values ('Z1', '一号闸', '水闸', 'R-03', 1000, '449003', 'SRID=4490;POINT(113.13 23.5)')`)
  expect(await reachesOf('R-02')).toContain('R-03')
})

test('an old copy brought up is the network of now, for each audience, and says nothing of barracks outside', async () => {
  const [outside, inside] = [new Browser(server.url), await office()]
  for (const browser of [outside, inside]) {
    const before = await network(browser)
    await own.database.query(sql`update drainage_units set kind = '部队类' where code = 'D-1'`)
    await own.database.query(sql`update drainage_households set name = '营区二食堂' where code = 'H-M'`)
    await change([{ op: 'link', upstream: 'T-01', upstreamM: 900, downstream: 'R-02', downstreamM: 3, flowMode: 'one_way' }])
    await own.database.query(sql`update outfalls set measure_m = measure_m + 1 where code = 'O-2'`)
    const changes = (await browser.ask<NetworkChanges>('GET', `/api/network/changes?since=${before.seq}`)).body
    const contents: NetworkContents = applyChanges(contentsOf(before), changes)!
    expect(contents).not.toBeNull()
    const now = await network(browser)
    expect([versionOf(contents), changes.seq]).toEqual([now.version, now.seq])
    if (browser === outside) expect(JSON.stringify(changes)).not.toMatch(/D-M|H-M|部队/)
    await own.database.query(sql`update drainage_units set kind = '住宅类' where code = 'D-1'`)
    const back = (await browser.ask<NetworkChanges>('GET', `/api/network/changes?since=${now.seq}`)).body
    expect(versionOf(applyChanges(contents, back)!)).toBe((await network(browser)).version)
    await change([{ op: 'unlink', upstream: 'T-01', downstream: 'R-02', downstreamM: 3 }])
  }
  expect((await outside.ask<NetworkChanges>('GET', '/api/network/changes?since=99999')).body.reset).toBe(true)
})

test('what an edit would do to upstream relations is said, and not done', async () => {
  const browser = await office()
  const before = await network(browser)
  const operations: Operation[] = [{ op: 'link', upstream: 'S-01', upstreamM: 0, downstream: 'U-01', downstreamM: 0, flowMode: 'one_way' }, { op: 'unlink', upstream: 'R-01', downstream: 'R-02', downstreamM: 0 }]
  const { status, body } = await browser.ask<RelationsAnswer>('POST', '/api/network/relations', { operations })
  expect(status, JSON.stringify(body)).toBe(200)
  expect((await network(browser)).version).toBe(before.version)
  await change(operations)
  const after = decode(await network(browser)).network
  const was = decode(before).network
  const pairs = (made: typeof was) => new Set(made.codes.flatMap((a) => made.codes.flatMap((b) => {
    const ends = (code: string) => [0, made.lengthM[made.indexOf.get(code)!]].map((m) => place(made, code, m))
    const spots = (code: string) => [
      ...ends(code),
      ...Array.from({ length: made.firstPoint[made.indexOf.get(code)! + 1] - made.firstPoint[made.indexOf.get(code)!] }, (_, i) =>
        place(made, code, made.at[made.firstPoint[made.indexOf.get(code)!] + i])),
    ]
    return a !== b && spots(a).some((x) => spots(b).some((y) => isUpstream(made, membership(made, either), x, y))) ? [`${a} ${b}`] : []
  })))
  const [then, now] = [pairs(was), pairs(after)]
  expect([body.appear, body.vanish])
    .toEqual([[...now].filter((pair) => !then.has(pair)).length, [...then].filter((pair) => !now.has(pair)).length])
  expect(body.appear + body.vanish).toBeGreaterThan(0)
  expect((await browser.ask<{ code: string }>('POST', '/api/network/relations', { operations: [{ op: 'unlink', upstream: 'R-01', downstream: 'S-01', downstreamM: 5 }] })).body.code).toBe('linkUnknown')
  await change([{ op: 'link', upstream: 'R-01', upstreamM: 1000, downstream: 'R-02', downstreamM: 0, flowMode: 'one_way' }, { op: 'unlink', upstream: 'S-01', downstream: 'U-01', downstreamM: 0 }])
})

test.skipIf(process.env.TEST_ENGINE === 'embedded')('two servers on one database: what is changed at one is in the next trace of the other', async () => {
  const database = await openDatabase(own.places)
  const other = await serve(database, { ratePerMinute: 0 })
  try {
    const there = new Browser(other.url)
    expect(await reachesOf('S-01', there)).not.toContain('T-01')
    await change([{ op: 'link', upstream: 'T-01', upstreamM: 1000, downstream: 'S-01', downstreamM: 10, flowMode: 'one_way' }])
    expect(await reachesOf('S-01', there)).toContain('T-01')
    expect((await network(there)).version).toBe((await network(new Browser(server.url))).version)
    await change([{ op: 'unlink', upstream: 'T-01', downstream: 'S-01', downstreamM: 10 }], other.url)
    expect(await reachesOf('S-01')).not.toContain('T-01')
  } finally {
    await other.close()
    await database.close()
  }
})
