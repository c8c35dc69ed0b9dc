// Which way water runs in a looped delta: the channels as a net of conductors, the sea at level zero,
// every hill river a source. Levels then have no pit and no peak of their own, so directions by level never form a ring.

import FlatQueue from 'flatqueue'
import type { Rank } from './channels.ts'
import type { Channels } from './delta.ts'
import type { Mesh } from './mesh.ts'

// how much easier a channel of a rank carries water than a creek
const CARRIES: Record<Rank, number> = { 0: 1, 1: 0.07, 2: 0.006, 3: 0.0006 }

export interface Flow {
  /** Directed mesh links of the delta and the flow in each, in km² of land drained. */
  links: { from: number; to: number; flow: number; rank: Rank }[]
  /** Level per delta mesh node, falling to 0 at the sea, highest about 1. */
  level: Map<number, number>
}

interface Chain {
  a: number
  b: number
  nodes: number[]
  rank: Rank
  length: number
  carries: number
}

/** Levels and flows of all delta channels; `mouth` says which nodes are sea. */
export function flow(mesh: Mesh, channels: Channels, mouth: (node: number) => boolean): Flow {
  const degree = new Map<number, number>()
  for (const { nodes } of channels.paths) {
    for (let k = 0; k < nodes.length; k++) degree.set(nodes[k], (degree.get(nodes[k]) ?? 0) + (k > 0 && k + 1 < nodes.length ? 2 : 1))
  }
  const source = new Map<number, number>()
  for (const { node, area } of channels.inlets) if (degree.has(node)) source.set(node, (source.get(node) ?? 0) + area)
  for (const { nodes, blind } of channels.paths) if (blind) source.set(nodes[nodes.length - 1], 0.4)

  // ── Chains between junctions ──
  const index = new Map<number, number>()
  const node: number[] = []
  const joint = (i: number): number => {
    let at = index.get(i)
    if (at === undefined) {
      at = node.length
      index.set(i, at)
      node.push(i)
    }
    return at
  }
  const chains: Chain[] = []
  for (const { nodes, rank } of channels.paths) {
    let first = 0
    let length = 0
    for (let k = 1; k < nodes.length; k++) {
      length += Math.hypot(mesh.x[nodes[k]] - mesh.x[nodes[k - 1]], mesh.y[nodes[k]] - mesh.y[nodes[k - 1]])
      if (k + 1 < nodes.length && degree.get(nodes[k]) === 2 && !source.has(nodes[k])) continue
      chains.push({
        a: joint(nodes[first]), b: joint(nodes[k]), nodes: nodes.slice(first, k + 1), rank, length,
        carries: (1000 * CARRIES[rank]) / length,
      })
      first = k
      length = 0
    }
  }
  const around: { to: number; carries: number }[][] = node.map(() => [])
  for (const { a, b, carries } of chains) {
    around[a].push({ to: b, carries })
    around[b].push({ to: a, carries })
  }
  const fixed = node.map((i) => mouth(i))
  const level = settle(around, fixed, node.map((i) => source.get(i) ?? 0))
  drain(around, fixed, level)

  const highest = level.reduce((most, value) => Math.max(most, value), 0) || 1
  const levels = new Map<number, number>()
  const links: Flow['links'] = []
  for (const { a, b, nodes, rank, length, carries } of chains) {
    const carried = Math.max(0.05, carries * Math.abs(level[a] - level[b]))
    const down = level[a] > level[b]
    let gone = 0
    levels.set(nodes[0], level[a] / highest)
    for (let k = 1; k < nodes.length; k++) {
      gone += Math.hypot(mesh.x[nodes[k]] - mesh.x[nodes[k - 1]], mesh.y[nodes[k]] - mesh.y[nodes[k - 1]])
      levels.set(nodes[k], (level[a] + (level[b] - level[a]) * Math.min(1, gone / length)) / highest)
      links.push(down
        ? { from: nodes[k - 1], to: nodes[k], flow: carried, rank }
        : { from: nodes[k], to: nodes[k - 1], flow: carried, rank })
    }
    levels.set(nodes[nodes.length - 1], level[b] / highest)
  }
  return { links, level: levels }
}

/** Solves the net's balance by conjugate gradients with a diagonal preconditioner. */
function settle(around: { to: number; carries: number }[][], fixed: boolean[], source: number[]): Float64Array {
  const n = fixed.length
  const level = new Float64Array(n)
  const rest = Float64Array.from(source, (value, i) => (fixed[i] ? 0 : value))
  const weight = Float64Array.from(around, (list) => list.reduce((sum, { carries }) => sum + carries, 0))
  const z = rest.map((value, i) => value / weight[i])
  const step = z.slice()
  const image = new Float64Array(n)
  let size = rest.reduce((sum, value, i) => sum + value * z[i], 0)
  const enough = size * 1e-22
  for (let round = 0; round < 6 * n + 100 && size > enough; round++) {
    let energy = 0
    for (let i = 0; i < n; i++) {
      image[i] = 0
      if (fixed[i]) continue
      let sum = weight[i] * step[i]
      for (const { to, carries } of around[i]) sum -= carries * step[to]
      image[i] = sum
      energy += sum * step[i]
    }
    const stride = size / energy
    let next = 0
    for (let i = 0; i < n; i++) {
      if (fixed[i]) continue
      level[i] += stride * step[i]
      rest[i] -= stride * image[i]
      z[i] = rest[i] / weight[i]
      next += rest[i] * z[i]
    }
    const keep = next / size
    for (let i = 0; i < n; i++) step[i] = fixed[i] ? 0 : z[i] + keep * step[i]
    size = next
  }
  return level
}

/** Lifts what rounding left level or sunk, so that every junction but a mouth has a lower neighbour. */
function drain(around: { to: number }[][], fixed: boolean[], level: Float64Array): void {
  const highest = level.reduce((most, value) => Math.max(most, value), 0)
  const least = highest * 1e-10
  const done = new Uint8Array(fixed.length)
  const heap = new FlatQueue<number>()
  fixed.forEach((sea, i) => {
    if (sea) heap.push(i, level[i])
  })
  while (heap.length) {
    const i = heap.pop()!
    if (done[i]) continue
    done[i] = 1
    for (const { to } of around[i]) {
      if (done[to] || fixed[to]) continue
      level[to] = Math.max(level[to], level[i] + least)
      heap.push(to, level[to])
    }
  }
}
