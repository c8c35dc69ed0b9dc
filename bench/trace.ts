// npx tsx bench/trace.ts [scale]: tracing in memory beside recursive SQL and pgRouting over the same city on a PostGIS server.
import { loadavg } from 'node:os'
import {
  after, drainage, ebb, either, isUpstream, membership, nearest, network, place, trace, type Network, type Place, type Scenario,
} from '../domain/network/index.ts'
import { downstream, upstream, waysOf } from '../domain/network/scenario.ts'
import { tableOrder } from '../geodata/city/rows.ts'
import { writeTable } from '../server/city/write.ts'
import type { Database } from '../server/db/database.ts'
import { migrate } from '../server/db/migrate.ts'
import { serverDatabase } from '../server/db/server.ts'
import { sql, type Sql } from '../server/db/sql.ts'
import { networkRowsOf } from '../test/networkRows.ts'
import { startPostgres } from '../test/postgres.ts'
import { edgesFor, routable } from '../test/routing.ts'
import { median, printTable, short, times, type Row } from './figures.ts'
import { settings } from './ground.ts'
import { cityRows } from './networkRows.ts'

/** Median of runs, milliseconds. */
const taken = async (runs: number, work: (run: number) => unknown): Promise<number> => {
  const all: number[] = []
  for (let run = 0; run < runs; run++) {
    const before = performance.now()
    await work(run)
    all.push(performance.now() - before)
  }
  return median(all)
}

const milliseconds = (value: number) => (value < 0.001 ? `${short(value * 1e6)} ns` : `${short(value)} ms`)

/** Points, and every way water goes from one to another, indexed: the most that can be done for a recursive query beforehand. */
const prepare = async (database: Database, made: Network, scenario: Scenario) => {
  await routable(database, made, scenario)
  const ways = waysOf(made, scenario)
  await database.script('drop table if exists flows, points; create table flows (a int, b int); create table points (point int primary key, code text, at_m float8)')
  const flows: [number, number][] = []
  for (let e = 0; e < made.kind.length; e++) {
    if (ways[made.kind[e]] & downstream) flows.push([made.from[e], made.to[e]])
    if (ways[made.kind[e]] & upstream) flows.push([made.to[e], made.from[e]])
  }
  await database.copy('flows', ['a', 'b'], flows)
  await database.copy('points', ['point', 'code', 'at_m'], Array.from(made.reachOf, (water, p) => [p, made.codes[water], made.at[p]]))
  await database.script('create index on flows (b) include (a); create index on points (code, at_m); analyze flows, points')
}

const recursive = (point: number): Sql => sql`with recursive up(p) as (select ${point}::int union select f.a from up join flows f on f.b = up.p)`
/** Sets are counted in the database and not sent. */
const asks = {
  prepared: (point: number) => sql`${recursive(point)} select count(*) from up`,
  function: (code: string, measureM: number, scenario: string) => sql`select count(*) from upstream_of(${code}::text, ${measureM}::float8, ${scenario}::text)`,
  driving: (point: number) => sql`select count(*) from pgr_drivingDistance(${edgesFor('upstream')}::text, ${point}::bigint, 1e12::float8, true)`,
  breadth: (point: number) => sql`select count(*) from pgr_breadthFirstSearch(${edgesFor('upstream')}::text, ${point}::bigint, directed => true)`,
}

const scale = Number(process.argv[2] ?? 1)
const { tables, drains } = cityRows(scale)
const cluster = await startPostgres(settings)
const database = serverDatabase(await cluster.create('city'))
try {
  await migrate(database)
  await database.transaction(async (tx) => {
    // Divisions and people are not written, so nothing may ask for them.
    await tx.script('set local session_replication_role = replica')
    for (const table of tableOrder) await writeTable(tx, table, tables[table] ?? [])
  })
  await database.script('create extension pgrouting cascade')
  await database.script('vacuum analyze')
  const rows = await networkRowsOf(database)
  const made = network(rows)
  const hung = drainage(made, drains)
  console.log(`${rows.reaches.length.toLocaleString('en')} reaches, ${made.reachOf.length.toLocaleString('en')} points; load ${loadavg()[0].toFixed(1)}`)

  const table: Row[] = []
  const line = (what: string, ours: number, peers: { function: number; prepared: number; routing: number }) => {
    console.log(`  … ${what}`)
    table.push({
      what, 'in memory': milliseconds(ours), 'upstream_of': milliseconds(peers.function), '': times(peers.function / ours),
      'recursive, prepared': milliseconds(peers.prepared), ' ': times(peers.prepared / ours), 'pgRouting': milliseconds(peers.routing), '  ': times(peers.routing / ours),
    })
  }
  const ends = rows.reaches.map(({ code, lengthM }) => place(made, code, lengthM))

  for (const scenario of [ebb, either]) {
    await prepare(database, made, scenario)
    const sized = ends.filter((_, i) => i % 9 === 0).map((at) => ({ at, size: trace(made, scenario, 'upstream', at).water.length })).sort((a, b) => b.size - a.size)
    const places: [string, Place, number][] = [['largest', sized[0].at, sized[0].size]]
    const tenth = sized[Math.floor(sized.length / 10)]
    if (tenth.size !== sized[0].size) places.push(['one in ten as large', tenth.at, tenth.size])

    const index = membership(made, scenario)
    const asked = Array.from({ length: 4096 }, (_, i) => ends[(i * 7919) % ends.length])
    const one = (i: number) => asked[i & 4095]
    const other = (i: number) => asked[(i * 17 + 5 + (i >> 12)) & 4095]
    const pair = (i: number): [Place, Place] => [one(i), other(i)]
    let yes = 0
    const questions = 4_000_000
    for (let i = 0; i < questions / 10; i++) yes += Number(isUpstream(made, index, one(i), other(i)))
    const began = performance.now()
    for (let i = 0; i < questions; i++) yes += Number(isUpstream(made, index, one(i), other(i)))
    const ours = (performance.now() - began) / questions
    if (!yes) throw new Error('nothing is upstream of anything: the measure measures nothing')
    const wrong: number[] = []
    const functionTaken = await taken(10, async (i) => {
      const [a, b] = pair(i)
      const [row] = await database.query<{ is: boolean }>(sql`
        select exists (select from upstream_of(${made.codes[b.water]}::text, ${b.measureM}::float8, ${scenario.name}::text) where code = ${made.codes[a.water]}::text and ${a.measureM}::float8 between from_m and to_m) as is`)
      if (row.is !== isUpstream(made, index, a, b)) wrong.push(i)
    })
    if (wrong.length) throw new Error(`SQL answers otherwise for ${wrong.join(', ')}`)
    line(`membership, ${scenario.name}`, ours, {
      function: functionTaken,
      prepared: await taken(20, (i) => database.query(sql`${recursive(pair(i)[1].below)} select exists (select from up where p = ${pair(i)[0].below}::int)`)),
      routing: Math.min(
        await taken(10, (i) => database.query(asks.driving(pair(i)[1].below))),
        await taken(10, (i) => database.query(sql`select count(*) from pgr_bdDijkstra(${edgesFor('downstream')}::text, ${pair(i)[0].below}::bigint, ${pair(i)[1].below}::bigint, true)`)),
      ),
    })

    for (const [what, at, size] of places) {
      const code = made.codes[at.water]
      const [driving, breadth] = [
        await taken(9, () => database.query(asks.driving(at.below))), await taken(9, () => database.query(asks.breadth(at.below))),
      ]
      console.log(`  ${scenario.name}, ${what}: pgr_drivingDistance ${short(driving)} ms, pgr_breadthFirstSearch ${short(breadth)} ms`)
      line(`upstream set, ${scenario.name}, ${what} (${size.toLocaleString('en')})`, await taken(101, () => trace(made, scenario, 'upstream', at)), {
        function: await taken(3, () => database.query(asks.function(code, at.measureM, scenario.name))),
        prepared: await taken(9, () => database.query(asks.prepared(at.below))),
        routing: Math.min(driving, breadth),
      })
    }

    if (scenario !== ebb) continue
    // Outfalls at the first point below them; the metres to it come on top.
    await database.script(`
      drop table if exists outfall_points;
      create table outfall_points as
        select o.code, p.point, p.at_m - o.measure_m as past_m
        from outfalls o cross join lateral (select point, at_m from points p where p.code = o.water and p.at_m >= o.measure_m order by p.at_m limit 1) p;
      create index on outfall_points (point); analyze outfall_points`)
    const some = ends.filter((_, i) => i % 311 === 0)
    const at = (i: number) => some[i % some.length]
    line('nearest outfall upstream, ebb', await taken(500, (i) => nearest(made, hung, at(i), 'outfalls', 1, { scenario })), {
      function: await taken(10, (i) => database.query(sql`
        select o.code from upstream_of(${made.codes[at(i).water]}::text, ${at(i).measureM}::float8, 'ebb') u
        join outfalls o on o.water = u.code and o.measure_m between u.from_m and u.to_m order by u.distance_m + u.to_m - o.measure_m limit 1`)),
      prepared: NaN,
      routing: await taken(10, (i) => database.query(sql`
        select o.code from pgr_drivingDistance(${edgesFor('upstream')}::text, ${at(i).below}::bigint, 1e12::float8, true) r
        join outfall_points o on o.point = r.node order by r.agg_cost + o.past_m limit 1`)),
    })

    const largest = sized[0].at
    const code = made.codes[largest.water]
    const dropped = rows.links[Math.floor(rows.links.length * 0.55)]
    const edge = made.link.indexOf(rows.links.indexOf(dropped))
    const undone = new Error('undone')
    const edit = (statements: (sure: (statement: Sql) => Promise<unknown>) => Promise<void>) => database.transaction(async (tx) => {
      await statements((statement) => tx.query(statement))
      throw undone
    }).catch((reason: unknown) => {
      if (reason !== undone) throw reason
    })
    line('edit to fresh trace, ebb, largest', await taken(9, () => {
      const fresh = after(made, { dropLinks: [dropped] })
      return trace(fresh, scenario, 'upstream', place(fresh, code, largest.measureM))
    }), {
      function: await taken(3, () => edit(async (run) => {
        await run(sql`delete from links where upstream = ${dropped.upstream} and downstream = ${dropped.downstream} and downstream_m = ${dropped.downstreamM}::float8`)
        await run(asks.function(code, largest.measureM, scenario.name))
      })),
      prepared: await taken(5, () => edit(async (run) => {
        await run(sql`delete from flows where a = ${made.from[edge]}::int and b = ${made.to[edge]}::int`)
        await run(asks.prepared(largest.below))
      })),
      routing: await taken(5, () => edit(async (run) => {
        await run(sql`delete from routes where id = ${edge}::bigint`)
        await run(asks.driving(largest.below))
      })),
    })
  }
  printTable(`in memory, and how many times as long others take; load ${loadavg()[0].toFixed(1)}`, table)
} finally {
  await database.close()
  await cluster.stop()
}
