// Writes all of a register into a file.
import { renameSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Bulk, Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { version } from '../city/routes.ts'
import { writeArchive, type Manifest } from './archive.ts'

interface TableSize {
  name: string
  columns: string[]
  pages: number
}

/**
 * Tables that hold rows: partitions rather than what they are partitions of; not those of extensions,
 * nor the rows of files being looked at.
 */
const tablesOf = (tx: Queryable): Promise<TableSize[]> =>
  tx.query(sql`
    select c.relname as name, pg_relation_size(c.oid) / current_setting('block_size')::int as pages,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relpersistence = 'p' and c.relname <> 'chapters'
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    order by c.relname`)

/** A table by runs of its pages, so that none is ever in memory whole. */
async function* rowsOf(tx: Bulk, { name, columns, pages }: TableSize): AsyncGenerator<Buffer> {
  const run = 256
  const list = columns.map((column) => `"${column}"`).join(', ')
  for (let page = 0; page < Math.max(1, pages); page += run)
    yield* tx.unload(`select ${list} from only "${name}" where ctid >= '(${page},0)'${page + run >= pages ? '' : ` and ctid < '(${page + run},0)'`}`)
}

/** Writes the register of a transaction's moment to `path`, which is there only once it is whole; readable by its owner alone. */
export const backUp = async (tx: Bulk, engine: 'server' | 'embedded', path: string, progress: (doing: string, done: number) => void): Promise<Manifest> => {
  const [about] = await tx.query<{ at: string; city: string | null; head: string; chapters: Manifest['chapters']; sequences: Manifest['sequences'] }>(sql`
    select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, (select name from city limit 1) as city, encode(record_head(), 'hex') as head,
      (select jsonb_agg(jsonb_build_object('name', name, 'sha256', sha256) order by name) from chapters where name not like '%/%') as chapters,
      (select coalesce(jsonb_agg(jsonb_build_object('name', sequencename, 'last', last_value)), '[]') from pg_sequences where schemaname = 'public' and last_value is not null) as sequences`)
  const tables = await tablesOf(tx)
  const pages = tables.reduce((sum, table) => sum + table.pages, 0)
  let before = 0
  const part = `${path}.part`
  // Numbers of people and digests of passwords are in it.
  rmSync(part, { force: true })
  await (await open(part, 'wx', 0o600)).close()
  try {
    const manifest = await writeArchive(part, { version, engine, ...about }, tables.map((table) => ({
      name: table.name, columns: table.columns, pieces: () => rowsOf(tx, table),
    })), (name) => {
      progress('写出各表', before / Math.max(1, pages))
      before += tables.find((table) => table.name === name)!.pages
    })
    const file = await open(part, 'r')
    await file.sync()
    await file.close()
    renameSync(part, path)
    return manifest
  } catch (reason) {
    rmSync(part, { force: true })
    throw reason
  }
}
