// GeoPackage: an SQLite file, read by sql.js; geometry is a small header and WKB.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Geometry } from 'geojson'
import initSqlJs, { type Database } from 'sql.js'
import { text, type Text } from '../../../domain/text.ts'
import { reason, Refusal } from '../refusal.ts'
import type { Source, SourceFeature } from './source.ts'
import { keepsLog, withLog } from './wal.ts'
import { madeStraight, readWkb } from './wkb.ts'

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
function geometryOf(blob: Uint8Array): { geometry: Geometry | null; curved: boolean } {
  if (blob[0] !== 0x47 || blob[1] !== 0x50) throw new Error('no GeoPackage header')
  const flags = blob[3] ?? 0
  if (flags & 0x10) return { geometry: null, curved: false }
  if (flags & 0x20) throw new Error('an extended geometry of a program’s own')
  const envelope = [0, 32, 48, 48, 64][(flags >> 1) & 7]
  if (envelope === undefined) throw new Error('unknown envelope')
  return readWkb(blob.subarray(8 + envelope))
}

interface Table {
  name: string
  column: string
  crs: string | null
  view: boolean
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
  const there = columnsOf(database, table).map((column) => column.toLowerCase())
  return columns.every((column) => there.includes(column)) ? rowsOf(database, `select ${columns.map((column) => `${quoted(column)} as ${quoted(column)}`).join(', ')} from ${quoted(table)} limit ${mostTables}`) : []
}

/** A view may go through so many rows, were each of its tables as long as the longest (our proposal). */
const mostSteps = 1e8

/**
 * Whether a view ends: what is planned for it, which is what would be run, goes through tables a bounded number of times. A query
 * that calls itself, or asks what is no table, may not.
 */
function ends(database: Database, view: string, tables: ReadonlySet<string>): boolean {
  let plan: string[]
  try {
    plan = rowsOf(database, `explain query plan select * from ${quoted(view)}`).map(({ detail }) => String(detail))
  } catch {
    // It asks for what is not there.
    return false
  }
  if (plan.some((step) => /RECURSIVE|VIRTUAL TABLE/i.test(step))) return false
  const scans = plan.filter((step) => /^SCAN\b/i.test(step)).length
  if (scans < 2) return true
  const longest = Math.max(1, ...[...tables].map((table) => Number(rowsOf(database, `select count(*) as n from ${quoted(table)}`)[0]?.n)))
  return longest ** scans <= mostSteps
}

/** Feature tables and views that end, and the names of what is listed as one and is a view that may not. */
function tablesOf(database: Database): { tables: Table[]; views: string[]; others: ReadonlySet<string> } {
  // What a file brings of its own making is not run.
  database.run('pragma trusted_schema = off; pragma cell_size_check = on; pragma query_only = on')
  const tables = tablesIn(database)
  const systems = new Map(askFor(database, tables, 'gpkg_spatial_ref_sys', ['srs_id', 'organization', 'organization_coordsys_id', 'definition']).map(({ srs_id: id, ...system }) => [id, system]))
  const listed = askFor(database, tables, 'gpkg_geometry_columns', ['table_name', 'column_name', 'srs_id'])
  const isTable = (name: Cell | undefined) => tables.has(String(name).toLowerCase())
  const named = new Set(rowsOf(database, `select name from sqlite_master where type = 'view'`).map(({ name }) => String(name).toLowerCase()))
  const isView = (name: Cell | undefined) => named.has(String(name).toLowerCase())
  const isRead = new Map(listed.map(({ table_name: name }) =>
    [name, isTable(name) || (isView(name) && ends(database, String(name), tables))]))
  const views = listed.map(({ table_name: name }) => String(name)).filter((name) => !isRead.get(name) && isView(name))
  const found = [...new Map(listed.filter((row) => isRead.get(row.table_name)).map((row) => {
    const { organization, organization_coordsys_id: number, definition: words } = systems.get(row.srs_id ?? null) ?? {}
    const epsg = String(organization).toUpperCase() === 'EPSG' && Number(number) > 0 ? `EPSG:${number}` : null
    const definition = typeof words === 'string' && /^\s*\w+CRS?\[|^\s*(PROJCS|GEOGCS)/.test(words) ? words : null
    const name = String(row.table_name)
    // Names are compared as SQLite does, whatever the case.
    const column = columnsOf(database, name).find((one) => one.toLowerCase() === String(row.column_name).toLowerCase())
      ?? String(row.column_name)
    return [name.toLowerCase(), { name, column, crs: epsg ?? definition, view: !isTable(name) }]
  })).values()]
  return { tables: found, views, others: tables }
}

const logTaken = text('旁边日志（-wal）里的改动已计入', 'changes in the log beside it (-wal) are counted in')
const logMissing = text('文件用预写日志，旁边的 -wal 没有一起带来：若有，最后的改动不在其中；请先关闭打开它的程序，或与 -wal 一起压缩', 'the file keeps a log (-wal) that did not come with it: if there is one, the last changes are missing; close the program that has it open, or zip both')
const viewsLeft = (views: string[]): Text => {
  const names = views.slice(0, 5).join('、')
  return text(`视图 ${names} 没有读：它的查询不知道会不会结束`, `views (${names}) are not read: nobody can tell whether their queries end`)
}

const viewsBeside = (views: string[]): Text => {
  const names = views.slice(0, 5).join('、')
  return text(`另有视图 ${names} 没有读，可用 --member 选`, `views (${names}) were not read: choose one with --member`)
}

/** What an SQLite file without feature tables is. */
function otherSqlite(tables: ReadonlySet<string>, name: string): Refusal {
  const way = `请在 QGIS 里另存为 GeoPackage，或 ogr2ogr out.gpkg ${name}`
  if (tables.has('geometry_columns')) return new Refusal(`${name} 是 SpatiaLite，不是 GeoPackage：${way}`, `${name} is SpatiaLite: turn it into GeoPackage (QGIS, ogr2ogr)`)
  if (tables.has('tiles') || tables.has('gpkg_tile_matrix')) return new Refusal(`${name} 里只有瓦片，没有要素表`, `${name} holds tiles and no feature table`)
  if (!tables.has('gpkg_geometry_columns')) return new Refusal(`${name} 是 SQLite 数据库，里面没有要素表：若有图形，${way}`, `${name} is a SQLite database with no feature table: turn it into GeoPackage`)
  return new Refusal(`${name} 里没有要素表`, `${name} holds no feature table`)
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
  const { opened, table, columns, rows, said } = sound(() => {
    const file = readFileSync(path)
    const logged = keepsLog(file) && existsSync(`${path}-wal`) && statSync(`${path}-wal`).size <= mostBytes ? readFileSync(`${path}-wal`) : null
    const opened = (database = new sqlite.Database(logged ? withLog(file, logged) : file))
    const { tables, views, others } = tablesOf(opened)
    const [plain, seen] = [tables.filter(({ view }) => !view), tables.filter(({ view }) => view)]
    const said = [...(views.length ? [viewsLeft(views)] : []), ...(logged?.length ? [logTaken]
      : keepsLog(file) && !logged ? [logMissing] : [])]
    const called = member?.toLowerCase()
    // Of one table and views of it the table is meant.
    const offered = plain.length === 1 ? plain : tables
    const table = called === undefined ? offered[0] : tables.find((one) => one.name.toLowerCase() === called)
    const view = views.find((one) => called === undefined ? !tables.length : one.toLowerCase() === called)
    if (!table && view) throw new Refusal(`${name} 的图层 ${view} 是视图，它的查询不知道会不会结束：请在 QGIS 里另存为新图层再导入`, `layer ${view} is a view, and nobody can tell whether its query ends: save it as a layer of its own (QGIS)`)
    if (!tables.length) throw otherSqlite(others, name)
    const names = tables.slice(0, 20).map((one) => one.name).join('、')
    if (!table && member !== null) throw new Refusal(`${name} 没有图层 ${member.slice(0, 60)}；有：${names}`, `${name} has no such table`)
    if (!table || offered.length > 1 && member === null) {
      throw new Refusal(`${name} 有几个图层（${names}），请用 --member 选一个`, 'several tables: choose one with --member')
    }
    if (table === offered[0] && seen.length && !table.view) said.push(viewsBeside(seen.map(({ name: one }) => one)))
    // A view is run once it is read, by whoever can stop it.
    const rows = table.view ? null : Number(rowsOf(opened, `select count(*) as n from ${quoted(table.name)}`)[0]?.n)
    return { opened, table, columns: columnsOf(opened, table.name), rows, said }
  })
  return {
    format: table.view ? text(`GeoPackage，视图 ${table.name}`, `GeoPackage, view ${table.name}`) : text(`GeoPackage，表 ${table.name}`, `GeoPackage, table ${table.name}`),
    encoding: { name: 'utf-8', why: text('GeoPackage 规定', 'the format’s own') },
    crs: { declared: table.crs, where: text('gpkg_spatial_ref_sys', 'gpkg_spatial_ref_sys') },
    total: rows,
    async *features(): AsyncGenerator<SourceFeature> {
      const statement = opened.prepare(`select ${columns.map(quoted).join(', ')} from ${quoted(table.name)}`)
      try {
        for (let row = 1; statement.step(); row++) {
          const { [table.column]: blob, ...properties } = statement.getAsObject() as Record<string, Cell>
          const plain = Object.fromEntries(Object.entries(properties).filter(([, value]) => !(value instanceof Uint8Array)))
          const first = row === 1 ? said : []
          try {
            const { geometry, curved } = blob instanceof Uint8Array ? geometryOf(blob) : { geometry: null, curved: false }
            const remarks = [...first, ...(curved ? [madeStraight] : [])]
            yield { row, properties: plain, geometry, ...(remarks.length && { remarks }) }
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
