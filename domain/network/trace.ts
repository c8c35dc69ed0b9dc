// All places whose water comes to a place, or all that its water comes to, under one scenario: breadth first over points.
// Takes time proportional to what it finds; what it needs for that is made once a network.
import type { Network } from './shape.ts'
import { Gathering, Ordered } from './gathering.ts'
import type { Place } from './place.ts'
import { along, downstream, upstream, waysOf, type Scenario } from './scenario.ts'
import type { Stretches } from './gathering.ts'
import { union } from './stretches.ts'

export type Direction = 'upstream' | 'downstream'

interface Scratch {
  /** Round in which a point or water was last met. */
  met: Uint32Array
  metWater: Uint32Array
  least: Int32Array
  most: Int32Array
  waters: Int32Array
  queue: Int32Array
  round: number
}

const scratches = new WeakMap<Network, Scratch>()

function scratchOf(made: Network): Scratch {
  let scratch = scratches.get(made)
  if (!scratch || scratch.round === 2 ** 32 - 1) {
    const [points, waters] = [made.reachOf.length, made.codes.length]
    scratch = {
      met: new Uint32Array(points), queue: new Int32Array(points), round: 0,
      metWater: new Uint32Array(waters), least: new Int32Array(waters), most: new Int32Array(waters), waters: new Int32Array(waters),
    }
    scratches.set(made, scratch)
  }
  scratch.round++
  return scratch
}

/** Bits of a way that lead from an edge's lower point to its upper one, seen against the direction of the trace, and back. */
export const bitsOf = (direction: Direction): [in_: number, out: number] => (direction === 'upstream' ? [downstream, upstream] : [upstream, downstream])

/**
 * Every place water comes from (`upstream`) or gets to (`downstream`), from a place or from any of several, themselves
 * included, under a scenario.
 */
export function trace(made: Network, scenario: Scenario, direction: Direction, at: Place | readonly Place[]): Stretches {
  const { reachOf, firstOut, firstIn, from, to, ins, kind, at: measures } = made
  const ways = waysOf(made, scenario)
  const [inBit, outBit] = bitsOf(direction)
  const { met, metWater, least, most, waters, queue, round } = scratchOf(made)
  let [head, tail] = [0, 0]
  const reach = (p: number) => {
    if (met[p] === round) return
    met[p] = round
    queue[tail++] = p
  }
  const parts = new Gathering()
  for (const { water, measureM, above, below } of 'water' in at ? [at] : at) {
    const way = along(made, ways, water)
    // Upstream, what flows down comes from the point above; with the flood, from the one below.
    if (way & inBit) reach(above)
    if (way & outBit) reach(below)
    if (above !== below) parts.add(water, way & inBit ? measures[above] : measureM, way & outBit ? measures[below] : measureM)
  }
  let many = 0
  while (head < tail) {
    const p = queue[head++]
    const water = reachOf[p]
    if (metWater[water] !== round) {
      metWater[water] = round
      least[water] = most[water] = p
      waters[many++] = water
    } else if (p < least[water]) least[water] = p
    else if (p > most[water]) most[water] = p
    for (let i = firstIn[p]; i < firstIn[p + 1]; i++) if (ways[kind[ins[i]]] & inBit) reach(from[ins[i]])
    for (let e = firstOut[p]; e < firstOut[p + 1]; e++) if (ways[kind[e]] & outBit) reach(to[e])
  }
  // Of two neighbours that are both in, all between is in: water in between comes by one of them.
  const found = new Ordered(tail)
  for (const water of waters.subarray(0, many).sort())
    for (let p = least[water]; p <= most[water]; p++) {
      if (met[p] !== round) continue
      const start = p
      while (p < most[water] && met[p + 1] === round) p++
      found.add(water, measures[start], measures[p])
    }
  return union(found.stretches(), parts.stretches())
}
