// What a change may leave torn, of no length, or outside its division only for a reason:
//
//   A ─── R-01 ─── B ─── R-02 ─── C     both of 甲村, whose eastern border is at 113.13; R-01 flows into R-02
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeatureCard } from '../../domain/features/schemas.ts'
import type { ProblemBody } from '../../domain/problem.ts'
import type { Changed, Operation, Passage } from '../../domain/changes/schemas.ts'
import { browserOf, ownRegister, serve, type OwnRegister } from '../../test/register.ts'
import { sql } from '../db/sql.ts'

let own: OwnRegister
let server: Awaited<ReturnType<typeof serve>>

beforeAll(async () => {
  own = await ownRegister()
  server = await serve(own.database, { ratePerMinute: 0 })
  await own.database.script(`
    insert into divisions (code, name, level, geom) values ('449000', '榕州市', 'city', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 24,113 23)))'),
      ('449003', '西区', 'district', 'SRID=4490;MULTIPOLYGON(((113 23,113.13 23,113.13 24,113 24,113 23)))');
    insert into waters (code, kind, name, division, length_m, geom) select 'R', 'river', '甲河', '449003', st_length(st_transform(g, 4547)), g from (select 'SRID=4490;LINESTRING(113.1 23.5, 113.11 23.5, 113.12 23.5)'::geometry g) v;
    insert into waters (code, kind, name, division, river, river_from_m, river_to_m, length_m, flow_mode, geom)
      select code, 'reach', name, '449003', 'R', f, f + st_length(plane(g)), st_length(plane(g)), 'one_way', g from (values
        ('R-01', '第1段', 0, 'SRID=4490;LINESTRING(113.1 23.5, 113.11 23.5)'::geometry), ('R-02', '第2段', 1021, 'SRID=4490;LINESTRING(113.11 23.5, 113.12 23.5)'::geometry)) v (code, name, f, g);
    insert into links (upstream, upstream_m, downstream, downstream_m) select 'R-01', length_m, 'R-02', 0 from waters where code = 'R-01';
    insert into people (code, name, role, division) values ('P-office', '林', 'staff', '449003'), ('P-chief', '王', 'chief', '449003');
    insert into posts (code, person, role, division, valid_from) values ('1', 'P-office', 'office', '449003', '2020-01-01'), ('3', 'P-chief', 'reach_chief', '449003', '2020-01-01');
    insert into tenures (code, person, level, water, valid_from) values ('T1', 'P-chief', 'reach', 'R-02', '2020-01-01');
    insert into accounts (code, person, login) select 'A' || code, code, lower(code) from people`)
})
afterAll(async () => {
  await server.close()
  await own.close()
})

const as = (person: string) => browserOf(own.database, server.url, `AP-${person}`)
const change = async (person: string, operations: Operation[], reason?: string, id = randomUUID()) =>
  (await as(person)).ask<Changed & ProblemBody>('POST', '/api/changes', { id, operations, ...(reason !== undefined && { reason }) })
const version = async (code: string) => (await (await as('office')).ask<FeatureCard>('GET', `/api/features/reaches/${code}`)).body.version
const redrawn = async (code: string, ...coordinates: [number, number][]): Promise<Operation> =>
  ({ op: 'update', layer: 'reaches', code, version: await version(code), geometry: { type: 'LineString', coordinates } })
const count = async () => (await own.database.query(sql`select count(*) as n from changes`))[0]
const undo = async (seq: number) => (await as('office')).ask('POST', `/api/changes/${seq}/undo`, { id: randomUUID() })

test('a reach torn from the one that flows into it is refused, from either end, and nothing is written', async () => {
  const before = await count()
  const { status, body } = await change('office', [await redrawn('R-02', [113.11, 23.5025], [113.12, 23.5])])
  expect([status, body.code]).toEqual([409, 'reasonNeeded'])
  expect(body.zh).toMatch(/「第1段」登记为流入「第2段」，两者却相距 27\d 米，没有接上.*写明理由/)
  expect((await change('office', [await redrawn('R-01', [113.1, 23.5], [113.1085, 23.5])])).body.code).toBe('reasonNeeded')
  expect(await count()).toEqual(before)
})

test('nor by many small pulls, each within the tolerance', async () => {
  const first = await change('office', [await redrawn('R-02', [113.11, 23.50004], [113.12, 23.5])])
  expect(first.status).toBe(201)
  expect((await change('office', [await redrawn('R-02', [113.11, 23.50008], [113.12, 23.5])])).body.code).toBe('reasonNeeded')
  await undo(first.body.seq)
})

test('who keeps the register saves it with a reason, once, and the history has it; who patrols does not', async () => {
  const far = await redrawn('R-02', [113.11, 23.5025], [113.12, 23.5])
  expect((await change('chief', [far], '改道了')).body).toMatchObject({ code: 'reasonOfOffice', zh: expect.stringContaining('河长办') as string })
  expect((await change('office', [far], '  ')).status).toBe(400)
  const id = randomUUID()
  const made = await change('office', [far], '中间是地下箱涵', id)
  expect(made.status).toBe(201)
  expect((await change('office', [far], '中间是地下箱涵', id)).body).toEqual(made.body)
  expect((await change('office', [far], '别的理由', id)).body.code).toBe('changeReused')
  const [last] = (await (await as('office')).ask<Passage[]>('GET', '/api/history/reaches/R-02')).body
  expect(last).toMatchObject({ seq: made.body.seq, note: '中间是地下箱涵' })
  // What was torn before is not asked about again by who corrects something else, nor where it is torn less.
  const named = await change('office', [{ op: 'update', layer: 'reaches', code: 'R-02', version: await version('R-02'), fields: { start_place: '桥' } }])
  const nearer = await change('office', [await redrawn('R-02', [113.11, 23.502], [113.12, 23.5])])
  expect([named.status, nearer.status]).toEqual([201, 201])
  for (const { body } of [nearer, named, made]) expect((await undo(body.seq)).status).toBe(201)
})

test('a cut near an end is refused, and so is a reach drawn or made of no length', async () => {
  const cut = async (atM: number): Promise<Operation> => ({ op: 'split', code: 'R-01', version: await version('R-01'), atM })
  const { length_m: length } = (await own.database.query<{ length_m: number }>(sql`select length_m from waters where code = 'R-01'`))[0]
  for (const atM of [0.4, 4.9, length - 0.4]) expect((await change('office', [await cut(atM)])).body.code).toBe('reasonNeeded')
  const made = await change('office', [await cut(6)])
  expect(made.status).toBe(201)
  await undo(made.body.seq)
  const tiny: Operation = { op: 'create', layer: 'reaches', fields: { name: '短', river: 'R' }, geometry: { type: 'LineString', coordinates: [[113.12, 23.5], [113.12001, 23.5]] } }
  expect((await change('office', [tiny])).body).toMatchObject({ code: 'reasonNeeded', zh: expect.stringContaining('只有 1') as string })
})

test('a shape that leaves its division is refused, and a link between what lies apart', async () => {
  const { body } = await change('office', [await redrawn('R-02', [113.11, 23.5], [113.14, 23.5])])
  expect(body).toMatchObject({ code: 'reasonNeeded', zh: expect.stringMatching(/「第2段」画到了「西区」之外 10\d\d 米/) as string })
  expect((await change('office', [await redrawn('R-02', [113.11, 23.5], [113.1304, 23.5])])).status).toBe(201)
  const tied: Operation = { op: 'link', upstream: 'R-02', upstreamM: 2080, downstream: 'R-01', downstreamM: 0, flowMode: 'one_way' }
  expect((await change('office', [tied])).body.code).toBe('reasonNeeded')
  expect((await change('office', [tied], '泵站回水')).status).toBe(201)
})
