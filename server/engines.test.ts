// The same city on both engines lives through the same week and is asked the same questions: whoever moves from the embedded
// database to a server finds everything as it was. Where rules decide, this is why their tests need only one engine.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Settings } from '../domain/city/schemas.ts'
import type { LiveEvent } from '../domain/live/schemas.ts'
import { brokenAnswer, brokenRequest, type Described } from '../domain/contract.ts'
import type { Method } from '../domain/path.ts'
import { descriptionOf } from '../test/addresses.ts'
import { build } from '../test/engines.ts'
import { startPostgres, type Cluster } from '../test/postgres.ts'
import { ownRegister, serve } from '../test/register.ts'
import { questionsOf, refused } from '../test/same/questions.ts'
import { Transcript, type Line, type Seen } from '../test/same/transcript.ts'
import { week } from '../test/same/week.ts'
import { followStream } from '../test/stream.ts'
import type { Database } from './db/database.ts'
import { migrate } from './db/migrate.ts'
import { openDatabase, type Places } from './db/open.ts'
import { sql } from './db/sql.ts'

interface Side {
  database: Database
  url: string
  transcript: Transcript
  close(): Promise<void>
}

let cluster: Cluster
let sides: [embedded: Side, server: Side]
/** The imports of the week, of each side. */
let imports: Awaited<ReturnType<typeof week>>[]

const onServer = async () => {
  cluster = await startPostgres()
  const places: Places = { url: await cluster.create('city'), directory: '' }
  const database = await openDatabase(places)
  await migrate(database)
  await build(database)
  return { database, close: () => database.close() }
}

/** What was answered, or taken, otherwise than described; codes and times apart, each is told once. */
const broken = new Set<string>()
/** Holds answers of addresses and bodies that were taken against the description. */
const holding = (described: Described) => ({ method, path, sent, status, type, body }: Seen) => {
  const note = (words: string | null) => words && broken.add(words.replace(/(?<!answers )\b\d{2,}\b/g, '#'))
  const answered = type.startsWith('application/json') && path.startsWith('/api/') && path !== '/api/openapi.json'
  if (answered) note(brokenAnswer(described, method as Method, path, status, body))
  const taken = status < 300 && sent !== undefined && typeof sent === 'object' && !Buffer.isBuffer(sent)
  if (taken) note(brokenRequest(described, method as Method, path, sent))
}

beforeAll(async () => {
  const opened = [await ownRegister('city'), await onServer()]
  sides = await Promise.all(opened.map(async ({ database, close }) => {
    // However long the week takes here, a screen that was away for all of it is still told of it.
    const served = await serve(database, { demonstration: true, ratePerMinute: 0, awayMs: 3_600_000 })
    const described = (await (await fetch(`${served.url}/api/openapi.json`)).json()) as Described
    const transcript = new Transcript(served.url, holding(described))
    return { database, url: served.url, transcript, close: async () => { await served.close(); await close() } }
  })) as [Side, Side]
})
afterAll(async () => {
  for (const side of sides) await side.close()
  await cluster.stop()
})

/** Of each audience one, as the week has signed them in. */
const askers = ['nobody', 'delegate', 'office', 'administrator']
const described = async () => Object.entries((await descriptionOf(sides[1].url)).paths)
/** What both wrote down from a line on, with the first that differ put side by side. */
const same = (from: number): Line[] => {
  const [embedded, server] = sides.map(({ transcript }) => transcript.lines.slice(from)) as [Line[], Line[]]
  expect(embedded.map(({ asked, status, type }) => [asked, status, type]))
    .toEqual(server.map(({ asked, status, type }) => [asked, status, type]))
  for (const [i, line] of embedded.entries()) expect(line.body, line.asked).toEqual(server[i].body)
  return server
}

test('a week of everything that changes anything goes the same on both', async () => {
  const ends = await Promise.allSettled(sides.map(({ transcript }) => week(transcript.ask)))
  const lines = same(0)
  imports = ends.map((end) => {
    if (end.status === 'rejected') throw end.reason
    return end.value
  })
  const writes = (await described()).flatMap(([path, methods]) =>
    Object.keys(methods).filter((method) => method !== 'get').map((method) => `${method.toUpperCase()} ${path}`))
  // A new one wants a place in test/same/week.ts.
  expect(writes.filter((write) => {
    const address = new RegExp(`: ${write.replaceAll(/\{\w+\}/g, '[^/?]+')}(\\?.*)?$`)
    return !lines.some(({ asked }) => address.test(asked))
  })).toEqual([])
}, 600_000)

test('every address answers the same on both, to everybody', async () => {
  const from = sides[1].transcript.lines.length
  const questions = await Promise.all(sides.map(({ transcript: { ask } }, i) =>
    questionsOf(async (path) => (await ask('administrator', 'GET', path)).body as never, imports[i])))
  same(from)
  const gets = (await described()).filter(([, methods]) => methods.get).map(([path]) => path)
  // A new address wants parameters in test/same/questions.ts.
  expect(Object.keys(questions[1]).sort()).toEqual(gets.sort())
  for (const path of Object.keys(questions[1]).filter((path) => path !== '/api/live')) {
    const began = sides[1].transcript.lines.length
    await Promise.all(sides.map(async ({ transcript: { ask } }, i) => {
      for (const address of questions[i][path]) for (const who of askers) await ask(who, 'GET', address)
    }))
    const lines = same(began)
    expect([path, lines.some(({ status }) => status === 200)]).toEqual([path, !refused[path]])
  }
}, 600_000)

test('each answer, and each body that was taken, is as the description of the API has it', async () => {
  expect([...broken]).toEqual([])
  const described = (await descriptionOf(sides[1].url)) as unknown as Described
  const health = { status: 'ok' }
  expect(brokenAnswer(described, 'GET', '/api/health', 200, health)).toContain('otherwise than described')
  expect(brokenAnswer(described, 'GET', '/api/health', 299, health)).toContain('nothing describes')
  expect(brokenRequest(described, 'POST', '/api/session', { login: 1 })).toContain('not described')
  expect(brokenRequest(described, 'POST', '/api/session', { login: 'a', password: 'b' })).toBeNull()
})

test('a screen is told the same of the whole week by both', async () => {
  const heard = await Promise.all(sides.map(async ({ url }) => {
    const { head } = (await (await fetch(`${url}/api/settings`)).json()) as Settings
    const line = new AbortController()
    const events: LiveEvent[] = []
    // What waters have to say is what they had to say when the server came to tell of it.
    for await (const { event, data } of followStream(url, {}, line.signal, '?since=1')) {
      if (event === 'message') events.push({ ...data, at: '', state: null })
      if (events.at(-1)?.seq === head) break
    }
    line.abort()
    return events
  }))
  expect(heard[0].length).toBeGreaterThan(20)
  expect(heard[0]).toEqual(heard[1])
})

test('tracing in SQL answers the same on both', async () => {
  const places = await sides[1].database.query<{ code: string }>(sql`
    select code from waters where kind = 'reach' and valid_to is null order by length_m desc, code limit 4`)
  for (const { code: place } of places)
    for (const scenario of ['ebb', 'flood', 'either', 'floodShut']) {
      const [embedded, server] = await Promise.all(sides.map(({ database }) => database.query(sql`
        select (select jsonb_agg(u order by u::text) from upstream_of(${place}, null, ${scenario}) u) as up,
          (select jsonb_agg(d order by d::text) from downstream_of(${place}, null, ${scenario}) d) as down`)))
      expect(embedded, `${place} ${scenario}`).toEqual(server)
    }
})
