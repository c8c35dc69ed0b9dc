// Keeps search_entries: what the search field finds, with pinyin and initials made here when names are written.
import { pinyin } from 'pinyin-pro'
import { catalogue, layerOf, type LayerId } from '../../domain/catalogue.ts'
import type { Queryable } from '../db/database.ts'
import { identifier, sql, type Sql } from '../db/sql.ts'

/** Sound of a name: 'shiliuyong' and 'sly'. What is not Chinese stays as it is, in lower case. */
export const soundOf = (name: string): { pinyin: string; initials: string } => {
  const syllables = pinyin(name, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true }).map((syllable) => syllable.toLowerCase().replace(/[^a-z0-9]/g, ''))
  return { pinyin: syllables.join(''), initials: syllables.map((syllable) => (/^\d/.test(syllable) ? syllable : syllable.slice(0, 1))).join('') }
}

/** Where a thing is, in words: town or village. */
const placeOf = (id: LayerId) => (id === 'divisions' ? sql`left(f.code, case length(f.code) when 12 then 9 else 6 end)` : id === 'rivers' || catalogue.some((l) => l.id === id && l.fields.some((field) => field.name === 'division')) ? sql`f.division` : sql`null`)

const columns = ['layer', 'code', 'title', 'detail', 'pinyin', 'initials', 'weight', 'at', 'staff_only'] as const

const entries = (id: LayerId, codes: readonly string[] | null): Sql => sql`
  select ${id}::text as layer, f.code, f.name as title, coalesce(t.name || case when length(d.code) = 12 then d.name else '' end, d.name, '') as detail,
    f.weight,
    case when st_dimension(f.geom) = 1 then st_lineinterpolatepoint(st_geometryn(f.geom, 1), 0.5) when st_dimension(f.geom) = 2 then st_pointonsurface(f.geom) else f.geom end as at,
    ${layerOf(id)!.staffOnly ? sql`f.staff_only` : sql`false`} as staff_only
  from ${identifier(`layer_${id}`)} f
  left join divisions d on d.code = ${placeOf(id)}
  left join divisions t on t.code = left(d.code, 9) and length(d.code) = 12
  where ${codes ? sql`f.code = any (${codes}::text[])` : sql`true`}`

type Entry = Record<Exclude<(typeof columns)[number], 'weight' | 'staff_only'>, string> & { weight: number; staff_only: boolean }

/** Who edits a thing or two is not somebody who may COPY. */
const enter = (db: Queryable, few: boolean, made: readonly Entry[]): Promise<unknown> =>
  few
    ? db.query(sql`
        insert into search_entries (layer, code, title, detail, pinyin, initials, weight, at, staff_only)
        select layer, code, title, detail, pinyin, initials, weight, at::geometry, staff_only
        from jsonb_to_recordset(${JSON.stringify(made)}::jsonb) e (layer text, code text, title text, detail text, pinyin text, initials text, weight real, at text, staff_only boolean)`)
    : db.copy('search_entries', columns, made.map((row) => columns.map((column) => row[column])))

/** Brings the entries of a layer up to date: all of them, or those of some codes. */
export const indexFeatures = async (db: Queryable, id: LayerId, codes: readonly string[] | null = null): Promise<void> => {
  const layer = layerOf(id)
  if (!layer) throw new TypeError(`no layer ${id}`)
  await db.query(sql`delete from search_entries where layer = ${id} and ${codes ? sql`code = any (${codes}::text[])` : sql`true`}`)
  if (!layer.heard) {
    await db.query(sql`
      insert into search_entries (layer, code, title, detail, pinyin, initials, weight, at, staff_only)
      select layer, code, title, detail, '', '', weight, at, staff_only from (${entries(id, codes)}) e`)
    return
  }
  const rows = await db.query<Omit<Entry, 'pinyin' | 'initials'>>(entries(id, codes))
  await enter(db, codes !== null, rows.map((row) => ({ ...row, ...soundOf(row.title) })))
}

/** Everybody who holds or held a water, by name: all of them, or those of some codes. */
export const indexPeople = async (db: Queryable, codes: readonly string[] | null = null): Promise<void> => {
  await db.query(sql`delete from search_entries where layer = 'people' and ${codes ? sql`code = any (${codes}::text[])` : sql`true`}`)
  const rows = await db.query<{ code: string; name: string; post: string | null }>(sql`
    select code, name, post from people p
    where exists (select from tenures t where t.person = p.code) and ${codes ? sql`code = any (${codes}::text[])` : sql`true`}`)
  await enter(db, codes !== null, rows.map(({ code, name, post }) => ({ layer: 'people', code, title: name, detail: post ?? '', ...soundOf(name), weight: 8, at: 'SRID=4490;POINT(0 0)', staff_only: false })))
}
