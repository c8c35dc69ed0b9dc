// Channels of the delta: trunks spread to several mouths, then islands are split again and again,
// wide branches first, creeks (涌) last. Every channel is a path on the mesh, so none can cross another without a node.

import { clamp } from './geometry.ts'
import type { Drainage } from './erosion.ts'
import type { Mesh } from './mesh.ts'
import { Router } from './router.ts'
import { fractal, noise, random } from './random.ts'
import type { Plan } from './plan.ts'

/** 0 trunk and its branches, 1 large channel, 2 channel, 3 creek. */
export type Rank = 0 | 1 | 2 | 3

export interface Channels {
  /** Mesh paths; neighbours in a path are neighbours in the mesh. */
  paths: { nodes: number[]; rank: Rank; /** ends blind in the island's middle */ blind: boolean }[]
  /** Hill rivers that come into the delta: their first delta node, and km² above. */
  inlets: { node: number; area: number }[]
}

/** Lays channels until `wanted` branches, links and creeks exist beside the hill rivers' own ways. `least` km² makes an inlet. */
export function delta(mesh: Mesh, drainage: Drainage, plan: Plan, least: number, wanted: number): Channels {
  const { x, y, start, links } = mesh
  const draw = random(plan.seed, 'delta')
  const wander = fractal(noise(plan.seed, 'channels'), 3)
  const land = (i: number) => drainage.delta[i] === 1 && mesh.inside[i] === 1
  const coast = (i: number) => drainage.sea[i] === 1 && mesh.inside[i] === 1
  const rank = new Int8Array(mesh.count).fill(-1)
  /** How often paths begin, end or pass at a node: 2 along a channel, 3 at a junction. */
  const ends = new Uint8Array(mesh.count)
  /** 1 beside a channel, 2 next but one. */
  const beside = new Uint8Array(mesh.count)
  const paths: Channels['paths'] = []
  const router = new Router(mesh)

  // neither along the city's border nor along the beach: channels make for the sea
  const margin = new Float64Array(mesh.count).fill(1)
  for (let i = 0; i < mesh.count; i++) {
    if (!land(i)) continue
    const reach = Math.min(2200, 2200 * Math.sqrt(plan.scale))
    const edge = [0, 1, 2, 3, 4, 5].some((k) => !plan.inside(x[i] + reach * Math.cos(k * 1.05), y[i] + reach * Math.sin(k * 1.05)))
    margin[i] = (edge ? 2.6 : 1) + 1.6 * Math.exp(plan.seaward(x[i], y[i]) / (1.8 * plan.unit))
  }

  const cost = (turn: number, spread: number) => (i: number, j: number): number => {
    const length = Math.hypot(x[i] - x[j], y[i] - y[j])
    const rough = Math.exp(spread * wander(x[j] / (plan.unit * 7) + turn * 13.7, y[j] / (plan.unit * 7) - turn * 7.1))
    return length * rough * margin[j] * (beside[j] === 1 ? 7 : beside[j] === 2 ? 2.5 : 1)
  }
  const lay = (nodes: number[], as: Rank, blind = false) => {
    paths.push({ nodes, rank: as, blind })
    for (const i of nodes) {
      if (rank[i] < 0) rank[i] = as
      for (let k = start[i]; k < start[i + 1]; k++) {
        beside[links[k]] = 1
        for (let m = start[links[k]]; m < start[links[k] + 1]; m++) beside[links[m]] ||= 2
      }
    }
    ends[nodes[0]]++
    ends[nodes[nodes.length - 1]]++
    for (let k = 1; k + 1 < nodes.length; k++) ends[nodes[k]] = 2
  }
  /** A junction may take a third channel only where none is near. */
  const open = (i: number): boolean => {
    if (ends[i] !== 2) return false
    for (let k = start[i]; k < start[i + 1]; k++) if (rank[links[k]] >= 0 && ends[links[k]] !== 2) return false
    return true
  }

  // ── Hill rivers at the edge of the delta ──
  const above = new Map<number, number>()
  for (let i = 0; i < mesh.count; i++) {
    const to = drainage.receiver[i]
    if (mesh.inside[i] && to !== i && land(to) && drainage.area[i] >= least) above.set(to, (above.get(to) ?? 0) + drainage.area[i])
  }
  const inlets = [...above].map(([node, area]) => ({ node, area })).sort((a, b) => b.area - a.area)

  // ── Trunks to the mouths: later branches reuse what is there where that is cheap, and so fork from it ──
  const shore: number[] = []
  for (let i = 0; i < mesh.count; i++) {
    if (!coast(i)) continue
    for (let k = start[i]; k < start[i + 1]; k++) {
      if (land(links[k])) {
        shore.push(i)
        break
      }
    }
  }
  const large = plan.inflows.length > 0 ? Math.min(...plan.inflows.map(({ area }) => area)) : Infinity
  const trunks = inlets.filter(({ area }) => area >= large * 0.9)
  const mouths = apart(mesh, shore, Math.round(9 * plan.scale ** 0.4), plan.unit, draw)
  const isMouth = new Uint8Array(mesh.count)
  for (const i of shore) isMouth[i] = 1
  let turn = 0
  const branch = (from: number[], to: (i: number) => boolean, as: Rank): boolean => {
    turn++
    const price = cost(turn, 1.1)
    const found = router.route(from, to, (i, j) => {
      if (!land(j) && !to(j)) return Infinity
      if (rank[i] >= 0 && rank[j] >= 0) return 0.42 * Math.hypot(x[i] - x[j], y[i] - y[j])
      // leaves or joins a channel only where no other channel does
      if ((rank[i] >= 0 && ends[i] > 2) || (rank[j] >= 0 && ends[j] !== 2 && !to(j))) return Infinity
      return price(i, j)
    })
    if (!found) return false
    // only what is new is laid; a way may leave and meet older channels several times
    let piece: number[] = []
    let laid = false
    for (let k = 0; k < found.length; k++) {
      const old = rank[found[k]] >= 0
      const stepOnOld = old && k > 0 && rank[found[k - 1]] >= 0
      if (stepOnOld) piece = [found[k]]
      else piece.push(found[k])
      if (old && piece.length > 1) {
        lay(piece, as)
        laid = true
        piece = [found[k]]
      } else if (old) piece = [found[k]]
    }
    if (piece.length > 1) {
      lay(piece, as)
      laid = true
    }
    return laid
  }
  const outlet = (i: number) => isMouth[i] === 1 || (rank[i] >= 0 && ends[i] === 2)
  for (const { node } of trunks) if (!branch([node], outlet, 0)) branch([node], (i) => isMouth[i] === 1 || rank[i] >= 0, 0)
  for (const mouth of mouths) branch(trunks.map(({ node }) => node), (i) => i === mouth, 0)
  const ways = (list: { node: number }[], as: Rank) => {
    for (const { node } of list) {
      if (rank[node] >= 0) {
        ends[node] = 3
        continue
      }
      const price = cost(++turn, 0.9)
      const found = router.route([node], (i) => isMouth[i] === 1 || (rank[i] >= 0 && ends[i] === 2), (i, j) => (rank[j] >= 0 ? ends[j] === 2 : land(j) || isMouth[j] === 1) ? price(i, j) : Infinity)
      if (found) lay(found, as)
    }
  }
  const rest = inlets.filter(({ area }) => area < large * 0.9)
  ways(rest.filter(({ area }) => area > 60), 2)

  // ── Islands split ──
  const island = new Int32Array(mesh.count).fill(-1)
  const islands: number[][] = []
  const collect = (from: number) => {
    if (!land(from) || rank[from] >= 0) return
    const nodes = [from]
    const id = islands.length
    island[from] = id
    for (let done = 0; done < nodes.length; done++) {
      for (let k = start[nodes[done]]; k < start[nodes[done] + 1]; k++) {
        const j = links[k]
        if (land(j) && rank[j] < 0 && island[j] !== id) {
          island[j] = id
          nodes.push(j)
        }
      }
    }
    islands.push(nodes)
  }
  const survey = () => {
    islands.length = 0
    island.fill(-1)
    for (let i = 0; i < mesh.count; i++) if (island[i] < 0) collect(i)
  }
  const ashore = new Float64Array(mesh.count)
  for (let i = 0; i < mesh.count; i++) ashore[i] = -plan.seaward(x[i], y[i])

  const split = (id: number, as: Rank, reach: number): boolean => {
    const nodes = islands[id]
    const rim = new Set<number>()
    for (const i of nodes) for (let k = start[i]; k < start[i + 1]; k++) if (open(links[k]) && rank[links[k]] <= as) rim.add(links[k])
    const banks = [...rim]
    if (as < 3) for (const i of nodes) for (let k = start[i]; k < start[i + 1]; k++) if (isMouth[links[k]] && ends[links[k]] === 0 && draw() < 0.2) banks.push(links[k])
    if (banks.length < 8) return false
    const pick = () => banks[Math.floor(draw() * banks.length)]
    for (let attempt = 0; attempt < 6; attempt++) {
      const a = pick()
      if (ends[a] === 0) continue
      if (as === 3 && draw() < 0.2) {
        const goal = nodes[Math.floor(draw() * nodes.length)]
        const away = Math.hypot(x[a] - x[goal], y[a] - y[goal])
        if (beside[goal] || away < 900 || away > 4500) continue
        const way = router.route([a], (i) => i === goal, within(id, goal, a), 4000)
        if (!way || way.length < 4) continue
        lay(way, 3, true)
        return true
      }
      let b = -1
      let best = -Infinity
      for (let trial = 0; trial < 14; trial++) {
        const other = pick()
        const away = Math.hypot(x[a] - x[other], y[a] - y[other])
        if (other === a || away < 1100) continue
        const along = Math.abs(ashore[a] - ashore[other]) / away
        const score = -Math.abs(Math.log(away / reach)) + (as < 3 ? 0.9 : 0.5 * draw()) * along + 0.8 * draw()
        if (score > best) {
          best = score
          b = other
        }
      }
      if (b < 0) continue
      const goal = b
      const way = router.route([a], (i) => i === goal, within(id, goal, a), 60_000)
      if (!way || way.length < 5) continue
      let length = 0
      for (let k = 1; k < way.length; k++) length += Math.hypot(x[way[k]] - x[way[k - 1]], y[way[k]] - y[way[k - 1]])
      if (length > 2.1 * Math.hypot(x[a] - x[goal], y[a] - y[goal])) continue
      lay(way, as)
      return true
    }
    return false
  }
  const within = (id: number, goal: number, from: number) => {
    const price = cost(++turn, 1.3)
    return (i: number, j: number): number => {
      if (j === goal) return i === from ? Infinity : 1
      return island[j] === id && rank[j] < 0 ? price(i, j) : Infinity
    }
  }
  const divide = (as: Rank, target: number, small: number) => {
    survey()
    const queue = islands.map((_, id) => id)
    let refused = 0
    while (paths.length - 0 < target && queue.length && refused < 6 * target) {
      let best = 0
      // the larger, the sooner, but not strictly: real islands are of all sizes
      let weight = -1
      for (let q = 0; q < Math.min(queue.length, 40); q++) {
        const at = Math.floor(draw() * queue.length)
        const size = islands[queue[at]].length * (0.25 + draw() ** 2)
        if (size > weight) {
          weight = size
          best = at
        }
      }
      const id = queue[best]
      const nodes = islands[id]
      const km = nodes.length * 0.075
      if (km < small) {
        queue.splice(best, 1)
        refused++
        continue
      }
      const reach = 1000 * Math.sqrt(km) * (as === 3 ? 0.55 : 0.95) * (0.7 + 0.6 * draw())
      if (!split(id, as, clamp(reach, 1300, as === 3 ? 6500 : 30_000))) {
        refused++
        if (draw() < 0.34) queue.splice(best, 1)
        continue
      }
      queue.splice(best, 1)
      for (const i of nodes) if (island[i] === id) island[i] = -2
      for (const i of nodes) {
        if (island[i] !== -2) continue
        if (rank[i] >= 0) island[i] = -1
        else {
          queue.push(islands.length)
          collect(i)
        }
      }
    }
  }
  const own = () => paths.filter((p) => p.rank < 3).length
  divide(1, own() + Math.round(wanted * 0.035), 30)
  divide(2, own() + Math.round(wanted * 0.12), 8)
  const before = paths.length
  ways(rest.filter(({ area }) => area <= 60), 3)
  const hillWays = paths.length - before
  divide(3, wanted + hillWays, 1.6)
  return { paths, inlets }
}

/** Some of the nodes, far from one another. */
function apart(mesh: Mesh, nodes: number[], wanted: number, unit: number, draw: () => number): number[] {
  const chosen: number[] = []
  for (let least = 16 * unit; chosen.length < wanted && least > unit; least *= 0.8) {
    for (let attempt = 0; attempt < 30 && chosen.length < wanted && nodes.length; attempt++) {
      const i = nodes[Math.floor(draw() * nodes.length)]
      if (chosen.every((j) => Math.hypot(mesh.x[i] - mesh.x[j], mesh.y[i] - mesh.y[j]) > least)) chosen.push(i)
    }
  }
  return chosen
}
