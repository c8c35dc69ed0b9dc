// Rows of any catalogue layer: one feature's card, pages for the table twin, counts, past versions.
import type { Geometry } from 'geojson'
import type { FeatureCard, FeaturePage, PastThings, Pieces, SceneLink } from '../../domain/features/schemas.ts'
import { catalogue, type Layer, type LayerId } from '../../domain/catalogue.ts'
import type { Asker, Database, Queryable } from '../db/database.ts'
import { portions } from '../db/portions.ts'
import { identifier, join, sql, type Sql } from '../db/sql.ts'

type Facts = FeatureCard['facts']

const view = (layer: Layer) => identifier(`layer_${layer.id}`)

/** How many features each layer has now. */
export const counts = async (db: Queryable): Promise<Record<LayerId, number>> => {
  const [row] = await db.query<Record<LayerId, number>>(
    sql`select ${join(catalogue.map((layer) => sql`(select count(*) from ${view(layer)}) as ${identifier(layer.id)}`))}`,
  )
  return row
}

export interface PastVersion {
  from: string
  to: string
  version: number
  attributes: Facts
  /** Fields that the following version changed. */
  changed: string[]
}

/** What was valid before `current`, newest first. */
export const pastVersions = async (db: Queryable, layer: Layer, code: string, current: Facts): Promise<PastVersion[]> => {
  const rows = await db.query<Omit<PastVersion, 'changed'>>(sql`
    select valid_from as "from", valid_to as "to", version, attributes
    from past_versions
    where layer = ${layer.id} and code = ${code}
    order by valid_from desc`)
  return rows.map((row, i) => {
    const next = rows[i - 1]?.attributes ?? current
    const changed = layer.fields.map((field) => field.name).filter((name) => name !== 'valid_from' && name in row.attributes && row.attributes[name] !== next[name])
    return { ...row, changed }
  })
}

/** Names of what the facts refer to: code → name. */
const namesOf = async (db: Queryable, layer: Layer, facts: Facts): Promise<Record<string, string>> => {
  const codes = layer.fields.filter((field) => field.refers).flatMap((field) => (typeof facts[field.name] === 'string' ? [facts[field.name] as string] : []))
  if (!codes.length) return {}
  const rows = await db.query<{ code: string; name: string }>(sql`
    select code, name from waters where code = any (${codes}::text[])
    union all select code, name from divisions where code = any (${codes}::text[])
    union all select code, name from outfalls where code = any (${codes}::text[])
    union all select code, name from drainage_units where code = any (${codes}::text[])`)
  return Object.fromEntries(rows.map(({ code, name }) => [code, name]))
}

/** The facts card of one feature; null where the layer has no such code. */
export const card = async (db: Queryable, layer: Layer, code: string): Promise<FeatureCard | null> => {
  const columns = join(layer.fields.map((field) => identifier(field.name)))
  const has = (name: string) => layer.fields.some((field) => field.name === name)
  const division = has('division') ? sql`division` : layer.table === 'waters' ? sql`(select w.division from waters w where w.code = ${code})` : sql`null`
  const water = layer.table === 'waters' ? sql`code` : has('water') ? sql`water` : sql`null`
  const [row] = await db.query<{ may: FeatureCard['may']; facts: Facts; version: number; extent: FeatureCard['extent']; at: FeatureCard['at']; geometry: unknown }>(sql`
    select (select to_jsonb(f) from (select ${columns}) f) as facts, version,
      array[st_xmin(geom), st_ymin(geom), st_xmax(geom), st_ymax(geom)] as extent,
      array[st_x(st_pointonsurface(geom)), st_y(st_pointonsurface(geom))] as at,
      st_asgeojson(geom, 15)::json as geometry,
      jsonb_build_object('edit', ${layer.editable ?? false} and actor_changes(${layer.table}, ${division}, ${water}), 'keep', ${layer.editable ?? false} and actor_changes(${layer.table}, ${division}, null)) as may
    from ${view(layer)}
    where code = ${code}`)
  if (!row) return null
  return { layer: layer.id, code, name: String(row.facts.name), names: await namesOf(db, layer, row.facts), ...row }
}

/** Which rows of a layer, and in which order. */
export interface Selection {
  /** [west, south, east, north] in degrees. */
  bbox?: [number, number, number, number]
  q?: string
  codes?: readonly string[]
  sort: { field: string; descending: boolean }
}

const conditionsOf = ({ bbox, q, codes }: Selection): Sql[] => {
  const conditions: Sql[] = [sql`true`]
  if (bbox) {
    const box = sql`st_makeenvelope(${bbox[0]}, ${bbox[1]}, ${bbox[2]}, ${bbox[3]}, 4490)`
    // By name as well: behind a policy the index is used for `&&` alone (sql/functions/secrets.sql).
    conditions.push(sql`geom && ${box} and st_intersects(geom, ${box})`)
  }
  if (q) {
    const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`
    conditions.push(sql`(name ilike ${pattern} or code ilike ${pattern})`)
  }
  if (codes) conditions.push(sql`code = any (${codes}::text[])`)
  return conditions
}

const orderOf = ({ sort }: Selection): Sql => sql`${identifier(sort.field)} ${sort.descending ? sql`desc` : sql`asc`} nulls last, code`

/** A row as it is written to a file: its fields, and its shape as WKB in hexadecimal. */
export interface FullRow {
  fields: Facts
  shape: string
}

const rowOf = ({ wkb, ...fields }: Facts & { wkb: string }): FullRow => ({ fields, shape: wkb })
const full = (layer: Layer): Sql => sql`${join(layer.fields.map((field) => identifier(field.name)))}, encode(st_asbinary(geom, 'NDR'), 'hex') as wkb`

/** Rows fetched at once: large enough to be quick, small enough for shapes of any size. */
const rowsAtOnce = 500

/** All rows of a selection, a few at a time and as of one moment, in one transaction. */
const inOneGo = async (db: Queryable, layer: Layer, selection: Selection, give: (rows: FullRow[]) => Promise<void>): Promise<void> => {
  await db.query(sql`declare selected no scroll cursor for select ${full(layer)} from ${view(layer)} where ${join(conditionsOf(selection), ' and ')} order by ${orderOf(selection)}`)
  for (;;) {
    const some = await db.query<Facts & { wkb: string }>(sql`fetch 500 from selected`)
    if (some.length) await give(some.map(rowOf))
    if (some.length < rowsAtOnce) return
  }
}

/** Something selected has changed between two looks at it. */
export class MovedOn extends Error {}

/**
 * The same where one connection serves everybody: which rows, then those rows a few at a time, each look a transaction of its
 * own that lets others go first. Throws `MovedOn` when they are not of one moment any more.
 */
const inPortions = async (
  database: Database, asker: Asker | null, layer: Layer, selection: Selection,
  give: (rows: FullRow[]) => Promise<void>, givenUp?: AbortSignal,
): Promise<void> => {
  const { patient } = database
  const head = async () => (await database.query<{ head: number }>(sql`select coalesce(max(seq), 0) as head from changes`))[0].head
  const began = await head()
  const [{ codes }] = (await patient.as(asker, (db) => db.query<{ codes: string[] | null }>(sql`
    select array_agg(code order by ${orderOf(selection)}) as codes from ${view(layer)} where ${join(conditionsOf(selection), ' and ')}`), givenUp)) as [{ codes: string[] | null }]
  const rows = portions(database, asker, codes ?? [], (db, some) => db.query<Facts & { code: string; wkb: string }>(sql`
    select ${full(layer)} from ${view(layer)} where code = any (${some}::text[])`), givenUp)
  for await (const { some, answer } of rows) {
    if (answer.length < some.length) throw new MovedOn()
    const place = new Map(some.map((code, i) => [code, i]))
    await give(answer.sort((a, b) => place.get(a.code)! - place.get(b.code)!).map(rowOf))
  }
  if ((await head()) === began) return
  // Who may see a household follows from its unit and its owner.
  const [changed] = await patient.query(sql`select from change_items where change > ${began} and (layer = ${layer.id} or what in ('drainage_units', 'household_owners')) limit 1`)
  if (changed) throw new MovedOn()
}

/** Looked at again this often, while somebody is at work on the same layer; then nobody is let in between. */
const mostLooks = 3

/**
 * All rows of a selection as of one moment, in the name of whoever asks, given out a few at a time. Throws `MovedOn` when
 * something of it has changed meanwhile: ask again from the beginning, and say how often one has `looked` already; in the end
 * it is read with nobody let in between.
 */
export async function eachRow(
  database: Database, asker: Asker | null, layer: Layer, selection: Selection,
  give: (rows: FullRow[]) => Promise<void>, looked = 0, givenUp?: AbortSignal,
): Promise<void> {
  // A server keeps a snapshot for each transaction; the embedded engine has one connection, and a transaction keeps all others out.
  if (database.engine === 'server' || looked >= mostLooks) await database.patient.as(asker, (db) => inOneGo(db, layer, selection, give), givenUp)
  else await inPortions(database, asker, layer, selection, give, givenUp)
}

export interface Page extends Selection {
  /** The sorted field's value and the code of the last row before this page. */
  after?: [value: Facts[string], code: string]
  limit: number
}

/**
 * One page of a layer's rows. Pages follow one another by the sorted value and the code, so that nothing is
 * shown twice or left out when rows come and go between two requests. Empty values come last.
 */
export const page = async (db: Queryable, layer: Layer, wanted: Page): Promise<FeaturePage> => {
  const { sort, after, limit } = wanted
  const conditions = conditionsOf(wanted)
  const where = join(conditions, ' and ')
  const sorted = identifier(sort.field)
  const follows: Sql[] = []
  if (after) {
    const [before, code] = after
    // As wide as any number, so that a place beyond the column's own range is only a place beyond.
    const value = typeof before === 'number' ? sql`${before}::float8` : sql`${before}`
    const beyond = sort.descending ? sql`<` : sql`>`
    follows.push(
      before === null
        ? sql`${sorted} is null and code > ${code}`
        : sql`(${sorted} ${beyond} ${value} or ${sorted} = ${value} and code > ${code} or ${sorted} is null)`,
    )
  }
  // Which rows, then what is in them: a view may join what only few may see, which is dear to judge for all rows and cheap for some.
  const rows = await db.query<Record<string, Facts[string]>>(sql`
    with shown as materialized (
      select code from ${view(layer)} where ${join([...conditions, ...follows], ' and ')} order by ${orderOf(wanted)} limit ${limit + 1}
    )
    select ${join(layer.fields.map((field) => identifier(field.name)))}
    from ${view(layer)}
    where code = any (array(select code from shown))
    order by ${orderOf(wanted)}`)
  const [{ total }] = (await db.query<{ total: number }>(sql`select count(*) as total from ${view(layer)} where ${where}`)) as [{ total: number }]
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return {
    layer: layer.id,
    total,
    rows: shown,
    next: last ? Buffer.from(JSON.stringify([last[sort.field] ?? null, last.code])).toString('base64url') : null,
  }
}

/** Shapes in full of what lies in a box of degrees; `more` where there are more than `limit`. */
export const pieces = async (db: Queryable, layer: Layer, bbox: [number, number, number, number], limit: number): Promise<Pieces> => {
  const lines = layer.geometry === 'line'
  const rows = await db.query<Pieces['pieces'][number]>(sql`
    select code, name, version, st_asgeojson(geom, 15)::json as geometry, ${lines ? sql`width_m` : sql`null`} as "widthM",
      ${layer.id === 'reaches' ? sql`bed_from_m as "bedFromM", bed_to_m as "bedToM"` : sql`null as "bedFromM", null as "bedToM"`},
      ${!lines && layer.fields.some(({ name }) => name === 'water') ? sql`water` : sql`null`} as water
    from ${view(layer)}
    where geom && st_makeenvelope(${bbox[0]}, ${bbox[1]}, ${bbox[2]}, ${bbox[3]}, 4490)
    order by code limit ${limit + 1}`)
  return { pieces: rows.slice(0, limit), more: rows.length > limit }
}

/** Links that touch any of these reaches. */
export const linksOf = (db: Queryable, codes: readonly string[]): Promise<SceneLink[]> =>
  db.query(sql`select upstream, upstream_m as "upstreamM", downstream, downstream_m as "downstreamM", flow_mode as "flowMode" from links where upstream = any (${codes}::text[]) or downstream = any (${codes}::text[])`)

/** An object on a day, as was known by the end of another (null: as is known now); null where it was not there. */
export const on = async (
  db: Queryable, layer: Layer, code: string, day: string, known: string | null,
): Promise<{ facts: Facts; version: number; geometry: unknown } | null> => {
  const [row] = await db.query<{ state: Record<string, Facts[string]> | null; geometry: unknown }>(sql`
    select state - 'geom' as state, st_asgeojson((state ->> 'geom')::geometry, 15)::json as geometry
    from (select object_on(${layer.id}, ${layer.table}, ${code}, ${day}::date, ${known ? sql`known_by(${known}::date)` : sql`${now}::bigint`}) as state) found`)
  if (!row?.state) return null
  const { state, geometry } = row
  return {
    facts: Object.fromEntries(layer.fields.filter(({ confidential }) => !confidential).map(({ name }) => [name, state[name] ?? null])),
    version: Number(state.version), geometry,
  }
}

/** Beyond every change. */
const now = 2 ** 52

/** What the map of a day shows otherwise than now, within a box of degrees; `more` where it is more than `limit`. */
export const past = async (
  database: Database, asker: Asker | null, layer: Layer, bbox: [number, number, number, number], day: string, known: string | null,
  limit: number, givenUp?: AbortSignal,
): Promise<PastThings> => {
  const drawn = layer.fields.filter(({ inTile }) => inTile).map(({ name }) => name)
  const box = sql`st_makeenvelope(${bbox[0]}, ${bbox[1]}, ${bbox[2]}, ${bbox[3]}, 4490)`
  const { knownBy, codes } = await database.patient.as(asker, async (db) => {
    // What was believed by a day, as the number of the last change by then.
    const [row] = known ? await db.query<{ knownBy: number }>(sql`select known_by(${known}::date) as "knownBy"`) : [{ knownBy: now }]
    const rows = await db.query<{ code: string }>(sql`select different_on(${layer.id}, ${layer.table}, ${day}::date, ${row.knownBy}::bigint, ${box}) as code`)
    return { knownBy: row.knownBy, codes: rows.map(({ code }) => code) }
  }, givenUp)
  const things: PastThings['things'] = []
  const states = portions(database, asker, codes, (db, some) => db.query<{ code: string; props: Facts | null; geometry: Geometry }>(sql`
    select code, state - 'geom' as props, st_asgeojson((state ->> 'geom')::geometry, 7)::json as geometry
    from (select code, object_on(${layer.id}, ${layer.table}, code, ${day}::date, ${knownBy}::bigint) as state from unnest(${some}::text[]) code) found
    where state is null or (state ->> 'geom')::geometry && ${box}
    order by code`), givenUp)
  for await (const { answer } of states) {
    for (const { code, props, geometry } of answer)
      things.push({ code, state: props && { props: Object.fromEntries(drawn.map((name) => [name, props[name] ?? null])), geometry } })
    if (things.length > limit) break
  }
  return { things: things.slice(0, limit), more: things.length > limit }
}
