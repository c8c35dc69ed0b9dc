// Rules of the trade as dated data (sql/140_life.sql). What a body means is said by the schema of its kind in domain/.
import type { Queryable } from './db/database.ts'
import { sql } from './db/sql.ts'

export interface RuleSet {
  code: string
  title: string
  titleEn: string
  source: string
  /** Ours, not the trade's: the screen says so. */
  proposal: boolean
  from: string
  body: unknown
}

/** The rule set of a kind that is in force on a day; null where there is none. */
export const ruleSetOn = async (db: Queryable, kind: string, on: string): Promise<RuleSet | null> => {
  const [row] = await db.query<RuleSet>(sql`
    select code, title, title_en as "titleEn", source, proposal, effective_from as "from", body from rule_sets
    where kind = ${kind} and effective_from <= ${on}::date and (effective_to is null or effective_to > ${on}::date)
    order by effective_from desc, made_at desc limit 1`)
  return row ?? null
}
