// The city as a whole: what it is, and the state of a month.
import type { StateOfMonth } from '../../domain/city/schemas.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { classesOf } from '../quality/months.ts'

export interface City {
  name: string
  source: string
  extent: [number, number, number, number] | null
}

/** The city of this register; null before there is one. */
export const city = async (db: Queryable): Promise<City | null> => {
  const [row] = await db.query<City>(sql`
    select name, source, case when extent is not null then array[st_xmin(extent), st_ymin(extent), st_xmax(extent), st_ymax(extent)] end as extent
    from city`)
  return row ?? null
}

/** First month of which anything is known: somebody held a water, or it was sampled. */
export const firstMonth = async (db: Queryable): Promise<string | null> => {
  const [row] = await db.query<{ month: string | null }>(sql`select to_char(least((select min(valid_from) from tenures), (select min(taken_at)::date from samples)), 'YYYY-MM') as month`)
  return row!.month
}

/**
 * What the waters of the city have to say at the end of a month: strategy tasks past their date, and levels whose
 * chief has left and not been followed (a level is counted where somebody held it before and nobody does on the day).
 * Of some waters alone, `codes`, each of them is answered, also where it has nothing to say; what was found in the water is left out.
 */
export const state = async (db: Queryable, month: string, on: string, codes: readonly string[] | null = null): Promise<StateOfMonth> => {
  const rows = await db.query<{ code: string; overdue: number; vacant: number; at: [number, number] }>(sql`
    with overdue as (
      select s.water as code, count(*) as n
      from strategies s join strategy_items i on i.strategy = s.code
      where s.starts_on <= ${on}::date and s.ends_on >= ${on}::date
        and i.due_on < ${on}::date and (i.done_on is null or i.done_on > ${on}::date) ${codes ? sql`and s.water = any (${codes}::text[])` : sql``}
      group by s.water
    ), vacant as (
      select water as code, count(*) as n
      from (
        select water, level, division
        from tenures
        where water is not null and valid_from <= ${on}::date ${codes ? sql`and water = any (${codes}::text[])` : sql``}
        group by water, level, division
        having max(coalesce(valid_to, 'infinity'::date)) <= ${on}::date
      ) posts
      group by water
    )
    select code, coalesce(o.n, 0) as overdue, coalesce(v.n, 0) as vacant, array[st_x(p), st_y(p)] as at
    from ${codes ? sql`unnest(${codes}::text[]) asked (code) left join overdue o using (code) left join vacant v using (code)` : sql`overdue o full join vacant v using (code)`}
    join waters w using (code)
    cross join lateral (
      select case when st_dimension(w.geom) = 1 then st_lineinterpolatepoint(st_geometryn(w.geom, 1), 0.5) else st_pointonsurface(w.geom) end as p
    ) middle
    order by code`)
  return {
    month,
    codes: rows.map((row) => row.code),
    overdue: rows.map((row) => row.overdue),
    vacant: rows.map((row) => row.vacant),
    at: rows.map((row) => row.at),
    quality: codes ? null : await classesOf(db, month, on),
  }
}
