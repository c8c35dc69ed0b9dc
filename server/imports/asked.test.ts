// A file whose layer nobody has named: looked at, asked, read for what was said; and templates to fill in.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Changed } from '../../domain/changes/schemas.ts'
import { underWay } from '../../domain/imports/fates.ts'
import type { StagedImport } from '../../domain/imports/schemas.ts'
import type { ProblemBody } from '../../domain/problem.ts'
import { collection, feature } from '../../geodata/import/files.fixture.ts'
import { browserOf, ownRegister, serve, type OwnRegister } from '../../test/register.ts'
import type { Browser } from '../../test/browser.ts'
import { sql } from '../db/sql.ts'

let own: OwnRegister
let server: Awaited<ReturnType<typeof serve>>
let office: Browser

beforeAll(async () => {
  own = await ownRegister()
  server = await serve(own.database, { ratePerMinute: 0 })
  await own.database.script(`
    insert into divisions (code, name, level, geom) values ('449000', '榕州市', 'city', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 24,113 23)))');
    insert into people (code, name, role, division) values ('P-1', '市', 'staff', '449000'), ('P-2', '邻', 'staff', '449000');
    insert into posts (code, person, role, division, valid_from) values ('1', 'P-1', 'administrator', '449000', '2020-01-01'), ('2', 'P-2', 'office', '449000', '2020-01-01');
    insert into accounts (code, person, login) select 'A' || code, code, lower(code) from people;
    insert into outfalls (code, name, class1, division, valid_from, geom) values ('O-1', '一号口', '农业排口', '449000', '2020-01-01', 'SRID=4490;POINT(113.1 23.5)')`)
  office = await browserOf(own.database, server.url, 'AP-1')
})
afterAll(async () => {
  await server.close()
  await own.close()
})

const ask = <Body>(method: string, path: string, body?: unknown) => office.ask<Body & ProblemBody>(method, path, body)
async function bring(file: string, content: string | Uint8Array, layer?: string): Promise<StagedImport> {
  const response = await fetch(`${server.url}/api/imports?file=${encodeURIComponent(file)}${layer ? `&layer=${layer}` : ''}`, {
    method: 'POST', body: content as BodyInit, headers: { 'content-type': 'application/octet-stream', 'sec-fetch-site': 'same-origin', cookie: [...office.cookies].map((pair) => pair.join('=')).join('; ') },
  })
  expect(response.status).toBe(202)
  return settled(((await response.json()) as StagedImport).id)
}
async function settled(id: string): Promise<StagedImport> {
  const look = async () => (await ask<StagedImport>('GET', `/api/imports/${id}`)).body
  await expect.poll(async () => underWay(await look()), { timeout: 120_000 }).toBe(false)
  return look()
}
const points = (name = '新口') => collection([feature({ 编码: 'O-9', 名称: name, 一级分类: '农业排口' }, { type: 'Point', coordinates: [113.3, 23.5] })])
const stages = async () => (await own.database.query(sql`select tablename from pg_tables where tablename like 'import\\_1%'`)).length

test('the layer is guessed with reasons and asked before anything is staged, and may be another', async () => {
  const asked = await bring('入河排污口.geojson', points())
  expect(asked).toMatchObject({ state: 'asking', layer: null, report: null, guess: { sure: true } })
  expect(asked.guess!.layers[0]).toMatchObject({ layer: 'outfalls' })
  expect(asked.guess!.layers[0].reasons.map(({ zh }) => zh).join()).toMatch(/名字里有“入河排污口”.*图形是点/)
  expect(await stages()).toBe(0)
  expect((await ask('POST', `/api/imports/${asked.id}/commit`, { id: randomUUID() })).body).toMatchObject({ code: 'importNotReady', zh: expect.stringContaining('还没有选图层') as string })

  // Two say so at once: one is told that it is under way.
  const both = await Promise.all(['gates', 'gates'].map((layer) => ask<StagedImport>('PUT', `/api/imports/${asked.id}?layer=${layer}`, { defaults: { kind: '水闸' } })))
  expect(both.map(({ status }) => status).sort()).toEqual([202, 409])
  expect(await settled(asked.id)).toMatchObject({ state: 'ready', layer: 'gates', report: { counts: { new: 1 } } })
  // And another again, its rows put away with it.
  expect((await ask('PUT', `/api/imports/${asked.id}?layer=outfalls`, {})).status).toBe(202)
  expect(await settled(asked.id)).toMatchObject({ state: 'ready', layer: 'outfalls', report: { counts: { new: 1 } } })
  expect(await stages()).toBe(1)
  expect((await ask('PUT', `/api/imports/${asked.id}?layer=people`, {})).body).toMatchObject({ code: 'inputInvalid', details: { field: 'layer' } })
  const commit = { id: randomUUID() }
  const [first, again] = [await ask<Changed>('POST', `/api/imports/${asked.id}/commit`, commit), await ask<Changed>('POST', `/api/imports/${asked.id}/commit`, commit)]
  expect([first.status, again.body.seq]).toEqual([201, first.body.seq])
  expect((await ask('PUT', `/api/imports/${asked.id}?layer=gates`, {})).body.code).toBe('importDone')
})

test('codes of the register tell the layer of a file that says nothing else', async () => {
  const { guess } = await bring('x.geojson', collection([feature({ code: 'O-1', name: '甲' }, { type: 'Point', coordinates: [113.1, 23.5] })]))
  expect([guess!.sure, guess!.layers[0].layer, guess!.layers[0].reasons[0].zh]).toEqual([true, 'outfalls', '名录的入河排污口里有其中 1 个编码'])
})

test('what tells nothing is asked with several, and none of another kind of shape', async () => {
  const { guess } = await bring('x.geojson', collection([feature({ name: '甲' }, { type: 'LineString', coordinates: [[113.1, 23.5], [113.2, 23.5]] })]))
  expect([guess!.sure, guess!.layers.map(({ layer }) => layer).sort()]).toEqual([false, ['reaches', 'rivers']])
})

test('a file that holds nothing, or cannot be read, is said to be so without a layer', async () => {
  expect(await bring('x.geojson', collection([]))).toMatchObject({ state: 'failed', layer: null, problem: { zh: 'x.geojson 里没有要素：一行数据也没有' } })
  expect(await bring('x.geojson', 'no file at all')).toMatchObject({ state: 'failed', layer: null })
})

test('nobody else chooses the layer of a file', async () => {
  const asked = await bring('排口.geojson', points())
  const other = await browserOf(own.database, server.url, 'AP-2')
  expect((await other.ask<ProblemBody>('PUT', `/api/imports/${asked.id}?layer=outfalls`, {})).status).toBe(404)
})

test.each(['csv', 'xlsx'])('an untouched template as %s says that there are no rows; filled in it is guessed and taken', async (format) => {
  const answer = await fetch(`${server.url}/api/templates/outfalls?format=${format}`)
  expect([answer.status, answer.headers.get('content-disposition')]).toEqual([200, `attachment; filename="outfalls-template.${format}"; filename*=UTF-8''${encodeURIComponent(`入河排污口-模板.${format}`)}`])
  const bytes = new Uint8Array(await answer.arrayBuffer())
  for (const layer of [undefined, 'outfalls']) expect(await bring(`模板.${format}`, bytes, layer)).toMatchObject({ state: 'failed', problem: { zh: expect.stringMatching(/没有要素：一行数据也没有/) as string } })
  if (format !== 'csv') return
  const titles = new TextDecoder().decode(bytes).split('\r\n')[0].replace('\ufeff', '').split(',')
  const cells: Record<string, string> = { '编码*': 'O-7', '名称*': '七号口', '一级分类*': '农业排口', '口径(mm)': '300', 晴天出流: '是', '经度*': '113.4', '纬度*': '23.4' }
  const filled = `${new TextDecoder().decode(bytes)}${titles.map((title) => cells[title] ?? '').join(',')}\r\n`
  const asked = await bring('x.csv', new TextEncoder().encode(filled))
  expect([asked.guess!.sure, asked.guess!.layers[0].layer]).toEqual([true, 'outfalls'])
  await ask('PUT', `/api/imports/${asked.id}?layer=outfalls`, {})
  expect(await settled(asked.id)).toMatchObject({ state: 'ready', report: { counts: { new: 1 }, errors: { rows: 0 } } })
})

test('a template of no layer, or of no format, is said to be none', async () => {
  expect((await ask('GET', '/api/templates/people')).body.code).toBe('layerUnknown')
  expect((await ask('GET', '/api/templates/rivers?format=pdf')).body.code).toBe('inputInvalid')
})
