// What is under the pointer. Thin lines are hard to hit exactly, so everything within a tolerance counts and is put in
// the order a person means it: points before lines before surfaces, the nearest first, a reach before its river.

/** A shape as the tiles hold it: flat [x, y, x, y, …] in map metres, parts ending at `ends`. */
export interface Shape {
  kind: 'point' | 'line' | 'polygon'
  flat: readonly number[]
  ends: readonly number[]
}

export interface Hit {
  layer: string
  code: string
  name: string
  kind: Shape['kind']
  /** Pixels from the pointer; 0 on a surface. */
  distance: number
  /** Square pixels of the surface's box: of two surfaces the smaller is meant. */
  size: number
}

/** Metres from a place to a shape; 0 within a polygon. */
export function distanceTo({ kind, flat, ends }: Shape, x: number, y: number): number {
  if (kind === 'point') return nearest(flat, (i) => Math.hypot(flat[i]! - x, flat[i + 1]! - y))
  if (kind === 'polygon' && within(flat, ends, x, y)) return 0
  let best = Infinity
  let start = 0
  for (const end of ends.length ? ends : [flat.length]) {
    for (let i = start; i + 3 < end; i += 2) {
      best = Math.min(best, distanceToSegment(x, y, flat[i]!, flat[i + 1]!, flat[i + 2]!, flat[i + 3]!))
    }
    start = end
  }
  return best
}

function nearest(flat: readonly number[], distance: (index: number) => number): number {
  let best = Infinity
  for (let i = 0; i < flat.length; i += 2) best = Math.min(best, distance(i))
  return best
}

function distanceToSegment(x: number, y: number, x1: number, y1: number, x2: number, y2: number): number {
  const dx = x2 - x1
  const dy = y2 - y1
  const length2 = dx * dx + dy * dy
  const along = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length2))
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy)
}

/** Even-odd over all rings: holes and several outer rings alike. */
function within(flat: readonly number[], ends: readonly number[], x: number, y: number): boolean {
  let inside = false
  let start = 0
  for (const end of ends) {
    for (let i = start, j = end - 2; i < end; j = i, i += 2) {
      const yi = flat[i + 1]!
      const yj = flat[j + 1]!
      if (yi > y !== yj > y && x < ((flat[j]! - flat[i]!) * (y - yi)) / (yj - yi) + flat[i]!) inside = !inside
    }
    start = end
  }
  return inside
}

const order = { point: 0, line: 1, polygon: 2 }
const within2Pixels = (distance: number) => Math.round(distance / 2)

/** Best first, each thing once (tiles cut things into pieces). */
export function ranked(hits: readonly Hit[]): Hit[] {
  const best = new Map<string, Hit>()
  for (const hit of hits) {
    const key = `${hit.layer}/${hit.code}`
    const known = best.get(key)
    if (!known || hit.distance < known.distance) best.set(key, hit)
  }
  const reachFirst = (hit: Hit) => (hit.layer === 'reaches' ? 0 : 1)
  return [...best.values()].sort(
    (a, b) =>
      order[a.kind] - order[b.kind] ||
      within2Pixels(a.distance) - within2Pixels(b.distance) ||
      reachFirst(a) - reachFirst(b) ||
      a.size - b.size ||
      a.distance - b.distance,
  )
}
