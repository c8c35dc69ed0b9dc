// Built-up land in pieces the size of a street block: villages cut along the banks, then halved again and
// again across their longer extent. Villages rather than grid cells, whose honeycomb would show through.
// Nothing overlaps, and neighbours share their corners.
import { boxOf, inRing, lerp, ringArea, type Box } from '../geometry.ts'
import { fractal, noise, random, type Noise, type Random } from '../random.ts'
import type { Division, Land, Places, Point, Terrain } from '../types.ts'
import { cut, fit, innerPoint, pieceOf, type Line, type Piece } from './cut.ts'
import type { Surface, WaterNear } from './surface.ts'

export interface Block {
  village: Division
  ring: Point[]
  /** Square metres. */
  area: number
  inner: Point
  /** 0…1 */
  builtUp: number
}

/** Land is built up where at least this share of it is. */
export const BUILT_UP = 0.4

/** Strips between a bank and a border smaller than this (m²) stay bank. */
const SMALLEST = 700

/** Metres between the looks at what is built up. */
const LOOK = 300

interface Cutting {
  builtUpAt: Terrain['builtUpAt']
  built: BuiltUpLand
  /** Multiplies the usual block so that the wanted number comes out. */
  fit: number
  /** Direction of streets around a place, in turns of the compass. */
  streets: Noise
  draw: Random
}

/** Cuts all built-up dry land into about `count` blocks; smaller ones where it is denser. */
export function blocks(
  { terrain }: Land, { divisions }: Places, water: Surface, { seed, count }: { seed: number; count: number },
): Block[] {
  const { builtUpAt } = terrain
  const built = new BuiltUpLand(terrain)
  const cutting = { builtUpAt, built, fit: built.usualBlocks / count, streets: fractal(noise(seed, 'streets'), 2), draw: random(seed, 'blocks') }
  const lines = new Map<string, Line>()
  const lineOf = (a: Point, b: Point): Line => {
    const key = `${a[0] + b[0]} ${a[1] + b[1]}`
    const line = lines.get(key) ?? []
    lines.set(key, line)
    return line
  }

  const found: { village: Division; piece: Piece; inner: Point; builtUp: number }[] = []
  for (const village of divisions) {
    if (village.level !== 'village') continue
    for (const [outer, ...holes] of village.polygons) {
      if (!built.within(boxOf(outer))) continue
      const solid = holes.reduce((parts, hole) => parts.flatMap((part) =>
        without(part, { ring: hole, stretches: [[...hole, hole[0]]], holds: (x, y) => inRing(hole, x, y) })), [pieceOf(outer, lineOf)])
      for (const piece of solid.flatMap((part) => dry(part, water)).flatMap((part) => halved(part, cutting))) {
        const inner = innerPoint(piece.ring)
        const builtUp = builtUpAt(inner[0], inner[1])
        if (builtUp >= BUILT_UP && ringArea(piece.ring) >= SMALLEST) found.push({ village, piece, inner, builtUp })
      }
    }
  }
  const rings = fit(found.map(({ piece }) => piece))
  return found.map(({ village, inner, builtUp }, i) => ({ village, ring: rings[i], area: ringArea(rings[i]), inner, builtUp }))
}

/** Square metres of a block before fitting to the wanted count. */
const usualSize = (builtUp: number): number => lerp(90_000, 24_000, builtUp)

/** Where the land is built up, on a regular sample: open country is passed over without cutting it to pieces first. */
class BuiltUpLand {
  /** How many blocks of the usual size the built-up land would hold. */
  readonly usualBlocks: number
  private readonly marks: Uint8Array
  private readonly columns: number
  private readonly rows: number

  constructor(private readonly terrain: Terrain) {
    const { grid, builtUpAt } = terrain
    this.columns = Math.ceil((grid.columns * grid.step) / LOOK)
    this.rows = Math.ceil((grid.rows * grid.step) / LOOK)
    this.marks = new Uint8Array(this.columns * this.rows)
    let blocks = 0
    for (let i = 0; i < this.marks.length; i++) {
      const share = builtUpAt(grid.west + (i % this.columns) * LOOK, grid.north - Math.floor(i / this.columns) * LOOK)
      if (share < BUILT_UP) continue
      this.marks[i] = 1
      blocks += LOOK ** 2 / usualSize(share)
    }
    this.usualBlocks = blocks
  }

  within({ west, south, east, north }: Box): boolean {
    const { grid } = this.terrain
    const first = Math.max(0, Math.floor((west - grid.west) / LOOK))
    const last = Math.min(this.columns - 1, Math.ceil((east - grid.west) / LOOK))
    const bottom = Math.min(this.rows - 1, Math.ceil((grid.north - south) / LOOK))
    for (let row = Math.max(0, Math.floor((grid.north - north) / LOOK)); row <= bottom; row++) {
      for (let column = first; column <= last; column++) if (this.marks[row * this.columns + column]) return true
    }
    return false
  }
}

/** What remains of a piece once the water is taken out of it. */
function dry(piece: Piece, water: Surface): Piece[] {
  return water.near(boxOf(piece.ring))
    .reduce((parts, one) => parts.flatMap((part) => without(part, one)), [piece])
    .filter((part) => !water.covers(innerPoint(part.ring)))
}

/** A piece without what lies inside a ring. */
function without(piece: Piece, water: WaterNear): Piece[] {
  const { ring, holds } = water
  let { stretches } = water
  if (stretches.length === 1 && stretches[0][0] === stretches[0][stretches[0].length - 1]) {
    const outside = ring.findIndex(([x, y]) => !inRing(piece.ring, x, y))
    // a water in the middle would leave a hole: halve the piece through it first
    if (outside < 0) return (cut(piece, straight(piece.ring, innerPoint(ring), 0)) ?? []).flatMap((half) => without(half, water))
    stretches = [[...ring.slice(outside), ...ring.slice(0, outside + 1)]]
  }
  let parts = [piece]
  for (const stretch of stretches) parts = parts.flatMap((part) => cut(part, stretch) ?? [part])
  return parts.filter((part) => {
    const [x, y] = innerPoint(part.ring)
    return !holds(x, y)
  })
}

/** Halves a piece, along and across the streets, until its parts are blocks; open land is left out on the way. */
function halved(piece: Piece, cutting: Cutting): Piece[] {
  const { builtUpAt, built, fit, streets, draw } = cutting
  const { ring } = piece
  const box = boxOf(ring)
  if (!built.within(box)) return []
  const area = ringArea(ring)
  const [east, north] = [(box.west + box.east) / 2, (box.south + box.north) / 2]
  const enough = fit * (1.1 + 0.6 * draw())
  if (area < usualSize(BUILT_UP) * enough && area < usualSize(Math.max(BUILT_UP, builtUpAt(east, north))) * enough) return [piece]

  const street = 1.2 * Math.PI * streets(east / 9000, north / 9000)
  const along = extent(ring, street)
  const across = extent(ring, street + Math.PI / 2)
  const alongIsLonger = along[1] - along[0] > across[1] - across[0]
  let best: Piece[] = []
  let bestLeast = 0
  for (let attempt = 0; attempt < 4 && bestLeast < 0.3 * area; attempt++) {
    const share = 0.5 + 0.24 * (draw() - 0.5)
    const [u, v] = [lerp(along[0], along[1], alongIsLonger ? share : 0.5), lerp(across[0], across[1], alongIsLonger ? 0.5 : share)]
    const through: Point = [u * Math.cos(street) - v * Math.sin(street), u * Math.sin(street) + v * Math.cos(street)]
    const parts = cut(piece, straight(ring, through, street + (alongIsLonger ? Math.PI / 2 : 0) + 0.14 * (draw() - 0.5)))
    if (!parts || parts.length < 2) continue
    const least = Math.min(...parts.map((part) => ringArea(part.ring)))
    if (least > bestLeast) [best, bestLeast] = [parts, least]
  }
  return best.length ? best.flatMap((part) => halved(part, cutting)) : [piece]
}

/** First and last distance of a ring's corners along a direction. */
function extent(ring: Point[], angle: number): [number, number] {
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)]
  let from = Infinity
  let to = -Infinity
  for (const [x, y] of ring) {
    const along = x * dx + y * dy
    from = Math.min(from, along)
    to = Math.max(to, along)
  }
  return [from, to]
}

/** A straight path through a place that surely leaves the ring on both sides. */
function straight(ring: Point[], through: Point, angle: number): Point[] {
  const [from, to] = extent(ring, angle)
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)]
  const own = through[0] * dx + through[1] * dy
  return [from - 10, to + 10].map((along): Point => [through[0] + (along - own) * dx, through[1] + (along - own) * dy])
}
