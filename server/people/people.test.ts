// People, posts and tenures through HTTP. The river R flows through the west (R-01 in the town 449003104, R-02) into the
// east (R-03); E is a lake of the east.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProblemBody } from '../../domain/problem.ts'
import type { SearchAnswer } from '../../domain/search/schemas.ts'
import type { SessionState } from '../../domain/accounts/schemas.ts'
import type { StateOfMonth } from '../../domain/city/schemas.ts'
import type { WaterCard } from '../../domain/waters/schemas.ts'
import type { LiveEvent } from '../../domain/live/schemas.ts'
import type { PeopleChanged, PeoplePage, Person } from '../../domain/people/schemas.ts'
import { placeOfLevel } from '../../domain/tenures.ts'
import { Browser } from '../../test/browser.ts'
import { browserOf, ownRegister, serve, type OwnRegister } from '../../test/register.ts'
import { sql } from '../db/sql.ts'
import { indexFeatures } from '../search/index.ts'

let own: OwnRegister
let server: Awaited<ReturnType<typeof serve>>

beforeAll(async () => {
  own = await ownRegister()
  server = await serve(own.database, { ratePerMinute: 0 })
  await own.database.script(`
    insert into divisions (code, name, level, geom) select code, name, level, 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 23)))'
      from (values ('449000', '榕州市', 'city'), ('449003', '西区', 'district'), ('449003104', '石桥镇', 'town'), ('449005', '东区', 'district')) v (code, name, level);
    insert into orgs (code, name, kind, level, division) values ('G', '西区河长制办公室', 'chief_office', 'district', '449003');
    insert into waters (code, kind, name, division, river, geom) select code, kind, name, division, river, 'SRID=4490;LINESTRING(113.1 23.5, 113.12 23.5)'
      from (values ('R', 'river', '甲河', '449003', null), ('R-01', 'reach', '甲河第1段', '449003104', 'R'), ('R-02', 'reach', '甲河第2段', '449003', 'R'), ('R-03', 'reach', '甲河第3段', '449005', 'R'), ('E', 'river', '乙河', '449005', null)) v (code, kind, name, division, river);
    insert into people (code, name, role, division, post) values ('admin', '市管理员', 'staff', '449000', '主任'), ('city', '市办', 'staff', '449000', null), ('west', '西办', 'staff', '449003', null), ('east', '东办', 'staff', '449005', null),
      ('town', '镇办', 'staff', '449003104', null), ('planner', '规划员', 'staff', '449000', null), ('delegate', '代表', 'delegate', '449003', null), ('department', '水务', 'staff', '449003', null),
      ('chief', '王河长', 'chief', '449003', '区长'), ('mayor', '市河长', 'chief', '449000', '市长'), ('higher', '借调', 'staff', '449003', null), ('cadre', '陈干部', 'staff', '449003', '科员'), ('eastern', '钱东', 'staff', '449005', null);
    insert into contacts (person, phone) select code, '139-0000-' || lpad((row_number() over (order by code))::text, 4, '0') from people;
    insert into posts (code, person, role, division, valid_from) select 'G-' || person, person, role, division, '2020-01-01' from (values ('admin', 'administrator', '449000'), ('city', 'office', '449000'), ('west', 'office', '449003'), ('east', 'office', '449005'),
      ('town', 'office', '449003104'), ('planner', 'planner', '449000'), ('delegate', 'delegate', '449003'), ('department', 'department', '449003'), ('chief', 'chief', '449003'), ('mayor', 'chief', '449000'), ('higher', 'supervisor', '449000'), ('eastern', 'department', '449005')) v (person, role, division);
    insert into tenures (code, person, level, water, division, valid_from) values ('T-R02', 'chief', 'district', 'R-02', null, '2021-01-01'), ('T-R', 'chief', 'district', 'R', '449003', '2021-01-01'), ('T-city', 'mayor', 'city', 'R', null, '2021-01-01'), ('T-E', 'eastern', 'district', 'E', null, '2021-01-01');
    insert into assistants (person, chief, valid_from) values ('planner', 'mayor', '2024-01-01');
    insert into accounts (code, person, login) select 'A-' || code, code, code from people where code <> 'cadre'`)
})
afterAll(async () => {
  await server.close()
  await own.close()
})

type Answer = PeopleChanged & ProblemBody
const as = (person: string | null) => browserOf(own.database, server.url, person && `A-${person}`)
const ask = async <Body = Answer>(person: string | null, method: string, path: string, sent?: object) =>
  (await as(person)).ask<Body>(method, path, sent)
/** An act with an id of its own. */
const act = (person: string | null, method: string, path: string, sent: object = {}) =>
  method === 'DELETE' ? ask(person, method, `${path}?id=${randomUUID()}`) : ask(person, method, path, { id: randomUUID(), ...sent })
const undo = async (person: string, seq: number) => ask(person, 'POST', `/api/changes/${seq}/undo`, { id: randomUUID() })
const who = async (code: string, asker = 'admin') => (await ask<Person>(asker, 'GET', `/api/people/${code}`)).body
/** All that is registered of people, to see that nothing has changed. */
const everything = async () =>
  (await own.database.query(sql`
    select (select jsonb_agg(p order by code) from people p) as people, (select jsonb_agg(o order by code) from posts o) as posts, (select jsonb_agg(t order by code) from tenures t) as tenures,
      (select jsonb_agg(h order by person, chief, valid_from) from assistants h) as assistants, (select jsonb_agg(a order by code) from accounts a) as accounts, (select jsonb_agg(c order by person) from contacts c) as contacts`))[0]
const sessionsNow = async () => (await own.database.query<{ code: string }>(sql`select code from sessions order by began_at`)).map(({ code }) => code)

describe('reading', () => {
  test('an office finds its own people by name, title, telephone and sign-in name; others not at all', async () => {
    const found = async (asker: string, q: string, more = '') => (await ask<PeoplePage>(asker, 'GET', `/api/people?q=${encodeURIComponent(q)}${more}`)).body.rows.map(({ code }) => code)
    expect(await found('west', '王')).toEqual(['chief'])
    expect(await found('west', '区长')).toEqual(['chief'])
    expect(await found('west', 'chie')).toEqual(['chief'])
    expect(await found('west', '钱')).toEqual([])
    // Of the west, with a higher post: their sign-in name is not the west's to know.
    expect(await found('west', '借调')).toEqual(['higher'])
    expect(await found('west', 'high')).toEqual([])
    expect(await found('city', 'high')).toEqual(['higher'])
    expect((await found('east', '139')).sort()).toEqual(['east', 'eastern'])
    expect((await found('city', '')).length).toBe(13)
    expect(await found('city', '', '&division=449005&role=office')).toEqual(['east'])
    expect(await found('west', '%')).toEqual([])
    expect(await found('west', "' or true --")).toEqual([])
  })
  test('page by page everybody comes once', async () => {
    const seen: string[] = []
    for (let after: string | null = ''; after !== null; ) {
      const { body }: { body: PeoplePage } = await ask<PeoplePage>('city', 'GET', `/api/people?limit=5${after && `&after=${after}`}`)
      expect(body.total).toBe(13)
      seen.push(...body.rows.map(({ code }) => code))
      after = body.next
    }
    expect(new Set(seen).size).toBe(13)
    expect(seen.length).toBe(13)
  })
  test('a number and a sign-in name are for those above; tenures tell what would be vacant', async () => {
    const phone = (await who('eastern')).phone
    // Who holds a water has the number on its board.
    expect(phone).toMatch(/^139-0000-/)
    expect(await who('east', 'west')).toMatchObject({ name: '东办', phone: null, account: null, may: { manage: false } })
    expect(await who('cadre', 'west')).toMatchObject({ phone: expect.stringMatching(/^139/) as string, account: null, may: { manage: true } })
    expect(await who('higher', 'west')).toMatchObject({ account: null, may: { manage: false } })
    expect((await who('chief')).tenures).toMatchObject([{ code: 'T-R', water: { code: 'R', layer: 'rivers' }, division: { name: '西区' }, vacant: true }, { code: 'T-R02', vacant: true }])
    expect(await who('mayor')).toMatchObject({ assistants: [{ person: 'planner' }] })
    expect((await ask('west', 'GET', '/api/people/nobody')).body.code).toBe('personUnknown')
  })
})

describe('who may not is refused, and nothing is changed', () => {
  const today = '2026-01-01'
  const post = (role: string, division: string) => ({ role, division, from: today })
  test.each<[string, string | null, string, string, object, string]>([
    ['the public enters a person', null, 'POST', '/api/people', { name: '甲', division: '449003' }, 'signInFirst'],
    ...['planner', 'delegate', 'department', 'chief', 'higher'].map((person): [string, string, string, string, object, string] => [`${person} enters a person`, person, 'POST', '/api/people', { name: '甲', division: '449003' }, 'notAllowed']),
    ['the west makes itself administrator of the west', 'west', 'POST', '/api/people/west/posts', post('administrator', '449003'), 'notYours'],
    ['the west makes itself administrator of the city', 'west', 'POST', '/api/people/west/posts', post('administrator', '449000'), 'notYours'],
    ['the west turns its post into the city’s', 'west', 'PATCH', '/api/posts/G-west', { division: '449000' }, 'notYours'],
    ['the west turns its post into an administrator’s', 'west', 'PATCH', '/api/posts/G-west', { role: 'administrator' }, 'notYours'],
    ['a town gives itself the district', 'town', 'POST', '/api/people/town/posts', post('office', '449003'), 'notYours'],
    ['the west gives a post in the city', 'west', 'POST', '/api/people/cadre/posts', post('office', '449000'), 'notYours'],
    ['the west gives a post in the east', 'west', 'POST', '/api/people/cadre/posts', post('office', '449005'), 'notYours'],
    ['the west gives a post to somebody of the east', 'west', 'POST', '/api/people/eastern/posts', post('office', '449003'), 'notYours'],
    ['the west ends a post of the east', 'west', 'PATCH', '/api/posts/G-east', { to: today }, 'notYours'],
    ['the west removes the administrator’s post', 'west', 'DELETE', '/api/posts/G-admin', {}, 'notYours'],
    ['the city office makes an administrator', 'city', 'POST', '/api/people/city/posts', post('administrator', '449000'), 'notYours'],
    ['the city office takes the administrator’s post', 'city', 'PATCH', '/api/posts/G-admin', { to: today }, 'notYours'],
    ['the west gives the administrator a new password', 'west', 'PUT', '/api/people/admin/account', { newPassword: true }, 'notYours'],
    ['the city office gives the administrator a new password', 'city', 'PUT', '/api/people/admin/account', { newPassword: true }, 'notYours'],
    ['the west gives somebody of the west with a higher post a new password', 'west', 'PUT', '/api/people/higher/account', { newPassword: true }, 'notYours'],
    ['the west takes over the sign-in name of the east', 'west', 'PUT', '/api/people/east/account', { login: 'mine' }, 'notYours'],
    ['the west closes the account of the east', 'west', 'PUT', '/api/people/east/account', { closed: true }, 'notYours'],
    ['the west gets round its own password', 'west', 'PUT', '/api/people/west/account', { newPassword: true }, 'notYourself'],
    ['the west lets itself leave', 'west', 'POST', '/api/people/west/leave', { on: today }, 'notYourself'],
    ['the west enters a person in the east', 'west', 'POST', '/api/people', { name: '甲', division: '449005' }, 'notYours'],
    ['the west enters a person of its own with a post in the city', 'west', 'POST', '/api/people', { name: '甲', division: '449003', posts: [post('office', '449000')] }, 'notYours'],
    ['the west moves its person to the east', 'west', 'PATCH', '/api/people/cadre', { division: '449005' }, 'notYours'],
    ['the west takes a person of the east', 'west', 'PATCH', '/api/people/eastern', { division: '449003' }, 'notYours'],
    ['the west changes a number of the east', 'west', 'PATCH', '/api/people/eastern', { phone: '13900000000' }, 'notYours'],
    ['the west makes itself assistant of the city’s chief', 'west', 'PUT', '/api/people/mayor/assistants/west', { from: today }, 'notYours'],
    ['the west ends an assistant of the city’s chief', 'west', 'PUT', '/api/people/mayor/assistants/planner', { from: '2024-01-01', to: today }, 'notYours'],
    ['the west makes somebody of the east assistant of its chief', 'west', 'PUT', '/api/people/chief/assistants/eastern', { from: today }, 'notYours'],
    ['the west gives a water of the east', 'west', 'POST', '/api/tenures', { person: 'cadre', level: 'district', water: 'E', division: null, from: today }, 'notYours'],
    ['the west gives a river of the east as if it flowed in the west', 'west', 'POST', '/api/tenures', { person: 'cadre', level: 'district', water: 'E', division: '449003', from: today }, 'notYours'],
    ['the west gives a whole river that flows on into the east', 'west', 'POST', '/api/tenures', { person: 'cadre', level: 'district', water: 'R', division: null, from: today }, 'notYours'],
    ['the west gives all waters of the east', 'west', 'POST', '/api/tenures', { person: 'cadre', level: 'district', water: null, division: '449005', from: today }, 'notYours'],
    ['the west appoints a chief of the city’s level', 'west', 'POST', '/api/tenures', { person: 'cadre', level: 'city', water: 'R-02', division: null, from: today }, 'notYours'],
    ['a town appoints a chief of the district’s level', 'town', 'POST', '/api/tenures', { person: 'town', level: 'district', water: 'R-01', division: null, from: today }, 'notYours'],
    ['the west puts a number of the east on a board', 'west', 'POST', '/api/tenures', { person: 'east', level: 'district', water: 'R-02', division: null, from: today }, 'notYours'],
    ['the west hands over what the city’s chief holds', 'west', 'POST', '/api/tenures', { person: 'cadre', level: 'city', water: 'R', division: null, from: today, replaces: 'T-city' }, 'notYours'],
    ['the west ends a tenure of the east', 'west', 'PATCH', '/api/tenures/T-E', { to: today }, 'notYours'],
    ['the west removes a tenure of the east', 'west', 'DELETE', '/api/tenures/T-E', {}, 'notYours'],
    ['the west lets somebody with a higher post leave', 'west', 'POST', '/api/people/higher/leave', { on: today }, 'notYours'],
    ['the east lets somebody of the west leave', 'east', 'POST', '/api/people/chief/leave', { on: today }, 'notYours'],
  ])('%s', async (_, person, method, path, body, code) => {
    const [before, open] = [await everything(), await sessionsNow()]
    expect((await act(person, method, path, body)).body).toMatchObject({ code })
    expect(await everything()).toEqual(before)
    expect(await sessionsNow()).toEqual(expect.arrayContaining(open))
  })
  test('an assistant acting for an office does not get round that office’s password', async () => {
    await own.database.query(sql`insert into assistants (person, chief, valid_from) values ('cadre', 'west', '2024-01-01')`)
    await own.database.query(sql`insert into accounts (code, person, login) values ('A-cadre', 'cadre', 'cadre')`)
    const browser = await as('cadre')
    await browser.ask('PUT', '/api/session/behalf', { chief: 'west' })
    expect((await browser.ask<PeoplePage>('GET', '/api/people')).status).toBe(200)
    expect((await browser.ask<Answer>('PUT', '/api/people/west/account', { id: randomUUID(), newPassword: true })).body.code).toBe('notYourself')
    await own.database.script("delete from assistants where person = 'cadre'; delete from accounts where person = 'cadre'")
  })
})

test('the rules and the database agree on where a chief of a level is appointed', async () => {
  const levels = ['city', 'district', 'town', 'village', 'reach', 'grid'] as const
  const places = ['449000', '449003', '449003104', '449003104005']
  const rows = await own.database.query<{ level: (typeof levels)[number]; place: string; at: string }>(sql`
    select level, place, place_of_level(level, place) as at from unnest(${[...levels]}::text[]) level, unnest(${places}::text[]) place`)
  for (const { level, place, at } of rows) expect(placeOfLevel(level, place), `${level} ${place}`).toBe(at)
  expect(rows.length).toBe(24)
})

test('a person with posts and a way to sign in: entered once, the password said once, and it lets in', async () => {
  const asked = { id: randomUUID(), name: '新同志', division: '449003104', org: 'G', post: '副主任', phone: '138 0000 9999', posts: [{ role: 'office', division: '449003104', from: '2026-01-01' }], account: { login: '138 0000-9999' } }
  const made = await ask('west', 'POST', '/api/people', asked)
  expect(made).toMatchObject({ status: 201, body: { code: asked.id, password: expect.stringMatching(/^\w{18}$/) as string } })
  expect(await who(asked.id, 'west')).toMatchObject({ name: '新同志', post: '副主任', org: { code: 'G' }, division: { name: '石桥镇' }, phone: '138 0000 9999', account: { login: '13800009999', closedAt: null }, posts: [{ role: 'office', to: null }] })
  expect((await ask('west', 'POST', '/api/people', asked)).body).toEqual({ ...made.body, password: null })
  expect((await ask('west', 'POST', '/api/people', { ...asked, name: '别人' })).body.code).toBe('changeReused')
  const browser = new Browser(server.url)
  expect((await browser.signIn<SessionState>('13800009999', made.body.password!)).body).toMatchObject({ actor: null, who: { name: '新同志' }, pending: ['password'] })
  const chosen = '铜钥匙 雨天 老井 第七棵'
  expect((await browser.ask<SessionState>('PUT', '/api/session/password', { old: made.body.password!, new: chosen })).body.actor).toMatchObject({ name: '新同志', posts: [{ role: 'office', place: '石桥镇' }] })

  expect((await act('west', 'POST', '/api/people', { name: '甲', division: '449003', account: { login: '13800009999' } })).body.code).toBe('loginTaken')
  const kept = JSON.stringify(await own.database.query(sql`select before, after from change_items`)) + JSON.stringify(await own.database.query(sql`select * from changes`))
  expect(kept).not.toContain('scrypt')
  expect(kept).not.toContain(made.body.password)

  const again = await act('west', 'PUT', `/api/people/${asked.id}/account`, { newPassword: true })
  expect((await browser.ask<SessionState>('GET', '/api/session')).body.actor).toBeNull()
  expect((await browser.signIn('13800009999', made.body.password!)).status).toBe(401)
  expect((await browser.signIn('13800009999', again.body.password!)).status).toBe(201)
  const closed = await act('west', 'PUT', `/api/people/${asked.id}/account`, { closed: true })
  expect((await browser.ask<SessionState>('GET', '/api/session')).body.actor).toBeNull()
  expect((await browser.signIn('13800009999', again.body.password!)).status).toBe(401)
  expect((await undo('west', closed.body.seq)).status).toBe(201)
  expect((await browser.signIn('13800009999', again.body.password!)).status).toBe(201)

  expect((await undo('east', made.body.seq)).body.code).toBe('notYours')
  await act('west', 'PUT', `/api/people/${asked.id}/account`, { login: 'X. Chen' })
  expect((await who(asked.id)).account).toMatchObject({ login: 'x.chen' })
})

test('a person is corrected; an undo puts back what was, unless it moved on', async () => {
  const first = await act('west', 'PATCH', '/api/people/cadre', { name: '陈主任', post: '主任', phone: '' })
  expect(await who('cadre')).toMatchObject({ name: '陈主任', post: '主任', phone: null })
  await act('west', 'PATCH', '/api/people/cadre', { post: '局长' })
  expect((await undo('west', first.body.seq)).body).toMatchObject({ code: 'movedOn', zh: expect.not.stringContaining('{') as string })
  await act('west', 'PATCH', '/api/people/cadre', { post: '主任' })
  expect((await undo('west', first.body.seq)).status).toBe(201)
  expect(await who('cadre')).toMatchObject({ name: '陈干部', post: '科员', phone: expect.stringMatching(/^139/) as string })
})

test('posts are given, corrected, ended, removed; twice at one time is once', async () => {
  const given = await act('west', 'POST', '/api/people/cadre/posts', { role: 'reach_chief', division: '449003104', from: '2024-01-01' })
  expect(given.status).toBe(201)
  expect((await act('west', 'POST', '/api/people/cadre/posts', { role: 'reach_chief', division: '449003104', from: '2025-01-01' })).body).toMatchObject({ code: 'heldAlready', zh: '陈干部在这段时间里已经担任，不用再登记' })
  expect((await act('west', 'PATCH', `/api/posts/${given.body.code}`, { from: '2023-01-01', to: '2025-01-01' })).status).toBe(200)
  expect((await who('cadre')).posts).toMatchObject([{ from: '2023-01-01', to: '2025-01-01' }])
  expect((await act('west', 'PATCH', `/api/posts/${given.body.code}`, { to: '2022-01-01' })).body.code).toBe('daysWrong')
  const removed = await act('west', 'DELETE', `/api/posts/${given.body.code}`)
  expect((await who('cadre')).posts).toEqual([])
  expect((await undo('west', removed.body.seq)).status).toBe(201)
  expect((await who('cadre')).posts.length).toBe(1)
})

describe('tenures', () => {
  const people = async (water: string, on?: string) => (await ask<WaterCard>(null, 'GET', `/api/waters/${water}${on ? `?on=${on}` : ''}`)).body.chiefs
  const vacant = async (water: string) => {
    const { codes, says } = (await ask<StateOfMonth>(null, 'GET', '/api/state')).body
    return says.vacant![codes.indexOf(water)] ?? 0
  }

  beforeAll(() => indexFeatures(own.database, 'reaches'))

  test('a handover ends the old on the day the new begins, in one act, and one undo takes it back', async () => {
    const before = await everything()
    const asked = { id: randomUUID(), person: 'cadre', level: 'district', water: 'R-02', division: null, document: '西河长办〔2026〕3号', from: '2026-03-01', replaces: 'T-R02' }
    const done = await ask('west', 'POST', '/api/tenures', asked)
    expect(done.status).toBe(201)
    expect(await ask('west', 'POST', '/api/tenures', asked)).toMatchObject({ status: 200, body: done.body })
    const names = (held: { name: string; level: string }[]) => held.filter(({ level }) => level === 'district').map(({ name }) => name)
    for (const [on, name] of [['2026-02-28', '王河长'], ['2026-03-01', '陈干部']] as const) expect(names((await people('R-02', on)).now.filter(({ code }) => code !== 'T-R'))).toEqual([name])
    expect((await people('R-02')).now.find(({ name }) => name === '陈干部')).toMatchObject({ code: asked.id, water: 'R-02', division: null, phone: expect.stringMatching(/^139/) as string })
    expect((await act('west', 'POST', '/api/tenures', { ...asked, id: randomUUID(), person: 'delegate' })).body.code).toBe('tenureEnded')
    const found = async () => (await ask<SearchAnswer>(null, 'GET', '/api/search?q=chenganbu')).body.found
    expect(await found()).toMatchObject([{ kind: 'person', title: '陈干部', code: 'R-02' }])
    expect((await undo('east', done.body.seq)).body.code).toBe('notYours')
    const undone = await undo('west', done.body.seq)
    expect(undone.status).toBe(201)
    expect(await everything()).toEqual(before)
    expect(await found()).toEqual([])
    expect((await undo('west', undone.body.seq)).status).toBe(201)
    expect(names((await people('R-02', '2026-03-01')).now.filter(({ code }) => code !== 'T-R'))).toEqual(['陈干部'])
  })
  test('two offices hand the same over at the same moment: one of them does', async () => {
    const before = await everything()
    const both = await Promise.all(['cadre', 'delegate'].map((person, i) =>
      act(['west', 'city'][i], 'POST', '/api/tenures', { person, level: 'district', water: 'R', division: '449003', from: '2026-04-01', replaces: 'T-R' })))
    expect(both.map(({ body }) => body.code).sort()).toEqual([both.find(({ status }) => status === 201)!.body.code, 'tenureEnded'].sort())
    expect((await undo('west', both.find(({ status }) => status === 201)!.body.seq)).status).toBe(201)
    expect(await everything()).toEqual(before)
  })
  test('what ends and is not followed is vacant; every open map is told', async () => {
    const since = (await own.database.query<{ seq: number }>(sql`select max(seq) as seq from changes`))[0].seq
    const given = await act('town', 'POST', '/api/tenures', { person: 'town', level: 'town', water: 'R-01', division: null, from: '2024-01-01' })
    expect(given.status).toBe(201)
    expect(await vacant('R-01')).toBe(0)
    expect((await act('town', 'PATCH', `/api/tenures/${given.body.code}`, { to: '2025-01-01' })).status).toBe(200)
    expect(await vacant('R-01')).toBe(1)
    const stream = new AbortController()
    const response = await fetch(`${server.url}/api/live?since=${since}`, { signal: stream.signal })
    let text = ''
    const events = () => text.split('\n').filter((line) => line.startsWith('data: {')).map((line) => JSON.parse(line.slice(6)) as LiveEvent).filter(({ seq, state }) => seq > since && state)
    const reader = response.body!.getReader()
    while (events().length < 2) text += new TextDecoder().decode((await reader.read()).value)
    stream.abort()
    // The first may be told as it was then or as it is by now; the last is what stands.
    expect(events().map(({ state }) => state!.codes)).toEqual([['R-01'], ['R-01']])
    expect(events().at(-1)!.state!.says.vacant).toEqual([1])
    expect(text).not.toMatch(/镇办|town/)
    expect((await act('town', 'PATCH', `/api/tenures/${given.body.code}`, { to: null, from: '2023-01-01' })).status).toBe(200)
    expect(await vacant('R-01')).toBe(0)
    expect((await act('town', 'DELETE', `/api/tenures/${given.body.code}`)).status).toBe(200)
    expect((await people('R-01')).now.filter(({ level }) => level === 'town')).toEqual([])
  })
  test('a river within a district is the district’s to give, the whole of it the city’s', async () => {
    const within = await act('west', 'POST', '/api/tenures', { person: 'cadre', level: 'district', water: 'R', division: '449003', from: '2026-05-01', replaces: 'T-R' })
    expect(within.status).toBe(201)
    expect((await people('R-01')).now.map(({ name }) => name)).toContain('陈干部')
    expect((await people('R-03')).now.map(({ name }) => name)).not.toContain('陈干部')
    expect((await undo('west', within.body.seq)).status).toBe(201)
    expect((await act('city', 'POST', '/api/tenures', { person: 'city', level: 'city', water: 'R', division: null, from: '2026-05-01', replaces: 'T-city' })).status).toBe(201)
  })
  test('what cannot be is refused in plain words', async () => {
    const tenure = { person: 'cadre', level: 'district', water: 'R-02', division: null, from: '2026-01-01' }
    const code = async (more: object) => (await act('west', 'POST', '/api/tenures', { ...tenure, ...more })).body.code
    expect(await code({ replaces: 'none' })).toBe('tenureUnknown')
    expect(await code({ replaces: 'T-R' })).toBe('anotherCharge')
    expect(await code({ replaces: 'T-R', water: 'R', division: '449003', from: '2021-01-01' })).toBe('daysWrong')
    expect(await code({ person: 'nobody' })).toBe('personUnknown')
    expect(await code({ water: null })).toBe('inputInvalid')
    expect(await code({ from: '2026-02-30' })).toBe('inputInvalid')
    expect(await code({ from: '2026-04-01' })).toBe('heldAlready')
    expect(await code({ more: 1 })).toBe('inputInvalid')
  })
})

test('an assistant begins and ends; who may not undoes nothing, also not an ending', async () => {
  const begun = await act('west', 'PUT', '/api/people/chief/assistants/cadre', { from: '2026-01-01' })
  expect(begun.status).toBe(200)
  expect((await who('cadre')).assists).toMatchObject([{ person: 'chief', to: null }])
  expect((await act('west', 'PUT', '/api/people/chief/assistants/cadre', { from: '2026-02-01' })).body.code).toBe('heldAlready')
  expect((await act('west', 'PUT', '/api/people/chief/assistants/cadre', { from: '2026-01-01', to: '2026-02-01' })).status).toBe(200)
  expect((await who('chief')).assistants).toMatchObject([{ person: 'cadre', to: '2026-02-01' }])

  await own.database.query(sql`insert into assistants (person, chief, valid_from) values ('cadre', 'mayor', '2025-01-01')`)
  const ended = await act('admin', 'PUT', '/api/people/mayor/assistants/cadre', { from: '2025-01-01', to: '2025-06-01' })
  expect((await undo('west', ended.body.seq)).body.code).toBe('notYours')
  expect((await who('mayor')).assistants.find(({ person }) => person === 'cadre')).toMatchObject({ to: '2025-06-01' })
})

test('whom the city has moved to the east, the west does not take back by an undo', async () => {
  const moved = await act('city', 'PATCH', '/api/people/delegate', { division: '449005' })
  expect(moved.body.code).toBe('delegate')
  for (const person of ['west', 'east']) expect((await undo(person, moved.body.seq)).body.code, person).toBe('notYours')
  expect((await undo('city', moved.body.seq)).status).toBe(201)
})

test('whoever leaves leaves nothing behind, in one act that one undo takes back', async () => {
  const browser = await as('chief')
  const before = await everything()
  expect((await act('west', 'POST', '/api/people/chief/leave', { on: '2999-01-01' })).body.code).toBe('dayAhead')
  const left = await act('west', 'POST', '/api/people/chief/leave', { on: '2026-06-01' })
  expect(left.status).toBe(201)
  const gone = await who('chief')
  expect([...gone.posts, ...gone.tenures, ...gone.assistants].filter(({ to }) => to === null || to > '2026-06-01')).toEqual([])
  expect(gone.account!.closedAt).not.toBeNull()
  expect((await browser.ask<SessionState>('GET', '/api/session')).body.actor).toBeNull()
  expect((await undo('east', left.body.seq)).body.code).toBe('notYours')
  expect((await undo('west', left.body.seq)).status).toBe(201)
  expect(await everything()).toEqual(before)
})

test('who takes over on a leaving has all the waters from that day, and what they held before is not held twice', async () => {
  const before = await everything()
  const open = (person: Person) =>
    person.tenures.filter(({ to }) => to === null).map(({ water, division, from }) => [water?.code, division?.code, from]).sort()
  expect((await act('west', 'POST', '/api/people/chief/leave', { on: '2026-06-01', successor: 'eastern' })).body.code).toBe('notYours')
  expect((await act('west', 'POST', '/api/people/chief/leave', { on: '2026-06-01', successor: 'chief' })).body.code).toBe('ownSuccessor')
  expect(await everything()).toEqual(before)
  const held = open(await who('chief')).map(([water, division]) => [water, division, '2026-06-01'])
  expect(held.length).toBeGreaterThan(0)
  const successor = open(await who('cadre'))
  const left = await act('west', 'POST', '/api/people/chief/leave', { on: '2026-06-01', successor: 'cadre' })
  expect(left.status).toBe(201)
  expect(open(await who('cadre'))).toEqual([...successor, ...held.filter(([water]) => !successor.some(([has]) => has === water))].sort())
  expect(open(await who('chief'))).toEqual([])
  expect((await undo('west', left.body.seq)).status).toBe(201)
  expect(await everything()).toEqual(before)
})

test('the record holds and the register is what it says', async () => {
  const kinds = await own.database.query(sql`select distinct kind from changes where person is not null order by 1`)
  expect(kinds).toEqual([{ kind: 'people' }, { kind: 'undo' }])
  expect(await own.database.query(sql`select * from record_break()`)).toEqual([])
  expect(await own.database.query(sql`select * from record_strays()`)).toEqual([])
})
