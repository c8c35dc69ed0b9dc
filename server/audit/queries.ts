// Every SQL statement that reads the audit log. Which entries somebody sees is the database's decision (sql/functions/audit.sql).
import type { AuditDays, AuditEntry, AuditMine, AuditPage } from '../../domain/audit/schemas.ts'
import type { AuditKind } from '../../domain/audit/kinds.ts'
import type { Queryable } from '../db/database.ts'
import { join, sql, type Sql } from '../db/sql.ts'

export interface Filter {
  /** Days of the city, both included. */
  from?: string
  to?: string
  kinds?: readonly AuditKind[]
  /** Code of whoever did it. */
  person?: string
  /** Code of whom or what the data are of. */
  about?: string
  /** The address, or how it begins. */
  address?: string
  /** Part of a name, of a sign-in name, or a code. */
  q?: string
}

const like = (text: string) => text.replace(/[\\%_]/g, '\\$&')

/**
 * Time only ever goes on along the chain: days become places in it, found by the index of times; a least place
 * would be looked for from the beginning.
 */
const whereOf = ({ from, to, kinds, person, about, address, q }: Filter): Sql =>
  join([
    sql`true`,
    ...(from ? [sql`e.seq >= (select x.seq from audit_entries x where x.at >= ${from}::date order by x.at, x.seq limit 1)`] : []),
    ...(to ? [sql`e.seq <= (select x.seq from audit_entries x where x.at < ${to}::date + 1 order by x.at desc, x.seq desc limit 1)`] : []),
    ...(kinds ? [sql`e.kind = any (${kinds}::text[])`] : []),
    ...(person ? [sql`e.person = ${person}`] : []),
    ...(about ? [sql`e.about @> array[${about}]`] : []),
    ...(address ? [sql`e.address like ${`${like(address)}%`}`] : []),
    ...(q ? [sql`(e.name ilike ${`%${like(q)}%`} or e.login ilike ${`%${like(q)}%`} or e.person = ${q} or e.about @> array[${q}] or e.about && array(select p.code from people p where p.name = ${q}))`] : []),
  ], ' and ')

const rowsOf = (db: Queryable, filter: Filter, after: number | undefined, limit: number) =>
  db.query<AuditEntry>(sql`
    select e.seq, e.at, e.kind, e.person, e.name, coalesce((select b.name from people b where b.code = e.behalf), e.behalf) as behalf, e.login, e.address, e.agent, e.about,
      array(select coalesce(p.name, u.code) from unnest(e.about[1:3]) with ordinality u (code, place) left join people p on p.code = u.code order by u.place) as "aboutNames",
      e.change, e.details
    from audit_entries e
    where ${whereOf(filter)} ${after ? sql`and e.seq < ${after}` : sql``}
    order by e.seq desc limit ${limit}`)

/** A page of entries, the latest first. */
export const page = async (db: Queryable, filter: Filter, after: number | undefined, limit: number): Promise<AuditPage> => {
  const rows = await rowsOf(db, filter, after, limit + 1)
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? shown.at(-1)!.seq : null }
}

const rowsAtOnce = 1000

/**
 * All entries of a filter, the latest first, as of one moment: nothing is ever added before that. Each page is a
 * transaction, so that others go between.
 */
export async function* all(within: <T>(work: (db: Queryable) => Promise<T>) => Promise<T>, filter: Filter): AsyncGenerator<AuditEntry> {
  const [{ seq }] = (await within((db) => db.query<{ seq: number }>(sql`select coalesce(max(seq), 0) + 1 as seq from audit_entries`))) as [{ seq: number }]
  for (let after = seq; ; ) {
    const some = await within((db) => rowsOf(db, filter, after, rowsAtOnce))
    yield* some
    if (some.length < rowsAtOnce) return
    after = some.at(-1)!.seq
  }
}

/** How many entries there were on each day that has one. */
export const days = async (db: Queryable, filter: Filter): Promise<AuditDays> => ({
  days: await db.query<AuditDays['days'][number]>(sql`
    select e.at::date as day, count(*) as count, count(*) filter (where e.kind in ('signInFailed', 'refused')) as failed
    from audit_entries e where ${whereOf(filter)} group by 1 order by 1`),
})

/** What the log says of whoever asks. */
export const mine = async (db: Queryable, after: number | undefined, limit: number): Promise<AuditMine> => {
  const rows = await db.query<AuditMine['rows'][number]>(sql`select * from audit_of_mine(${after ?? 2 ** 52}::bigint, ${limit + 1}::integer)`)
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? shown.at(-1)!.seq : null }
}

/** Whose sign-in name it is, open or closed; null where it is nobody's. */
export const whoSignsInAs = async (db: Queryable, login: string): Promise<{ account: string; person: string } | null> =>
  (await db.query<{ account: string; person: string }>(sql`select code as account, person from accounts where login = ${login}`))[0] ?? null
