// Encodes rows as MVT where the database cannot (PGlite is built without protobuf). Same grid, margin, winding and
// dropping of what collapses as ST_AsMVTGeom, so that both engines show the same features.
import { fromGeojsonVt } from '@maplibre/vt-pbf'
import wkx from 'wkx'
import type { LayerId } from '../../domain/catalogue.ts'
import { breathOf } from '../breath.ts'
import { extent, margin, type TileAddress, type TileRow } from './queries.ts'

type Cell = [number, number]

const worldMetres = 2 * Math.PI * 6378137

/** Metres of web mercator → whole units of the tile, y downwards. */
const gridOf = ({ z, x, y }: TileAddress) => {
  const unit = worldMetres / 2 ** z / extent
  const west = x * extent * unit - worldMetres / 2
  const north = worldMetres / 2 - y * extent * unit
  return ([east, northing]: number[]): Cell => [Math.round((east - west) / unit), Math.round((north - northing) / unit)]
}

const withoutRepeats = (cells: Cell[]) => cells.filter((cell, i) => i === 0 || cell[0] !== cells[i - 1][0] || cell[1] !== cells[i - 1][1])

/** Twice the signed area; positive is clockwise on a screen, as MVT wants of outer rings. */
const turn = (ring: Cell[]) => ring.reduce((sum, [x, y], i) => {
  const [nextX, nextY] = ring[(i + 1) % ring.length]
  return sum + x * nextY - nextX * y
}, 0)

const wound = (ring: Cell[], outer: boolean): Cell[] | null => {
  const clean = withoutRepeats(ring)
  const area = turn(clean)
  if (clean.length < 4 || area === 0) return null
  return area > 0 === outer ? clean : clean.reverse()
}

/** Within the tile or its margin. */
const known = (cell: Cell) => cell.every((units) => units >= -margin && units <= extent + margin)

type Coordinates = number[] | Coordinates[]
interface Geometry {
  type: string
  coordinates?: Coordinates
  geometries?: Geometry[]
}

interface Encoded {
  points: Cell[]
  lines: Cell[][]
  rings: Cell[][]
}

/** Cutting may leave points of a line or edges of a polygon in a collection: each kind is kept apart. */
const collect = (geometry: Geometry, cellOf: (at: number[]) => Cell, into: Encoded): void => {
  const line = (of: Coordinates) => (of as number[][]).map(cellOf)
  switch (geometry.type) {
    case 'Point':
      if (geometry.coordinates!.length) into.points.push(cellOf(geometry.coordinates as number[]))
      break
    case 'MultiPoint':
      into.points.push(...line(geometry.coordinates!))
      break
    case 'LineString': {
      const cells = withoutRepeats(line(geometry.coordinates!))
      if (cells.length > 1) into.lines.push(cells)
      break
    }
    case 'Polygon': {
      const [outer, ...holes] = geometry.coordinates as Coordinates[]
      const ring = outer && wound(line(outer), true)
      if (!ring) break
      into.rings.push(ring)
      for (const hole of holes) {
        const inner = wound(line(hole), false)
        if (inner) into.rings.push(inner)
      }
      break
    }
    case 'MultiLineString':
    case 'MultiPolygon':
      for (const part of geometry.coordinates as Coordinates[]) collect({ type: geometry.type.slice(5), coordinates: part }, cellOf, into)
      break
    case 'GeometryCollection':
      for (const part of geometry.geometries!) collect(part, cellOf, into)
  }
}

const kinds = { point: 1, line: 2, polygon: 3 } as const

/** One layer of a tile, or null where nothing of it shows. A full one takes long: in steps, so that others are answered between. */
export const encodeLayer = async (
  layer: LayerId, kind: keyof typeof kinds, rows: readonly TileRow[], at: TileAddress,
): Promise<Uint8Array | null> => {
  const cellOf = gridOf(at)
  const breath = breathOf()
  const features = []
  for (const { code, props, wkb } of rows) {
    if (breath.due()) await breath.take()
    const into: Encoded = { points: [], lines: [], rings: [] }
    collect(wkx.Geometry.parse(Buffer.from(wkb)).toGeoJSON() as Geometry, cellOf, into)
    const geometry = kind === 'point' ? into.points.filter(known) : kind === 'line' ? into.lines : into.rings
    if (geometry.length) features.push({ id: undefined, type: kinds[kind], geometry, tags: { code, ...props } })
  }
  if (!features.length) return null
  return fromGeojsonVt({ [layer]: { features } }, { version: 2, extent })
}
