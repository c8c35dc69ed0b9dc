// Sessions live in the database, so any server knows them and ending one ends it everywhere. The browser holds a random
// key; the database its digest.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Actor } from '../../domain/roles.ts'
import { admitted, type Door } from '../city/demonstration.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'

/** A chief may be out of reach for weeks and must not find the phone signed out; nothing lasts for ever. */
const idleDays = 30
const longestDays = 180

export const digestOf = (key: string): string => createHash('sha256').update(key).digest('hex')
const newKey = () => randomBytes(32).toString('base64url')

/** Begins a session; the key is the browser's to keep. `agent` says to its owner which device it is. */
export const begin = async (db: Queryable, account: string, agent: string): Promise<string> => {
  const key = newKey()
  await db.query(sql`delete from sessions where ends_at < now() or seen_at < now() - make_interval(days => ${idleDays})`)
  await db.query(sql`
    insert into sessions (digest, code, account, agent, ends_at)
    values (${digestOf(key)}, ${randomUUID()}, ${account}, ${agent.slice(0, 300)}, now() + make_interval(days => ${longestDays}))`)
  return key
}

export interface Session {
  code: string
  actor: Actor
}

/** Who holds a key; null where it opens nothing (any more), as that of somebody of a demonstration that is over. Whose time as an assistant has ended acts as themself again. */
export const find = async (db: Door, key: string): Promise<Session | null> => {
  const digest = digestOf(key)
  const [row] = await db.query<{ code: string; account: string; person: string; name: string; behalf: Actor['behalf']; posts: Actor['posts']; stale: boolean }>(sql`
    select s.code, s.account, p.code as person, p.name,
      case when c.code is not null then jsonb_build_object('person', c.code, 'name', c.name) end as behalf,
      coalesce((
        select jsonb_agg(jsonb_build_object('role', o.role, 'division', o.division, 'place', d.name) order by o.code)
        from posts o join divisions d on d.code = o.division
        where o.person = coalesce(c.code, p.code) and o.valid_from <= current_date and (o.valid_to is null or o.valid_to > current_date)), '[]') as posts,
      s.seen_at < now() - interval '5 minutes' as stale
    from sessions s
    join accounts a on a.code = s.account and a.closed_at is null
    join people p on p.code = a.person and ${admitted(db, sql`p.code`)}
    left join people c on c.code = s.behalf and exists (
      select from assistants h
      where h.person = p.code and h.chief = c.code and h.valid_from <= current_date and (h.valid_to is null or h.valid_to > current_date))
    where s.digest = ${digest} and s.ends_at > now() and s.seen_at > now() - make_interval(days => ${idleDays})`)
  if (!row) return null
  if (row.stale) await db.query(sql`update sessions set seen_at = now() where digest = ${digest}`)
  const { code, account, person, name, behalf, posts } = row
  return { code, actor: { account, person, name, behalf, posts } }
}

/** Ends one session of an account by its public code. Returns whether there was one. */
export const end = async (db: Queryable, account: string, code: string): Promise<boolean> =>
  (await db.query(sql`delete from sessions where account = ${account} and code = ${code} returning code`)).length > 0

/** Ends all of an account's sessions but one. */
export const endOthers = (db: Queryable, account: string, code: string): Promise<unknown> =>
  db.query(sql`delete from sessions where account = ${account} and code <> ${code}`)

/** An account's sessions, the latest seen first. */
export const list = (db: Queryable, account: string): Promise<{ code: string; agent: string; beganAt: string; seenAt: string }[]> =>
  db.query(sql`
    select code, agent, began_at as "beganAt", seen_at as "seenAt"
    from sessions
    where account = ${account} and ends_at > now()
    order by seen_at desc`)

/** Marks a device as its owner's. The key is the browser's to keep. */
export const trust = async (db: Queryable, account: string): Promise<string> => {
  const key = newKey()
  await db.query(sql`insert into devices (digest, account) values (${digestOf(key)}, ${account})`)
  return key
}

/** Digest of a device's key where it is known for the account that signs in with `login`. */
export const knownDevice = async (db: Queryable, key: string | null, login: string): Promise<string | null> => {
  if (!key) return null
  const [row] = await db.query(sql`
    select 1 as known from devices d join accounts a on a.code = d.account where d.digest = ${digestOf(key)} and a.login = ${login}`)
  return row ? digestOf(key) : null
}
