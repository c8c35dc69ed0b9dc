// npx tsx bench/network.ts [--quick]: the river network in memory, on the demonstration city, ten times the city and a
// million reaches, beside a breadth first search a question and beside the same in maps and sets.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  after, certainty, allScenarios, difference, digestOf, drainage, ebb, either, far, contains, isUpstream, membership, nearest, network,
  place, trace, type DrainageRows, type Network, type NetworkRows, type Place,
} from '../domain/network/index.ts'
import { cityRows, tiled } from './networkRows.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
/** Megabytes in use. What maps keep weakly goes only after it has been seen to be unused more than once. */
const used = () => {
  for (let i = 0; i < 4; i++) collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 2 ** 20
}

const say = (what: string, figure: string) => console.log(`  ${what.padEnd(58)} ${figure}`)
const round = (value: number) => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3))

/** Median of runs, milliseconds. */
function time(what: string, runs: number, work: (run: number) => unknown): number {
  const taken = Array.from({ length: runs }, (_, run) => {
    const before = performance.now()
    work(run)
    return performance.now() - before
  }).sort((a, b) => a - b)
  const median = taken[runs >> 1]
  if (what) say(what, `${round(median)} ms, at worst ${round(taken[runs - 1])} ms`)
  return median
}

/** Nanoseconds a question. */
function each(questions: number, ask: (i: number) => boolean): number {
  let yes = 0
  const before = performance.now()
  for (let i = 0; i < questions; i++) yes += Number(ask(i))
  const taken = ((performance.now() - before) / questions) * 1e6
  if (!yes) throw new Error('nothing is upstream of anything: the measure measures nothing')
  return taken
}

/** As one would write it in an afternoon, for the ebb: reaches by code, how far down each is in, a set of sets. */
function naive({ links }: NetworkRows): (code: string, measureM: number) => Map<string, number> {
  const into = new Map<string, Set<NetworkRows['links'][number]>>()
  for (const link of links) into.set(link.downstream, (into.get(link.downstream) ?? new Set()).add(link))
  return (code, measureM) => {
    const found = new Map([[code, measureM]])
    const waiting = new Set([code])
    for (const at of waiting) {
      waiting.delete(at)
      for (const { upstream, upstreamM, downstreamM } of into.get(at) ?? [])
        if (downstreamM <= found.get(at)! && upstreamM > (found.get(upstream) ?? -1)) {
          found.set(upstream, upstreamM)
          waiting.add(upstream)
        }
    }
    return found
  }
}

/** Places spread over the network, the same in every run. */
const spread = (made: Network, count: number): Place[] => Array.from({ length: count }, (_, i) => {
  const code = made.codes[(i * 1_000_003 + 17) % made.rows.reaches.length]
  return place(made, code, (made.lengthM[made.indexOf.get(code)!] * ((i * 31) % 97)) / 97)
})

function measure(title: string, rows: NetworkRows, drains: DrainageRows | null) {
  console.log(`\n${title}: ${rows.reaches.length.toLocaleString('en')} reaches, ${rows.links.length.toLocaleString('en')} links`)
  const big = rows.reaches.length > 200_000
  const empty = used()
  const began = performance.now()
  const made = network(rows)
  const first = performance.now() - began
  const graph = used() - empty
  say('build, first', `${round(first)} ms`)
  if (!big) time('build, again', 9, () => network(rows))
  say('points, edges; remarks', `${made.reachOf.length.toLocaleString('en')}, ${made.kind.length.toLocaleString('en')}; ${made.remarks.length}`)
  for (const scenario of allScenarios) {
    const before = performance.now()
    const { components, chains } = membership(made, scenario)
    say(`index, ${scenario.name}`, `${round(performance.now() - before)} ms, ${components.toLocaleString('en')} components, ${chains.toLocaleString('en')} chains`)
  }
  say('memory beside the rows: network; with five indexes', `${round(graph)} MB; ${round(used() - empty)} MB`)

  const places = spread(made, 4096)
  const pair = (i: number): [Place, Place] => [places[i & 4095], places[(i * 17 + 5 + (i >> 12)) & 4095]]
  let ours = 0
  for (const scenario of allScenarios) {
    const index = membership(made, scenario)
    const ask = (i: number) => isUpstream(made, index, ...pair(i))
    each(100_000, ask)
    const ns = each(big ? 1_000_000 : 4_000_000, ask)
    if (scenario === ebb) ours = ns
    say(`membership, ${scenario.name}`, `${round(ns)} ns`)
  }
  const searches = big ? 100 : 2000
  const bfs = each(searches, (i) => {
    const [a, b] = pair(i)
    return contains(trace(made, ebb, 'upstream', b), a.water, a.measureM)
  })
  const simple = naive(rows)
  const sets = each(searches, (i) => {
    const [a, b] = pair(i)
    return (simple(made.codes[b.water], b.measureM).get(made.codes[a.water]) ?? -1) >= a.measureM
  })
  say('  a breadth first search a question, ebb', `${round(bfs)} ns, ${round(bfs / ours)}×`)
  say('  maps and sets, ebb', `${round(sets)} ns, ${round(sets / ours)}×`)

  const sized = places.slice(0, big ? 200 : 1000).map((at) => ({ at, size: trace(made, ebb, 'upstream', at).water.length })).sort((a, b) => b.size - a.size)
  const most = sized[0].at
  for (const [what, { at, size }] of [['largest', sized[0]], ['one in ten as large', sized[Math.floor(sized.length / 10)]]] as const) {
    const traced = time(`upstream set, ebb, ${what} (${size.toLocaleString('en')} stretches)`, big ? 5 : 51, () => trace(made, ebb, 'upstream', at))
    const slow = time('', big ? 3 : 11, () => simple(made.codes[at.water], at.measureM))
    say('  maps and sets', `${round(slow)} ms, ${round(slow / traced)}×`)
  }
  time('all upstream with certainty, five scenarios, largest', big ? 3 : 21, () => certainty(made, most))
  time('all upstream with certainty, any place', big ? 50 : 500, (i) => certainty(made, places[i]))
  time('distances to all upstream, either, largest', big ? 1 : 11, () => far(made, most, { scenario: either, direction: 'upstream' }).stretches)
  time('5 km upstream, either', 200, (i) => far(made, places[i], { scenario: either, direction: 'upstream', within: 5000 }).stretches)
  if (drains) {
    const hung = drainage(made, drains)
    time('nearest outfall upstream, ebb', 500, (i) => nearest(made, hung, places[i], 'outfalls', 1, { scenario: ebb }))
  }
  time('digest', big ? 1 : 5, () => digestOf(rows))
  const dropLinks = [rows.links[Math.floor(rows.links.length * 0.55)]]
  const next = after(made, { dropLinks })
  time('edit to fresh network', big ? 1 : 9, () => after(made, { dropLinks }))
  time('  and asked one membership', big ? 1 : 9, () => {
    const fresh = after(made, { dropLinks })
    const [a, b] = pair(0)
    return isUpstream(
      fresh, membership(fresh, ebb), place(fresh, made.codes[a.water], a.measureM), place(fresh, made.codes[b.water], b.measureM),
    )
  })
  const { appear, vanish } = difference(made, next, ebb)
  time(`difference, ebb (${appear} appear, ${vanish.toLocaleString('en')} vanish)`, big ? 1 : 5, () => difference(made, next, ebb))
}

const quick = process.argv.includes('--quick')
const city = cityRows(1)
measure('the city', city.rows, city.drains)
if (!quick) {
  const province = cityRows(10)
  measure('ten times the city', province.rows, province.drains)
  measure('a million reaches', tiled(city.rows, 110), null)
}
