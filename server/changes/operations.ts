// Each thing a person can do to the register, as SQL in their name: the database decides whether they may.
import type { Operation, Value } from '../../domain/changes/schemas.ts'
import { layerOf, type Layer, type LayerId } from '../../domain/catalogue.ts'
import { wrongWith } from '../../domain/fields.ts'
import { cutAt, joinLines, turned, type Line } from '../../domain/lines.ts'
import type { Queryable } from '../db/database.ts'
import { identifier, join, sql, type Sql } from '../db/sql.ts'
import { Problem } from '../http/problem.ts'
import { bare, judgeShape } from './judge.ts'
import { conflictOf } from './queries.ts'

type Of<Op extends Operation['op']> = Extract<Operation, { op: Op }>

/** Lines whose measures have to be settled once all operations are done: code → length before, metres. */
export type Touched = Map<string, number>

interface Standing {
  version: number
  division: string | null
  length: number | null
  river: string | null
  kind: string | null
}

const layerFor = (id: LayerId): Layer => {
  const layer = layerOf(id)!
  if (!layer.editable) throw new Problem('notEditable', { layer: layer.title.zh })
  return layer
}

/** The row an operation is about, locked. Refuses one that is gone, or has moved on since `version`. */
const standing = async (db: Queryable, layer: Layer, code: string, version: number): Promise<Standing> => {
  const waters = layer.table === 'waters'
  const [row] = await db.query<Standing>(sql`
    select version, division, ${waters ? sql`length_m as length, river, kind` : sql`null as length, null as river, null as kind`}
    from ${identifier(layer.table)}
    where code = ${code} and valid_to is null ${waters ? sql`and kind = ${layer.fixed!.kind}` : sql``}`)
  if (!row || row.version !== version) {
    const conflict = await conflictOf(db, layer, code, version)
    if (!row && !conflict.base) throw new Problem('featureUnknown', { layer: layer.id, code })
    throw new Problem('changedMeanwhile', { code, by: conflict.by ?? '', conflicts: [conflict] })
  }
  return row
}

const column = { text: sql`text`, number: sql`float8`, integer: sql`integer`, boolean: sql`boolean`, date: sql`date` } as const

/** Values as columns of the layer's table; refuses what is no field of it or does not fit. */
const columnsOf = (layer: Layer, fields: Record<string, Value>): { name: string; value: Sql; confidential: boolean }[] =>
  Object.entries(fields).map(([name, given]) => {
    const field = layer.fields.find((one) => one.name === name)
    if (!field || name === 'code' || name === 'valid_from') throw new Problem('inputInvalid', { field: name, reason: `${layer.title.zh}没有这一项 (no such field)` })
    const value = given === '' ? null : given
    const wrong = wrongWith(field, value)
    if (wrong) throw new Problem('valueInvalid', { field: name, zh: wrong.zh, en: wrong.en })
    return { name, value: sql`${value}::${column[field.type]}`, confidential: field.confidential ?? false }
  })

/** Refuses a code that refers to nothing, by the field's name; the database would keep to itself which. */
const mustExist = async (db: Queryable, layer: Layer, fields: Record<string, Value>): Promise<void> => {
  for (const { name, title, refers } of layer.fields) {
    const code = fields[name]
    if (!refers || !code) continue
    const [found] = await db.query(sql`select from ${identifier(layerOf(refers)!.table)} where code = ${code}`)
    if (!found) throw new Problem('refersNowhere', { field: name, detail: `${title.zh} ${code}` })
  }
}

/** A shape as the layer's table takes it; refuses one that will not do. */
const shapeOf = async (db: Queryable, layer: Layer, geometry: Of<'create'>['geometry']): Promise<Sql> => {
  await judgeShape(db, geometry)
  return layer.multi ? sql`st_multi(${bare(geometry)})` : bare(geometry)
}

/** What the shape says by itself: size, division, and where on its water a thing stands. */
const derived = (layer: Layer, shape: Sql, fields: Record<string, Value>, before: Standing | null): { name: string; value: Sql }[] => {
  const has = (name: string) => layer.fields.some((field) => field.name === name)
  const found: { name: string; value: Sql }[] = []
  if (layer.geometry === 'line') found.push({ name: 'length_m', value: sql`round(st_length(plane(${shape}))::numeric, 2)` })
  if (layer.geometry === 'polygon') found.push({ name: 'area_m2', value: sql`round(st_area(plane(${shape}))::numeric, 1)` })
  // Where a thing lies is asked of the map when it is new or a point has been moved; a line along a border stays with whom it was.
  if ((has('division') || layer.table === 'waters') && !('division' in fields) && (!before?.division || layer.geometry === 'point'))
    found.push({ name: 'division', value: sql`coalesce(division_at(${shape}), ${before?.division ?? null}::text)` })
  return found
}

/** The reach nearest to something new that names none: within 100 m of its bank, our proposal. */
const nearestWater = async (db: Queryable, shape: Sql): Promise<string | null> => {
  const [row] = await db.query<{ code: string }>(sql`
    select code from waters, (select ${shape} as at) new
    where kind = 'reach' and valid_to is null and st_dwithin(geom, at, 0.002) and st_distance(plane(geom), plane(at, geom)) <= coalesce(width_m / 2, 0) + 100
    order by st_distance(plane(geom), plane(at, geom)) limit 1`)
  return row?.code ?? null
}

/** Where a thing stands on its water. */
const onWater = async (db: Queryable, layer: Layer, code: string, shaped: boolean, fields: Record<string, Value>): Promise<void> => {
  const has = (name: string) => layer.fields.some((field) => field.name === name)
  if (!has('measure_m') || (!shaped && !('water' in fields))) return
  const bank = has('bank') && !fields.bank ? sql`, bank = case when t.bank = 'both' then 'both' else side_of(w.geom, t.geom) end` : sql``
  await db.query(sql`
    update ${identifier(layer.table)} t set measure_m = measure_on(w.geom, t.geom) ${bank}
    from waters w
    where t.code = ${code} and w.code = t.water and geometrytype(st_linemerge(w.geom)) = 'LINESTRING' and t.measure_m is distinct from measure_on(w.geom, t.geom)`)
}

const keepOwner = async (db: Queryable, code: string, values: { name: string; value: Sql }[]): Promise<void> => {
  if (!values.length) return
  await db.query(sql`
    insert into household_owners (household, ${join(values.map(({ name }) => identifier(name)))}) values (${code}, ${join(values.map(({ value }) => value))})
    on conflict (household) do update set ${join(values.map(({ name }) => sql`${identifier(name)} = excluded.${identifier(name)}`))}`)
}

const nextCode = async (db: Queryable, layer: Layer, shape: Sql, fields: Record<string, Value>): Promise<string> => {
  const [letter, digits] = layer.codes ?? ['', 2]
  const beginning = layer.id === 'reaches' ? sql`${`${String(fields.river)}-`}::text` : sql`coalesce(left(division_at(${shape}), 6), 'LOCAL') || ${`-${letter}`}`
  const [row] = await db.query<{ code: string }>(sql`select next_code(${layer.table}, ${beginning}, ${digits}::int) as code`)
  return row.code
}

const create = async (db: Queryable, { layer: id, code: given, fields: asked, geometry }: Of<'create'>, touched: Touched): Promise<void> => {
  const layer = layerFor(id)
  const shape = await shapeOf(db, layer, geometry)
  const stands = layer.fields.some(({ name }) => name === 'measure_m') && !asked.water ? await nearestWater(db, shape) : null
  const fields = stands ? { ...asked, water: stands } : asked
  for (const field of layer.fields) if (field.required && !field.derived && field.name !== 'code' && (fields[field.name] ?? '') === '') throw new Problem('valueInvalid', { field: field.name, ...wrongWith(field, null)! })
  const typed = columnsOf(layer, fields)
  await mustExist(db, layer, fields)
  const code = given ?? (await nextCode(db, layer, shape, fields))
  const values = [...typed.filter((one) => !one.confidential), ...derived(layer, shape, fields, null)]
  if (layer.id === 'reaches') {
    // At the end of its river, until the river is settled.
    const last = sql`coalesce((select max(river_to_m) from waters where river = ${fields.river} and kind = 'reach'), 0)`
    values.push({ name: 'river_from_m', value: last }, { name: 'river_to_m', value: sql`${last} + st_length(plane(${shape}))` })
  }
  const fixed = Object.entries(layer.fixed ?? {}).map(([name, constant]) => ({ name, value: sql`${constant}::text` }))
  const all = [{ name: 'code', value: sql`${code}::text` }, ...values, ...fixed, { name: 'valid_from', value: sql`current_date` }, { name: 'geom', value: shape }]
  await db.query(sql`insert into ${identifier(layer.table)} (${join(all.map(({ name }) => identifier(name)))}) values (${join(all.map(({ value }) => value))})`)
  await keepOwner(db, code, typed.filter((one) => one.confidential))
  await onWater(db, layer, code, true, fields)
  if (layer.id === 'reaches') touched.set(code, 0)
}

const update = async (db: Queryable, { layer: id, code, version, fields = {}, geometry, since }: Of<'update'>, touched: Touched): Promise<void> => {
  const layer = layerFor(id)
  const before = await standing(db, layer, code, version)
  if (geometry && layer.id === 'rivers') {
    const [reach] = await db.query(sql`select from waters where river = ${code} and kind = 'reach' and valid_to is null limit 1`)
    if (reach) throw new Problem('riverOfReaches', { code })
  }
  const typed = columnsOf(layer, fields)
  await mustExist(db, layer, fields)
  const own = typed.filter((one) => !one.confidential)
  if (geometry) {
    const shape = await shapeOf(db, layer, geometry)
    own.push(...derived(layer, shape, fields, before).map((one) => ({ ...one, confidential: false })), { name: 'geom', value: shape, confidential: false })
    if (layer.geometry === 'line') touched.set(code, touched.get(code) ?? before.length ?? 0)
  }
  // Owner and telephone stand in a table of their own; whoever has the thing as it was before has something else.
  if (typed.some((one) => one.confidential)) own.push({ name: 'version', value: sql`version + 1`, confidential: false })
  if (since) own.push({ name: 'valid_from', value: sql`${since}::date`, confidential: false })
  if (own.length) {
    const changed = await db.query(sql`
      update ${identifier(layer.table)} set ${join(own.map(({ name, value }) => sql`${identifier(name)} = ${value}`))}
      where code = ${code} and version = ${version} ${since ? sql`and ${since}::date > valid_from and ${since}::date <= current_date` : sql``} returning code`)
    if (!changed.length) throw since && !(await laterThan(db, layer, code, since)) ? new Problem('sinceInvalid', { since }) : new Problem('notYours', { code })
  }
  await keepOwner(db, code, typed.filter((one) => one.confidential))
  await onWater(db, layer, code, Boolean(geometry), fields)
}

const laterThan = async (db: Queryable, layer: Layer, code: string, since: string): Promise<boolean> => {
  const [row] = await db.query<{ later: boolean }>(sql`select ${since}::date > valid_from and ${since}::date <= current_date as later from ${identifier(layer.table)} where code = ${code}`)
  return row?.later ?? false
}

const remove = async (db: Queryable, { layer: id, code, version, ended }: Of<'remove'>, touched: Touched): Promise<void> => {
  const layer = layerFor(id)
  const before = await standing(db, layer, code, version)
  const table = identifier(layer.table)
  const gone = ended
    ? await db.query(sql`update ${table} set valid_to = ${ended}::date where code = ${code} and version = ${version} and ${ended}::date > valid_from and ${ended}::date <= current_date returning code`)
    : await db.query(sql`delete from ${table} where code = ${code} and version = ${version} returning code`)
  if (!gone.length) throw ended ? new Problem('sinceInvalid', { since: ended }) : new Problem('notYours', { code })
  if (ended && layer.table === 'waters') await db.query(sql`delete from links where upstream = ${code} or downstream = ${code}`)
  if (before.river && before.kind === 'reach') touched.set(`river ${before.river}`, 0)
}

interface Reach extends Standing {
  line: Line
  river: string
}

const reaches = layerOf('reaches')!

const reachFor = async (db: Queryable, code: string, version: number): Promise<Reach> => {
  const row = await standing(db, reaches, code, version)
  const [{ shape }] = (await db.query<{ shape: { type: string; coordinates: Line } }>(sql`select st_asgeojson(st_linemerge(geom), 15)::json as shape from waters where code = ${code}`)) as [{ shape: { type: string; coordinates: Line } }]
  if (shape.type !== 'LineString') throw new Problem('shapeInvalid', { zh: '这条河段由几条不相连的线组成', en: 'this reach is several lines apart' })
  return { ...row, river: row.river!, line: shape.coordinates }
}

const lineSql = (line: Line) => sql`st_setsrid(st_geomfromgeojson(${JSON.stringify({ type: 'LineString', coordinates: line })}), 4490)`

/** Writes a reach's line and what follows of it at once. Refuses where who is asking may not. */
const redraw = async (db: Queryable, code: string, line: Line, more: Sql = sql``): Promise<void> => {
  const written = await db.query(sql`update waters set geom = ${lineSql(line)}, length_m = round(st_length(plane(${lineSql(line)}))::numeric, 2) ${more} where code = ${code} returning code`)
  if (!written.length) throw new Problem('notYours', { code })
}

const split = async (db: Queryable, { code, version, atM, newCode }: Of<'split'>, touched: Touched): Promise<void> => {
  const reach = await reachFor(db, code, version)
  const cut = cutAt(reach.line, atM)
  if (!cut) throw new Problem('splitOutside', { atM, length: Math.round(reach.length ?? 0) })
  const lower = newCode ?? (await nextCode(db, reaches, lineSql(cut[1]), { river: reach.river }))
  // Columns a part has of its own are written anew, all others are the whole's.
  const own = new Set(['code', 'name', 'geom', 'length_m', 'river_from_m', 'river_to_m', 'start_place', 'bed_from_m', 'version', 'valid_from', 'catchment_km2', 'national_code', 'provincial_code'])
  const rest = (await db.query<{ name: string }>(sql`select attname as name from pg_attribute where attrelid = 'waters'::regclass and attnum > 0 and not attisdropped`)).map(({ name }) => name).filter((name) => !own.has(name)).map(identifier)
  await db.query(sql`
    insert into waters (code, name, geom, length_m, river_from_m, river_to_m, bed_from_m, catchment_km2, valid_from, ${join(rest)})
    select ${lower}, left(name, 100) || '（下段）', ${lineSql(cut[1])}, round(st_length(plane(${lineSql(cut[1])}))::numeric, 2), river_from_m + ${atM}::float8, river_to_m,
      bed_from_m + (bed_to_m - bed_from_m) * ${atM}::float8 / nullif(length_m, 0), catchment_km2, current_date, ${join(rest)}
    from waters where code = ${code}`)
  // The lower part keeps the catchment, which is counted at its end; the upper part's is not known.
  await redraw(db, code, cut[0], sql`, river_to_m = river_from_m + ${atM}::float8, end_place = null, bed_to_m = bed_from_m + (bed_to_m - bed_from_m) * ${atM}::float8 / nullif(length_m, 0), catchment_km2 = null`)
  await db.query(sql`select follow_split(${code}, ${lower}, ${atM})`)
  touched.set(`river ${reach.river}`, 0)
}

const merge = async (db: Queryable, { upper, lower }: Of<'merge'>, touched: Touched): Promise<void> => {
  const [above, below] = [await reachFor(db, upper.code, upper.version), await reachFor(db, lower.code, lower.version)]
  const line = above.river === below.river ? joinLines(above.line, below.line) : null
  if (!line) throw new Problem('mergeApart', { upper: upper.code, lower: lower.code })
  await redraw(db, upper.code, line, sql`, (end_place, bed_to_m, catchment_km2) = (select end_place, bed_to_m, catchment_km2 from waters where code = ${lower.code})`)
  await db.query(sql`select follow_merge(${upper.code}, ${lower.code}, ${above.length ?? 0})`)
  await db.query(sql`update waters set valid_to = greatest(current_date, valid_from + 1) where code = ${lower.code}`)
  touched.set(`river ${above.river}`, 0)
}

const reverse = async (db: Queryable, { code, version }: Of<'reverse'>, touched: Touched): Promise<void> => {
  const reach = await reachFor(db, code, version)
  await redraw(db, code, turned(reach.line), sql`, start_place = end_place, end_place = start_place, bed_from_m = bed_to_m, bed_to_m = bed_from_m`)
  await db.query(sql`select follow_reverse(${code})`)
  touched.set(`river ${reach.river}`, 0)
}

const link = async (db: Queryable, { upstream, upstreamM, downstream, downstreamM, flowMode }: Of<'link'>): Promise<void> => {
  if (upstream === downstream) throw new Problem('inputInvalid', { field: 'downstream', reason: '不能流进自己 (flows into itself)' })
  await db.query(sql`
    insert into links (upstream, upstream_m, downstream, downstream_m, flow_mode) values (${upstream}, ${upstreamM}, ${downstream}, ${downstreamM}, ${flowMode})
    on conflict (upstream, downstream, downstream_m) do update set upstream_m = excluded.upstream_m, flow_mode = excluded.flow_mode`)
}

const unlink = async (db: Queryable, { upstream, downstream, downstreamM }: Of<'unlink'>): Promise<void> => {
  const gone = await db.query(sql`delete from links where upstream = ${upstream} and downstream = ${downstream} and abs(downstream_m - ${downstreamM}) < 0.01 returning upstream`)
  if (!gone.length) throw new Problem('linkUnknown', { upstream, downstream })
}

/** Does one operation. `touched` gathers what has to be settled at the end. */
export const apply = (db: Queryable, operation: Operation, touched: Touched): Promise<void> => {
  switch (operation.op) {
    case 'create': return create(db, operation, touched)
    case 'update': return update(db, operation, touched)
    case 'remove': return remove(db, operation, touched)
    case 'split': return split(db, operation, touched)
    case 'merge': return merge(db, operation, touched)
    case 'reverse': return reverse(db, operation, touched)
    case 'link': return link(db, operation)
    case 'unlink': return unlink(db, operation)
  }
}

/** Measures, links and rivers after the lines have changed. */
export const settle = async (db: Queryable, touched: Touched): Promise<void> => {
  const rivers = new Set<string>()
  for (const [key, was] of touched) {
    if (key.startsWith('river ')) rivers.add(key.slice(6))
    else {
      await db.query(sql`select settle_line(${key}, ${was})`)
      const [row] = await db.query<{ river: string | null }>(sql`select river from waters where code = ${key} and kind = 'reach'`)
      if (row?.river) rivers.add(row.river)
    }
  }
  for (const river of rivers) await db.query(sql`select settle_river(${river})`)
}
