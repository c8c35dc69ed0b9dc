// What row-level security costs a list: a made-up register of a million rows on a PostGIS server, read as a person of one district
// in twenty, beside the same question without policies and beside a policy that calls a function of every row.
//   npx tsx bench/policies.ts [--rows 1000000]
import { rmSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Queryable } from '../server/db/database.ts'
import { migrate } from '../server/db/migrate.ts'
import { openDatabase } from '../server/db/open.ts'
import { sql, type Sql } from '../server/db/sql.ts'
import { startPostgres } from '../test/postgres.ts'
import { median, printTable, times, type Row } from './figures.ts'

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } })
const rows = Number(values.rows)
const district = '449903'
const next = '449904'
const asker = { person: 'P', behalf: null }

const cluster = await startPostgres()
const folder = mkdtempSync(join(tmpdir(), 'one-map-policies-'))
const database = await openDatabase({ url: await cluster.create('policies'), directory: folder })
await migrate(database)
await database.script(`
  insert into divisions (code, name, level, geom) select code, code, level, 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 23)))' from (
    select '449900' as code, 'city' as level union all select '4499' || lpad(d::text, 2, '0'), 'district' from generate_series(1, 20) d
    union all select '4499' || lpad(d::text, 2, '0') || lpad(t::text, 3, '0'), 'town' from generate_series(1, 20) d, generate_series(1, 10) t) made;
  insert into people (code, name, role, division) values ('P', '林', 'staff', '${district}');
  insert into posts (code, person, role, division, valid_from) values ('1', 'P', 'office', '${district}', '2020-01-01');
  -- What a queue of tasks will be: where, and when due.
  create table queue (code text primary key, place text not null, due_at timestamptz not null);
  insert into queue select 'Q-' || n, '4499' || lpad((1 + n % 20)::text, 2, '0') || lpad((1 + n / 20 % 10)::text, 3, '0'), '2026-01-01'::timestamptz + (n::bigint * 7919 % 1000003) * interval '1 s' from generate_series(1, ${rows}) n;
  create index on queue (due_at, code);
  create index on queue (place, due_at);
  alter table queue enable row level security;
  -- And of the tables there are the two with most rows.
  set session_replication_role = replica;
  insert into drainage_households (code, name, division, geom)
    select 'S-' || lpad(n::text, 8, '0'), '户' || n, '4499' || lpad((1 + n % 20)::text, 2, '0') || lpad((1 + n / 20 % 10)::text, 3, '0'), st_setsrid(st_makepoint(113 + n % 1000 / 1e3, 23 + n % 997 / 1e3), 4490) from generate_series(1, ${rows}) n;
  insert into household_owners (household, owner) select code, '某' from drainage_households;
  insert into people (code, name, role, division) select 'P-' || n, '某', 'staff', '4499' || lpad((1 + n % 20)::text, 2, '0') from generate_series(1, ${rows / 100}) n;
  insert into contacts (person, phone) select code, '13800000000' from people;
  set session_replication_role = origin`)
await database.script('vacuum (analyze)')

type Policy = 'ours' | 'function'
const policies: Record<Policy, string> = {
  ours: `do $$ begin execute 'create policy seen on queue for select to one_map_app using (' || held_at('place', '{administrator,office}') || ')'; end $$`,
  function: `create policy seen on queue for select to one_map_app using (actor_holds('{administrator,office}', place))`,
}
const under = (policy: Policy) => database.script(`drop policy if exists seen on queue; ${policies[policy]}`)

/** Milliseconds a question takes, the median of some; the first fills what is kept. */
const taken = async (
  work: (ask: (tx: Queryable) => Promise<unknown>) => Promise<unknown>, question: Sql, most: number,
): Promise<number> => {
  const each: number[] = []
  const until = performance.now() + 20_000
  for (let i = 0; i <= most && (i < 2 || performance.now() < until); i++) {
    const began = performance.now()
    await work((tx) => tx.query(question))
    if (i) each.push(performance.now() - began)
  }
  return median(each)
}
const asOwner = (ask: (tx: Queryable) => Promise<unknown>) => database.transaction(ask)
const asPerson = (ask: (tx: Queryable) => Promise<unknown>) => database.as(asker, ask)
const mine = (column: string) => `${column} >= '${district}' and ${column} < '${next}'`
const plain = (text: string): Sql => sql([text] as unknown as TemplateStringsArray)

const lists: { title: string; owner: string; person: string; table: 'queue' | 'register' }[] = [
  { title: 'first 100 of a queue, earliest due first', table: 'queue', owner: `select * from queue where ${mine('place')} order by due_at, code limit 100`, person: 'select * from queue order by due_at, code limit 100' },
  { title: 'how many within the district', table: 'queue', owner: `select count(*) from queue where ${mine('place')}`, person: `select count(*) from queue where ${mine('place')}` },
  { title: 'how many, without saying where', table: 'queue', owner: `select count(*) from queue where ${mine('place')}`, person: 'select count(*) from queue' },
  { title: '100 households with their owners', table: 'register', owner: `select * from layer_drainage_households where ${mine('division')} order by code limit 100`, person: `select * from layer_drainage_households where ${mine('division')} order by code limit 100` },
  { title: `whom to call, of ${(rows / 100).toLocaleString('en')}`, table: 'register', owner: `select count(*) from contacts c join people p on p.code = c.person where ${mine('p.division')}`, person: 'select count(*) from contacts' },
]
const table: Row[] = []
for (const { title, table: of, owner, person } of lists) {
  const without = await taken(asOwner, plain(owner), 30)
  await under('ours')
  const ours = await taken(asPerson, plain(person), 30)
  await under('function')
  const called = of === 'queue' ? await taken(asPerson, plain(person), 3) : NaN
  table.push({ question: title, 'no policies, ms': without, 'ours, ms': ours, ratio: times(ours / without), 'a function a row, ms': called, 'ratio ': times(called / without) })
}
printTable(`${rows.toLocaleString('en')} rows, a person of one district in twenty`, table)
await database.close()
await cluster.stop()
rmSync(folder, { recursive: true, force: true })
