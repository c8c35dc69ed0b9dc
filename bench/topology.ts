// npx tsx bench/topology.ts: how long the checks take while somebody drags a vertex, and the merge of a long line.
import type { LonLat } from '../domain/coordinates.ts'
import { merge } from '../domain/merge.ts'
import { check, type Piece } from '../domain/topology/index.ts'
import { degreesOf } from '../domain/topology/plane.ts'

const origin: LonLat = [113, 23]
const [eastwards, northwards] = degreesOf(1, origin)
const places = (count: number, place: (i: number) => [east: number, north: number]): LonLat[] =>
  Array.from({ length: count }, (_, i) => place(i)).map(([east, north]) => [origin[0] + east * eastwards, origin[1] + north * northwards])
const reach = (code: string, coordinates: LonLat[]): Piece => ({ layer: 'reaches', code, name: code, geometry: { type: 'LineString', coordinates } })
const unit = (code: string, count: number, east: number, north: number): Piece => {
  const circle = places(count, (i) => [east + 100 * Math.cos((2 * Math.PI * i) / count), north + 100 * Math.sin((2 * Math.PI * i) / count)])
  return { layer: 'drainage_units', code, name: code, geometry: { type: 'Polygon', coordinates: [[...circle, circle[0]]] } }
}

/** Median of several runs, each on a shape of its own. */
function time(what: string, runs: number, work: (run: number) => unknown) {
  const taken = Array.from({ length: runs }, (_, run) => {
    const before = performance.now()
    work(run)
    return performance.now() - before
  }).sort((a, b) => a - b)
  console.log(`${what.padEnd(64)} ${(taken[runs >> 1]).toFixed(1).padStart(8)} ms, at worst ${(taken[runs - 1]).toFixed(0)} ms`)
}

const neighbours = () => Array.from({ length: 300 }, (_, n) => {
  const [east, north, angle] = [(n * 617) % 5000, ((n * 389) % 5000) - 2500, n]
  return reach(`n${n}`, places(100, (i) => [east + 10 * i * Math.cos(angle) + 3 * Math.sin(i), north + 10 * i * Math.sin(angle) + 3 * Math.cos(i)]))
})
const dragged = (by: number) => reach('s', places(500, (i) => [10 * i, 800 * Math.sin(i / 60) + (i === 250 ? by : 0)]))
const around = neighbours()
console.log(`${check({ subjects: [dragged(0)], around, links: [] }).length} findings on a reach of 500 vertices among 300 of 100`)
const unseen = Array.from({ length: 20 }, neighbours)
time('  neighbours seen for the first time', 20, (run) => check({ subjects: [dragged(run)], around: unseen[run], links: [] }))
time('  dragging a vertex', 100, (run) => check({ subjects: [dragged(run / 10)], around, links: [] }))
time('a reach of 200,000 vertices among them', 5, () => check({ subjects: [reach('long', places(200_000, (i) => [2 * i, 50 * Math.sin(i / 60)]))], around, links: [] }))

const beside = [unit('w', 100, -200.5, 0), unit('e', 100, 200.5, 0)]
time('a unit of 500 vertices, its neighbours clear of it', 20, (run) => check({ subjects: [unit('s', 500, run / 100, 0)], around: beside, links: [] }))
time('  overlapping two of them', 20, (run) => check({ subjects: [unit('s', 500, run / 100, 0)], around: [unit('w', 100, -190, 0), unit('e', 100, 190, 0)], links: [] }))

const long = (raised: (i: number) => number) => ({ fields: {}, geometry: { type: 'LineString' as const, coordinates: places(200_000, (i) => [i, (i % 2) + raised(i)]) } })
const [base, mine, theirs, anew] = [long(() => 0), long((i) => (i === 5 ? 0.5 : 0)), long((i) => (i === 199_990 ? 0.5 : 0)), long(() => 9)]
time('merge of 200,000 vertices, two of them moved', 5, () => merge(base, mine, theirs))
time('  one side drawn anew', 5, () => merge(base, mine, anew))
