// npx tsx bench/trace.ts [postgres://…]: the network in memory beside recursive SQL (sql/functions/upstream_of.sql and the
// barest recursive query there is) and pgRouting, over the demonstration city on one PostgreSQL, in one run.
import { drawn, ebb, isUpstream, membership, nearest, place, trace, type Place } from '../domain/network/index.ts'
import { waysOf } from '../domain/network/scenario.ts'
import { createNetwork } from '../server/network/network.ts'
import { sql } from '../server/db/sql.ts'
import { startGround } from './ground.ts'

const say = (what: string, figure: string) => console.log(`  ${what.padEnd(62)} ${figure}`)
const round = (value: number) => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3))

/** Median, milliseconds. */
async function time(runs: number, work: (run: number) => unknown): Promise<number> {
  const taken: number[] = []
  for (let run = 0; run < runs; run++) {
    const before = performance.now()
    await work(run)
    taken.push(performance.now() - before)
  }
  return taken.sort((a, b) => a - b)[runs >> 1]!
}

const ground = await startGround(1, process.argv[2])
const db = ground.database
try {
  const live = createNetwork(db)
  say('network from the register, first', `${round(await time(1, () => live.current()))} ms`)
  const snapshot = await live.current()
  const on = snapshot.drawn('within')
  const made = on.network
  console.log(`\nthe city: ${made.rows.reaches.length.toLocaleString('en')} reaches, ${made.rows.links.length.toLocaleString('en')} links`)

  // The same graph as a table, against the water at ebb, for pgRouting and for the barest recursion.
  await db.script('create extension if not exists pgrouting; drop table if exists bench_edges; create table bench_edges (id bigint, source bigint, target bigint, cost float8)')
  const ways = waysOf(made, ebb)
  const edges = Array.from(made.kind.keys()).filter((e) => ways[made.kind[e]!]! & 1).map((e) => [e, made.to[e], made.from[e], made.link[e]! < 0 ? made.at[made.to[e]!]! - made.at[made.from[e]!]! : 0])
  await db.copy('bench_edges', ['id', 'source', 'target', 'cost'], edges)
  await db.script('create index on bench_edges (source); analyze bench_edges')
  const edgesSql = 'select id, source, target, cost from bench_edges'

  const points = Array.from({ length: 1000 }, (_, i) => (i * 1_000_003 + 17) % made.reachOf.length)
  const at = (p: number): Place => ({ water: made.reachOf[p]!, measureM: made.at[p]!, above: p, below: p })
  const sized = points.map((p) => ({ p, size: trace(made, ebb, 'upstream', at(p)).water.length })).sort((a, b) => b.size - a.size)
  const recursion = (p: number) => db.query<{ node: number }>(sql`with recursive up (node) as (select ${p}::bigint union select e.target from up join bench_edges e on e.source = up.node) select node from up`)
  const inSql = (p: number) => db.query(sql`select * from upstream_of(${made.codes[made.reachOf[p]!]!}, ${made.at[p]!}::float8, 'ebb')`)
  const driving = (p: number) => db.query(sql`select node from pgr_drivingdistance(${edgesSql}, ${p}::bigint, 1e9)`)

  for (const [what, { p, size }] of [['largest', sized[0]!], ['one in ten as large', sized[100]!], ['median', sized[500]!]] as const) {
    const ours = await time(51, () => trace(made, ebb, 'upstream', at(p)))
    say(`full upstream set, ebb, ${what} (${size.toLocaleString('en')} stretches)`, `${round(ours)} ms`)
    for (const [name, ask, runs] of [['with recursive … union, nodes only', recursion, 5], ['upstream_of(), measures and distances', inSql, 3], ['pgr_drivingDistance', driving, 5]] as const) {
      const theirs = await time(runs, () => ask(p))
      say(`  ${name}`, `${round(theirs)} ms, ${round(theirs / ours)}×`)
    }
  }

  const index = membership(made, ebb)
  const pair = (i: number): [number, number] => [points[(i * 17 + 5) % 1000]!, points[i % 1000]!]
  let yes = 0
  const each = (await time(9, () => { for (let i = 0; i < 100_000; i++) yes += Number(isUpstream(made, index, at(pair(i)[0]), at(pair(i)[1]))) })) / 100_000
  if (!yes) throw new Error('nothing is upstream of anything: the measure measures nothing')
  say('membership, ebb', `${round(each * 1e6)} ns`)
  for (const [name, ask] of [
    ['with recursive … union', (a: number, b: number) => db.query(sql`with recursive up (node) as (select ${b}::bigint union select e.target from up join bench_edges e on e.source = up.node) select from up where node = ${a} limit 1`)],
    ['pgr_dijkstraCost', (a: number, b: number) => db.query(sql`select agg_cost from pgr_dijkstracost(${edgesSql}, ${b}::bigint, ${a}::bigint)`)],
  ] as const) {
    const theirs = await time(21, (i) => ask(...pair(i)))
    say(`  ${name}`, `${round(theirs)} ms, ${round(theirs / each)}×`)
  }

  const near = await time(200, (i) => nearest(made, on.drainage, at(points[i]!), 'outfalls', 1, { scenario: ebb }))
  say('nearest outfall upstream, ebb', `${round(near)} ms`)
  const nearSql = await time(7, (i) => db.query(sql`
    select o.code from upstream_of(${made.codes[made.reachOf[points[i]!]!]!}, ${made.at[points[i]!]!}::float8, 'ebb') u join outfalls o on o.water = u.reach and o.measure_m between u.from_m and u.to_m
    order by u.distance_m + (u.to_m - o.measure_m) limit 1`))
  say('  upstream_of() and outfalls', `${round(nearSql)} ms, ${round(nearSql / near)}×`)

  const [{ upstream, downstream }] = made.rows.links.slice(5000) as [(typeof made.rows.links)[number]]
  const fresh = await time(9, async (i) => {
    await db.query(sql`update links set flow_mode = ${i % 2 ? 'one_way' : 'gated'} where upstream = ${upstream} and downstream = ${downstream}`)
    const { network } = (await live.current()).drawn('within')
    trace(network, ebb, 'upstream', place(network, upstream, 0))
  })
  say('an edit of a link written, and the first trace that has it', `${round(fresh)} ms`)
  const written = await time(9, (i) => db.query(sql`update links set flow_mode = ${i % 2 ? 'one_way' : 'gated'} where upstream = ${upstream} and downstream = ${downstream}`))
  say('  of which the database writes the edit', `${round(written)} ms`)
  say('  a network drawn from its rows', `${round(await time(9, () => drawn({ ...snapshot.contents })))} ms`)
  for (const audience of ['public', 'within'] as const) say(`GET /api/network, gzip, ${audience}`, `${round((await snapshot.body(audience)).length / 1e6)} MB`)
  await db.script('drop table bench_edges')
} finally {
  await ground.stop()
}
