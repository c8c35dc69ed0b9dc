// Slows down guessing without locking anyone out (OWASP Authentication Cheat Sheet, device cookies): a stranger's failed
// tries count against the address they come from and against strangers; a device its owner has signed in from keeps its
// own count, so that nobody can shut a chief out of the chief's own phone by typing nonsense into another.
import type { Queryable } from '../db/database.ts'
import { join, sql, type Sql } from '../db/sql.ts'

/** How many failures in how many minutes make the next try wait. Ours to choose; counted in the database, so that all servers count as one. */
const limits = {
  /** One sign-in name from one address, on an unknown device. */
  here: { most: 5, minutes: 15 },
  /** Any names from one address: a school or an office may share one. */
  address: { most: 60, minutes: 15 },
  /** One name from all unknown devices together. */
  strangers: { most: 30, minutes: 60 },
  /** One name on a known device. */
  device: { most: 10, minutes: 15 },
} as const

export interface Try {
  login: string
  /** Where it comes from: the address of the connection, or what a trusted proxy says. */
  address: string
  /** Digest of the device's key where that device is known for this account. */
  device: string | null
}

/**
 * Enters a try before it is judged, so that a thousand at once count as a thousand. Resolves with the seconds to wait where
 * there were too many before it (it then counts for nothing), with 0 where it may go on.
 */
export const enter = async (db: Queryable, { login, address, device }: Try): Promise<number> => {
  await db.query(sql`delete from sign_in_failures where at < now() - interval '1 day'`)
  const [{ code }] = (await db.query<{ code: number }>(sql`
    insert into sign_in_failures (login, address, device) values (${login}, ${address}, ${device}) returning code`)) as [{ code: number }]
  const counted = ({ most, minutes }: { most: number; minutes: number }, which: Sql) => sql`
    select extract(epoch from min(at) + make_interval(mins => ${minutes}) - now())::float8 as wait
    from (select at from sign_in_failures where at > now() - make_interval(mins => ${minutes}) and code <> ${code} and ${which} order by at desc limit ${most}) f
    having count(*) >= ${most}`
  const rules = device
    ? [counted(limits.device, sql`login = ${login} and device = ${device}`)]
    : [
        counted(limits.here, sql`login = ${login} and address = ${address} and device is null`),
        counted(limits.address, sql`address = ${address} and device is null`),
        counted(limits.strangers, sql`login = ${login} and device is null`),
      ]
  const waits = await db.query<{ wait: number }>(join(rules, ' union all '))
  if (waits.length) await db.query(sql`delete from sign_in_failures where code = ${code}`)
  return Math.ceil(Math.max(0, ...waits.map(({ wait }) => wait)))
}

/** It was the right password: this device's earlier slips no longer count. Those of strangers do. */
export const succeeded = async (db: Queryable, { login, address, device }: Try): Promise<void> => {
  await db.query(device
    ? sql`delete from sign_in_failures where login = ${login} and device = ${device}`
    : sql`delete from sign_in_failures where login = ${login} and address = ${address} and device is null`)
}
