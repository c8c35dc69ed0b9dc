// A geometry as the checks walk it: its lines or rings, and an index of its segments.
import Flatbush from 'flatbush'
import type { Geometry, Position } from 'geojson'
import type { LonLat } from '../shift.ts'

export interface Segment {
  part: number
  /** Runs from vertex `i` of its part to the next. */
  i: number
  a: LonLat
  b: LonLat
}

export type Box = [west: number, south: number, east: number, north: number]

const boxOf = (a: LonLat, b: LonLat): Box => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])]

/** An index of segments; null where there are none. */
export function indexOf(segments: readonly { a: LonLat; b: LonLat }[]): Flatbush | null {
  if (!segments.length) return null
  const tree = new Flatbush(segments.length)
  for (const { a, b } of segments) tree.add(...boxOf(a, b))
  tree.finish()
  return tree
}

const partsOf = (geometry: Geometry): { kind: Shape['kind']; parts: Position[][]; owner: number[] } => {
  const one = (kind: Shape['kind'], parts: Position[][]) => ({ kind, parts, owner: parts.map(() => 0) })
  switch (geometry.type) {
    case 'Point': return one('point', [[geometry.coordinates]])
    case 'MultiPoint': return one('point', [geometry.coordinates])
    case 'LineString': return one('line', [geometry.coordinates])
    case 'MultiLineString': return one('line', geometry.coordinates)
    case 'Polygon': return one('polygon', geometry.coordinates)
    case 'MultiPolygon': return { kind: 'polygon', parts: geometry.coordinates.flat(), owner: geometry.coordinates.flatMap((rings, i) => rings.map(() => i)) }
    case 'GeometryCollection': return one('point', [])
  }
}

export class Shape {
  readonly kind: 'point' | 'line' | 'polygon'
  /** Lines of a line, rings of a polygon. */
  readonly parts: LonLat[][]
  /** Of each ring, the number of its polygon; the first ring of a polygon is its shell. */
  readonly owner: number[]
  readonly box: Box
  #segments: Segment[] | undefined
  #index: Flatbush | null | undefined

  constructor(geometry: Geometry) {
    const { kind, parts, owner } = partsOf(geometry)
    this.kind = kind
    this.parts = parts as LonLat[][]
    this.owner = owner
    this.box = [Infinity, Infinity, -Infinity, -Infinity]
    for (const part of this.parts)
      for (const [lon, lat] of part) {
        if (lon < this.box[0]) this.box[0] = lon
        if (lat < this.box[1]) this.box[1] = lat
        if (lon > this.box[2]) this.box[2] = lon
        if (lat > this.box[3]) this.box[3] = lat
      }
  }

  get segments(): Segment[] {
    return (this.#segments ??= this.kind === 'point' ? [] : this.parts.flatMap((places, part) => places.slice(1).map((b, i) => ({ part, i, a: places[i], b }))))
  }

  /** Numbers of the segments whose boxes meet a box, in order. */
  search(box: Box): number[] {
    this.#index ??= indexOf(this.segments)
    return this.#index?.search(...box).sort((one, other) => one - other) ?? []
  }

  /** Segments whose boxes meet a segment's. */
  meeting(segment: Segment): Segment[] {
    return this.search(boxOf(segment.a, segment.b)).map((i) => this.segments[i])
  }
}

const shapes = new WeakMap<Geometry, Shape>()

/** Kept for as long as the geometry is, so that neighbours are indexed once while one draws: a changed geometry must be a new object. */
export function shapeOf(geometry: Geometry): Shape {
  const known = shapes.get(geometry)
  if (known) return known
  const made = new Shape(geometry)
  shapes.set(geometry, made)
  return made
}

/** A geometry of the same type with other lines or rings, as many as before. */
export function withParts(geometry: Geometry, parts: LonLat[][]): Geometry {
  switch (geometry.type) {
    case 'Point': return { type: 'Point', coordinates: parts[0]?.[0] }
    case 'MultiPoint':
    case 'LineString': return { type: geometry.type, coordinates: parts[0] }
    case 'MultiLineString':
    case 'Polygon': return { type: geometry.type, coordinates: parts }
    case 'MultiPolygon': {
      let next = 0
      return { type: 'MultiPolygon', coordinates: geometry.coordinates.map((rings) => rings.map(() => parts[next++])) }
    }
    case 'GeometryCollection': return geometry
  }
}

/** With one of its lines or rings another. */
export const withPart = (geometry: Geometry, part: number, places: LonLat[]): Geometry =>
  withParts(geometry, shapeOf(geometry).parts.with(part, places))

/** With one more vertex, in the segment it lies on. */
export const withVertex = (geometry: Geometry, { part, i }: Segment, at: LonLat): Geometry =>
  withPart(geometry, part, (shapeOf(geometry).parts[part]).toSpliced(i + 1, 0, at))
