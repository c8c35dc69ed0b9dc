// Traces in SQL, and by pgRouting, are the traces of domain/network: on a river small enough to follow by hand and on the small city.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { considered, decoded, ebb, either, far, flood, holds, lengthOf, listed, place, trace, type DrawnNetwork } from '../../domain/network/index.ts'
import { waysOf } from '../../domain/network/scenario.ts'
import type { NetworkAnswer } from '../../domain/trace.ts'
import { Browser } from '../../test/browser.ts'
import { serve, served, type OwnRegister } from '../../test/register.ts'
import type { Database } from '../db/database.ts'
import { openDatabase } from '../db/open.ts'
import { sql } from '../db/sql.ts'
import { delta } from './delta.ts'

let own: OwnRegister
let server: Awaited<ReturnType<typeof serve>>
let city: Database
let cityNetwork: DrawnNetwork

beforeAll(async () => {
  own = await delta()
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
interface Row {
  reach: string
  from_m: number
  to_m: number
  distance_m: number
}

const inSql = (db: Database, code: string, measure: number | null, scenario: string) => db.query<Row>(sql`select * from upstream_of(${code}, ${measure}::float8, ${scenario})`)

/** The same in TypeScript: stretches, and the least distance to a point of each. */
function inTypeScript({ network }: Pick<DrawnNetwork, 'network'>, code: string, measureM: number, scenario: (typeof considered)[number]) {
  const at = place(network, code, measureM)
  const found = far(network, at, { scenario, direction: 'upstream' })
  return listed(network, trace(network, scenario, 'upstream', at)).map(({ code: reach, fromM, toM }) => {
    const water = network.indexOf.get(reach)!
    let least = water === at.water && at.measureM >= fromM && at.measureM <= toM ? 0 : Infinity
    for (let p = network.firstPoint[water]!; p < network.firstPoint[water + 1]!; p++)
      if (network.at[p]! >= fromM && network.at[p]! <= toM) least = Math.min(least, found.to({ water, measureM: network.at[p]!, above: p, below: p }))
    return { reach, from_m: fromM, to_m: toM, distance_m: least }
  })
}

const round = (rows: Row[]) => rows.map(({ reach, from_m, to_m, distance_m }) => `${reach} ${from_m.toFixed(2)} ${to_m.toFixed(2)} ${distance_m.toFixed(1)}`).sort()

test('SQL finds what TypeScript finds on the small river and the small city, at ebb, at flood and either way', async () => {
  const small = decoded((await ask<NetworkAnswer>('/api/network')).body)
  for (const [db, on, every] of [[own.database, small, 1], [city, cityNetwork, 37]] as const) {
    const { network } = on
    for (const [name, scenario] of [['ebb', ebb], ['flood', flood], ['either', either], ['ebbShut', considered[1]!], ['floodShut', considered[3]!]] as const)
      for (let w = 0; w < network.codes.length; w += every) {
        const [code, measure] = [network.codes[w]!, network.lengthM[w]! * 0.6]
        expect(round(await inSql(db, code, measure, name)), `${code}@${measure} ${name}`).toEqual(round(inTypeScript(on, code, measure, scenario)))
      }
  }
  const lines = await own.database.query<{ reach: string; from_m: number; to_m: number; long: number }>(sql`select reach, from_m, to_m, st_length(plane(geom)) as long from upstream_lines('R-02', 500, 'ebb')`)
  for (const { reach, from_m, to_m, long } of lines) if (reach !== 'L') expect(long, reach).toBeCloseTo(to_m - from_m, 1)
  await expect(inSql(own.database, 'R-99', null, 'ebb')).rejects.toThrow(/no water R-99/)
  await expect(inSql(own.database, 'R-01', 9999, 'ebb')).rejects.toThrow(/is not on it/)
  await expect(inSql(own.database, 'R-01', null, 'storm')).rejects.toThrow(/no scenario storm/)
})

test('the small city is one piece, and its longest trace is longer than a river', () => {
  const { network } = cityNetwork
  const lengths = network.codes.map((code, w) => lengthOf(trace(network, either, 'upstream', place(network, code, network.lengthM[w]!))))
  expect(Math.max(...lengths)).toBeGreaterThan(5000)
})

const routed = served().engine === 'server'

test.runIf(routed)('pgRouting reaches the same nodes on the small city (its driving distance is a tree, so nodes are compared)', async (context) => {
  const [has] = await own.database.query(sql`select from pg_available_extensions where name = 'pgrouting'`)
  if (!has) return context.skip('apt-get install postgresql-15-pgrouting')
  const { network } = cityNetwork
  for (const scenario of [ebb, flood, either]) {
    const ways = waysOf(network, scenario)
    // Against the water: what passes downstream is walked upstream.
    const edges = Array.from(network.kind, (kind, e) => {
      const long = network.link[e]! < 0 ? network.at[network.to[e]!]! - network.at[network.from[e]!]! : 0
      return [e, network.to[e]!, network.from[e]!, ways[kind]! & 1 ? long : -1, ways[kind]! & 2 ? long : -1]
    })
    await own.database.script('create extension if not exists pgrouting; drop table if exists edges; create table edges (id bigint, source bigint, target bigint, cost float8, reverse_cost float8)')
    await own.database.copy('edges', ['id', 'source', 'target', 'cost', 'reverse_cost'], edges)
    for (let w = 0; w < network.codes.length; w += 29) {
      const p = network.firstPoint[w + 1]! - 1
      const ours = trace(network, scenario, 'upstream', { water: w, measureM: network.at[p]!, above: p, below: p })
      const points = Array.from(network.reachOf.keys()).filter((q) => holds(ours, network.reachOf[q]!, network.at[q]!))
      const theirs = await own.database.query<{ node: number; agg_cost: number }>(sql`select node, agg_cost from pgr_drivingdistance('select * from edges', ${p}::bigint, 1e9)`)
      expect(theirs.map(({ node }) => node).sort((a, b) => a - b), `${network.codes[w]} ${scenario.name}`).toEqual(points)
      const metres = far(network, { water: w, measureM: network.at[p]!, above: p, below: p }, { scenario, direction: 'upstream' })
      for (const { node, agg_cost } of theirs) expect(metres.to({ water: network.reachOf[node]!, measureM: network.at[node]!, above: node, below: node })).toBeCloseTo(agg_cost, 4)
    }
  }
}, 120_000)
