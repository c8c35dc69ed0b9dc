// What somebody has to do after signing in before the session counts.
import type { Pending, SignInRules } from '../../domain/accounts/signIn.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'

/** How somebody came in. */
export type By = 'password' | 'sso' | 'passkey'

/** One thing that may be owed; null where it is not. */
type Due = (db: Queryable, account: string, by: By, rules: SignInRules) => Promise<Pending | null>

/** A password somebody else has seen. Whoever came in by the city's own sign-in has not used it. */
const firstPassword: Due = async (db, account, by, { password }) =>
  by === 'password' && password.changeFirst && (await db.query(sql`select account from first_passwords where account = ${account}`)).length ? 'password' : null

/** A second factor to prove, or to set up. (It is asked again at each request, by the rules of that moment.) */
const secondFactor: Due = async (db, account) =>
  (await db.query<{ owed: Pending[] }>(sql`select f.owed from accounts a, factor_state(a.code, a.person, null, null) f where a.code = ${account}`))[0]?.owed[0] ?? null

const dues: readonly Due[] = [secondFactor, firstPassword]

/** All that is owed, in the order it is asked for: nobody chooses a password before it is sure who they are. */
export const pendingOf = async (db: Queryable, account: string, by: By, rules: SignInRules): Promise<Pending[]> => {
  const found: Pending[] = []
  for (const due of dues) {
    const pending = await due(db, account, by, rules)
    if (pending) found.push(pending)
  }
  return found
}
