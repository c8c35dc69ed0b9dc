// npm run verify, as somebody types it while the register is in use.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownRegister, served, type OwnRegister } from '../../test/register.ts'
import { settle } from '../db/definitions.ts'
import { sql } from '../db/sql.ts'

let own: OwnRegister

beforeAll(async () => {
  own = await ownRegister()
  for (const name of ['甲', '乙', '丙']) await own.database.script(`insert into divisions (code, name, level, geom) values ('${name}', '${name}区', 'district', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 23)))')`)
  await own.database.script("insert into people (code, name, role, division) values ('P', '林', 'staff', '甲')")
  await own.database.transaction(async (tx) => {
    await tx.script("select set_config('one_map.person', 'P', true)")
    await tx.script("update divisions set name = '甲新区' where code = '甲'; update divisions set name = '乙新区' where code = '乙'")
  })
})
afterAll(() => own.close())

const root = fileURLToPath(new URL('../..', import.meta.url))

const verified = async (...args: string[]) => {
  const child = spawn('npm', ['run', '--silent', 'verify', '--', ...args], { cwd: root, env: { ...process.env, DATABASE_URL: own.places.url ?? '', DATA_DIR: own.places.directory } })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, said }
}

/** The arithmetic of the chain is the same text on both engines (sql/functions/record.sql); what each says of itself is asked of both. */
const ofTheChain = test.runIf(served().engine === 'server')

/** Changes rows as somebody would who wants it not to show. */
const beneath = (text: string) => own.database.script(`set session_replication_role = replica; ${text}; set session_replication_role = origin`)

test('an untouched record holds; its head is told, and is found again later', async () => {
  const first = await verified()
  expect(first.said).toMatch(/5 项改动，6 条内容 \(the record holds/)
  expect(first.code).toBe(0)
  const [, head] = /摘要 \(head\): ([0-9a-f]{64}) {2}2\d{3}-/.exec(first.said)!
  await own.database.script("update divisions set name = '丙新区' where code = '丙'")
  expect(await verified('--head', head)).toMatchObject({ code: 0 })
  expect((await verified()).said).not.toContain(head)
})

ofTheChain('what was altered is named: the change, the item, who and when it says', async () => {
  await beneath("update change_items set after = jsonb_set(after, '{name}', '\"别的\"') where change = 5 and ord = 2")
  const { code, said } = await verified()
  expect(code).toBe(1)
  expect(said).toMatch(/断在第 5 号改动第 2 条：与当时写下的不一样 \(the record breaks at change 5, item 2: it is not as it was written\)\n.*other · 林 · 2\d{3}-.* · divisions 乙/)
  await beneath("update change_items set after = jsonb_set(after, '{name}', '\"乙新区\"') where change = 5 and ord = 2")
})

ofTheChain('rows changed beneath the record are named', async () => {
  await beneath("update divisions set name = '偷改' where code = '丙'")
  const { code, said } = await verified()
  expect([code, said]).toEqual([1, expect.stringMatching(/有 1 行不经记录被改过.*\n {2}divisions 丙\n/)])
  await beneath("update divisions set name = '丙新区' where code = '丙'")
})

ofTheChain('an end that is cut off shows only against a head noted before', async () => {
  const [, head] = /摘要 \(head\): ([0-9a-f]{64})/.exec((await verified()).said)!
  await beneath("update divisions set name = '丙区', version = 1 where code = '丙'; delete from change_items where change = 6; delete from changes where seq = 6")
  expect((await verified()).code).toBe(0)
  const cut = await verified('--head', head)
  expect([cut.code, cut.said]).toEqual([1, expect.stringContaining('the record breaks at change 5: it is the last one left: the noted head is not in the record')])
})

// Each with the words it is named by.
const tampering: [said: RegExp, how: string][] = [
  [/trigger outfalls_recorded on outfalls is switched off/, 'alter table outfalls disable trigger outfalls_recorded'],
  [/trigger changes_kept on changes is missing/, 'drop trigger changes_kept on changes'],
  [/trigger quiet on gates is not this/, 'create trigger quiet before insert on gates for each row execute function guard_identity()'],
  [/reference checks of links is switched off/, 'alter table links disable trigger all; alter table links enable trigger links_recorded'],
  [/policy seen on drainage_units is missing/, 'drop policy seen on drainage_units'],
  [/policy also on contacts is not this/, 'create policy also on contacts for select to one_map_app using (true)'],
  [/policy seen on looks is not as/, 'alter policy seen on looks using (true)'],
  [/row security contacts is switched off/, 'alter table contacts disable row level security'],
  [/grants accounts is not as/, 'grant select on accounts to one_map_app'],
  [/grants sessions is not as/, 'grant select on sessions to public'],
  [/grants people is not as/, 'revoke select on people from one_map_app'],
  [/default grants tables is not as/, 'alter default privileges in schema public grant all on tables to public'],
  [/function actor_is_staff\(\) is not as/, "create or replace function actor_is_staff() returns boolean language sql stable as 'select true'"],
  [/parameter session_replication_role has powers/, 'grant set on parameter session_replication_role to one_map_app'],
  [/public: CREATE on schema public/, 'grant create on schema public to public'],
  [/one_map_app: .*on sequence sign_in_failures_code_seq/, 'grant all on sequence sign_in_failures_code_seq to one_map_app'],
  [/view past the policies eyes is not/, 'create view eyes as select * from accounts; grant select on eyes to one_map_app'],
  [/view past the policies kept_eyes is not/, 'create materialized view kept_eyes as select * from accounts; grant select on kept_eyes to one_map_app'],
  [/function record_item\(.*\) is not as/, 'grant execute on function record_item(text, text, text, text, jsonb, jsonb, box2d, boolean, boolean) to public'],
  [/function actor_holds\(text\[\],character varying\) is not this/, "create function actor_holds(any_of text[], place varchar) returns boolean language sql as 'select true'"],
  [/function of the same name one_map_app.actor_person\(\)/, "create schema one_map_app; create function one_map_app.actor_person() returns text language sql as $$ select 'P'::text $$"],
  [/function of the same name actor_acts_as\(\)/, "create function pg_catalog.actor_acts_as() returns text language sql as $$ select 'P'::text $$"],
  [/function same_shape\(.*\) is missing/, 'drop function same_shape'],
  [/owner of record_row\(\) is somebody else/, 'create role somebody_else; alter function record_row() owner to somebody_else'],
  [/view layer_gates is not as/, 'alter view layer_gates reset (security_invoker)'],
  [/rule silent on looks is not this/, 'create rule silent as on insert to looks do instead nothing'],
  [/role one_map_app has powers it must not have/, 'alter role one_map_app bypassrls'],
  [/index waters_geom is missing/, 'drop index waters_geom'],
  [/rules of layer pollution_sources is not as/, "update layers set staff_only = null where id = 'pollution_sources'"],
]

test('what decides who may and what is recorded is held against the program: each thing replaced, switched off or let in is named, and mended by a start', async () => {
  expect((await verified()).said).toContain("triggers, policies, grants and functions are as this program's")
  for (const [, how] of tampering) await own.database.script(how)
  try {
    for (let looked = 0; looked < 2; looked++) {
      const { code, said } = await verified()
      expect(code).toBe(1)
      for (const [sentence] of tampering) expect(said).toMatch(sentence)
      expect(said).toContain(`有 ${tampering.length} 处`)
    }
    expect(await settle(own.database)).toMatchObject({ mended: { length: tampering.length }, left: [] })
    expect((await verified()).code).toBe(0)
    // Work of somebody's is put aside and not lost.
    expect((await own.database.query(sql`select from pg_proc p join pg_namespace n on n.oid = p.pronamespace where starts_with(n.nspname, 'set_aside_')`)).length).toBe(3)
  } finally {
    await own.database.script('alter role one_map_app nobypassrls')
  }
}, 240_000)

ofTheChain('functions that say all is well are not asked', async () => {
  await own.database.script(`
    create or replace function record_break(noted bytea default null) returns table (change bigint, ord integer, why text) language sql stable as 'select null::bigint, null::integer, null::text where false';
    create or replace function record_strays() returns table (what text, key text) language sql stable as 'select null::text, null::text where false';
    create or replace function item_digest(before bytea, change bigint, ord integer, what text, key text, layer text, op text, derived boolean, row_before jsonb, row_after jsonb) returns bytea language sql immutable as 'select null::bytea'`)
  await beneath("update change_items set after = jsonb_set(after, '{name}', '\"别的\"') where change = 5 and ord = 2")
  const { code, said } = await verified()
  expect([code, said]).toEqual([1, expect.stringContaining('the record breaks at change 5, item 2') as string])
  expect(said).toMatch(/function record_break\(bytea\) is not as/)
  await beneath("update change_items set after = jsonb_set(after, '{name}', '\"乙新区\"') where change = 5 and ord = 2")
  await settle(own.database)
  expect((await verified()).code).toBe(0)
})

test('a register of an older version is told so, and not changed by looking', async () => {
  const chapters = () => own.database.query<{ name: string }>(sql`select name, sha256 from chapters order by name`)
  const before = await chapters()
  await own.database.script("delete from chapters where name = '197_age.sql'")
  const { code, said } = await verified()
  expect([code, said]).toEqual([1, expect.stringMatching(/还没有 197_age.sql.*this register is of an older version/) as string])
  expect((await chapters()).length).toBe(before.length - 1)
  await own.database.query(sql`insert into chapters (name, sha256) select '197_age.sql', ${(before as { name: string; sha256: string }[]).find(({ name }) => name === '197_age.sql')!.sha256}`)
})

ofTheChain('a head that is none is refused with what may be said', async () => {
  for (const args of [['--head', 'xyz'], ['--nonsense']]) expect(await verified(...args)).toMatchObject({ code: 1, said: expect.stringContaining('npm run verify [-- --head') as string })
})
