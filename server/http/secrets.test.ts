// Every answer the public or a delegate can get from a demonstration city, read for every secret it holds.
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeaturePage } from '../../domain/features/schemas.ts'
import type { LayerEntry, Settings } from '../../domain/city/schemas.ts'
import { catalogue, layerIds, type LayerId } from '../../domain/catalogue.ts'
import type { Changed, Operation } from '../../domain/changes/schemas.ts'
import type { LiveEvent } from '../../domain/live/schemas.ts'
import { exportFormats, type ExportFormat } from '../../domain/export/formats.ts'
import type { NetworkChanges } from '../../domain/network/schemas.ts'
import type { TraceAnswer } from '../../domain/trace/schemas.ts'
import { temporaryFolder } from '../../geodata/import/files.fixture.ts'
import { openSource } from '../../geodata/import/read/open.ts'
import { Browser } from '../../test/browser.ts'
import { ownRegister, serve, type OwnRegister } from '../../test/register.ts'
import { followStream } from '../../test/stream.ts'
import { tilesOver } from '../../test/tiles.ts'
import { begin } from '../accounts/sessions.ts'
import { identifier, sql } from '../db/sql.ts'
import { soundsOf } from '../search/fold.ts'

let own: OwnRegister
let server: Awaited<ReturnType<typeof serve>>
const asking: Record<'public' | 'delegate' | 'office', string | null> = { public: null, delegate: null, office: null }
type Who = keyof typeof asking

const hiding = ['drainage_units', 'drainage_households', 'pollution_sources'] as const satisfies LayerId[]

const one = async <Row>(statement: ReturnType<typeof sql>): Promise<Row> => (await own.database.query<Row>(statement))[0]
const sessionFor = async (role: string) => begin(own.database, (await one<{ code: string }>(sql`
  select a.code from accounts a join posts p using (person) where p.role = ${role} and length(p.division) = 6 and p.valid_to is null order by right(p.division, 2), a.code limit 1`)).code, 'test')

beforeAll(async () => {
  own = await ownRegister('city')
  server = await serve(own.database, { demonstration: true, ratePerMinute: 0, beatMs: 200 })
  asking.delegate = await sessionFor('delegate')
  asking.office = await sessionFor('administrator')
  // What a city this small has none of: barracks full of households, something found there, and what they were before.
  const units = await own.database.query<{ code: string; version: number; at: [number, number] }>(sql`
    select code, version, array[st_x(st_pointonsurface(geom)), st_y(st_pointonsurface(geom))] as at
    from drainage_units u where outfall is not null and (select count(*) from drainage_households h where h.unit = u.code) between 5 and 30 order by code limit 2`)
  const [quarters, elsewhere] = units as [typeof units[0], typeof units[0]]
  const households = await own.database.query<{ code: string; version: number }>(sql`select code, version from drainage_households where unit = ${quarters.code} order by code`)
  for (const { code } of [quarters, ...households]) turned.add(code)
  await change([
    { op: 'update', layer: 'drainage_units', code: quarters.code, version: quarters.version, fields: { kind: '部队类', name: '部队营区九十九号', address: '营前路九百九十九号' } },
    { op: 'create', layer: 'pollution_sources', fields: { name: '营区西墙暗管', kind: '排水口', unit: quarters.code, found_on: '2024-03-01', state: '整治中' }, geometry: { type: 'Point', coordinates: quarters.at } },
  ])
  const now = async (table: 'drainage_units' | 'drainage_households', code: string) => (await one<{ version: number }>(sql`select version from ${identifier(table)} where code = ${code}`)).version
  const moved = households.pop()!
  for (const [i, { code }] of households.entries()) await change([{ op: 'update', layer: 'drainage_households', code, version: await now('drainage_households', code), fields: { name: `部队营区九十九号管理所${i}`, address: `营前路九百九十九号之${i}` } }])
  await change([
    { op: 'update', layer: 'drainage_units', code: quarters.code, version: await now('drainage_units', quarters.code), since: '2024-05-01', fields: { name: '部队营区九十九号扩建' } },
    { op: 'update', layer: 'drainage_households', code: moved.code, version: await now('drainage_households', moved.code), since: '2024-06-01', fields: { unit: elsewhere.code, name: '迁出商户' } },
  ])
})
afterAll(async () => {
  await server.close()
  await own.close()
})

const browserOf = (who: Who) => {
  const browser = new Browser(server.url)
  if (asking[who]) browser.cookies.set('one_map_session', asking[who])
  return browser
}
const get = (path: string, who: Who, headers: Record<string, string> = {}) => fetch(server.url + path, { headers: { ...headers, ...(asking[who] ? { cookie: `one_map_session=${asking[who]}` } : {}) } })
const json = async <Body>(path: string, who: Who): Promise<Body> => {
  const answer = await get(path, who)
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Body
}

const change = async (operations: Operation[]): Promise<Changed> => {
  const { status, body } = await browserOf('office').ask<Changed>('POST', '/api/changes', { id: randomUUID(), operations })
  expect(status, JSON.stringify(body)).toBe(201)
  return body
}

interface Secret {
  layer: (typeof hiding)[number]
  code: string
  name: string
  address: string | null
  unit: string | null
  at: [number, number]
}

const secretRows = async (): Promise<Secret[]> => (await Promise.all(hiding.map((layer) => own.database.query<Secret>(sql`
  select ${layer}::text as layer, code, name, ${layer === 'pollution_sources' ? sql`null` : sql`address`} as address, ${layer === 'drainage_units' ? sql`null` : sql`unit`} as unit,
    array[st_x(st_pointonsurface(geom)), st_y(st_pointonsurface(geom))] as at
  from ${identifier(layer)} where staff_only order by code`)))).flat()

/** All that tables which everybody may read hold, in one text. */
const knownToAll = async () => (await Promise.all([
  ...['divisions', 'grids', 'waters', 'links', 'outfalls', 'treatment_plants', 'sections', 'gates', 'orgs', 'people', 'tenures', 'strategies', 'strategy_items', 'archive_entries', 'stations', 'samples', 'rule_sets'].map((table) => sql`select string_agg((to_jsonb(t) - 'geom')::text, ' ') as text from ${identifier(table)} t`),
  ...hiding.map((table) => sql`select string_agg((to_jsonb(t) - 'geom')::text, ' ') as text from ${identifier(table)} t where not staff_only`),
].map((statement) => one<{ text: string | null }>(statement)))).map(({ text }) => text ?? '').join('\n')

/** What must never be said: texts sought anywhere, and words that are secret where they stand alone. */
const secrets = async () => {
  const rows = await secretRows()
  const past = await own.database.query<{ name: string }>(sql`select attributes ->> 'name' as name from past_versions where staff_only`)
  const open = await knownToAll()
  const texts = (list: (string | null)[]) => [...new Set(list.filter((text): text is string => Boolean(text)))]
  const words = async (statement: ReturnType<typeof sql>) =>
    texts((await own.database.query<{ word: string | null }>(statement)).map(({ word }) => word))
  // A name or an address that somebody else has too is not told by being read.
  const apart = (list: string[]) => list.filter((text) => !open.includes(text))
  const onBoards = sql`select person from tenures t where t.valid_from <= current_date and (t.valid_to is null or t.valid_to > current_date)`
  const shown = (await json<{ login: string }[]>('/api/session/demonstration', 'public')).map(({ login }) => login)
  const boards = new Set(await words(sql`select translate(phone, '-', '') as word from contacts where person in (${onBoards})`))
  return {
    codes: rows.map(({ code }) => code), names: texts(rows.map(({ name }) => name)), pastNames: apart(texts(past.map(({ name }) => name))),
    addresses: apart(texts(rows.map(({ address }) => address))),
    owners: apart(await words(sql`select owner as word from household_owners`)), ownersPhones: await words(sql`select translate(phone, '-', '') as word from household_owners`),
    staffPhones: (await words(sql`select translate(phone, '-', '') as word from contacts where person not in (${onBoards})`)).filter((phone) => !boards.has(phone) && !shown.includes(phone)),
    signInNames: (await words(sql`select login as word from accounts`)).filter((login) => !boards.has(login) && !shown.includes(login)),
  }
}
type Secrets = Awaited<ReturnType<typeof secrets>>

const rowsOf = async (bytes: Buffer): Promise<string> => {
  const path = join(temporaryFolder(), 'x')
  writeFileSync(path, bytes)
  const source = await openSource(path, { encoding: null, member: null })
  const rows: unknown[] = []
  for await (const row of source.features()) rows.push(row)
  await source.close()
  return JSON.stringify(rows)
}

const tries = <Item>(list: readonly Item[], many: number) => list.filter((_, i) => i % Math.ceil(list.length / many) === 0)
const at = encodeURIComponent

/** Every GET address of the description with parameters that lead to something; one we know no better for, with a secret code. */
async function* addresses(who: Who, rows: readonly Secret[]): AsyncGenerator<string> {
  const described = await json<{ paths: Record<string, Record<string, unknown>> }>('/api/openapi.json', who)
  const { city, head } = await json<Settings>('/api/settings', who)
  const hidden = new Map(hiding.map((layer) => [layer as LayerId, rows.filter((row) => row.layer === layer)]))
  const extent = city!.extent!
  const box = extent.join(',')
  const around = ({ at: [lon, lat] }: Secret, by = 0.004) => [lon - by, lat - by, lon + by, lat + by]
  const days = ['2021-01-01', '2024-04-01', '2025-01-01']
  const waters = (await Promise.all(['rivers', 'reaches', 'lakes', 'reservoirs', 'small_waters'].map(async (layer) => (await json<FeaturePage>(`/api/features/${layer}?limit=1000`, who)).rows.map(({ code }) => String(code)))))
    .flatMap((codes) => tries(codes, 15))
  const places = tries([...waters.filter((code) => code.includes('-')), ...(await own.database.query<{ code: string }>(sql`select distinct outfall as code from drainage_units where staff_only and outfall is not null`)).map(({ code }) => code)], 12)
  const once = await own.database.query<{ layer: string; code: string }>(sql`select distinct layer, code from past_versions where staff_only`)
  const words = [...new Set(rows.flatMap(({ code, name, address }) =>
    [code, code.slice(-7), name, name.slice(0, 4), ...soundsOf(name).initials, ...soundsOf(name).pinyin, ...(address ? [address] : [])]))]
  const known: Record<string, () => string[] | AsyncGenerator<string>> = {
    '/api/live': () => [],
    '/api/waters/{code}': () => waters.flatMap((code) => ['', '?on=2024-05-15'].map((on) => `/api/waters/${at(code)}${on}`)),
    '/api/features/{layer}': async function* () {
      for (const layer of catalogue) {
        let after = ''
        do {
          const path = `/api/features/${layer.id}?limit=1000${after && `&after=${after}`}`
          yield path
          after = (await json<FeaturePage>(path, who)).next ?? ''
        } while (after)
        for (const row of hidden.get(layer.id)?.slice(0, 3) ?? []) {
          for (const q of [row.code, row.name, row.name.slice(0, 2)]) yield `/api/features/${layer.id}?q=${at(q)}`
          yield `/api/features/${layer.id}?bbox=${around(row).join(',')}&sort=-name`
          for (const { name } of layer.fields) if (!['owner', 'phone'].includes(name)) yield `/api/features/${layer.id}?limit=5&sort=${name}`
        }
      }
    },
    '/api/features/{layer}/{code}': () => [...rows, ...once].flatMap(({ layer, code }) => ['', ...days.map((on) => `?on=${on}`)].map((on) => `/api/features/${layer}/${at(code)}${on}`)),
    '/api/features/{layer}/{code}/hanging': () => [...rows.map(({ layer, code }) => `/api/features/${layer}/${at(code)}/hanging`), ...waters.map((code) => `/api/features/reaches/${at(code)}/hanging`), ...places.map((code) => `/api/features/outfalls/${at(code)}/hanging`)],
    '/api/past/{layer}': () => layerIds.flatMap((layer) => days.map((on) => `/api/past/${layer}?bbox=${box}&on=${on}&limit=5000`)),
    '/api/shapes/{layer}': () => layerIds.map((layer) => `/api/shapes/${layer}?bbox=${box}&limit=5000`),
    '/api/links': () => [`/api/links?codes=${tries(waters, 50).join(',')}`],
    '/api/changes/{seq}': () => Array.from({ length: head }, (_, i) => `/api/changes/${i + 1}`),
    '/api/history/{layer}/{code}': () => [...rows, ...once].map(({ layer, code }) => `/api/history/${layer}/${at(code)}`),
    '/api/history/{layer}/{code}/{seq}': () => rows.slice(0, 5).flatMap(({ layer, code }) => Array.from({ length: head }, (_, i) => `/api/history/${layer}/${at(code)}/${i + 1}`)),
    '/api/export/{layer}': () => layerIds.flatMap((layer) => (Object.keys(exportFormats) as ExportFormat[]).filter((_, i) => hidden.has(layer) || i % 5 === layer.length % 5).map((format) => `/api/export/${layer}?format=${format}`)),
    '/api/search': () => words.map((word) => `/api/search?q=${at(word)}&limit=50`),
    '/api/quality': () => ['json', 'csv'].map((format) => `/api/quality?format=${format}`),
    '/api/quality/{code}': () => tries(waters, 5).map((code) => `/api/quality/${at(code)}`),
    '/api/network/changes': () => [0, 1, head].map((since) => `/api/network/changes?since=${since}`),
    '/api/trace': () => [...rows.slice(0, 5).map(({ code }) => code), ...places].flatMap((from) => [`/api/trace?from=${at(from)}&direction=both&limit=10000`, `/api/trace?from=${at(from)}&direction=up&format=geojson`])
      .concat(places.slice(0, 2).map((from) => `/api/trace?from=${at(from)}&format=gpkg`)),
    '/api/trace/common': () => [`/api/trace/common?${places.slice(0, 3).map((from) => `from=${at(from)}`).join('&')}`],
    '/api/trace/path': () => [`/api/trace/path?from=${at(places[0])}&to=${at(places.at(-1)!)}`],
    '/api/trace/nearest': () => places.flatMap((from) => ['units', 'households', 'sources'].map((kind) => `/api/trace/nearest?from=${at(from)}&kind=${kind}&most=1000`)),
    '/tiles/{layers}/{z}/{x}/{y}.mvt': () => [
      ...[8, 10].flatMap((zoom) => tilesOver(extent, zoom)).map(({ z, x, y }) => `/tiles/${layerIds.join(',')}/${z}/${x}/${y}.mvt`),
      ...[12, 14, 15, 16].flatMap((zoom) => tries(rows, 25).flatMap((row) => tilesOver(around(row, 0.0005), zoom))).map(({ z, x, y }) => `/tiles/${hiding.join(',')}/${z}/${x}/${y}.mvt`),
    ],
    '/relief/{z}/{x}/{y}.webp': () => [],
  }
  for (const [path, methods] of Object.entries(described.paths)) {
    if (!methods.get) continue
    const asked = known[path]?.() ?? [path.replaceAll(/\{\w+\}/g, at(rows[0].code))]
    for await (const address of asked) yield address
  }
}

/** What is in an answer that must not be: the first few. */
const foundIn = (text: string, { owners, ownersPhones, staffPhones, signInNames, ...sought }: Secrets): string[] => {
  const words = new Set(text.replace(/(\d)-(?=\d)/g, '$1').split(/[^\p{L}\p{N}]+/u))
  return [
    ...Object.values(sought).flat().filter((secret) => text.includes(secret)),
    ...[owners, ownersPhones, staffPhones, signInNames].flat().filter((word) => words.has(word)),
  ].slice(0, 3)
}

/** What everybody saw before it became secret: screens that hold it are told to drop it, by its code. */
const turned = new Set<string>()

/** Reads everything somebody can ask; what was found where, how many answers of each status, and how much was read. */
const reading = async (who: Who): Promise<{ leaks: string[]; statuses: Record<number, number>; bytes: number }> => {
  const [kept, rows] = [await secrets(), await secretRows()]
  const leaks: string[] = []
  const statuses: Record<number, number> = {}
  let bytes = 0
  const seen = new Set<string>()
  const queue = addresses(who, rows)
  const reader = async () => {
    for (let next = await queue.next(); !next.done; next = await queue.next()) {
      const path = next.value
      if (seen.has(path)) continue
      seen.add(path)
      const answer = await get(path, who)
      const body = Buffer.from(await answer.arrayBuffer())
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
      bytes += body.length
      let text = body.toString()
      if (answer.ok && /format=(gpkg|shp|xlsx)/.test(path) && path.startsWith('/api/export')) text += await rowsOf(body)
      // What was asked for is said back.
      for (const said of path.split(/[/?&=,]/).map(decodeURIComponent)) if (said.length > 1) text = text.replaceAll(JSON.stringify(said).slice(1, -1), '')
      const told = foundIn(text, path.startsWith('/api/network/changes') ? { ...kept, codes: kept.codes.filter((code) => !turned.has(code)) } : kept)
      if (told.length) leaks.push(`${answer.status} ${path}: ${told.join(' ')}`)
    }
  }
  await Promise.all(Array.from({ length: 6 }, reader))
  return { leaks, statuses, bytes }
}

test('the city has secrets of every kind, and nothing that everybody may read names one', async () => {
  const kept = await secrets()
  const rows = await secretRows()
  for (const layer of hiding) expect(rows.filter((row) => row.layer === layer).length, layer).toBeGreaterThan(0)
  for (const [kind, list] of Object.entries(kept)) expect(list.length, kind).toBeGreaterThan(0)
  const open = await knownToAll()
  expect([...kept.codes, ...kept.names].filter((secret) => open.includes(secret))).toEqual([])
  const { past } = await one<{ past: number }>(sql`select count(distinct layer) as past from past_versions where staff_only`)
  expect(past).toBe(2)
})

test.each(['public', 'delegate'] as const)('nothing that a %s can ask tells of any of them', async (who) => {
  const { leaks, statuses, bytes } = await reading(who)
  expect(leaks.slice(0, 20)).toEqual([])
  // Enough was read, and nothing broke.
  expect([statuses[200] > 200, bytes > 2_000_000, Object.keys(statuses).filter((status) => Number(status) >= 500)])
    .toEqual([true, true, []])
}, 200_000)

test('those who work for the city find them, by name and by code', async () => {
  for (const { layer, code, name } of tries(await secretRows(), 4)) {
    const { found } = await json<{ found: { code: string }[] }>(`/api/search?q=${at(name)}`, 'office')
    expect(found.map((line) => line.code)).toContain(code)
    expect((await get(`/api/features/${layer}/${at(code)}`, 'office')).status).toBe(200)
  }
})

test('what is secret is answered as what is not there is', async () => {
  for (const who of ['public', 'delegate'] as const)
    for (const layer of hiding) {
      const { code: secret } = await one<{ code: string }>(sql`select code from ${identifier(layer)} where staff_only order by code limit 1`)
      const nobody = '449001-Q00000'
      const said = async (path: (code: string) => string, asked: string) => {
        const answer = await get(path(asked), who)
        return [answer.status, (await answer.text()).replaceAll(asked, '…'), answer.headers.get('cache-control')]
      }
      for (const path of [(c: string) => `/api/features/${layer}/${c}`, (c: string) => `/api/features/${layer}/${c}?on=2024-05-15`, (c: string) => `/api/features/${layer}/${c}/hanging`, (c: string) => `/api/history/${layer}/${c}`, (c: string) => `/api/history/${layer}/${c}/2`,
        (c: string) => `/api/features/${layer}?q=${c}`, (c: string) => `/api/export/${layer}?format=csv&codes=${c}`, (c: string) => `/api/search?q=${c}`, (c: string) => `/api/trace?from=${c}`, (c: string) => `/api/waters/${c}`, (c: string) => `/api/quality/${c}`])
        expect(await said(path, secret), `${who} ${path(secret)}`).toEqual(await said(path, nobody))
    }
})

test('numbers do not count them: layers, pages, traces', async () => {
  const counted = async (who: Who) => Object.fromEntries((await json<LayerEntry[]>('/api/layers', who)).map(({ id, count }) => [id, count]))
  const [open, all] = [await counted('public'), await counted('office')]
  for (const layer of hiding) {
    const { n } = await one<{ n: number }>(sql`select count(*) as n from ${identifier(layer)} where staff_only and valid_to is null`)
    expect([all[layer] - open[layer], (await json<FeaturePage>(`/api/features/${layer}?limit=1`, 'public')).total], layer).toEqual([n, open[layer]])
  }
  const { outfall } = await one<{ outfall: string }>(sql`select u.outfall from drainage_units u where u.staff_only and u.outfall is not null and exists (select from drainage_households h where h.unit = u.code) limit 1`)
  const traced = async (who: Who) => json<TraceAnswer>(`/api/trace?from=${at(outfall)}&limit=10000`, who)
  const [outside, inside] = [await traced('public'), await traced('office')]
  const hidden = new Set((await secretRows()).map(({ code }) => code))
  for (const kind of ['units', 'households', 'sources'] as const) expect(outside[kind].map(({ code }) => code), kind).toEqual(inside[kind].map(({ code }) => code).filter((code) => !hidden.has(code)))
  expect(inside.units.length).toBeGreaterThan(outside.units.length)
  expect(outside.totals.up!.units.possible).toBe(outside.units.length)
  expect(inside.totals.up!.households.possible).toBe(inside.households.length)
})

/** The first events that somebody is told after a change they know. */
const heard = async (who: Who, since: number, many: number): Promise<LiveEvent[]> => {
  const line = new AbortController()
  const events: LiveEvent[] = []
  try {
    for await (const { event, data } of followStream(server.url, asking[who] ? { cookie: `one_map_session=${asking[who]}` } : {}, line.signal, `?since=${since}`)) {
      if (event === 'message') events.push(data)
      if (events.length === many) break
    }
  } finally {
    line.abort()
  }
  return events
}

/** What each audience is told of a change. */
const told = async (seq: number): Promise<Record<Who, LiveEvent>> => {
  const of = async (who: Who) => (await heard(who, seq - 1, 1))[0]
  return { public: await of('public'), delegate: await of('delegate'), office: await of('office') }
}

test('the stream of all changes there were tells outside of none of them, but that some have gone', async () => {
  const { head } = (await json<Settings>('/api/settings', 'public'))
  const kept = await secrets()
  for (const who of ['public', 'delegate'] as const) {
    const events = await heard(who, 0, head)
    expect(events.length).toBe(head)
    expect(foundIn(JSON.stringify(events), { ...kept, codes: kept.codes.filter((code) => !turned.has(code)) })).toEqual([])
    expect(events.flatMap(({ items }) => items).filter(({ code, op }) => kept.codes.includes(code) && op !== 'delete')).toEqual([])
  }
  expect(JSON.stringify(await heard('office', 0, head))).toContain(kept.codes[0])
})

test('who comes when a screen on a bad line would long be back is told nothing of what has gone, but to read everything', async () => {
  const later = await serve(own.database, { demonstration: true, ratePerMinute: 0, awayMs: 0 })
  const line = new AbortController()
  try {
    expect(await (await fetch(`${later.url}/api/network/changes?since=0`)).json()).toMatchObject({ reset: true, touched: [], part: null })
    for await (const { event } of followStream(later.url, {}, line.signal, '?since=0')) {
      expect(event).toBe('reset')
      break
    }
  } finally {
    line.abort()
    await later.close()
  }
})

test('a change of what is secret leaves what the public holds as it is: no event about it, the same network, the same tiles', async () => {
  const [row] = await secretRows()
  const { z, x, y } = tilesOver([...row.at, ...row.at], 14)[0]
  const validators = async () => Promise.all(['/api/network', `/tiles/${hiding.join(',')}/${z}/${x}/${y}.mvt`].map(async (path) => (await get(path, 'public')).headers.get('etag')))
  const before = await validators()
  const { version } = await one<{ version: number }>(sql`select version from drainage_units where code = ${row.code}`)
  const { seq } = await change([{ op: 'update', layer: 'drainage_units', code: row.code, version, fields: { outfall: '', compliant: true, name: '某营区' } }])
  const { public: outside, delegate, office } = await told(seq)
  expect(outside).toMatchObject({ items: [], areas: [], versions: {}, network: false, state: null })
  expect(delegate).toEqual(outside)
  expect(office.items.map(({ code }) => code)).toEqual([row.code])
  expect(await validators()).toEqual(before)
})

test('a unit that becomes barracks is gone for everybody outside with all that hangs on it, and new again when that is undone', async () => {
  const unit = await one<{ code: string; version: number; name: string; at: [number, number] }>(sql`
    select code, version, name, array[st_x(st_pointonsurface(geom)), st_y(st_pointonsurface(geom))] as at from drainage_units u
    where not staff_only and outfall is not null and (select count(*) from drainage_households h where h.unit = u.code) between 2 and 20 order by code limit 1`)
  const households = (await own.database.query<{ code: string }>(sql`select code from drainage_households where unit = ${unit.code} order by code`)).map(({ code }) => code)
  const there = [unit.code, ...households].sort()
  const { z, x, y } = tilesOver([...unit.at, ...unit.at], 15)[0]
  const seen = async (who: Who) => {
    const layers = await json<LayerEntry[]>('/api/layers', who)
    const version = layers.find(({ id }) => id === 'drainage_units')!.version
    const tile = Buffer.from(await (await get(`/tiles/drainage_units/${z}/${x}/${y}.mvt?v=${version}`, who)).arrayBuffer()).toString()
    return { card: (await get(`/api/features/drainage_units/${unit.code}`, who)).status, household: (await get(`/api/features/drainage_households/${households[0]}`, who)).status, tile: tile.includes(unit.code), units: layers.find(({ id }) => id === 'drainage_units')!.count }
  }
  const before = await seen('public')
  expect(before).toMatchObject({ card: 200, household: 200, tile: true })
  const copy = await json<{ seq: number }>('/api/network', 'public')

  const became = await change([{ op: 'update', layer: 'drainage_units', code: unit.code, version: unit.version, fields: { kind: '部队类' } }])
  const gone = await told(became.seq)
  expect(gone.public.items.map(({ code, op, version }) => ({ code, op, version })).sort((a, b) => (a.code < b.code ? -1 : 1))).toEqual(there.map((code) => ({ code, op: 'delete', version: null })))
  expect(gone.delegate).toEqual(gone.public)
  expect(gone.office.items.map(({ op }) => op)).toEqual(there.map(() => 'update'))
  // Which layers' tiles are to be asked again; neither a name nor a reason.
  expect(Object.keys(gone.public.versions).sort()).toEqual(['drainage_households', 'drainage_units'])
  expect(JSON.stringify(gone.public)).not.toMatch(new RegExp(`部队|${unit.name}`))
  expect(await seen('public')).toEqual({ card: 404, household: 404, tile: false, units: before.units - 1 })
  expect(await seen('office')).toMatchObject({ card: 200, household: 200, tile: true })
  const { touched, part } = await json<NetworkChanges>(`/api/network/changes?since=${copy.seq}`, 'public')
  expect([...touched].sort()).toEqual(there)
  expect(JSON.stringify(part)).not.toContain(unit.code)

  const undone = await browserOf('office').ask<Changed>('POST', `/api/changes/${became.seq}/undo`, { id: randomUUID() })
  expect(undone.status, JSON.stringify(undone.body)).toBe(201)
  const back = await told(undone.body.seq)
  expect(back.public.items.map(({ code, op }) => ({ code, op })).sort((a, b) => (a.code < b.code ? -1 : 1))).toEqual(there.map((code) => ({ code, op: 'insert' })))
  expect(await seen('public')).toEqual(before)
})

test('what is moved to barracks, or drawn elsewhere as it becomes secret, tells nothing of where it went', async () => {
  const barracks = (await secretRows()).find(({ layer }) => layer === 'drainage_units')!
  const household = await one<{ code: string; version: number }>(sql`select code, version from drainage_households where not staff_only order by code desc limit 1`)
  const [lon, lat] = barracks.at
  const { seq } = await change([{ op: 'update', layer: 'drainage_households', code: household.code, version: household.version, fields: { unit: barracks.code }, geometry: { type: 'Point', coordinates: [lon, lat] } }])
  const { public: outside } = await told(seq)
  expect(outside.items).toMatchObject([{ code: household.code, op: 'delete' }])
  for (const { extent: [west, south, east, north] } of outside.areas)
    expect(lon >= west && lon <= east && lat >= south && lat <= north).toBe(false)
  expect((await get(`/api/features/drainage_households/${household.code}`, 'public')).status).toBe(404)
})
