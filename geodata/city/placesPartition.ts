// Cutting a set of cells into contiguous units of wanted sizes: every cell goes to the seed it is nearest to,
// where far means many cells, wide rivers and ridges on the way; seeds move to the middle of their unit and
// push harder or softer until the sizes fit. Growth from the seed keeps every unit in one piece.
import FlatQueue from 'flatqueue'
import type { Random } from './random.ts'
import type { Point } from './types.ts'

/** Which cells touch, and how far apart they count: neighbours of i are links[start[i]] … links[start[i + 1] − 1]. */
export interface CellGraph {
  start: Uint32Array
  links: Uint32Array
  /** About 1 between neighbours on open ground. */
  cost: Float32Array
  at: Point[]
  /** What a cell counts towards the size of its unit. */
  mass: Float32Array
  /** Square metres. */
  area: Float64Array
}

const ROUNDS = 24
/** Rounds of equal units before the densest of them are told their sizes. */
const EVEN = 9

/** The graph of some of the cells, renumbered in the order given. `numbers` is scratch as long as the whole graph, all −1. */
export function subgraph(graph: CellGraph, cells: number[], numbers: Int32Array): CellGraph {
  cells.forEach((cell, i) => (numbers[cell] = i))
  const start = new Uint32Array(cells.length + 1)
  const links: number[] = []
  const cost: number[] = []
  cells.forEach((cell, i) => {
    for (let k = graph.start[cell]; k < graph.start[cell + 1]; k++) {
      const other = numbers[graph.links[k]]
      if (other < 0) continue
      links.push(other)
      cost.push(graph.cost[k])
    }
    start[i + 1] = links.length
  })
  for (const cell of cells) numbers[cell] = -1
  return {
    start,
    links: Uint32Array.from(links),
    cost: Float32Array.from(cost),
    at: cells.map((cell) => graph.at[cell]),
    mass: Float32Array.from(cells, (cell) => graph.mass[cell]),
    area: Float64Array.from(cells, (cell) => graph.area[cell]),
  }
}

/**
 * A label 0…targets.length − 1 for each cell of a graph in one piece; every label is used.
 * `targets` are relative sizes; with `densestFirst` the first ones go to where cells are smallest.
 */
export function partition(graph: CellGraph, targets: number[], draw: Random, densestFirst = false): Int32Array {
  const count = targets.length
  const label = new Int32Array(graph.at.length)
  if (count < 2) return label
  const growth = new Growth(graph, label)
  const seeds = growth.spread(count, draw)
  const total = graph.mass.reduce((sum, mass) => sum + mass, 0)
  const share = targets.reduce((sum, target) => sum + target, 0)
  const push = new Float64Array(count)
  for (let round = 0; round < ROUNDS; round++) {
    growth.grow(seeds, push)
    const units = growth.sums(count)
    // sizes are areas, pushes are lengths
    const relaxing = densestFirst && round < EVEN
    for (let k = 0; k < count; k++)
      push[k] += 0.6 * (Math.sqrt((total * (relaxing ? 1 / count : targets[k] / share))) - Math.sqrt(units.mass[k]))
    const least = push.reduce((low, value) => Math.min(low, value), Infinity)
    for (let k = 0; k < count; k++) push[k] -= least
    // the last rounds only balance
    if (round < ROUNDS * 0.7) growth.centre(seeds, units)
    if (round > 4 && round < ROUNDS * 0.7 && round % 3 === 0)
      growth.relieve(seeds, push, units, targets.map((target) => (total * target) / share))
    if (densestFirst && round === EVEN - 1) {
      const byDensity = Array.from(seeds.keys()).sort((a, b) => units.mass[b] / units.area[b] - units.mass[a] / units.area[a])
      seeds.set(byDensity.map((k) => seeds[k]))
      push.fill(0)
    }
  }
  growth.grow(seeds, push)
  return label
}

interface Units {
  mass: Float64Array
  area: Float64Array
  x: Float64Array
  y: Float64Array
}

class Growth {
  private readonly reach: Float64Array
  private readonly heap = new FlatQueue<number>()

  constructor(
    private readonly graph: CellGraph,
    private readonly label: Int32Array,
  ) {
    this.reach = new Float64Array(label.length)
  }

  /** Seeds far from each other: each new one where the others are furthest, give or take. */
  spread(count: number, draw: Random): Int32Array {
    const { reach } = this
    const seeds = new Int32Array(count)
    reach.fill(Infinity)
    seeds[0] = Math.floor(draw() * reach.length)
    for (let k = 0; k < count; k++) {
      for (let cell = 0, furthest = -1; k > 0 && cell < reach.length; cell++) {
        const score = reach[cell] * (0.7 + 0.3 * draw())
        if (score <= furthest) continue
        furthest = score
        seeds[k] = cell
      }
      reach[seeds[k]] = 0
      this.heap.push(seeds[k], 0)
      this.label[seeds[k]] = k
      this.run()
    }
    return seeds
  }

  grow(seeds: Int32Array, push: Float64Array): void {
    this.reach.fill(Infinity)
    for (const [k, seed] of seeds.entries()) {
      // a seed stays with its own unit, however hard the others push
      this.reach[seed] = -Infinity
      this.label[seed] = k
      this.heap.push(seed, -push[k])
    }
    this.run()
  }

  private run(): void {
    const { graph: { start, links, cost }, reach, label, heap } = this
    while (heap.length) {
      const key = heap.peekValue()!
      const cell = heap.pop()!
      if (key > reach[cell] && reach[cell] !== -Infinity) continue
      for (let i = start[cell]; i < start[cell + 1]; i++) {
        const next = links[i]
        const far = key + cost[i]
        if (far >= reach[next]) continue
        reach[next] = far
        label[next] = label[cell]
        heap.push(next, far)
      }
    }
  }

  sums(count: number): Units {
    const { graph, label } = this
    const units: Units = {
      mass: new Float64Array(count), area: new Float64Array(count), x: new Float64Array(count), y: new Float64Array(count),
    }
    for (let cell = 0; cell < label.length; cell++) {
      const of = label[cell]
      const mass = graph.mass[cell]
      units.mass[of] += mass
      units.area[of] += graph.area[cell]
      units.x[of] += mass * graph.at[cell][0]
      units.y[of] += mass * graph.at[cell][1]
    }
    for (let k = 0; k < count; k++) {
      units.x[k] /= units.mass[k]
      units.y[k] /= units.mass[k]
    }
    return units
  }

  /** A unit shut in by its neighbours can never grow: its seed starts anew inside the most overfull one. */
  relieve(seeds: Int32Array, push: Float64Array, { mass }: Units, wanted: number[]): void {
    const fill = wanted.map((each, k) => mass[k] / each)
    const least = fill.reduce((best, each, k) => (each < fill[best] ? k : best), 0)
    const most = fill.reduce((best, each, k) => (each > fill[best] ? k : best), 0)
    if (fill[least] > 0.5) return
    let furthest = -Infinity
    for (let cell = 0; cell < this.label.length; cell++) {
      if (this.label[cell] !== most || this.reach[cell] <= furthest) continue
      furthest = this.reach[cell]
      seeds[least] = cell
    }
    push[least] = push[most]
  }

  /** Moves each seed to the cell of its unit nearest to the unit's middle. */
  centre(seeds: Int32Array, { x, y }: Units): void {
    const near = new Float64Array(seeds.length).fill(Infinity)
    for (let cell = 0; cell < this.label.length; cell++) {
      const of = this.label[cell]
      const away = Math.hypot(this.graph.at[cell][0] - x[of], this.graph.at[cell][1] - y[of])
      if (away >= near[of]) continue
      near[of] = away
      seeds[of] = cell
    }
  }
}
