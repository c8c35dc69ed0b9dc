// Points far from all others of their file: a digit mistyped, or two turned about.
import type { LonLat } from '../../domain/coordinates.ts'

/** Where most of a file lies, and how far from there, in degrees, nothing of it would be. */
export interface Near {
  middle: LonLat
  within: number
}

/** Of so many places the middle is told (our proposal), and what lies ten times as far from it as half of them do is far. */
const fewest = 3
const timesFar = 10
/** Nearer than this nothing is far: a city and what it drinks from (our proposal). */
const leastDegrees = 0.8

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]
const apart = (a: LonLat, b: LonLat): number => Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]))

/** Null where there are too few places to tell. */
export function nearOf(places: readonly LonLat[]): Near | null {
  const sound = places.filter((at) => at.every(Number.isFinite) && at.some((degrees) => Math.abs(degrees) > 1e-6))
  if (sound.length < fewest) return null
  const middle: LonLat = [median(sound.map(([lon]) => lon)), median(sound.map(([, lat]) => lat))]
  return { middle, within: Math.max(leastDegrees, timesFar * median(sound.map((at) => apart(at, middle)))) }
}

export const isFar = ({ middle, within }: Near, at: LonLat): boolean => apart(at, middle) > within
