// Where the middles of the grids lie: close together where people live, wide apart in the hills,
// in pairs on both banks of larger rivers, so that borders between them run along the water.
import Delaunator from 'delaunator'
import { boxOf } from './geometry.ts'
import { Quarters } from './placesQuarters.ts'
import { barrier } from './placesRivers.ts'
import { random } from './random.ts'
import type { Land, Point } from './types.ts'

/** Metres: rivers wider than this have a pair of middles at every step. */
const BANKED = 28
/** At most this share of all grids lies along rivers. */
const RIVERSIDE = 0.4
const RELAXED = 7

export interface Sites {
  /** Exactly the wanted number of middles, inside the outline. */
  at: Point[]
  /** Three far-off points that give every middle a bounded cell. */
  frame: Point[]
}

export type Inside = (east: number, north: number) => boolean

/** Relative number of grids on a square of ground. */
const density = (land: Land, inSea: Inside, east: number, north: number): number =>
  inSea(east, north) ? 0.06 : 0.55 + 30 * land.terrain.builtUpAt(east, north) ** 1.5

export function sites(land: Land, count: number, seed: number, inside: Inside, inSea: Inside): Sites {
  const draw = random(seed, 'grids')
  const box = boxOf(land.terrain.outline)
  const wide = box.east - box.west
  const tall = box.north - box.south

  // ── The density as a raster, summed up so that a draw finds its cell ──
  const step = Math.sqrt((wide * tall) / (10 * count))
  const columns = Math.ceil(wide / step)
  const rows = Math.ceil(tall / step)
  const summed = new Float64Array(columns * rows + 1)
  for (let cell = 0; cell < columns * rows; cell++) {
    const east = box.west + ((cell % columns) + 0.5) * step
    const north = box.south + (Math.floor(cell / columns) + 0.5) * step
    summed[cell + 1] = summed[cell] + (inside(east, north) ? density(land, inSea, east, north) : 0)
  }
  const perDensity = count / (summed[columns * rows] * step * step)
  /** Metres across a grid at a place. */
  const size = (east: number, north: number): number => 1 / Math.sqrt(perDensity * density(land, inSea, east, north))

  const at = riverside(land, inside, inSea, size, Math.floor(RIVERSIDE * count))
  const water = barrier(land.rivers, BANKED)
  const quarters = new Quarters(land, seed, size)
  for (const block of quarters.blocks(box)) {
    if (at.length > 0.9 * count) break
    if (inside(...block) && !inSea(...block) && !water.near(...block, 0.3 * size(...block))) at.push(block)
  }
  const fixed = at.length
  for (let attempt = 0; at.length < count; attempt++) {
    const level = draw() * summed[columns * rows]
    let low = 0
    let high = columns * rows
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (summed[middle] <= level) low = middle
      else high = middle
    }
    const east = box.west + ((low % columns) + draw()) * step
    const north = box.south + (Math.floor(low / columns) + draw()) * step
    if (!inside(east, north)) continue
    // a city of nothing but water and streets has to live there
    if (attempt < 20 * count && (water.near(east, north, 0.3 * size(east, north)) || quarters.of(east, north))) continue
    at.push([east, north])
  }
  const far = 4 * Math.max(wide, tall)
  const middle: Point = [(box.west + box.east) / 2, (box.south + box.north) / 2]
  const frame = [0.3, 2.4, 4.5].map((angle): Point => [middle[0] + far * Math.cos(angle), middle[1] + far * Math.sin(angle)])
  for (let round = 0; round < RELAXED; round++) relax(at, frame, fixed, inside)
  return { at, frame }
}

function riverside(land: Land, inside: Inside, inSea: Inside, size: (e: number, n: number) => number, most: number): Point[] {
  const at: Point[] = []
  const cell = 500
  const cells = new Map<number, Point[]>()
  const key = (x: number, y: number): number => Math.floor(x / cell) * 100_003 + Math.floor(y / cell)
  const free = ([x, y]: Point, apart: number): boolean => {
    const reach = Math.ceil(apart / cell)
    for (let i = -reach; i <= reach; i++) {
      for (let j = -reach; j <= reach; j++) {
        for (const other of cells.get(key(x + i * cell, y + j * cell)) ?? [])
          if (Math.hypot(other[0] - x, other[1] - y) < apart) return false
      }
    }
    return true
  }
  const add = (point: Point): void => {
    at.push(point)
    const list = cells.get(key(point[0], point[1]))
    if (list) list.push(point)
    else cells.set(key(point[0], point[1]), [point])
  }
  const byWidth = land.rivers.map((river) => ({ river, widest: river.width.reduce((most, width) => Math.max(most, width), 0) }))
    .filter(({ widest }) => widest >= BANKED)
    .sort((a, b) => b.widest - a.widest || a.river.id - b.river.id)
  for (const { river } of byWidth) {
    let wait = 0
    for (let k = 1; k < river.line.length; k++) {
      const [a, b] = [river.line[k - 1], river.line[k]]
      const long = Math.hypot(b[0] - a[0], b[1] - a[1])
      let along = wait
      for (; along < long; ) {
        const t = along / long
        const east = a[0] + t * (b[0] - a[0])
        const north = a[1] + t * (b[1] - a[1])
        // closer than the country asks for, to follow bends; much closer and grids would be strips
        const open = size(east, north)
        const across = Math.min(open, Math.max(250 + 4 * river.width[k], 0.62 * open))
        const off = Math.max(0.42 * across, river.width[k] / 2 + 0.22 * across)
        along += Math.max(0.8 * across, 0.75 * off)
        if (river.width[k] < BANKED || inSea(east, north) || at.length + 2 > most) continue
        const nx = -(b[1] - a[1]) / long
        const ny = (b[0] - a[0]) / long
        const left: Point = [east + nx * off, north + ny * off]
        const right: Point = [east - nx * off, north - ny * off]
        if (!inside(...left) || !inside(...right) || !free(left, 0.5 * across) || !free(right, 0.5 * across)) continue
        add(left)
        add(right)
      }
      wait = along - long
    }
  }
  return at
}

/** One step of Lloyd's relaxation: middles move to the centroids of their cells; the first `fixed` and those at the border stay. */
function relax(at: Point[], frame: Point[], fixed: number, inside: Inside): void {
  const { triangles, halfedges, coords } = Delaunator.from([...at, ...frame])
  const count = at.length
  const cx = new Float64Array(triangles.length / 3)
  const cy = new Float64Array(triangles.length / 3)
  const stays = new Uint8Array(count + frame.length).fill(1, 0, fixed)
  for (let t = 0; t < cx.length; t++) {
    ;[cx[t], cy[t]] = circumcentre(coords, triangles, t)
    if (!inside(cx[t], cy[t])) for (let k = 0; k < 3; k++) stays[triangles[3 * t + k]] = 1
  }
  const sum = new Float64Array(count + frame.length)
  const sumX = new Float64Array(count + frame.length)
  const sumY = new Float64Array(count + frame.length)
  for (let e = 0; e < halfedges.length; e++) {
    if (halfedges[e] < 0) continue
    const site = triangles[e]
    if (stays[site]) continue
    const u = Math.floor(e / 3)
    const v = Math.floor(halfedges[e] / 3)
    const x = coords[2 * site]
    const y = coords[2 * site + 1]
    const twice = Math.abs((cx[u] - x) * (cy[v] - y) - (cx[v] - x) * (cy[u] - y))
    sum[site] += twice
    sumX[site] += (twice * (x + cx[u] + cx[v])) / 3
    sumY[site] += (twice * (y + cy[u] + cy[v])) / 3
  }
  for (let site = fixed; site < count; site++) {
    if (!stays[site] && sum[site] > 0) at[site] = [sumX[site] / sum[site], sumY[site] / sum[site]]
  }
}

/** The centre of the circle through a triangle's corners: a corner of three cells. */
export function circumcentre(coords: ArrayLike<number>, triangles: ArrayLike<number>, t: number): Point {
  const a = 2 * triangles[3 * t]
  const b = 2 * triangles[3 * t + 1]
  const c = 2 * triangles[3 * t + 2]
  const dx = coords[b] - coords[a]
  const dy = coords[b + 1] - coords[a + 1]
  const ex = coords[c] - coords[a]
  const ey = coords[c + 1] - coords[a + 1]
  const bl = dx * dx + dy * dy
  const cl = ex * ex + ey * ey
  const d = 0.5 / (dx * ey - dy * ex)
  return [coords[a] + (ey * bl - dy * cl) * d, coords[a + 1] + (dx * cl - ex * bl) * d]
}
