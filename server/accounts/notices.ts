// What somebody is told about their own account: that a password was reset, a new device signed in, a second factor came or went.
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'

export type NoticeKind = 'passwordReset' | 'passwordChanged' | 'newDevice' | 'loginChanged' | 'unlocked' | 'factorSet' | 'factorRemoved' | 'factorReset' | 'factorGuessed' | 'recoveryUsed'

/** Tells somebody, at their next sign-in or on their open screen. `details` are words for the screen, no secrets. */
export const notify = (db: Queryable, account: string, kind: NoticeKind, details: Record<string, string | null> = {}): Promise<unknown> =>
  db.query(sql`insert into account_notices (account, kind, details) values (${account}, ${kind}, ${JSON.stringify(details)}::jsonb)`)
