// What a PostgreSQL server's autovacuum does by itself and the embedded engine, which has no second process, never did: rows
// that are dead are given back, and what plans are made from is counted anew. By autovacuum's own rule, with smaller shares:
// our tables are small, and whoever waits, waits for one table at a time.
import type { Database } from './database.ts'
import { identifier, sql } from './sql.ts'

/** Dead rows before they are given back, and changed ones before a table is counted anew: some, and a share of the table. */
const [some, deadShare, changedShare] = [50, 0.05, 0.1]

interface Due {
  schema: string
  name: string
  dead: boolean
  stale: boolean
}

/**
 * Looks after every table that needs it, each in a turn of its own between others'. Returns which.
 * `all`: also those nothing is known of, as after a start, which forgets what was counted.
 */
export const tidy = async (database: Database, { all = false } = {}): Promise<string[]> => {
  const due = await database.query<Due>(sql`
    select n.nspname as schema, c.relname as name, dead, stale
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    cross join lateral (select greatest(c.reltuples, 0) as rows) size
    cross join lateral (
      select ${all} and c.relkind = 'r' or pg_stat_get_dead_tuples(c.oid) > ${some} + ${deadShare}::float8 * rows or pg_stat_get_ins_since_vacuum(c.oid) > 1000 + 0.2 * rows as dead,
        pg_stat_get_mod_since_analyze(c.oid) > ${some} + ${changedShare}::float8 * rows as stale) need
    where c.relkind in ('r', 't') and c.relpersistence = 'p' and (dead or stale) and n.nspname in ('public', 'pg_catalog', 'pg_toast')
    order by c.relpages`)
  for (const { schema, name, dead, stale } of due) {
    const table = `${identifier(schema).text}.${identifier(name).text}`
    // A table that is gone by now needs nothing; in two turns, so that neither is long.
    const gone = (reason: { code?: string }) => (reason.code === '42P01' ? undefined : Promise.reject(reason))
    if (dead) await database.script(`vacuum ${table}`).catch(gone)
    if (stale && schema !== 'pg_toast') await database.script(`analyze ${table}`).catch(gone)
  }
  // The log of changes is kept up to a gigabyte else; after a start it is all read again.
  const [log] = await database.query<{ bytes: number }>(sql`select pg_current_wal_lsn() - redo_lsn as bytes from pg_control_checkpoint()`)
  if (log.bytes > 64 * 1024 ** 2) await database.script('checkpoint')
  return due.map(({ name }) => name)
}

const everyMs = 20_000

/** Tidies from now on, until the function returned is called. A server of its own does so by itself. */
export const keepTidy = (database: Database, trouble: (reason: unknown) => void): (() => void) => {
  if (database.engine === 'server') return () => {}
  let over = false
  let next: NodeJS.Timeout | undefined
  const round = async (all: boolean) => {
    await tidy(database, { all }).catch((reason: unknown) => over || trouble(reason))
    if (!over) next = setTimeout(() => void round(false), everyMs).unref()
  }
  next = setTimeout(() => void round(true), 1000).unref()
  return () => {
    over = true
    clearTimeout(next)
  }
}
