// The natural half of the demonstration city, from one seed: ground, rivers, still waters.

import { delta } from './delta.ts'
import { erode } from './erosion.ts'
import { flow } from './flow.ts'
import { gates } from './gates.ts'
import { ground } from './ground.ts'
import { lakes } from './lakes.ts'
import { mesh } from './mesh.ts'
import { stems } from './network.ts'
import { plan } from './plan.ts'
import { reservoirs } from './reservoirs.ts'
import { rivers } from './rivers.ts'
import { Shores } from './shores.ts'
import { smallWaters } from './smallWaters.ts'
import type { Land } from './types.ts'

/** How many of each a city of full size has. */
export const COUNTS = { rivers: 1368, lakes: 51, reservoirs: 363, smallWaters: 4938, gates: 480 }

/** Square kilometres a hill river drains, at least, where it enters the delta or the sea. */
const LEAST_AT_SHORE = 4

export interface LandOptions {
  seed: number
  /** 1 is a full-size city of 7,434 km²; counts and area grow in proportion. */
  scale: number
  /** Told the name of each step as it begins. */
  progress?: (step: string) => void
}

/** Makes the land. The same seed and scale give the same land, number for number. */
export function land({ seed, scale, progress = () => {} }: LandOptions): Land {
  const wanted = (count: number): number => Math.max(1, Math.round(count * scale))
  const layout = plan(seed, scale)
  progress('mesh')
  const net = mesh(layout, 10_000 * Math.min(1, Math.sqrt(scale)))
  progress('erosion')
  const drainage = erode(net, layout)
  progress('delta')
  const channels = delta(net, drainage, layout, LEAST_AT_SHORE, Math.round(0.3 * wanted(COUNTS.rivers)))
  const levels = flow(net, channels, (i) => drainage.sea[i] === 1)
  progress('rivers')
  const network = rivers(net, drainage, layout, levels, stems(net, drainage, levels, LEAST_AT_SHORE, wanted(COUNTS.rivers)))
  progress('ground')
  const terrain = ground(net, drainage, layout, network)
  const shores = new Shores(layout, network.rivers)
  progress('reservoirs')
  const dammed = reservoirs(layout, network.rivers, shores, wanted(COUNTS.reservoirs))
  progress('lakes')
  const still = lakes(layout, terrain, network.rivers, shores, wanted(COUNTS.lakes))
  progress('small waters')
  const small = smallWaters(layout, terrain, network.rivers, shores, wanted(COUNTS.smallWaters))
  return {
    terrain,
    nodes: network.nodes,
    rivers: network.rivers,
    basins: network.basins,
    gates: gates(network.rivers, network.nodes, wanted(COUNTS.gates), seed),
    lakes: still,
    reservoirs: dammed,
    smallWaters: small,
  }
}
