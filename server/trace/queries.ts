// Every SQL statement about traces: the water nearest to a point, where things stand, names and shapes of what was found.
import { forDrains, type Drain } from '../../domain/catalogue.ts'
import type { Queryable } from '../db/database.ts'
import { identifier, sql } from '../db/sql.ts'

export interface Near {
  code: string
  awayM: number
  /** Null on a lake. */
  measureM: number | null
}

/** The reach, lake or reservoir nearest to a point, however far. */
export const nearestWater = async (db: Queryable, lon: number, lat: number): Promise<Near | null> => {
  const point = sql`st_setsrid(st_makepoint(${lon}::float8, ${lat}::float8), 4490)`
  const [row] = await db.query<Near>(sql`
    with near as materialized (
      select code, kind, geom from waters
      where kind in ('reach', 'lake', 'reservoir') and valid_to is null
      order by geom <-> ${point} limit 8
    )
    select code, st_distance(geom::geography, ${point}::geography) as "awayM",
      case when kind = 'reach' and geometrytype(st_linemerge(geom)) = 'LINESTRING' then measure_on(geom, ${point}) end as "measureM"
    from near order by 2 limit 1`)
  return row ?? null
}

/** Where a section or a gate stands. */
export const standsAt = async (db: Queryable, code: string): Promise<{ water: string; measureM: number | null } | null> => {
  const [row] = await db.query<{ water: string; measureM: number | null }>(sql`
    select water, measure_m as "measureM" from sections where code = ${code} and valid_to is null and water is not null
    union all select water, measure_m from gates where code = ${code} and valid_to is null and water is not null`)
  return row ?? null
}

/** [lon, lat] of a place on a water. */
export const pointOf = async (db: Queryable, code: string, measureM: number): Promise<[number, number] | null> => {
  const [row] = await db.query<{ lon: number; lat: number }>(sql`
    select round(st_x(p)::numeric, 7)::float8 as lon, round(st_y(p)::numeric, 7)::float8 as lat
    from (
      select case when kind = 'reach' and geometrytype(st_linemerge(geom)) = 'LINESTRING' then place_on(geom, ${measureM}::float8) else st_pointonsurface(geom) end as p
      from waters where code = ${code}
    ) place`)
  return row ? [row.lon, row.lat] : null
}

export const divisionIs = async (db: Queryable, code: string): Promise<boolean> => (await db.query(sql`select 1 from divisions where code = ${code}`)).length > 0

const tables = forDrains(({ table }) => table)

export interface Shown {
  code: string
  name: string
  /** GeoJSON. */
  shape: string | null
}

/** Names, and shapes where wanted, of those things that whoever asks may see. */
export const thingsOf = (db: Queryable, kind: Drain, codes: readonly string[], shaped: boolean): Promise<Shown[]> =>
  codes.length ? db.query<Shown>(sql`select code, name, ${shaped ? sql`st_asgeojson(geom, 7)` : sql`null`} as shape from ${identifier(tables[kind])} where code = any(${codes}::text[])`) : Promise.resolve([])

export interface Piece {
  code: string
  fromM: number
  /** Less than `fromM` where water runs up: the line is turned. */
  toM: number
}

/** Shapes of pieces of waters as GeoJSON, in their order: of a reach the line from one measure to the other, of a lake all of it. */
export const piecesOf = async (db: Queryable, pieces: readonly Piece[]): Promise<(string | null)[]> => {
  if (!pieces.length) return []
  const rows = await db.query<{ n: number; shape: string | null }>(sql`
    with asked as (
      select s.n, s.a, s.b, w.geom, w.kind = 'reach' and geometrytype(st_linemerge(w.geom)) = 'LINESTRING' as line, w.length_m as long
      from unnest(${pieces.map(({ code }) => code)}::text[], ${pieces.map(({ fromM }) => fromM)}::float8[], ${pieces.map(({ toM }) => toM)}::float8[]) with ordinality s (code, a, b, n)
      join waters w on w.code = s.code
    ), cut as (
      select n, case
        when not line or least(a, b) <= 0 and greatest(a, b) >= long - 0.01 then geom
        -- A place is a line of no length, so that all pieces are lines.
        when a = b then st_makeline(place_on(geom, a), place_on(geom, a))
        else (select st_transform(st_linesubstring(l, greatest(0, least(a, b) / st_length(l)), least(1, greatest(a, b) / st_length(l))), 4490) from (select plane(st_linemerge(geom)) as l) flat)
        end as shape, a > b and line as turned
      from asked
    )
    select n, st_asgeojson(case when turned then st_reverse(shape) else shape end, 7) as shape from cut`)
  const shapes: (string | null)[] = pieces.map(() => null)
  for (const { n, shape } of rows) shapes[n - 1] = shape
  return shapes
}
