// Stems become rivers: lines, widths, beds, nodes, flow modes.

import { clamp, lerp } from './geometry.ts'
import { curves } from './curves.ts'
import type { Drainage } from './erosion.ts'
import type { Flow } from './flow.ts'
import type { Mesh } from './mesh.ts'
import type { Stem } from './network.ts'
import type { Plan } from './plan.ts'
import { random } from './random.ts'
import type { Basin, FlowMode, NetworkNode, NodeKind, Point, RiverCourse } from './types.ts'

/** Metres of width per square root of km² drained: 5 m brooks at 2.5 km², about 600 m on the largest trunk. */
const WIDTH = 3.2
const NARROWEST = 5

export interface Rivers {
  rivers: RiverCourse[]
  nodes: NetworkNode[]
  basins: Basin[]
  /** Where a mesh node ended up once its river was drawn. */
  place: (node: number) => Point
  /** Mesh nodes that carry a river. */
  wet: Set<number>
}

export function rivers(mesh: Mesh, drainage: Drainage, plan: Plan, flow: Flow, stems: Stem[]): Rivers {
  const bed = (i: number): number => {
    const level = flow.level.get(i)
    if (level !== undefined) return 0.8 - 5 * Math.exp(-3.2 * level)
    return drainage.sea[i] ? -5 : drainage.height[i]
  }
  const widths = stems.map((stem) => widthsAlong(mesh, plan, stem))
  const width = new Float64Array(mesh.count)
  const steep = new Float64Array(mesh.count)
  stems.forEach(({ nodes }, s) => {
    nodes.forEach((i, k) => {
      width[i] = Math.max(width[i], widths[s][k])
      const next = nodes[Math.min(k + 1, nodes.length - 1)]
      const last = nodes[Math.max(k - 1, 0)]
      steep[i] = Math.abs(bed(last) - bed(next)) / Math.max(1, Math.hypot(mesh.x[last] - mesh.x[next], mesh.y[last] - mesh.y[next]))
    })
  })
  const { curves: drawn, place } = curves(mesh, plan, stems, width, steep)

  const joints = new Map<number, { ins: number; outs: number }>()
  const joint = (i: number) => {
    const known = joints.get(i)
    if (known) return known
    const fresh = { ins: 0, outs: 0 }
    joints.set(i, fresh)
    return fresh
  }
  for (const { nodes } of stems) {
    joint(nodes[0]).outs++
    joint(nodes[nodes.length - 1]).ins++
  }
  for (const { nodes } of stems) {
    for (let k = 1; k + 1 < nodes.length; k++) {
      const here = joints.get(nodes[k])
      if (here) {
        here.ins++
        here.outs++
      }
    }
  }
  const inflows = new Set(drainage.inflows)
  const numbered = new Map<number, number>()
  const nodes: NetworkNode[] = []
  for (const [i, { ins, outs }] of joints) {
    numbered.set(i, nodes.length)
    nodes.push({ id: nodes.length, at: place(i), kind: kindOf(ins, outs, inflows.has(i)), bed: bed(i) })
  }

  const modes = flowModes(mesh, plan, stems)
  const result = stems.map((stem, id): RiverCourse => {
    const { line, at } = drawn[id]
    const along = (values: (k: number) => number) =>
      at.map((t) => (t % 1 === 0 ? values(t) : lerp(values(Math.floor(t)), values(Math.floor(t) + 1), t % 1)))
    const vertices = new Map<number, number>()
    at.forEach((t, vertex) => t % 1 === 0 && vertices.set(t, vertex))
    return {
      id,
      line,
      width: along((k) => widths[id][k]).map((w) => Math.round(w * 10) / 10),
      bed: along((k) => bed(stem.nodes[k])),
      nodes: stem.nodes.flatMap((i, k) => {
        const node = numbered.get(i)
        const vertex = vertices.get(k)
        return node === undefined || vertex === undefined ? [] : [{ node, vertex }]
      }),
      flow: modes[id],
      catchment: stem.flow[stem.flow.length - 1],
      order: stem.order,
      into: stem.into,
      from: stem.from,
      delta: stem.delta && stem.rank.filter((rank) => rank >= 0).length * 2 > stem.rank.length,
    }
  })
  return { rivers: result, nodes, basins: basins(result), place, wet: new Set(stems.flatMap(({ nodes: list }) => list)) }
}

function kindOf(ins: number, outs: number, inflow: boolean): NodeKind {
  if (inflow) return 'inflow'
  if (outs === 0) return 'mouth'
  if (ins === 0) return 'source'
  return outs > 1 ? 'bifurcation' : 'confluence'
}

/** Metres per node of a stem, never shrinking downstream; channels open towards the sea. */
function widthsAlong(mesh: Mesh, plan: Plan, { nodes, flow, rank }: Stem): number[] {
  const least = [210, 105, 34, 7]
  const most = [1200, 420, 130, 32]
  let widest = 0
  return nodes.map((i, k) => {
    const link = Math.min(k, flow.length - 1)
    let w = Math.max(NARROWEST, WIDTH * Math.sqrt(flow[link]))
    const as = rank[link]
    if (as >= 0) {
      const off = Math.max(0, -plan.seaward(mesh.x[i], mesh.y[i]))
      const open = 1 + (as < 2 ? 0.6 : 0.25) * Math.exp(-off / (5 * plan.unit))
      w = clamp(w, least[as] * Math.min(1, plan.scale ** 0.25), most[as]) * open
    }
    widest = Math.max(widest, w)
    return widest
  })
}

function flowModes(mesh: Mesh, plan: Plan, stems: Stem[]): FlowMode[] {
  const draw = random(plan.seed, 'flow modes')
  return stems.map(({ nodes, rank, delta }) => {
    const last = nodes[nodes.length - 1]
    const off = -plan.seaward(mesh.x[last], mesh.y[last]) / plan.unit
    const chance = draw()
    if (!delta) return 'one_way'
    const as = Math.min(...rank.filter((r) => r >= 0))
    if (rank.filter((r) => r < 0).length > rank.length / 2) return 'one_way'
    if (as === 3) return chance < 0.62 ? 'gated' : chance < 0.74 ? 'pumped' : off < 30 ? 'tidal' : 'one_way'
    if (as === 2 && chance < 0.2) return 'gated'
    return off < 38 ? 'tidal' : 'one_way'
  })
}

function basins(all: RiverCourse[]): Basin[] {
  const trunkOf = new Map<number, number>()
  const trunk = (id: number): number => {
    const path: number[] = []
    let at = id
    while (!trunkOf.has(at)) {
      path.push(at)
      const into = all[at].into
      if (into === null) {
        trunkOf.set(at, at)
        break
      }
      at = into
    }
    const end = trunkOf.get(at) as number
    for (const river of path) trunkOf.set(river, end)
    return end
  }
  const lists = new Map<number, number[]>()
  for (const { id } of all) {
    const t = trunk(id)
    const list = lists.get(t)
    if (list) list.push(id)
    else lists.set(t, [id])
  }
  return [...lists].map(([t, list]) => ({ trunk: t, rivers: list })).sort((a, b) => b.rivers.length - a.rivers.length)
}
