// How far, or how long, along the water: Dijkstra 1959 over points from a place, stopping at a limit. Links are where waters
// meet and have no length; a lake is crossed in no time, for nobody knows in which.
import FlatQueue from 'flatqueue'
import type { Network } from './shape.ts'
import { Gathering } from './gathering.ts'
import type { Place } from './place.ts'
import { along, waysOf, type Scenario } from './scenario.ts'
import type { Stretches } from './gathering.ts'
import { bitsOf, type Direction } from './trace.ts'

type Measured = 'metres' | 'seconds'

export interface Asked {
  scenario: Scenario
  direction: Direction
  /** What is least: metres, or seconds by the speeds of the reaches. */
  by?: Measured
  /** Metres or seconds; without it as far as water goes. */
  within?: number
  /** Metres per second where a reach's speed is unknown. */
  speedMs?: number
}

export interface Far {
  /** Everything within the limit, cut where the limit falls. */
  stretches: Stretches
  /** Metres or seconds to a place, the least there is; Infinity where water does not come within the limit. */
  to: (place: Place) => number
  /** The way to a place in the order of the search: its first point, then edges; null where both lie in one stretch or no way leads. */
  way: (place: Place) => { first: number; edges: number[] } | null
}

/**
 * Least distances or times from a place against the water (`upstream`) or with it.
 * @throws RangeError where seconds are asked for, a reach on the way has no speed, and no `speedMs` is given.
 */
export function far(made: Network, at: Place, { scenario, direction, by = 'metres', within = Infinity, speedMs }: Asked, until?: Place): Far {
  const { firstOut, firstIn, from, to, ins, kind, link, reachOf, at: measures } = made
  const ways = waysOf(made, scenario)
  const [inBit, outBit] = bitsOf(direction)
  const perMetre = (water: number): number => {
    if (by === 'metres' || made.lengthM[water] === 0) return 1
    const speed = Number.isNaN(made.speedMs[water]) ? speedMs : made.speedMs[water]
    if (!(speed! > 0)) throw new RangeError(`nobody knows how fast ${made.codes[water]} flows: give speedMs`)
    return 1 / speed!
  }
  const best = new Map<number, number>()
  const done = new Set<number>()
  /** Edge a point was best met by, -1 where the search began. */
  const before = new Map<number, number>()
  const heap = new FlatQueue<number>()
  const offer = (point: number, key: number, edge: number) => {
    if (key > within || key >= (best.get(point) ?? Infinity)) return
    best.set(point, key)
    before.set(point, edge)
    heap.push(point, key)
  }
  const own = along(made, ways, at.water)
  const rate = perMetre(at.water)
  if (own & inBit) offer(at.above, (at.measureM - measures[at.above]) * rate, -1)
  if (own & outBit) offer(at.below, (measures[at.below] - at.measureM) * rate, -1)

  /** From a settled point, or from where it began, to a place in the stretch beside it. */
  const distance = (p: Place): number => {
    const way = along(made, ways, p.water)
    const least = Math.min(
      way & inBit ? (best.get(p.below) ?? Infinity) + (measures[p.below] - p.measureM) * perMetre(p.water) : Infinity,
      way & outBit ? (best.get(p.above) ?? Infinity) + (p.measureM - measures[p.above]) * perMetre(p.water) : Infinity,
    )
    const beside = p.above === at.above && p.below === at.below
    const towards = p.measureM === at.measureM || (way & (p.measureM < at.measureM ? inBit : outBit)) !== 0
    const whole = Math.min(least, beside && towards ? Math.abs(p.measureM - at.measureM) * rate : Infinity)
    return whole <= within ? whole : Infinity
  }

  while (heap.length) {
    const key = heap.peekValue()!
    const p = heap.pop()!
    if (done.has(p)) continue
    if (until && key >= distance(until)) break
    done.add(p)
    for (let i = firstIn[p]; i < firstIn[p + 1]; i++) {
      const e = ins[i]
      if (ways[kind[e]] & inBit) offer(from[e], key + (link[e] < 0 ? (measures[p] - measures[from[e]]) * perMetre(reachOf[p]) : 0), e)
    }
    for (let e = firstOut[p]; e < firstOut[p + 1]; e++)
      if (ways[kind[e]] & outBit) offer(to[e], key + (link[e] < 0 ? (measures[to[e]] - measures[p]) * perMetre(reachOf[p]) : 0), e)
  }

  const stretches = (): Stretches => {
    const found = new Gathering()
    /** As far along a water as is left from a measure on. */
    const spread = (water: number, measureM: number, key: number, lowest: number, highest: number) => {
      const way = along(made, ways, water)
      const left = (within - key) / perMetre(water)
      found.add(
        water, way & inBit ? Math.max(lowest, measureM - left) : measureM, way & outBit ? Math.min(highest, measureM + left) : measureM,
      )
    }
    spread(at.water, at.measureM, 0, measures[at.above], measures[at.below])
    for (const p of done) {
      const water = reachOf[p]
      const [first, last] = [made.firstPoint[water], made.firstPoint[water + 1] - 1]
      // A gate in mid-reach is two points at one measure: nothing spreads past it that is not settled beyond.
      spread(water, measures[p], best.get(p)!, measures[Math.max(first, p - 1)], measures[Math.min(last, p + 1)])
    }
    return found.stretches()
  }
  const way: Far['way'] = (p) => {
    const flow = along(made, ways, p.water)
    const whole = distance(p)
    const last = [flow & inBit ? p.below : -1, flow & outBit ? p.above : -1]
      .find((q) => q >= 0 && best.has(q) && best.get(q)! + Math.abs(measures[q] - p.measureM) * perMetre(p.water) === whole)
    if (last === undefined) return null
    const edges: number[] = []
    let q = last
    for (let e = before.get(q)!; e >= 0; e = before.get(q)!) {
      edges.push(e)
      q = to[e] === q && from[e] !== q ? from[e] : to[e]
    }
    return { first: q, edges: edges.reverse() }
  }
  let all: Stretches | undefined
  return { get stretches() { return (all ??= stretches()) }, to: distance, way }
}
