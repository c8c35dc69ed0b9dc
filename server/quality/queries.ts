// Every SQL statement about water quality.
import { QualityStandard } from '../../domain/quality/standard.ts'
import type { ItemKey, Readings } from '../../domain/quality/items.ts'
import type { Numeral } from '../../domain/quality/numerals.ts'
import type { Queryable } from '../db/database.ts'
import { sql, type Sql } from '../db/sql.ts'

export interface Standard {
  code: string
  title: string
  titleEn: string
  source: string
  proposal: boolean
  effectiveFrom: string
  effectiveTo: string | null
  body: QualityStandard
}

/** All standards there have been, the latest first. */
export const standards = async (db: Queryable): Promise<Standard[]> => {
  const rows = await db.query<Standard>(sql`
    select code, title, title_en as "titleEn", source, proposal, effective_from::text as "effectiveFrom", effective_to::text as "effectiveTo", body
    from rule_sets
    where kind = 'quality_standard'
    order by effective_from desc, code`)
  return rows.map((row) => ({ ...row, body: QualityStandard.parse(row.body) }))
}

/** The one in force on a day. */
export const standardOn = (all: readonly Standard[], day: string): Standard | null =>
  all.find(({ effectiveFrom, effectiveTo }) => effectiveFrom <= day && (effectiveTo === null || day < effectiveTo)) ?? null

export interface Section {
  code: string
  name: string
  kind: string | null
  water: string | null
  /** The river its water is a reach of. */
  river: string | null
  waterKind: string | null
  /** Name of its river, or of its water. */
  waterName: string | null
  district: string | null
  relation: string | null
  target: Numeral | null
  at: [number, number]
}

const sections = (db: Queryable, condition: Sql) =>
  db.query<Section>(sql`
    select s.code, s.name, s.kind, s.water, w.river, w.kind as "waterKind", coalesce(r.name, w.name) as "waterName", d.name as district, s.relation, s.target_class as target,
      array[st_x(s.geom), st_y(s.geom)] as at
    from sections s
    left join waters w on w.code = s.water
    left join waters r on r.code = w.river
    left join divisions d on d.code = left(s.division, 6)
    where ${condition}
    order by w.river_from_m nulls last, s.measure_m, s.code`)

export const sectionsNow = (db: Queryable) => sections(db, sql`s.valid_to is null`)

/**
 * The section of a code, or all on the water of that code: of a river those of its reaches, from source
 * to mouth. Null where there is neither.
 */
export const sectionsOf = async (db: Queryable, code: string): Promise<Section[] | null> => {
  const found = await sections(db, sql`s.code = ${code} or s.water = ${code} or w.river = ${code}`)
  if (found.length) return found
  const [water] = await db.query<{ code: string }>(sql`select code from waters where code = ${code}`)
  return water ? [] : null
}

export interface Sample {
  code: string
  section: string
  at: string
  kind: 'monthly' | 'automatic'
  tide: string | null
  missing: string | null
  readings: Readings
  below: ItemKey[]
}

/** Samples of sections, or the monthly ones of all, taken from one day to another, both within, by the city's clock. */
export const samples = (db: Queryable, from: string, to: string, of: readonly string[] | null) =>
  db.query<Sample>(sql`
    select code, section, to_char(taken_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI') as at, kind, tide, missing, readings, below
    from samples
    where taken_at >= ${from}::date::timestamp at time zone 'Asia/Shanghai' and taken_at < (${to}::date + 1)::timestamp at time zone 'Asia/Shanghai'
      and ${of ? sql`section = any (${of}::text[])` : sql`kind = 'monthly'`}
    order by section, taken_at`)

export interface Rain {
  station: string
  name: string
  days: string[]
  mm: number[]
}

/** Rain by day at the station nearest to a place, millimetres. */
export const rainNear = async (db: Queryable, [lon, lat]: readonly [number, number], from: string, to: string): Promise<Rain | null> => {
  const [row] = await db.query<Rain>(sql`
    with nearest as (
      select code, name
      from stations
      where kind = 'rain'
      order by geom <-> st_setsrid(st_makepoint(${lon}::double precision, ${lat}::double precision), 4490), code
      limit 1
    )
    select n.code as station, n.name, coalesce(array_agg(d.day::text order by d.day) filter (where d.day is not null), '{}') as days,
      coalesce(array_agg(round(d.total::numeric, 1)::double precision order by d.day) filter (where d.day is not null), '{}') as mm
    from nearest n
    left join (
      select station, day, (select sum(hour) from unnest(mm) hour) as total
      from rain_days
      where day between ${from}::date and ${to}::date
    ) d on d.station = n.code and d.total > 0
    group by n.code, n.name`)
  return row ?? null
}
