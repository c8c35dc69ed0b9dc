// Every SQL statement that reads people: a page of those of one's divisions, one person, what a leaving would leave vacant.
import type { Assisting, Org, PeoplePage, Person, PersonPost, PersonRow, PersonTenure } from '../../domain/people/schemas.ts'
import type { Role } from '../../domain/roles.ts'
import { loginOf } from '../accounts/password.ts'
import type { Queryable } from '../db/database.ts'
import { join, sql } from '../db/sql.ts'

export interface Asked {
  q: string
  division?: string
  role?: Role
  after?: string
  limit: number
}

const like = (text: string) => text.replace(/[\\%_]/g, '\\$&')
const present = sql`valid_from <= current_date and (valid_to is null or valid_to > current_date)`

/** How the codes of one's divisions begin: asked once, where a policy would be asked for each of ten thousand people. */
const beginnings = async (db: Queryable): Promise<string[]> =>
  (await db.query<{ beginning: string }>(sql`
    select distinct division_within(division) as beginning from posts
    where person = actor_acts_as() and role in ('administrator', 'office') and ${present}`)).map(({ beginning }) => beginning)

/** Whoever fits a word by name, title, telephone or sign-in name. */
const fits = (word: string) => {
  const any = `%${like(word)}%`
  const digits = word.replace(/[\s()+-]/g, '')
  return sql`(p.name ilike ${any} or p.post ilike ${any}
    ${/^\d{3,}$/.test(digits) ? sql`or p.code in (select called_at(${digits})) and exists (select from contacts c where c.person = p.code)` : sql``}
    ${/^[\w@.-]{3,}$/.test(word) ? sql`or p.code in (select signing_in_as(${loginOf(word)})) and exists (select from accounts a where a.person = p.code)` : sql``})`
}

/** People of one's divisions, by name. */
export const page = async (db: Queryable, { q, division, role, after, limit }: Asked): Promise<PeoplePage> => {
  const mine = await beginnings(db)
  const where = join([
    sql`(exists (select from unnest(${mine}::text[]) b where starts_with(p.division, b)) or p.division is null and exists (select from unnest(${mine}::text[]) b where length(b) = 4))`,
    ...q.split(/\s+/).filter(Boolean).slice(0, 5).map(fits),
    ...(division ? [sql`starts_with(p.division, division_within(${division}))`] : []),
    ...(role ? [sql`exists (select from posts where person = p.code and role = ${role} and ${present})`] : []),
  ], ' and ')
  const rows = await db.query<PersonRow & { total: number }>(sql`
    with found as materialized (select p.* from people p where ${where})
    select (select count(*) from found) as total, p.code, p.name, p.post, g.name as org, d.name as place, (select c.phone from contacts c where c.person = p.code) as phone,
      a.login, coalesce(a.closed, false) as closed,
      coalesce((
        select jsonb_agg(jsonb_build_object('role', o.role, 'division', o.division, 'place', od.name) order by o.valid_from, o.code)
        from posts o join divisions od on od.code = o.division
        where o.person = p.code and o.valid_from <= current_date and (o.valid_to is null or o.valid_to > current_date)), '[]') as posts
    from (
      select * from found p
      ${after ? sql`where (p.name, p.code) > (select n.name, n.code from people n where n.code = ${after})` : sql``}
      order by p.name, p.code
      limit ${limit + 1}) p
    left join orgs g on g.code = p.org
    left join divisions d on d.code = p.division
    left join lateral (select login, closed_at is not null as closed from accounts where person = p.code) a on true
    order by p.name, p.code`)
  const shown = rows.slice(0, limit).map(({ total: _, ...row }) => row)
  return { total: rows[0]?.total ?? 0, rows: shown, next: rows.length > limit ? shown.at(-1)!.code : null }
}

const posts = (db: Queryable, person: string) =>
  db.query<PersonPost>(sql`
    select o.code, o.role, o.division, d.name as place, o.valid_from as "from", o.valid_to as "to"
    from posts o join divisions d on d.code = o.division
    where o.person = ${person}
    order by o.valid_to is not null, o.valid_from desc, o.code`)

const tenures = (db: Queryable, person: string) =>
  db.query<PersonTenure>(sql`
    select t.code, t.level, t.document, t.valid_from as "from", t.valid_to as "to",
      case when w.code is not null then jsonb_build_object('code', w.code, 'name', w.name, 'layer', layer_of_water(w.kind)) end as water,
      case when d.code is not null then jsonb_build_object('code', d.code, 'name', d.name) end as division,
      not exists (
        select from tenures o
        where o.person <> t.person and o.level = t.level and o.division is not distinct from t.division
          and (o.water = t.water or t.water is null and o.water is null and o.division = t.division)
          and o.valid_from <= current_date and (o.valid_to is null or o.valid_to > current_date)) as vacant
    from tenures t
    left join waters w on w.code = t.water
    left join divisions d on d.code = t.division
    where t.person = ${person}
    order by t.valid_to is not null, t.valid_from desc, t.code`)

const assisting = (db: Queryable, of: 'person' | 'chief', person: string) => {
  const [mine, other] = of === 'person' ? [sql`h.person`, sql`h.chief`] : [sql`h.chief`, sql`h.person`]
  return db.query<Assisting>(sql`
    select p.code as person, p.name, p.post, h.valid_from as "from", h.valid_to as "to"
    from assistants h join people p on p.code = ${other}
    where ${mine} = ${person}
    order by h.valid_to is not null, h.valid_from desc, p.code`)
}

/** One person with all they hold and held; null where there is nobody. */
export const find = async (db: Queryable, code: string): Promise<Person | null> => {
  const [head] = await db.query<Omit<Person, 'posts' | 'tenures' | 'assists' | 'assistants'>>(sql`
    select p.code, p.name, p.post, (select c.phone from contacts c where c.person = p.code) as phone,
      case when g.code is not null then jsonb_build_object('code', g.code, 'name', g.name) end as org,
      case when d.code is not null then jsonb_build_object('code', d.code, 'name', d.name) end as division,
      (select jsonb_build_object('login', a.login, 'closedAt', a.closed_at, 'createdAt', a.created_at) from accounts a where a.person = p.code) as account,
      jsonb_build_object('manage', actor_manages(p.code)) as may
    from people p left join orgs g on g.code = p.org left join divisions d on d.code = p.division
    where p.code = ${code}`)
  if (!head) return null
  return { ...head, posts: await posts(db, code), tenures: await tenures(db, code), assists: await assisting(db, 'person', code), assistants: await assisting(db, 'chief', code) }
}

/** Offices and departments by part of their name, the highest first. */
export const orgs = (db: Queryable, q: string): Promise<Org[]> =>
  db.query<Org>(sql`
    select code, name from orgs where name ilike ${`%${like(q)}%`}
    order by array_position(array['city', 'district', 'town'], level), length(name), code limit 20`)

/** Everybody the change this transaction makes is about. */
export const changedPeople = async (db: Queryable): Promise<string[]> =>
  (await db.query<{ codes: string[] }>(sql`select audit_changed_people() as codes`))[0].codes
