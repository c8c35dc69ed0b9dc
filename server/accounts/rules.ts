// The rules of signing in: what is in force, what was and what will be, and a newer set a city decides on.
import { randomUUID } from 'node:crypto'
import { SignInRules, type NewSignInRules, type SignInRuleSet } from '../../domain/accounts/signIn.ts'
import { today } from '../../domain/today.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { ruleSetOn } from '../rules.ts'

/** What holds today. There is always a set: the first comes with the program (sql/192_sign_in.sql). */
export const signInRules = async (db: Queryable): Promise<SignInRules> => SignInRules.parse((await ruleSetOn(db, 'sign_in', today()))!.body)

/** The set in force first, then all others by the day they begin, the latest first. */
export const ruleSets = async (db: Queryable): Promise<SignInRuleSet[]> => {
  const current = (await ruleSetOn(db, 'sign_in', today()))!.code
  return db.query<SignInRuleSet>(sql`
    select r.code, r.effective_from as "from", r.source, r.proposal, r.made_at as "madeAt", p.name as "madeBy", r.code = ${current} as "inForce", r.body
    from rule_sets r left join people p on p.code = r.made_by
    where r.kind = 'sign_in' order by r.code = ${current} desc, r.effective_from desc, r.made_at desc limit 50`)
}

/** Adds a set; those before it stay as they were, so that it can always be told what held when. */
export const addRules = (db: Queryable, person: string, { from, source, body }: NewSignInRules): Promise<unknown> =>
  db.query(sql`
    insert into rule_sets (code, kind, title, title_en, effective_from, source, proposal, body, made_by)
    values (${`sign-in-${randomUUID()}`}, 'sign_in', '登录规则', 'Rules of signing in', ${from ?? today()}, ${source}, false, ${JSON.stringify(body)}::jsonb, ${person})`)
