// Metres and meetings in the plane around a place: degrees, with longitudes shrunk by the cosine of the latitude.
// Good to half a per cent over the few kilometres one looks at.
import type { LonLat } from '../shift.ts'

export const metresPerDegree = 111_195

/** 0.1 mm, in degrees: what lies closer is one place, finer is the noise of a projection. */
const samePlaceDegrees = 1e-9

export const roundDegrees = ([lon, lat]: LonLat): LonLat => [Math.round(lon * 1e9) / 1e9, Math.round(lat * 1e9) / 1e9]

export const samePlace = (a: LonLat, b: LonLat): boolean =>
  Math.abs(a[0] - b[0]) <= samePlaceDegrees && Math.abs(a[1] - b[1]) <= samePlaceDegrees

/** One text for all places within a centimetre or so. */
export const key = ([lon, lat]: LonLat) => `${lon.toFixed(7)},${lat.toFixed(7)}`

const shrinkAt = (lat: number) => Math.cos((lat * Math.PI) / 180)

export const metresApart = (from: LonLat, to: LonLat): number =>
  Math.hypot((to[0] - from[0]) * shrinkAt(from[1]), to[1] - from[1]) * metresPerDegree

/** Degrees of longitude and latitude that a number of metres makes around a place. */
export const degreesOf = (metres: number, [, lat]: LonLat): LonLat => [metres / metresPerDegree / shrinkAt(lat), metres / metresPerDegree]

/** The place of a segment nearest to another place. */
export function nearestOn([lon, lat]: LonLat, a: LonLat, b: LonLat): LonLat {
  const shrink = shrinkAt(lat)
  const [ax, ay] = [(a[0] - lon) * shrink, a[1] - lat]
  const [dx, dy] = [(b[0] - a[0]) * shrink, b[1] - a[1]]
  const share = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)))
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]
}

export const metresToSegment = (at: LonLat, a: LonLat, b: LonLat): number => metresApart(at, nearestOn(at, a, b))

/** Where the lines of two segments meet, if the shares along both are ones that count; null where they run parallel. */
function meetingWhere(a: LonLat, b: LonLat, c: LonLat, d: LonLat, counts: (share: number) => boolean): LonLat | null {
  const [rx, ry, sx, sy] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]]
  const turn = rx * sy - ry * sx
  if (turn === 0) return null
  const t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / turn
  const u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / turn
  return counts(t) && counts(u) ? [a[0] + t * rx, a[1] + t * ry] : null
}

const inside = (share: number) => share > 1e-9 && share < 1 - 1e-9
const insideOrAtEnd = (share: number) => share >= -1e-9 && share <= 1 + 1e-9

/** Where two segments cross inside both; null where they do not, or only touch at an end. */
export const crossing = (a: LonLat, b: LonLat, c: LonLat, d: LonLat): LonLat | null => meetingWhere(a, b, c, d, inside)

/** Where two segments cross or touch; null where they do not, or lie along each other. */
export const meetingPoint = (a: LonLat, b: LonLat, c: LonLat, d: LonLat): LonLat | null => meetingWhere(a, b, c, d, insideOrAtEnd)

/**
 * Twice the signed area of a closed ring in square degrees, positive counter-clockwise; reckoned from
 * its first place, so that little is lost.
 */
export function turnOf(ring: readonly LonLat[]): number {
  const [lon, lat] = ring[0]
  let sum = 0
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1], ring[i]]
    sum += (a[0] - lon) * (b[1] - lat) - (b[0] - lon) * (a[1] - lat)
  }
  return sum
}

/** Even-odd: whether a place lies within a closed ring. */
export function isWithin([lon, lat]: LonLat, ring: readonly LonLat[]): boolean {
  let within = false
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1], ring[i]]
    if (a[1] > lat !== b[1] > lat && lon < a[0] + ((lat - a[1]) / (b[1] - a[1])) * (b[0] - a[0])) within = !within
  }
  return within
}
