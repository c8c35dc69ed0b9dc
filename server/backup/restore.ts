// Makes an empty database what a backup says: the chapters it was made under, its rows, then whatever this program adds.
import type { Bulk, Database, OpenDatabase, Queryable } from '../db/database.ts'
import { book, digestOf, migrate } from '../db/migrate.ts'
import { Trouble } from '../db/open.ts'
import { sql } from '../db/sql.ts'
import type { Archive, Manifest, TableEntry } from './archive.ts'

/** Refuses what is somebody's: a backup is only read into a database that has no tables of ours. */
const refuseFilled = async (tx: Queryable) => {
  const [row] = await tx.query<{ filled: boolean }>(sql`
    select exists (
      select from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not exists (
        select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')) as filled`)
  if (row.filled) throw new Trouble('这个库里已经有表：恢复只写入空库，不会覆盖。请新建一个空库，把 DATABASE_URL 指到它。 (the database is not empty; make a new one)')
}

/** Refuses a backup of another program than ours or an older one. */
const sameChapters = ({ chapters }: Manifest) => {
  const ours = new Map(book().map(({ name, text }) => [name, digestOf(text)]))
  for (const { name, sha256 } of chapters) {
    if (!ours.has(name)) throw new Trouble(`备份比程序新（有 ${name}）：请用做备份时的程序或更新的程序恢复。 (the backup is newer than this program)`)
    if (ours.get(name) !== sha256) throw new Trouble(`备份的 ${name} 与程序的不同：它来自另一个版本。 (a chapter of the backup differs from this program's)`)
  }
}

/** Tables in an order in which each comes after those it refers to; what is checked only at the end may come in any. */
const inOrder = async (tx: Queryable, tables: readonly TableEntry[]): Promise<TableEntry[]> => {
  const references = await tx.query<{ from: string; to: string }>(sql`
    select distinct conrelid::regclass::text as "from", confrelid::regclass::text as "to" from pg_constraint where contype = 'f' and not condeferrable and conrelid <> confrelid`)
  const ordered: TableEntry[] = []
  const seen = new Set<string>()
  const visit = (table: TableEntry) => {
    if (seen.has(table.name)) return
    seen.add(table.name)
    for (const { to } of references.filter(({ from }) => from === table.name)) {
      const first = tables.find(({ name }) => name === to)
      if (first) visit(first)
    }
    ordered.push(table)
  }
  tables.forEach(visit)
  return ordered
}

const load = async (tx: Bulk, archive: Archive, progress: (doing: string, done: number) => void) => {
  const { tables, sequences } = archive.manifest
  const known = await tx.query<{ name: string; filled: boolean; columns: string[] }>(sql`
    select c.relname as name, array_agg(a.attname::text) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' group by c.relname`)
  const all = Math.max(1, tables.reduce((sum, { bytes }) => sum + bytes, 0))
  let done = 0
  for (const table of await inOrder(tx, tables)) {
    const columns = known.find(({ name }) => name === table.name)?.columns
    const missing = columns ? table.columns.find((column) => !columns.includes(column)) : ''
    if (missing !== undefined) throw new Trouble(`备份里的 ${table.name}${missing && `.${missing}`} 程序不认识：它来自另一个版本。没有写入。 (the backup has a table or column this program does not know; nothing was written)`)
    progress('写入各表', done / all)
    // Rows a chapter brings along (rule sets, versions of layers) are in the backup as they were.
    await tx.script(`delete from only "${table.name}"`)
    await tx.load(table.name, table.columns, archive.read(table))
    done += table.bytes
  }
  for (const { name, last } of sequences) await tx.query(sql`select setval(${`public.${name}`}::regclass, ${last})`)
}

/** How many rows each table has that is not as many as was written. */
const miscounted = async (tx: Queryable, tables: readonly TableEntry[]): Promise<string[]> => {
  const wrong: string[] = []
  for (const { name, rows } of tables) {
    const [found] = await tx.query<{ count: number }>({ text: `select count(*) as count from only "${name}"`, values: [] })
    if (found.count !== rows) wrong.push(`${name} ${found.count} ≠ ${rows}`)
  }
  return wrong
}

/**
 * Reads a backup from end to end without a database: one that cannot be restored is known before anything is made for it. Throws `Trouble`.
 */
export const readThrough = async (archive: Archive, progress: (doing: string, done: number) => void): Promise<void> => {
  sameChapters(archive.manifest)
  const { tables } = archive.manifest
  for (const [i, table] of tables.entries()) {
    progress('核对备份', i / tables.length)
    const pieces = archive.read(table)
    while (!(await pieces.next()).done);
  }
}

/**
 * Restores into an empty database, all or nothing in one transaction. Nobody stays signed in, and what browsers keep of tiles
 * is asked for anew: both may be of after the backup. Throws `Trouble` with what is wrong; then nothing was written.
 */
export const restore = async (database: OpenDatabase, archive: Archive, progress: (doing: string, done: number) => void): Promise<void> => {
  sameChapters(archive.manifest)
  await database.transaction(async (tx) => {
    await refuseFilled(tx)
    const here: Pick<Database, 'transaction'> = { transaction: (work) => work(tx) }
    progress('建库', 0)
    await migrate(here, new Set(archive.manifest.chapters.map(({ name }) => name)))
    const [rights] = await tx.query<{ superuser: boolean }>(sql`select rolsuper as superuser from pg_roles where rolname = current_user`)
    // Rows come as they were: no trigger has anything to say. Who may not say so relies on the order of tables.
    await tx.script(`set constraints all deferred${rights.superuser ? '; set local session_replication_role = replica' : ''}`)
    await load(tx, archive, (doing, done) => progress(doing, 0.05 + done * 0.75))
    if (rights.superuser) await tx.script('set local session_replication_role = origin')
    progress('核对', 0.8)
    const wrong = await miscounted(tx, archive.manifest.tables)
    if (wrong.length) throw new Trouble(`恢复的行数与备份不符：${wrong.join('，')}。没有写入。 (rows are missing; nothing was written)`)
    await tx.script("delete from sessions; update layer_versions set version = greatest(version + 1, extract(epoch from now())::bigint)")
    progress('函数与权限', 0.85)
    await migrate(here)
  })
  progress('统计', 0.95)
  await database.script('analyze')
}
