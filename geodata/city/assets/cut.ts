// Cutting land into pieces that still fit together. A corner that one piece sets into a shared side
// is handed to the neighbour at the end, so that no seam of the finished map is off by a rounding.
import { boxOf, centimetre, inRing, ringArea, toSegment } from '../geometry.ts'
import type { Point } from '../types.ts'

/** Metres: what is nearer than this is the same place once written. */
const HAIR = 0.03

/** A line two pieces may share: the same array for both of them. */
export type Line = Point[]

/** A simple ring, counter-clockwise, not closed; `lines[i]` is the line on which the side from corner i to the next one lies. */
export interface Piece {
  ring: Point[]
  lines: Line[]
}

interface Crossing {
  side: number
  /** 0…1 along the side. */
  onSide: number
  leg: number
  /** 0…1 along the leg of the path. */
  onLeg: number
  at: Point
}

/** A ring as a piece. `lineOf` gives the line of the side between two points; asked from both sides it answers the same. */
export function pieceOf(points: Point[], lineOf: (a: Point, b: Point) => Line): Piece {
  const ring = ringArea(points) < 0 ? points.toReversed() : points
  return { ring, lines: ring.map((at, i) => lineOf(at, ring[(i + 1) % ring.length])) }
}

/** The pieces a path cuts a piece into; parts of the path that end inside cut nothing. Null where the path tangles with itself. */
export function cut(piece: Piece, path: Point[]): Piece[] | null {
  const crossings = crossingsOf(piece.ring, path)
  if (crossings.length < 2) return [piece]
  const pieces = [withCorners(piece, crossings)]
  crossings.sort((a, b) => a.leg - b.leg || a.onLeg - b.onLeg)
  for (let i = 1; i < crossings.length; i++) {
    const [from, to] = [crossings[i - 1], crossings[i]]
    const next = from.leg === to.leg ? to.at : path[from.leg + 1]
    if (!inRing(piece.ring, (from.at[0] + next[0]) / 2, (from.at[1] + next[1]) / 2)) continue
    const whole = pieces.findIndex(({ ring }) => ring.includes(from.at) && ring.includes(to.at))
    if (whole < 0) return null
    pieces.splice(whole, 1, ...along(pieces[whole], [from.at, ...path.slice(from.leg + 1, to.leg + 1), to.at]))
  }
  return pieces.every(({ ring }) => ringArea(ring) > 0) ? pieces : null
}

/** Both sides of a chord that runs from corner to corner through the inside. */
function along({ ring, lines }: Piece, chord: Point[]): [Piece, Piece] {
  const first = ring.indexOf(chord[0])
  const last = ring.indexOf(chord[chord.length - 1])
  const fresh = chord.slice(1).map((): Line => [])
  const around = <T>(list: T[], start: number, end: number): T[] =>
    (start < end ? list.slice(start, end) : [...list.slice(start), ...list.slice(0, end)])
  return [
    { ring: [...around(ring, first, last), ...chord.slice(1).reverse()], lines: [...around(lines, first, last), ...fresh.toReversed()] },
    { ring: [...around(ring, last, first), ...chord.slice(0, -1)], lines: [...around(lines, last, first), ...fresh] },
  ]
}

function crossingsOf(ring: Point[], path: Point[]): Crossing[] {
  const found: Crossing[] = []
  const box = boxOf(ring)
  for (let leg = 0; leg + 1 < path.length; leg++) {
    const [rx, ry] = path[leg]
    const [sx, sy] = path[leg + 1]
    if ((rx < box.west && sx < box.west) || (rx > box.east && sx > box.east) || (ry < box.south && sy < box.south)
      || (ry > box.north && sy > box.north)) continue
    const ex = sx - rx
    const ey = sy - ry
    for (let side = 0; side < ring.length; side++) {
      // Neighbours walk this side in opposite directions and must still find the same place.
      const a = ring[side]
      const b = ring[side + 1 === ring.length ? 0 : side + 1]
      // both ends on one side of the leg: what most sides are
      if ((a[0] - rx) * ey - (a[1] - ry) * ex > 0 === (b[0] - rx) * ey - (b[1] - ry) * ex > 0) continue
      const forward = a[0] < b[0] || (a[0] === b[0] && a[1] < b[1])
      const [px, py] = forward ? a : b
      const [qx, qy] = forward ? b : a
      const dx = qx - px
      const dy = qy - py
      const cross = dx * ey - dy * ex
      if (cross === 0) continue
      const t = ((rx - px) * ey - (ry - py) * ex) / cross
      const s = ((rx - px) * dy - (ry - py) * dx) / cross
      if (t <= 0 || t >= 1 || s < 0 || s >= 1) continue
      found.push({ side, onSide: forward ? t : 1 - t, leg, onLeg: s, at: [centimetre(px + t * dx), centimetre(py + t * dy)] })
    }
  }
  return found
}

function withCorners({ ring, lines }: Piece, crossings: Crossing[]): Piece {
  const bySide = crossings.toSorted((a, b) => a.side - b.side || a.onSide - b.onSide)
  const opened: Piece = { ring: [], lines: [] }
  let next = 0
  ring.forEach((corner, side) => {
    opened.ring.push(corner)
    opened.lines.push(lines[side])
    for (; next < bySide.length && bySide[next].side === side; next++) {
      opened.ring.push(bySide[next].at)
      opened.lines.push(lines[side])
    }
  })
  return opened
}

/** Gives every piece the corners its neighbours have on shared lines, and returns the finished rings. */
export function fit(pieces: Piece[]): Point[][] {
  for (const { lines } of pieces) for (const line of lines) line.length = 0
  for (const { ring, lines } of pieces) ring.forEach((at, i) => lines[i].push(at, ring[(i + 1) % ring.length]))
  return pieces.map(({ ring, lines }) => {
    const whole: Point[] = []
    ring.forEach((at, i) => {
      whole.push(at)
      if (lines[i].length > 2) whole.push(...between(at, ring[(i + 1) % ring.length], lines[i]))
    })
    return withoutNeedles(whole)
  })
}

/** Where two cuts nearly meet they leave a tip thinner than coordinates can tell; its corner goes. */
function withoutNeedles(ring: Point[]): Point[] {
  const needle = ring.findIndex((tip, i) => {
    const before = ring[(i + ring.length - 1) % ring.length]
    const after = ring[(i + 1) % ring.length]
    const turnsBack = (tip[0] - before[0]) * (after[0] - tip[0]) + (tip[1] - before[1]) * (after[1] - tip[1]) < 0
    return same(tip, after)
      || (turnsBack && (toSegment(...after, ...before, ...tip) < HAIR || toSegment(...before, ...tip, ...after) < HAIR))
  })
  return needle < 0 || ring.length <= 3 ? ring : withoutNeedles(ring.toSpliced(needle, 1))
}

/** Points of a line strictly between two of them, in walking order, each place once. */
function between(a: Point, b: Point, line: Line): Point[] {
  const dx = b[0] - a[0]
  const dy = b[1] - a[1]
  const reach = dx * dx + dy * dy
  const onWay = line
    .map((at) => ({ at, t: ((at[0] - a[0]) * dx + (at[1] - a[1]) * dy) / reach }))
    .filter(({ at, t }) => t > 0 && t < 1 && !same(at, a) && !same(at, b))
    .sort((p, q) => p.t - q.t)
  return onWay.filter(({ at }, i) => i === 0 || !same(at, onWay[i - 1].at)).map(({ at }) => at)
}

const same = (a: Point, b: Point): boolean => Math.abs(a[0] - b[0]) < HAIR && Math.abs(a[1] - b[1]) < HAIR

/** A point well inside a ring: the middle of the widest stretch halfway up. */
export function innerPoint(ring: Point[]): Point {
  let south = Infinity
  let north = -Infinity
  for (const [, y] of ring) {
    south = Math.min(south, y)
    north = Math.max(north, y)
  }
  // off the exact middle, where a corner is less likely to sit
  const y = south + (north - south) * 0.4871
  const xs: number[] = []
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i]
    const [xj, yj] = ring[j]
    if (yi > y !== yj > y) xs.push(xi + ((y - yi) * (xj - xi)) / (yj - yi))
  }
  xs.sort((a, b) => a - b)
  let best: Point = [xs[0], y]
  let widest = -1
  for (let i = 1; i < xs.length; i += 2) {
    if (xs[i] - xs[i - 1] <= widest) continue
    widest = xs[i] - xs[i - 1]
    best = [(xs[i] + xs[i - 1]) / 2, y]
  }
  return best
}
