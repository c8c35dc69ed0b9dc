// What lies near what in a scene.
import type { LonLat } from '../shift.ts'
import { proposals, type Piece, type Scene } from './finding.ts'
import { degreesOf, isWithin, metresApart, metresToSegment, nearestOn, samePlace } from './plane.ts'
import { shapeOf, type Box, type Segment } from './shape.ts'

/** Rivers are covered by their reaches: a network is made of reaches, and they are compared with each other only. */
export const isReach = ({ layer }: Piece): boolean => layer === 'reaches'

const boxAround = (at: LonLat, metres: number): Box => {
  const [dx, dy] = degreesOf(metres, at)
  return [at[0] - dx, at[1] - dy, at[0] + dx, at[1] + dy]
}

const boxesMeet = (one: Box, other: Box): boolean => one[0] <= other[2] && other[0] <= one[2] && one[1] <= other[3] && other[1] <= one[3]

/** Every subject with every other piece whose box meets its own, each pair once. */
export function* pairs({ subjects, around }: Scene, belong: (one: Piece, other: Piece) => boolean): Generator<[Piece, Piece]> {
  for (const [i, one] of subjects.entries())
    for (const other of [...subjects.slice(i + 1), ...around])
      if (belong(one, other) && boxesMeet(shapeOf(one.geometry).box, shapeOf(other.geometry).box)) yield [one, other]
}

/** Whether a place lies in an area. Even-odd over all rings: a place in a hole is outside. */
export const isInside = (at: LonLat, { geometry }: Piece): boolean => {
  const { kind, parts } = shapeOf(geometry)
  return kind === 'polygon' && parts.filter((ring) => isWithin(at, ring)).length % 2 === 1
}

/** Metres from a place to a thing; 0 within an area. */
export const metresTo = (at: LonLat, piece: Piece): number => (isInside(at, piece) ? 0
  : shapeOf(piece.geometry).segments.reduce((least, { a, b }) => Math.min(least, metresToSegment(at, a, b)), Infinity))

export interface Near {
  piece: Piece
  segment: Segment
  /** The place of the segment that is nearest. */
  at: LonLat
  metres: number
}

/** The nearest place of other lines within so many metres; `null` where there is none. */
export function nearest(from: LonLat, pieces: Iterable<Piece>, within: number): Near | null {
  const box = boxAround(from, within)
  let best: Near | null = null
  for (const piece of pieces) {
    const shape = shapeOf(piece.geometry)
    if (!boxesMeet(box, shape.box)) continue
    for (const i of shape.search(box)) {
      const segment = shape.segments[i]
      const at = nearestOn(from, segment.a, segment.b)
      const metres = metresApart(from, at)
      if (metres <= (best?.metres ?? within)) best = { piece, segment, at, metres }
    }
  }
  return best
}

export interface End {
  piece: Piece
  part: number
  at: LonLat
  /** Water leaves here, as the line is drawn. */
  lower: boolean
}

/** Both ends of each line of a piece; a closed one has none. */
export const endsOf = (piece: Piece): End[] =>
  shapeOf(piece.geometry).parts.flatMap((places, part) => {
    const [first, last] = [places[0], places.at(-1) as LonLat]
    return samePlace(first, last) ? [] : [{ piece, part, at: first, lower: false }, { piece, part, at: last, lower: true }]
  })

/** Whether an end lies on another reach, or on another line of its own. */
export function isJoined({ piece, part, at }: End, reaches: readonly Piece[]): boolean {
  if (nearest(at, reaches.filter((other) => other !== piece), proposals.joinedM)) return true
  return shapeOf(piece.geometry).parts.some((places, i) =>
    i !== part && places.some((place) => metresApart(at, place) <= proposals.joinedM))
}
