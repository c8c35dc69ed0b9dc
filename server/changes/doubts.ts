// What a change may leave behind only for a reason: reaches torn from those they flow into, reaches of no length, shapes outside
// their division. Only what the change made so, or made worse, is asked about: the register may have been like that before.
import type { Operation } from '../../domain/changes/schemas.ts'
import { layerOf, type Layer } from '../../domain/catalogue.ts'
import { metres, proposals } from '../../domain/topology/finding.ts'
import type { Queryable } from '../db/database.ts'
import { identifier, sql, type Sql } from '../db/sql.ts'
import { Problem } from '../http/problem.ts'

interface Doubt {
  /** The same doubt before and after has one key. */
  key: string
  kind: 'torn' | 'short' | 'leaving'
  layer: Layer['id']
  code: string
  /** How bad it is, metres: apart, missing of a length, outside. */
  badM: number
  at: [lon: number, lat: number]
  zh: string
  en: string
  /** Whether who asks keeps what it is about, and so may say why it is to stay. */
  keeps: boolean
}

type Row<Rest> = Rest & { at: [number, number] | null; keeps: boolean }

/** Finer than this is how a shape was measured, metres. */
const sameM = 0.05

const placeOf = (shape: Sql) => sql`(select array[st_x(p), st_y(p)] from st_pointonsurface(${shape}) p)`
/** To a millimetre: beyond that the engines differ. */
const placed = ([lon, lat]: [number, number]): [number, number] => [Number(lon.toFixed(8)), Number(lat.toFixed(8))]
const called = (name: string | null, code: string) => `「${name || code}」`

/** Links of waters whose ends lie apart, where they are recorded to meet. */
const torn = async (db: Queryable, codes: readonly string[]): Promise<Doubt[]> => {
  if (!codes.length) return []
  const meets = (line: Sql, at: Sql) => sql`case when geometrytype(st_linemerge(${line})) = 'LINESTRING' then place_on(${line}, ${at}) else ${line} end`
  const rows = await db.query<Row<{ upstream: string; downstream: string; upper: string | null; lower: string | null; layer: Layer['id']; apart: number; downstreamM: number }>>(sql`
    select l.upstream, l.downstream, l.downstream_m as "downstreamM", u.name as upper, d.name as lower, layer_of_water(u.kind) as layer,
      st_distance(plane(leaves), plane(enters, leaves)) as apart, ${placeOf(sql`leaves`)} as at,
      actor_changes('waters', u.division, null) or actor_changes('waters', d.division, null) as keeps
    from links l join waters u on u.code = l.upstream join waters d on d.code = l.downstream
      cross join lateral (select ${meets(sql`u.geom`, sql`l.upstream_m`)} as leaves, ${meets(sql`d.geom`, sql`l.downstream_m`)} as enters) meeting
    where u.valid_to is null and d.valid_to is null and (l.upstream = any (${codes}::text[]) or l.downstream = any (${codes}::text[]))`)
  return rows.filter(({ apart }) => apart > proposals.apartM).map(({
     upstream, downstream, upper, lower, layer, apart, at, keeps, downstreamM,
  }) => ({
    key: `torn ${upstream}>${downstream}@${downstreamM <= 0.5 ? 0 : 'along'}`, kind: 'torn', layer, code: upstream, badM: apart, at: placed(at!), keeps,
    zh: `${called(upper, upstream)}登记为流入${called(lower, downstream)}，两者却相距 ${metres(apart)} 米，没有接上`,
    en: `${upper || upstream} is recorded to flow into ${lower || downstream}, but they lie ${metres(apart)} m apart`,
  }))
}

/** Reaches of no length to speak of. */
const short = async (db: Queryable, codes: readonly string[]): Promise<Doubt[]> => {
  const rows = codes.length ? await db.query<Row<{ code: string; name: string | null; length: number }>>(sql`
    select code, name, st_length(plane(geom)) as length, ${placeOf(sql`geom`)} as at, actor_changes('waters', division, null) as keeps
    from waters where kind = 'reach' and valid_to is null and code = any (${codes}::text[])`) : []
  return rows.filter(({ length }) => length < proposals.shortM - sameM).map(({ code, name, length, at, keeps }) => ({
    key: `short ${code}`, kind: 'short', layer: 'reaches', code, badM: proposals.shortM - length, at: placed(at!), keeps,
    zh: `${called(name, code)}只有 ${metres(length)} 米长，不足 ${proposals.shortM} 米`, en: `${name || code} is only ${metres(length)} m long, less than ${proposals.shortM} m`,
  }))
}

/** A shape that lies outside the division it is registered in, by its farthest corner. */
const leaving = async (db: Queryable, layer: Layer, code: string): Promise<Doubt[]> => {
  const rows = await db.query<Row<{ name: string | null; division: string; out: number }>>(sql`
    select t.name, d.name as division, actor_changes(${layer.table}, t.division, null) as keeps, far.out, far.at
    from ${identifier(layer.table)} t join divisions d on d.code = t.division
      cross join lateral (
        select st_distance(plane(d.geom, t.geom), plane(corner.geom, t.geom)) as out, array[st_x(corner.geom), st_y(corner.geom)] as at
        from st_dumppoints(t.geom) corner where not st_intersects(d.geom, corner.geom) order by 1 desc limit 1) far
    where t.code = ${code} and t.valid_to is null`)
  return rows.filter(({ out }) => out > proposals.beyondM).map(({ name, division, out, at, keeps }) => ({
    key: `leaving ${layer.id}/${code}`, kind: 'leaving', layer: layer.id, code, badM: out, at: placed(at!), keeps,
    zh: `${called(name, code)}画到了「${division}」之外 ${metres(out)} 米`, en: `${name || code} is drawn ${metres(out)} m outside ${division}`,
  }))
}

/** All there is to doubt in what some operations are about. `seq` is the change they made, where it is made. */
const doubtsIn = async (db: Queryable, operations: readonly Operation[], seq: number | null): Promise<Doubt[]> => {
  const drawn = operations.filter((operation): operation is Extract<Operation, { op: 'update' }> => operation.op === 'update' && (operation.geometry !== undefined || operation.fields?.division !== undefined))
  const redrawn = drawn.filter(({ geometry }) => geometry)
  const waters = redrawn.filter(({ layer }) => layerOf(layer)!.table === 'waters').map(({ code }) => code)
  const rivers = waters.length ? await db.query<{ river: string }>(sql`select distinct river from waters where code = any (${waters}::text[]) and river is not null`) : []
  const linked = operations.flatMap((operation) => (operation.op === 'link' ? [operation.upstream, operation.downstream] : []))
  // Made by the change: what was drawn, and the part of a reach that got a new code.
  const made = seq === null || !operations.some(({ op }) => op === 'create' || op === 'split') ? []
    : await db.query<{ key: string }>(sql`select distinct key from change_items where change = ${seq} and what = 'waters' and op = 'insert'`)
  const reaches = [...waters, ...operations.flatMap((operation) => (operation.op === 'split' || operation.op === 'reverse' ? [operation.code] : [])), ...made.map(({ key }) => key)]
  const tied = [...waters, ...rivers.map(({ river }) => river), ...linked]
  const doubts = [...await torn(db, [...new Set(tied)]), ...await short(db, [...new Set(reaches)])]
  for (const { layer: id, code } of drawn) {
    const layer = layerOf(id)!
    const placed = layer.table === 'waters' || layer.fields.some(({ name }) => name === 'division')
    if (placed && layer.geometry !== 'point') doubts.push(...await leaving(db, layer, code))
  }
  return doubts
}

/**
 * Does some work; refuses it where it leaves what needs a reason and none is given, or whoever gives one does not keep what it
 * is about.
 */
export const withoutDoubt = async (
  db: Queryable, operations: readonly Operation[], seq: number, reason: string | undefined, work: () => Promise<unknown>,
): Promise<void> => {
  const before = new Map((await doubtsIn(db, operations, null)).map(({ key, badM }) => [key, badM]))
  await work()
  const worse = (await doubtsIn(db, operations, seq)).filter(({ key, badM }) => badM > (before.get(key) ?? 0) + sameM)
  const mine = worse.every(({ keeps }) => keeps)
  if (!worse.length || (reason && mine)) return
  const [first] = worse
  throw new Problem(mine ? 'reasonNeeded' : 'reasonOfOffice', {
    zh: first.zh + (worse.length > 1 ? `（共 ${worse.length} 处）` : ''), en: first.en + (worse.length > 1 ? ` (${worse.length} such)` : ''),
    found: worse.slice(0, 20).map(({ kind, layer, code, at, zh, en }) => ({ kind, layer, code, at, zh, en })),
  })
}
