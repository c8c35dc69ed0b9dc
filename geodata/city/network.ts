// From mesh links to rivers: at every meeting the larger stem keeps its name (Hack's main stems),
// then the shortest headwaters are left out until the count is exact.

import FlatQueue from 'flatqueue'
import type { Rank } from './channels.ts'
import type { Drainage } from './erosion.ts'
import type { Flow } from './flow.ts'
import type { Mesh } from './mesh.ts'

export interface Stem {
  /** Mesh nodes downstream. */
  nodes: number[]
  /** km² drained through each link; one shorter than nodes. */
  flow: number[]
  /** Rank of each link; -1 in the hills. */
  rank: number[]
  into: number | null
  from: number | null
  delta: boolean
  order: number
}

interface Link {
  from: number
  to: number
  flow: number
  rank: Rank | -1
}

/** Hill links with more than `least` km² above them whose way down to a river or the sea is drawn too. */
function hillLinks(mesh: Mesh, drainage: Drainage, flow: Flow, least: number, leastAtShore: number): Link[] {
  const { order, receiver, area, delta, sea } = drainage
  const drawn = new Uint8Array(mesh.count)
  const links: Link[] = []
  for (let k = 0; k < mesh.count; k++) {
    const i = order[k]
    const to = receiver[i]
    if (!mesh.inside[i] || to === i || area[i] < least) continue
    const onShore = sea[to] ? area[i] >= leastAtShore : delta[to] ? area[i] >= leastAtShore && flow.level.has(to) : drawn[to] === 1
    if (!onShore) continue
    drawn[i] = 1
    links.push({ from: i, to, flow: area[i], rank: -1 })
  }
  return links
}

/** Exactly `wanted` rivers (if the land has that many with 0.3 km² headwaters), largest first within each meeting. */
export function stems(mesh: Mesh, drainage: Drainage, flow: Flow, leastAtShore: number, wanted: number): Stem[] {
  for (let least = 1.2; ; least *= 0.8) {
    const all = trace(mesh, [...hillLinks(mesh, drainage, flow, least, leastAtShore), ...flow.links], new Set(drainage.inflows))
    if (all.length < wanted && least > 0.2) continue
    return strahler(thin(mesh, all, wanted))
  }
}

function trace(mesh: Mesh, links: Link[], inflows: Set<number>): Stem[] {
  const ins = new Map<number, number[]>()
  const outs = new Map<number, number[]>()
  const add = (map: Map<number, number[]>, node: number, link: number) => {
    const list = map.get(node)
    if (list) list.push(link)
    else map.set(node, [link])
  }
  links.forEach((link, i) => {
    add(outs, link.from, i)
    add(ins, link.to, i)
  })
  const next = new Int32Array(links.length).fill(-1)
  const previous = new Int32Array(links.length).fill(-1)
  for (const [node, leaving] of outs) {
    const coming = ins.get(node)
    if (!coming || inflows.has(node)) continue
    const main = coming.reduce((best, i) => (links[i].flow > links[best].flow ? i : best))
    // of branches about as large, the straighter one keeps the name
    const on = leaving.reduce((best, i) =>
      (links[i].flow * straight(mesh, links[main], links[i]) > links[best].flow * straight(mesh, links[main], links[best]) ? i : best))
    next[main] = on
    previous[on] = main
  }
  const stemOf = new Int32Array(links.length).fill(-1)
  const all: Stem[] = []
  for (let i = 0; i < links.length; i++) {
    if (previous[i] >= 0) continue
    const stem: Stem = { nodes: [links[i].from], flow: [], rank: [], into: null, from: null, delta: false, order: 1 }
    for (let at = i; at >= 0; at = next[at]) {
      stemOf[at] = all.length
      stem.nodes.push(links[at].to)
      stem.flow.push(links[at].flow)
      stem.rank.push(links[at].rank)
    }
    stem.delta = stem.rank.some((rank) => rank >= 0)
    all.push(stem)
  }
  for (const stem of all) {
    const last = stem.nodes[stem.nodes.length - 1]
    const onward = outs.get(last)
    if (onward) stem.into = stemOf[onward.find((i) => previous[i] >= 0) ?? onward[0]]
    const above = ins.get(stem.nodes[0])
    if (above && !inflows.has(stem.nodes[0])) stem.from = stemOf[above.find((i) => next[i] >= 0) ?? above[0]]
  }
  return all
}

function straight(mesh: Mesh, a: Link, b: Link): number {
  const ax = mesh.x[a.to] - mesh.x[a.from]
  const ay = mesh.y[a.to] - mesh.y[a.from]
  const bx = mesh.x[b.to] - mesh.x[b.from]
  const by = mesh.y[b.to] - mesh.y[b.from]
  return 1 + (0.5 * (ax * bx + ay * by)) / (Math.hypot(ax, ay) * Math.hypot(bx, by))
}

/** Leaves out the shortest hill stems that nothing joins, one after the other. */
function thin(mesh: Mesh, all: Stem[], wanted: number): Stem[] {
  const joined = new Int32Array(all.length)
  for (const { into, from } of all) {
    if (into !== null) joined[into]++
    if (from !== null) joined[from]++
  }
  const length = ({ nodes }: Stem): number => {
    let sum = 0
    for (let k = 1; k < nodes.length; k++)
      sum += Math.hypot(mesh.x[nodes[k]] - mesh.x[nodes[k - 1]], mesh.y[nodes[k]] - mesh.y[nodes[k - 1]])
    return sum
  }
  const short = new FlatQueue<number>()
  const offer = (i: number) => {
    if (!all[i].delta && all[i].from === null && all[i].into !== null && joined[i] === 0) short.push(i, length(all[i]))
  }
  all.forEach((_, i) => offer(i))
  const gone = new Uint8Array(all.length)
  for (let left = all.length; left > wanted && short.length; left--) {
    const i = short.pop()!
    gone[i] = 1
    const into = all[i].into
    if (into !== null && --joined[into] === 0) offer(into)
  }
  const kept = all.filter((_, i) => !gone[i])
  const renamed = new Int32Array(all.length).fill(-1)
  let count = 0
  for (let i = 0; i < all.length; i++) if (!gone[i]) renamed[i] = count++
  for (const stem of kept) {
    if (stem.into !== null) stem.into = renamed[stem.into]
    if (stem.from !== null) stem.from = renamed[stem.from]
  }
  return kept
}

/** Strahler orders at the mouths. In the delta, where branches part and meet again, meeting does not raise the order. */
function strahler(all: Stem[]): Stem[] {
  const joins = new Map<number, number[]>()
  const pending = new Int32Array(all.length)
  all.forEach(({ into, from }, i) => {
    if (into !== null) {
      pending[into]++
      const list = joins.get(into)
      if (list) list.push(i)
      else joins.set(into, [i])
    }
    if (from !== null) pending[i]++
  })
  // a branch takes over the order its parent has where it leaves; simple bounds suffice in a looped delta
  const ready: number[] = []
  pending.forEach((n, i) => n === 0 && ready.push(i))
  const done = new Uint8Array(all.length)
  const branches = new Map<number, number[]>()
  all.forEach(({ from }, i) => {
    if (from === null) return
    const list = branches.get(from)
    if (list) list.push(i)
    else branches.set(from, [i])
  })
  const finish = (i: number) => {
    done[i] = 1
    const stem = all[i]
    const at = new Map<number, number>()
    stem.nodes.forEach((node, k) => at.set(node, k))
    const coming = (joins.get(i) ?? []).filter((j) => done[j])
      .map((j) => ({ order: all[j].order, at: at.get(all[j].nodes[all[j].nodes.length - 1]) ?? 0 }))
    coming.sort((a, b) => a.at - b.at)
    let order = stem.from !== null && done[stem.from] ? Math.max(1, all[stem.from].order - 1) : 1
    for (const { order: side, at: k } of coming)
      order = side > order ? side : side === order && (stem.rank[k - 1] ?? -1) < 0 ? order + 1 : order
    stem.order = order
    for (const j of [stem.into ?? -1, ...(branches.get(i) ?? [])]) if (j >= 0 && --pending[j] === 0 && !done[j]) ready.push(j)
  }
  while (ready.length) finish(ready.pop() as number)
  for (let i = 0; i < all.length; i++) if (!done[i]) finish(i)
  return all
}
