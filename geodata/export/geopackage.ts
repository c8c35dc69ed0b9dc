// A GeoPackage 1.3 with a table a layer, named like it.
import { writeFile } from 'node:fs/promises'
import initSqlJs, { type Database } from 'sql.js'
import type { Field } from '../../domain/catalogue.ts'
import type { ExportSystem } from '../../domain/export/formats.ts'
import { ewkbHex, type Geometry } from '../ewkb.ts'
import { rtree } from './rtree.ts'
import { systems, wgs84, type System } from './systems.ts'
import { Extent, Misfit, type Table } from './table.ts'

/** sql.js keeps the whole file in memory, here and where it is read again. */
const mostBytes = 512 * 1024 ** 2

/** A whole number of the register has four bytes. */
const typeOf: Record<Field['type'], string> = { text: 'TEXT', number: 'DOUBLE', integer: 'MEDIUMINT', date: 'DATE', boolean: 'BOOLEAN' }
const shapeOf = { point: 'POINT', line: 'MULTILINESTRING', polygon: 'MULTIPOLYGON' } as const

/** What the standard demands of every file (tables 1 to 6 and 12 of OGC 12-128r18), its types in capitals, which some checkers want. */
const standard = `
  pragma application_id = 1196444487;
  pragma user_version = 10300;
  create table gpkg_spatial_ref_sys (srs_name TEXT not null, srs_id INTEGER not null primary key, organization TEXT not null, organization_coordsys_id INTEGER not null, definition TEXT not null, description TEXT);
  create table gpkg_contents (table_name TEXT not null primary key, data_type TEXT not null, identifier TEXT unique, description TEXT default '', last_change DATETIME not null default (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, constraint fk_gc_r_srs_id foreign key (srs_id) references gpkg_spatial_ref_sys (srs_id));
  create table gpkg_geometry_columns (table_name TEXT not null unique, column_name TEXT not null, geometry_type_name TEXT not null, srs_id INTEGER not null, z TINYINT not null, m TINYINT not null, constraint pk_geom_cols primary key (table_name, column_name), constraint fk_gc_tn foreign key (table_name) references gpkg_contents (table_name), constraint fk_gc_srs foreign key (srs_id) references gpkg_spatial_ref_sys (srs_id));
  create table gpkg_data_columns (table_name TEXT not null, column_name TEXT not null, name TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT, constraint pk_gdc primary key (table_name, column_name), constraint gdc_tn unique (table_name, name));
  create table gpkg_data_column_constraints (constraint_name TEXT not null, constraint_type TEXT not null, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT, constraint gdcc_ntv unique (constraint_name, constraint_type, value));
  create table gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT not null, definition TEXT not null, scope TEXT not null, constraint ge_tce unique (table_name, column_name, extension_name));
  insert into gpkg_spatial_ref_sys values ('Undefined Cartesian', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'), ('Undefined geographic', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system');
  insert into gpkg_extensions values ('gpkg_data_columns', null, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write'), ('gpkg_data_column_constraints', null, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write');`

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

const knowsSystem = (database: Database, number: number, { name, wkt }: System) =>
  database.run('insert or ignore into gpkg_spatial_ref_sys values (?, ?, ?, ?, ?, null)', [name, number, 'EPSG', number, wkt])

/** What a column is called, and in which words, as QGIS shows it. */
function describe(database: Database, table: string, { name, title, unit, values }: Field): void {
  const list = values ? `${table}_${name}` : null
  const described = unit ? `${title.en} (${unit})` : title.en
  database.run('insert into gpkg_data_columns values (?, ?, null, ?, ?, null, ?)', [table, name, unit ? `${title.zh}（${unit}）` : title.zh, described, list])
  for (const [value, { zh }] of Object.entries(values ?? {}))
    database.run(`insert into gpkg_data_column_constraints values (?, 'enum', ?, null, null, null, null, ?)`, [list, value, zh])
}

async function fill(database: Database, { layer, system, rows }: Table): Promise<void> {
  const [table, number] = [layer.id, Number(system)]
  knowsSystem(database, number, systems[system])
  database.run(`create table ${table} (fid INTEGER primary key autoincrement not null, geom ${shapeOf[layer.geometry]}, ${layer.fields.map(({ name, type }) => `"${name}" ${typeOf[type]}`).join(', ')})`)
  database.run('insert into gpkg_contents (table_name, data_type, identifier, description, srs_id) values (?, ?, ?, ?, ?)', [table, 'features', layer.title.zh, layer.title.en, number])
  database.run('insert into gpkg_geometry_columns values (?, ?, ?, ?, 0, 0)', [table, 'geom', shapeOf[layer.geometry], number])
  for (const field of layer.fields) describe(database, table, field)

  const whole = new Extent()
  const boxes: (Extent & { id: number })[] = []
  let bytes = 0
  const insert = database.prepare(`insert into ${table} values (?${', ?'.repeat(layer.fields.length + 1)})`)
  database.run('begin')
  for await (const { fields, geometry } of rows) {
    const extent = new Extent().add(geometry)
    whole.join(extent)
    const id = boxes.push(Object.assign(extent, { id: boxes.length + 1 }))
    const blob = blobOf(geometry, extent, system)
    bytes += blob.length
    if (bytes > mostBytes) throw new Misfit('exportTooLarge', { format: 'GeoPackage', most: '512 MB' })
    insert.run([id, blob, ...layer.fields.map(({ name }) => (typeof fields[name] === 'boolean' ? Number(fields[name]) : (fields[name] ?? null)))])
  }
  insert.free()
  if (boxes.length) database.run('update gpkg_contents set min_x = ?, min_y = ?, max_x = ?, max_y = ? where table_name = ?', [whole.west, whole.south, whole.east, whole.north, table])
  addIndex(database, table, boxes)
  database.run('commit')
}

/** Keeps the index what the table is, whoever changes that later (OGC 12-128r18, annex F.3). */
const triggersOf = (table: string) => {
  const [index, box] = [`rtree_${table}_geom`, (row: string) => `ST_MinX(${row}."geom"), ST_MaxX(${row}."geom"), ST_MinY(${row}."geom"), ST_MaxY(${row}."geom")`]
  const [put, out] = [`insert or replace into "${index}" values (new."fid", ${box('new')})`, `delete from "${index}" where id = old."fid"`]
  const [is, isNot] = ['(new."geom" notnull and not ST_IsEmpty(new."geom"))', '(new."geom" isnull or ST_IsEmpty(new."geom"))']
  return [
    ['insert', `after insert on "${table}" when ${is}`, put],
    ['update1', `after update of "geom" on "${table}" when old."fid" = new."fid" and ${is}`, put],
    ['update2', `after update of "geom" on "${table}" when old."fid" = new."fid" and ${isNot}`, out],
    ['update3', `after update on "${table}" when old."fid" != new."fid" and ${is}`, `${out}; ${put}`],
    ['update4', `after update on "${table}" when old."fid" != new."fid" and ${isNot}`, `delete from "${index}" where id in (old."fid", new."fid")`],
    ['delete', `after delete on "${table}" when old."geom" not null`, out],
  ].map(([name, when, what]) => `create trigger "${index}_${name}" ${when} begin ${what}; end`)
}

/** The tables of an r-tree, and its own sentence beside them, which only a SQLite that has the module can be told. */
function addIndex(database: Database, table: string, boxes: readonly (Extent & { id: number })[]): void {
  const index = `rtree_${table}_geom`
  const { nodes, parents, rows } = rtree(boxes)
  for (const [part, columns, values] of [['rowid', 'rowid INTEGER PRIMARY KEY, nodeno', rows], ['node', 'nodeno INTEGER PRIMARY KEY, data', nodes], ['parent', 'nodeno INTEGER PRIMARY KEY, parentnode', parents]] as const) {
    database.run(`create table "${index}_${part}" (${columns})`)
    const insert = database.prepare(`insert into "${index}_${part}" values (?, ?)`)
    for (const value of values) insert.run(value)
    insert.free()
  }
  for (const trigger of triggersOf(table)) database.run(trigger)
  database.run('insert into gpkg_extensions values (?, ?, ?, ?, ?)', [table, 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only'])
  database.run('pragma writable_schema = on')
  database.run(`insert into sqlite_master values ('table', ?, ?, 0, ?)`, [index, index, `CREATE VIRTUAL TABLE "${index}" USING rtree(id, minx, maxx, miny, maxy)`])
  database.run('pragma writable_schema = off')
}

export async function writeGeoPackage(path: string, ...tables: Table[]): Promise<void> {
  const { Database } = await initSqlJs()
  const database = new Database()
  try {
    database.run(standard)
    knowsSystem(database, 4326, wgs84)
    for (const table of tables) await fill(database, table)
    await writeFile(path, database.export())
  } finally {
    database.close()
  }
}
