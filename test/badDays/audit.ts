// What must be true of the register after any day: nothing acknowledged is lost, nothing is there that nobody asked for, and
// everything that follows from the register does follow.
import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { ChangeRequest } from '../../domain/changes/schemas.ts'
import { layerOf, type LayerId } from '../../domain/catalogue.ts'
import type { Database, Queryable } from '../../server/db/database.ts'
import { sql, type Sql } from '../../server/db/sql.ts'
import { indexFeatures } from '../../server/search/index.ts'
import { refreshShapes } from '../../server/tiles/shapes.ts'
import type { Sent } from './editors.ts'

const digest = (text: string) => createHash('sha256').update(text).digest('hex')

interface Entry {
  seq: number
  id: string
  kind: string
  asked: string | null
  undoes: number | null
}

/** What a request of ours is kept as. */
const askedOf = ({ path, body }: Sent) => digest(JSON.stringify(body.operations ? ChangeRequest.parse(body) : { undo: Number(path.split('/')[3]) }))

/** Every change of people is one that was sent, as it was sent; every acknowledged one is there; no refused one is. */
export const everyChangeIsAccountedFor = async (db: Database, sent: ReadonlyMap<string, Sent>): Promise<number> => {
  const entries = await db.query<Entry>(sql`select seq, id, kind, asked, undoes from changes where kind in ('edit', 'undo')`)
  const there = new Map(entries.map((entry) => [entry.id, entry]))
  expect(entries.filter(({ id, asked }) => !sent.has(id) || askedOf(sent.get(id)!) !== asked)).toEqual([])
  const all = [...sent.values()]
  expect(all.filter(({ done, refused }) => !done && !refused)).toEqual([])
  expect(all.filter(({ id, done }) => done && there.get(id)?.seq !== done.seq)).toEqual([])
  expect(all.filter(({ id, refused }) => refused && there.has(id))).toEqual([])
  // Both sides: where it began, and what is there now, if it still is.
  const oneSided = all.flatMap(({ refused }) => (refused?.code === 'changedMeanwhile' ? refused.conflicts : [])).filter(({ base, theirs, version }) => !base || (theirs === null) !== (version === null))
  expect(oneSided).toEqual([])
  expect(all.filter(({ refused }) => refused?.code === 'changedMeanwhile' && refused.conflicts.length !== 1)).toEqual([])
  return entries.length
}

/** Each acknowledged change did to its object what was asked, once. */
export const everyChangeDidWhatWasAsked = async (db: Database, sent: ReadonlyMap<string, Sent>): Promise<void> => {
  const asked = [...sent.values()].flatMap(({ done, body }) => (done && body.operations ? [{ seq: done.seq, operation: body.operations[0], code: done.items.find(({ op }) => op === 'insert')?.code ?? null }] : []))
  expect(await db.query(sql`
    with asked as (
      select a.seq, a.operation ->> 'op' as op, coalesce(a.operation ->> 'code', a.code) as code, a.code as made, a.operation -> 'fields' as fields, st_setsrid(st_geomfromgeojson(a.operation -> 'geometry'), 4490) as geom,
        case a.operation ->> 'layer' when 'outfalls' then 'outfalls' else 'waters' end as what
      from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) a (seq bigint, operation jsonb, code text)
    ), did as (
      select a.*, array(select i.op from change_items i where i.change = a.seq and i.what = a.what and i.key = a.code and not i.derived order by i.ord) as ops,
        (select i.after from change_items i where i.change = a.seq and i.what = a.what and i.key = a.code and not i.derived order by i.ord desc limit 1) as row_after,
        (select (i.after ->> 'geom')::geometry from change_items i where i.change = a.seq and i.what = a.what and i.key = a.code and i.after ? 'geom' order by i.ord desc limit 1) as shape
      from asked a
    )
    select seq, op, code, ops from did
    where case op when 'split' then made is null or ops <> '{update}' when 'create' then ops[1] <> 'insert' or 'insert' = any (ops[2:]) else cardinality(ops) = 0 or 'insert' = any (ops) end is not false
      or fields is not null and not coalesce(row_after @> fields, false)
      or geom is not null and not coalesce(st_orderingequals(st_reduceprecision(shape, 1e-12), st_reduceprecision(geom, 1e-12)), false)
    limit 5`)).toEqual([])
}

const touched: readonly LayerId[] = ['rivers', 'reaches', 'outfalls']

/** Tile shapes and search entries are what the register says: cut and indexed anew, nothing is different. */
export const whatFollowsFollows = async (db: Database): Promise<void> => {
  const shapes = sql`select layer, band, code, min_zoom, staff_only, props, geom::bytea as geom from shapes where layer = any (${[...touched]}::text[])`
  const entries = sql`select layer, code, title, detail, pinyin, initials, weight, at::bytea as at from search_entries where layer = any (${[...touched]}::text[])`
  const kept = async (tx: Queryable, name: string, rows: Sql) => tx.query(sql`select ${name}::text as kept, md5(r::text) as row, layer, code from (${rows}) r order by 2`)
  const unchanged = new Error('rolled back')
  await expect(db.transaction(async (tx) => {
    const before = [await kept(tx, 'shape', shapes), await kept(tx, 'entry', entries)]
    for (const id of touched) {
      await refreshShapes(tx, layerOf(id)!)
      await indexFeatures(tx, id)
    }
    const after = [await kept(tx, 'shape', shapes), await kept(tx, 'entry', entries)]
    for (const [i, rows] of after.entries()) {
      const known = new Set(before[i].map((row) => JSON.stringify(row)))
      expect(rows.filter((row) => !known.has(JSON.stringify(row))).slice(0, 5)).toEqual([])
      expect(rows.length).toBe(before[i].length)
    }
    throw unchanged
  })).rejects.toBe(unchanged)
}

/** The record is unbroken, the register is what it says, and versions only ever went up. */
export const theRecordHolds = async (db: Database): Promise<void> => {
  expect(await db.query(sql`select * from record_break()`)).toEqual([])
  expect(await db.query(sql`select * from record_strays()`)).toEqual([])
  expect(await db.query(sql`
    select what, key, change, version, before from (
      select what, key, change, (after ->> 'version')::int as version, lag((coalesce(after, before) ->> 'version')::int) over (partition by what, key order by change, ord) as before
      from change_items where what in ('outfalls', 'waters')) v
    where version <= before limit 5`)).toEqual([])
}

/** Each river is its reaches end to end, and what stands on a reach stands where its measure says. */
export const riversAreTheirReaches = async (db: Database): Promise<void> => {
  expect(await db.query(sql`
    with cut as (
      select code, river, river_from_m, river_to_m, length_m, geom,
        lag(river_to_m, 1, 0) over w as expected_from, lag(geom) over w as above, lead(code) over w is null as is_last
      from waters where kind = 'reach' and valid_to is null window w as (partition by river order by river_from_m))
    select c.code from cut c join waters r on r.code = c.river
    where abs(c.river_from_m - c.expected_from) > 0.02 or abs(c.river_to_m - c.river_from_m - c.length_m) > 0.02
      or c.is_last and abs(c.river_to_m - r.length_m) > 0.02
      or not st_equals(st_startpoint(c.geom), coalesce(st_endpoint(c.above), st_startpoint(r.geom)))
      or c.is_last and not st_equals(st_endpoint(c.geom), st_endpoint(r.geom))
    limit 5`)).toEqual([])
  expect(await db.query(sql`select code from waters where kind in ('river', 'reach') and valid_to is null and abs(length_m - st_length(plane(geom))) > 0.1 limit 5`)).toEqual([])
  expect(await db.query(sql`
    select o.code, o.measure_m, measure_on(w.geom, o.geom) as nearest_m from outfalls o join waters w on w.code = o.water
    where o.valid_to is null and w.kind = 'reach'
      and st_distance(st_transform(o.geom, 4547), st_lineinterpolatepoint(plane(w.geom), greatest(0, least(1, o.measure_m / w.length_m)))) > st_distance(plane(o.geom), plane(w.geom)) + 1
    limit 5`)).toEqual([])
}
