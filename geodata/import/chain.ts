// A line drawn in parts, as programs keep rivers: the parts in whatever order, each the way the water runs.
import type { LonLat } from '../../domain/coordinates.ts'

const key = ([lon, lat]: LonLat) => `${lon},${lat}`

/**
 * Parts that flow into each other as one line, in the order in which they do, however they were listed. Where more than one part
 * begins or ends at a place nobody knows which goes on: then all of them stay as they come.
 */
export function chained(parts: readonly LonLat[][]): LonLat[][] {
  if (parts.length < 2) return [...parts]
  const starting = new Map(parts.map((part, i) => [key(part[0]), i]))
  const ending = new Map(parts.map((part, i) => [key(part.at(-1)!), i]))
  if (starting.size < parts.length || ending.size < parts.length) return [...parts]
  const joined: LonLat[][] = []
  const done = new Set<number>()
  const follow = (first: number) => {
    const places: LonLat[] = [parts[first][0]]
    for (let i: number | undefined = first; i !== undefined && !done.has(i); i = starting.get(key(places.at(-1)!))) {
      done.add(i)
      places.push(...parts[i].slice(1))
    }
    joined.push(places)
  }
  parts.forEach((part, i) => ending.has(key(part[0])) || follow(i))
  // What is left goes round in rings.
  parts.forEach((_, i) => done.has(i) || follow(i))
  return joined
}
