// Every SQL statement about accounts themselves.
import type { DemoPerson } from '../../domain/accounts/schemas.ts'
import type { Actor } from '../../domain/roles.ts'
import { mayEnter, type Door } from '../city/demonstration.ts'
import { speakFor, type Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { Owner } from './weak.ts'

export interface Account {
  code: string
  password: string | null
}

/** The open account of a sign-in name; one of a demonstration only in a demonstration. */
export const byLogin = async (db: Door, login: string): Promise<Account | null> => {
  const [row] = await db.query<Account>(sql`select code, password from accounts where login = ${login} and closed_at is null and ${mayEnter(db, sql`accounts.person`)}`)
  return row ?? null
}

/**
 * The open account of somebody the single sign-on vouches for. Whoever comes for the first time is known by the sign-in
 * name, and from then on by the provider's own name for them: a telephone number may change hands.
 */
export const bySubject = async (db: Door, subject: string, login: string | null): Promise<string | null> => {
  const [known] = await db.query<{ code: string; open: boolean }>(sql`select code, closed_at is null and ${mayEnter(db, sql`accounts.person`)} as open from accounts where subject = ${subject}`)
  if (known) return known.open ? known.code : null
  const [linked] = await db.query<{ code: string }>(sql`
    update accounts set subject = ${subject} where login = ${login} and subject is null and closed_at is null and ${mayEnter(db, sql`accounts.person`)} returning code`)
  return linked?.code ?? null
}

/** A password somebody has chosen: from now on it is nobody else's. */
export const setPassword = async (db: Queryable, code: string, password: string): Promise<void> => {
  await db.query(sql`update accounts set password = ${password} where code = ${code}`)
  await db.query(sql`delete from first_passwords where account = ${code}`)
}

/** Somebody enters another name to sign in by, recorded as a change of theirs. Throws `loginTaken`. */
export const setLogin = async (db: Queryable, actor: Actor, login: string): Promise<void> => {
  await speakFor(db, { person: actor.person, behalf: null })
  await db.query(sql`select begin_change(gen_random_uuid(), 'people')`)
  await db.query(sql`update accounts set login = ${login} where code = ${actor.account}`)
}

/** What is known of an account's owner, so that it makes no password. */
export const ownerOf = async (db: Queryable, code: string): Promise<Owner> => {
  const [owner] = await db.query<Owner>(sql`
    select a.login, p.name, c.phone from accounts a join people p on p.code = a.person left join contacts c on c.person = p.code where a.code = ${code}`)
  return owner
}

/** The city's own division; nothing where there is none yet. */
export const cityCode = async (db: Queryable): Promise<string | undefined> =>
  (await db.query<{ code: string }>(sql`select code from divisions where level = 'city' and valid_to is null order by code limit 1`))[0]?.code

/** Whether nobody in this city is real. */
export const inDemonstration = async (db: Queryable): Promise<boolean> => (await db.query(sql`select 1 as one from city where source = 'demonstration'`)).length > 0

/** The chiefs somebody may act for today. */
export const chiefsOf = (db: Queryable, person: string): Promise<{ person: string; name: string; post: string | null }[]> =>
  db.query(sql`
    select p.code as person, p.name, p.post
    from assistants h join people p on p.code = h.chief
    where h.person = ${person} and h.valid_from <= current_date and (h.valid_to is null or h.valid_to > current_date)
    order by p.code`)

/** Acts for a chief from now on in one session, or (null) for oneself. */
export const actFor = (db: Queryable, session: string, chief: string | null): Promise<unknown> =>
  db.query(sql`update sessions set behalf = ${chief} where code = ${session}`)

/**
 * In a demonstration: one person of each role, each division level of an office, and an assistant, of those made up for it and
 * nobody else. Empty in a real city, and where the register is not served as a demonstration.
 */
export const demoPeople = async (db: Door): Promise<DemoPerson[]> => {
  if (!db.demonstration) return []
  return db.query<DemoPerson>(sql`
    with held as (
      select distinct on (o.role, d.level) o.role, d.level, a.login, p.name, p.post, g.name as org,
        exists (select from assistants h where h.person = p.code) as assistant
      from posts o
      join people p on p.code = o.person
      join demonstration_people made on made.person = p.code and not made.trial
      join accounts a on a.person = p.code and a.closed_at is null
      join divisions d on d.code = o.division
      left join orgs g on g.code = p.org
      where exists (select from city where source = 'demonstration')
        and o.valid_from <= current_date and (o.valid_to is null or o.valid_to > current_date)
        and (o.role not in ('chief', 'reach_chief', 'grid_member') or exists (select from tenures t where t.person = p.code and t.valid_to is null))
      order by o.role, d.level, o.code)
    select role, level, login, name, post, org, assistant from held
    union all
    select role, level, login, name, post, org, true
    from (
      select o.role, d.level, a.login, p.name, p.post, g.name as org
      from assistants h
      join people p on p.code = h.person
      join demonstration_people made on made.person = p.code and not made.trial
      join posts o on o.person = p.code
      join divisions d on d.code = o.division
      join accounts a on a.person = p.code and a.closed_at is null
      left join orgs g on g.code = p.org
      where exists (select from city where source = 'demonstration')
      order by h.person
      limit 1) one
    where login not in (select login from held)`)
}
