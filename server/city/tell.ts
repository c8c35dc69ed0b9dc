// What the waters of a change have to say now, where it touched their chiefs or their strategy.
import { lastDayOf } from '../../domain/months.ts'
import { today } from '../../domain/today.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { Teller } from '../live/source.ts'
import { state } from './state.ts'

const watersOf = async (db: Queryable, seq: number): Promise<string[]> => {
  const rows = await db.query<{ water: string }>(sql`
    select distinct water from (
      select unnest(array[i.before ->> 'water', i.after ->> 'water']) as water from change_items i where i.change = ${seq} and i.what in ('tenures', 'strategies')
      union all
      select s.water from change_items i join strategies s on s.code = coalesce(i.after, i.before) ->> 'strategy' where i.change = ${seq} and i.what = 'strategy_items'
    ) w where water is not null limit 1000`)
  return rows.map(({ water }) => water)
}

export const tell: Teller = async (db, seq) => {
  const waters = await watersOf(db, seq)
  if (!waters.length) return { staff: {}, public: {} }
  const month = today().slice(0, 7)
  const told = { state: await state(db, month, lastDayOf(month), waters) }
  return { staff: told, public: told }
}
