// What screens are told: over HTTP, on a register with one district, two waters, an outfall and barracks.
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { LayerEntry, Settings } from '../../domain/city/schemas.ts'
import type { Changed, Operation } from '../../domain/changes/schemas.ts'
import { Browser } from '../../test/browser.ts'
import { ownRegister, serve, type OwnRegister } from '../../test/register.ts'
import { followStream, type StreamEvent } from '../../test/stream.ts'
import { decoded } from '../../test/tiles.ts'
import { notify } from '../accounts/notices.ts'
import { begin } from '../accounts/sessions.ts'
import { openDatabase } from '../db/open.ts'
import { sql } from '../db/sql.ts'

let own: OwnRegister
let server: Awaited<ReturnType<typeof serve>>
const beatMs = 200

beforeAll(async () => {
  own = await ownRegister()
  server = await serve(own.database, { ratePerMinute: 0, beatMs })
  await own.database.script(`
    insert into divisions (code, name, level, geom) values ('449000', '榕州市', 'city', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 24,113 23)))');
    insert into waters (code, kind, name, division, length_m, geom) values ('R', 'river', '甲河', '449000', 1021, 'SRID=4490;LINESTRING(113.1 23.5, 113.11 23.5)'), ('L', 'lake', '甲湖', '449000', null, 'SRID=4490;POLYGON((113.2 23.5,113.21 23.5,113.21 23.51,113.2 23.5))');
    insert into outfalls (code, name, class1, division, geom) values ('O-1', '一号排口', '农业排口', '449000', 'SRID=4490;POINT(113.102 23.5001)');
    insert into drainage_units (code, name, kind, division, geom) values ('D-M', '某部营区', '部队类', '449000', 'SRID=4490;MULTIPOLYGON(((113.3 23.2,113.301 23.2,113.301 23.201,113.3 23.2)))');
    insert into people (code, name, role, division) values ('P', '林', 'staff', '449000'), ('C', '王', 'chief', '449000');
    insert into posts (code, person, role, division, valid_from) values ('1', 'P', 'administrator', '449000', '2020-01-01');
    insert into accounts (code, person, login) values ('A', 'P', 'p');
    insert into tenures (code, person, level, water, valid_from) values ('T1', 'C', 'district', 'R', '2020-01-01'), ('T2', 'C', 'district', 'L', '2020-01-01')`)
})
afterAll(async () => {
  await server.close()
  await own.close()
})

const lines: AbortController[] = []
afterEach(() => lines.splice(0).forEach((line) => line.abort()))

interface Screen {
  events: StreamEvent[]
  /** Resolves when the stream has ended. */
  ended: Promise<void>
}

/** A screen that follows from now on, of a server that has read all there is; it is connected when this resolves. */
const screen = async (
  key: string | null = null, known: { headers?: Record<string, string>; query?: string } = {}, url = server.url,
): Promise<Screen> => {
  const there = await head()
  await expect.poll(async () => (await new Browser(url).ask<Settings>('GET', '/api/settings')).body.head).toBe(there)
  const line = new AbortController()
  lines.push(line)
  const events: StreamEvent[] = []
  const stream = followStream(url, { ...(key ? { cookie: `one_map_session=${key}` } : {}), ...known.headers }, line.signal, known.query)
  let connected = () => {}
  const ready = new Promise<void>((resolve) => (connected = resolve))
  const ended = (async () => {
    for await (const event of stream) {
      if (event.event === 'head') connected()
      else events.push(event)
    }
  })().catch((reason: Error) => {
    if (!line.signal.aborted) throw reason
  })
  await ready
  return { events, ended }
}

const signedIn = () => begin(own.database, 'A', 'test')
const head = async () => (await own.database.query<{ head: number }>(sql`select max(seq) as head from changes`))[0].head
const change = async (operations: Operation[], url = server.url): Promise<Changed> => {
  const office = new Browser(url)
  office.cookies.set('one_map_session', await signedIn())
  const { status, body } = await office.ask<Changed>('POST', '/api/changes', { id: randomUUID(), operations })
  expect(status, JSON.stringify(body)).toBe(201)
  return body
}
const versionOf = async (table: 'outfalls' | 'drainage_units') =>
  (await own.database.query<{ version: number }>(table === 'outfalls' ? sql`select version from outfalls where code = 'O-1'` : sql`select version from drainage_units where code = 'D-M'`))[0].version
const rename = async (name: string): Promise<Operation> => ({ op: 'update', layer: 'outfalls', code: 'O-1', version: await versionOf('outfalls'), fields: { name } })
const numbers = ({ events }: Screen) => events.map(({ event, seq }) => (event === 'message' ? seq : event))

test('a screen hears of each change once and in order, with what is to be asked again', async () => {
  const here = await screen()
  const made: Changed[] = []
  for (const name of ['甲', '乙', '丙']) made.push(await change([await rename(name)]))
  await expect.poll(() => numbers(here)).toEqual(made.map(({ seq }) => seq))
  const layers = (await new Browser(server.url).ask<LayerEntry[]>('GET', '/api/layers')).body
  expect(here.events.at(-1)!.data).toMatchObject({
    items: [{ layer: 'outfalls', code: 'O-1', op: 'update', version: await versionOf('outfalls') }],
    versions: { outfalls: layers.find(({ id }) => id === 'outfalls')!.version }, areas: [{ layer: 'outfalls' }], state: null,
  })
})

test('who was away hears exactly what they missed, said either way; where that is too much, to read anew', async () => {
  const known = await head()
  const missed = [(await change([await rename('丁')])).seq, (await change([await rename('戊')])).seq]
  expect(numbers(await screen(null, { headers: { 'last-event-id': String(known) } }))).toEqual(missed)
  expect(numbers(await screen(null, { query: `?since=${known}` }))).toEqual(missed)
  expect(numbers(await screen(null, { query: `?since=${known}`, headers: { 'last-event-id': String(missed[0]) } }))).toEqual(missed.slice(1))
  expect(numbers(await screen(null, { query: `?since=${missed[1]}` }))).toEqual([])
  expect(numbers(await screen())).toEqual([])
  expect(numbers(await screen(null, { query: `?since=${missed[1] + 10}` }))).toEqual(['reset'])
  await own.database.script(Array.from({ length: 201 }, (_, i) => `begin; update outfalls set name = '第${i}' where code = 'O-1'; commit`).join(';'))
  const far = await screen(null, { query: `?since=${known}` })
  expect(far.events.map(({ event, seq }) => [event, seq])).toEqual([['reset', await head()]])
  const after = await change([await rename('己')])
  await expect.poll(() => numbers(far)).toEqual(['reset', after.seq])
})

test('the public is told neither of barracks nor of people, and those within of barracks', async () => {
  const [outside, inside] = [await screen(), await screen(await signedIn())]
  const barracks = await change([{ op: 'update', layer: 'drainage_units', code: 'D-M', version: await versionOf('drainage_units'), fields: { name: '某部新营区' } }])
  await own.database.query(sql`update people set name = '王某某' where code = 'C'`)
  const last = (await change([await rename('庚')])).seq
  for (const { events } of [outside, inside])
    await expect.poll(() => events.map(({ seq }) => seq)).toEqual([barracks.seq, barracks.seq + 1, last])
  expect(outside.events[0].data).toMatchObject({ items: [], areas: [], versions: {}, state: null })
  expect(inside.events[0].data).toMatchObject({ items: [{ layer: 'drainage_units', code: 'D-M' }], areas: [{ layer: 'drainage_units' }] })
  expect(JSON.stringify([outside.events, inside.events[1]])).not.toMatch(/D-M|王某某|"C"/)
})

test('a tenure that ends is told as the state of exactly that water', async () => {
  const here = await screen()
  await own.database.query(sql`update tenures set valid_to = current_date where code = 'T1'`)
  await expect.poll(() => here.events.length).toBe(1)
  const { state } = here.events[0].data
  expect(state!.codes).toEqual(['R'])
})

test('the stream of somebody who has signed out ends; the public’s goes on', async () => {
  const key = await signedIn()
  const [inside, outside] = [await screen(key), await screen()]
  const office = new Browser(server.url)
  office.cookies.set('one_map_session', key)
  expect((await office.ask('DELETE', '/api/session')).status).toBeLessThan(300)
  await inside.ended
  const { seq } = await change([await rename('辛')])
  await expect.poll(() => numbers(outside)).toEqual([seq])
  expect(numbers(inside)).toEqual([])
})

test.skipIf(process.env.TEST_ENGINE === 'embedded')('two servers over one database tell of each other’s changes, and a tile asked with the new version is new', async () => {
  const database = await openDatabase(own.places)
  const other = await serve(database, { ratePerMinute: 0, beatMs })
  try {
    const tile = async (version: number | string) => {
      const response = await fetch(`${other.url}/tiles/outfalls/14/13339/7091.mvt?v=${version}`)
      return { cache: response.headers.get('cache-control'), names: (decoded(new Uint8Array(await response.arrayBuffer())).outfalls ?? []).map(({ properties }) => properties.name) }
    }
    const before = (await new Browser(other.url).ask<LayerEntry[]>('GET', '/api/layers')).body.find(({ id }) => id === 'outfalls')!.version
    await change([await rename('壬')])
    await expect.poll(async () => (await tile(before)).names).toEqual(['壬'])
    const [here, there] = [await screen(), await screen(null, {}, other.url)]
    const one = await change([await rename('癸')])
    // At once, whether the other server has heard of it or not.
    const versionNow = (await new Browser(server.url).ask<LayerEntry[]>('GET', '/api/layers')).body.find(({ id }) => id === 'outfalls')!.version
    expect(await tile(Math.max(versionNow, before + 2))).toEqual({ cache: 'public, max-age=31536000, immutable', names: ['癸'] })
    const two = await change([await rename('子')], other.url)
    for (const of of [here, there]) await expect.poll(() => numbers(of)).toEqual([one.seq, two.seq])
  } finally {
    lines.splice(0).forEach((line) => line.abort())
    await other.close()
    await database.close()
  }
})

test('what concerns one account is heard on its own open screens, now and after a while away, and on nobody else’s', async () => {
  await own.database.script(`insert into accounts (code, person, login) values ('B', 'C', 'c')`)
  const [mine, others, everybody] = [await screen(await signedIn()), await screen(await begin(own.database, 'B', 'test')), await screen()]
  const told = (from: Screen) => from.events.map(({ event }) => event)
  await notify(own.database, 'A', 'newDevice', {})
  await expect.poll(() => told(mine)).toEqual(['notices'])
  // The others have heard all there is by the time they hear of a change made later.
  await change([await rename('二号排口')])
  await expect.poll(() => [told(others), told(everybody)]).toEqual([['message'], ['message']])
  const { id } = mine.events[0]
  await notify(own.database, 'A', 'unlocked', {})
  const back = await screen(await signedIn(), { headers: { 'last-event-id': id } })
  expect(told(back).sort()).toEqual(['message', 'notices'])
  expect(told(await screen(null, { headers: { 'last-event-id': id } }))).toEqual(['message'])
})
