import type { Point } from './types.ts'

export const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))

/** 0 below `low`, 1 above `high`, smooth between. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = clamp((value - low) / (high - low), 0, 1)
  return t * t * (3 - 2 * t)
}

export const lerp = (a: number, b: number, t: number): number => a + (b - a) * t

export const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1])

/** Square metres, positive when the ring runs counter-clockwise. */
export function ringArea(ring: Point[]): number {
  let twice = 0
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) twice += ring[j][0] * ring[i][1] - ring[i][0] * ring[j][1]
  return twice / 2
}

export function inRing(ring: Point[], x: number, y: number): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i]
    const [xj, yj] = ring[j]
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside
  }
  return inside
}

/** Metres from a point to the segment a–b. Square root, not Math.hypot: three times as fast, and called millions of times. */
export function toSegment(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax
  const dy = by - ay
  const along = dx * dx + dy * dy
  const t = along === 0 ? 0 : clamp(((x - ax) * dx + (y - ay) * dy) / along, 0, 1)
  return Math.sqrt((x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2)
}

const side = (a: Point, b: Point, c: Point): number => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

/** True where two segments cross or touch. */
export function segmentsMeet(a: Point, b: Point, c: Point, d: Point): boolean {
  if (Math.max(a[0], b[0]) < Math.min(c[0], d[0]) || Math.max(c[0], d[0]) < Math.min(a[0], b[0])) return false
  if (Math.max(a[1], b[1]) < Math.min(c[1], d[1]) || Math.max(c[1], d[1]) < Math.min(a[1], b[1])) return false
  return side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0
}

/** Metres between two segments; 0 where they meet. */
export function segmentGap(a: Point, b: Point, c: Point, d: Point): number {
  if (segmentsMeet(a, b, c, d)) return 0
  return Math.min(
    toSegment(a[0], a[1], c[0], c[1], d[0], d[1]),
    toSegment(b[0], b[1], c[0], c[1], d[0], d[1]),
    toSegment(c[0], c[1], a[0], a[1], b[0], b[1]),
    toSegment(d[0], d[1], a[0], a[1], b[0], b[1]),
  )
}

/** True where no side of a ring meets another but its neighbours. */
export function simple(ring: Point[]): boolean {
  for (let a = 0; a < ring.length; a++) {
    for (let b = a + 2; b < ring.length; b++) {
      if ((b + 1) % ring.length !== a && segmentsMeet(ring[a], ring[a + 1], ring[b], ring[(b + 1) % ring.length])) return false
    }
  }
  return true
}

export interface Box {
  west: number
  south: number
  east: number
  north: number
}

export function boxOf(points: Point[], margin = 0): Box {
  let west = Infinity
  let south = Infinity
  let east = -Infinity
  let north = -Infinity
  for (const [x, y] of points) {
    if (x < west) west = x
    if (x > east) east = x
    if (y < south) south = y
    if (y > north) north = y
  }
  return { west: west - margin, south: south - margin, east: east + margin, north: north + margin }
}

/** Indices of the vertices Douglas and Peucker keep: nothing dropped lies further than `tolerance` metres from the line. */
export function keptVertices(line: Point[], tolerance: number): number[] {
  const keep = new Uint8Array(line.length)
  keep[0] = keep[line.length - 1] = 1
  const open: number[] = [0, line.length - 1]
  while (open.length) {
    const last = open.pop() as number
    const first = open.pop() as number
    let worst = tolerance
    let at = -1
    for (let i = first + 1; i < last; i++) {
      const off = toSegment(line[i][0], line[i][1], line[first][0], line[first][1], line[last][0], line[last][1])
      if (off > worst) {
        worst = off
        at = i
      }
    }
    if (at > 0) {
      keep[at] = 1
      open.push(first, at, at, last)
    }
  }
  const kept: number[] = []
  for (let i = 0; i < line.length; i++) if (keep[i]) kept.push(i)
  return kept
}

/** To the centimetre, so that coordinates written and read again stay equal. */
export const centimetre = (value: number): number => Math.round(value * 100) / 100
