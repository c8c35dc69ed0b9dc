// Sessions live in the database, so any server knows them and ending one ends it everywhere. The browser holds a random
// key; the database its digest.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Actor } from '../../domain/roles.ts'
import type { Pending } from '../../domain/accounts/signIn.ts'
import { mayEnter, type Door } from '../city/demonstration.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'

/** Whoever has signed in settles what is pending soon, or signs in again. */
const pendingMinutes = 30

const digestOf = (key: string): string => createHash('sha256').update(key).digest('hex')
const newKey = () => randomBytes(32).toString('base64url')

/**
 * Begins a session; the key is the browser's to keep. `agent` says to its owner which device it is; `pending`, what is to be done before it
 * counts; `proven`, that the second factor has been.
 */
export const begin = async (
  db: Queryable, account: string, agent: string, pending: readonly Pending[] = [], device: string | null = null, proven = false,
): Promise<string> => {
  const key = newKey()
  await db.query(sql`delete from sessions where ends_at < now()`)
  await db.query(sql`
    insert into sessions (digest, code, account, agent, ends_at, pending, device, proven_at)
    select ${digestOf(key)}, ${randomUUID()}, a.code, ${agent.slice(0, 300)}, now() + l.longest, ${[...pending]}::text[], ${device && digestOf(device)}, ${proven ? sql`now()` : sql`null`}
    from accounts a, session_limits(a.person) l where a.code = ${account}`)
  return key
}

export interface Session {
  code: string
  /** Whose it is; they may do nothing as themself while anything is pending (`counting`). */
  actor: Actor
  login: string
  pending: Pending[]
  /** A second factor, where there is one or has to be, was not proven lately enough for administering. */
  stale: boolean
  /** When it ends, however busy it is. */
  endsAt: string
}

/** Who acts in a session; null while anything is pending. */
export const actorIn = (session: Session | null): Actor | null => (session && !session.pending.length ? session.actor : null)

/** Sessions that are open: neither idle too long nor past their time, by the roles somebody holds today. */
const open = sql`s.ends_at > now() and s.began_at > now() - l.longest and s.seen_at > now() - l.idle
  and (s.pending = '{}' or s.began_at > now() - make_interval(mins => ${pendingMinutes}))`

/**
 * Whose a key is; null where it opens nothing (any more), as that of somebody of a demonstration that is over. Whose time as an assistant
 * has ended acts as themself again. `attended`: somebody sits there, so that it is not idle; an open screen that asks by itself is.
 */
export const find = async (db: Door, key: string, attended = true): Promise<Session | null> => {
  const digest = digestOf(key)
  const [row] = await db.query<Omit<Session, 'actor'> & Actor & { unseen: boolean }>(sql`
    select s.code, s.account,
      -- Whoever has a second factor proves it first; whoever has none chooses a password of their own before setting one up.
      case when f.owed = '{enrol}' then array_remove(array_remove(s.pending, 'factor'), 'enrol') || f.owed else f.owed || array_remove(array_remove(s.pending, 'factor'), 'enrol') end as pending, f.stale, least(s.ends_at, s.began_at + l.longest) as "endsAt", a.login, p.code as person, p.name,
      case when c.code is not null then jsonb_build_object('person', c.code, 'name', c.name) end as behalf,
      coalesce((
        select jsonb_agg(jsonb_build_object('role', o.role, 'division', o.division, 'place', d.name) order by o.code)
        from posts o join divisions d on d.code = o.division
        where o.person = coalesce(c.code, p.code) and o.valid_from <= current_date and (o.valid_to is null or o.valid_to > current_date)), '[]') as posts,
      s.seen_at < now() - interval '1 minute' as unseen
    from sessions s
    join accounts a on a.code = s.account and a.closed_at is null
    join people p on p.code = a.person and ${mayEnter(db, sql`p.code`)}
    cross join session_limits(p.code) l
    left join people c on c.code = s.behalf and exists (
      select from assistants h
      where h.person = p.code and h.chief = c.code and h.valid_from <= current_date and (h.valid_to is null or h.valid_to > current_date))
    cross join factor_state(a.code, p.code, c.code, s.proven_at) f
    where s.digest = ${digest} and ${open}`)
  if (!row) return null
  if (attended && row.unseen) await db.query(sql`update sessions set seen_at = now() where digest = ${digest}`)
  const { account, person, name, behalf, posts, unseen: _, ...session } = row
  return { ...session, actor: { account, person, name, behalf, posts } }
}

/**
 * A new key for a session that counts from now on, on a device that is known: whoever had the old one has
 * nothing. The key is the browser's to keep.
 */
export const rekey = async (db: Queryable, code: string, device: string): Promise<string> => {
  const key = newKey()
  await db.query(sql`update sessions set digest = ${digestOf(key)}, device = ${digestOf(device)} where code = ${code}`)
  return key
}

/** Something is no longer pending; with `factor` and `enrol`, the second factor has just been proven. */
export const settle = (db: Queryable, code: string, done: Pending): Promise<unknown> =>
  db.query(sql`update sessions set pending = array_remove(pending, ${done}) ${done === 'password' ? sql`` : sql`, proven_at = now()`} where code = ${code}`)

/** Ends one session of an account by its public code. Returns whether there was one. */
export const end = async (db: Queryable, account: string, code: string): Promise<boolean> =>
  (await db.query(sql`delete from sessions where account = ${account} and code = ${code} returning code`)).length > 0

/** Ends a session from elsewhere: the device is lost, and unknown from now on. Returns whether there was one. */
export const endThere = async (db: Queryable, account: string, code: string): Promise<boolean> => {
  const [ended] = await db.query<{ device: string | null }>(sql`delete from sessions where account = ${account} and code = ${code} returning device`)
  if (ended) await db.query(sql`delete from devices where account = ${account} and digest = ${ended.device}`)
  return ended !== undefined
}

/** Ends all of an account's sessions but one, and every device but that one's is unknown. */
export const endOthers = async (db: Queryable, account: string, code: string): Promise<void> => {
  await db.query(sql`delete from devices where account = ${account} and digest not in (select device from sessions where code = ${code} and device is not null)`)
  await db.query(sql`delete from sessions where account = ${account} and code <> ${code}`)
}

/** Counts a guess at the password within a session, before it is judged; how many there were with it. */
export const guess = async (db: Queryable, code: string): Promise<number> =>
  (await db.query<{ guesses: number }>(sql`update sessions set guesses = guesses + 1 where code = ${code} returning guesses`))[0]?.guesses ?? Infinity

/** It was the right one. */
export const forgetGuesses = (db: Queryable, code: string): Promise<unknown> => db.query(sql`update sessions set guesses = 0 where code = ${code}`)

/** An account's sessions, the latest seen first. */
export const list = (db: Queryable, account: string): Promise<{ code: string; agent: string; beganAt: string; seenAt: string }[]> =>
  db.query(sql`
    select s.code, s.agent, s.began_at as "beganAt", s.seen_at as "seenAt"
    from sessions s join accounts a on a.code = s.account cross join session_limits(a.person) l
    where s.account = ${account} and ${open}
    order by s.seen_at desc`)

/**
 * Marks a device as somebody's, under the key its browser has if that is one of ours. The key is the browser's to keep; `known`: they came
 * in from it before; `strange`: they came in from others before, and not from this.
 */
export const trust = async (
  db: Queryable, account: string, had: string | null, days: number,
): Promise<{ key: string; known: boolean; strange: boolean }> => {
  await db.query(sql`delete from devices where seen_at < now() - make_interval(days => ${days})`)
  const ours = had !== null && (await db.query(sql`select digest from devices where digest = ${digestOf(had)} limit 1`)).length > 0
  const key = ours ? had : newKey()
  const before = await db.query<{ digest: string }>(sql`select digest from devices where account = ${account}`)
  const known = before.some(({ digest }) => digest === digestOf(key))
  await db.query(sql`
    insert into devices (digest, account) values (${digestOf(key)}, ${account})
    on conflict (digest, account) do update set seen_at = now()`)
  return { key, known, strange: before.length > 0 && !known }
}

/** Digest of a device's key where it is known for the account that signs in with `login`. */
export const knownDevice = async (db: Queryable, key: string | null, login: string, days: number): Promise<string | null> => {
  if (!key) return null
  const [row] = await db.query(sql`
    select 1 as known from devices d join accounts a on a.code = d.account where d.digest = ${digestOf(key)} and a.login = ${login} and d.seen_at > now() - make_interval(days => ${days})`)
  return row ? digestOf(key) : null
}
