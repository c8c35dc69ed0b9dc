// The river network as this page holds it: the graph, what drains into it, its lines, and the names of things. Plain objects,
// made once for each version of the network and never changed.
import type { Drainage, DrawnNetwork, Network, NetworkContents } from '../../domain/network/index.ts'
import type { Course } from './light.ts'
import { linesOf, WaterIndex } from './waterLines.ts'

export interface PageNetwork {
  contents: NetworkContents
  network: Network
  hung: Drainage
  course: Course
  index: WaterIndex
  /** Of each water of the network. */
  names: readonly string[]
  divisions: readonly (string | null)[]
  gateNames: ReadonlyMap<string, string>
  /** Number of the first standing water. */
  standingFrom: number
}

export function pageNetworkOf(
  { contents, network, drainage, names, widthM, divisions, lines: lonLat, firstVertex, gateNames }: DrawnNetwork,
): PageNetwork {
  const lines = linesOf(lonLat, firstVertex, network.lengthM)
  const standing = network.lengthM.indexOf(0)
  return {
    contents, network, hung: drainage, course: { lines, widthM, tidal: network.tidal }, index: new WaterIndex(lines, widthM),
    names, divisions, gateNames, standingFrom: standing < 0 ? network.codes.length : standing,
  }
}
