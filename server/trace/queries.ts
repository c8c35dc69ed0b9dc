// Every SQL statement about traces: the water nearest to a point, the tide of an hour, names and shapes of what was found.
import type { Drain } from '../../domain/network/index.ts'
import type { Queryable } from '../db/database.ts'
import { identifier, sql } from '../db/sql.ts'

export interface Near {
  code: string
  awayM: number
  /** Null on a lake. */
  measureM: number | null
}

/** The reach, lake or reservoir nearest to a point, however far, as far as a degree. */
export const nearestWater = async (db: Queryable, lon: number, lat: number): Promise<Near | null> => {
  const point = sql`st_setsrid(st_makepoint(${lon}::float8, ${lat}::float8), 4490)`
  const [row] = await db.query<Near>(sql`
    with near as materialized (
      select code, kind, geom from waters
      where kind in ('reach', 'lake', 'reservoir') and valid_to is null and st_dwithin(geom, ${point}, 1)
      order by geom <-> ${point} limit 8
    )
    select code, st_distance(geom::geography, ${point}::geography) as "awayM",
      case when kind = 'reach' and geometrytype(st_linemerge(geom)) = 'LINESTRING' then measure_on(geom, ${point}) end as "measureM"
    from near order by 2 limit 1`)
  return row ?? null
}

/** Whether the tide rose or fell in an hour, at the station nearest to a point, or at the first where there is none. */
export const tideAt = async (db: Queryable, hour: string, at: { lon: number; lat: number } | null): Promise<'flood' | 'ebb' | null> => {
  const [day, number] = [hour.slice(0, 10), Number(hour.slice(11, 13))]
  const [row] = await db.query<{ now: number; later: number | null; before: number | null }>(sql`
    select t.level_m[${number + 1}::int] as now,
      coalesce(t.level_m[${number + 2}::int], (select n.level_m[1] from tide_days n where n.station = t.station and n.day = t.day + 1)) as later,
      coalesce(t.level_m[${number}::int], (select n.level_m[24] from tide_days n where n.station = t.station and n.day = t.day - 1)) as before
    from tide_days t join stations s on s.code = t.station
    where t.day = ${day}::date order by ${at ? sql`s.geom <-> st_setsrid(st_makepoint(${at.lon}::float8, ${at.lat}::float8), 4490)` : sql`s.code`} limit 1`)
  if (!row || (row.later ?? row.before) === null) return null
  return (row.later !== null ? row.later > row.now : row.now > row.before!) ? 'flood' : 'ebb'
}

const tables: Record<Drain, string> = { outfalls: 'outfalls', units: 'drainage_units', households: 'drainage_households', plants: 'treatment_plants', sources: 'pollution_sources' }

export interface Shown {
  code: string
  name: string
  shape: { type: string; coordinates: unknown } | null
}

/** Names, and shapes where wanted, of those things whoever asks may see. */
export const shownOf = (db: Queryable, kind: Drain, codes: readonly string[], shaped: boolean): Promise<Shown[]> =>
  codes.length ? db.query<Shown>(sql`select code, name, ${shaped ? sql`st_asgeojson(geom, 7)::json` : sql`null`} as shape from ${identifier(tables[kind])} where code = any(${codes}::text[])`) : Promise.resolve([])

/** Shapes of stretches of waters: of a reach the part from one measure to another, of a lake all of it. */
export const stretchShapes = async (db: Queryable, stretches: readonly { code: string; fromM: number; toM: number }[]): Promise<(Shown['shape'] | null)[]> => {
  if (!stretches.length) return []
  const rows = await db.query<{ n: number; shape: Shown['shape'] }>(sql`
    select s.n, st_asgeojson(water_stretch(w.geom, w.length_m, s.a, s.b), 7)::json as shape
    from unnest(${stretches.map(({ code }) => code)}::text[], ${stretches.map(({ fromM }) => fromM)}::float8[], ${stretches.map(({ toM }) => toM)}::float8[]) with ordinality s (code, a, b, n)
    join waters w on w.code = s.code`)
  const shapes: (Shown['shape'] | null)[] = stretches.map(() => null)
  for (const { n, shape } of rows) shapes[n - 1] = shape
  return shapes
}
