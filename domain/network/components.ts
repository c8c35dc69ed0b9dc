// Strongly connected components under a scenario: places whose water goes around to each other. Tarjan 1972, without
// recursion, since a river can be a million points long.
import type { Network } from './shape.ts'
import { downstream, upstream } from './scenario.ts'

export interface Components {
  count: number
  /** Of each point. Water only goes from a component to one of a smaller number: they come out from the mouths up. */
  of: Int32Array
}

export function componentsOf({ reachOf, firstOut, firstIn, from, to, ins, kind }: Network, ways: Uint8Array): Components {
  const points = reachOf.length
  const of = new Int32Array(points).fill(-1)
  const low = new Int32Array(points)
  const met = new Int32Array(points)
  const step = new Int32Array(points)
  const open = new Int32Array(points)
  const trail = new Int32Array(points)
  let [count, clock, opened] = [0, 0, 0]
  for (let root = 0; root < points; root++) {
    if (met[root]) continue
    let depth = 0
    trail[0] = root
    met[root] = low[root] = ++clock
    open[opened++] = root
    while (depth >= 0) {
      const p = trail[depth]
      const outs = firstOut[p + 1] - firstOut[p]
      const all = outs + firstIn[p + 1] - firstIn[p]
      let next = -1
      while (step[p] < all && next < 0) {
        const i = step[p]++
        const e = i < outs ? firstOut[p] + i : ins[firstIn[p] + i - outs]
        if (!(ways[kind[e]] & (i < outs ? downstream : upstream))) continue
        const q = i < outs ? to[e] : from[e]
        if (!met[q]) next = q
        else if (of[q] < 0 && met[q] < low[p]) low[p] = met[q]
      }
      if (next >= 0) {
        met[next] = low[next] = ++clock
        open[opened++] = next
        trail[++depth] = next
        continue
      }
      if (low[p] === met[p]) {
        let q: number
        do of[(q = open[--opened])] = count
        while (q !== p)
        count++
      }
      if (--depth >= 0 && low[p] < low[trail[depth]]) low[trail[depth]] = low[p]
    }
  }
  return { count, of }
}
