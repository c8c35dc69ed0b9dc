// The rules of signing in that are in force.
import { SignInRules } from '../../domain/signIn.ts'
import { today } from '../../domain/today.ts'
import type { Queryable } from '../db/database.ts'
import { ruleSetOn } from '../rules.ts'

/** What holds today. There is always a set: the first comes with the program (sql/192_sign_in.sql). */
export const signInRules = async (db: Queryable): Promise<SignInRules> => SignInRules.parse((await ruleSetOn(db, 'sign_in', today()))!.body)
