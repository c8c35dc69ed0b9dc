// Every SQL statement about bringing in samples of water.
import type { SampleFate } from '../../domain/samples/schemas.ts'
import type { SheetSample } from '../../geodata/samples/sheet.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { sectionsNow, type Section } from '../quality/queries.ts'

export interface SamplingSection extends Section {
  tide: '涨' | '落' | null
  /** Whoever asks may write what is found there. */
  theirs: boolean
}

/** All sections in force; nobody in particular (a command) may write at each of them. */
export const sections = async (db: Queryable): Promise<SamplingSection[]> => {
  const own = await db.query<Pick<SamplingSection, 'code' | 'tide' | 'theirs'>>(sql`
    select code, tide, current_user <> 'one_map_app' or actor_samples(code) as theirs from sections where valid_to is null`)
  const of = new Map(own.map((one) => [one.code, one]))
  return (await sectionsNow(db)).map((section) => ({ ...section, ...of.get(section.code)! }))
}

/** A sample of the file at a section of the register, and what becomes of it. */
export interface Placed {
  sample: SheetSample
  section: SamplingSection
  fate: SampleFate
  /** Of the one in the register that it is, or will be. */
  code: string
}

/** Writes what is new or changed. What a sheet does not say of the hour or the tide stays as it was. */
export const write = async (db: Queryable, placed: readonly Placed[], source: string): Promise<void> => {
  const rows = placed.filter(({ fate }) => fate !== 'same').map(({ code, section, sample: { at, kind, tide, missing, readings, below } }) =>
    ({ code, section: section.code, at, kind, tide, missing, readings, below }))
  await db.query(sql`
    insert into samples as s (code, section, taken_at, kind, tide, missing, readings, below, source)
    select n.code, n.section, n.at::timestamp at time zone 'Asia/Shanghai', n.kind, n.tide, n.missing, n.readings, n.below, ${source}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) n (code text, section text, at text, kind text, tide text, missing text, readings jsonb, below text[])
    on conflict (code) do update set taken_at = case when excluded.taken_at = date_trunc('day', excluded.taken_at, 'Asia/Shanghai') then s.taken_at else excluded.taken_at end,
      tide = coalesce(excluded.tide, s.tide), missing = excluded.missing, readings = excluded.readings, below = excluded.below, source = excluded.source`)
}

/** What a change did to samples. */
export const written = async (db: Queryable, seq: number): Promise<{ new: number; changed: number }> => {
  const [row] = await db.query<{ new: number; changed: number }>(sql`
    select count(*) filter (where op = 'insert') as new, count(*) filter (where op = 'update') as changed
    from change_items where change = ${seq} and what = 'samples'`)
  return row
}

/** Sections a change wrote samples of, or took them back. */
export const sectionsOf = async (db: Queryable, seq: number): Promise<string[]> => {
  const rows = await db.query<{ section: string }>(sql`
    select distinct coalesce(after, before) ->> 'section' as section from change_items where change = ${seq} and what = 'samples' order by 1 limit 1000`)
  return rows.map(({ section }) => section)
}
