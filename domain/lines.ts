// Lines and measures along them: metres on the plane of EPSG:4547, or of the 3-degree zone the line lies in.
import { gaussKrugerAt, projection } from './coordinates.ts'
import type { LonLat } from './shift.ts'

export type Line = LonLat[]

const planeAt = (line: Line) => projection(gaussKrugerAt(line[0][0]))!

const lengths = (line: Line): number[] => {
  const plane = planeAt(line)
  const places = line.map((at) => plane.fromDegrees(at))
  return places.slice(1).map(([x, y], i) => Math.hypot(x - places[i][0], y - places[i][1]))
}

/** Length of a line, metres. */
export const lengthOf = (line: Line): number => lengths(line).reduce((sum, one) => sum + one, 0)

/** The line as two that meet at a measure, metres from its start; null where that is not between its ends. */
export const cutAt = (line: Line, atM: number): [Line, Line] | null => {
  const parts = lengths(line)
  let before = 0
  for (const [i, part] of parts.entries()) {
    if (atM <= before + part) {
      const [a, b] = [line[i], line[i + 1]]
      const share = (atM - before) / part
      const at: LonLat = share <= 0 ? a : share >= 1 ? b : [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]
      const above = [...line.slice(0, i + 1), ...(share > 0 ? [at] : [])]
      const below = [at, ...line.slice(share >= 1 ? i + 2 : i + 1)]
      return above.length > 1 && below.length > 1 && atM > 0 ? [above, below] : null
    }
    before += part
  }
  return null
}

/** Two lines as one, where the second begins at the first one's end; null where it does not. */
export const joinLines = (upper: Line, lower: Line): Line | null => {
  const [end, start] = [upper.at(-1)!, lower[0]]
  return end[0] === start[0] && end[1] === start[1] ? [...upper, ...lower.slice(1)] : null
}

/** The line drawn the other way. */
export const turned = (line: Line): Line => line.toReversed()

/** Measure of the place on a line nearest to another, metres from its start, and how far off it is. */
export const measureOn = (line: Line, to: LonLat): { measureM: number; awayM: number; at: LonLat } => {
  const plane = planeAt(line)
  const [px, py] = plane.fromDegrees(to)
  let before = 0
  let best = { measureM: 0, awayM: Infinity, at: line[0] }
  let [ax, ay] = plane.fromDegrees(line[0])
  for (const [i, next] of line.slice(1).entries()) {
    const [bx, by] = plane.fromDegrees(next)
    const long = Math.hypot(bx - ax, by - ay)
    const share = long === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / long ** 2))
    const away = Math.hypot(px - ax - share * (bx - ax), py - ay - share * (by - ay))
    if (away < best.awayM) best = {
      measureM: before + share * long, awayM: away,
      at: [line[i][0] + share * (next[0] - line[i][0]), line[i][1] + share * (next[1] - line[i][1])],
    }
    before += long
    ;[ax, ay] = [bx, by]
  }
  return best
}

/** Places at every so many metres along a line, its ends apart; at most `most` of them. */
export const placesAlong = (line: Line, everyM: number, most: number): LonLat[] => {
  const places: LonLat[] = []
  let before = 0
  for (const [i, part] of lengths(line).entries()) {
    const [a, b] = [line[i], line[i + 1]]
    for (let at = (places.length + 1) * everyM; at < before + part && places.length < most; at += everyM) {
      const share = (at - before) / part
      places.push([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])])
    }
    before += part
  }
  return places
}
