import { expect, test } from 'vitest'
import { FeatureCard, FeaturePage } from '../../domain/features/schemas.ts'
import { Health, LayerEntry, Settings, StateOfMonth } from '../../domain/city/schemas.ts'
import { SearchAnswer } from '../../domain/search/schemas.ts'
import { WaterCard } from '../../domain/waters/schemas.ts'
import { type ProblemBody } from '../../domain/problem.ts'
import { layerIds } from '../../domain/catalogue.ts'
import { getJson } from '../../test/http.ts'
import { ownRegister, serve, served } from '../../test/register.ts'

const { url, engine } = served()

test('says that it is well, on which engine and which PostGIS', async () => {
  const { status, body } = await getJson<Health>(`${url}/api/health`)
  expect(status).toBe(200)
  expect(Health.parse(body)).toMatchObject({ status: 'ok', engine, city: '榕州市' })
  expect(body.postgis).toMatch(/^3\.\d/)
})

test('lists every layer of the catalogue with its count, in drawing order', async () => {
  const { body } = await getJson<LayerEntry[]>(`${url}/api/layers`)
  expect(body.map((layer) => LayerEntry.parse(layer).id)).toEqual([...layerIds])
  for (const layer of body) expect(layer.count, layer.id).toBeGreaterThan(0)
  expect(JSON.stringify(body)).not.toContain('aliases')
})

test('a month before anybody was chief has nothing to say; the present one says where tasks are late', async () => {
  const past = await getJson<StateOfMonth>(`${url}/api/state?month=2001-01`)
  expect(past.body.codes).toEqual([])
  const now = StateOfMonth.parse((await getJson(`${url}/api/state?month=2026-11`)).body)
  expect(now.says.overdue!.some((n) => n > 0)).toBe(true)
  for (const told of [now.says.overdue, now.says.vacant, now.at]) expect(told!.length).toBe(now.codes.length)
})

test('a month that is none is refused with the field named', async () => {
  for (const month of ['2026-13', 'x', "2026-01'; drop table waters; --"]) {
    const { status, body } = await getJson<ProblemBody>(`${url}/api/state?month=${encodeURIComponent(month)}`)
    expect(status).toBe(400)
    expect(body).toMatchObject({ code: 'inputInvalid', details: { field: 'month' } })
  }
})

test('an empty register is served as one: no city, no waters, no error', async () => {
  const own = await ownRegister()
  const { url: empty, close } = await serve(own.database)
  try {
    expect(Settings.parse((await getJson(`${empty}/api/settings`)).body).city).toBeNull()
    expect((await getJson<LayerEntry[]>(`${empty}/api/layers`)).body.every((layer) => layer.count === 0)).toBe(true)
    expect((await getJson<SearchAnswer>(`${empty}/api/search?q=${encodeURIComponent('河')}`)).body.found).toEqual([])
    expect((await fetch(`${empty}/tiles/rivers/8/208/111.mvt`)).status).toBe(200)
    expect((await fetch(`${empty}/relief/8/208/111.webp`)).status).toBe(204)
  } finally {
    await close()
    await own.close()
  }
})

test('describes its own API, and every answer it gives fits the description', async () => {
  const { body } = await getJson<{ openapi: string; paths: Record<string, unknown>; components: { schemas: Record<string, unknown> } }>(`${url}/api/openapi.json`)
  expect(body.openapi).toBe('3.1.0')
  const references = new Set([...JSON.stringify(body.paths).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name))
  expect([...references].filter((name) => !(name in body.components.schemas))).toEqual([])
  const [river] = (await getJson<FeaturePage>(`${url}/api/features/rivers?limit=1`)).body.rows
  const [gate] = FeaturePage.parse((await getJson(`${url}/api/features/gates?limit=1`)).body).rows
  WaterCard.parse((await getJson(`${url}/api/waters/${String(river.code)}`)).body)
  FeatureCard.parse((await getJson(`${url}/api/features/gates/${String(gate.code)}`)).body)
  SearchAnswer.parse((await getJson(`${url}/api/search?q=113.2,23.1`)).body)
  Settings.parse((await getJson(`${url}/api/settings`)).body)
})

test('only reads: writing methods and unknown addresses get a clear answer', async () => {
  const written = await fetch(`${url}/api/layers`, { method: 'POST', body: '{}' })
  expect(written.status).toBe(405)
  for (const path of ['x.js', '%00', '%E0%A4%A', '..%2f..%2fpackage.json']) expect((await fetch(`${url}/assets/${path}`)).status, path).toBeLessThan(500)
  const nowhere = await getJson<ProblemBody>(`${url}/api/nowhere`)
  expect(nowhere.status).toBe(404)
  expect(nowhere.body).toMatchObject({ code: 'notFound', zh: '没有这个地址' })
  expect(nowhere.headers.get('content-security-policy')).toContain("default-src 'self'")
  expect(nowhere.headers.get('x-powered-by')).toBeNull()
})
