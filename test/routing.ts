// The points and edges of a network as pgRouting wants them, for tests and benches.
import type { Direction, Network, Scenario } from '../domain/network/index.ts'
import { downstream, upstream, waysOf } from '../domain/network/scenario.ts'
import type { Database, Queryable } from '../server/db/database.ts'
import { sql } from '../server/db/sql.ts'

/** Writes the table `routes` anew: an edge each, its metres as cost down and up, less than 0 where water does not go. */
export const routable = async (database: Database, made: Network, scenario: Scenario): Promise<void> => {
  const ways = waysOf(made, scenario)
  await database.script('drop table if exists routes; create table routes (id bigint primary key, source bigint, target bigint, cost float8, reverse_cost float8)')
  await database.copy('routes', ['id', 'source', 'target', 'cost', 'reverse_cost'], Array.from(made.kind, (kind, e) => {
    const [from, to] = [made.from[e], made.to[e]]
    const metres = made.link[e] < 0 ? made.at[to] - made.at[from] : 0
    return [e, from, to, ways[kind] & downstream ? metres : -1, ways[kind] & upstream ? metres : -1]
  }))
  await database.script('create index on routes (source); create index on routes (target); analyze routes')
}

/** Edges as water takes them, or against it. */
export const edgesFor = (direction: Direction): string =>
  direction === 'downstream' ? 'select id, source, target, cost, reverse_cost from routes' : 'select id, target as source, source as target, cost, reverse_cost from routes'

/** Points within any distance of one by pgRouting's driving distance, metres. */
export const routed = (database: Queryable, point: number, direction: Direction) =>
  database.query<{ node: number; agg_cost: number }>(sql`select node, agg_cost from pgr_drivingDistance(${edgesFor(direction)}::text, ${point}::bigint, 1e12::float8, true)`)
