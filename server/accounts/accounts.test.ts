import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Device, DemoPerson, SessionState } from '../../domain/accounts/schemas.ts'
import { type ProblemBody } from '../../domain/problem.ts'
import { demoPassword } from '../../domain/accounts/demonstration.ts'
import { roleIds } from '../../domain/roles.ts'
import { Browser } from '../../test/browser.ts'
import { ownRegister, serve, type OwnRegister } from '../../test/register.ts'
import { sql } from '../db/sql.ts'
import { giveAccount } from './give.ts'
import { hashOf } from './password.ts'

let own: OwnRegister
let url: string
let close: () => Promise<void>

const password = '南岗河边-2026'

beforeAll(async () => {
  own = await ownRegister()
  const kept = await hashOf(password)
  await own.database.script(`
    insert into divisions (code, name, level, geom) values ('449000', '榕州市', 'city', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 23)))'),
      ('449003', '甲区', 'district', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 23)))');
    insert into people (code, name, role, division) values ('P-1', '林助理', 'staff', '449003'), ('P-2', '王河长', 'chief', '449003'), ('P-3', '陈卸任', 'staff', '449003');
    insert into posts (code, person, role, division, valid_from, valid_to) values ('G-1', 'P-1', 'office', '449003', '2020-01-01', null), ('G-2', 'P-2', 'chief', '449003', '2020-01-01', null), ('G-3', 'P-3', 'office', '449003', '2020-01-01', '2021-01-01');
    insert into assistants (person, chief, valid_from) values ('P-1', 'P-2', '2020-01-01');
    insert into accounts (code, person, login, password) values ('A-1', 'P-1', '13900000001', '${kept}'), ('A-2', 'P-2', 'wang', '${kept}'), ('A-3', 'P-3', 'chen', '${kept}')`)
  ;({ url, close } = await serve(own.database))
})
afterAll(async () => {
  await close()
  await own.close()
})

const signedIn = async (login = '13900000001') => {
  const browser = new Browser(url)
  expect((await browser.signIn(login, password)).status).toBe(201)
  return browser
}

describe('signing in', () => {
  test('says who is in and what their posts are; the public is nobody', async () => {
    const browser = new Browser(url, { 'user-agent': '测试机'.replace(/[^\x20-\x7e]/g, '') || 'test' })
    expect(SessionState.parse((await browser.ask('GET', '/api/session')).body)).toEqual({ actor: null, who: null, pending: [], ways: [], notices: 0, chiefs: [] })
    const { status, body } = await browser.signIn(' 139-0000-0001 ', password)
    expect(status).toBe(201)
    expect(SessionState.parse(body)).toMatchObject({ actor: { person: 'P-1', name: '林助理', behalf: null, posts: [{ role: 'office', division: '449003', place: '甲区' }] }, chiefs: [{ person: 'P-2', name: '王河长' }] })
    expect((await browser.ask<SessionState>('GET', '/api/session')).body.actor?.person).toBe('P-1')
  })

  test('keeps the key from scripts and from other sites, and only its digest in the database', async () => {
    const browser = new Browser(url)
    const { headers } = await browser.signIn('wang', password)
    for (const line of headers.getSetCookie()) expect(line).toMatch(/HttpOnly; SameSite=Lax/)
    const key = browser.cookies.get('one_map_session')!
    const [{ found }] = (await own.database.query<{ found: number }>(sql`select count(*) as found from sessions where digest = ${key} or code = ${key}`)) as [{ found: number }]
    expect([key.length >= 43, found]).toEqual([true, 0])
  })

  test('a post that has ended gives nothing', async () => {
    const browser = await signedIn('chen')
    expect((await browser.ask<SessionState>('GET', '/api/session')).body.actor?.posts).toEqual([])
  })

  test('says the same of a wrong password and of a name nobody has', async () => {
    const browser = new Browser(url)
    const wrong = await browser.signIn<ProblemBody>('wang', 'x')
    const nobody = await browser.signIn<ProblemBody>('nobody', 'x')
    expect([wrong.status, wrong.body.code, wrong.body.zh]).toEqual([401, 'signInWrong', '账号或密码不对'])
    expect(nobody.body).toEqual(wrong.body)
  })

  test('a key that was never given, or was tampered with, is nobody’s', async () => {
    for (const key of ['x', '', "' or 1=1 --", 'a'.repeat(5000)]) {
      const browser = new Browser(url)
      browser.cookies.set('one_map_session', encodeURIComponent(key))
      expect((await browser.ask<SessionState>('GET', '/api/session')).body.actor, key.slice(0, 10)).toBeNull()
    }
  })

  test('signing in again takes a new key, so that none given beforehand can be waited with', async () => {
    const browser = await signedIn()
    const before = browser.cookies.get('one_map_session')!
    await browser.signIn('wang', password)
    const other = new Browser(url)
    other.cookies.set('one_map_session', before)
    expect((await other.ask<SessionState>('GET', '/api/session')).body.actor).toBeNull()
  })
})

test('signs out here, or on another device one has lost', async () => {
  const here = await signedIn()
  const lost = await signedIn()
  const devices = Device.array().parse((await here.ask('GET', '/api/session/devices')).body)
  const there = devices.find(({ here }) => !here)!
  const rest = Device.array().parse((await here.ask('DELETE', `/api/session/devices/${there.code}`)).body)
  expect(rest.some(({ code }) => code === there.code)).toBe(false)
  for (const one of rest.filter(({ here }) => !here)) await here.ask('DELETE', `/api/session/devices/${one.code}`)
  expect((await lost.ask<SessionState>('GET', '/api/session')).body.actor).toBeNull()
  expect((await here.ask<SessionState>('DELETE', '/api/session')).body.actor).toBeNull()
  expect(here.cookies.has('one_map_session')).toBe(false)
  expect((await here.ask<ProblemBody>('GET', '/api/session/devices')).body.code).toBe('signInFirst')
})

test('nobody ends somebody else’s session by its code', async () => {
  const [mine, theirs] = [await signedIn('wang'), await signedIn('13900000001')]
  const [device] = Device.array().parse((await theirs.ask('GET', '/api/session/devices')).body)
  await mine.ask('DELETE', `/api/session/devices/${device.code}`)
  expect((await theirs.ask<SessionState>('GET', '/api/session')).body.actor).not.toBeNull()
})

describe('an assistant', () => {
  test('acts for the chief with the chief’s posts, and is still themself', async () => {
    const browser = await signedIn()
    const { body } = await browser.ask<SessionState>('PUT', '/api/session/behalf', { chief: 'P-2' })
    expect(body.actor).toMatchObject({ person: 'P-1', name: '林助理', behalf: { person: 'P-2', name: '王河长' }, posts: [{ role: 'chief', division: '449003' }] })
    expect((await browser.ask<SessionState>('PUT', '/api/session/behalf', { chief: null })).body.actor).toMatchObject({ behalf: null, posts: [{ role: 'office' }] })
  })

  test('of nobody acts for nobody', async () => {
    const browser = await signedIn('wang')
    const { status, body } = await browser.ask<ProblemBody>('PUT', '/api/session/behalf', { chief: 'P-1' })
    expect([status, body.code]).toEqual([403, 'notAssistant'])
  })

  test('whose time has ended acts as themself from the next request on', async () => {
    const browser = await signedIn()
    await browser.ask('PUT', '/api/session/behalf', { chief: 'P-2' })
    await own.database.query(sql`update assistants set valid_to = current_date where person = 'P-1'`)
    expect((await browser.ask<SessionState>('GET', '/api/session')).body.actor).toMatchObject({ behalf: null, posts: [{ role: 'office' }] })
    await own.database.query(sql`update assistants set valid_to = null where person = 'P-1'`)
  })
})

test('a new password wants the old one, and ends every other session', async () => {
  const [here, there] = [await signedIn('chen'), await signedIn('chen')]
  const short = await here.ask<ProblemBody>('PUT', '/api/session/password', { old: password, new: 'kurz' })
  expect([short.status, short.body.code, short.body.details]).toEqual([400, 'passwordWeak', { field: 'new', zh: expect.stringContaining('12') as string, en: expect.stringContaining('12') as string }])
  expect((await here.ask<ProblemBody>('PUT', '/api/session/password', { old: 'wrong', new: 'long enough 1' })).body.code).toBe('passwordWrong')
  expect((await here.ask('PUT', '/api/session/password', { old: password, new: 'long enough 1' })).status).toBe(200)
  expect((await there.ask<SessionState>('GET', '/api/session')).body.actor).toBeNull()
  expect((await here.ask<SessionState>('GET', '/api/session')).body.actor?.person).toBe('P-3')
  expect((await new Browser(url).signIn('chen', 'long enough 1')).status).toBe(201)
})

describe('somebody who means harm', () => {
  test('gets nothing changed from another site’s page', async () => {
    const browser = await signedIn()
    const elsewhere: Record<string, string>[] = [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'none' }]
    for (const headers of elsewhere) expect((await browser.ask<ProblemBody>('DELETE', '/api/session', undefined, headers)).body.code).toBe('fromElsewhere')
    // A browser too old to say so still names its page.
    const old = await fetch(`${url}/api/session`, { method: 'DELETE', headers: { origin: 'https://evil.example', cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; ') } })
    expect(old.status).toBe(403)
    expect((await browser.ask<SessionState>('GET', '/api/session')).body.actor).not.toBeNull()
  })

  test('is slowed down after five wrong guesses from an address, while the owner’s own device is not', async () => {
    const owner = await signedIn('wang')
    const thief = new Browser(url)
    const codes: string[] = []
    for (let guess = 0; guess < 6; guess++) codes.push((await thief.signIn<ProblemBody>('wang', `guess ${guess}`)).body.code)
    expect(codes).toEqual([...Array<string>(5).fill('signInWrong'), 'signInTooOften'])
    expect((await thief.signIn<ProblemBody>('wang', password)).status).toBe(429)
    expect((await owner.signIn('wang', password)).status).toBe(201)
    expect((await thief.signIn<ProblemBody>('13900000001', password)).status).toBe(201)
  })

  test('gains nothing by guessing twenty times at once', async () => {
    const thieves = Array.from({ length: 20 }, () => new Browser(url))
    const codes = await Promise.all(thieves.map(async (thief, i) => (await thief.signIn<ProblemBody>('chen', `guess ${i}`)).body.code))
    expect(codes.filter((code) => code === 'signInWrong').length).toBeLessThanOrEqual(5)
  })

  test('sends what is no JSON, too much, or fields we did not ask for', async () => {
    const browser = new Browser(url)
    const asked = async (sent: unknown) => (await browser.ask<ProblemBody>('POST', '/api/session', sent)).body
    expect((await asked('{"login":')).code).toBe('bodyInvalid')
    expect((await asked({ login: 'x', password: 'y'.repeat(20_000) })).code).toBe('bodyTooLarge')
    expect((await asked({ login: 'x', password: 'y', admin: true })).code).toBe('inputInvalid')
    expect((await asked({ login: { $ne: null }, password: 'y' })).details).toMatchObject({ field: 'login' })
    expect((await asked({ login: "x' or '1'='1", password: 'y' })).code).toBe('signInWrong')
    expect((await asked({ login: 'a\u0000b', password: 'y' })).code).toBe('inputInvalid')
  })
})

describe('whoever runs the server', () => {
  test('makes the first administrator of a city, who can then sign in and is the public until the given password is changed', async () => {
    const { password: given, known } = await giveAccount(own.database, { login: 'first', name: '周管理' })
    expect(known).toBe(false)
    const { body } = await new Browser(url).signIn<SessionState>('First', given)
    expect(body).toMatchObject({ actor: null, who: { name: '周管理', login: 'first' }, pending: ['password'] })
  })

  test('gives somebody locked out a new password, which signs out whoever had the old one', async () => {
    const thief = await signedIn()
    const { password: given, known } = await giveAccount(own.database, { login: '13900000001' })
    expect(known).toBe(true)
    expect((await thief.ask<SessionState>('GET', '/api/session')).body.actor).toBeNull()
    expect((await new Browser(url).signIn('13900000001', given)).status).toBe(201)
  })

  test('is told what is missing', async () => {
    await expect(giveAccount(own.database, { login: 'nobody' })).rejects.toThrow('--name')
    await expect(giveAccount(own.database, { login: 'x', name: '甲', role: 'king' })).rejects.toThrow('king')
    await expect(giveAccount(own.database, { login: 'x', name: '甲', division: '999999' })).rejects.toThrow('999999')
    expect(await own.database.query(sql`select code from people where name = '甲'`)).toEqual([])
  })
})

test('a demonstration city shows somebody of every role to sign in as; a real one shows nobody', async () => {
  const { served } = await import('../../test/register.ts')
  const city = served().url
  const people = DemoPerson.array().parse((await new Browser(city).ask('GET', '/api/session/demonstration')).body)
  expect(new Set(people.map(({ role }) => role))).toEqual(new Set(roleIds))
  expect(people.some(({ assistant }) => assistant)).toBe(true)
  const supervisor = people.find(({ role }) => role === 'supervisor')!
  const { body } = await new Browser(city).signIn<SessionState>(supervisor.login, demoPassword)
  expect(body.actor).toMatchObject({ name: supervisor.name, posts: [{ role: 'supervisor' }] })
  expect((await new Browser(url).ask('GET', '/api/session/demonstration')).body).toEqual([])
})
