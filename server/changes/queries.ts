// What the record knows: what a change did, what an object was before, who changed what.
import type { Changed, ChangedItem, Conflict, Passage, State } from '../../domain/changes/schemas.ts'
import { catalogue, layerOf, type Layer, type LayerId } from '../../domain/catalogue.ts'
import type { Audience } from '../../domain/roles.ts'
import type { Queryable } from '../db/database.ts'
import { identifier, join, sql } from '../db/sql.ts'

interface Image extends Record<string, unknown> {
  geom: string | null
}

/** A row as the record keeps it, as its catalogue fields and GeoJSON. */
const stateOf = async (db: Queryable, layer: Layer, image: Image | null): Promise<State | null> => {
  if (!image) return null
  const [row] = await db.query<{ shape: unknown }>(sql`select st_asgeojson(${image.geom}::geometry, 15)::json as shape`)
  return { fields: Object.fromEntries(layer.fields.filter(({ name }) => name in image).map(({ name }) => [name, image[name] as State['fields'][string]])), geometry: row.shape }
}

const imageAfter = async (db: Queryable, layer: Layer, code: string, seq: number): Promise<Image | null> => {
  const [row] = await db.query<{ image: Image | null }>(sql`select image_as_of(${layer.table}, ${code}, ${seq}) as image`)
  return row.image
}

const now = 2 ** 52

/** What somebody who began at `version` has to know to merge. `base` is null where there never was such a version. */
export const conflictOf = async (db: Queryable, layer: Layer, code: string, version: number): Promise<Conflict> => {
  const [made] = await db.query<{ seq: number }>(sql`
    select change as seq from change_items where what = ${layer.table} and key = ${code} and (after ->> 'version')::int = ${version} order by change desc limit 1`)
  const base = await imageAfter(db, layer, code, made?.seq ?? 0)
  const theirs = await imageAfter(db, layer, code, now)
  const gone = !theirs || theirs.valid_to !== null
  const [last] = await db.query<{ by: string | null; at: string }>(sql`
    select coalesce(p.name, c.person) as by, c.at from change_items i join changes c on c.seq = i.change left join people p on p.code = c.person
    where i.what = ${layer.table} and i.key = ${code} order by i.change desc, i.ord desc limit 1`)
  return {
    layer: layer.id, code, version: gone ? null : (theirs.version as number),
    base: base?.version === version ? await stateOf(db, layer, base) : null,
    theirs: gone ? null : await stateOf(db, layer, theirs),
    by: last?.by ?? null, at: last?.at ?? null,
  }
}

/** Whether what an item `i` of a change is about became secret by it. */
export const becameSecret = sql`i.op = 'update' and not i.staff_only_before and i.staff_only_after`

/** When something everybody could see became secret by a change; null where nothing did. */
export const becameSecretAt = async (db: Queryable, seq: number): Promise<string | null> => {
  const [row] = await db.query<{ at: string }>(sql`select at from changes c where seq = ${seq} and exists (select from change_items i where i.change = c.seq and ${becameSecret})`)
  return row?.at ?? null
}

/**
 * What a change did: to everybody who works for the city, and to all others, for whom what became secret
 * has gone and what is so no more is new.
 */
export const changedFor = async (db: Queryable, seq: number): Promise<Record<Audience, Changed> | null> => {
  const [head] = await db.query<{ id: string; at: string }>(sql`select id, at from changes where seq = ${seq}`)
  if (!head) return null
  const rows = await db.query<ChangedItem & { columns: string[][]; was: boolean; is: boolean; seenAt: ChangedItem['extent'] }>(sql`
    select i.layer, i.key as code,
      (array_agg(i.staff_only_before order by i.ord))[1] as was, (array_agg(i.staff_only_after order by i.ord desc))[1] as is,
      -- Where somebody may have seen it: of what is secret no place is told, nor where it went.
      case when bool_or(i.staff_only_before or i.staff_only_after) and bool_or(i.before ? 'geom' and i.after ? 'geom') then (
        select array[st_xmin(e), st_ymin(e), st_xmax(e), st_ymax(e)] from (
          select st_extent(seen.shape) as e from change_items x
          cross join lateral (values (not x.staff_only_before, (x.before ->> 'geom')::geometry), (not x.staff_only_after, (x.after ->> 'geom')::geometry)) seen (open, shape)
          -- By its key: what has just been written is no more than guessed at, and a change may have a hundred thousand items.
          where x.change + 0 = ${seq} and x.what = min(i.what) and x.key = i.key and seen.open) found) end as "seenAt",
      case when (array_agg(i.op order by i.ord desc))[1] = 'update' then (array_agg(i.op order by i.ord))[1] else (array_agg(i.op order by i.ord desc))[1] end as op,
      (array_agg(case when i.op <> 'delete' and i.after ->> 'valid_to' is null then (i.after ->> 'version')::int end order by i.ord desc))[1] as version,
      array[min(st_xmin(i.extent)), min(st_ymin(i.extent)), max(st_xmax(i.extent)), max(st_ymax(i.extent))] as extent,
      jsonb_agg(changed.columns) as columns
    from change_items i
    cross join lateral (select array(
      select k from jsonb_object_keys(coalesce(i.after, i.before)) k where (i.before -> k) is distinct from (i.after -> k)) as columns) changed
    where i.change = ${seq} and i.layer is not null
    group by i.layer, i.key order by min(i.ord)`)
  const staff: ChangedItem[] = []
  const open: ChangedItem[] = []
  for (const { columns, was, is, seenAt, ...row } of rows) {
    const item = { ...row, extent: was !== is || columns.flat().some((name) => drawn(row.layer).has(name)) ? row.extent : null }
    staff.push(item)
    const [before, after] = [row.op !== 'insert' && !was, row.op !== 'delete' && !is]
    const seen = { ...item, extent: seenAt ?? item.extent }
    if (before && after) open.push(seen)
    else if (before) open.push({ ...seen, op: 'delete', version: null })
    else if (after) open.push({ ...seen, op: 'insert' })
  }
  return { staff: { seq, ...head, items: staff }, public: { seq, ...head, items: open } }
}

/** What a change did, as its maker is told. */
export const changeOf = async (db: Queryable, seq: number): Promise<Changed | null> => (await changedFor(db, seq))?.staff ?? null

/** Columns whose change shows in a layer's tiles. */
const drawn = (id: LayerId): Set<string> =>
  new Set(['geom', 'valid_to', ...layerOf(id)!.fields.filter(({ name, inTile }) => inTile || name === 'area_m2' || name === 'division').map(({ name }) => name)])

/** The change made under an id, if there is one. */
export const changeUnder = async (db: Queryable, id: string): Promise<{ seq: number; asked: string | null } | null> => {
  const [known] = await db.query<{ seq: number; asked: string | null }>(sql`select * from change_said(${id})`)
  return known ?? null
}

/** Whether a change is of people, their posts or their ways to sign in. */
export const ofPeople = async (db: Queryable, seq: number): Promise<boolean> =>
  (await db.query(sql`select ord from change_items where change = ${seq} and what in ('people', 'posts', 'tenures', 'assistants', 'accounts', 'contacts') limit 1`)).length > 0

/** All that happened to one object, the latest first. */
export const history = async (db: Queryable, layer: Layer, code: string): Promise<Passage[]> => {
  const names = new Set(layer.fields.map(({ name }) => name))
  const rows = await db.query<Omit<Passage, 'changed'> & { before: Image | null; after: Image | null }>(sql`
    select c.seq, c.at, coalesce(p.name, c.person) as by, coalesce(b.name, c.behalf) as behalf, c.kind, c.note, i.op, i.derived,
      case when i.op <> 'delete' then (i.after ->> 'version')::int end as version, i.before ? 'geom' or i.after ? 'geom' as shape,
      exists (select from changes u where u.undoes = c.seq) as undone, i.before - 'geom' as before, i.after - 'geom' as after
    from change_items i join changes c on c.seq = i.change left join people p on p.code = c.person left join people b on b.code = c.behalf
    where i.what = ${layer.table} and i.key = ${code}
    order by i.change desc, i.ord desc limit 500`)
  return rows.map(({ before, after, ...row }) => {
    const value = (image: Image | null, name: string) => (image?.[name] ?? null) as State['fields'][string]
    const fields = [...names].filter((name) => value(before, name) !== value(after, name))
    return {
      ...row, shape: row.shape ?? false,
      changed: Object.fromEntries(fields.map((name) => [name, [value(before, name), value(after, name)]])),
    }
  })
}

/** An object before and after one change. */
export const passage = async (
  db: Queryable, layer: Layer, code: string, seq: number,
): Promise<{ before: State | null; after: State | null }> => ({
  before: await stateOf(db, layer, await imageAfter(db, layer, code, seq - 1)),
  after: await stateOf(db, layer, await imageAfter(db, layer, code, seq)),
})

/** What refers to an object and would be left hanging or go with it: layer or table → how many, and some names. */
export const hangingOn = async (db: Queryable, layer: Layer, code: string): Promise<{ what: string; count: number; names: string[] }[]> => {
  const water = layer.table === 'waters'
  const referring = catalogue.flatMap((one) => one.fields.filter(({ refers }) => refers === layer.id || (water && refers && layerOf(refers)!.table === 'waters')).map(({ name }) => ({ one, name })))
  const parts = referring.map(({ one, name }) => sql`select ${one.id}::text as what, name from ${identifier(`layer_${one.id}`)} where ${identifier(name)} = ${code}`)
  if (water)
    parts.push(
      sql`select 'links', w.name from links l join waters w on w.code = case when l.upstream = ${code} then l.downstream else l.upstream end where ${code} in (l.upstream, l.downstream)`,
      sql`select 'tenures', p.name from tenures t join people p on p.code = t.person where t.water = ${code} and (t.valid_to is null or t.valid_to > current_date)`,
      sql`select 'strategies', s.code from strategies s where s.water = ${code}`,
    )
  if (!parts.length) return []
  return db.query(sql`select what, count(*) as count, (array_agg(name order by name))[1:5] as names from (${join(parts, ' union all ')}) found group by what order by what`)
}
