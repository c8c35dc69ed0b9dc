// Puts a city's rows into a database: planar metres become degrees here and nowhere else.
import { catalogue } from '../../domain/catalogue.ts'
import { projection } from '../../domain/coordinates.ts'
import type { Row, Shape, TableName } from '../../geodata/city/rows.ts'
import type { Point } from '../../geodata/city/types.ts'
import { ewkbHex, type Geometry } from '../../geodata/ewkb.ts'
import type { Queryable } from '../db/database.ts'

const { toDegrees } = projection('EPSG:4547')!

/** Tables whose column holds multi-polygons. */
const multi = new Set<string>(catalogue.filter((layer) => layer.multi).map(({ table }) => table))

/** 1 cm, in degrees: finer is noise and only lengthens what is stored. */
const rounded = (degrees: number) => Math.round(degrees * 1e7) / 1e7

const degreesOf = (at: Point): [number, number] => {
  const [lon, lat] = toDegrees(at)
  return [rounded(lon), rounded(lat)]
}

const closed = (ring: Point[]): Point[] => {
  const [first, last] = [ring[0], ring.at(-1)!]
  return first[0] === last[0] && first[1] === last[1] ? ring : [...ring, first]
}

const polygon = (rings: Point[][]) => rings.map((ring) => closed(ring).map(degreesOf))

const inDegrees = (shape: Shape, asMulti: boolean): Geometry => {
  switch (shape.type) {
    case 'Point':
      return { type: 'Point', coordinates: degreesOf(shape.coordinates) }
    case 'LineString':
      return { type: 'LineString', coordinates: shape.coordinates.map(degreesOf) }
    case 'Polygon':
      return asMulti ? { type: 'MultiPolygon', coordinates: [polygon(shape.coordinates)] } : { type: 'Polygon', coordinates: polygon(shape.coordinates) }
    case 'MultiPolygon':
      return { type: 'MultiPolygon', coordinates: shape.coordinates.map(polygon) }
  }
}

const valuesOf = (table: TableName, columns: string[]) => (row: Row) =>
  columns.map((column) => {
    const cell = row[column]
    return cell !== null && typeof cell === 'object' ? ewkbHex(inDegrees(cell, multi.has(table))) : cell
  })

function* each<In, Out>(list: Iterable<In>, change: (one: In) => Out): Generator<Out> {
  for (const one of list) yield change(one)
}

/** Copies one table's rows. */
export const writeTable = (db: Queryable, table: TableName, rows: Row[]): Promise<number> => {
  if (!rows.length) return Promise.resolve(0)
  const columns = Object.keys(rows[0])
  return db.copy(table, columns, each(rows, valuesOf(table, columns)))
}
