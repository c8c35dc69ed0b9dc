// Channels of the delta: trunks spread to several mouths, then islands are split again and again,
// wide branches first, creeks (涌) last. Every channel is a path on the mesh, so none can cross another without a node.

import { ChannelNet, type Channel } from './channels.ts'
import type { Drainage } from './erosion.ts'
import { Islands } from './islands.ts'
import type { Mesh } from './mesh.ts'
import type { Plan } from './plan.ts'
import { random } from './random.ts'

/** A hill river that comes into the delta: its first delta node, and km² above. */
interface Inlet {
  node: number
  area: number
}

export interface Channels {
  paths: Channel[]
  inlets: Inlet[]
}

/** Square kilometres above which a hill river is given its way before the islands are split. */
const LARGE_INLET = 60

/** Lays channels until `wanted` branches, links and creeks exist beside the hill rivers' own ways. `least` km² makes an inlet. */
export function delta(mesh: Mesh, drainage: Drainage, plan: Plan, least: number, wanted: number): Channels {
  const draw = random(plan.seed, 'delta')
  const net = new ChannelNet(mesh, drainage, plan)
  const inlets = inletsOf(net, drainage, least)

  // trunks first: later branches reuse what is there where that is cheap, and so fork from it
  const large = 0.9 * Math.min(...plan.inflows.map(({ area }) => area), Infinity)
  const trunks = inlets.filter(({ area }) => area >= large)
  const rest = inlets.filter(({ area }) => area < large)
  const mouths = apart(mesh, net.shore, Math.round(9 * plan.scale ** 0.4), plan.unit, draw)
  for (const { node } of trunks) {
    if (!net.branch([node], (i) => net.outlet(i), 0)) net.branch([node], (i) => net.mouth[i] === 1 || net.rank[i] >= 0, 0)
  }
  for (const mouth of mouths) net.branch(trunks.map(({ node }) => node), (i) => i === mouth, 0)
  net.lead(rest.filter(({ area }) => area > LARGE_INLET), 2)

  const islands = new Islands(net, plan.seaward, draw)
  const wide = () => net.paths.filter(({ rank }) => rank < 3).length
  islands.divide(1, wide() + Math.round(wanted * 0.035), 30)
  islands.divide(2, wide() + Math.round(wanted * 0.12), 8)
  const before = net.paths.length
  net.lead(rest.filter(({ area }) => area <= LARGE_INLET), 3)
  islands.divide(3, wanted + net.paths.length - before, 1.6)
  return { paths: net.paths, inlets }
}

/** Hill rivers at the edge of the delta, the largest first. */
function inletsOf(net: ChannelNet, { receiver, area }: Drainage, least: number): Inlet[] {
  const above = new Map<number, number>()
  for (let i = 0; i < net.mesh.count; i++) {
    const to = receiver[i]
    if (net.mesh.inside[i] && to !== i && net.land(to) && area[i] >= least) above.set(to, (above.get(to) ?? 0) + area[i])
  }
  return [...above].map(([node, km2]): Inlet => ({ node, area: km2 })).sort((a, b) => b.area - a.area)
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
