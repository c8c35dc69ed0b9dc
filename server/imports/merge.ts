// Staged rows into the register, in one transaction: all of them or none. What was valid before an import stays readable as
// of its day, since a changed row begins to be valid on the import's day and the database keeps the one before.
import { layerOf, type Layer } from '../../domain/catalogue.ts'
import { localCode } from '../../geodata/import/codes.ts'
import { networkOf, linksOf, ringed, type Link, type NetworkLine } from '../../geodata/import/network.ts'
import { text, type Text } from '../../domain/text.ts'
import { Refusal } from '../../geodata/import/refusal.ts'
import type { Queryable } from '../db/database.ts'
import { identifier, join, sql } from '../db/sql.ts'
import { indexFeatures } from '../search/index.ts'
import { refreshShapes } from '../tiles/shapes.ts'
import { hasDivision, type Stage } from './stage.ts'

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

/** What comes of joining lines, beside what is written into the stage itself. */
export interface Joined {
  links: Link[]
  /** Rivers made from reaches. */
  rivers: { code: string; name: string }[]
  /** The source names nodes, or joining was asked for: lines that are the same otherwise are joined anew too. */
  all: boolean
}

/** Gives staged reaches their rivers and measures, and finds what flows into what. */
export async function joinReaches(db: Queryable, stage: Stage, all: boolean): Promise<Joined> {
  const lines = await linesOf(db, stage)
  const network = networkOf(lines)
  const codes = new Map(network.rivers.map(({ key }) => [key, localCode('rivers', key)]))
  const riverOf = (river: string) => codes.get(river) ?? river
  for (const { key, lines: members } of network.rivers)
    for (const line of members) network.places.set(line, { ...(network.places.get(line) ?? { from: 0, to: 0 }), river: riverOf(key) })
  const placed = [...network.places].map(([code, place]) => ({ code, ...place }))
  await db.query(sql`
    update ${stage.name} set river = p.river, river_from_m = p."from", river_to_m = p."to"
    from jsonb_to_recordset(${JSON.stringify(placed)}::jsonb) as p(code text, river text, "from" float8, "to" float8)
    where ${stage.name}.code = p.code`)
  const rivers = network.rivers.map(({ key, name }) => ({ code: riverOf(key), name: name ?? `未命名河流 (${riverOf(key).slice(7)})` }))
  return { links: network.links, rivers, all }
}

/** Links between staged rivers, where the source names its nodes. */
export const joinRivers = async (db: Queryable, stage: Stage): Promise<Joined> => ({
  links: linksOf(await linesOf(db, stage)), rivers: [], all: true,
})

const ringsShown = 5

/** What is to be said of lines that run in a ring, as no water does: their direction is wrong, or they are tidal and do not say so. */
export async function ringsOf(db: Queryable, { name, columns }: Stage, { links }: Joined): Promise<Text[]> {
  const flows = columns.includes('flow_mode') ? sql`where coalesce(flow_mode, 'one_way') = 'one_way'` : sql``
  const found = ringed(links, new Set((await db.query<{ code: string }>(sql`select code from ${name} ${flows}`)).map(({ code }) => code)))
  const some = `${found.slice(0, ringsShown).join('、')}${found.length > ringsShown ? ' …' : ''}`
  return found.length ? [text(`有 ${found.length} 条单向的线首尾相接成环，水不会这样流：${some}；请看方向，或水流方式是不是感潮、闸控`, `${found.length} one-way lines run in a ring, as no water does: ${some}; look at their direction, or whether they are tidal or gated`)] : []
}

/** Rivers made from reaches: their lines joined, lengths and catchments taken from them; theirs to keep who has the first reach. */
async function writeMadeRivers(tx: Queryable, stage: Stage, { rivers }: Joined, source: string): Promise<void> {
  const most = (column: string) => (stage.columns.includes(column) ? sql`max(s.${identifier(column)})` : sql`null`)
  await tx.query(sql`
    insert into waters (code, kind, name, division, length_m, catchment_km2, stream_order, source, geom)
    select r.code, 'river', r.name, coalesce(max(w.division), (array_agg(s.place order by s.river_from_m))[1]), max(s.river_to_m), ${most('catchment_km2')}::float8, ${most('stream_order')}::smallint, ${source},
      st_linemerge(st_collect(st_linemerge(s.geom) order by s.river_from_m))
    from jsonb_to_recordset(${JSON.stringify(rivers)}::jsonb) as r(code text, name text) join ${stage.name} s on s.river = r.code left join waters w on w.code = r.code
    group by r.code, r.name
    on conflict (code) do update set name = excluded.name, length_m = excluded.length_m, catchment_km2 = excluded.catchment_km2,
      stream_order = excluded.stream_order, geom = excluded.geom
    where (waters.name, waters.length_m, waters.geom) is distinct from (excluded.name, excluded.length_m, excluded.geom)`)
}

/** Ends as near as this are one place: degrees, a centimetre. */
const touching = 1e-7

/**
 * Lines that come back as they were keep the links they have, unless the source knows better than their ends do. A file may be a part
 * of the network: of lines that are not in it no link goes, and what meets one of them end to end is joined to it.
 */
async function writeLinks(tx: Queryable, stage: Stage, { links, all }: Joined): Promise<void> {
  const joins = all ? sql`s.fate <> 'vanished'` : sql`s.fate not in ('same', 'vanished')`
  const flow = stage.columns.includes('flow_mode') ? sql`coalesce(s.flow_mode, 'one_way')` : sql`'one_way'`
  await tx.query(sql`
    delete from links l using ${stage.name} s
    where l.upstream = s.code and ${joins} and exists (select from ${stage.name} o where o.code = l.downstream and o.fate <> 'vanished')`)
  await tx.query(sql`
    insert into links (upstream, upstream_m, downstream, downstream_m, flow_mode)
    select distinct on (l.upstream, l.downstream) l.upstream, l."upstreamM", l.downstream, 0, ${flow}
    from jsonb_to_recordset(${JSON.stringify(links)}::jsonb) as l(upstream text, downstream text, "upstreamM" float8)
    join ${stage.name} s on s.code = l.upstream and ${joins}`)
  const [outer, inner] = [sql`w.valid_to is null and w.kind = ${stage.layer.fixed!.kind} and not exists (select from ${stage.name} o where o.code = w.code)`, sql`s.fate in ('new', 'changed') and geometrytype(s.geom) = 'LINESTRING' and geometrytype(w.geom) = 'LINESTRING'`]
  await tx.query(sql`
    insert into links (upstream, upstream_m, downstream, downstream_m, flow_mode)
    select s.code, s.length_m, w.code, 0, ${flow}
    from ${stage.name} s join waters w on w.geom && st_expand(st_endpoint(s.geom), ${touching}) and st_dwithin(st_startpoint(w.geom), st_endpoint(s.geom), ${touching})
    where ${outer} and ${inner}
    union all
    select w.code, w.length_m, s.code, 0, coalesce(w.flow_mode, 'one_way')
    from ${stage.name} s join waters w on w.geom && st_expand(st_startpoint(s.geom), ${touching}) and st_dwithin(st_endpoint(w.geom), st_startpoint(s.geom), ${touching})
    where ${outer} and ${inner} and not exists (select from links l where l.upstream = w.code and l.downstream = s.code)
    on conflict do nothing`)
}

/** Ends what the file no longer has. */
async function endVanished(tx: Queryable, { layer, name }: Stage, day: string): Promise<void> {
  const wanted = await tx.query(sql`select code from ${name} where fate = 'vanished'`)
  const ended = await tx.query(sql`update ${identifier(layer.table)} t set valid_to = ${day}::date from ${name} s where s.fate = 'vanished' and t.code = s.code returning t.code`)
  if (ended.length !== wanted.length) throw new MovedOn()
  if (layer.table === 'waters') await tx.query(sql`delete from links l using ${name} s where s.fate = 'vanished' and s.code in (l.upstream, l.downstream)`)
  if (layer.id === 'reaches') await tx.query(sql`select settle_river(river) from (select distinct w.river from waters w join ${name} s on s.code = w.code where s.fate = 'vanished' and w.river is not null order by 1) r`)
}

/** Above this many codes a whole layer is cut and indexed anew, which is quicker. */
const mostCodes = 20_000

async function refresh(tx: Queryable, layer: Layer, codes: string[], whole: boolean): Promise<void> {
  if (!codes.length) return
  const some = whole && codes.length > mostCodes ? null : codes
  await refreshShapes(tx, layer, some)
  await indexFeatures(tx, layer.id, some)
}

/** What is written down of an import, and how it is written. */
export interface ImportRecord {
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
  /** What the file no longer has ends on that day. */
  ends: boolean
}

/** The register is no longer what the rows were compared with. */
export class MovedOn extends Refusal {
  constructor(readonly codes: readonly string[] = []) {
    const some = codes.slice(0, 5).join('、')
    super(`检查之后名录又有改动${some && `（${some}）`}：请重新检查`, `the register has moved on since it was compared${some && ` (${some})`}: check again`)
  }
}

/** This id has been used for a change before. */
export class Repeated extends Error {}

/** The act of importing: who asked for it under which id, and what for, so that asking twice does it once. */
export interface Act {
  id: string
  asked: string | null
}

/**
 * Writes new and changed rows. Constraints are checked before it returns, so that a rehearsal shows what a real run
 * would. Returns the number of the change.
 */
export async function writeRows(
  tx: Queryable, stage: Stage, record: ImportRecord, joined: Joined | null, { id, asked }: Act,
): Promise<number> {
  const { layer, name, columns } = stage
  const table = identifier(layer.table)
  const [begun] = await tx.query<{ seq: number | null }>(sql`select begin_change(${id}, 'import', ${record.file}, null, ${asked}) as seq`)
  if (!begun?.seq) throw new Repeated()
  const moved = await tx.query<{ code: string }>(sql`select s.code from ${name} s left join ${table} t on t.code = s.code where t.version is distinct from s.base order by s.code limit 6`)
  if (moved.length) throw new MovedOn(moved.map(({ code }) => code))
  if (joined?.rivers.length) await writeMadeRivers(tx, stage, joined, record.file)
  // Where the file does not say in which division a thing lies, it is where it was found to lie.
  const found = hasDivision(layer) && !columns.includes('division') ? ['division'] : []
  const written = [...columns, ...found, 'geom']
  const fixed = Object.entries(layer.fixed ?? {})
  const since = columns.includes('valid_from') ? sql`greatest(excluded.valid_from, ${table}.valid_from)` : sql`greatest(${record.day}::date, ${table}.valid_from)`
  const sets = written.filter((column) => column !== 'code' && column !== 'valid_from').map((column) => sql`${identifier(column)} = excluded.${identifier(column)}`)
  const value = (column: string) => (column === 'valid_from' ? sql`coalesce(valid_from, ${record.day}::date)` : identifier(found.includes(column) ? 'place' : column))
  await tx.query(sql`
    insert into ${table} (${join([...written, ...fixed.map(([column]) => column)].map(identifier))})
    select ${join([...written.map(value), ...fixed.map(([, constant]) => sql`${constant}::text`)])} from ${name} where fate in ('new', 'changed') order by row_no
    on conflict (code) do update set ${join(sets)}, valid_from = ${since}, valid_to = null`)
  if (joined) await writeLinks(tx, stage, joined)
  if (record.ends) await endVanished(tx, stage, record.day)
  if (layer.id === 'divisions') await tx.query(sql`select follow_divisions((select st_union(st_envelope(geom)) from ${name} where fate in ('new', 'changed')))`)
  await tx.script('set constraints all immediate')
  return begun.seq
}

/**
 * Everything that follows from the rows: provenance, tiles, search, where the map opens. `whole`: tiles and
 * search of a whole layer may be made anew.
 */
export async function finishImport(
  tx: Queryable, stage: Stage, record: ImportRecord, { id }: Act, seq: number, whole: boolean,
): Promise<void> {
  const { layer, name } = stage
  const { file, sha256, format, encoding, crs, rows, added, changed } = record
  await tx.query(sql`
    insert into imports (code, layer, file, sha256, format, encoding, crs, mapping, rows, added, changed, change)
    values (${id}, ${layer.id}, ${file}, ${sha256}, ${format}, ${encoding}, ${crs}, ${JSON.stringify(record.mapping)}::jsonb, ${rows}::int, ${added}::int, ${changed}::int, ${seq}::bigint)`)
  await tx.query(sql`insert into import_originals (layer, code, import, crs, geom) select ${layer.id}, code, ${id}, ${crs}, raw::geometry from ${name} where raw is not null`)
  const written = await tx.query<{ code: string }>(sql`select code from ${name} where fate in ('new', 'changed') or fate = 'vanished' and ${record.ends}`)
  await refresh(tx, layer, written.map(({ code }) => code), whole)
  const rivers = layerOf('rivers')
  // A river ends where its reaches end.
  const followed = await tx.query<{ code: string }>(sql`select key as code from change_items where change = ${seq} and layer = 'rivers' group by key`)
  if (rivers && layer.id !== 'rivers') await refresh(tx, rivers, followed.map(({ code }) => code), whole)
  await tx.query(sql`select open_city_on((select st_extent(geom)::box2d from ${name} where fate <> 'vanished'))`)
}
