// A source shape made into what the layer's table holds: the right type, two dimensions, stored degrees.
import type { Geometry, GeometryCollection } from 'geojson'
import type { Layer } from '../../domain/catalogue.ts'
import { metresBetween, type LonLat } from '../../domain/coordinates.ts'
import { text, type Text } from '../../domain/text.ts'
import { chained } from './chain.ts'

export type Shape =
  | { type: 'Point'; coordinates: LonLat }
  | { type: 'LineString'; coordinates: LonLat[] }
  | { type: 'MultiLineString' | 'Polygon'; coordinates: LonLat[][] }
  | { type: 'MultiPolygon'; coordinates: LonLat[][][] }

class BadShape extends Error {
  constructor(readonly words: Text) {
    super(words.zh)
  }
}

const fail = (zh: string, en: string): never => {
  throw new BadShape(text(zh, en))
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : fail('坐标不是数组', 'coordinates are not a list'))

type ToDegrees = (at: [number, number]) => LonLat

function place(value: unknown, toDegrees: ToDegrees): LonLat {
  const [x, y] = list(value)
  if (typeof x !== 'number' || typeof y !== 'number') return fail(`坐标不是数：${JSON.stringify(value)?.slice(0, 60)}`, 'a coordinate is not a number')
  if (!Number.isFinite(x) || !Number.isFinite(y)) return fail('坐标不是有限的数', 'a coordinate is not finite')
  const at = toDegrees([x, y])
  if (!at.every(Number.isFinite) || Math.abs(at[0]) > 180 || Math.abs(at[1]) > 90) return fail(`坐标越界：${x}, ${y}`, `a coordinate is out of range: ${x}, ${y}`)
  return [rounded(at[0]), rounded(at[1])]
}

/** 0.1 mm, in degrees: finer is the noise of a projection. */
const rounded = (degrees: number) => Math.round(degrees * 1e9) / 1e9

const same = (a: LonLat | undefined, b: LonLat | undefined) => a?.[0] === b?.[0] && a?.[1] === b?.[1]

function line(value: unknown, toDegrees: ToDegrees): LonLat[] {
  const places = list(value).map((one) => place(one, toDegrees)).filter((at, i, all) => i === 0 || !same(at, all[i - 1]))
  return places.length < 2 ? fail('线不足两个不同的点', 'a line of fewer than two different points') : places
}

function ring(value: unknown, toDegrees: ToDegrees): LonLat[] {
  const places = line(value, toDegrees)
  if (!same(places[0], places.at(-1))) fail('面的环没有闭合', 'a ring is not closed')
  return places.length < 4 ? fail('面的环不足三个不同的点', 'a ring of fewer than three different points') : places
}

/** Twice the signed area, positive counter-clockwise. */
const turn = (places: LonLat[]) => places.reduce((sum, [x, y], i) => {
  const [nextX, nextY] = places[(i + 1) % places.length]
  return sum + x * nextY - nextX * y
}, 0)

/** Outer rings counter-clockwise, holes clockwise (RFC 7946). */
const polygon = (value: unknown, toDegrees: ToDegrees): LonLat[][] =>
  list(value).map((one, i) => {
    const places = ring(one, toDegrees)
    return turn(places) > 0 === (i === 0) ? places : places.reverse()
  })

const members = (value: unknown): unknown[] => {
  const all = list(value)
  return all.length ? all : fail('几何是空的', 'the geometry is empty')
}

type Kind = Layer['geometry']
type Single = Exclude<Geometry, GeometryCollection>

const kinds: Record<string, Kind> = {
  Point: 'point', MultiPoint: 'point', LineString: 'line', MultiLineString: 'line', Polygon: 'polygon', MultiPolygon: 'polygon',
}
const kindNames: Record<Kind, Text> = { point: text('点', 'points'), line: text('线', 'lines'), polygon: text('面', 'polygons') }

/** The geometries of a collection, however deep they lie in it. */
const membersOf = (geometry: Geometry): Geometry[] =>
  geometry?.type === 'GeometryCollection' ? list(geometry.geometries).flatMap((one) => membersOf(one as Geometry)) : [geometry]

/** What of a collection is of the layer's kind, as one geometry, and how much is not. */
function ofKind(geometry: GeometryCollection, kind: Kind): { taken: Single; left: number } {
  const all = membersOf(geometry)
  const taken = all.filter((one) => kinds[one?.type] === kind) as { type: string; coordinates: unknown }[]
  if (!taken.length) fail(`几何集合里没有${kindNames[kind].zh}`, `no ${kindNames[kind].en} in the geometry collection`)
  const coordinates = taken.flatMap((one) => (one.type.startsWith('Multi') ? list(one.coordinates) : [one.coordinates]))
  const type = { point: 'MultiPoint', line: 'MultiLineString', polygon: 'MultiPolygon' }[kind]
  return { taken: { type, coordinates } as Single, left: all.length - taken.length }
}

function parts(geometry: Single, layer: Layer, toDegrees: ToDegrees): Shape {
  const { type } = geometry
  const coordinates: unknown = geometry.coordinates
  if (layer.geometry === 'point' && (type === 'Point' || type === 'MultiPoint')) {
    const places = type === 'Point' ? [coordinates] : members(coordinates)
    if (places.length > 1) fail(`一个要素有 ${places.length} 个点`, `${places.length} points in one feature`)
    return { type: 'Point', coordinates: place(places[0], toDegrees) }
  }
  if (layer.geometry === 'line' && (type === 'LineString' || type === 'MultiLineString')) {
    const lines = chained((type === 'LineString' ? [coordinates] : members(coordinates)).map((one) => line(one, toDegrees)))
    return lines.length === 1 ? { type: 'LineString', coordinates: lines[0] } : { type: 'MultiLineString', coordinates: lines }
  }
  if (layer.geometry === 'polygon' && (type === 'Polygon' || type === 'MultiPolygon')) {
    const polygons = (type === 'Polygon' ? [members(coordinates)] : members(coordinates)).map((one) => polygon(one, toDegrees))
    // Waters may be single polygons; every other polygon column holds multipolygons.
    return polygons.length === 1 && layer.water ? { type: 'Polygon', coordinates: polygons[0] } : { type: 'MultiPolygon', coordinates: polygons }
  }
  const wanted = kindNames[layer.geometry]
  return fail(`几何是 ${String(type).slice(0, 30)}，${layer.title.zh}要${wanted.zh}`, `geometry is ${String(type).slice(0, 30)}, ${layer.title.en} wants ${wanted.en}`)
}

const hollow = (value: unknown): boolean => Array.isArray(value) && value.every(hollow)

/** Whether there is no shape at all, neither a right one nor a bad one: null, or an empty one of any kind. */
export const isNothing = (geometry: Geometry | null): boolean =>
  geometry === null || (geometry.type in kinds && hollow((geometry as Single).coordinates)) || (geometry.type === 'GeometryCollection' && hollow(geometry.geometries))

/** The shape in stored degrees with what was left out of it, or what is wrong with it. */
export function shapeFor(
  layer: Layer, geometry: Geometry | null, toDegrees: ToDegrees,
): { shape: Shape; remark?: Text } | { trouble: Text } {
  if (geometry === null) return { trouble: text('没有几何', 'no geometry') }
  try {
    if (geometry.type !== 'GeometryCollection') return { shape: parts(geometry, layer, toDegrees) }
    const { taken, left } = ofKind(geometry, layer.geometry)
    const shape = parts(taken, layer, toDegrees)
    const { zh, en } = kindNames[layer.geometry]
    const remark = text(`几何集合里只取${zh}，另有 ${left} 个没有导入`, `only ${en} of the geometry collection are taken, ${left} left out`)
    return left ? { shape, remark } : { shape }
  } catch (caught) {
    if (caught instanceof BadShape) return { trouble: caught.words }
    // Nested deeper than the stack, as only a hostile file is.
    if (caught instanceof RangeError) return { trouble: text('几何无法处理', 'the geometry cannot be handled') }
    throw caught
  }
}

/** All places of a shape in order. */
export const placesOf = (shape: Shape): LonLat[] => (shape.type === 'Point' ? [shape.coordinates] : (shape.coordinates.flat(shape.type === 'MultiPolygon' ? 2 : shape.type === 'LineString' ? 0 : 1) as LonLat[]))

/** Metres along a line, over all its parts. */
export const lengthOf = (shape: Shape): number => {
  const lines = shape.type === 'LineString' ? [shape.coordinates] : shape.type === 'MultiLineString' ? shape.coordinates : []
  return lines.reduce((sum, places) => sum + places.reduce((along, at, i) => (i ? along + metresBetween(places[i - 1], at) : 0), 0), 0)
}
