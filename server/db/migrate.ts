// Brings a database to this version: numbered chapters once each, functions and layer views whenever their text changes.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Database, Queryable } from './database.ts'
import { Trouble } from './open.ts'
import { sql } from './sql.ts'

const root = fileURLToPath(new URL('../../sql', import.meta.url))
/** What a text is known by once it was applied. */
export const digestOf = (text: string) => createHash('sha256').update(text).digest('hex')

const read = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ name: folder ? `${folder}/${name}` : name, text: readFileSync(join(root, folder, name), 'utf8') }))

/** All texts that make a register, in their order. */
export const book = () => [...read(''), ...read('functions'), ...read('layers')]

/** Which texts were applied. */
export const chaptersTable = 'create table if not exists chapters (name text primary key, sha256 text not null, applied_at timestamptz not null default now())'

/** A role is the server's, not the database's: no dump carries it, so it is looked for every time. */
const always = 'functions/000_role.sql'

const applied = async (tx: Queryable) => new Map((await tx.query<{ name: string; sha256: string }>(sql`select name, sha256 from public.chapters`)).map((row) => [row.name, row.sha256]))

/** Texts of the book that a register does not have as they are. Throws `Trouble` where it has chapters of a later book, or others. */
export const missingTexts = async (tx: Queryable): Promise<{ name: string; text: string }[]> => {
  const known = await applied(tx)
  const numbered = read('')
  for (const name of known.keys())
    if (!name.includes('/') && !numbered.some((chapter) => chapter.name === name))
      throw new Trouble(`数据库比程序新（有 ${name}）：请升级程序。数据没有改动。 (the database is newer than this program)`)
  const due = book().filter((chapter) => known.get(chapter.name) !== digestOf(chapter.text))
  for (const { name } of due)
    if (known.has(name) && !name.includes('/'))
      throw new Trouble(`数据库的 ${name} 与程序的不同：它来自另一个版本。数据没有改动；开发中的城市可用 npm start -- --fresh 重建。 (a chapter differs from this program's)`)
  return due
}

/**
 * Applies what is missing, in one transaction. Refuses a database whose chapters are not a beginning of ours. With `only`,
 * these numbered chapters and nothing else: what a backup of an earlier version is read into before the rest follows.
 */
export const migrate = async (database: Pick<Database, 'transaction'>, only?: ReadonlySet<string>): Promise<{ applied: string[] }> =>
  database.transaction(async (tx) => {
    await tx.script(chaptersTable)
    // Two servers starting at once take turns.
    await tx.script('lock table chapters in exclusive mode')
    const due = (await missingTexts(tx)).filter(({ name }) => !only || only.has(name))
    // A chapter may bring a table that functions go through all tables for: after one, all of them are applied.
    const chapter = !only && due.some(({ name }) => !name.includes('/'))
    // A table with checks still to come cannot be altered: a chapter may write to it before the next one does.
    await tx.script('set constraints all immediate')
    // One script, so that a new database is brought up in one go while this thread is busy with something else.
    await tx.script(book().filter((one) => (!only && one.name === always) || due.some(({ name }) => name === one.name) || (chapter && one.name.includes('/'))).map(({ text }) => text).join('\n'))
    await tx.query(sql`
      insert into chapters (name, sha256)
      select * from unnest(${due.map((one) => one.name)}::text[], ${due.map((one) => digestOf(one.text))}::text[])
      on conflict (name) do update set sha256 = excluded.sha256, applied_at = now()`)
    return { applied: due.map((one) => one.name) }
  })
