// Land between channels, split by further channels: from bank to bank, or blind into the middle.

import type { ChannelNet, Price, Rank } from './channels.ts'
import { clamp } from './geometry.ts'
import type { Random } from './random.ts'

/** Square kilometres of ground a mesh node stands for in the plain. */
const GROUND = 0.075

export class Islands {
  private readonly of: Int32Array
  private readonly nodes: number[][] = []
  /** Metres from the coast. */
  private readonly ashore: Float64Array

  constructor(private readonly net: ChannelNet, seaward: (east: number, north: number) => number, private readonly draw: Random) {
    const { count, x, y } = net.mesh
    this.of = new Int32Array(count).fill(-1)
    this.ashore = Float64Array.from({ length: count }, (_, i) => -seaward(x[i], y[i]))
  }

  /** Splits islands of at least `small` km² until the delta has `target` channels or nothing more fits. */
  divide(as: Rank, target: number, small: number): void {
    const { net, draw } = this
    this.survey()
    const queue = this.nodes.map((_, id) => id)
    let refused = 0
    while (net.paths.length < target && queue.length && refused < 6 * target) {
      const at = this.pick(queue)
      const id = queue[at]
      const area = this.nodes[id].length * GROUND
      if (area < small) {
        queue.splice(at, 1)
        refused++
        continue
      }
      const reach = 1000 * Math.sqrt(area) * (as === 3 ? 0.55 : 0.95) * (0.7 + 0.6 * draw())
      if (!this.split(id, as, clamp(reach, 1300, as === 3 ? 6500 : 30_000))) {
        refused++
        if (draw() < 0.34) queue.splice(at, 1)
        continue
      }
      queue.splice(at, 1)
      queue.push(...this.parts(id))
    }
  }

  /** A place in the queue: the larger the island, the sooner, but not strictly, as real islands are of all sizes. */
  private pick(queue: number[]): number {
    let best = 0
    let weight = -1
    for (let q = 0; q < Math.min(queue.length, 40); q++) {
      const at = Math.floor(this.draw() * queue.length)
      const size = this.nodes[queue[at]].length * (0.25 + this.draw() ** 2)
      if (size <= weight) continue
      weight = size
      best = at
    }
    return best
  }

  private survey(): void {
    this.nodes.length = 0
    this.of.fill(-1)
    for (let i = 0; i < this.of.length; i++) if (this.of[i] < 0) this.collect(i)
  }

  /** Numbers the island around a node. */
  private collect(from: number): void {
    const { net: { rank, mesh: { start, links } }, of } = this
    if (!this.net.land(from) || rank[from] >= 0) return
    const nodes = [from]
    const id = this.nodes.length
    of[from] = id
    for (let done = 0; done < nodes.length; done++) {
      for (let k = start[nodes[done]]; k < start[nodes[done] + 1]; k++) {
        const j = links[k]
        if (!this.net.land(j) || rank[j] >= 0 || of[j] === id) continue
        of[j] = id
        nodes.push(j)
      }
    }
    this.nodes.push(nodes)
  }

  /** The islands that one became. */
  private parts(id: number): number[] {
    const { of, net: { rank } } = this
    const nodes = this.nodes[id].filter((i) => of[i] === id)
    const first = this.nodes.length
    for (const i of nodes) of[i] = -2
    for (const i of nodes) {
      if (of[i] !== -2) continue
      if (rank[i] >= 0) of[i] = -1
      else this.collect(i)
    }
    return Array.from({ length: this.nodes.length - first }, (_, k) => first + k)
  }

  /** Lays one channel through an island, about `reach` metres from end to end. */
  private split(id: number, as: Rank, reach: number): boolean {
    const { net, draw } = this
    const banks = this.banks(id, as)
    if (banks.length < 8) return false
    for (let attempt = 0; attempt < 6; attempt++) {
      const from = banks[Math.floor(draw() * banks.length)]
      if (net.ends[from] === 0) continue
      const blind = as === 3 && draw() < 0.2
      const way = blind ? this.inland(id, from) : this.across(id, from, banks, as, reach)
      if (!way) continue
      net.lay(way, as, blind)
      return true
    }
    return false
  }

  /** Where a channel may begin or end: on channels as large around the island, for larger ones now and then at the sea. */
  private banks(id: number, as: Rank): number[] {
    const { net, draw } = this
    const { start, links } = net.mesh
    const rim = new Set<number>()
    for (const i of this.nodes[id])
      for (let k = start[i]; k < start[i + 1]; k++) if (net.open(links[k]) && net.rank[links[k]] <= as) rim.add(links[k])
    const banks = [...rim]
    if (as < 3) for (const i of this.nodes[id])
      for (let k = start[i]; k < start[i + 1]; k++)
        if (net.mouth[links[k]] && net.ends[links[k]] === 0 && draw() < 0.2) banks.push(links[k])
    return banks
  }

  /** A blind creek from a bank into the middle. */
  private inland(id: number, from: number): number[] | null {
    const nodes = this.nodes[id]
    const goal = nodes[Math.floor(this.draw() * nodes.length)]
    const away = this.apart(from, goal)
    if (this.net.beside[goal] || away < 900 || away > 4500) return null
    const way = this.net.router.route([from], (i) => i === goal, this.within(id, goal, from), 4000)
    return way && way.length >= 4 ? way : null
  }

  /** From bank to bank: about as far as asked, larger ones rather towards the sea than along it, none of them a great detour. */
  private across(id: number, from: number, banks: number[], as: Rank, reach: number): number[] | null {
    const { draw, ashore } = this
    let goal = -1
    let best = -Infinity
    for (let trial = 0; trial < 14; trial++) {
      const other = banks[Math.floor(draw() * banks.length)]
      const away = this.apart(from, other)
      if (other === from || away < 1100) continue
      const seaward = Math.abs(ashore[from] - ashore[other]) / away
      const score = -Math.abs(Math.log(away / reach)) + (as < 3 ? 0.9 : 0.5 * draw()) * seaward + 0.8 * draw()
      if (score <= best) continue
      best = score
      goal = other
    }
    if (goal < 0) return null
    const way = this.net.router.route([from], (i) => i === goal, this.within(id, goal, from), 60_000)
    if (!way || way.length < 5) return null
    const length = way.reduce((sum, node, k) => (k ? sum + this.apart(node, way[k - 1]) : 0), 0)
    return length > 2.1 * this.apart(from, goal) ? null : way
  }

  /** Steps inside one island only, and never straight to the goal. */
  private within(id: number, goal: number, from: number): Price {
    const { of, net: { rank } } = this
    const price = this.net.price(1.3)
    return (i, j) => {
      if (j === goal) return i === from ? Infinity : 1
      return of[j] === id && rank[j] < 0 ? price(i, j) : Infinity
    }
  }

  /** Metres between two nodes. */
  private apart(a: number, b: number): number {
    const { x, y } = this.net.mesh
    return Math.hypot(x[a] - x[b], y[a] - y[b])
  }
}
