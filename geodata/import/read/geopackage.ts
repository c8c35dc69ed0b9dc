// GeoPackage: an SQLite file, read by sql.js; geometry is a small header and WKB.
import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Geometry } from 'geojson'
import initSqlJs, { type Database } from 'sql.js'
import wkx from 'wkx'
import { text } from '../../../domain/text.ts'
import { reason, Refusal } from '../refusal.ts'
import type { Source, SourceFeature } from './source.ts'

/** sql.js holds the whole file in memory. */
const mostBytes = 512 * 1024 ** 2

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

type Cell = string | number | Uint8Array | null

function rowsOf(database: Database, statement: string, values: string[] = []): Record<string, Cell>[] {
  const prepared = database.prepare(statement, values)
  const rows: Record<string, Cell>[] = []
  while (prepared.step()) rows.push(prepared.getAsObject())
  prepared.free()
  return rows
}

/** Geometry of a GeoPackage cell; null for an empty one. Throws on a broken one. */
function geometryOf(blob: Uint8Array): Geometry | null {
  if (blob[0] !== 0x47 || blob[1] !== 0x50) throw new Error('no GeoPackage header')
  const flags = blob[3] ?? 0
  if (flags & 0x10) return null
  const envelope = [0, 32, 48, 48, 64][(flags >> 1) & 7]
  if (envelope === undefined) throw new Error('unknown envelope')
  return wkx.Geometry.parse(Buffer.from(blob.subarray(8 + envelope))).toGeoJSON() as Geometry
}

interface Table {
  name: string
  column: string
  crs: string | null
}

const mostTables = 1000

/** The name a sentence that makes a table begins with: bare, or in one of the kinds of quotes there are. */
const made = /^create table (?:"((?:[^"]|"")*)"|'([^']*)'|`([^`]*)`|\[([^\]]*)\]|([^\s("'`[]+))/i

/**
 * Names, in lower case, of what really is a table; anything else may hold any query, also one that never ends. What a thing
 * is, the sentence it was made with decides: `type` and `name` are only said of it, and a hand-made file lies.
 */
const tablesIn = (database: Database): Set<string> =>
  new Set(rowsOf(database, `select lower(name) as name, sql from sqlite_master where type = 'table' and rootpage > 0`).flatMap(({ name, sql }) => {
    const called = made.exec(String(sql))?.slice(1).find((one) => one !== undefined)?.replaceAll('""', '"')
    return called !== undefined && called.toLowerCase() === String(name).toLowerCase() ? [String(name).toLowerCase()] : []
  }))

/** Columns of a table that hold what they hold: generated ones are worked out, by whatever their maker wrote. */
const columnsOf = (database: Database, table: string): string[] =>
  rowsOf(database, `pragma table_xinfo(${quoted(table)})`).filter(({ hidden }) => hidden === 0).map(({ name }) => String(name))

/** Asks a table for columns it has; where it is no table, or lacks one of them, there is nothing. */
function askFor(database: Database, tables: ReadonlySet<string>, table: string, columns: readonly string[]): Record<string, Cell>[] {
  if (!tables.has(table)) return []
  const there = columnsOf(database, table)
  return columns.every((column) => there.includes(column)) ? rowsOf(database, `select ${columns.map(quoted).join(', ')} from ${quoted(table)} limit ${mostTables}`) : []
}

function tablesOf(database: Database): Table[] {
  // What a file brings of its own making is not run.
  database.run('pragma trusted_schema = off; pragma cell_size_check = on; pragma query_only = on')
  const tables = tablesIn(database)
  const systems = new Map(askFor(database, tables, 'gpkg_spatial_ref_sys', ['srs_id', 'organization', 'organization_coordsys_id', 'definition']).map(({ srs_id: id, ...system }) => [id, system]))
  const shaped = askFor(database, tables, 'gpkg_geometry_columns', ['table_name', 'column_name', 'srs_id']).filter((row) => tables.has(String(row.table_name).toLowerCase()))
  return [...new Map(shaped.map((row) => {
    const { organization, organization_coordsys_id: number, definition: words } = systems.get(row.srs_id ?? null) ?? {}
    const epsg = String(organization).toUpperCase() === 'EPSG' && Number(number) > 0 ? `EPSG:${number}` : null
    const definition = typeof words === 'string' && /^\s*\w+CRS?\[|^\s*(PROJCS|GEOGCS)/.test(words) ? words : null
    return [String(row.table_name), { name: String(row.table_name), column: String(row.column_name), crs: epsg ?? definition }]
  })).values()]
}

/** Opens a GeoPackage; `member` chooses among several tables. */
export async function openGeoPackage(path: string, { name = basename(path), member = null as string | null } = {}): Promise<Source> {
  const bytes = statSync(path).size
  if (bytes > mostBytes) throw new Refusal(`${name} 有 ${Math.round(bytes / 1024 ** 2)} MB，GeoPackage 最多 512 MB；更大的请转成 GeoJSON 或 Shapefile`, `${name} is larger than 512 MB: turn it into GeoJSON`)
  const sqlite = await initSqlJs()
  let database: Database | null = null
  const sound = <T>(work: () => T): T => {
    try {
      return work()
    } catch (caught) {
      database?.close()
      throw caught instanceof Refusal ? caught : new Refusal(`${name} 不是完好的 GeoPackage：${reason(caught)}`, `${name} is not a sound GeoPackage`)
    }
  }
  const { opened, table, columns, rows } = sound(() => {
    const opened = (database = new sqlite.Database(readFileSync(path)))
    const tables = tablesOf(opened)
    const table = member === null ? tables[0] : tables.find((one) => one.name === member)
    if (!table || (member === null && tables.length > 1)) {
      const names = tables.slice(0, 20).map((one) => one.name).join('、')
      throw new Refusal(tables.length ? `${name} 有几个图层（${names}），请用 --member 选一个` : `${name} 里没有要素表`, tables.length ? 'several tables: choose one with --member' : 'no feature table')
    }
    const [counted] = rowsOf(opened, `select count(*) as n from ${quoted(table.name)}`)
    return { opened, table, columns: columnsOf(opened, table.name), rows: Number(counted?.n) }
  })
  return {
    format: text(`GeoPackage，表 ${table.name}`, `GeoPackage, table ${table.name}`),
    encoding: { name: 'utf-8', why: text('GeoPackage 规定', 'the format’s own') },
    crs: { declared: table.crs, where: text('gpkg_spatial_ref_sys', 'gpkg_spatial_ref_sys') },
    total: rows,
    async *features(): AsyncGenerator<SourceFeature> {
      const statement = opened.prepare(`select ${columns.map(quoted).join(', ')} from ${quoted(table.name)}`)
      try {
        for (let row = 1; statement.step(); row++) {
          const { [table.column]: blob, ...properties } = statement.getAsObject() as Record<string, Cell>
          const plain = Object.fromEntries(Object.entries(properties).filter(([, value]) => !(value instanceof Uint8Array)))
          try {
            yield { row, properties: plain, geometry: blob instanceof Uint8Array ? geometryOf(blob) : null }
          } catch (caught) {
            yield { row, properties: plain, geometry: null, trouble: text(`几何损坏：${reason(caught)}`, `broken geometry: ${reason(caught)}`) }
          }
        }
      } catch (caught) {
        throw new Refusal(`${name} 不是完好的 GeoPackage：${reason(caught)}`, `${name} is not a sound GeoPackage`)
      } finally {
        statement.free()
      }
    },
    close: async () => opened.close(),
  }
}
