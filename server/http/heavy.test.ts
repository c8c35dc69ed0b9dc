// Dear answers and everybody else: who waits for whom.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProblemBody } from '../../domain/problem.ts'
import type { Browser } from '../../test/browser.ts'
import { getJson } from '../../test/http.ts'
import { browserOf, ownRegister, serve, served, type OwnRegister } from '../../test/register.ts'
import { sql } from '../db/sql.ts'
import { eachRow, MovedOn } from '../features/queries.ts'
import { layerOf } from '../../domain/catalogue.ts'

const rows = 20_000
let own: OwnRegister
let url: string
let stop: () => Promise<void>
const people: Browser[] = []
// Files of nobody else's.
const before = process.env.TMPDIR
const temporary = mkdtempSync(join(tmpdir(), 'one-map-heavy-'))

beforeAll(async () => {
  process.env.TMPDIR = temporary
  own = await ownRegister()
  ;({ url, close: stop } = await serve(own.database))
  await own.database.script(`
    insert into people (code, name, role) select 'P' || n, '甲', 'staff' from generate_series(1, 3) n;
    insert into accounts (code, person, login) select 'A' || n, 'P' || n, 'a' || n from generate_series(1, 3) n;
    insert into outfalls (code, name, class1, division, geom)
      select 'O' || lpad(n::text, 6, '0'), n || '号排口', '农业排口', null, st_setsrid(st_makepoint(113 + n / 1e5, 23 + n / 1e5), 4490) from generate_series(1, ${rows}) n`)
  for (let n = 1; n <= 3; n++) people.push(await browserOf(own.database, url, `A${n}`))
})
afterAll(async () => {
  await stop()
  await own.close()
  if (before === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = before
  rmSync(temporary, { recursive: true, force: true })
})

const file = '/api/export/outfalls?format=gpkg'
const folders = () => readdirSync(temporary).filter((name) => name.startsWith('one-map-file-'))

/** A file somebody asks for, and how to leave before it is there. */
const asking = (browser: Browser | null, path = file) => {
  const controller = new AbortController()
  const cookie = browser ? [...browser.cookies].map((pair) => pair.join('=')).join('; ') : ''
  const answer = fetch(url + path, { signal: controller.signal, headers: { cookie } }).then(
    async (response) => ({ status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) }),
    () => null,
  )
  return { answer, leave: () => controller.abort() }
}
const codeOf = (bytes: Buffer) => (JSON.parse(bytes.toString()) as ProblemBody).code

test('two files are made at a time, one for an account; whoever comes too early is told when to come again', async () => {
  const [first, second] = [asking(people[0]), asking(people[1])]
  await expect.poll(folders).toHaveLength(2)
  const third = (await asking(people[2]).answer)!
  expect([third.status, codeOf(third.bytes)]).toEqual([429, 'heavyBusy'])
  expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0)
  second.leave()
  await expect.poll(folders).toHaveLength(1)
  const again = (await asking(people[0]).answer)!
  expect([again.status, codeOf(again.bytes)]).toEqual([429, 'heavyBusy'])
  const other = asking(people[2])
  for (const { answer } of [first, other]) expect((await answer)!.status).toBe(200)
  expect((await asking(people[2]).answer)!.status).toBe(200)
})

test('whoever leaves frees their place, and nothing of the file stays', async () => {
  for (let i = 0; i < 3; i++) {
    const mine = asking(null)
    await expect.poll(folders).toHaveLength(1)
    mine.leave()
    await expect.poll(folders).toEqual([])
  }
  expect((await asking(null, '/api/export/outfalls?format=csv').answer)!.bytes.toString().split('\r\n')).toHaveLength(rows + 2)
})

test('while a file is made the rest is answered, health too', async () => {
  const mine = asking(null)
  await expect.poll(folders).toHaveLength(1)
  for (const path of ['/api/health', '/api/search?q=1', '/api/features/outfalls/O000007', '/api/openapi.json']) expect((await fetch(url + path)).status, path).toBe(200)
  expect(folders(), 'it is still being made').toHaveLength(1)
  mine.leave()
  await expect.poll(folders).toEqual([])
})

test('health is not limited and says when the database last answered', async () => {
  const few = await serve(own.database, { ratePerMinute: 1 })
  try {
    for (let i = 0; i < 5; i++) expect((await getJson<{ seenAt: string }>(`${few.url}/api/health`)).body.seenAt).toMatch(/^20\d\d-/)
  } finally {
    await few.close()
  }
})

test('the description of the API is kept: it has a validator and answers 304 to it', async () => {
  const { headers } = await getJson(`${url}/api/openapi.json`)
  expect((await fetch(`${url}/api/openapi.json`, { headers: { 'if-none-match': headers.get('etag')! } })).status).toBe(304)
})

test('layers of a tile have one order, however they are asked for', async () => {
  const { url: city } = served()
  const tile = async (layers: string) => {
    const response = await fetch(`${city}/tiles/${layers}/9/417/222.mvt`)
    return [response.headers.get('etag'), Buffer.from(await response.arrayBuffer()).toString('base64')]
  }
  expect(await tile('reaches,rivers,divisions')).toEqual(await tile('divisions,reaches,rivers'))
  expect(await tile('rivers,rivers')).toEqual(await tile('rivers'))
})

test('the past of many layers asked for at once is answered for each', async () => {
  const { url: city } = served()
  const asked = Array.from({ length: 30 }, (_, i) => fetch(`${city}/api/past/${i % 2 ? 'reaches' : 'outfalls'}?bbox=113,22,115,24&on=2021-01-01`))
  expect(new Set((await Promise.all(asked)).map(({ status }) => status))).toEqual(new Set([200]))
})

test('a file is of one moment: what changes while it is made is in it whole or not at all', async () => {
  const layer = layerOf('outfalls')!
  const sort = { field: 'code', descending: false }
  const names = async (looked: number) => {
    const seen = new Map<string, unknown>()
    let touched = false
    await eachRow(own.database, null, layer, { sort }, async (some) => {
      for (const { fields } of some) seen.set(String(fields.code), fields.name)
      if (touched || looked >= 3) return
      touched = true
      // Beside the transaction the rows are read in, where there is one.
      await own.database.probe(sql`update outfalls set name = ${`改${looked}`} where code in ('O000001', ${`O0${rows}`})`)
    }, looked)
    return [seen.size, seen.get('O000001') === seen.get(`O0${rows}`) || seen.get(`O0${rows}`) === `${rows}号排口`]
  }
  let moved = 0
  for (let looked = 0; looked <= 3; looked++)
    await names(looked).then((said) => expect(said).toEqual([rows, true]), (reason: unknown) => {
      expect(reason).toBeInstanceOf(MovedOn)
      moved++
    })
  // A server has a snapshot; the embedded engine looks again, and at last lets nobody in between.
  expect(moved).toBe(own.database.engine === 'server' ? 0 : 3)
})

test('a reader that takes nothing keeps its own next file waiting and nobody else’s', async () => {
  const slow = request(`${url}/api/export/outfalls?format=geojson`, (response) => void response.pause())
  slow.on('error', () => {})
  slow.end()
  await new Promise((resolve) => slow.once('response', resolve))
  const mine = (await asking(null).answer)!
  expect([mine.status, codeOf(mine.bytes)]).toEqual([429, 'heavyBusy'])
  for (const browser of people.slice(0, 2)) expect((await asking(browser).answer)!.status).toBe(200)
  slow.destroy()
  await expect.poll(folders).toEqual([])
})
