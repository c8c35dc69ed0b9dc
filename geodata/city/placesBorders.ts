// A border between two grids, from the straight line of the Voronoi diagram to one that was surveyed:
// along the river where one is near, otherwise gently ragged, the same from both sides.
import { lerp } from './geometry.ts'
import type { Barrier } from './placesRivers.ts'
import type { Random } from './random.ts'
import type { Point } from './types.ts'

export interface Border {
  /** Cells on the left and right of the line; −1 is outside the city. */
  left: number
  right: number
  /** Corners the line runs between; borders that meet share a corner's number and its coordinates. */
  from: number
  to: number
  line: Point[]
}

/** Metres: pieces shorter than this stay straight. */
const STRAIGHT = 150

const between = (a: Point, b: Point, t: number): Point => [lerp(a[0], b[0], t), lerp(a[1], b[1], t)]

/** Everything borders are drawn by. */
export interface Pen {
  rivers: Barrier
  /** True where the box between two corners reaches the city's outline. */
  atOutline(west: number, south: number, east: number, north: number): boolean
  /** 0 for straight, 1 for as ragged as allowed. */
  ragged(at: Point): number
  draw: Random
}

/**
 * The line from `from` to `to`, drawn by splitting the kite between both grids' middles again and again.
 * Kites of different borders share no ground, so lines drawn within them can never cross; one that reaches
 * the outline is halved first, and its last bit stays straight.
 */
export function border(from: Point, to: Point, a: Point, b: Point, pen: Pen): Point[] {
  const line: Point[] = [from]
  within(from, to, a, b, pen.ragged(from), pen, line)
  return line
}

function within(from: Point, to: Point, a: Point, b: Point, ragged: number, pen: Pen, line: Point[]): void {
  const long = Math.hypot(to[0] - from[0], to[1] - from[1])
  if (long < STRAIGHT) {
    line.push(to)
    return
  }
  // the apexes stand over the middle, as high as the narrower of the two cells allows
  const nx = -(to[1] - from[1]) / long
  const ny = (to[0] - from[0]) / long
  const apex = (site: Point): number => {
    const share = ((site[0] - from[0]) * (to[0] - from[0]) + (site[1] - from[1]) * (to[1] - from[1])) / (long * long)
    const height = Math.abs((site[0] - from[0]) * nx + (site[1] - from[1]) * ny)
    return (0.5 * height) / Math.max(share, 1 - share)
  }
  const high = Math.min(apex(a), apex(b))
  const middle = between(from, to, 0.5)
  const left: Point = [middle[0] + nx * high, middle[1] + ny * high]
  const right: Point = [middle[0] - nx * high, middle[1] - ny * high]
  const xs = [from[0], to[0], left[0], right[0]]
  const ys = [from[1], to[1], left[1], right[1]]
  if (pen.atOutline(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys))) {
    within(from, middle, a, b, ragged, pen, line)
    within(middle, to, a, b, ragged, pen, line)
  } else split(from, to, left, right, ragged, pen, line)
}

function split(from: Point, to: Point, left: Point, right: Point, ragged: number, pen: Pen, line: Point[]): void {
  if (Math.hypot(to[0] - from[0], to[1] - from[1]) < STRAIGHT) {
    line.push(to)
    return
  }
  // up to half of the way to an apex the two smaller kites stay apart
  const low = between(from, to, 0.5)
  const leftmost = between(low, left, 0.45)
  const rightmost = between(low, right, 0.45)
  const river = riverOn(leftmost, low, rightmost, pen.rivers)
  const shift = (pen.draw() - 0.5) * 0.6 * ragged
  const middle = river ?? (shift > 0 ? between(low, left, shift) : between(low, right, -shift))
  split(from, middle, between(from, left, 0.5), between(from, right, 0.5), ragged, pen, line)
  split(middle, to, between(to, left, 0.5), between(to, right, 0.5), ragged, pen, line)
}

/** Where a river crosses left–middle–right, nearest the middle. */
function riverOn(left: Point, middle: Point, right: Point, rivers: Barrier): Point | null {
  const toLeft = rivers.meeting(middle, left)
  const toRight = rivers.meeting(middle, right)
  if (toLeft === null && toRight === null) return null
  return toRight === null || (toLeft !== null && toLeft < toRight)
    ? between(middle, left, toLeft as number)
    : between(middle, right, toRight)
}
