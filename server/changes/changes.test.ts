// Changes of the register through HTTP, on a river small enough to follow by hand:
//
//   A ──────── B ──────── C     A-B is R-01, B-C is R-02 of the river R, both of district 449003; T flows into B from the north
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FeatureCard } from '../../domain/features/schemas.ts'
import type { ProblemBody } from '../../domain/problem.ts'
import type { Changed, Conflict, Operation, Passage } from '../../domain/changes/schemas.ts'
import { browserOf, ownRegister, serve, served, type OwnRegister } from '../../test/register.ts'
import { openDatabase } from '../db/open.ts'
import { sql } from '../db/sql.ts'

let own: OwnRegister
let server: Awaited<ReturnType<typeof serve>>

const point = (lon: number, lat: number) => ({ type: 'Point' as const, coordinates: [lon, lat] })

beforeAll(async () => {
  own = await ownRegister()
  server = await serve(own.database, { ratePerMinute: 0 })
  await own.database.script(`
    insert into divisions (code, name, level, geom) values
      ('449000', '榕州市', 'city', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 24,113 23)))'),
      ('449003', '西区', 'district', 'SRID=4490;MULTIPOLYGON(((113 23,113.5 23,113.5 24,113 24,113 23)))'),
      ('449005', '东区', 'district', 'SRID=4490;MULTIPOLYGON(((113.5 23,114 23,114 24,113.5 24,113.5 23)))');
    insert into waters (code, kind, name, division, length_m, geom) select 'R', 'river', '甲河', '449003', st_length(st_transform(g, 4547)), g from (select 'SRID=4490;LINESTRING(113.1 23.5, 113.11 23.5, 113.12 23.5)'::geometry g) v;
    insert into waters (code, kind, name, division, river, river_from_m, river_to_m, length_m, width_m, flow_mode, geom, bed_from_m, bed_to_m)
      select code, 'reach', name, '449003', 'R', f, f + st_length(st_transform(g, 4547)), st_length(st_transform(g, 4547)), 20, 'one_way', g, b, b - 1 from (values
        ('R-01', '甲河第1段', 0, 'SRID=4490;LINESTRING(113.1 23.5, 113.11 23.5)'::geometry, 5), ('R-02', '甲河第2段', 1021, 'SRID=4490;LINESTRING(113.11 23.5, 113.12 23.5)'::geometry, 4)) v (code, name, f, g, b);
    update waters set river_from_m = (select river_to_m from waters where code = 'R-01'), river_to_m = (select river_to_m from waters where code = 'R-01') + length_m where code = 'R-02';
    insert into waters (code, kind, name, division, river, river_from_m, river_to_m, length_m, geom)
      values ('T', 'river', '乙涌', '449003', null, null, null, 1100, 'SRID=4490;LINESTRING(113.11 23.51, 113.11 23.5)'), ('T-01', 'reach', '乙涌第1段', '449003', 'T', 0, 1107, 1107, 'SRID=4490;LINESTRING(113.11 23.51, 113.11 23.5)');
    update waters set length_m = st_length(st_transform(geom, 4547)) where code in ('T', 'T-01');
    update waters set river_to_m = length_m where code = 'T-01';
    insert into links (upstream, upstream_m, downstream, downstream_m) select 'R-01', length_m, 'R-02', 0 from waters where code = 'R-01';
    insert into links (upstream, upstream_m, downstream, downstream_m) select 'T-01', length_m, 'R-02', 0 from waters where code = 'T-01';
    insert into outfalls (code, name, class1, water, measure_m, bank, division, geom) values
      ('O-1', '一号排口', '农业排口', 'R-01', 204, 'left', '449003', 'SRID=4490;POINT(113.102 23.5001)'), ('O-2', '二号排口', '农业排口', 'R-01', 817, 'right', '449003', 'SRID=4490;POINT(113.108 23.4999)'),
      ('O-9', '东区排口', '农业排口', null, null, null, '449005', 'SRID=4490;POINT(113.7 23.5)');
    insert into drainage_units (code, name, kind, division, outfall, geom) values ('D-1', '南苑小区', '住宅类', '449003', 'O-1', 'SRID=4490;MULTIPOLYGON(((113.2 23.2,113.201 23.2,113.201 23.201,113.2 23.2)))'), ('D-M', '某部营区', '部队类', '449003', null, 'SRID=4490;MULTIPOLYGON(((113.3 23.2,113.301 23.2,113.301 23.201,113.3 23.2)))');
    insert into drainage_households (code, name, unit, division, geom) values ('S-1', '南苑餐馆', 'D-1', '449003', 'SRID=4490;POINT(113.2005 23.2003)');
    insert into household_owners values ('S-1', '何老板', '13900000001');
    insert into people (code, name, role, division) values ('P-office', '林', 'staff', '449003'), ('P-east', '钱', 'staff', '449005'), ('P-chief', '王', 'chief', '449003'), ('P-planner', '孙', 'staff', '449000'), ('P-admin', '市', 'staff', '449000'), ('P-delegate', '代', 'delegate', '449000');
    insert into posts (code, person, role, division, valid_from) values ('1', 'P-office', 'office', '449003', '2020-01-01'), ('2', 'P-east', 'office', '449005', '2020-01-01'), ('3', 'P-chief', 'reach_chief', '449003', '2020-01-01'), ('4', 'P-planner', 'planner', '449000', '2020-01-01'), ('5', 'P-admin', 'administrator', '449000', '2020-01-01'), ('6', 'P-delegate', 'delegate', '449000', '2020-01-01');
    insert into tenures (code, person, level, water, valid_from) values ('T1', 'P-chief', 'reach', 'R-01', '2020-01-01');
    insert into accounts (code, person, login) select 'A' || code, code, lower(code) from people;
    select refresh_shapes('drainage_units', array['name']), refresh_shapes('outfalls', array['name', 'state', 'dry_flow', 'class1', 'bank'])`)
})
afterAll(async () => {
  await server.close()
  await own.close()
})

const as = (person: string | null) => browserOf(own.database, server.url, person && `AP-${person}`)
const change = async (person: string | null, operations: Operation[], id = randomUUID()) => (await as(person)).ask<Changed & ProblemBody>('POST', '/api/changes', { id, operations })
const undo = async (person: string, seq: number) => (await as(person)).ask<Changed & ProblemBody>('POST', `/api/changes/${seq}/undo`, { id: randomUUID() })
const card = async (layer: string, code: string, person: string | null = 'office') => (await (await as(person)).ask<FeatureCard>('GET', `/api/features/${layer}/${code}`)).body
const value = async (layer: string, code: string, field: string) => (await card(layer, code)).facts[field]
const update = async (layer: 'outfalls' | 'reaches' | 'drainage_units' | 'rivers' | 'drainage_households', code: string, more: object): Promise<Operation> => ({ op: 'update', layer, code, version: (await card(layer, code)).version, ...more })
const broken = async () => own.database.query(sql`select * from record_break()`)
const strays = async () => own.database.query(sql`select * from record_strays()`)

test('an office corrects a thing of its district; the same sent again is the same change', async () => {
  const operation = await update('outfalls', 'O-1', { fields: { name: '一号口' } })
  const id = randomUUID()
  const first = await change('office', [operation], id)
  expect(first.status).toBe(201)
  expect(first.body.items).toMatchObject([{ layer: 'outfalls', code: 'O-1', op: 'update', version: 2 }])
  expect(await change('office', [operation], id)).toMatchObject({ status: 201, body: first.body })
  expect(await value('outfalls', 'O-1', 'name')).toBe('一号口')
  expect((await change('office', [{ ...operation, fields: { name: '别的' } } as Operation], id)).body).toMatchObject({ code: 'changeReused' })
})

describe('who may not is refused by the database, and nothing is changed', () => {
  test.each([
    ['the public', null, 401, 'signInFirst'],
    ['another district’s office', 'east', 403, 'notYours'],
    ['a planner', 'planner', 403, 'notYours'],
    ['a delegate', 'delegate', 403, 'notYours'],
  ])('%s', async (_, person, status, code) => {
    expect(await change(person, [await update('outfalls', 'O-2', { fields: { name: '改' } })])).toMatchObject({ status, body: { code } })
    expect(await value('outfalls', 'O-2', 'name')).toBe('二号排口')
  })
  test('the reach chief corrects the reach and what stands on it, not whose it is, and not the next reach', async () => {
    expect((await change('chief', [await update('outfalls', 'O-2', { fields: { diameter_mm: 300 } })])).status).toBe(201)
    expect((await change('chief', [await update('reaches', 'R-01', { fields: { start_place: '石桥' } })])).status).toBe(201)
    expect((await change('chief', [await update('reaches', 'R-01', { fields: { target_class: 'Ⅴ' } })])).body).toMatchObject({ code: 'notYours' })
    expect((await change('chief', [await update('reaches', 'R-02', { fields: { start_place: '石桥' } })])).body).toMatchObject({ code: 'notYours' })
    expect((await change('chief', [await update('outfalls', 'O-9', { fields: { diameter_mm: 1 } })])).body).toMatchObject({ code: 'notYours' })
    expect((await change('chief', [{ op: 'remove', layer: 'outfalls', code: 'O-2', version: (await card('outfalls', 'O-2')).version }])).body).toMatchObject({ code: 'notYours' })
  })
  test('whose post has ended meanwhile', async () => {
    await own.database.query(sql`update posts set valid_to = current_date where code = '1'`)
    try {
      expect((await change('office', [await update('outfalls', 'O-2', { fields: { name: '改' } })])).body).toMatchObject({ code: 'notYours' })
    } finally {
      await own.database.query(sql`update posts set valid_to = null where code = '1'`)
    }
  })
  test('a thing cannot be moved out of one’s district, nor into it', async () => {
    expect((await change('office', [await update('outfalls', 'O-2', { geometry: point(113.8, 23.5) })])).body).toMatchObject({ code: 'notYours' })
    expect((await change('office', [await update('outfalls', 'O-9', { geometry: point(113.1, 23.5) })])).body).toMatchObject({ code: 'notYours' })
  })
})

test('a source of pollution counts its versions as everything does: an old copy is told so, and what was valid before a dated change is kept', async () => {
  const made = await change('office', [{ op: 'create', layer: 'pollution_sources', code: 'Y-1', fields: { name: '养殖场', kind: '畜禽养殖', state: '待整治' }, geometry: point(113.2, 23.3) }])
  expect(made.body.items).toMatchObject([{ code: 'Y-1', op: 'insert', version: 1 }])
  await own.database.script("update pollution_sources set valid_from = '2020-01-01' where code = 'Y-1'")
  const edit = (version: number, more: object) => change('office', [{ op: 'update', layer: 'pollution_sources', code: 'Y-1', version, ...more }])
  expect((await edit(2, { fields: { state: '整治中' }, since: '2024-06-01' })).body.items).toMatchObject([{ version: 3 }])
  expect(await edit(2, { fields: { name: '别的' } })).toMatchObject({ status: 409, body: { code: 'changedMeanwhile', details: { conflicts: [{ version: 3, base: { fields: { state: '待整治' } }, theirs: { fields: { state: '整治中' } } }] } } })
  expect(await own.database.query(sql`select version, valid_from, valid_to, attributes ->> 'state' as state from past_versions where layer = 'pollution_sources' and code = 'Y-1'`)).toEqual([
    { version: 2, valid_from: '2020-01-01', valid_to: '2024-06-01', state: '待整治' }])
})

test('whole or not at all', async () => {
  const good = await update('outfalls', 'O-1', { fields: { name: '不应留下' } })
  const bad = await update('outfalls', 'O-9', { fields: { name: '不应留下' } })
  expect((await change('office', [good, bad])).body).toMatchObject({ code: 'notYours' })
  expect(await value('outfalls', 'O-1', 'name')).toBe('一号口')
})

test('a change made on an old state is refused with both sides and where they began', async () => {
  const mine = await update('outfalls', 'O-2', { fields: { name: '我的名字' } })
  const { version } = mine as { version: number }
  expect((await change('admin', [await update('outfalls', 'O-2', { fields: { diameter_mm: 450 } })])).status).toBe(201)
  const refused = await change('office', [mine])
  expect(refused).toMatchObject({ status: 409, body: { code: 'changedMeanwhile', details: { by: '市' } } })
  const [conflict] = (refused.body.details as { conflicts: Conflict[] }).conflicts
  expect(conflict).toMatchObject({ version: version + 1, base: { fields: { name: '二号排口', diameter_mm: 300 } }, theirs: { fields: { name: '二号排口', diameter_mm: 450 } } })
})

test('a moved point knows its measure, bank and village again', async () => {
  await change('office', [await update('outfalls', 'O-1', { geometry: point(113.105, 23.4999) })])
  const { facts } = await card('outfalls', 'O-1')
  expect(facts).toMatchObject({ water: 'R-01', bank: 'right', division: '449003' })
  expect(facts.measure_m).toBeCloseTo(510.6, 0)
})

test('a new outfall gets a code, its division and its place on the nearest reach', async () => {
  const { body } = await change('office', [{ op: 'create', layer: 'outfalls', fields: { name: '新排口', class1: '其他排口' }, geometry: point(113.115, 23.5002) }])
  const { code } = body.items[0]
  expect(code).toBe('449003-P00001')
  expect((await card('outfalls', code)).facts).toMatchObject({ water: 'R-02', bank: 'left', division: '449003' })
  expect((await undo('office', body.seq)).status).toBe(201)
  expect((await (await as('office')).ask('GET', `/api/features/outfalls/${code}`)).status).toBe(404)
})

test('who patrols a village enters a small water nobody knew of, and an outfall on the reach they answer for, and nothing else', async () => {
  const pond = (lon: number): Operation => ({ op: 'create', layer: 'small_waters', fields: { name: '新塘' }, geometry: { type: 'Polygon', coordinates: [[[lon, 23.3], [lon + 0.001, 23.3], [lon + 0.001, 23.301], [lon, 23.3]]] } })
  const mine = await change('chief', [pond(113.2)])
  expect(mine.status).toBe(201)
  expect((await change('chief', [pond(113.7)])).body).toMatchObject({ code: 'notYours' })
  const outfall = (lon: number): Operation => ({ op: 'create', layer: 'outfalls', fields: { name: '新排口', class1: '其他排口' }, geometry: point(lon, 23.5002) })
  const found = await change('chief', [outfall(113.104)])
  expect(found.status).toBe(201)
  expect((await change('chief', [outfall(113.115)])).body).toMatchObject({ code: 'notYours' })
  for (const { body } of [mine, found]) expect((await undo('office', body.seq)).status).toBe(201)
})

test('a code is never given a second time, and given by hand goes on counting: an old change does not fit the new thing', async () => {
  const outfall = (more: object = {}): Operation => ({ op: 'create', layer: 'outfalls', fields: { name: '先来的', class1: '其他排口' }, geometry: point(113.115, 23.5002), ...more })
  const first = (await change('office', [outfall()])).body
  const { code } = first.items[0]
  const old = await update('outfalls', code, { fields: { name: '改先来的' } })
  expect((await undo('office', first.seq)).status).toBe(201)
  const second = (await change('office', [outfall()])).body
  expect(second.items[0].code).not.toBe(code)
  const third = await change('office', [outfall({ code })])
  expect(third.body.items).toMatchObject([{ code, op: 'insert' }])
  expect((await change('office', [old])).body).toMatchObject({ code: 'changedMeanwhile' })
  expect(await value('outfalls', code, 'name')).toBe('先来的')
  for (const { seq } of [second, third.body]) expect((await undo('office', seq)).status).toBe(201)
})

test('a reach drawn longer makes the river longer, and what stands on the next one keeps its place', async () => {
  const before = await card('reaches', 'R-02')
  const { body } = await change('office', [await update('reaches', 'R-01', { geometry: { type: 'LineString', coordinates: [[113.1, 23.5], [113.105, 23.502], [113.11, 23.5]] } })])
  expect(new Set(body.items.map(({ layer }) => layer))).toEqual(new Set(['reaches', 'rivers', 'outfalls']))
  const [one, two, river] = [await card('reaches', 'R-01'), await card('reaches', 'R-02'), await card('rivers', 'R')]
  expect(one.facts.length_m as number).toBeGreaterThan(1100)
  expect(two.facts.river_from_m).toBeCloseTo(one.facts.river_to_m as number, 2)
  expect(river.facts.length_m).toBeCloseTo((one.facts.length_m as number) + (before.facts.length_m as number), 1)
  expect(river.geometry).toMatchObject({ coordinates: [[113.1, 23.5], [113.105, 23.502], [113.11, 23.5], [113.12, 23.5]] })
  const links = await own.database.query<{ upstream_m: number }>(sql`select upstream_m from links where upstream = 'R-01'`)
  expect(links[0].upstream_m).toBeCloseTo(one.facts.length_m as number, 1)
  expect((await undo('office', body.seq)).status).toBe(201)
  expect((await card('rivers', 'R')).facts.length_m).toBeCloseTo(2043.03, 1)
})

test('a reach cut in two: measures, links, tenures follow; joined again, and undone step by step, it is what it was', async () => {
  const all = () => own.database.query(sql`select jsonb_agg(to_jsonb(t) - 'version' order by t.code) as rows from (select code, version, water, measure_m from outfalls union all select code, version, river, river_to_m from waters where valid_to is null) t`)
  const links = () => own.database.query(sql`select upstream, round(upstream_m) as um, downstream, round(downstream_m) as dm from links order by 1, 3`)
  const [before, linked] = [await all(), await links()]
  const cut = await change('office', [{ op: 'split', code: 'R-01', version: (await card('reaches', 'R-01')).version, atM: 600 }])
  expect(cut.status).toBe(201)
  expect(await value('outfalls', 'O-2', 'water')).toBe('R-03')
  expect(await value('outfalls', 'O-2', 'measure_m')).toBeCloseTo(217, 0)
  expect(await links()).toEqual([
    { upstream: 'R-01', um: 600, downstream: 'R-03', dm: 0 }, { upstream: 'R-03', um: 422, downstream: 'R-02', dm: 0 }, { upstream: 'T-01', um: 1108, downstream: 'R-02', dm: 0 }])
  expect(await own.database.query(sql`select person from tenures where water = 'R-03'`)).toEqual([{ person: 'P-chief' }])
  const order = await own.database.query(sql`select code, round(river_from_m) as f, round(river_to_m) as t from waters where river = 'R' and valid_to is null order by river_from_m`)
  expect(order).toEqual([{ code: 'R-01', f: 0, t: 600 }, { code: 'R-03', f: 600, t: 1022 }, { code: 'R-02', f: 1022, t: 2043 }].map((row) => expect.objectContaining({ code: row.code, f: row.f }) as object))

  const version = async (code: string) => (await card('reaches', code)).version
  const together = await change('office', [{ op: 'merge', upper: { code: 'R-01', version: await version('R-01') }, lower: { code: 'R-03', version: await version('R-03') } }])
  expect(together.status).toBe(201)
  expect(await value('outfalls', 'O-2', 'water')).toBe('R-01')
  expect((await links()).length).toBe(2)
  expect((await undo('office', together.body.seq)).status).toBe(201)
  expect(await value('outfalls', 'O-2', 'water')).toBe('R-03')
  expect((await undo('office', cut.body.seq)).status).toBe(201)
  expect(await all()).toEqual(before)
  expect(await links()).toEqual(linked)
})

test('a reach turned: banks, measures and links turn with it, and turned twice it is what it was', async () => {
  const { version } = await card('reaches', 'T-01')
  const turned = await change('office', [{ op: 'reverse', code: 'T-01', version }])
  expect(turned.status).toBe(201)
  expect(await own.database.query(sql`select upstream, downstream, round(downstream_m) as dm from links where 'T-01' in (upstream, downstream)`)).toEqual([{ upstream: 'R-02', downstream: 'T-01', dm: 0 }])
  expect((await undo('office', turned.body.seq)).status).toBe(201)
  expect(await own.database.query(sql`select upstream, downstream from links where 'T-01' in (upstream, downstream)`)).toEqual([{ upstream: 'T-01', downstream: 'R-02' }])
})

test('undo is refused once somebody has changed it again, and undoing an undoing does it again', async () => {
  const first = await change('office', [await update('outfalls', 'O-2', { fields: { state: '整治中' } })])
  const second = await change('admin', [await update('outfalls', 'O-2', { fields: { state: '已整治' } })])
  expect((await undo('office', first.body.seq)).body).toMatchObject({ code: 'movedOn' })
  const undone = await undo('admin', second.body.seq)
  expect(await value('outfalls', 'O-2', 'state')).toBe('整治中')
  expect((await undo('admin', second.body.seq)).body).toMatchObject({ code: 'undoneAlready' })
  expect((await undo('admin', undone.body.seq)).status).toBe(201)
  expect(await value('outfalls', 'O-2', 'state')).toBe('已整治')
  expect((await undo('east', first.body.seq)).status).toBeGreaterThanOrEqual(403)
})

test('a change that is so since a day keeps what was so before; undone, it never was', async () => {
  const done = await change('office', [await update('outfalls', 'O-2', { fields: { name: '改建后的排口' }, since: '2024-05-01' })])
  expect(done.status).toBe(201)
  expect(await own.database.query(sql`select valid_from, valid_to, attributes ->> 'name' as name from past_versions where code = 'O-2'`)).toEqual([{ valid_from: '2019-01-01', valid_to: '2024-05-01', name: '二号排口' }])
  const undone = await undo('office', done.body.seq)
  expect(await own.database.query(sql`select count(*) as n from past_versions where code = 'O-2'`)).toEqual([{ n: 0 }])
  expect((await undo('office', undone.body.seq)).status).toBe(201)
  expect(await own.database.query(sql`select count(*) as n from past_versions where code = 'O-2'`)).toEqual([{ n: 1 }])
  expect((await change('office', [await update('outfalls', 'O-2', { fields: {}, since: '2020-01-01' })])).body).toMatchObject({ code: 'sinceInvalid' })
})

test('history says who, when, what; before and after can be drawn', async () => {
  const history = (await (await as('office')).ask<Passage[]>('GET', '/api/history/outfalls/O-1')).body
  const [latest] = history.filter(({ changed }) => 'name' in changed)
  expect(latest).toMatchObject({ by: '林', op: 'update', changed: { name: ['一号排口', '一号口'] } })
  const moved = history.find(({ op, shape }) => op === 'update' && shape)!
  const both = (await (await as('office')).ask<{ before: { geometry: unknown }; after: { geometry: unknown } }>('GET', `/api/history/outfalls/O-1/${moved.seq}`)).body
  expect(both)
    .toMatchObject({ before: { geometry: { coordinates: [113.102, 23.5001] } }, after: { geometry: { coordinates: [113.105, 23.4999] } } })
  expect((await (await as(null)).ask('GET', '/api/history/outfalls/O-1')).status).toBe(401)
})

test('an owner’s telephone is changed as anything is: another version, in the history, told in the audit log, and the older version is stopped', async () => {
  const before = (await (await as('office')).ask<FeatureCard>('GET', '/api/features/drainage_households/S-1')).body.version
  const changed = (phone: string) => change('office', [{ op: 'update', layer: 'drainage_households', code: 'S-1', version: before, fields: { phone } }])
  const { status, body } = await changed('13900000002')
  expect([status, body.items.map(({ code }) => code)]).toEqual([201, ['S-1']])
  expect((await (await as('office')).ask<FeatureCard>('GET', '/api/features/drainage_households/S-1')).body.version).toBe(before + 1)
  expect((await (await as('office')).ask<Passage[]>('GET', '/api/history/drainage_households/S-1')).body.map(({ seq }) => seq)).toContain(body.seq)
  expect(await own.database.query(sql`select person, about, details from audit_entries where kind = 'changedPersonal' and change = ${body.seq}`)).toEqual([{ person: 'P-office', about: ['S-1'], details: {} }])
  expect((await changed('13900000003')).body.code).toBe('changedMeanwhile')
  expect((await undo('office', body.seq)).status).toBe(201)
  expect(await own.database.query(sql`select phone from household_owners where household = 'S-1'`)).toEqual([{ phone: '13900000001' }])
})

describe('bad input is refused by name and loses nothing', () => {
  const make = (fields: object, geometry: object, layer = 'outfalls') => change('office', [{ op: 'create', layer, fields, geometry } as Operation])
  test.each([
    ['a field of 1 MB', { name: 'x'.repeat(1 << 20), class1: '其他排口' }, point(113.1, 23.5), 'valueInvalid', /名称太长/],
    ['no name', { class1: '其他排口' }, point(113.1, 23.5), 'valueInvalid', /名称不能空着/],
    ['a class that is none', { name: '甲', class1: '未知' }, point(113.1, 23.5), 'valueInvalid', /一级分类不能是“未知”/],
    ['text for a number', { name: '甲', class1: '其他排口', diameter_mm: '粗' }, point(113.1, 23.5), 'valueInvalid', /口径应是数字/],
    ['a column that is none', { name: '甲', class1: '其他排口', geom: 'x' }, point(113.1, 23.5), 'inputInvalid', /没有这一项/],
    ['SQL for a column', { name: '甲', class1: '其他排口', 'name" = (select 1)--': 'x' }, point(113.1, 23.5), 'inputInvalid', /没有这一项/],
    ['a line for a point', { name: '甲', class1: '其他排口' }, { type: 'LineString', coordinates: [[113, 23], [113.1, 23]] }, 'shapeInvalid', /应是点/],
    ['a place beyond the world', { name: '甲', class1: '其他排口' }, point(1130, 23.5), 'shapeInvalid', /不是经纬度/],
    ['a water that is none', { name: '甲', class1: '其他排口', water: 'none' }, point(113.1, 23.5), 'refersNowhere', /none/],
  ])('%s', async (_, fields, geometry, code, message) => {
    const { body } = await make(fields, geometry)
    expect(body).toMatchObject({ code, zh: expect.stringMatching(message) as string })
  })
  test.each([
    ['a line of one place', 'rivers', { type: 'LineString', coordinates: [[113, 23]] }],
    ['a ring that is not closed', 'drainage_units', { type: 'Polygon', coordinates: [[[113.1, 23.1], [113.2, 23.1], [113.2, 23.2], [113.1, 23.2]]] }],
    ['a ring of three places', 'drainage_units', { type: 'Polygon', coordinates: [[[113.1, 23.1], [113.2, 23.1], [113.1, 23.1]]] }],
    ['a polygon of no rings', 'drainage_units', { type: 'Polygon', coordinates: [] }],
  ])('%s is an incomplete shape', async (_, layer, geometry) => {
    const { body } = await make({ name: '甲', kind: '住宅类' }, geometry, layer)
    expect(body).toMatchObject({ code: 'shapeInvalid', zh: expect.stringContaining('图形不完整') as string })
  })
  test('a polygon that crosses itself, with where', async () => {
    const { body } = await make({ name: '甲', kind: '住宅类' }, { type: 'Polygon', coordinates: [[[113.1, 23.1], [113.2, 23.2], [113.2, 23.1], [113.1, 23.2], [113.1, 23.1]]] }, 'drainage_units')
    expect(body).toMatchObject({ code: 'shapeInvalid', details: { at: [expect.closeTo(113.15, 3), expect.closeTo(23.15, 3)] }, zh: expect.stringContaining('自己相交') as string })
  })
  test('names of script and SQL are kept as they are', async () => {
    for (const name of ['<script>alert(1)</script>', "Robert'); drop table waters;--", '=HYPERLINK("http://x")', '$$;rollback;--']) {
      const { body } = await make({ name, class1: '其他排口' }, point(113.1, 23.5))
      expect(await value('outfalls', body.items[0].code, 'name')).toBe(name)
      await undo('office', body.seq)
    }
  })
  test('a reach of 200,000 vertices is kept whole', async () => {
    const coordinates = Array.from({ length: 200_000 }, (_, i) => [113.2 + i * 1e-7, 23.5 + (i % 2) * 1e-7])
    const made = await change('office', [{ op: 'create', layer: 'rivers', code: 'LONG', fields: { name: '长河' }, geometry: { type: 'LineString', coordinates } }])
    expect(made.status).toBe(201)
    expect(await own.database.query(sql`select st_npoints(geom) as n from waters where code = 'LONG'`)).toEqual([{ n: 200_000 }])
    expect((await undo('office', made.body.seq)).status).toBe(201)
  })
  test('a body that is no change', async () => {
    const office = await as('office')
    for (const body of [{}, { id: 'x', operations: [] }, { id: randomUUID(), operations: [{ op: 'drop' }] }, { id: randomUUID(), operations: [], more: 1 }])
      expect((await office.ask<ProblemBody>('POST', '/api/changes', body)).body.code).toBe('inputInvalid')
  })
})

test('what hangs on a thing is known before it is taken away', async () => {
  const hanging = (await (await as('office')).ask<{ what: string; count: number }[]>('GET', '/api/features/reaches/R-02/hanging')).body
  expect(hanging).toMatchObject([{ what: 'links', count: 2 }])
  const refused = await change('office', [{ op: 'remove', layer: 'outfalls', code: 'O-1', version: (await card('outfalls', 'O-1')).version }])
  expect(refused.body).toMatchObject({ code: 'stillReferred' })
  const { version } = await card('drainage_units', 'D-1')
  const done = await change('office', [{ op: 'update', layer: 'drainage_units', code: 'D-1', version, fields: { outfall: 'O-2' } }, { op: 'remove', layer: 'outfalls', code: 'O-1', version: (await card('outfalls', 'O-1')).version }])
  expect(done.status).toBe(201)
  expect((await undo('office', done.body.seq)).status).toBe(201)
  expect(await value('drainage_units', 'D-1', 'outfall')).toBe('O-1')
})

test('owners are for those who work on them: facts, pages and history alike', async () => {
  expect((await card('drainage_households', 'S-1')).facts).toMatchObject({ owner: '何老板', phone: '13900000001' })
  for (const person of [null, 'east', 'planner', 'delegate', 'chief']) expect((await card('drainage_households', 'S-1', person)).facts, String(person)).toMatchObject({ owner: null, phone: null })
  const done = await change('office', [await update('drainage_households', 'S-1', { fields: { owner: '何老板娘' } })])
  expect(done.status).toBe(201)
  expect(await value('drainage_households', 'S-1', 'owner')).toBe('何老板娘')
  const told = JSON.stringify([await (await as('planner')).ask('GET', '/api/history/drainage_households/S-1'), await (await as('planner')).ask('GET', `/api/changes/${done.body.seq}`)])
  expect(told).not.toMatch(/何老板|1390000/)
})

test('barracks are for staff only: card, page, search and tile', async () => {
  const tile = async (person: string | null) => {
    const browser = await as(person)
    const response = await fetch(`${server.url}/tiles/drainage_units/14/13348/7106.mvt`, { headers: { cookie: [...browser.cookies].map(([name, held]) => `${name}=${held}`).join('; ') } })
    return { text: Buffer.from(await response.arrayBuffer()).toString('utf8'), cache: response.headers.get('cache-control'), vary: response.headers.get('vary') }
  }
  expect((await (await as(null)).ask<{ found: unknown[] }>('GET', '/api/search?q=' + encodeURIComponent('某部营区'))).body.found).toEqual([])
  for (const [person, seen] of [['office', true], [null, false], ['delegate', false], ['planner', true]] as const) {
    expect((await (await as(person)).ask('GET', '/api/features/drainage_units/D-M')).status, String(person)).toBe(seen ? 200 : 404)
    const { text, cache, vary } = await tile(person)
    expect(text.includes('D-M'), `tile of ${person}`).toBe(seen)
    expect(vary).toContain('Cookie')
    expect(cache).toBe(seen ? 'private, no-cache' : 'public, no-cache')
  }
})

test('what was taken back within a change leaves no gap in the chain', async () => {
  await own.database.transaction(async (tx) => {
    for (const step of ['savepoint a', "update outfalls set name = '不算' where code = 'O-9'", 'rollback to a', "update outfalls set name = '算' where code = 'O-9'", 'savepoint b', "update outfalls set name = '也不算' where code = 'O-9'", 'rollback to b', "update outfalls set name = '东区排口' where code = 'O-9'"]) await tx.script(step)
  })
  expect(await own.database.query(sql`select ord, after ->> 'name' as name from change_items where change = (select max(seq) from changes) order by ord`)).toEqual([{ ord: 1, name: '算' }, { ord: 2, name: '东区排口' }])
  expect(await broken()).toEqual([])
})

test('the chain of the record holds, the register is what it says, and any tampering is named', async () => {
  expect(await broken()).toEqual([])
  expect(await strays()).toEqual([])
  const tamper = async (text: string, found: object) => {
    await expect(own.database.transaction(async (tx) => {
      await tx.script(text)
      throw Object.assign(new Error('rolled back'), { found: await tx.query(sql`select * from record_break()`), strays: await tx.query(sql`select * from record_strays()`) })
    })).rejects.toMatchObject(found)
  }
  await expect(own.database.script("update changes set person = 'x' where seq = 3")).rejects.toThrow('never rewritten')
  await expect(own.database.script('delete from change_items')).rejects.toThrow('never rewritten')
  await expect(own.database.script('truncate change_items, changes')).rejects.toThrow('never rewritten')
  const off = 'alter table changes disable trigger user; alter table change_items disable trigger user;'
  await tamper(`${off} update changes set person = 'x' where seq = 3`, { found: [{ change: 3, ord: null, why: 'altered' }] })
  await tamper(`${off} update change_items set after = jsonb_set(after, '{name}', '"x"') where change = 4 and ord = 1`, { found: [{ change: 4, ord: 1, why: 'altered' }] })
  await tamper(`${off} delete from change_items where change = 5; delete from changes where seq = 5`, { found: [{ change: 5, ord: null, why: 'missing' }] })
  await tamper("alter table outfalls disable trigger user; update outfalls set name = '偷改' where code = 'O-2'", { found: [], strays: [{ what: 'outfalls', key: 'O-2' }] })
  const [{ head }] = await own.database.query<{ head: string }>(sql`select encode(record_head(), 'hex') as head`) as [{ head: string }]
  expect(await own.database.query(sql`select * from record_break(decode(${head}, 'hex'))`)).toEqual([])
  await tamper(`${off} delete from change_items where change = (select max(seq) from changes)`, { found: [] })
  await expect(own.database.transaction(async (tx) => {
    await tx.script(`${off} delete from change_items where change = (select max(seq) from changes)`)
    throw Object.assign(new Error('rolled back'), { found: await tx.query(sql`select why from record_break(decode(${head}, 'hex'))`) })
  })).rejects.toMatchObject({ found: [{ why: 'cut off' }] })
})

describe('the register as of a day', () => {
  const past = async (query: string, person: string | null = 'office') =>
    (await (await as(person)).ask<{ things: { code: string; state: { props: Record<string, unknown>; geometry: { coordinates: unknown } } | null }[] } & ProblemBody>('GET', `/api/past/outfalls?bbox=113,23,114,24&${query}`))
  const named = async (query: string, code: string) =>
    (await past(query)).body.things.find((thing) => thing.code === code)?.state?.props.name

  beforeAll(async () => {
    await own.database.query(sql`insert into outfalls (code, name, class1, division, geom, valid_from) values ('O-P', '老口', '农业排口', '449003', 'SRID=4490;POINT(113.2 23.6)', '2019-01-01')`)
    // What the record knows by the end of a day: everything so far was yesterday's.
    await own.database.script("alter table changes disable trigger user; update changes set at = at - interval '1 day'; alter table changes enable trigger user")
    await change('office', [await update('outfalls', 'O-P', { fields: { name: '新口' }, since: '2023-06-01' })])
    await change('office', [await update('outfalls', 'O-P', { fields: { name: '新河口' }, geometry: point(113.21, 23.61) })])
    await change('office', [{ op: 'create', layer: 'outfalls', code: 'O-N', fields: { name: '今日口', class1: '农业排口' }, geometry: point(113.2, 23.61) }])
  })
  const yesterday = new Date(Date.now() + 8 * 3_600_000 - 86_400_000).toISOString().slice(0, 10)

  test('as it was: the name of then, at the place it is known to have had', async () => {
    expect(await named('on=2020-01-01', 'O-P')).toBe('老口')
    expect(await named('on=2024-01-01', 'O-P')).toBeUndefined()
    expect((await (await as('office')).ask<FeatureCard>('GET', '/api/features/outfalls/O-P?on=2020-01-01')).body.facts.name).toBe('老口')
    expect((await card('outfalls', 'O-P')).facts.name).toBe('新河口')
    expect((await (await as('office')).ask<ProblemBody>('GET', '/api/features/outfalls/O-P?on=2018-01-01')).body.code).toBe('notThen')
  })
  test('as we then believed it was: yesterday nobody knew of the new name, of the move, or of the new outfall', async () => {
    expect(await named(`on=2024-01-01&known=${yesterday}`, 'O-P')).toBe('老口')
    const [believed] = (await past(`on=2024-01-01&known=${yesterday}`)).body.things.filter(({ code }) => code === 'O-P')
    expect(believed.state!.geometry.coordinates).toEqual([113.2, 23.6])
    expect((await past(`known=${yesterday}`)).body.things.find(({ code }) => code === 'O-N')).toEqual({ code: 'O-N', state: null })
    expect((await (await as('office')).ask<FeatureCard>('GET', `/api/features/outfalls/O-P?known=${yesterday}`)).body.facts.name).toBe('老口')
  })
  test('what was once believed is for those who work for the city', async () => {
    expect((await past(`known=${yesterday}`, null)).body.code).toBe('signInFirst')
    expect((await past(`known=${yesterday}`, 'delegate')).body.code).toBe('notAllowed')
    expect((await past('on=2020-01-01', null)).status).toBe(200)
  })
})

describe('what is asked for is looked at before anybody waits for it', () => {
  const pond = (west: number, corners: number): Operation => ({
    op: 'create', layer: 'small_waters', fields: { name: '塘', subkind: '鱼塘' },
    geometry: { type: 'Polygon', coordinates: [[...Array.from({ length: corners }, (_, i) => [west + 0.01 * Math.cos((i / corners) * 2 * Math.PI), 23.3 + 0.01 * Math.sin((i / corners) * 2 * Math.PI)]), [west + 0.01, 23.3]]] },
  })
  const crossed = (west: number): Operation => ({ ...pond(west, 4), geometry: { type: 'Polygon', coordinates: [[[west, 23.3], [west + 0.01, 23.31], [west + 0.01, 23.3], [west, 23.31], [west, 23.3]]] } } as Operation)

  test('who may, first: elsewhere nobody is told what is wrong with a shape; then whether it will do', async () => {
    expect((await change('chief', [crossed(113.8)])).body.code).toBe('notYours')
    expect((await change('chief', [crossed(113.2)])).body.code).toBe('shapeInvalid')
    expect((await change('delegate', [pond(113.2, 8)])).body.code).toBe('notYours')
    expect((await change('chief', [pond(113.2, 8)])).status).toBe(201)
  })

  test('who only patrols sends fewer corners than who keeps the register', async () => {
    expect((await change('chief', [pond(113.2, 20_001)])).body).toMatchObject({ code: 'shapeTooLarge', details: { most: 20_000 } })
    expect((await change('chief', [pond(113.2, 120_000)])).status).toBe(413)
    expect((await change('office', [pond(113.25, 20_001)])).status).toBe(201)
  })

  test('neither a rehearsal goes round that', async () => {
    const rehearsed = async (person: string, operation: Operation) => (await (await as(person)).ask<ProblemBody>('POST', '/api/network/relations', { operations: [operation] })).body.code
    expect(await rehearsed('chief', pond(113.8, 8))).toBe('notYours')
    expect(await rehearsed('chief', crossed(113.2))).toBe('shapeInvalid')
  })

  test.runIf(served().engine === 'server')('what is refused is refused while somebody else holds the record, and a person’s act waits without a connection', async () => {
    let acts: Promise<{ status: number }[]> | null = null
    const somebody = await openDatabase(own.places)
    await somebody.transaction(async (tx) => {
      await tx.query(sql`select pg_advisory_xact_lock(hashtext('one_map.record'))`)
      expect((await change('chief', [pond(113.8, 2000)])).body.code).toBe('notYours')
      expect((await change('office', [crossed(113.2)])).body.code).toBe('shapeInvalid')
      const admin = await as('admin')
      acts = Promise.all(Array.from({ length: 15 }, (_, i) => admin.ask('POST', '/api/people', { id: randomUUID(), name: `新${i}`, division: '449003' })))
      // More acts than the pool has connections, and reading goes on.
      expect((await (await as('office')).ask('GET', '/api/features/outfalls/O-1')).status).toBe(200)
    }).finally(() => somebody.close())
    expect((await acts!).map(({ status }) => status)).toEqual(Array(15).fill(201))
    expect((await change('office', [pond(113.3, 8)])).status).toBe(201)
  })
})
