// Every SQL statement about one water: its card as of a day.
import type { z } from 'zod'
import type { WaterCard } from '../../domain/waters/schemas.ts'
import { layerOf, measuredLayers } from '../../domain/catalogue.ts'
import type { Queryable } from '../db/database.ts'
import { identifier, join, sql } from '../db/sql.ts'
import { pastVersions } from '../features/queries.ts'

type Card = z.infer<typeof WaterCard>

const layers = { river: 'rivers', reach: 'reaches', lake: 'lakes', reservoir: 'reservoirs', small_water: 'small_waters' } as const

interface Head {
  code: string
  kind: Card['kind']
  river: string | null
  division: string | null
  facts: Card['facts']
  extent: Card['extent']
  at: Card['at']
  version: number
  may: Card['may']
}

const head = async (db: Queryable, code: string): Promise<Head | null> => {
  const [row] = await db.query<Head>(sql`
    select w.code, w.kind, w.river, w.division, w.version, to_jsonb(w) - 'geom' as facts,
      jsonb_build_object('edit', actor_changes('waters', w.division, w.code), 'keep', actor_changes('waters', w.division, null)) as may,
      array[st_xmin(w.geom), st_ymin(w.geom), st_xmax(w.geom), st_ymax(w.geom)] as extent,
      (select array[st_x(p), st_y(p)]
       from (select case when st_dimension(w.geom) = 1 then st_lineinterpolatepoint(st_geometryn(w.geom, 1), 0.5) else st_pointonsurface(w.geom) end as p) middle) as at
    from waters w
    where w.code = ${code}`)
  return row ?? null
}

/** Codes of divisions that hold a place: the village's own and the beginnings that are its town, district and city. */
const enclosing = (division: string | null): string[] =>
  division ? [...new Set([12, 9, 6].filter((n) => n <= division.length).map((n) => division.slice(0, n))), division.slice(0, 4) + '00'] : []

/**
 * Who answers for a water, now and before, by the three ways a tenure can hold it: the water itself,
 * its river within a division, or all waters of a division.
 */
const chiefs = (db: Queryable, { code, river, division }: Head, on: string) =>
  db.query<Card['chiefs']['now'][number] & { present: boolean }>(sql`
    select t.code, t.water, t.division, t.level, p.code as person, p.name, p.post, o.name as org, t.valid_from as "from", t.valid_to as "to",
      -- As on the board by the river (公示牌): whom to call is who answers now.
      case when t.valid_to is null or t.valid_to > current_date then (select c.phone from contacts c where c.person = p.code) end as phone,
      (t.valid_to is null or t.valid_to > ${on}::date) as present
    from tenures t
    join people p on p.code = t.person
    left join orgs o on o.code = p.org
    where t.valid_from <= ${on}::date
      and (t.water = any (${[code, ...(river ? [river] : [])]}::text[]) and (t.division is null or t.division = any (${enclosing(division)}::text[]) or t.water = ${code})
        or t.water is null and t.division = any (${enclosing(division)}::text[]))
    order by array_position(array['city', 'district', 'town', 'village', 'reach', 'grid'], t.level), t.valid_from desc`)

type Beside = { side: 'upstream' | 'downstream'; code: string; name: string; flowMode: Card['upstream'][number]['flowMode']; measure: number }

/** What flows in and out. Links are between reaches: a river's neighbours are the rivers its reaches are linked to. */
const neighbours = (db: Queryable, { code, kind }: Head) =>
  kind === 'river'
    ? db.query<Beside>(sql`
        select distinct on (measure, code) *
        from (
          select 'upstream' as side, r.code, r.name, l.flow_mode as "flowMode", own.river_from_m + l.downstream_m as measure
          from waters own
          join links l on l.downstream = own.code
          join waters w on w.code = l.upstream
          join waters r on r.code = w.river
          where own.kind = 'reach' and own.river = ${code} and w.river <> ${code}
          union all
          select 'downstream', r.code, r.name, l.flow_mode, own.river_from_m + l.upstream_m
          from waters own
          join links l on l.upstream = own.code
          join waters w on w.code = l.downstream
          join waters r on r.code = w.river
          where own.kind = 'reach' and own.river = ${code} and w.river <> ${code}
        ) beside
        order by measure, code, side`)
    : db.query<Beside>(sql`
        select 'upstream' as side, w.code, w.name, l.flow_mode as "flowMode", l.downstream_m as measure
        from links l join waters w on w.code = l.upstream
        where l.downstream = ${code}
        union all
        select 'downstream', w.code, w.name, l.flow_mode, l.upstream_m
        from links l join waters w on w.code = l.downstream
        where l.upstream = ${code}
        order by measure, code`)

/** Of each layer at most so many are listed, spread over the whole length: the first ones would all stand near the source. */
const most = 50

/** What stands on the water (a river has what stands on its reaches, measured along the river) and what drains to it. */
const facilities = async (db: Queryable, { code, kind }: Head) => {
  const waters = kind === 'river' ? sql`select code, river_from_m as start from waters where river = ${code} and kind = 'reach' union all select ${code}, 0` : sql`select ${code}::text as code, 0::float8 as start`
  const parts = measuredLayers.map(({ id, fields }) => sql`
    select ${id}::text as layer, f.code, f.name, w.start + f.measure_m as measure, ${fields.some(({ name }) => name === 'bank') ? sql`f.bank` : sql`null::text`} as bank, f.note
    from own w join ${identifier(`layer_${id}`)} f on f.water = w.code`)
  const listed = await db.query<Card['facilities'][number] & { total: number }>(sql`
    with own as (${waters}), standing as (${join(parts, ' union all ')})
    select *
    from (select s.*, count(*) over (partition by layer) as total, row_number() over (partition by layer order by measure, code) as nth from standing s) ranked
    where total <= ${most} or nth * ${most} / total <> (nth - 1) * ${most} / total
    order by measure, code`)
  const [units] = await db.query<{ units: number; households: number }>(sql`
    with own as (${waters}), draining as (
      select u.code from drainage_units u join own w on u.water = w.code where u.valid_to is null)
    select count(*) as units,
      (select count(*) from drainage_households h join draining d on h.unit = d.code where h.valid_to is null) as households
    from draining`)
  const counts: Record<string, number> = { drainage_units: units.units, drainage_households: units.households }
  for (const one of listed) counts[one.layer] = one.total
  return {
    counts,
    list: listed.map(({ layer, code: of, name, measure, bank, note }) => ({ layer, code: of, name, measure, bank, note })),
  }
}

const archive = (db: Queryable, { code, river }: Head, on: string) =>
  db.query<Card['archive'][number]>(sql`
    select "group", title, value, unit, valid_from as "from", valid_to as "to"
    from archive_entries
    where water = any (${[code, ...(river ? [river] : [])]}::text[]) and valid_from <= ${on}::date
    order by array_position(array['intake', 'discharge', 'quality', 'ecology', 'shoreline', 'use', 'works'], "group"), valid_from desc`)

/** The strategy in force on the day; a reach is under its river's, with the items of its own place. */
const strategy = async (db: Queryable, { code, river, division }: Head, on: string): Promise<Card['strategy']> => {
  const [found] = await db.query<NonNullable<Card['strategy']> & { water: string }>(sql`
    select s.code, s.water, s.starts_on as "startsOn", s.ends_on as "endsOn", s.edition, o.name as "approvedBy", s.approved_on as "approvedOn"
    from strategies s
    left join orgs o on o.code = s.approved_by
    where s.water = any (${[code, ...(river ? [river] : [])]}::text[]) and s.starts_on <= ${on}::date and s.ends_on >= ${on}::date
    order by (s.water = ${code}) desc, s.edition desc
    limit 1`)
  if (!found) return null
  const items = await db.query<NonNullable<Card['strategy']>['items'][number]>(sql`
    select i.code, i.list, i.seq, i.answers, i.text, o.name as owner, i.quantity, i.done, i.unit, i.due_on as "dueOn",
      case when i.done_on <= ${on}::date then i.done_on end as "doneOn"
    from strategy_items i
    left join orgs o on o.code = i.owner
    where i.strategy = ${found.code}
    order by array_position(array['problem', 'goal', 'task', 'measure', 'responsibility'], i.list), (i.division = any (${enclosing(division)}::text[])) desc nulls last, i.seq`)
  const { water: _, ...rest } = found
  return { ...rest, items }
}

/** A river's reaches from source to mouth; of a reach, the whole river's too, so that one can walk along it. */
const reaches = (db: Queryable, { code, kind, river }: Head) =>
  db.query<Card['reaches'][number]>(sql`
    select code, name, river_from_m as "fromM", river_to_m as "toM"
    from waters
    where kind = 'reach' and valid_to is null and river = ${kind === 'river' ? code : kind === 'reach' ? river : null}
    order by river_from_m`)

const places = async (db: Queryable, { division, facts }: Head) => {
  const named = await db.query<{ level: 'district' | 'town' | 'village' | 'city'; name: string }>(sql`
    select level, name from divisions where code = any (${enclosing(division)}::text[])`)
  const [basin] = await db.query<{ name: string }>(sql`select name from basins where code = ${facts.basin ?? null}`)
  const of = (level: string) => named.find((one) => one.level === level)?.name ?? null
  return { district: of('district'), town: of('town'), village: of('village'), basin: basin?.name ?? null }
}

/** The card of a water as of a day ('YYYY-MM-DD'); null where no water has the code. */
export const card = async (db: Queryable, code: string, on: string): Promise<Card | null> => {
  const found = await head(db, code)
  if (!found) return null
  const layer = layerOf(layers[found.kind])!
  const [past, held, beside, standing, filed, plan, along, where, river] = await Promise.all([
    pastVersions(db, layer, code, found.facts),
    chiefs(db, found, on),
    neighbours(db, found),
    facilities(db, found),
    archive(db, found, on),
    strategy(db, found, on),
    reaches(db, found),
    places(db, found),
    found.river ? db.query<{ code: string; name: string }>(sql`select code, name from waters where code = ${found.river}`) : [],
  ])
  const then = past.find((version) => version.from <= on && on < version.to)
  const known = { ...found.facts, ...then?.attributes }
  const facts = Object.fromEntries(layer.fields.map(({ name }) => [name, known[name] ?? null]))
  const tenure = ({ present: _, ...one }: (typeof held)[number]) => one
  const side = (of: 'upstream' | 'downstream') => beside.filter((one) => one.side === of).map(({ side: _, ...one }) => one)
  return {
    code,
    kind: found.kind,
    layer: layer.id,
    name: String(facts.name),
    on,
    facts,
    past: then !== undefined,
    version: then?.version ?? found.version,
    extent: found.extent,
    at: found.at,
    places: where,
    river: river[0] ?? null,
    reaches: along,
    chiefs: { now: held.filter((one) => one.present).map(tenure), before: held.filter((one) => !one.present).map(tenure) },
    upstream: side('upstream'),
    downstream: side('downstream'),
    facilities: standing.list,
    facilityCounts: standing.counts,
    archive: filed,
    strategy: plan,
    may: found.may,
    history: past.map(({ from, to, version, changed }) => ({ from, to, version, changed })),
  }
}
