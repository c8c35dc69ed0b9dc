// Tide and gates as recorded in an hour of the city.
import type { Recorded } from '../../domain/network/index.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { gatesAt } from './queries.ts'

/** Whether the tide came in or went out in an hour, `YYYY-MM-DDTHH`, at the station nearest to a point; null where nobody recorded it. */
const tideAt = async (db: Queryable, hour: string, at: readonly [lon: number, lat: number] | null): Promise<Recorded['tide']> => {
  const [day, number] = [hour.slice(0, 10), Number(hour.slice(11, 13))]
  const [row] = await db.query<{ now: number; later: number | null }>(sql`
    select t.level_m[${number + 1}::int] as now, coalesce(t.level_m[${number + 2}::int], (select n.level_m[1] from tide_days n where n.station = t.station and n.day = t.day + 1)) as later
    from tide_days t join stations s on s.code = t.station
    where t.day = ${day}::date
    order by ${at ? sql`s.geom <-> st_setsrid(st_makepoint(${at[0]}::float8, ${at[1]}::float8), 4490)` : sql`s.code`}
    limit 1`)
  return !row || row.later === null ? null : row.later > row.now ? 'flood' : 'ebb'
}

/** What was recorded in an hour; null where that is nothing. */
export const recordedAt = async (db: Queryable, hour: string, at: readonly [lon: number, lat: number] | null): Promise<Recorded | null> => {
  const [tide, gates] = [await tideAt(db, hour, at), await gatesAt(db, hour)]
  return tide === null && gates.size === 0 ? null : { tide, gates: Object.fromEntries(gates) }
}
