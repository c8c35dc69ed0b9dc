// What waters have to say of a month.
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'

/** Strategy tasks past their date on a day, by water; of some waters, or of all that have any. */
export const overdue = async (db: Queryable, on: string, codes: readonly string[] | null): Promise<Map<string, number>> => {
  const rows = await db.query<{ code: string; n: number }>(sql`
    select s.water as code, count(*)::int as n
    from strategies s join strategy_items i on i.strategy = s.code
    where s.starts_on <= ${on}::date and s.ends_on >= ${on}::date
      and i.due_on < ${on}::date and (i.done_on is null or i.done_on > ${on}::date)
      ${codes ? sql`and s.water = any (${codes}::text[])` : sql``}
    group by s.water`)
  return new Map(rows.map(({ code, n }) => [code, n]))
}
