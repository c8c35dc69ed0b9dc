// What decides who may and what is recorded: triggers, policies, grants, functions, views, and the tables they stand on. The
// truth about them is this program's book (sql/), so it is written once more into a schema of its own, in a transaction that
// is taken back, and both are laid side by side: same server, same version, same words. Nothing here calls a function of the
// register, and names are looked up in pg_catalog only, so what was replaced there cannot say that all is well.
import { createHash } from 'node:crypto'
import type { Database, Queryable } from './database.ts'
import { book, chaptersTable } from './migrate.ts'
import { identifier, sql } from './sql.ts'

/** Where the book is written anew for a moment. No text of ours holds this word. */
const beside = 'one_map_as_written'

const kinds = {
  role: ['角色', 'role'], setting: ['设置', 'setting'], schema: ['模式的授权', 'grants on schema'], inherits: ['附表', 'child table'], table: ['表', 'table'], security: ['行级安全', 'row security'],
  column: ['列', 'column'], layer: ['图层的规则', 'rules of layer'], check: ['约束', 'constraint'], index: ['索引', 'index'], function: ['函数', 'function'], view: ['视图', 'view'], shadow: ['同名函数', 'function of the same name'],
  rule: ['规则', 'rule'], trigger: ['触发器', 'trigger'], references: ['引用检查', 'reference checks of'], policy: ['行级策略', 'policy'], grants: ['授权', 'grants'],
  default: ['默认授权', 'default grants'], owner: ['所有者', 'owner'], eyes: ['绕过策略的视图', 'view past the policies'],
} as const
type Kind = keyof typeof kinds

interface Definition {
  kind: Kind
  /** The thing, and what it is on: 'waters_recorded on waters'. */
  name: string
  definition: string
  /** Statements that make it as it is here, and that remove it; null where we would not. */
  make: string | null
  unmake: string | null
}

export interface Difference {
  kind: Kind
  name: string
  how: 'missing' | 'different' | 'foreign' | 'off'
}

/** A difference, and what ends it: nothing where a start leaves it to people. */
export interface Mendable extends Difference {
  steps: string[]
}

/** More of these than the book has is the deployer's affair; missing or other ones are not. */
const mayBeMore = new Set<Kind>(['column', 'check', 'index', 'table', 'view', 'schema'])

/** Definitions of the catalogue. Names come qualified: the search path has to be pg_catalog. */
const catalogued = (db: Queryable, schema: string): Promise<Definition[]> => db.query<Definition>(sql`
  with tables as (
    select c.* from pg_class c
    where c.relnamespace = ${schema}::regnamespace and c.relkind in ('r', 'p') and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
  ), views as (
    select c.* from pg_class c
    where c.relnamespace = ${schema}::regnamespace and c.relkind = 'v' and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
  ), functions as (
    select p.*, p.oid::regprocedure::text as spelled from pg_proc p
    where p.pronamespace = ${schema}::regnamespace and p.prokind in ('f', 'p') and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
  ), master as (
    select mode() within group (order by relowner) as oid from tables
  ), app as (
    select oid from pg_roles where rolname = 'one_map_app'
  ), given as (
    -- What the application, or everybody, may do with a table, a view or a column of it.
    select r.oid, g.grantee, null::name as of_column, g.privilege_type || case when g.is_grantable then ' with grant option' else '' end as privilege
    from (select * from tables union all select * from views) r, aclexplode(r.relacl) g where g.grantee in (0, (select oid from app))
    union all
    select a.attrelid, g.grantee, a.attname, g.privilege_type from pg_attribute a, aclexplode(a.attacl) g
    where a.attrelid in (select oid from tables union all select oid from views) and not a.attisdropped and g.grantee in (0, (select oid from app))
  )
  select 'schema' as kind, 'public' as name, string_agg(case g.grantee when 0 then 'public' else 'one_map_app' end || ' ' || g.privilege_type, ', ' order by g.grantee, g.privilege_type) as definition,
    'grant usage on schema public to one_map_app; revoke create on schema public from one_map_app' as make, null as unmake
  from pg_namespace n, aclexplode(n.nspacl) g where n.oid = ${schema}::regnamespace and g.grantee = (select oid from app)
  union all
  select 'inherits', format('%s of %s', i.inhrelid::regclass, i.inhparent::regclass), '', null, format('alter table %s no inherit %s', i.inhrelid::regclass, i.inhparent::regclass)
  from pg_inherits i where i.inhparent in (select oid from tables)
  union all
  select 'table', t.relname, concat_ws(' ', t.relkind, t.relpersistence), null, null from tables t
  union all
  select 'security', t.relname, concat_ws(' ', case when t.relrowsecurity then 'on' else 'off' end, case when t.relforcerowsecurity then 'forced' end),
    format('alter table %1$s %2$s row level security, %3$s row level security', t.oid::regclass, case when t.relrowsecurity then 'enable' else 'disable' end, case when t.relforcerowsecurity then 'force' else 'no force' end), null
  from tables t
  union all
  select 'column', t.relname || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end, a.attgenerated, a.attidentity, pg_get_expr(d.adbin, d.adrelid)), null, null
  from tables t join pg_attribute a on a.attrelid = t.oid left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped
  union all
  -- Since PostgreSQL 18 what may not be null is a constraint too; the column says it already.
  select 'check', format('%s on %s', k.conname, t.relname), concat_ws(' ', pg_get_constraintdef(k.oid), case when not k.convalidated then 'not valid' end),
    format('alter table %s add constraint %I %s', t.oid::regclass, k.conname, pg_get_constraintdef(k.oid)), format('alter table %s drop constraint %I', t.oid::regclass, k.conname)
  from tables t join pg_constraint k on k.conrelid = t.oid where k.contype in ('p', 'u', 'f', 'c', 'x') and k.conparentid = 0
  union all
  select 'index', c.relname, concat_ws(' ', pg_get_indexdef(i.indexrelid), case when not i.indisvalid then 'invalid' end), pg_get_indexdef(i.indexrelid), format('drop index %s', i.indexrelid::regclass)
  from tables t join pg_index i on i.indrelid = t.oid join pg_class c on c.oid = i.indexrelid
  where not exists (select from pg_constraint k where k.conindid = i.indexrelid)
  union all
  select 'function', f.spelled,
    pg_get_functiondef(f.oid) || (select string_agg(case g.grantee when 0 then 'public' else 'one_map_app' end || ' ' || g.privilege_type, ', ' order by g.grantee)
      from aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) g where g.grantee in (0, (select oid from app))),
    pg_get_functiondef(f.oid) || format('; revoke all on function %s from public, one_map_app', f.spelled)
      || coalesce((select string_agg(format('; grant execute on function %s to %s', f.spelled, case g.grantee when 0 then 'public' else 'one_map_app' end), '') from aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) g where g.grantee in (0, (select oid from app))), ''),
    f.spelled
  from functions f
  union all
  select 'view', v.relname, concat_ws(' ', array_to_string(v.reloptions, ','), pg_get_viewdef(v.oid)),
    format('create or replace view %s %s as %s', v.oid::regclass, 'with (' || array_to_string(v.reloptions, ', ') || ')', pg_get_viewdef(v.oid)), format('drop view %s', v.oid::regclass)
  from views v
  union all
  select 'rule', format('%s on %s', r.rulename, t.relname), pg_get_ruledef(r.oid), pg_get_ruledef(r.oid), format('drop rule %I on %s', r.rulename, t.oid::regclass)
  from (select * from tables union all select * from views) t join pg_rewrite r on r.ev_class = t.oid where r.rulename <> '_RETURN'
  union all
  select 'trigger', format('%s on %s', g.tgname, t.relname), g.tgenabled::text || ' ' || pg_get_triggerdef(g.oid), pg_get_triggerdef(g.oid), format('drop trigger %I on %s', g.tgname, t.oid::regclass)
  from (select * from tables union all select * from views) t join pg_trigger g on g.tgrelid = t.oid where not g.tgisinternal and g.tgparentid = 0
  union all
  select 'references', t.relname, '', null, format('alter table %s enable trigger all', t.oid::regclass)
  from tables t where exists (select from pg_trigger g where g.tgrelid = t.oid and g.tgisinternal and g.tgenabled <> 'O')
  union all
  select 'policy', format('%s on %s', p.polname, t.relname), said.it, said.it, format('drop policy %I on %s', p.polname, t.oid::regclass)
  from tables t join pg_policy p on p.polrelid = t.oid
  cross join lateral (select concat_ws(' ', format('create policy %I on %s as %s for %s to %s', p.polname, t.oid::regclass, case when p.polpermissive then 'permissive' else 'restrictive' end,
      case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
      (select string_agg(case r when 0 then 'public' else r::regrole::text end, ', ' order by r) from unnest(p.polroles) r)),
    'using (' || pg_get_expr(p.polqual, p.polrelid) || ')', 'with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') as it) said
  union all
  select 'grants', r.relname, said.it, format('revoke all on %s from public, one_map_app', r.oid::regclass) || coalesce('; ' || said.it, ''), null
  from (select * from tables union all select * from views) r
  cross join lateral (select string_agg(format('grant %s%s on %s to %s', g.privilege, ' (' || quote_ident(g.of_column) || ')', r.oid::regclass, case g.grantee when 0 then 'public' else 'one_map_app' end), '; ' order by g.grantee, g.privilege, g.of_column) as it from given g where g.oid = r.oid) said
  union all
  select 'default', case d.defaclobjtype when 'r' then 'tables' else d.defaclobjtype::text end, string_agg(g.privilege_type, ', ' order by g.privilege_type),
    'alter default privileges in schema public revoke all on tables from public, one_map_app; alter default privileges in schema public grant select on tables to one_map_app', null
  from pg_default_acl d, aclexplode(d.defaclacl) g, master where d.defaclnamespace = ${schema}::regnamespace and d.defaclrole = master.oid and g.grantee in (0, (select oid from app)) group by 2
  union all
  select 'owner', 'of ' || o.spelled, o.owner::regrole::text, null, format('alter %s %s owner to %s', o.what, o.spelled, master.oid::regrole)
  from master, (select 'table' as what, oid::regclass::text as spelled, relowner as owner from tables union all select 'view', oid::regclass::text, relowner from views union all select 'function', spelled, proowner from functions) o
  where o.owner <> master.oid`)

/** What the rules of the register go by for each map layer: rows of a chapter (sql/198_layers.sql), which are as good as definitions. */
const layersOf = async (db: Queryable, schema: string): Promise<Definition[]> => {
  const [known] = await db.query<{ there: boolean }>(sql`select to_regclass(${`${schema}.layers`}) is not null as there`)
  const row = sql`to_jsonb(l)::text`
  return known.there ? db.query<Definition>(sql`
    select 'layer' as kind, l.id as name, ${row} as definition,
      format('delete from public.layers where id = %L; insert into public.layers select * from jsonb_populate_record(null::public.layers, %L)', l.id, ${row}) as make,
      format('delete from public.layers where id = %L', l.id) as unmake
    from ${identifier(schema)}.layers l`) : []
}

/** All definitions of a schema, each with a text that is equal where they are. */
const definitionsOf = async (db: Queryable, schema: string): Promise<Definition[]> =>
  [...(await catalogued(db, schema)), ...(await layersOf(db, schema))]

/**
 * What stands beside the register and would be heard in its place, and what the application's role has
 * become. A fresh one has none of these.
 */
const aroundIt = (db: Queryable): Promise<Definition[]> => db.query<Definition>(sql`
  with app as (select * from pg_roles where rolname = 'one_map_app')
  select 'role' as kind, 'one_map_app' as name, '' as definition, null as make, 'alter role one_map_app nosuperuser nobypassrls nocreaterole nocreatedb noreplication nologin' as unmake
  from app where rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication or rolcanlogin
  union all
  select 'role', 'one_map_app in ' || m.roleid::regrole, '', null, format('revoke %s from one_map_app', m.roleid::regrole) from pg_auth_members m join app on app.oid = m.member
  union all
  -- What the application, or everybody, may do beyond tables: make things where ours are found, switch off what guards, count for us.
  select 'role', format('%s: %s on schema public', given.who, g.privilege_type), '', null, format('revoke %s on schema public from %s', g.privilege_type, given.who)
  from pg_namespace n, aclexplode(n.nspacl) g, lateral (select case g.grantee when 0 then 'public' else 'one_map_app' end as who) given
  where n.nspname = 'public' and g.privilege_type = 'CREATE' and (g.grantee = 0 or g.grantee = (select oid from app))
  union all
  select 'role', format('%s: %s on database %s', given.who, g.privilege_type, d.datname), '', null, format('revoke %s on database %I from %s', g.privilege_type, d.datname, given.who)
  from pg_database d, aclexplode(d.datacl) g, lateral (select case g.grantee when 0 then 'public' else 'one_map_app' end as who) given
  where d.datname = current_database() and g.privilege_type = 'CREATE' and (g.grantee = 0 or g.grantee = (select oid from app))
  union all
  select 'role', format('%s: %s on parameter %s', given.who, g.privilege_type, p.parname), '', null, format('revoke %s on parameter %s from %s', g.privilege_type, p.parname, given.who)
  from pg_parameter_acl p, aclexplode(p.paracl) g, lateral (select case g.grantee when 0 then 'public' else 'one_map_app' end as who) given
  where g.grantee = 0 or g.grantee = (select oid from app)
  union all
  select 'role', format('%s: %s on sequence %s', given.who, string_agg(g.privilege_type, ', ' order by g.privilege_type), c.relname), '', null, format('revoke all on sequence %s from %s', c.oid::regclass, given.who)
  from pg_class c, aclexplode(c.relacl) g, lateral (select case g.grantee when 0 then 'public' else 'one_map_app' end as who) given
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'S' and (g.grantee = 0 or g.grantee = (select oid from app)) group by c.oid, c.relname, given.who
  union all
  -- A view of somebody else's sees with its owner's eyes, past every policy.
  select distinct 'eyes', c.relname::text, '', null, format('revoke all on %s from public, one_map_app', c.oid::regclass)
  from pg_class c, aclexplode(c.relacl) g
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm') and (g.grantee = 0 or g.grantee = (select oid from app)) and g.privilege_type = 'SELECT'
    and not coalesce('security_invoker=true' = any (c.reloptions), false)
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
  union all
  select 'setting', concat_ws(' ', split_part(said, '=', 1), 'of', d.datname, s.setrole::regrole), '', null,
    format('alter %s reset %s', case when s.setrole = 0 then format('database %I', d.datname) when d.datname is null then format('role %s', s.setrole::regrole) else format('role %s in database %I', s.setrole::regrole, d.datname) end, split_part(said, '=', 1))
  from pg_db_role_setting s left join pg_database d on d.oid = s.setdatabase, unnest(s.setconfig) said
  where (s.setdatabase = 0 or d.datname = current_database()) and (s.setrole = 0 or s.setrole::regrole::text in (current_user::text, 'one_map_app'))
    and split_part(said, '=', 1) in ('search_path', 'session_replication_role', 'role', 'row_security', 'one_map.person', 'one_map.behalf')
  union all
  select 'shadow', p.oid::regprocedure::text, '', null, p.oid::regprocedure::text
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where p.oid >= 16384 and n.nspname <> 'public' and n.nspname <> ${beside} and not starts_with(n.nspname, 'set_aside_') and not starts_with(n.nspname, 'pg_temp') and n.nspname <> 'information_schema'
    and exists (select from pg_proc o where o.pronamespace = 'public'::regnamespace and o.proname = p.proname)
    and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')`)

/**
 * The book's texts, as they would be for a schema of another name: `from public` in them means everybody, not the schema; and
 * what is dropped where it exists must not be the register's own.
 */
const elsewhere = (text: string) =>
  text
    .replace(/(?<=\bsearch_path\s*(?:=|to)\s*)public\b/gi, `${beside}, public`)
    .replace(/(?<=\bschema\s+)public\b|\bpublic(?=\.)|(?<=')public(?='::regnamespace)/gi, beside)
    .replace(/(?<=\bdrop\s+(?:view|function|table|index|type|aggregate|procedure|sequence)\s+if\s+exists\s+)(?=[\w%"])/gi, `${beside}.`)

/** Does something within a transaction and takes it back. */
const takenBack = async <T>(db: Queryable, work: () => Promise<T>): Promise<T> => {
  await db.script('savepoint beside')
  try {
    return await work()
  } finally {
    await db.script('rollback to savepoint beside; release savepoint beside')
  }
}

const keyed = (all: readonly Definition[]) => new Map(all.map((one) => [`${one.kind} ${one.name}`, one]))

const momentary = () => `set_aside_${new Date().toISOString().replace(/\D/g, '').slice(0, 17)}`

/** Functions that are not ours may be somebody's work: they are put aside, where nothing finds them, and not lost. */
const aside = (spelled: string, schema: string) => `create schema if not exists ${schema}; alter function ${spelled} set schema ${schema}`

/** What is not as written, in the order in which it is to be mended. */
const between = (written: readonly Definition[], present: readonly Definition[]): Mendable[] => {
  const here = (text: string) => text.replaceAll(`'${beside}', 'public'`, "'public'").replaceAll(beside, 'public')
  const should = keyed(written.map((one) => ({ ...one, name: here(one.name), definition: here(one.definition ?? ''), make: one.make && here(one.make), unmake: one.unmake && here(one.unmake) })))
  const is = keyed(present.map((one) => ({ ...one, definition: one.definition ?? '' })))
  const schema = momentary()
  const found: Mendable[] = []
  for (const [key, { kind, name, definition, make, unmake }] of should) {
    const present = is.get(key)
    if (present?.definition === definition) continue
    const first = present && ['trigger', 'policy', 'rule', 'index', 'check'].includes(kind) && unmake ? [unmake] : []
    const off = kind === 'trigger' && present?.definition.slice(1) === definition.slice(1) || kind === 'security' && present?.definition === 'off'
    found.push({ kind, name, how: off ? 'off' : present ? 'different' : 'missing', steps: make ? [...first, make] : [] })
  }
  for (const [key, { kind, name, unmake }] of is) {
    if (should.has(key) || mayBeMore.has(kind) || (kind === 'eyes' && should.has(`view ${name}`))) continue
    // What hangs on a table that is not ours is not ours to judge.
    const on = kind === 'grants' || kind === 'security' ? name : / on (\S+)$/.exec(name)?.[1]
    if (on && !should.has(`table ${on}`) && !should.has(`view ${on}`)) continue
    found.push({ kind, name, how: 'foreign', steps: unmake ? [kind === 'function' || kind === 'shadow' ? aside(unmake, schema) : unmake] : [] })
  }
  const order = Object.keys(kinds)
  return found.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || (a.name < b.name ? -1 : 1))
}

const presentOf = async (tx: Queryable) => [...(await definitionsOf(tx, 'public')), ...(await aroundIt(tx))]

/**
 * Holds the register against this program's book. `work` is told what is not as written and is, for as long as it takes, among
 * the book's own functions over the register's tables, whatever the register's functions have become. Changes nothing; within
 * a transaction.
 */
export const againstTheBook = async <T>(tx: Queryable, work: (found: Mendable[]) => Promise<T>): Promise<T> => {
  const lay = <U>(foreign: readonly Mendable[], then: (found: Mendable[]) => Promise<U>) =>
    takenBack(tx, async () => {
      await tx.script('set local search_path = pg_catalog; set local check_function_bodies = off; set local client_min_messages = error')
      for (const { steps } of foreign) for (const step of steps) await tx.script(step)
      const present = await presentOf(tx)
      await tx.script(`create schema ${beside}; set local search_path = ${beside}, public; ${chaptersTable}; ${book().map(({ text }) => elsewhere(text)).join('\n')}; set local search_path = pg_catalog`)
      const found = [...foreign, ...between(await definitionsOf(tx, beside), present)]
      const [made] = await tx.query<{ tables: string }>(sql`select string_agg(oid::regclass::text, ', ') as tables from pg_class where relnamespace = ${beside}::regnamespace and relkind in ('r', 'p')`)
      await tx.script(`drop table ${made.tables} cascade; set local search_path = ${beside}, public`)
      return then(found)
    })
  // A function that is not ours may be heard while the book is written, too: then it is written once more without.
  const foreign = (found: Mendable[]) => found.filter(({ kind, how }) => how === 'foreign' && (kind === 'function' || kind === 'shadow'))
  const asides = await lay([], async (found) => foreign(found).length ? { aside: foreign(found) } : { done: await work(found) })
  return 'done' in asides ? asides.done! : lay(asides.aside, work)
}

/** What of the register is not as written. Within a transaction. */
const differences = (tx: Queryable): Promise<Mendable[]> => againstTheBook(tx, (found) => Promise.resolve(found))

const digestOf = (all: unknown) => createHash('sha256').update(JSON.stringify(all)).digest('hex')

/** All that a register has of it, a line each, in order. Within a transaction, whose search path it leaves at pg_catalog. */
export const definitions = async (tx: Queryable): Promise<string[]> => {
  await tx.script('set local search_path = pg_catalog')
  return (await presentOf(tx)).map(({ kind, name, definition }) => `${kind} ${name}: ${definition ?? ''}`).sort()
}

/** What the register has now, and the book it was held against, as one digest. */
const standing = async (tx: Queryable): Promise<string> => digestOf([await definitions(tx), book().map(({ text }) => text)])

const note = (tx: Queryable, digest: string) =>
  tx.query(sql`insert into public.settled (digest) values (${digest}) on conflict (one) do update set digest = excluded.digest, at = now()`)

/**
 * Makes anew what is not as the book says: what is missing, what differs, and what hangs on the register that is not ours.
 * Returns what that was, and what could not be mended. As laying both side by side takes a second or two, what was found whole
 * is remembered by its digest. (Whoever can write that digest too fools a start, but not npm run verify.)
 */
export const settle = (database: Database): Promise<{ mended: Difference[]; left: Difference[] }> =>
  database.transaction(async (tx) => {
    const [known] = await tx.query<{ there: boolean }>(sql`select to_regclass('public.settled') is not null as there`)
    const [noted] = known.there ? await tx.query<{ digest: string }>(sql`select digest from public.settled`) : []
    if (noted?.digest === (await standing(tx))) return { mended: [], left: [] }
    const found = await differences(tx)
    let left = found
    // What is made anew may have been in the way of what comes after: whose table it is, what a constraint refers to.
    for (let passes = 0; left.length && passes < 3; passes++) {
      await tx.script('set local check_function_bodies = off; set local search_path = pg_catalog')
      for (const { steps } of left) for (const step of steps) await attempt(tx, step)
      left = await differences(tx)
    }
    const still = new Set(left.map(({ kind, name }) => `${kind} ${name}`))
    if (!left.length) await note(tx, await standing(tx))
    return { mended: found.filter(({ kind, name }) => !still.has(`${kind} ${name}`)), left }
  })

/** What cannot be done is still there when it is looked at again. */
const attempt = async (tx: Queryable, step: string): Promise<void> => {
  await tx.script('savepoint step')
  await tx.script(step).catch(() => tx.script('rollback to savepoint step'))
  await tx.script('release savepoint step')
}

const hows = {
  missing: ['不见了', 'is missing'],
  different: ['与本程序的不同', "is not as this program's"],
  foreign: ['不是本程序的', "is not this program's"],
  off: ['被关掉了', 'is switched off'],
} as const

/** What is foreign by being there at all. */
const others: Partial<Record<Kind, readonly [string, string]>> = {
  role: ['有不该有的权力', 'has powers it must not have'],
  setting: ['使登记另有表现', 'changes how the register behaves'],
  references: ['被关掉了', 'is switched off'],
  owner: ['换了人', 'is somebody else'],
}

/** One difference in a sentence, Chinese and English. */
export const sentenceOf = ({ kind, name, how }: Difference): string => {
  const [zh, en] = (how === 'foreign' && others[kind]) || hows[how]
  const bare = name.replaceAll('public.', '')
  return `${kinds[kind][0]} ${bare} ${zh} (${kinds[kind][1]} ${bare} ${en})`
}
