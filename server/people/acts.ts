// Every SQL statement that changes people, posts, tenures and ways to sign in. The database decides who may: a row its
// policies hide is not changed, and an act that leaves one of its rows unchanged is refused as a whole.
import type { AccountUpdate, AssistantUpdate, Leave, NewPost, NewPerson, NewTenure, PersonUpdate, PostUpdate, TenureUpdate } from '../../domain/people/schemas.ts'
import type { Role } from '../../domain/roles.ts'
import { newPassword } from '../accounts/give.ts'
import { loginOf, hashOf } from '../accounts/password.ts'
import type { Queryable } from '../db/database.ts'
import { identifier, join, sql, type Sql } from '../db/sql.ts'
import { Problem, type ProblemCode } from '../http/problem.ts'

interface Days {
  from: string
  to: string | null
}

/** What is held from when to when, as the database names its days. */
const heldNow = sql`valid_from as "from", valid_to as "to"`

const inOrder = ({ from, to }: Days) => {
  if (to !== null && to <= from) throw new Problem('daysWrong', { from, to })
}

const known = <Row>([row]: Row[], problem: ProblemCode, code: string): Row => row ?? (() => { throw new Problem(problem, { code }) })()

/** All `wanted` rows were theirs to change. */
const theirs = (changed: unknown[], wanted = 1) => {
  if (changed.length < wanted) throw new Problem('notYours')
}

/** Columns and their new values; what is left out stays. */
const assigned = (values: Record<string, unknown>): Sql =>
  join(Object.entries(values).filter(([, value]) => value !== undefined).map(([name, value]) => sql`${identifier(name)} = ${value}`))

const isEmpty = (values: Record<string, unknown>) => Object.values(values).every((value) => value === undefined)

/** Same thing, same person, at the same time: entered twice. */
const onlyOnce = async (db: Queryable, person: string, { from, to }: Days, held: Sql) => {
  const [twice] = await db.query<{ name: string }>(sql`
    select p.name from people p
    where p.code = ${person} and exists (
      select from ${held} and daterange(valid_from, valid_to) && daterange(${from}::date, ${to}::date))`)
  if (twice) throw new Problem('heldAlready', twice)
}

// ── People ──

const registerRole = (roles: readonly Role[]) => roles.find((role) => ['chief', 'reach_chief', 'grid_member', 'delegate'].includes(role)) ?? 'staff'

/** Every act finds somebody there. */
export const exists = async (db: Queryable, person: string): Promise<void> =>
  void known(await db.query(sql`select code from people where code = ${person}`), 'personUnknown', person)

const callAt = async (db: Queryable, person: string, phone: string | null | undefined) => {
  if (phone === undefined) return
  if (phone) theirs(await db.query(sql`insert into contacts (person, phone) values (${person}, ${phone}) on conflict (person) do update set phone = excluded.phone returning person`))
  else await db.query(sql`delete from contacts where person = ${person}`)
}

/** A new person's code is the id of the act that entered them. */
export const enter = async (
  db: Queryable, { id, name, division, org, post, phone, posts = [], account }: NewPerson,
): Promise<string | null> => {
  await db.query(sql`
    insert into people (code, name, role, post, org, division)
    values (${id}, ${name}, ${registerRole(posts.map(({ role }) => role))}, ${post || null}, ${org ?? null}, ${division})`)
  await callAt(db, id, phone || undefined)
  for (const [nth, one] of posts.entries()) await givePost(db, id, `${id}-${nth + 1}`, one)
  return account ? giveAccount(db, id, id, account.login) : null
}

export const correct = async (db: Queryable, person: string, { id: _, phone, post, ...about }: PersonUpdate): Promise<void> => {
  const values = { ...about, post: post === '' ? null : post }
  // Also where only the number is new: it is whoever administers the person who enters it.
  theirs(await db.query(isEmpty(values) ? sql`select code from people where code = ${person} and actor_manages(code)` : sql`update people set ${assigned(values)} where code = ${person} returning code`))
  await callAt(db, person, phone)
}

// ── Posts ──

export const givePost = async (db: Queryable, person: string, code: string, { role, division, from, to = null }: Omit<NewPost, 'id'>): Promise<void> => {
  inOrder({ from, to })
  await onlyOnce(db, person, { from, to }, sql`posts where person = ${person} and role = ${role} and division = ${division}`)
  await db.query(sql`insert into posts (code, person, role, division, valid_from, valid_to) values (${code}, ${person}, ${role}, ${division}, ${from}, ${to})`)
}

export const correctPost = async (db: Queryable, code: string, { role, division, from, to }: PostUpdate): Promise<void> => {
  const held = known(await db.query<Days>(sql`select ${heldNow} from posts where code = ${code}`), 'postUnknown', code)
  inOrder({ from: from ?? held.from, to: to === undefined ? held.to : to })
  theirs(await db.query(sql`update posts set ${assigned({ code, role, division, valid_from: from, valid_to: to })} where code = ${code} returning code`))
}

export const removePost = async (db: Queryable, code: string): Promise<void> => {
  known(await db.query(sql`select code from posts where code = ${code}`), 'postUnknown', code)
  theirs(await db.query(sql`delete from posts where code = ${code} returning code`))
}

// ── Ways to sign in ──

/** A name to sign in by as it is kept; signs that are only grouping are none. */
const nameOf = (typed: string): string => {
  const login = loginOf(typed)
  if (!login) throw new Problem('loginEmpty')
  return login
}

const giveAccount = async (db: Queryable, person: string, code: string, login: string): Promise<string> => {
  const password = newPassword()
  await db.query(sql`insert into accounts (code, person, login, password) values (${code}, ${person}, ${nameOf(login)}, ${await hashOf(password)})`)
  await db.query(sql`select password_given(${person})`)
  return password
}

/** Returns the new password, where there is one. */
export const account = async (
  db: Queryable, person: string, { id, login, closed, newPassword: anew, resetFactors, unlock }: AccountUpdate,
): Promise<string | null> => {
  const [has] = await db.query(sql`select code from accounts where person = ${person}`)
  if (!has) {
    // Whose account is not theirs to see is not theirs to change.
    theirs(await db.query(sql`select code from people where code = ${person} and actor_manages(code)`))
    if (login === undefined) throw new Problem('accountNone')
    return giveAccount(db, person, id, login)
  }
  const password = anew ? newPassword() : null
  theirs(await db.query(sql`
    update accounts set login = ${login === undefined ? sql`login` : nameOf(login)}
      ${closed === undefined ? sql`` : sql`, closed_at = ${closed ? sql`coalesce(closed_at, now())` : sql`null`}`}
      ${password === null ? sql`` : sql`, password = ${await hashOf(password)}`}
    where person = ${person} returning code`))
  if (resetFactors) await db.query(sql`select reset_factors_of(${person}), account_notice(${person}, 'factorReset')`)
  if (closed || resetFactors || password !== null) await db.query(sql`select end_sessions_of(${person})`)
  if (password !== null) await db.query(sql`select password_given(${person}), account_notice(${person}, 'passwordReset')`)
  if (login !== undefined) await db.query(sql`select account_notice(${person}, 'loginChanged', ${JSON.stringify({ login: nameOf(login) })}::jsonb)`)
  if (unlock) await db.query(sql`select unlock_sign_in(${person}), account_notice(${person}, 'unlocked')`)
  return password
}

// ── Assistants ──

/** Says from when to when somebody acts for a chief: begun, ended or corrected. */
export const assist = async (db: Queryable, chief: string, person: string, { from, to = null }: AssistantUpdate): Promise<void> => {
  inOrder({ from, to })
  const [began] = await db.query(sql`select valid_from from assistants where person = ${person} and chief = ${chief} and valid_from = ${from}`)
  if (!began) await onlyOnce(db, person, { from, to }, sql`assistants where person = ${person} and chief = ${chief}`)
  theirs(await db.query(sql`
    insert into assistants (person, chief, valid_from, valid_to) values (${person}, ${chief}, ${from}, ${to})
    on conflict (person, chief, valid_from) do update set valid_to = excluded.valid_to returning person`))
}

// ── Tenures ──

interface Tenure extends Days {
  level: string
  water: string | null
  division: string | null
}

const tenureOf = async (db: Queryable, code: string): Promise<Tenure> =>
  known(await db.query<Tenure>(sql`select level, water, division, ${heldNow} from tenures where code = ${code}`), 'tenureUnknown', code)

/** Gives somebody a water, or hands it over: the old tenure then ends on the day the new one begins. */
export const appoint = async (
  db: Queryable, { id, person, level, water, division, document, from, replaces }: NewTenure,
): Promise<void> => {
  if (replaces !== undefined) {
    const old = await tenureOf(db, replaces)
    if (old.level !== level || old.water !== water || old.division !== division) throw new Problem('anotherCharge')
    if (old.to !== null && old.to <= from) throw new Problem('tenureEnded', { to: old.to })
    inOrder({ from: old.from, to: from })
    theirs(await db.query(sql`update tenures set valid_to = ${from} where code = ${replaces} returning code`))
  }
  await onlyOnce(db, person, { from, to: null }, sql`tenures where person = ${person} and level = ${level} and water is not distinct from ${water}::text and division is not distinct from ${division}::text`)
  await db.query(sql`
    insert into tenures (code, person, level, water, division, document, valid_from)
    values (${id}, ${person}, ${level}, ${water}, ${division}, ${document || null}, ${from})`)
}

export const correctTenure = async (db: Queryable, code: string, { document, from, to }: TenureUpdate): Promise<void> => {
  const held = await tenureOf(db, code)
  inOrder({ from: from ?? held.from, to: to === undefined ? held.to : to })
  theirs(await db.query(sql`update tenures set ${assigned({ code, document: document === '' ? null : document, valid_from: from, valid_to: to })} where code = ${code} returning code`))
}

export const removeTenure = async (db: Queryable, code: string): Promise<void> => {
  await tenureOf(db, code)
  theirs(await db.query(sql`delete from tenures where code = ${code} returning code`))
}

// ── Leaving ──

/** All the waters somebody holds on a day are another's from then on; what the other holds already just ends. */
const handOverAll = async (db: Queryable, person: string, { id, on, successor }: Leave & { successor: string }) => {
  if (successor === person) throw new Problem('ownSuccessor')
  const held = await db.query<{ code: string; level: NewTenure['level']; water: string | null; division: string | null }>(sql`
    select t.code, t.level, t.water, t.division from tenures t
    where t.person = ${person} and t.valid_from < ${on} and (t.valid_to is null or t.valid_to > ${on}) and not exists (
      select from tenures o
      where o.person = ${successor} and o.level = t.level and o.water is not distinct from t.water and o.division is not distinct from t.division
        and (o.valid_to is null or o.valid_to > ${on}))
    order by t.code`)
  for (const [nth, { code, ...charge }] of held.entries()) await appoint(db, { id: `${id}-${nth + 1}`, person: successor, ...charge, from: on, replaces: code })
}

/** 离任: all somebody holds ends on a day, and their account is closed. What was to begin later never does. */
export const leave = async (db: Queryable, person: string, { id, on, successor }: Leave): Promise<void> => {
  const [{ ahead }] = (await db.query<{ ahead: boolean }>(sql`select ${on}::date > current_date as ahead`)) as [{ ahead: boolean }]
  if (ahead) throw new Problem('dayAhead', { on })
  theirs(await db.query(sql`select code from people where code = ${person} and actor_manages(code)`))
  // While the posts still hold, so that they are what decides who may.
  await db.query(sql`update accounts set closed_at = now() where person = ${person} and closed_at is null`)
  await db.query(sql`select end_sessions_of(${person})`)
  if (successor !== undefined) await handOverAll(db, person, { id, on, successor })
  for (const [table, whose] of [['tenures', sql`person = ${person}`], ['assistants', sql`${person} in (person, chief)`], ['posts', sql`person = ${person}`]] as const) {
    const held = await db.query(sql`select 1 as one from ${identifier(table)} where ${whose} and (valid_to is null or valid_to > ${on})`)
    const begun = await db.query(sql`update ${identifier(table)} set valid_to = ${on} where ${whose} and (valid_to is null or valid_to > ${on}) and valid_from < ${on} returning 1 as one`)
    const never = await db.query(sql`delete from ${identifier(table)} where ${whose} and valid_from >= ${on} and (valid_to is null or valid_to > ${on}) returning 1 as one`)
    theirs([...begun, ...never], held.length)
  }
}
