// Every SQL statement about staged imports. Who asks sees their own (sql/functions/imports.sql); the work on one is the owner's.
import type { Fate } from '../../domain/imports/fates.ts'
import type { ImportOptions, ImportPreview, ImportReport, LayerGuess, StagedImport, StagedRow, StagedRows } from '../../domain/imports/schemas.ts'
import type { LayerId } from '../../domain/catalogue.ts'
import { text, type Text } from '../../domain/text.ts'
import type { RowTrouble } from '../../geodata/import/tally.ts'
import type { Database, Queryable } from '../db/database.ts'
import { identifier, join, sql, type Sql } from '../db/sql.ts'
import type { ImportRecord, Joined } from './merge.ts'
import { stageNamed, type StageName } from './stage.ts'

/** What is needed to write an import, by whichever server is asked to. */
export interface Plan {
  stage: StageName
  joined: Joined | null
  record: ImportRecord
}

const mostAPerson = 5
/** Whoever works on an import says so more often than this. */
const silentSeconds = 60
export const beatSeconds = 10

const silent = sql`i.touched_at < now() - make_interval(secs => ${silentSeconds})`
const stopped = { ...text('服务器中途停过，请重新检查', 'the server was stopped meanwhile: check again'), options: true }

/** One whose server was stopped while it read has failed; while it wrote, nothing was written and it is ready as before. */
const columns = sql`
  i.id, i.layer, i.guess, i.file, i.done, i.total, i.options, i.report, i.change as seq, i.at, p.name as by,
  case when i.state in ('reading', 'checking') and ${silent} then 'failed' when i.state = 'writing' and ${silent} then 'ready' else i.state end as state,
  case when i.state in ('reading', 'checking') and ${silent} then ${JSON.stringify(stopped)}::jsonb else i.problem end as problem`

export const list = (db: Queryable): Promise<StagedImport[]> =>
  db.query(sql`select ${columns} from staged_imports i left join people p on p.code = i.person order by i.at desc limit 50`)

export const find = async (db: Queryable, id: string): Promise<StagedImport | null> =>
  (await db.query<StagedImport>(sql`select ${columns} from staged_imports i left join people p on p.code = i.person where i.id = ${id}`))[0] ?? null

export const planOf = async (db: Queryable, id: string): Promise<Plan | null> =>
  (await db.query<{ plan: Plan | null }>(sql`select plan from staged_imports where id = ${id}`))[0]?.plan ?? null

export const troublesOf = async (db: Queryable, id: string): Promise<RowTrouble[]> =>
  (await db.query<{ troubles: RowTrouble[] | null }>(sql`select troubles from staged_imports where id = ${id}`))[0]?.troubles ?? []

export const add = (
  db: Queryable,
  { id, person, layer, file, options }: { id: string; person: string; layer: LayerId | null; file: string; options: ImportOptions },
) =>
  db.query(sql`insert into staged_imports (id, person, layer, file, options) values (${id}, ${person}, ${layer}, ${file}, ${JSON.stringify(options)}::jsonb)`)

/** Begins anew with other options, for a layer; false where somebody is at work on it. */
export const restart = async (db: Database, id: string, layer: LayerId | null, options: ImportOptions): Promise<boolean> =>
  (await db.query(sql`
    update staged_imports i set state = 'reading', layer = ${layer}, done = 0, total = null, options = ${JSON.stringify(options)}::jsonb, report = null, troubles = null, plan = null, problem = null, touched_at = now()
    where id = ${id} and (state in ('asking', 'ready', 'failed') or state in ('reading', 'checking') and ${silent}) returning id`)).length > 0

/** Says how far it is; false where it has been put away meanwhile. */
export const progress = async (db: Database, id: string, state: 'reading' | 'checking', done: number, total: number | null): Promise<boolean> =>
  (await db.query(sql`update staged_imports set state = ${state}, done = ${done}::bigint, total = ${total}::bigint, touched_at = now() where id = ${id} returning id`)).length > 0

/** Says that somebody is at work on it; false where it has been put away meanwhile. */
export const touch = async (db: Database, id: string): Promise<boolean> =>
  (await db.query(sql`update staged_imports set touched_at = now() where id = ${id} returning id`)).length > 0

/** How many of somebody's wait to be read, or are. */
export const waitingOf = async (db: Queryable, person: string): Promise<number> =>
  (await db.query<{ n: number }>(sql`select count(*) as n from staged_imports i where person = ${person} and state in ('reading', 'checking') and not (${silent})`))[0].n

export const ready = async (db: Database, id: string, report: ImportReport, troubles: RowTrouble[], plan: Plan): Promise<boolean> =>
  (await db.query(sql`
    update staged_imports set state = 'ready', report = ${JSON.stringify(report)}::jsonb, troubles = ${JSON.stringify(troubles)}::jsonb, plan = ${JSON.stringify(plan)}::jsonb, touched_at = now()
    where id = ${id} returning id`)).length > 0

/** Waits to be told which layer it is for. */
export const asking = (db: Database, id: string, guess: LayerGuess) =>
  db.query(sql`update staged_imports set state = 'asking', guess = ${JSON.stringify(guess)}::jsonb, touched_at = now() where id = ${id}`)

export const markFailed = (db: Database, id: string, problem: Text & { options?: boolean }) =>
  db.query(sql`update staged_imports set state = 'failed', problem = ${JSON.stringify(problem)}::jsonb where id = ${id}`)

/** Takes it in hand to be written; false where another has. */
export const take = async (db: Database, id: string): Promise<boolean> =>
  (await db.query(sql`update staged_imports i set state = 'writing', touched_at = now() where id = ${id} and (state = 'ready' or state = 'writing' and ${silent}) returning id`)).length > 0

export const letGo = (db: Database, id: string) => db.query(sql`update staged_imports set state = 'ready' where id = ${id} and state = 'writing'`)

/** Within the transaction that writes it, so that one is never without the other. */
export const written = (tx: Queryable, id: string, seq: number) => tx.query(sql`update staged_imports set state = 'done', change = ${seq}::bigint, touched_at = now() where id = ${id}`)

/** Puts imports away; returns the rows that were there, so that their stages and files can follow. */
export const remove = (db: Database, ids: readonly string[]): Promise<{ id: string; plan: Plan | null }[]> =>
  db.query(sql`delete from staged_imports where id = any (${ids}::uuid[]) returning id, plan`)

/** Those older than that many hours, and all but the latest few of a person. */
export const stale = async (db: Database, hours: number): Promise<string[]> =>
  (await db.query<{ id: string }>(sql`
    select id from (select id, at, state, row_number() over (partition by person order by at desc) as place from staged_imports) i
    where at < now() - make_interval(secs => ${hours * 3600}::float8) or place > ${mostAPerson} and state in ('asking', 'ready', 'done', 'failed')`)).map(({ id }) => id)

const tableOf = (plan: Plan) => {
  const stage = stageNamed(plan.stage)
  return { ...stage, target: identifier(stage.layer.table) }
}

/** Whether the stage still holds what was put there; a crash of the database empties what was only staged. */
export const stageStands = async (db: Queryable, plan: Plan): Promise<boolean> => {
  const [row] = await db.query<{ there: boolean }>(sql`select to_regclass(${plan.stage.table}) is not null as there`)
  if (!row.there) return false
  const [{ n }] = (await db.query<{ n: number }>(sql`select count(*) as n from ${stageNamed(plan.stage).name} where row_no is not null and fate is not null`)) as [{ n: number }]
  return n === plan.record.rows
}

/** Shapes of a box, simplified to what can be seen of it. */
export const preview = async (
  db: Queryable, plan: Plan, [west, south, east, north]: readonly number[], most: number,
): Promise<ImportPreview> => {
  const { name, target } = tableOf(plan)
  const box = sql`st_makeenvelope(${west}, ${south}, ${east}, ${north}, 4490)`
  const seen = (geom: Sql) => sql`st_asgeojson(case when st_npoints(${geom}) > 50 then st_simplify(${geom}, ${(east - west) / 4000}, true) else ${geom} end, 7)::json`
  const rows = await db.query<{ fate: Fate; code: string; name: string | null; before: unknown; after: unknown }>(sql`
    select s.fate, s.code, s.name, case when s.fate = 'changed' and t.geom is distinct from s.geom or s.fate = 'vanished' then ${seen(sql`t.geom`)} end as before, case when s.fate <> 'vanished' then ${seen(sql`s.geom`)} end as after
    from ${name} s left join ${target} t on t.code = s.code
    where s.fate in ('new', 'changed', 'vanished') and (s.geom && ${box} or s.fate = 'changed' and t.geom && ${box})
    order by s.row_no, s.code limit ${most + 1}`)
  const features = rows.slice(0, most).flatMap(({ fate, code, name: called, before, after }) =>
    ([['before', before], ['after', after]] as const).flatMap(([side, geometry]) => (geometry ? [{ type: 'Feature' as const, properties: { fate, side, code, name: called }, geometry }] : [])))
  return { type: 'FeatureCollection', features, more: rows.length > most }
}

/** A page of what would become of things; for what changes, each field before and after. */
export const rows = async (db: Queryable, plan: Plan, fate: Fate, after: string, limit: number): Promise<StagedRows> => {
  const { name, target, fields } = tableOf(plan)
  const compared = fields.map((field) => field.name).filter((field) => field !== 'code')
  const pick = (table: 's' | 't') => sql`jsonb_build_object(${join(compared.flatMap((field) => [sql`${field}::text`, sql`${identifier(table)}.${identifier(field)}`]))})`
  const found = await db.query<Omit<StagedRow, 'changed'> & { before: Record<string, string | number | boolean | null>; after: Record<string, string | number | boolean | null> }>(sql`
    select s.row_no as row, s.code, s.name, s.fate, ${pick('t')} as before, ${pick('s')} as after,
      s.fate = 'changed' and s.geom is distinct from t.geom as shape,
      array[st_xmin(s.geom), st_ymin(s.geom), st_xmax(s.geom), st_ymax(s.geom)] as extent
    from ${name} s left join ${target} t on t.code = s.code
    where s.fate = ${fate} and s.code > ${after} order by s.code limit ${limit + 1}`)
  const page = found.slice(0, limit).map(({ before: was, after: becomes, ...row }): StagedRow => ({
    ...row,
    // A row that does not say since when it is valid keeps the day it has.
    changed: fate === 'changed' ? Object.fromEntries(compared.filter((field) => was[field] !== becomes[field] && !(field === 'valid_from' && becomes[field] === null)).map((field) => [field, [was[field] ?? null, becomes[field] ?? null]])) : {},
  }))
  return { rows: page, next: found.length > limit ? page.at(-1)!.code : null }
}
