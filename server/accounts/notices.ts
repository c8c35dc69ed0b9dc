// What somebody is told about their own account: that a password was reset, a new device signed in, a second factor came or went.
import type { Notice, NoticeKind } from '../../domain/accounts/schemas.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'

/** Tells somebody, at their next sign-in or on their open screen. `details` are words for the screen, no secrets; `by`, who did it. */
export const notify = (db: Queryable, account: string, kind: NoticeKind, details: Record<string, string | null> = {}): Promise<unknown> =>
  db.query(sql`insert into account_notices (account, kind, details) values (${account}, ${kind}, ${JSON.stringify(details)}::jsonb)`)

/** What one's own sign-in has caused is no news to oneself. */
const news = (account: string, session: string) => sql`account = ${account} and details ->> 'session' is distinct from ${session}`

/** The latest fifty, latest first. */
export const notices = (db: Queryable, account: string, session: string): Promise<Notice[]> =>
  db.query<Notice>(sql`
    select code, kind, details - 'session' as details, at, seen_at is not null as seen from account_notices
    where ${news(account, session)} order by code desc limit 50`)

export const unseen = async (db: Queryable, account: string, session: string): Promise<number> =>
  (await db.query<{ count: number }>(sql`select count(*) as count from account_notices where ${news(account, session)} and seen_at is null`))[0].count

/** All up to one have been seen. Those of more than a year ago go. */
export const markSeen = async (db: Queryable, account: string, upTo: number): Promise<void> => {
  await db.query(sql`update account_notices set seen_at = now() where account = ${account} and code <= ${upTo} and seen_at is null`)
  await db.query(sql`delete from account_notices where account = ${account} and seen_at < now() - interval '1 year'`)
}
