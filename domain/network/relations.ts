// Which waters each water is upstream of, as bits: for a network's whole worth of pairs at once, some columns at a time.
import { componentsOf } from './components.ts'
import type { Network } from './shape.ts'
import { downstream, upstream, waysOf, type Scenario } from './scenario.ts'
import { sortedBy } from './sorted.ts'

export interface Related {
  /** Words of 32 bits a water. */
  wide: number
  /** Bit c of water w: water of some place of w comes to some place of column c. */
  bits: Uint32Array
}

/** How many columns at once keep the bits of all components within 64 MB and, for a city, within a processor's cache. */
export const columnsAtOnce = ({ reachOf }: Network): number => 32 * Math.max(1, Math.min(32, Math.floor(2 ** 24 / reachOf.length)))

/** Prepares a scenario; the function returned answers for columns of waters, by code. Codes the network has not stay empty. */
export function relations(made: Network, scenario: Scenario): (columns: readonly string[]) => Related {
  const ways = waysOf(made, scenario)
  const { of, count } = componentsOf(made, ways)
  const { kind, from, to, reachOf, firstPoint, codes, indexOf } = made
  const most = 2 * kind.length
  const [begin, end] = [new Int32Array(most), new Int32Array(most)]
  let edges = 0
  const add = (a: number, b: number) => {
    if (a === b) return
    begin[edges] = a
    end[edges++] = b
  }
  for (let e = 0; e < kind.length; e++) {
    if (ways[kind[e]] & downstream) add(of[from[e]], of[to[e]])
    if (ways[kind[e]] & upstream) add(of[to[e]], of[from[e]])
  }
  const { first, order } = sortedBy(begin, edges, count)

  return (columns) => {
    const wide = (columns.length + 31) >> 5
    const below = new Uint32Array(count * wide)
    for (const [c, code] of columns.entries()) {
      const water = indexOf.get(code)
      if (water !== undefined)
        for (let p = firstPoint[water]; p < firstPoint[water + 1]; p++) below[of[p] * wide + (c >> 5)] |= 1 << (c & 31)
    }
    // Components come from the mouths up: what is below is finished first.
    for (let c = 0; c < count; c++)
      for (let i = first[c]; i < first[c + 1]; i++) {
        const other = end[order[i]] * wide
        for (let w = 0; w < wide; w++) below[c * wide + w] |= below[other + w]
      }
    const bits = new Uint32Array(codes.length * wide)
    for (let p = 0; p < reachOf.length; p++) for (let w = 0; w < wide; w++) bits[reachOf[p] * wide + w] |= below[of[p] * wide + w]
    return { wide, bits }
  }
}
