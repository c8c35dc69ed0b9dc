// Lakes and reservoirs on the network: where a river's line crosses the shore its water enters or leaves; a lake beside a
// river gives its water to the nearest reach, or stays an island where none is near.
import Flatbush from 'flatbush'
import { boxOf, centimetre, distance, inRing } from './geometry.ts'
import type { Link } from './watersLinks.ts'
import type { WaterRegister } from './watersRegister.ts'
import type { Land, Point, Reach } from './types.ts'

/** Metres from its shore to the reach a lake off the river drains to. */
export const DRAINS_WITHIN = 600

export interface Stretch {
  /** Code of the lake or reservoir, and its place in `land.reservoirs` or -1. */
  still: string
  reservoir: number
  reach: Reach
  /** Metres on the reach where its line is first and last inside. */
  fromM: number
  toM: number
  /** It comes in from outside, or goes out, on this reach. */
  enters: boolean
  leaves: boolean
}

/** Stretches of reaches inside lakes and reservoirs. */
export function stretchesInside(land: Land, register: WaterRegister): Stretch[] {
  const index = new Flatbush(register.reaches.length)
  for (const { line } of register.reaches) {
    const box = boxOf(line)
    index.add(box.west, box.south, box.east, box.north)
  }
  index.finish()
  const waters = [
    ...land.lakes.map(({ ring }, k) => ({ ring, code: register.lakeCodes[k], reservoir: -1 })),
    ...land.reservoirs.map(({ ring }, k) => ({ ring, code: register.reservoirCodes[k], reservoir: k })),
  ]
  return waters.flatMap(({ ring, code, reservoir }) => {
    const box = boxOf(ring)
    return index.search(box.west, box.south, box.east, box.north).sort((a, b) => a - b).flatMap((r): Stretch[] => {
      const reach = register.reaches[r]
      const crossed = crossings(reach.line, ring)
      const [starts, ends] = [inRing(ring, ...reach.line[0]), inRing(ring, ...reach.line[reach.line.length - 1])]
      if (!crossed.length && !starts) return []
      const long = reach.to - reach.from
      return [{
        still: code, reservoir, reach, enters: !starts, leaves: !ends,
        fromM: starts ? 0 : centimetre(Math.min(long, crossed[0])),
        toM: ends ? centimetre(long) : centimetre(Math.min(long, crossed[crossed.length - 1])),
      }]
    })
  })
}

/** Links of lakes and reservoirs; measures on them are 0 and mean nothing. */
export function stillLinks(land: Land, register: WaterRegister, inside: readonly Stretch[]): Link[] {
  const joined = new Set<string>()
  const links = inside.flatMap(({ still, reach, fromM, toM, enters, leaves }): Link[] => {
    joined.add(still)
    const flow_mode = reach.flow === 'tidal' ? 'tidal' : 'one_way'
    return [
      ...(enters ? [{ upstream: reach.code, upstream_m: fromM, downstream: still, downstream_m: 0, flow_mode, gate: null } as Link] : []),
      ...(leaves ? [{ upstream: still, upstream_m: 0, downstream: reach.code, downstream_m: toM, flow_mode, gate: null } as Link] : []),
    ]
  })
  const beside = land.lakes.flatMap(({ ring }, k): Link[] => {
    const still = register.lakeCodes[k]
    if (joined.has(still)) return []
    const near = ring.map((at) => register.nearestReach(at, DRAINS_WITHIN)).filter((found) => found !== null)
    if (!near.length) return []
    const { reach, measure } = near.reduce((best, each) => (each.distance < best.distance ? each : best))
    return [{ upstream: still, upstream_m: 0, downstream: reach.code, downstream_m: centimetre(Math.min(reach.to - reach.from, measure)), flow_mode: 'one_way', gate: null }]
  })
  return [...links, ...beside]
}

/** Metres along a line where it crosses a ring, in order. */
function crossings(line: Point[], ring: Point[]): number[] {
  const found: number[] = []
  let along = 0
  for (let k = 1; k < line.length; k++) {
    const [a, b] = [line[k - 1], line[k]]
    const long = distance(a, b)
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const t = crossing(a, b, ring[j], ring[i])
      if (t !== null) found.push(along + t * long)
    }
    along += long
  }
  return found.sort((x, y) => x - y)
}

/** Share of a→b at which it crosses c→d. */
function crossing(a: Point, b: Point, c: Point, d: Point): number | null {
  const [rx, ry, sx, sy] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]]
  const cross = rx * sy - ry * sx
  if (cross === 0) return null
  const t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / cross
  const u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / cross
  return t >= 0 && t <= 1 && u >= 0 && u < 1 ? t : null
}
