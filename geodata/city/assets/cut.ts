// Cutting land into pieces that still fit together. A corner that one piece sets into a shared side
// is handed to the neighbour at the end, so that no seam of the finished map is off by a rounding.
import { boxOf, inRing, ringArea } from '../geometry.ts'
import type { Point } from '../types.ts'

/** A line two pieces may share: the same array for both of them. */
export type Line = Point[]

/** A corner, and the line on which the side towards the next corner lies. */
export interface Corner {
  at: Point
  line: Line
}

/** A simple ring, counter-clockwise, not closed. */
export type Piece = Corner[]

interface Crossing {
  side: number
  /** 0…1 along the side. */
  onSide: number
  leg: number
  /** 0…1 along the leg of the path. */
  onLeg: number
  at: Point
}

export const pointsOf = (piece: Piece): Point[] => piece.map((corner) => corner.at)

/** A ring as a piece. `lineOf` gives the line of the side between two points; asked from both sides it answers the same. */
export function pieceOf(ring: Point[], lineOf: (a: Point, b: Point) => Line): Piece {
  const turned = ringArea(ring) < 0 ? ring.toReversed() : ring
  return turned.map((at, i) => ({ at, line: lineOf(at, turned[(i + 1) % turned.length]) }))
}

/** The pieces a path cuts a piece into; parts of the path that end inside cut nothing. Null where the path tangles with itself. */
export function cut(piece: Piece, path: Point[]): Piece[] | null {
  const crossings = crossingsOf(piece, path)
  if (crossings.length < 2) return [piece]
  const ring = pointsOf(piece)
  const pieces = [withCorners(piece, crossings)]
  crossings.sort((a, b) => a.leg - b.leg || a.onLeg - b.onLeg)
  for (let i = 1; i < crossings.length; i++) {
    const chord = [crossings[i - 1].at, ...path.slice(crossings[i - 1].leg + 1, crossings[i].leg + 1), crossings[i].at]
    if (!inRing(ring, (chord[0][0] + chord[1][0]) / 2, (chord[0][1] + chord[1][1]) / 2)) continue
    const whole = pieces.findIndex((candidate) => candidate.some((corner) => corner.at === chord[0]) && candidate.some((corner) => corner.at === chord[chord.length - 1]))
    if (whole < 0) return null
    pieces.splice(whole, 1, ...along(pieces[whole], chord))
  }
  return pieces.every((part) => ringArea(pointsOf(part)) > 0) ? pieces : null
}

/** Both sides of a chord that runs from corner to corner through the inside. */
function along(piece: Piece, chord: Point[]): [Piece, Piece] {
  const first = piece.findIndex((corner) => corner.at === chord[0])
  const last = piece.findIndex((corner) => corner.at === chord[chord.length - 1])
  const from = (start: number, end: number): Piece => (start < end ? piece.slice(start, end) : [...piece.slice(start), ...piece.slice(0, end)])
  const lines = chord.slice(1).map((): Line => [])
  const there = chord.slice(0, -1).map((at, i) => ({ at, line: lines[i] }))
  const back = chord.slice(1).map((at, i) => ({ at, line: lines[i] })).reverse()
  return [[...from(first, last), ...back], [...from(last, first), ...there]]
}

function crossingsOf(piece: Piece, path: Point[]): Crossing[] {
  const found: Crossing[] = []
  const box = boxOf(pointsOf(piece))
  for (let leg = 0; leg + 1 < path.length; leg++) {
    const [rx, ry] = path[leg]
    const [sx, sy] = path[leg + 1]
    if ((rx < box.west && sx < box.west) || (rx > box.east && sx > box.east) || (ry < box.south && sy < box.south) || (ry > box.north && sy > box.north)) continue
    const ex = sx - rx
    const ey = sy - ry
    for (let side = 0; side < piece.length; side++) {
      // Neighbours walk this side in opposite directions and must still find the same place.
      const a = piece[side].at
      const b = piece[(side + 1) % piece.length].at
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
      found.push({ side, onSide: forward ? t : 1 - t, leg, onLeg: s, at: [px + t * dx, py + t * dy] })
    }
  }
  return found
}

function withCorners(piece: Piece, crossings: Crossing[]): Piece {
  const bySide = crossings.toSorted((a, b) => a.side - b.side || a.onSide - b.onSide)
  const opened: Piece = []
  let next = 0
  piece.forEach((corner, side) => {
    opened.push(corner)
    for (; next < bySide.length && bySide[next].side === side; next++) opened.push({ at: bySide[next].at, line: corner.line })
  })
  return opened
}

/** Gives every piece the corners its neighbours have on shared lines, and returns the finished rings. */
export function fitted(pieces: Piece[]): Point[][] {
  for (const piece of pieces) for (const { line } of piece) line.length = 0
  for (const piece of pieces) {
    piece.forEach(({ at, line }, i) => {
      line.push(at)
      line.push(piece[(i + 1) % piece.length].at)
    })
  }
  return pieces.map((piece) => {
    const ring: Point[] = []
    piece.forEach(({ at, line }, i) => {
      ring.push(at)
      if (line.length > 2) ring.push(...between(at, piece[(i + 1) % piece.length].at, line))
    })
    return ring
  })
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

const same = (a: Point, b: Point): boolean => a[0] === b[0] && a[1] === b[1]

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
