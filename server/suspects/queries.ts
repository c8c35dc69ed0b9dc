// What the ranking needs of the register and the record of samples, rain, tide and gates.
import { drainingLayers } from '../../domain/catalogue.ts'
import type { Facts } from '../../domain/suspects/index.ts'
import type { LookRecord, NewLook } from '../../domain/suspects/schemas.ts'
import type { Actor } from '../../domain/roles.ts'
import type { Queryable } from '../db/database.ts'
import { identifier, join, sql } from '../db/sql.ts'

/** Everything that drains. Owners and telephones are not asked for, so that they cannot get out. */
export const facts = async (db: Queryable): Promise<Facts[]> => {
  const lists: Facts[][] = []
  for (const { id, table, geometry, drains: { by, classes, evidence } } of drainingLayers) {
    const columns = [...new Set(['code', 'name', 'valid_from', 'valid_to', ...by, ...classes, ...Object.values(evidence)])]
    const at = geometry === 'point' ? sql`geom` : sql`st_centroid(geom)`
    const rows = await db.query<Record<string, string | null> & { at: [number, number] }>(sql`
      select ${join(columns.map(identifier))}, array[st_x(${at}), st_y(${at})] as at from ${identifier(table)} order by code`)
    lists.push(rows.map((row) => {
      const through = by.find((column) => row[column] !== null)
      const said = Object.fromEntries(Object.entries(evidence).map(([name, column]) => [name, row[column]]))
      return {
        layer: id, code: row.code!, name: row.name!, classes: classes.map((column) => row[column]!), outfall: through === 'outfall' ? row.outfall! : null, unit: through === 'unit' ? row.unit! : null,
        at: row.at, validFrom: row.valid_from, validTo: row.valid_to, ...said,
      }
    }))
  }
  return lists.flat()
}

export interface SectionRow {
  code: string
  name: string
  water: string | null
  measureM: number | null
  target: string | null
  /** Kind of the water it stands on. */
  kind: string | null
}
const sectionColumns = sql`code, name, water, measure_m as "measureM", target_class as target, (select w.kind from waters w where w.code = water) as kind`
export const section = async (db: Queryable, code: string): Promise<SectionRow | null> => (await db.query<SectionRow>(sql`select ${sectionColumns} from sections where code = ${code}`))[0] ?? null

export interface SampleRow {
  section: string
  at: number
  tide: '涨' | '落' | null
  kind: 'monthly' | 'automatic'
  readings: Record<string, number>
  below: string[]
}
const sampleColumns = sql`section, extract(epoch from taken_at) * 1000 as at, tide, kind, readings, below`

/** Samples of a section from a day until another, the earliest first; those with nothing in them are left out. */
export const samplesOf = (db: Queryable, code: string, from: string, until: string): Promise<SampleRow[]> => db.query<SampleRow>(sql`
  select ${sampleColumns} from samples
  where section = ${code} and missing is null and taken_at >= ${from}::timestamptz and taken_at < ${until}::timestamptz order by taken_at`)

/** The latest month in which a section was sampled, as its first moment; null where it never was. */
export const lastMonthOf = async (db: Queryable, code: string, until: string): Promise<string | null> => (await db.query<{ month: string | null }>(sql`
  select to_char(max(taken_at) at time zone 'Asia/Shanghai', 'YYYY-MM') as month from samples where section = ${code} and missing is null and taken_at < ${until}::timestamptz`))[0].month

/** What other sections had of an item within some days of a time: of each the sample nearest to it, with what is usual there. */
export const witnesses = (db: Queryable, but: string | null, item: string, time: string, days: number, q: number, codes: readonly string[]) => db.query<{ code: string; name: string; water: string; measureM: number; at: number; value: number; usual: number }>(sql`
  with nearest as (
    select distinct on (s.section) s.section, s.taken_at, (s.readings ->> ${item})::float8 as value
    from samples s
    where s.taken_at between ${time}::timestamptz - make_interval(hours => ${Math.round(days * 24)}) and ${time}::timestamptz + make_interval(hours => ${Math.round(days * 24)})
      and s.section = any (${codes}::text[]) and s.section is distinct from ${but} and s.readings ? ${item}
    order by s.section, abs(extract(epoch from s.taken_at - ${time}::timestamptz))
  )
  select c.code, c.name, c.water, coalesce(c.measure_m, 0) as "measureM", extract(epoch from n.taken_at) * 1000 as at, n.value,
    (select percentile_cont(${q}) within group (order by (h.readings ->> ${item})::float8) from samples h
     where h.section = n.section and h.readings ? ${item} and h.taken_at < n.taken_at and h.taken_at >= n.taken_at - interval '1 year') as usual
  from nearest n join sections c on c.code = n.section
  where c.water is not null`).then((rows) => rows.filter(({ usual }) => usual !== null))

export const sectionPlaces = (db: Queryable) => db.query<{ code: string; water: string; measureM: number }>(sql`
  select code, water, coalesce(measure_m, 0) as "measureM" from sections where water is not null`)

/** Rain at the gauge nearest to a place, hour by hour over some days up to and including a day; gaps are told. */
export const rain = async (db: Queryable, at: readonly [number, number] | null, from: string, until: string): Promise<{ day: string; mm: number[] }[]> => db.query<{ day: string; mm: number[] }>(sql`
  select day, mm from rain_days
  where station = (select s.code from stations s where s.kind = 'rain' order by ${at ? sql`s.geom <-> st_setsrid(st_makepoint(${at[0]}, ${at[1]}), 4490)` : sql`s.code`} limit 1)
    and day between ${from}::date and ${until}::date order by day`)

export const tideLevels = (db: Queryable, at: readonly [number, number] | null, from: string, until: string) => db.query<{ day: string; levels: number[] }>(sql`
  select day, level_m as levels from tide_days
  where station = (select s.code from stations s where s.kind = 'tide' order by ${at ? sql`s.geom <-> st_setsrid(st_makepoint(${at[0]}, ${at[1]}), 4490)` : sql`s.code`} limit 1)
    and day between ${from}::date and ${until}::date order by day`)

export const gateHours = (db: Queryable, months: readonly string[]) => db.query<{ gate: string; month: string; hours: string }>(sql`
  select gate, month, hours from gate_months where month = any (${months}::date[])`)

/** When outfalls, units and the rest were last looked at before a time. */
export const lookedAt = (db: Queryable, before: string) => db.query<{ layer: string; code: string; at: number }>(sql`
  select layer, code, extract(epoch from max(looked_at)) * 1000 as at from looks where layer is not null and result <> 'notFound' and looked_at < ${before}::timestamptz group by layer, code`)

const lookColumns = sql`
  l.id, l.place, l.item, l.sampled_at as "sampledAt", l.layer, l.code, l.water, l.measure_m as "measureM", l.result, l.readings, l.note, l.corrects,
  l.looked_at as "lookedAt", p.name as "by", b.name as "behalf"`

/** Looks of an inquiry, the earliest first. */
export const looks = (db: Queryable, place: string, item: string, sampledAt: string): Promise<LookRecord[]> => db.query<LookRecord>(sql`
  select ${lookColumns} from looks l join people p on p.code = l.person left join people b on b.code = l.behalf
  where l.place = ${place} and l.item = ${item} and l.sampled_at = ${sampledAt}::timestamptz order by l.looked_at, l.id`)

/** Writes a look down; nothing is written where its id is known. */
export const addLook = async (db: Queryable, look: NewLook, actor: Actor): Promise<boolean> => (await db.query(sql`
  insert into looks (id, place, item, sampled_at, layer, code, water, measure_m, result, readings, note, corrects, person, behalf, looked_at)
  values (${look.id}, ${look.place}, ${look.item}, ${look.sampledAt}, ${look.layer ?? null}, ${look.code ?? null}, ${look.water ?? null}, ${look.measureM ?? null},
    ${look.result}, ${JSON.stringify(look.readings ?? {})}::jsonb, ${look.note ?? null}, ${look.corrects ?? null}, ${actor.person}, ${actor.behalf?.person ?? null}, ${look.lookedAt})
  on conflict (id) do nothing returning id`)).length > 0

/** The look of an id, and whether it says the same as another does. */
export const sameLook = async (db: Queryable, look: NewLook, actor: Actor): Promise<(LookRecord & { same: boolean }) | null> => (await db.query<LookRecord & { same: boolean }>(sql`
  select ${lookColumns}, (l.place, l.item, l.sampled_at, l.layer, l.code, l.water, l.measure_m, l.result, l.readings, l.note, l.corrects, l.looked_at, l.person)
    is not distinct from (${look.place}::text, ${look.item}::text, ${look.sampledAt}::timestamptz, ${look.layer ?? null}::text, ${look.code ?? null}::text, ${look.water ?? null}::text, ${look.measureM ?? null}::float8,
      ${look.result}::text, ${JSON.stringify(look.readings ?? {})}::jsonb, ${look.note ?? null}::text, ${look.corrects ?? null}::uuid, ${look.lookedAt}::timestamptz, ${actor.person}::text) as same
  from looks l join people p on p.code = l.person left join people b on b.code = l.behalf where l.id = ${look.id}`))[0] ?? null
