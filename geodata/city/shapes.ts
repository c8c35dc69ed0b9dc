// Outlines of still waters: the zero line of a field, or a band along a line.

import { contours } from 'd3-contour'
import type { Box } from './geometry.ts'
import { centimetre, clamp, keptVertices, ringArea, toSegment } from './geometry.ts'
import type { Noise } from './random.ts'
import type { Point } from './types.ts'

/** The largest ring where `field` is positive inside a box, counter-clockwise, or null. `cells` across the longer side. */
export function zeroLine(box: Box, cells: number, field: (east: number, north: number) => number): Point[] | null {
  const step = Math.max(box.east - box.west, box.north - box.south) / cells
  const columns = Math.ceil((box.east - box.west) / step) + 1
  const rows = Math.ceil((box.north - box.south) / step) + 1
  const values = new Array<number>(columns * rows)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const rim = row === 0 || column === 0 || row === rows - 1 || column === columns - 1
      const value = field(box.west + column * step, box.south + row * step)
      values[row * columns + column] = rim ? Math.min(value, -1e-6) : value
    }
  }
  let best: Point[] | null = null
  let most = 0
  for (const [outer] of contours().size([columns, rows]).thresholds([0])(values)[0].coordinates) {
    const ring = outer.slice(0, -1).map(([c, r]): Point => [box.west + (c - 0.5) * step, box.south + (r - 0.5) * step])
    const area = ringArea(ring)
    if (Math.abs(area) <= most) continue
    most = Math.abs(area)
    best = area < 0 ? ring.reverse() : ring
  }
  return best && tidy(best, step * 0.12)
}

/** A ring thinned to `tolerance` metres and written to the centimetre. */
export function tidy(ring: Point[], tolerance: number): Point[] {
  const half = Math.floor(ring.length / 2)
  const one = ring.slice(0, half + 1)
  const two = [...ring.slice(half), ring[0]]
  const thin = [
    ...keptVertices(one, tolerance).slice(0, -1).map((k) => one[k]), ...keptVertices(two, tolerance).slice(0, -1).map((k) => two[k]),
  ]
  return thin.map(([x, y]) => [centimetre(x), centimetre(y)])
}

/** A water around a spine: `radius` metres per spine vertex, its bank pushed about by noise. */
export function around(spine: Point[], radius: number[], rough: Noise, roughness: number, cells = 46): Point[] | null {
  const widest = Math.max(...radius)
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity }
  for (const [x, y] of spine) {
    box.west = Math.min(box.west, x - 1.8 * widest)
    box.east = Math.max(box.east, x + 1.8 * widest)
    box.south = Math.min(box.south, y - 1.8 * widest)
    box.north = Math.max(box.north, y + 1.8 * widest)
  }
  return zeroLine(box, cells, (x, y) => {
    let inside = -Infinity
    for (let k = 0; k + 1 < spine.length; k++) {
      const [a, b] = [spine[k], spine[k + 1]]
      const along = ((x - a[0]) * (b[0] - a[0]) + (y - a[1]) * (b[1] - a[1])) / ((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2 || 1)
      const r = radius[k] + (radius[k + 1] - radius[k]) * clamp(along, 0, 1)
      inside = Math.max(inside, r - toSegment(x, y, a[0], a[1], b[0], b[1]))
    }
    return inside + roughness * widest * rough(x / (1.1 * widest), y / (1.1 * widest))
      + 0.4 * roughness * widest * rough(x / (0.4 * widest) + 31, y / (0.4 * widest))
  })
}

/** A thin water of even width along a line, metres. */
export function band(line: Point[], width: number): Point[] {
  const left: Point[] = []
  const right: Point[] = []
  line.forEach((point, k) => {
    const p = line[Math.max(0, k - 1)]
    const q = line[Math.min(line.length - 1, k + 1)]
    const length = Math.hypot(q[0] - p[0], q[1] - p[1]) || 1
    const nx = (-(q[1] - p[1]) / length) * (width / 2)
    const ny = ((q[0] - p[0]) / length) * (width / 2)
    left.push([centimetre(point[0] + nx), centimetre(point[1] + ny)])
    right.push([centimetre(point[0] - nx), centimetre(point[1] - ny)])
  })
  return [...right, ...left.reverse()]
}
