// A second opinion: what pgRouting reaches on the points of the small city's network. Its driving distance answers with a
// spanning tree, so nodes are compared and not edges.
import { afterAll, describe, expect, it } from 'vitest'
import { ebb, either, far, flood, network, type Direction } from '../../domain/network/index.ts'
import { networkRowsOf } from '../../test/networkRows.ts'
import { ownRegister, served } from '../../test/register.ts'
import { routable, routed } from '../../test/routing.ts'
import { openDatabase } from '../db/open.ts'
import { sql } from '../db/sql.ts'

const own = await ownRegister()
const city = await openDatabase(served().city, { attachable: true })
const [{ there }] = await own.database.query<{ there: boolean }>(sql`select exists (select from pg_available_extensions where name = 'pgrouting') as there`) as [{ there: boolean }]
afterAll(async () => {
  await own.close()
  await city.close()
})

describe.skipIf(!there)('pgRouting (skipped where this engine has no pgRouting: apt-get install postgresql-15-pgrouting)', () => {
  it.each([ebb, flood, either])('reaches the points that a trace reaches, and as far away: $name', async (scenario) => {
    const made = network(await networkRowsOf(city))
    await own.database.script('create extension if not exists pgrouting cascade')
    await routable(own.database, made, scenario)
    for (const direction of ['upstream', 'downstream'] satisfies Direction[]) {
      // The same points in every run, all over the network.
      for (let p = 5; p < made.reachOf.length; p += Math.ceil(made.reachOf.length / 25)) {
        const theirs = new Map((await routed(own.database, p, direction)).map(({ node, agg_cost: metres }) => [node, metres]))
        const { to } = far(made, { water: made.reachOf[p], measureM: made.at[p], above: p, below: p }, { scenario, direction })
        const wrong = Array.from(made.reachOf, (water, q) => [q, to({ water, measureM: made.at[q], above: q, below: q })] as const)
          .filter(([q, metres]) => Math.abs(metres - (theirs.get(q) ?? Infinity)) > 0.001)
        expect(wrong, `${direction} of point ${p}`).toEqual([])
        expect(theirs.size).toBeGreaterThan(0)
      }
    }
  })
})
