// Everything there is, asked and done once: each answer, and each body that was taken, is as /api/openapi.json describes it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { brokenAnswer, brokenRequest, type Described } from '../../domain/contract.ts'
import type { Method } from '../../domain/path.ts'
import { ownRegister, serve, type OwnRegister } from '../../test/register.ts'
import { questionsOf, refused } from '../../test/same/questions.ts'
import { Transcript, type Ask } from '../../test/same/transcript.ts'
import { week } from '../../test/same/week.ts'

let own: OwnRegister
let server: Awaited<ReturnType<typeof serve>>
let description: Described
const broken = new Set<string>()
/** Codes and times apart, each is told once. */
const note = (words: string | null) => words && broken.add(words.replace(/(?<!answers )\b\d{2,}\b/g, '#'))

beforeAll(async () => {
  own = await ownRegister('city')
  server = await serve(own.database, { demonstration: true, ratePerMinute: 0, awayMs: 3_600_000 })
  description = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as Described
})
afterAll(async () => {
  await server.close()
  await own.close()
})

test('a week of changes and every question are answered, and taken, as described', async () => {
  const transcript = new Transcript(server.url)
  let answers = 0
  const ask: Ask = async <Body>(...[who, method, path, sent, headers]: Parameters<Ask>) => {
    const answer = await transcript.ask<Body>(who, method, path, sent, headers)
    const json = transcript.lines.at(-1)!.type.startsWith('application/json')
    if (json && path.startsWith('/api/') && path !== '/api/openapi.json') {
      answers += 1
      note(brokenAnswer(description, method as Method, path, answer.status, answer.body))
    }
    if (answer.status < 300 && sent !== undefined && typeof sent === 'object' && !Buffer.isBuffer(sent)) note(brokenRequest(description, method as Method, path, sent))
    return answer
  }
  const imports = await week(ask)
  const questions = await questionsOf(async (path) => (await ask('administrator', 'GET', path)).body as never, imports)
  for (const [path, asked] of Object.entries(questions))
    if (path !== '/api/live') for (const one of asked) for (const who of ['nobody', 'administrator']) await ask(who, 'GET', one)
  for (const path of Object.keys(refused)) await ask('nobody', 'GET', path)
  expect(answers).toBeGreaterThan(200)
  expect([...broken]).toEqual([])
}, 600_000)

test('what is otherwise is told: a field too few, a status nobody described, a body of another kind', () => {
  const health = { status: 'ok' }
  expect(brokenAnswer(description, 'GET', '/api/health', 200, health)).toContain('otherwise than described')
  expect(brokenAnswer(description, 'GET', '/api/health', 299, health)).toContain('nothing describes')
  expect(brokenRequest(description, 'POST', '/api/session', { login: 1 })).toContain('not described')
  expect(brokenRequest(description, 'POST', '/api/session', { login: 'a', password: 'b' })).toBeNull()
})
