// What a network is once rows have become a graph: waters, the points on them, and the edges between points. Made in build.ts.
import type { GateRow, NetworkRows, Remark } from './rows.ts'

export interface Waters {
  /** Reaches first, then standing waters. */
  codes: readonly string[]
  indexOf: ReadonlyMap<string, number>
  /** Of each water; 0 for a standing one. */
  lengthM: Float64Array
  /** Metres per second; NaN where unknown. A standing water has no length and takes no time. */
  speedMs: Float64Array
  /** 1 where the water follows the tide. */
  tidal: Uint8Array
  /** Points `firstPoint[w]` to `firstPoint[w + 1]` lie on water w, in order of their measures `at`, metres. */
  firstPoint: Int32Array
  at: Float64Array
  reachOf: Int32Array
}

export interface Network extends Waters {
  rows: NetworkRows
  /** What could not be taken as the rows have it. */
  remarks: readonly Remark[]
  /** Gates that links or reaches have, and the place of each in the list. */
  gates: readonly GateRow[]
  gateOf: ReadonlyMap<string, number>
  /** Edges, by the point they leave: edges `firstOut[p]` to `firstOut[p + 1]` leave p on their nominal way down. */
  from: Int32Array
  to: Int32Array
  firstOut: Int32Array
  /** Edges that enter p: `ins` from `firstIn[p]` to `firstIn[p + 1]`. */
  firstIn: Int32Array
  ins: Int32Array
  /** What decides which way an edge passes water, see `waysOf`. */
  kind: Int32Array
  /** The edge's row among the links, -1 for a stretch of a reach. */
  link: Int32Array
}
