// The city as a whole, and where marks stand on its waters.
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'

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
  return row.month
}

/** Where marks stand on waters: half way along a line, within a surface. In the order of codes. */
export const middles = (db: Queryable, codes: readonly string[]) => db.query<{ code: string; at: [number, number] }>(sql`
  select code, array[st_x(p), st_y(p)] as at
  from waters w
  cross join lateral (
    select case when st_dimension(w.geom) = 1 then st_lineinterpolatepoint(st_geometryn(w.geom, 1), 0.5) else st_pointonsurface(w.geom) end as p
  ) middle
  where code = any (${codes}::text[])
  order by code`)
