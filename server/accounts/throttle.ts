// Slows down guessing without locking anyone out (OWASP Authentication Cheat Sheet, device cookies). A stranger waits longer
// after each wrong guess, and longer while many guess at the same name; but whoever has been told to wait has a turn when the
// wait is over, whatever others do meanwhile: the owner on a new device is in after the longest wait at most. A device its
// owner has signed in from keeps a count of its own, which nobody else's nonsense touches.
import type { SignInRules } from '../../domain/accounts/signIn.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'

export interface Try {
  login: string
  /** Where it comes from, as http/address.ts counts it. */
  address: string
  /** Digest of the device's key where that device is known for this account. */
  device: string | null
}

export type Guesses = SignInRules['guesses']

/** Minutes to wait after `failures` wrong guesses, the first `free` of which cost nothing: 1, 2, 4, 8 and so on, up to the longest. */
export const waitAfter = (failures: number, free: number, { longestWaitMinutes }: Pick<Guesses, 'longestWaitMinutes'>): number =>
  failures < free ? 0 : Math.min(longestWaitMinutes, 2 ** Math.min(20, failures - free))

/** Failures are forgotten a day after, those of an address and of strangers together after an hour. A turn not taken in an hour is lost. */
const entered = async (db: Queryable, { login, address, device }: Try): Promise<number> => {
  await db.query(sql`delete from sign_in_failures where at < now() - interval '1 day'`)
  const [row] = await db.query<{ code: number }>(sql`insert into sign_in_failures (login, address, device) values (${login}, ${address}, ${device}) returning code`)
  return row.code
}
const withdrawn = (db: Queryable, code: number) => db.query(sql`delete from sign_in_failures where code = ${code}`)

interface Counts {
  failures: number
  /** Seconds since the last of them. */
  since: number | null
}

/** Seconds left of a wait that began with the last failure. */
const left = (minutes: number, since: number | null) => (minutes === 0 ? 0 : Math.max(0, minutes * 60 - (since ?? 0)))

const onDevice = async (db: Queryable, attempt: Try, rules: Guesses): Promise<number> => {
  const code = await entered(db, attempt)
  const [{ failures, since }] = (await db.query<Counts>(sql`
    select count(*) as failures, extract(epoch from now() - max(at))::float8 as since
    from sign_in_failures where login = ${attempt.login} and device = ${attempt.device} and code <> ${code}`)) as [Counts]
  const wait = left(waitAfter(failures, rules.deviceMost, rules), since)
  if (wait > 0) await withdrawn(db, code)
  return wait
}

/** A wait that is over gives one turn: taken by exactly one try, however many come at once. */
const turn = async (db: Queryable, { login, address }: Try): Promise<'none' | 'taken' | number> => {
  await db.query(sql`delete from sign_in_turns where due_at < now() - interval '1 hour'`)
  const [taken] = await db.query(sql`delete from sign_in_turns where login = ${login} and address = ${address} and due_at <= now() returning login`)
  if (taken) return 'taken'
  const [waiting] = await db.query<{ wait: number }>(sql`select extract(epoch from due_at - now())::float8 as wait from sign_in_turns where login = ${login} and address = ${address}`)
  return waiting ? Math.max(1, waiting.wait) : 'none'
}

const asStranger = async (db: Queryable, attempt: Try, rules: Guesses): Promise<number> => {
  const { login, address } = attempt
  const mine = await turn(db, attempt)
  if (typeof mine === 'number') return mine
  const code = await entered(db, attempt)
  if (mine === 'taken') return 0
  const [{ here, hereSince, address: near, addressSince, strangers }] = (await db.query<Record<'here' | 'hereSince' | 'address' | 'addressSince' | 'strangers', number>>(sql`
    select count(*) filter (where login = ${login} and address = ${address}) as here,
      extract(epoch from now() - max(at) filter (where login = ${login} and address = ${address}))::float8 as "hereSince",
      count(*) filter (where address = ${address} and at > now() - interval '1 hour') as address,
      extract(epoch from now() - max(at) filter (where address = ${address}))::float8 as "addressSince",
      count(*) filter (where login = ${login} and at > now() - interval '1 hour') as strangers
    from sign_in_failures where device is null and code <> ${code} and (login = ${login} or address = ${address})`)) as [Record<'here' | 'hereSince' | 'address' | 'addressSince' | 'strangers', number>]
  const wait = Math.max(
    left(waitAfter(here, rules.free, rules), hereSince),
    left(waitAfter(near, rules.addressFree, rules), addressSince),
    // Ten guesses of strangers at one name double the wait: it grows with how hard it is tried, not with one slip.
    waitAfter(Math.floor(strangers / 10), Math.ceil(rules.strangersFree / 10), rules) * 60,
  )
  if (wait <= 0) return 0
  await withdrawn(db, code)
  // So many names at once from one address, and no more: else waiting for a thousand would be a way to try them all.
  await db.query(sql`
    insert into sign_in_turns (login, address, due_at)
    select ${login}, ${address}, now() + make_interval(secs => ${wait})
    where (select count(*) from sign_in_turns where address = ${address}) < ${rules.addressFree}
    on conflict (login, address) do nothing`)
  return wait
}

/**
 * Enters a try before it is judged, so that a thousand at once count as a thousand. Resolves with the seconds to wait where
 * there were too many before it (it then counts for nothing), with 0 where it may go on. A known device on which too much was
 * guessed is a stranger's like any other: whoever copied its mark makes nobody wait longer than strangers do.
 */
export const enter = async (db: Queryable, attempt: Try, rules: Guesses): Promise<number> =>
  attempt.device && (await onDevice(db, attempt, rules)) <= 0 ? 0 : Math.ceil(await asStranger(db, { ...attempt, device: null }, rules))

/** It was the right password: the slips of this device, and of this address at this name, no longer count. Those of others do. */
export const forgetSlips = async (db: Queryable, { login, address, device }: Try): Promise<void> => {
  await db.query(sql`delete from sign_in_failures where login = ${login} and (device = ${device} or address = ${address} and device is null)`)
  await db.query(sql`delete from sign_in_turns where login = ${login} and address = ${address}`)
}

/** All guesses at a name are forgotten: an office has looked into it, or its password is a new one. */
export const forget = async (db: Queryable, login: string): Promise<void> => {
  await db.query(sql`delete from sign_in_failures where login = ${login}`)
  await db.query(sql`delete from sign_in_turns where login = ${login}`)
}
