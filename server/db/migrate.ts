// Brings a database to this version: numbered chapters once each, functions and layer views whenever their text changes.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Database } from './database.ts'
import { Trouble } from './open.ts'
import { sql } from './sql.ts'

const book = fileURLToPath(new URL('../../sql', import.meta.url))
const digest = (text: string) => createHash('sha256').update(text).digest('hex')

const read = (folder: string) =>
  readdirSync(join(book, folder))
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ name: folder ? `${folder}/${name}` : name, text: readFileSync(join(book, folder, name), 'utf8') }))

/**
 * Applies what is missing, in one transaction. Refuses a database whose chapters are not a beginning of ours. With `only`,
 * these numbered chapters and nothing else: what a backup of an earlier version is read into before the rest follows.
 */
export const migrate = async (database: Pick<Database, 'transaction'>, only?: ReadonlySet<string>): Promise<{ applied: string[] }> =>
  database.transaction(async (tx) => {
    await tx.script('create table if not exists chapters (name text primary key, sha256 text not null, applied_at timestamptz not null default now())')
    // Two servers starting at once take turns.
    await tx.script('lock table chapters in exclusive mode')
    const known = new Map((await tx.query<{ name: string; sha256: string }>(sql`select name, sha256 from chapters`)).map((row) => [row.name, row.sha256]))
    const numbered = read('')
    for (const name of known.keys())
      if (!name.includes('/') && !numbered.some((chapter) => chapter.name === name))
        throw new Trouble(`数据库比程序新（有 ${name}）：请升级程序。数据没有改动。 (the database is newer than this program)`)
    const due = [...numbered, ...read('functions'), ...read('layers')].filter((chapter) => known.get(chapter.name) !== digest(chapter.text) && (!only || only.has(chapter.name)))
    for (const { name } of due)
      if (known.has(name) && !name.includes('/'))
        throw new Trouble(`数据库的 ${name} 与程序的不同：它来自另一个版本。数据没有改动；开发中的城市可用 npm start -- --fresh 重建。 (a chapter differs from this program's)`)
    // One script, so that a new database is brought up in one go while this thread is busy with something else.
    await tx.script(due.map((chapter) => chapter.text).join('\n'))
    await tx.query(sql`
      insert into chapters (name, sha256)
      select * from unnest(${due.map((chapter) => chapter.name)}::text[], ${due.map((chapter) => digest(chapter.text))}::text[])
      on conflict (name) do update set sha256 = excluded.sha256, applied_at = now()`)
    const applied = due.map((chapter) => chapter.name)
    return { applied }
  })
