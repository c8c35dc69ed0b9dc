// The embedded engine keeps its speed: what PostgreSQL's second process does elsewhere is done here.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownRegister, served, type OwnRegister } from '../../test/register.ts'
import { sql } from './sql.ts'
import { tidy } from './tidy.ts'

let own: OwnRegister
beforeAll(async () => {
  own = await ownRegister()
  await own.database.script("insert into outfalls (code, name, class1, geom) select 'O-' || n, 'x', 'x', 'SRID=4490;POINT(113 23)' from generate_series(1, 20) n")
})
afterAll(() => own.close())

// Of a row whose indexed columns stay as they are, pages give back the dead versions by themselves.
const change = () => own.database.transaction(async (tx) => {
  await tx.query(sql`select begin_change(gen_random_uuid(), 'edit')`)
  await tx.query(sql`update outfalls set geom = st_translate(geom, 1e-6, 0) where code = 'O-1'`)
})
const standing = async () => (await own.database.query<{ dead: number; counted: number }>(sql`
  select pg_stat_get_dead_tuples('outfalls'::regclass) as dead, (select reltuples from pg_class where oid = 'changes'::regclass) as counted`))[0]
/** A connection says what it did at most once a second. */
const told = (database = own.database) => database.query(sql`select pg_stat_force_next_flush()`).then(() => database.query(sql`select 1`))

test.runIf(served().engine === 'embedded')('dead rows are given back, and what plans are made from is counted', async () => {
  for (let i = 0; i < 120; i++) await change()
  await told()
  const before = await standing()
  expect(before.dead).toBeGreaterThan(50)
  expect(await tidy(own.database)).toEqual(expect.arrayContaining(['outfalls', 'changes', 'change_items']))
  const after = await standing()
  expect([after.dead, after.counted]).toEqual([0, 121])
  // What needs nothing is left alone.
  expect(await tidy(own.database)).not.toContain('outfalls')
})

test.runIf(served().engine === 'embedded')('a change reads no table of the record whole, though its plans were made when they were empty', async () => {
  const empty = await ownRegister()
  const { database } = empty
  try {
    // Counted as empty: then reading all of them is the quickest, and so it is planned.
    await database.script("analyze changes; analyze change_items; insert into outfalls (code, name, class1, geom) values ('O-1', 'x', 'x', 'SRID=4490;POINT(113 23)')")
    const change = () => database.transaction(async (tx) => {
      await tx.query(sql`select begin_change(gen_random_uuid(), 'edit')`)
      await tx.query(sql`update outfalls set name = name || '.' where code = 'O-1'`)
      await tx.query(sql`delete from outfalls where code = 'O-1'`)
      await tx.query(sql`insert into outfalls (code, name, class1, geom) values ('O-1', 'x', 'x', 'SRID=4490;POINT(113 23)')`)
      await tx.query(sql`select * from people_changed()`)
      await tx.query(sql`select * from change_said(gen_random_uuid())`)
      await tx.query(sql`select record_head(), image_as_of('outfalls', 'O-1', 0)`)
    })
    const scans = async () => {
      await told(database)
      return (await database.query<{ times: number }>(sql`select sum(seq_scan)::int as times from pg_stat_user_tables where relname in ('changes', 'change_items')`))[0].times
    }
    // Indexes were built by reading the tables.
    const before = await scans()
    for (let i = 0; i < 40; i++) await change()
    expect((await scans()) - before).toBeLessThan(5)
  } finally {
    await empty.close()
  }
})
