// Small files made for tests: shapefiles, archives and GeoPackages, byte by byte, so that a test can also make them wrong.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import initSqlJs from 'sql.js'
import { afterAll } from 'vitest'
import wkx from 'wkx'
import { dbfHeader, dbfRecord, Shapes, type DbfColumn } from '../export/shapefile.ts'

/** Where the real data lie; null where there are none, and tests that want them skip. */
export const realData = (): string | null => {
  const folder = resolve(process.env.REAL_DATA || join(import.meta.dirname, '../../../shared/data'))
  return existsSync(folder) ? folder : null
}

let root: string | null = null

/** A fresh folder, gone when the tests have ended. */
export function temporaryFolder(): string {
  root ??= mkdtempSync(join(tmpdir(), 'one-map-test-'))
  return mkdtempSync(join(root, 'file-'))
}

// Files of one suite may share the process: the next one has a folder of its own.
afterAll(() => {
  if (root) rmSync(root, { recursive: true, force: true })
  root = null
})

/** Writes a file into a fresh folder and returns its path. */
export function written(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, content)
  return path
}

const tables = new Map<string, Map<string, [number, number]>>()

/** Node decodes GBK and Big5 but does not write them. */
export const gbk = (text: string): Buffer => inDoubleBytes(text, 'gbk')
export const big5 = (text: string): Buffer => inDoubleBytes(text, 'big5')

function inDoubleBytes(text: string, encoding: string): Buffer {
  let codes = tables.get(encoding)
  if (!codes) {
    tables.set(encoding, (codes = new Map()))
    const decoder = new TextDecoder(encoding)
    for (let lead = 0x81; lead <= 0xfe; lead++) for (let trail = 0x40; trail <= 0xfe; trail++)
      if (trail !== 0x7f) codes.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail])
  }
  const found = codes
  return Buffer.concat([...text].map((character) => Buffer.from(character < '\x80' ? [character.charCodeAt(0)] : (found.get(character) ?? [0x3f]))))
}

/** A DBF; `encode` writes its names and text. */
export const dbf = (columns: DbfColumn[], rows: (string | number)[][], encode: (text: string) => Buffer, languageDriver = 0): Buffer =>
  Buffer.concat([
    dbfHeader(columns, rows.length, encode, languageDriver),
    ...rows.map((row) => dbfRecord(columns, row.map(String), encode)), Buffer.of(0x1a),
  ])

/** A .shp of polylines, one part each. */
export function shpOfLines(lines: [number, number][][]): Buffer {
  const shapes = new Shapes('line')
  const records = lines.map((coordinates) => shapes.add({ type: 'LineString', coordinates }).record)
  return Buffer.concat([shapes.heads().shp, ...records])
}

/** A zip of named members; `claim` lies about a member's unpacked size. */
export function zip(members: { name: string | Buffer; data: Buffer; claim?: number }[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, data, claim } of members) {
    const [nameBytes, packed] = [typeof name === 'string' ? Buffer.from(name) : name, deflateRawSync(data)]
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(data), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(claim ?? data.length, 18)
    common.writeUInt16LE(nameBytes.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, nameBytes, packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, nameBytes]))
    locals.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(members.length, 8)
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, central, end])
}

/** A GeoPackage with one table `waters` of an id, a name and a shape; of code and kind too where a row has a code. */
export async function geopackage(
  rows: { name: string; shape: object | null; code?: string; kind?: string }[], epsg = 4326,
): Promise<Buffer> {
  const sqlite = await initSqlJs()
  const database = new sqlite.Database()
  database.run(`create table gpkg_spatial_ref_sys (srs_name text, srs_id integer, organization text, organization_coordsys_id integer, definition text, description text);
    create table gpkg_geometry_columns (table_name text, column_name text, geometry_type_name text, srs_id integer, z tinyint, m tinyint);
    create table waters (fid integer primary key, name text, geom blob${rows[0].code ? ', code text, kind text' : ''});
    insert into gpkg_spatial_ref_sys values ('x', ${epsg}, 'EPSG', ${epsg}, 'undefined', '');
    insert into gpkg_geometry_columns values ('waters', 'geom', 'LINESTRING', ${epsg}, 0, 0);`)
  for (const { name, shape, code, kind } of rows) {
    const header = Buffer.from([0x47, 0x50, 0, 1, 0, 0, 0, 0])
    const blob = shape && Buffer.concat([header, wkx.Geometry.parseGeoJSON(shape).toWkb()])
    if (code) database.run('insert into waters (name, geom, code, kind) values (?, ?, ?, ?)', [name, blob, code, kind ?? null])
    else database.run('insert into waters (name, geom) values (?, ?)', [name, blob])
  }
  const bytes = Buffer.from(database.export())
  database.close()
  return bytes
}

/** A GeoPackage made by these sentences: what nobody's program would write. */
export async function handMade(sentences: string): Promise<Buffer> {
  const sqlite = await initSqlJs()
  const database = new sqlite.Database()
  database.run(sentences)
  const bytes = Buffer.from(database.export())
  database.close()
  return bytes
}

const systems = "create table gpkg_spatial_ref_sys (srs_name text, srs_id integer, organization text, organization_coordsys_id integer, definition text); insert into gpkg_spatial_ref_sys values ('x', 4326, 'EPSG', 4326, '');"
const shaped = "create table gpkg_geometry_columns (table_name text, column_name text, srs_id integer); insert into gpkg_geometry_columns values ('waters', 'geom', 4326);"
const waters = "create table waters (fid integer primary key, name text, geom blob); insert into waters values (1, '河', x'00');"
const endless = (name: string, columns: string) => `create view ${name} as with recursive n(i) as (select 1 union all select i + 1 from n) select ${columns} from n;`
const lying = (name: string) => `pragma writable_schema = on; update sqlite_master set type = 'table', rootpage = 2 where name = '${name}'; pragma writable_schema = off;`

/** GeoPackages that never end, or want more than there is, wherever a program might look. */
export const endlessPackages: Record<string, string> = {
  'an endless list of tables': systems + waters + endless('gpkg_geometry_columns', "'waters' as table_name, 'geom' as column_name, 4326 as srs_id"),
  'endless systems': shaped + waters + endless('gpkg_spatial_ref_sys', "'x' as srs_name, i as srs_id, 'EPSG' as organization, 4326 as organization_coordsys_id, '' as definition"),
  'endless features': systems + shaped + endless('waters', "i as fid, 'x' as name, x'00' as geom"),
  'an endless list that says it is a table': systems + waters + endless('gpkg_geometry_columns', "'waters' as table_name, 'geom' as column_name, 4326 as srs_id") + lying('gpkg_geometry_columns'),
  'views of views': systems + shaped + 'create view v0 as select 1 as fid;' + Array.from({ length: 24 }, (_, i) => `create view v${i + 1} as select a.fid from v${i} a join v${i} b;`).join('') + 'create view waters as select fid from v24;',
  'a column that is worked out': systems + shaped + "create table waters (fid integer primary key, name text as (hex(zeroblob(400000000))), geom blob); insert into waters (fid, geom) values (1, x'00');",
  'worked out names of tables': systems + waters + "create table gpkg_geometry_columns (table_name text as (hex(zeroblob(400000000))), column_name text, srs_id integer); insert into gpkg_geometry_columns (column_name, srs_id) values ('geom', 4326);",
}

export const collection = (features: object[], more: object = {}) => JSON.stringify({ type: 'FeatureCollection', ...more, features })
export const feature = (properties: object, geometry: object | null) => ({ type: 'Feature', properties, geometry })
export const line = (...coordinates: [number, number][]) => ({ type: 'LineString', coordinates })
