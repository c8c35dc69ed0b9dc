// What makes a geometry unfit for the register, whatever lies around it.
import type { Geometry } from 'geojson'
import type { LonLat } from '../shift.ts'
import { crossing, isWithin, nearestOn, samePlace } from './plane.ts'
import { shapeOf, type Segment, type Shape } from './shape.ts'

/** Below this angle a line does not turn but runs back along itself (our proposal: sharper bends are slips of the hand). */
const spikeDegrees = 1

/** More places than this are not looked for: a scribble has them by the million. */
export const meetingsKept = 100

/** Coordinates that are no place on earth. */
export const strayPlaces = (geometry: Geometry): LonLat[] =>
  shapeOf(geometry).parts.flat().filter(([lon, lat]) => !(Math.abs(lon) <= 180 && Math.abs(lat) <= 90))

/** Whether there is too little to be a line or a polygon: too few different places, or a ring that does not close. */
export function isTooLittle(geometry: Geometry): boolean {
  const { kind, parts } = shapeOf(geometry)
  if (!parts.length || parts.some((places) => !places.length)) return true
  if (kind === 'point') return false
  return parts.some((places) => {
    const different = places.filter((at, i) => i === 0 || !samePlace(at, places[i - 1]))
    return kind === 'line' ? different.length < 2 : different.length < 4 || !samePlace(places[0], places.at(-1) as LonLat)
  })
}

/** Vertices that repeat the one before them. */
export const repeats = (geometry: Geometry): LonLat[] =>
  shapeOf(geometry).segments.filter(({ a, b }) => samePlace(a, b)).map(({ b }) => b)

/** Whether a line turns back on itself at the middle one of three vertices. */
export const isSpike = (before: LonLat, at: LonLat, after: LonLat): boolean => {
  const shrink = Math.cos((at[1] * Math.PI) / 180)
  const [ax, ay, bx, by] = [(before[0] - at[0]) * shrink, before[1] - at[1], (after[0] - at[0]) * shrink, after[1] - at[1]]
  // Most vertices are passed straight on, and need no more looking at.
  if (ax * bx + ay * by <= 0) return false
  const angle = Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by))
  return !samePlace(before, at) && !samePlace(at, after) && angle < (spikeDegrees * Math.PI) / 180
}

/** Vertices at which a geometry turns back on itself. */
export const spikes = (geometry: Geometry): LonLat[] => {
  const { kind, parts } = shapeOf(geometry)
  if (kind === 'point') return []
  return parts.flatMap((places) => places.filter((at, i) => {
    const before = i > 0 ? places[i - 1] : kind === 'polygon' ? places.at(-2) : undefined
    const after = places[i + 1]
    return before !== undefined && after !== undefined && isSpike(before, at, after)
  }))
}

/** Places at which one of two segments ends on the other. */
function touches({ a, b }: Segment, { a: c, b: d }: Segment): LonLat[] {
  const found: LonLat[] = []
  const add = (at: LonLat, from: LonLat, to: LonLat) => {
    if (samePlace(at, nearestOn(at, from, to)) && !found.some((known) => samePlace(known, at))) found.push(at)
  }
  add(a, c, d)
  add(b, c, d)
  add(c, a, b)
  add(d, a, b)
  return found
}

function meetingOf(shape: Shape, one: Segment, other: Segment): LonLat | null {
  const [touch, second] = touches(one, other)
  if (!touch) return crossing(one.a, one.b, other.a, other.b)
  // Along each other for a stretch, never mind whose.
  if (second) return touch
  // Two rings, or two lines of one reach, may meet in a point.
  if (one.part !== other.part) return null
  if (shape.kind === 'polygon') return touch
  // A line may end on itself: a loop, or the way round an island.
  const places = shape.parts[one.part]
  return samePlace(touch, places[0]) || samePlace(touch, places.at(-1) as LonLat) ? null : touch
}

/**
 * Where a geometry crosses itself or runs along itself, the first of them. Holes outside their polygon and polygons within another count.
 */
export function selfMeetings(geometry: Geometry): LonLat[] {
  const shape = shapeOf(geometry)
  const found: LonLat[] = []
  for (const one of shape.segments) {
    const places = shape.parts[one.part]
    const closes = samePlace(places[0], places.at(-1) as LonLat)
    for (const other of shape.meeting(one)) {
      if (other.part < one.part || (other.part === one.part && other.i <= one.i + 1)) continue
      const next = closes && other.part === one.part && one.i === 0 && other.i === places.length - 2
      const at = next ? null : meetingOf(shape, one, other)
      if (at && !found.some((known) => samePlace(known, at))) found.push(at)
      if (found.length >= meetingsKept) return found
    }
  }
  return found.length || shape.kind !== 'polygon' ? found : misplacedRings(shape)
}

/** Of rings that do not cross: holes that are not in their polygon, and shells that are in another polygon of the same thing. */
function misplacedRings({ parts, owner }: Shape): LonLat[] {
  const isShell = (i: number) => owner[i] !== owner[i - 1]
  // A vertex may lie on the other ring, the middle of an edge hardly does.
  const probe = (ring: LonLat[]): LonLat =>
    [((ring[0]?.[0] ?? 0) + (ring[1]?.[0] ?? 0)) / 2, ((ring[0]?.[1] ?? 0) + (ring[1]?.[1] ?? 0)) / 2]
  return parts.flatMap((ring, i) => {
    const at = probe(ring)
    const within = (of: (j: number) => boolean) => parts.filter((other, j) => j !== i && of(j) && isWithin(at, other)).length
    const sits = isShell(i) ? within((j) => owner[j] !== owner[i]) % 2 === 0 : within((j) => owner[j] === owner[i]) === 1
    return sits ? [] : [at]
  })
}

/** Whether the register can take a geometry. */
export const isSound = (geometry: Geometry): boolean =>
  !strayPlaces(geometry).length && !isTooLittle(geometry) && !repeats(geometry).length && !spikes(geometry).length
    && !selfMeetings(geometry).length
