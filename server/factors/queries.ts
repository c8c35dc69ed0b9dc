// Every SQL statement about second factors. They run as the owner of the database: the application's own role reads none of it.
import { randomUUID } from 'node:crypto'
import type { Factors } from '../../domain/factors/schemas.ts'
import type { Way } from '../../domain/accounts/ways.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { keepRecovery, newRecoveryCode, recoveryCodes, whichRecovery, type KeptRecoveryCode } from './codes.ts'
import type { KeptPasskey } from './passkeys.ts'

/** Minutes in which a passkey's challenge has to be answered. */
const challengeMinutes = 5

/** What somebody has, and whether their roles ask for it. */
export const find = async (db: Queryable, account: string): Promise<Omit<Factors, 'passkeysHere'>> => {
  const [row] = await db.query<Omit<Factors, 'passkeysHere'>>(sql`
    select factor_asked(a.person, null) as asked,
      (select jsonb_build_object('since', f.confirmed_at) from authenticators f where f.account = a.code and f.confirmed_at is not null) as authenticator,
      coalesce((
        select jsonb_agg(jsonb_build_object('code', p.code, 'name', p.name, 'madeAt', p.made_at, 'usedAt', p.used_at) order by p.made_at, p.code)
        from passkeys p where p.account = a.code), '[]') as passkeys,
      (select count(*)::int from recovery_codes r where r.account = a.code and r.used_at is null) as recovery
    from accounts a where a.code = ${account}`)
  return row
}

/** With what an account can prove that it is its owner; nothing where only the city's single sign-on knows them. */
export const waysOf = async (db: Queryable, account: string): Promise<Way[]> => {
  const [row] = await db.query<Record<Way, boolean>>(sql`
    select exists (select from authenticators f where f.account = a.code and f.confirmed_at is not null) as code,
      exists (select from passkeys p where p.account = a.code) as passkey,
      exists (select from recovery_codes r where r.account = a.code and r.used_at is null) as recovery,
      a.password is not null as password
    from accounts a where a.code = ${account}`)
  const { code, passkey, recovery, password } = row
  if (!code && !passkey) return password ? ['password'] : []
  return [...(code ? ['code' as const] : []), ...(passkey ? ['passkey' as const] : []), ...(recovery ? ['recovery' as const] : [])]
}

/** Whether whoever holds a session has lately proved who they are, as far as the rules ask for changing their own factors. */
export const isSure = async (db: Queryable, session: string, minutes: number): Promise<boolean> => {
  const [row] = await db.query<{ sure: boolean }>(sql`
    select coalesce(case when factor_held(account) then proven_at else sure_at end > now() - make_interval(mins => ${minutes}), false) as sure from sessions where code = ${session}`)
  return row?.sure ?? false
}

/** They have just proved it: by the password, or by a second factor. */
export const nowSure = (db: Queryable, session: string, byFactor: boolean): Promise<unknown> =>
  db.query(sql`update sessions set sure_at = now(), guesses = 0 ${byFactor ? sql`, proven_at = now(), pending = array_remove(array_remove(pending, 'factor'), 'enrol')` : sql``} where code = ${session}`)

/** Changes of one account's factors wait for one another. */
export const alone = (db: Queryable, account: string): Promise<unknown> => db.query(sql`select code from accounts where code = ${account} for update`)

// ── Authenticators ──

/** Begins with a secret that counts once a first code has shown that the phone has it. False where there is one that counts. */
export const beginAuthenticator = async (db: Queryable, account: string, secret: string): Promise<boolean> =>
  (await db.query(sql`
    insert into authenticators (account, secret) values (${account}, ${secret})
    on conflict (account) do update set secret = excluded.secret, began_at = now(), used_step = 0 where authenticators.confirmed_at is null
    returning account`)).length > 0

export const secretOf = async (db: Queryable, account: string, confirmed: boolean): Promise<string | null> =>
  (await db.query<{ secret: string }>(sql`select secret from authenticators where account = ${account} and (confirmed_at is not null) = ${confirmed}`))[0]?.secret ?? null

/** Takes a code of a step: false where it, or a later one, has been taken before. Confirms an app that is being set up. */
export const takeStep = async (db: Queryable, account: string, step: number): Promise<boolean> =>
  (await db.query(sql`update authenticators set used_step = ${step}, confirmed_at = coalesce(confirmed_at, now()) where account = ${account} and used_step < ${step} returning account`)).length > 0

export const removeAuthenticator = async (db: Queryable, account: string): Promise<boolean> =>
  (await db.query(sql`delete from authenticators where account = ${account} and confirmed_at is not null returning account`)).length > 0

// ── Passkeys ──

export interface Held extends KeptPasskey {
  account: string
}

const kept = sql`id, public_key as "publicKey", counter::float8 as counter, transports, account`

export const passkeysOf = (db: Queryable, account: string): Promise<Held[]> => db.query<Held>(sql`select ${kept} from passkeys where account = ${account} order by made_at`)

/** A passkey of an open account. Locked, so that two answers with one count do not both pass. */
export const passkey = async (db: Queryable, id: string): Promise<Held | null> =>
  (await db.query<Held>(sql`select ${kept} from passkeys where id = ${id} and exists (select from accounts a where a.code = account and a.closed_at is null) for update`))[0] ?? null

/** False where the key is somebody's already. */
export const addPasskey = async (
  db: Queryable, account: string, name: string, { id, publicKey, counter, transports }: KeptPasskey,
): Promise<boolean> =>
  (await db.query(sql`
    insert into passkeys (id, account, code, name, public_key, counter, transports)
    values (${id}, ${account}, ${randomUUID()}, ${name}, ${publicKey}, ${counter}, ${transports}::text[])
    on conflict (id) do nothing returning id`)).length > 0

export const usedPasskey = (db: Queryable, id: string, counter: number): Promise<unknown> =>
  db.query(sql`update passkeys set counter = ${counter}, used_at = now() where id = ${id}`)

/** Returns its name where there was one. */
export const removePasskey = async (db: Queryable, account: string, code: string): Promise<string | null> =>
  (await db.query<{ name: string }>(sql`delete from passkeys where account = ${account} and code = ${code} returning name`))[0]?.name ?? null

export type Purpose = 'register' | 'prove' | 'signIn'

/** Keeps what a passkey is asked to sign. */
export const ask = async (db: Queryable, challenge: string, purpose: Purpose, session: string | null): Promise<void> => {
  await db.query(sql`delete from passkey_challenges where made_at < now() - make_interval(mins => ${challengeMinutes})`)
  await db.query(sql`insert into passkey_challenges (challenge, purpose, session) values (${challenge}, ${purpose}, ${session})`)
}

/** Whether this was asked, of this session, for this, and not answered yet. It is now. */
export const takeChallenge = async (db: Queryable, challenge: string, purpose: Purpose, session: string | null): Promise<boolean> =>
  (await db.query(sql`
    delete from passkey_challenges
    where challenge = ${challenge} and purpose = ${purpose} and session is not distinct from ${session}::text and made_at > now() - make_interval(mins => ${challengeMinutes})
    returning challenge`)).length > 0

// ── Recovery codes ──

/** Ten new ones; the old ones open nothing any more. */
export const renewRecovery = async (db: Queryable, account: string): Promise<string[]> => {
  const codes = Array.from({ length: recoveryCodes }, newRecoveryCode)
  const keep = codes.map(keepRecovery)
  await db.query(sql`delete from recovery_codes where account = ${account}`)
  await db.query(sql`
    insert into recovery_codes (account, salt, digest)
    select ${account}, * from unnest(${keep.map(({ salt }) => salt)}::text[], ${keep.map(({ digest }) => digest)}::text[])`)
  return codes
}

/** Uses one up; false where it is none, or has been used. */
export const useRecovery = async (db: Queryable, account: string, code: string): Promise<boolean> => {
  const found = whichRecovery(await db.query<KeptRecoveryCode>(sql`select salt, digest from recovery_codes where account = ${account} and used_at is null`), code)
  if (!found) return false
  return (await db.query(sql`update recovery_codes set used_at = now() where account = ${account} and digest = ${found.digest} and used_at is null returning digest`)).length > 0
}

export const forgetRecovery = (db: Queryable, account: string): Promise<unknown> => db.query(sql`delete from recovery_codes where account = ${account}`)

/** Takes all that an account has beside the password. Returns whether there was anything. */
export const clear = async (db: Queryable, account: string): Promise<boolean> => {
  await forgetRecovery(db, account)
  const gone = [
    ...(await db.query(sql`delete from authenticators where account = ${account} returning account`)),
    ...(await db.query(sql`delete from passkeys where account = ${account} returning account`)),
  ]
  return gone.length > 0
}
