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
  while (prepared.step()) rows.push(prepared.getAsObject() as Record<string, Cell>)
  prepared.free()
  return rows
}

/** Geometry of a GeoPackage cell; null for an empty one. Throws on a broken one. */
export function geometryOf(blob: Uint8Array): Geometry | null {
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
  rows: number
}

function tablesOf(database: Database): Table[] {
  // Only real tables: a view may hold any query, also one that never ends.
  return rowsOf(database, `select c.table_name, c.column_name, s.organization, s.organization_coordsys_id as number, s.definition
      from gpkg_geometry_columns c join sqlite_master m on m.name = c.table_name and m.type = 'table'
      left join gpkg_spatial_ref_sys s on s.srs_id = c.srs_id`).map((row) => {
    const name = String(row.table_name)
    const epsg = String(row.organization).toUpperCase() === 'EPSG' && Number(row.number) > 0 ? `EPSG:${row.number}` : null
    const definition = typeof row.definition === 'string' && /^\s*\w+CRS?\[|^\s*(PROJCS|GEOGCS)/.test(row.definition) ? row.definition : null
    return { name, column: String(row.column_name), crs: epsg ?? definition, rows: Number(rowsOf(database, `select count(*) as n from ${quoted(name)}`)[0]?.n) }
  })
}

/** Opens a GeoPackage; `member` chooses among several tables. */
export async function openGeoPackage(path: string, { name = basename(path), member = null as string | null } = {}): Promise<Source> {
  const bytes = statSync(path).size
  if (bytes > mostBytes) throw new Refusal(`${name} 有 ${Math.round(bytes / 1024 ** 2)} MB，GeoPackage 最多 512 MB；更大的请转成 GeoJSON 或 Shapefile`, `${name} is larger than 512 MB: turn it into GeoJSON`)
  const sqlite = await initSqlJs()
  let database: Database | null = null
  let tables: Table[]
  try {
    database = new sqlite.Database(readFileSync(path))
    tables = tablesOf(database)
  } catch (caught) {
    database?.close()
    throw new Refusal(`${name} 不是完好的 GeoPackage：${reason(caught)}`, `${name} is not a sound GeoPackage`)
  }
  const opened = database
  const table = member === null ? tables[0] : tables.find((one) => one.name === member)
  if (!table || (member === null && tables.length > 1)) {
    opened.close()
    const names = tables.map((one) => one.name).join('、')
    throw new Refusal(tables.length ? `${name} 有几个图层（${names}），请用 --member 选一个` : `${name} 里没有要素表`, tables.length ? 'several tables: choose one with --member' : 'no feature table')
  }
  return {
    format: text(`GeoPackage，表 ${table.name}`, `GeoPackage, table ${table.name}`),
    encoding: { name: 'utf-8', why: text('GeoPackage 规定', 'the format’s own') },
    crs: { declared: table.crs, where: text('gpkg_spatial_ref_sys', 'gpkg_spatial_ref_sys') },
    total: table.rows,
    async *features(): AsyncGenerator<SourceFeature> {
      const statement = opened.prepare(`select * from ${quoted(table.name)}`)
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
