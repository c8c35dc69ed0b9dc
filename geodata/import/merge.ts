// Staged rows into the register, in one transaction: all of them or none. What was valid before an import stays readable as
// of its day, since a changed row begins to be valid on the import's day and the database keeps the one before.
import { layerOf, type Layer } from '../../domain/catalogue.ts'
import type { Queryable } from '../../server/db/database.ts'
import { identifier, join, sql } from '../../server/db/sql.ts'
import { indexFeatures } from '../../server/search/index.ts'
import { refreshShapes } from '../../server/tiles/shapes.ts'
import { localCode } from './codes.ts'
import { networkOf, linksOf, type Network, type NetworkLine } from './network.ts'
import type { Stage } from './stage.ts'

interface StagedLine extends Omit<NetworkLine, 'given'> {
  start: number | null
  end: number | null
}

/** Lines of the stage as the network sees them. */
async function linesOf(db: Queryable, { name, columns }: Stage): Promise<NetworkLine[]> {
  const or = (column: string, otherwise = sql`null`) => (columns.includes(column) ? identifier(column) : otherwise)
  const rows = await db.query<StagedLine>(sql`
    select code, name, name not like '未命名%' as named, ${or('river')}::text as river, group_key as "group", from_node as "from", to_node as "to", length_m as length,
      ${or('river_from_m')}::float8 as start, ${or('river_to_m')}::float8 as "end"
    from ${name} order by row_no`)
  return rows.map(({ start, end, ...line }) => ({ ...line, given: start !== null && end !== null && end > start ? [start, end] : null }))
}

export interface Joined {
  network: Network
  /** Key of a river made here → its code. */
  codes: Map<string, string>
  /** The source names nodes, or joining was asked for: lines that are the same otherwise are joined anew too. */
  all: boolean
}

/** Gives staged reaches their rivers and measures, and finds what flows into what. */
export async function joinReaches(db: Queryable, stage: Stage, all: boolean): Promise<Joined> {
  const lines = await linesOf(db, stage)
  const network = networkOf(lines)
  const codes = new Map(network.rivers.map(({ key }) => [key, localCode('rivers', key)]))
  const riverOf = (river: string) => codes.get(river) ?? river
  for (const { key, lines: members } of network.rivers) for (const line of members) network.places.set(line, { ...(network.places.get(line) ?? { from: 0, to: 0 }), river: riverOf(key) })
  const placed = [...network.places].map(([code, place]) => ({ code, ...place }))
  await db.query(sql`
    update ${stage.name} set river = p.river, river_from_m = p."from", river_to_m = p."to"
    from jsonb_to_recordset(${JSON.stringify(placed)}::jsonb) as p(code text, river text, "from" float8, "to" float8)
    where ${stage.name}.code = p.code`)
  return { network, codes, all }
}

/** Links between staged rivers, where the source names its nodes. */
export const joinRivers = async (db: Queryable, stage: Stage): Promise<Joined> => ({ network: { links: linksOf(await linesOf(db, stage)), places: new Map(), rivers: [] }, codes: new Map(), all: true })

/** Rivers made from reaches: their lines joined, lengths and catchments taken from them. */
async function writeMadeRivers(tx: Queryable, stage: Stage, { network, codes }: Joined, source: string): Promise<string[]> {
  const has = (column: string) => (stage.columns.includes(column) ? identifier(column) : sql`null`)
  const rivers = network.rivers.map(({ key, name }) => {
    const code = codes.get(key) as string
    return { code, name: name ?? `未命名河流 (${code.slice(7)})` }
  })
  await tx.query(sql`
    insert into waters (code, kind, name, length_m, catchment_km2, stream_order, source, geom)
    select r.code, 'river', r.name, max(s.river_to_m), max(${has('catchment_km2')}::float8), max(${has('stream_order')}::smallint), ${source},
      st_linemerge(st_collect(st_linemerge(s.geom) order by s.river_from_m))
    from jsonb_to_recordset(${JSON.stringify(rivers)}::jsonb) as r(code text, name text) join ${stage.name} s on s.river = r.code
    group by r.code, r.name
    on conflict (code) do update set name = excluded.name, length_m = excluded.length_m, catchment_km2 = excluded.catchment_km2,
      stream_order = excluded.stream_order, geom = excluded.geom
    where (waters.name, waters.length_m, waters.geom) is distinct from (excluded.name, excluded.length_m, excluded.geom)`)
  return rivers.map(({ code }) => code)
}

/** Lines that come back as they were keep the links they have, unless the source knows better than their ends do. */
async function writeLinks(tx: Queryable, stage: Stage, { network, all }: Joined): Promise<void> {
  const joins = all ? sql`true` : sql`s.fate <> 'same'`
  const flow = stage.columns.includes('flow_mode') ? sql`coalesce(s.flow_mode, 'one_way')` : sql`'one_way'`
  await tx.query(sql`delete from links l using ${stage.name} s where l.upstream = s.code and ${joins}`)
  await tx.query(sql`
    insert into links (upstream, upstream_m, downstream, downstream_m, flow_mode)
    select distinct on (l.upstream, l.downstream) l.upstream, l."upstreamM", l.downstream, 0, ${flow}
    from jsonb_to_recordset(${JSON.stringify(network.links)}::jsonb) as l(upstream text, downstream text, "upstreamM" float8)
    join ${stage.name} s on s.code = l.upstream and ${joins}`)
}

/** Above this many codes a whole layer is cut and indexed anew, which is quicker. */
const mostCodes = 20_000

async function refresh(tx: Queryable, layer: Layer, codes: string[]): Promise<void> {
  if (!codes.length) return
  const some = codes.length > mostCodes ? null : codes
  await refreshShapes(tx, layer, some)
  await indexFeatures(tx, layer.id, some)
}

export interface ImportRecord {
  code: string
  file: string
  sha256: string
  format: string
  encoding: string
  crs: string
  mapping: Record<string, string>
  rows: number
  added: number
  changed: number
  /** Changed rows are valid from this day, YYYY-MM-DD. */
  day: string
}

/** Writes new and changed rows. Constraints are checked before it returns, so that a rehearsal shows what a real run would. */
export async function writeRows(tx: Queryable, stage: Stage, record: ImportRecord, joined: Joined | null): Promise<string[]> {
  const { layer, name, columns } = stage
  const table = identifier(layer.table)
  await tx.query(sql`select begin_change(${record.code}, 'import', ${record.file})`)
  const made = joined?.network.rivers.length ? await writeMadeRivers(tx, stage, joined, record.file) : []
  const written = [...columns, 'geom']
  const fixed = Object.entries(layer.fixed ?? {})
  const since = columns.includes('valid_from') ? sql`greatest(excluded.valid_from, ${table}.valid_from)` : sql`greatest(${record.day}::date, ${table}.valid_from)`
  const sets = written.filter((column) => column !== 'code' && column !== 'valid_from').map((column) => sql`${identifier(column)} = excluded.${identifier(column)}`)
  const value = (column: string) => (column === 'valid_from' ? sql`coalesce(valid_from, ${record.day}::date)` : identifier(column))
  await tx.query(sql`
    insert into ${table} (${join([...written, ...fixed.map(([column]) => column)].map(identifier))})
    select ${join([...written.map(value), ...fixed.map(([, constant]) => sql`${constant}::text`)])} from ${name} where fate <> 'same' order by row_no
    on conflict (code) do update set ${join(sets)}, valid_from = ${since}, valid_to = null`)
  if (joined) await writeLinks(tx, stage, joined)
  await tx.script('set constraints all immediate')
  return made
}

/** Everything that follows from the rows: provenance, tiles, search, where the map opens. */
export async function finishImport(tx: Queryable, stage: Stage, record: ImportRecord, madeRivers: string[]): Promise<void> {
  const { layer, name } = stage
  const { code, file, sha256, format, encoding, crs, rows, added, changed } = record
  await tx.query(sql`
    insert into imports (code, layer, file, sha256, format, encoding, crs, mapping, rows, added, changed, change)
    values (${code}, ${layer.id}, ${file}, ${sha256}, ${format}, ${encoding}, ${crs}, ${JSON.stringify(record.mapping)}::jsonb, ${rows}::int, ${added}::int, ${changed}::int, current_setting('one_map.change')::bigint)`)
  await tx.query(sql`
    insert into import_originals (layer, code, import, crs, geom)
    select ${layer.id}, code, ${code}, ${crs}, raw::geometry from ${name} where raw is not null
    on conflict (layer, code) do update set import = excluded.import, crs = excluded.crs, geom = excluded.geom`)
  const written = await tx.query<{ code: string }>(sql`select code from ${name} where fate <> 'same'`)
  await refresh(tx, layer, written.map((row) => row.code))
  const rivers = layerOf('rivers')
  if (rivers && madeRivers.length) await refresh(tx, rivers, madeRivers)
  // A register of imported data opens where its data lie; a demonstration city keeps its own extent.
  await tx.query(sql`
    insert into city (name, source, extent) select '本地名录', 'import', st_extent(geom)::box2d from ${name} having count(*) > 0
    on conflict (one) do update set extent = (
      select st_extent(corner)::box2d from unnest(array[city.extent::geometry, excluded.extent::geometry]) corner
    ) where city.source <> 'demonstration'`)
}
