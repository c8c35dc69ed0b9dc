// What a browser is told about its session.
import type { SessionState } from '../../domain/accounts/schemas.ts'
import type { Queryable } from '../db/database.ts'
import { waysOf } from '../factors/queries.ts'
import { unseen } from './notices.ts'
import * as accounts from './queries.ts'
import * as sessions from './sessions.ts'

export const stateOf = async (db: Queryable, session: sessions.Session | null): Promise<SessionState> => {
  const actor = sessions.actorIn(session)
  return {
    actor,
    who: session && { name: session.actor.name, login: session.login },
    pending: session?.pending ?? [],
    notices: actor ? await unseen(db, actor.account, session!.code) : 0,
    ways: session ? await waysOf(db, session.actor.account) : [],
    chiefs: actor ? await accounts.chiefsOf(db, actor.person) : [],
  }
}
