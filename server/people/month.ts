// What a month has to say of who is chief.
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'

/**
 * Levels whose chief has left and not been followed, by water: a level is counted where somebody held it before and nobody does
 * on the day. Of some waters, or of all that have any.
 */
export const vacant = async (db: Queryable, on: string, codes: readonly string[] | null): Promise<Map<string, number>> => {
  const rows = await db.query<{ code: string; n: number }>(sql`
    select water as code, count(*)::int as n
    from (
      select water, level, division
      from tenures
      where water is not null and valid_from <= ${on}::date ${codes ? sql`and water = any (${codes}::text[])` : sql``}
      group by water, level, division
      having max(coalesce(valid_to, 'infinity'::date)) <= ${on}::date
    ) posts
    group by water`)
  return new Map(rows.map(({ code, n }) => [code, n]))
}
