// Keeps search_entries: what the search field finds, folded and with its sounds, made here when names are written.
import { layerOf, type LayerId } from '../../domain/catalogue.ts'
import type { Queryable } from '../db/database.ts'
import { identifier, sql, type Sql } from '../db/sql.ts'
import { fold, foldable, soundsOf } from './fold.ts'

const columns = ['layer', 'code', 'title', 'detail', 'folded', 'around', 'pinyin', 'initials', 'weight', 'at', 'staff_only'] as const

const has = (id: LayerId, name: string) => layerOf(id)!.fields.some((field) => field.name === name && !field.confidential)
/** Where a thing is, in words: town or village. */
const placeOf = (id: LayerId) =>
  id === 'divisions' ? sql`left(f.code, case length(f.code) when 12 then 9 else 6 end)`
    : id === 'rivers' || has(id, 'division') ? sql`f.division` : sql`null`
/** The water a thing is part of, or on. */
const waterOf = (id: LayerId) => (has(id, 'river') ? sql`f.river` : has(id, 'water') ? sql`f.water` : null)
/** The river it belongs to, as well: 望原水道 南口 is a stretch called after its village. */
const waterName = (id: LayerId) => {
  const code = waterOf(id)
  return code ? sql`coalesce((select concat(r.name, w.name) from waters w left join waters r on r.code = w.river where w.code = ${code}), '')` : sql`''`
}

const entries = (id: LayerId, codes: readonly string[] | null): Sql => sql`
  select ${id}::text as layer, f.code, f.name as title, coalesce(t.name || case when length(d.code) = 12 then d.name else '' end, d.name, '') as detail,
    ${has(id, 'address') ? sql`coalesce(f.address, '')` : sql`''`} as address, ${waterName(id)} as water, f.weight,
    case when st_dimension(f.geom) = 1 then st_lineinterpolatepoint(st_geometryn(f.geom, 1), 0.5) when st_dimension(f.geom) = 2 then st_pointonsurface(f.geom) else f.geom end as at,
    ${layerOf(id)!.staffOnly ? sql`f.staff_only` : sql`false`} as staff_only
  from ${identifier(`layer_${id}`)} f
  left join divisions d on d.code = ${placeOf(id)}
  left join divisions t on t.code = left(d.code, 9) and length(d.code) = 12
  where ${codes ? sql`f.code = any (${codes}::text[])` : sql`true`}`

interface Thing {
  layer: string
  code: string
  title: string
  detail: string
  address: string
  /** Names of the water it is on. */
  water: string
  weight: number
  at: string
  staff_only: boolean
}

const spoken = (ways: readonly string[]) => ways.map((way) => ` ${way}`).join('')

/** Who edits a thing or two is not somebody who may COPY. */
const enter = (db: Queryable, few: boolean, things: readonly Thing[], heard: boolean): Promise<unknown> => {
  const made = things.map(({ address, water, ...thing }) => {
    const sounds = heard ? soundsOf(thing.title) : { pinyin: [], initials: [] }
    return {
      ...thing, folded: address ? `${fold(thing.title)}|${fold(address)}` : fold(thing.title), around: fold(water + thing.detail),
      pinyin: spoken(sounds.pinyin), initials: spoken(sounds.initials),
    }
  })
  return few
    ? db.query(sql`
        insert into search_entries (layer, code, title, detail, folded, around, pinyin, initials, weight, at, staff_only)
        select layer, code, title, detail, folded, around, pinyin, initials, weight, at::geometry, staff_only
        from jsonb_to_recordset(${JSON.stringify(made)}::jsonb) e (
          layer text, code text, title text, detail text, folded text, around text, pinyin text, initials text, weight real, at text,
          staff_only boolean)`)
    : db.copy('search_entries', columns, made.map((row) => columns.map((column) => row[column])))
}

/** Brings the entries of a layer up to date: all of them, or those of some codes. */
export const indexFeatures = async (db: Queryable, id: LayerId, codes: readonly string[] | null = null): Promise<void> => {
  const layer = layerOf(id)
  if (!layer) throw new TypeError(`no layer ${id}`)
  await db.query(sql`delete from search_entries where layer = ${id} and ${codes ? sql`code = any (${codes}::text[])` : sql`true`}`)
  const few = codes !== null
  if (layer.heard) {
    await enter(db, few, await db.query<Thing>(entries(id, codes)), true)
    return
  }
  // Of names by ten thousands only those come here that are not folded as they are.
  const odd = await db.query<Thing>(sql`
    with things as materialized (
      select *, concat(title, address, water, detail) ~ ${foldable()} as odd from (${entries(id, codes)}) e
    ), entered as (
      insert into search_entries (layer, code, title, detail, folded, around, pinyin, initials, weight, at, staff_only)
      select layer, code, title, detail, concat_ws('|', title, nullif(address, '')), concat(water, detail), '', '', weight, at, staff_only
      from things where not odd
    )
    select layer, code, title, detail, address, water, weight, at, staff_only from things where odd`)
  await enter(db, few, odd, false)
}

/** Everybody who holds or held a water, by name: all of them, or those of some codes. */
export const indexPeople = async (db: Queryable, codes: readonly string[] | null = null): Promise<void> => {
  await db.query(sql`delete from search_entries where layer = 'people' and ${codes ? sql`code = any (${codes}::text[])` : sql`true`}`)
  const rows = await db.query<{ code: string; name: string; post: string | null }>(sql`
    select code, name, post from people p
    where exists (select from tenures t where t.person = p.code) and ${codes ? sql`code = any (${codes}::text[])` : sql`true`}`)
  const things = rows.map(({ code, name, post }): Thing => ({
    layer: 'people', code, title: name, detail: post ?? '', address: '', water: '', weight: 8, at: 'SRID=4490;POINT(0 0)', staff_only: false,
  }))
  await enter(db, codes !== null, things, true)
}
