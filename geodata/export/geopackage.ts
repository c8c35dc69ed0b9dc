// A GeoPackage 1.3 with a table a layer, named like it.
import { writeFile } from 'node:fs/promises'
import initSqlJs, { type Database } from 'sql.js'
import type { Field } from '../../domain/catalogue.ts'
import type { ExportSystem } from '../../domain/export/formats.ts'
import { ewkbHex, type Geometry } from '../ewkb.ts'
import { wgs84Wkt, wktOf } from './systems.ts'
import { Extent, Misfit, type Table } from './table.ts'

/** sql.js keeps the whole file in memory, here and where it is read again. */
const mostBytes = 512 * 1024 ** 2

const typeOf: Record<Field['type'], string> = { text: 'TEXT', number: 'DOUBLE', integer: 'INTEGER', date: 'DATE', boolean: 'BOOLEAN' }
const shapeOf = { point: 'POINT', line: 'MULTILINESTRING', polygon: 'MULTIPOLYGON' } as const

/** What the standard demands of every file (tables 1 to 6 of OGC 12-128r18). */
const standard = `
  pragma application_id = 1196444487;
  pragma user_version = 10300;
  create table gpkg_spatial_ref_sys (srs_name text not null, srs_id integer not null primary key, organization text not null, organization_coordsys_id integer not null, definition text not null, description text);
  create table gpkg_contents (table_name text not null primary key, data_type text not null, identifier text unique, description text default '', last_change datetime not null default (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x double, min_y double, max_x double, max_y double, srs_id integer references gpkg_spatial_ref_sys (srs_id));
  create table gpkg_geometry_columns (table_name text not null unique references gpkg_contents (table_name), column_name text not null, geometry_type_name text not null, srs_id integer not null references gpkg_spatial_ref_sys (srs_id), z tinyint not null, m tinyint not null, primary key (table_name, column_name));`

/** One kind of shape a table: a single line or polygon is a collection of one. */
const collected = (geometry: Geometry): Geometry =>
  geometry.type === 'LineString' ? { type: 'MultiLineString', coordinates: [geometry.coordinates] }
  : geometry.type === 'Polygon' ? { type: 'MultiPolygon', coordinates: [geometry.coordinates] }
  : geometry

/** Header (little endian, an envelope for all but points) and WKB. */
function blobOf(geometry: Geometry, { west, south, east, north }: Extent, system: ExportSystem): Buffer {
  const point = geometry.type === 'Point'
  const header = Buffer.alloc(point ? 8 : 40)
  header.write('GP', 'latin1')
  header[3] = point ? 1 : 3
  header.writeInt32LE(Number(system), 4)
  if (!point) [west, east, south, north].forEach((value, i) => header.writeDoubleLE(value, 8 + 8 * i))
  return Buffer.concat([header, Buffer.from(ewkbHex(collected(geometry), 0), 'hex')])
}

async function fill(database: Database, { layer, system, rows }: Table): Promise<void> {
  const [table, number] = [layer.id, Number(system)]
  const addSystem = 'insert or ignore into gpkg_spatial_ref_sys values (?, ?, ?, ?, ?, null)'
  for (const [name, id, organization, of, definition] of [['undefined Cartesian', -1, 'NONE', -1, 'undefined'], ['undefined geographic', 0, 'NONE', 0, 'undefined'], ['WGS 84', 4326, 'EPSG', 4326, wgs84Wkt], [`EPSG:${system}`, number, 'EPSG', number, wktOf[system]]] as const)
    database.run(addSystem, [name, id, organization, of, definition])
  database.run(`create table ${table} (fid integer primary key autoincrement not null, geom ${shapeOf[layer.geometry]}, ${layer.fields.map(({ name, type }) => `"${name}" ${typeOf[type]}`).join(', ')})`)
  database.run('insert into gpkg_contents (table_name, data_type, identifier, srs_id) values (?, ?, ?, ?)', [table, 'features', layer.title.zh, number])
  database.run('insert into gpkg_geometry_columns values (?, ?, ?, ?, 0, 0)', [table, 'geom', shapeOf[layer.geometry], number])

  const whole = new Extent()
  let bytes = 0
  const insert = database.prepare(`insert into ${table} values (null, ?${', ?'.repeat(layer.fields.length)})`)
  database.run('begin')
  for await (const { fields, geometry } of rows) {
    const extent = new Extent().add(geometry)
    whole.join(extent)
    const blob = blobOf(geometry, extent, system)
    bytes += blob.length
    if (bytes > mostBytes) throw new Misfit('exportTooLarge', { format: 'GeoPackage', most: '512 MB' })
    insert.run([blob, ...layer.fields.map(({ name }) => (typeof fields[name] === 'boolean' ? Number(fields[name]) : (fields[name] ?? null)))])
  }
  database.run('commit')
  insert.free()
  if (whole.west <= whole.east) database.run('update gpkg_contents set min_x = ?, min_y = ?, max_x = ?, max_y = ?', [whole.west, whole.south, whole.east, whole.north])
}

export async function writeGeoPackage(path: string, ...tables: Table[]): Promise<void> {
  const { Database } = await initSqlJs()
  const database = new Database()
  try {
    database.run(standard)
    for (const table of tables) await fill(database, table)
    await writeFile(path, database.export())
  } finally {
    database.close()
  }
}
