// Registers as earlier versions made them (README.md).
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Database } from '../../server/db/database.ts'
import { sql } from '../../server/db/sql.ts'

export interface EarlierRegister {
  version: string
  /** Its texts, by name in sql/. */
  book: { name: string; text: string }[]
  rows: string
}

const here = new URL('.', import.meta.url)

export const earlierRegisters = (): EarlierRegister[] =>
  readdirSync(here).filter((name) => name.endsWith('.json.gz')).sort().map((name) => JSON.parse(gunzipSync(readFileSync(new URL(name, here))).toString()) as EarlierRegister)

/** Makes a database what it was under an earlier version, as that version did: chapters, functions, layers, then people at work. */
export const makeEarlier = async (database: Database, { book, rows }: EarlierRegister): Promise<void> => {
  await database.script('drop schema public cascade; create schema public')
  await database.transaction(async (tx) => {
    await tx.script('create table chapters (name text primary key, sha256 text not null, applied_at timestamptz not null default now())')
    const order = [...book.filter(({ name }) => !name.includes('/')), ...book.filter(({ name }) => name.startsWith('functions/')), ...book.filter(({ name }) => name.startsWith('layers/'))]
    await tx.script(order.map(({ text }) => text).join('\n'))
    await tx.query(sql`insert into chapters (name, sha256) select * from unnest(${order.map(({ name }) => name)}::text[], ${order.map(({ text }) => createHash('sha256').update(text).digest('hex'))}::text[])`)
  })
  await database.script(rows)
}
