// The open water of the city as rings: river corridors from bank to bank, lakes, reservoirs, sea.
import Flatbush from 'flatbush'
import { centimetre, toSegment, type Box } from '../geometry.ts'
import { insideRings } from '../placesInside.ts'
import type { Land, Point, RiverCourse } from '../types.ts'

/** A water's ring and those stretches of it that come into a box; each stretch starts and ends outside the box, or is the whole ring. */
export interface WaterNear {
  ring: Point[]
  stretches: Point[][]
  /** Whether a place lies inside the ring. */
  holds(east: number, north: number): boolean
}

export interface Surface {
  near(box: Box): WaterNear[]
  /** Whether a place lies in water, leaving one river (a RiverCourse id) aside. */
  covers(at: Point, except?: number): boolean
}

/** Where a mitre would reach further than this many half widths, the bank is cut short instead. */
const LONGEST_MITRE = 1.5

export function surface({ rivers, lakes, reservoirs, terrain }: Land): Surface {
  const still = [...lakes, ...reservoirs].map(({ ring }) => ring).concat(terrain.sea)
  const rings = rivers.map(corridor).concat(still)
  const count = rivers.reduce((sum, { line }) => sum + line.length - 1, 0) + still.reduce((sum, ring) => sum + ring.length, 0)
  const owner = new Int32Array(count)
  const segment = new Int32Array(count)
  const index = new Flatbush(Math.max(1, count))
  let filled = 0
  const add = (ring: number, i: number, a: Point, b: Point, margin: number): void => {
    index.add(Math.min(a[0], b[0]) - margin, Math.min(a[1], b[1]) - margin, Math.max(a[0], b[0]) + margin, Math.max(a[1], b[1]) + margin)
    owner[filled] = ring
    segment[filled++] = i
  }
  rivers.forEach(({ line, width }, ring) => {
    for (let i = 0; i + 1 < line.length; i++) add(ring, i, line[i], line[i + 1], (LONGEST_MITRE * Math.max(width[i], width[i + 1])) / 2)
  })
  still.forEach((points, i) => points.forEach((at, k) => add(rivers.length + i, k, at, points[(k + 1) % points.length], 0)))
  if (count === 0) index.add(Infinity, Infinity)
  index.finish()
  const inStill = insideRings(still)
  const tests = new Map<number, WaterNear['holds']>()
  const holds = (ring: number): WaterNear['holds'] => {
    const test = tests.get(ring) ?? insideRings([rings[ring]])
    tests.set(ring, test)
    return test
  }

  return {
    near(box) {
      const sides = new Map<number, Set<number>>()
      for (const item of index.search(box.west, box.south, box.east, box.north)) {
        const ring = owner[item]
        const touched = sides.get(ring) ?? new Set<number>()
        sides.set(ring, touched)
        const i = segment[item]
        touched.add(i)
        if (ring >= rivers.length) continue
        // segment i of the course has one side on each bank; the first and the last also an end
        const last = rivers[ring].line.length - 2
        touched.add(2 * last + 2 - i)
        if (i === 0) touched.add(2 * last + 3)
        if (i === last) touched.add(last + 1)
      }
      return [...sides].map(([ring, touched]) => ({ ring: rings[ring], stretches: stretchesOf(rings[ring], touched), holds: holds(ring) }))
    },
    covers(at, except = -1) {
      for (const item of index.search(at[0], at[1], at[0], at[1])) {
        const river = rivers[owner[item]]
        if (!river || river.id === except) continue
        const [a, b] = [river.line[segment[item]], river.line[segment[item] + 1]]
        if (toSegment(at[0], at[1], a[0], a[1], b[0], b[1]) < river.width[segment[item]] / 2) return true
      }
      return inStill(at[0], at[1])
    },
  }
}

/** Runs of neighbouring sides as paths. */
function stretchesOf(ring: Point[], sides: Set<number>): Point[][] {
  if (sides.size >= ring.length) return [[...ring, ring[0]]]
  const firsts = [...sides].filter((side) => !sides.has((side + ring.length - 1) % ring.length))
  return firsts.map((first) => {
    const path = [ring[first]]
    for (let side = first; sides.has(side); side = (side + 1) % ring.length) path.push(ring[(side + 1) % ring.length])
    return path
  })
}

/** A river from bank to bank as one ring, down the left bank, up the right one; each vertex of its line has a corner on both. */
function corridor({ line, width }: RiverCourse): Point[] {
  const banks: [Point[], Point[]] = [[], []]
  for (let i = 0; i < line.length; i++) {
    const before = direction(line[Math.max(0, i - 1)], line[Math.max(1, i)])
    const after = direction(line[Math.min(i, line.length - 2)], line[Math.min(i + 1, line.length - 1)])
    const sum: Point = [before[0] + after[0], before[1] + after[1]]
    const length = Math.hypot(sum[0], sum[1]) || 1
    const half = Math.min(LONGEST_MITRE, 2 / length) * (width[i] / 2)
    const [x, y] = line[i]
    for (const [bank, side] of [[banks[0], 1], [banks[1], -1]] as const) {
      const corner: Point = [centimetre(x - (sum[1] / length) * half * side), centimetre(y + (sum[0] / length) * half * side)]
      // inside a bend tighter than the river is wide the bank would run back on itself: it waits at the last good corner
      const last = bank[i - 1]
      const back = last && (corner[0] - last[0]) * sum[0] + (corner[1] - last[1]) * sum[1] <= 0
      bank.push(last && (back || inMidstream(corner, line, width, i)) ? last : corner)
    }
  }
  return [...banks[0], ...banks[1].reverse()]
}

/** Whether a bank's corner is nearer than half a width to the course a little up or down from it. */
function inMidstream([x, y]: Point, line: Point[], width: number[], at: number): boolean {
  for (const step of [-1, 1]) {
    for (let i = at, gone = 0; gone < width[at]; i += step) {
      const next = line[i + step]
      if (!next) break
      if (toSegment(x, y, line[i][0], line[i][1], next[0], next[1]) < 0.48 * Math.min(width[i], width[i + step])) return true
      gone += Math.hypot(next[0] - line[i][0], next[1] - line[i][1])
    }
  }
  return false
}

function direction(a: Point, b: Point): Point {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1
  return [(b[0] - a[0]) / length, (b[1] - a[1]) / length]
}
