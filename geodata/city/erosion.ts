// Rivers that carve their own valleys: uplift against stream-power erosion on the mesh,
// solved implicitly from mouth to source (Braun & Willett 2013), which stays stable at any step.
// With slope exponent 1 heights are linear in uplift, so they are scaled to real metres at the end.

import FlatQueue from 'flatqueue'
import { clamp } from './geometry.ts'
import type { Mesh } from './mesh.ts'
import type { Plan } from './plan.ts'
import { noise, random } from './random.ts'

const STEPS = 54
const TIME_STEP = 0.45
/** Mesh steps over which the border's ridge fades. */
const RIM = 5

export interface Drainage {
  /** Metres above the sea; for hill nodes strictly falling along receivers. */
  height: Float64Array
  /** Where a node's water goes next; itself at base level. */
  receiver: Int32Array
  /** Square kilometres above a node, with what comes in from outside. */
  area: Float64Array
  /** Nodes from the mouths upstream. */
  order: Int32Array
  sea: Uint8Array
  /** Flat delta, fixed at base level. */
  delta: Uint8Array
  /** Node where each trunk enters. */
  inflows: number[]
}

export function erode(mesh: Mesh, plan: Plan): Drainage {
  const { count, x, y, start, links, lengths, inside } = mesh
  const height = new Float64Array(count)
  const uplift = new Float64Array(count)
  const power = new Float64Array(count)
  const sea = new Uint8Array(count)
  const delta = new Uint8Array(count)
  const base = new Uint8Array(count)
  const draw = random(plan.seed, 'erosion')
  const rough = noise(plan.seed, 'first surface')
  const rim = hopsFromBorder(mesh)
  for (let i = 0; i < count; i++) {
    if (plan.seaward(x[i], y[i]) > 0) sea[i] = 1
    else if (plan.plain(x[i], y[i]) > 0.5) delta[i] = 1
  }
  dropPockets(mesh, sea, delta)
  for (let i = 0; i < count; i++) {
    base[i] = sea[i] | delta[i] | mesh.frame[i]
    // the country outside goes on at a like height, so the border shows no step
    if (mesh.frame[i] && !sea[i] && !delta[i]) height[i] = 2.4 * plan.uplift(x[i], y[i])
    if (base[i]) continue
    // ridges rise along the border, so that few valleys run beside it
    uplift[i] = plan.uplift(x[i], y[i]) * (rim[i] < RIM ? 1.3 - (0.3 * rim[i]) / RIM : 1)
    power[i] = plan.softness(x[i], y[i])
    height[i] = (0.4 * uplift[i] + 0.25 * (1 + rough(x[i] / 4200, y[i] / 4200)) + 0.2 * draw()) * (0.03 + 0.97 * plan.offValley(x[i], y[i]))
  }
  const inflows = plan.inflows.map(({ at }) => nearestHill(mesh, base, at))
  const extra = new Float64Array(count)
  inflows.forEach((node, i) => (extra[node] += plan.inflows[i].area))

  const receiver = flood(mesh, height, base)
  const order = new Int32Array(count)
  const area = new Float64Array(count)
  /** Kilometres to the receiver. */
  const gap = Float64Array.from(receiver, (to, i) => Math.hypot(x[i] - x[to], y[i] - y[to]) / 1000)
  const stack = new Stack(count)
  for (let step = 0; step < STEPS; step++) {
    for (let i = 0; i < count; i++) {
      if (base[i] || step === 0) continue
      // water never crosses the city's border: divides form along it
      let steepest = 0
      for (let k = start[i]; k < start[i + 1]; k++) {
        const j = links[k]
        if (height[j] >= height[i] || inside[j] !== inside[i]) continue
        const slope = (height[i] - height[j]) / lengths[k]
        if (slope <= steepest) continue
        steepest = slope
        receiver[i] = j
        gap[i] = lengths[k] / 1000
      }
    }
    stack.fill(receiver, order)
    gather(mesh, order, receiver, extra, area)
    for (let k = 0; k < count; k++) {
      const i = order[k]
      if (base[i]) continue
      const low = height[receiver[i]]
      const pull = (TIME_STEP * power[i] * Math.sqrt(area[i])) / gap[i]
      // kept above its receiver, so pits filled once never come back
      height[i] = Math.max((height[i] + TIME_STEP * uplift[i] + pull * low) / (1 + pull), low + 1e-5 * gap[i])
    }
  }
  toMetres(mesh, plan, { height, receiver, order, sea, delta })
  return { height, receiver, area, order, sea, delta, inflows }
}

/** Flat ground counts as delta only where it reaches the sea without leaving the city. */
function dropPockets({ count, start, links, inside }: Mesh, sea: Uint8Array, delta: Uint8Array): void {
  const reached = new Uint8Array(count)
  const open: number[] = []
  for (let i = 0; i < count; i++) if (inside[i] && sea[i]) open.push(i)
  while (open.length) {
    const i = open.pop() as number
    for (let k = start[i]; k < start[i + 1]; k++) {
      const j = links[k]
      if (!inside[j] || !delta[j] || reached[j]) continue
      reached[j] = 1
      open.push(j)
    }
  }
  for (let i = 0; i < count; i++) if (inside[i] && delta[i] && !reached[i]) delta[i] = 0
}

/** Steps on the mesh from the outline inwards, up to RIM. */
function hopsFromBorder({ count, start, links, inside }: Mesh): Uint8Array {
  const hops = new Uint8Array(count).fill(RIM)
  let edge: number[] = []
  for (let i = 0; i < count; i++) {
    for (let k = start[i]; inside[i] && k < start[i + 1]; k++) if (!inside[links[k]]) hops[i] = 0
    if (hops[i] === 0) edge.push(i)
  }
  for (let hop = 1; hop < RIM; hop++) {
    const next: number[] = []
    for (const i of edge) {
      for (let k = start[i]; k < start[i + 1]; k++) {
        const j = links[k]
        if (!inside[j] || hops[j] <= hop) continue
        hops[j] = hop
        next.push(j)
      }
    }
    edge = next
  }
  return hops
}

function toMetres(mesh: Mesh, plan: Plan, d: Pick<Drainage, 'height' | 'receiver' | 'order' | 'sea' | 'delta'>) {
  const { count, x, y } = mesh
  const tall = Array.from(d.height.filter((_, i) => mesh.inside[i] === 1)).sort((a, b) => b - a)
  const metres = (1180 * plan.scale ** 0.2) / tall[Math.floor(tall.length * 0.0002)]
  for (let k = 0; k < count; k++) {
    const i = d.order[k]
    const off = plan.seaward(x[i], y[i])
    if (d.sea[i]) d.height[i] = -1 - 9 * clamp(off / (6 * plan.unit), 0, 1)
    // the delta rises a few centimetres a kilometre from the coast
    else if (d.receiver[i] === i) d.height[i] = 1.2 + 2.6 * clamp(-off / (45 * plan.unit), 0, 1) + d.height[i] * metres
    else {
      const fall = 2e-5 * Math.hypot(x[i] - x[d.receiver[i]], y[i] - y[d.receiver[i]])
      d.height[i] = Math.max(d.height[i] * metres + 1.5, d.height[d.receiver[i]] + fall)
    }
  }
}

function nearestHill(mesh: Mesh, base: Uint8Array, at: [number, number]): number {
  let best = -1
  let least = Infinity
  for (let i = 0; i < mesh.count; i++) {
    const d = (mesh.x[i] - at[0]) ** 2 + (mesh.y[i] - at[1]) ** 2
    if (mesh.inside[i] && !base[i] && d < least) {
      least = d
      best = i
    }
  }
  return best
}

/** Receivers over the first surface, pits and all: from base level upwards, always the lowest shore first (Barnes 2014). */
function flood(mesh: Mesh, height: Float64Array, base: Uint8Array): Int32Array {
  const { count, start, links, inside } = mesh
  const receiver = new Int32Array(count).fill(-1)
  const heap = new FlatQueue<number>()
  for (let i = 0; i < count; i++) {
    if (!base[i]) continue
    receiver[i] = i
    heap.push(i, height[i])
  }
  const level = height.slice()
  while (heap.length) {
    const i = heap.pop()!
    for (let k = start[i]; k < start[i + 1]; k++) {
      const j = links[k]
      if (receiver[j] >= 0 || inside[i] !== inside[j]) continue
      receiver[j] = i
      level[j] = Math.max(level[j], level[i])
      heap.push(j, level[j])
    }
  }
  // a corner of the country outside that the border cuts off stays where it is
  for (let i = 0; i < count; i++) {
    if (receiver[i] >= 0) continue
    receiver[i] = i
    base[i] = 1
  }
  return receiver
}

/** Orders nodes so that every receiver comes before its donors. */
class Stack {
  private first: Int32Array
  private donors: Int32Array

  constructor(private count: number) {
    this.first = new Int32Array(count + 1)
    this.donors = new Int32Array(count)
  }

  fill(receiver: Int32Array, order: Int32Array): void {
    const { first, donors, count } = this
    first.fill(0)
    for (let i = 0; i < count; i++) if (receiver[i] !== i) first[receiver[i] + 1]++
    for (let i = 0; i < count; i++) first[i + 1] += first[i]
    const next = first.slice()
    for (let i = 0; i < count; i++) if (receiver[i] !== i) donors[next[receiver[i]]++] = i
    let size = 0
    for (let i = 0; i < count; i++) if (receiver[i] === i) order[size++] = i
    for (let done = 0; done < size; done++) {
      const i = order[done]
      for (let k = first[i]; k < first[i + 1]; k++) order[size++] = donors[k]
    }
  }
}

function gather(mesh: Mesh, order: Int32Array, receiver: Int32Array, extra: Float64Array, area: Float64Array) {
  for (let i = 0; i < mesh.count; i++) area[i] = mesh.ground[i] + extra[i]
  for (let k = mesh.count - 1; k >= 0; k--) {
    const i = order[k]
    if (receiver[i] !== i) area[receiver[i]] += area[i]
  }
}
