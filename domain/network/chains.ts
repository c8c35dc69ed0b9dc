// Components drawn together into chains: where all water of one goes into one other, which gets none from elsewhere, the
// order along the chain says all. A city of 20,000 points has some 4,000 chains.
import type { Components } from './components.ts'
import type { Network } from './shape.ts'
import { downstream, upstream } from './scenario.ts'
import { sortedBy } from './sorted.ts'

export interface Chains {
  count: number
  /** Of each component. Along a chain components count down; so do chains, from source to mouth. */
  of: Int32Array
  /** Chain c flows into `below` from `firstBelow[c]` to `firstBelow[c + 1]`, and gets water from `above` likewise. */
  firstBelow: Int32Array
  below: Int32Array
  firstAbove: Int32Array
  above: Int32Array
}

export function chainsOf(made: Network, ways: Uint8Array, components: Components): Chains {
  const { from, to, kind } = made
  const component = components.of
  /** Every way water takes from one component to another. */
  const each = (visit: (a: number, b: number) => void) => {
    for (let e = 0; e < kind.length; e++) {
      const way = ways[kind[e]]
      const a = component[from[e]]
      const b = component[to[e]]
      if (a === b) continue
      if (way & downstream) visit(a, b)
      if (way & upstream) visit(b, a)
    }
  }
  const [outs, inns, next] = [new Int32Array(components.count), new Int32Array(components.count), new Int32Array(components.count)]
  each((a, b) => {
    outs[a]++
    inns[b]++
    next[a] = b
  })
  const of = new Int32Array(components.count)
  let count = 0
  for (let c = 0; c < components.count; c++) of[c] = outs[c] === 1 && inns[next[c]] === 1 ? of[next[c]] : count++
  let edges = 0
  each((a, b) => void (edges += Number(of[a] !== of[b])))
  const [start, end] = [new Int32Array(edges), new Int32Array(edges)]
  edges = 0
  each((a, b) => {
    if (of[a] === of[b]) return
    start[edges] = of[a]
    end[edges++] = of[b]
  })
  const down = sortedBy(start, edges, count)
  const up = sortedBy(end, edges, count)
  return {
    count, of, firstBelow: down.first, below: down.order.map((e) => end[e]), firstAbove: up.first, above: up.order.map((e) => start[e]),
  }
}
