// How somebody comes in when others guess, how long they stay, and what they are told.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Notice, SessionState } from '../../domain/accounts/schemas.ts'
import type { ProblemBody } from '../../domain/problem.ts'
import type { Person } from '../../domain/people/schemas.ts'
import type { SignInRules, SignInRuleSet } from '../../domain/accounts/signIn.ts'
import { today } from '../../domain/today.ts'
import { Browser } from '../../test/browser.ts'
import { ownRegister, serve, type OwnRegister } from '../../test/register.ts'
import { sql } from '../db/sql.ts'
import { addressOf } from '../http/address.ts'
import { giveAccount } from './give.ts'
import { takePlace } from './line.ts'
import { hashOf } from './password.ts'
import { begin, find } from './sessions.ts'

let own: OwnRegister
let url: string
let close: () => Promise<void>

const password = '南岗河边第七棵柳树2026'
/** Somebody behind the proxy, at an address of their own. */
const from = (address: string) => new Browser(url, { 'x-forwarded-for': address, 'user-agent': 'Mozilla/5.0 (Linux; Android 14) Chrome/126.0' })

beforeAll(async () => {
  process.env.TRUST_PROXY = '1'
  own = await ownRegister()
  const kept = await hashOf(password)
  await own.database.script(`
    insert into divisions (code, name, level, geom) values ('449000', '榕州市', 'city', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 23)))'),
      ('449003', '甲区', 'district', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 23)))');
    insert into people (code, name, role, division) values ('P-admin', '周管理', 'staff', '449000'), ('P-office', '林办', 'staff', '449003'), ('P-chief', '王河长', 'chief', '449003'), ('P-both', '赵两岗', 'chief', '449003'), ('P-other', '钱外人', 'chief', '449000');
    insert into posts (code, person, role, division, valid_from) values ('G-admin', 'P-admin', 'administrator', '449000', '2020-01-01'), ('G-office', 'P-office', 'office', '449003', '2020-01-01'),
      ('G-chief', 'P-chief', 'chief', '449003', '2020-01-01'), ('G-both1', 'P-both', 'chief', '449003', '2020-01-01'), ('G-both2', 'P-both', 'office', '449003', '2020-01-01'), ('G-other', 'P-other', 'chief', '449000', '2020-01-01');
    insert into accounts (code, person, login, password) values ('A-admin', 'P-admin', 'zhou', '${kept}'), ('A-office', 'P-office', 'lin', '${kept}'), ('A-chief', 'P-chief', '13900000001', '${kept}'), ('A-both', 'P-both', 'zhao', '${kept}'), ('A-other', 'P-other', 'qian', '${kept}')`)
  ;({ url, close } = await serve(own.database))
})
afterAll(async () => {
  delete process.env.TRUST_PROXY
  await close()
  await own.close()
})

const enter = async (account: string, browser = new Browser(url)) => {
  browser.cookies.set('one_map_session', await begin(own.database, account, 'test'))
  return browser
}
const state = async (browser: Browser) => (await browser.ask<SessionState>('GET', '/api/session')).body
const guess = async (browser: Browser, login: string, word = 'wrong') => {
  const { status, body, headers } = await browser.signIn<ProblemBody>(login, word)
  return { status, code: body.code, wait: Number(headers.get('retry-after')) }
}
/** As many wrong guesses as were made in the last minutes, without making them. */
const failed = (login: string, times: number, address: (n: number) => string, minutesAgo = 0) =>
  own.database.query(sql`insert into sign_in_failures (login, address, at) select ${login}, a, now() - make_interval(mins => ${minutesAgo}) from unnest(${Array.from({ length: times }, (_, n) => address(n))}::text[]) a`)
const later = (minutes: number) =>
  own.database.script(`update sign_in_failures set at = at - interval '${minutes} minutes'; update sign_in_turns set due_at = due_at - interval '${minutes} minutes'`)

describe('guessing', () => {
  test('from one /64 is one guesser, whichever of its addresses asks; each guess waits longer, and says how long', async () => {
    await failed('lin', 4, (n) => addressOf({ ip: `2001:db8:9:9::${n}` }))
    expect((await guess(from('2001:db8:9:9::5'), 'lin')).code).toBe('signInWrong')
    const sixth = await guess(from('2001:db8:9:9:aaaa::1'), 'lin')
    expect([sixth.status, sixth.code, sixth.wait > 30 && sixth.wait <= 60]).toEqual([429, 'signInTooOften', true])
    // The right password does not shorten it, another /64 does not wait.
    expect((await guess(from('2001:db8:9:9::7'), 'lin', password)).status).toBe(429)
    expect((await guess(from('2001:db8:9:8::1'), 'lin')).code).toBe('signInWrong')
    await later(1)
    expect((await guess(from('2001:db8:9:9::1'), 'lin')).code).toBe('signInWrong')
    const next = await guess(from('2001:db8:9:9::1'), 'lin')
    expect([next.status, next.wait > 60 && next.wait <= 120]).toEqual([429, true])
  })

  test('from everywhere at one name locks the owner out of no device they are known on, and of a new one no longer than the longest wait', async () => {
    const phone = from('10.1.1.1')
    expect((await phone.signIn('13900000001', password)).status).toBe(201)
    await failed('13900000001', 500, (n) => `198.51.100.${n % 250}`)
    expect((await phone.signIn('+86 139 0000 0001', password)).status).toBe(201)
    const desk = from('10.2.2.2')
    const told = await guess(desk, '13900000001', password)
    expect([told.status, told.wait > 0 && told.wait <= 900]).toEqual([429, true])
    // Those who guess go on, which makes nobody who waits wait longer.
    await failed('13900000001', 500, (n) => `198.51.100.${n % 250}`)
    await later(15)
    await failed('13900000001', 50, (n) => `198.51.100.${n}`)
    expect((await guess(from('10.3.3.3'), '13900000001', password)).status).toBe(429)
    expect((await desk.signIn('13900000001', password)).status).toBe(201)
  })

  test('when a wait is over one turn is had, however many come for it at once', async () => {
    await failed('qian', 500, (n) => `198.51.100.${n % 250}`)
    expect((await guess(from('10.4.4.4'), 'qian')).status).toBe(429)
    await later(15)
    await failed('qian', 500, (n) => `198.51.100.${n % 250}`)
    const codes = await Promise.all(Array.from({ length: 6 }, async () => (await guess(from('10.4.4.4'), 'qian')).code))
    expect(codes.filter((code) => code === 'signInWrong')).toHaveLength(1)
  })

  test('is forgotten when the office that administers somebody says so; nobody else may', async () => {
    await failed('13900000001', 500, (n) => `198.51.100.${n % 250}`)
    expect((await guess(from('10.5.5.5'), '13900000001', password)).status).toBe(429)
    const id = '7a0f4f0e-3c5a-4a53-9d4f-5a9f9f3f0001'
    expect((await (await enter('A-chief')).ask('PUT', '/api/people/P-other/account', { id, unlock: true })).status).toBe(403)
    expect((await (await enter('A-office')).ask('PUT', '/api/people/P-other/account', { id, unlock: true })).status).toBe(403)
    expect((await (await enter('A-office')).ask('PUT', '/api/people/P-chief/account', { id, unlock: true })).status).toBe(200)
    expect((await from('10.5.5.5').signIn('13900000001', password)).status).toBe(201)
  })

  test('with a stolen mark of a device slows that device down to what a stranger may, and no other', async () => {
    const [stolen, phone] = [from('10.6.6.6'), from('10.6.6.7')]
    for (const one of [stolen, phone]) expect((await one.signIn('zhao', password)).status).toBe(201)
    const key = stolen.cookies.get('one_map_device')!
    await own.database.query(sql`insert into sign_in_failures (login, address, device) select 'zhao', 'x', encode(sha256(convert_to(${key}, 'UTF8')), 'hex') from generate_series(1, 500)`)
    expect((await stolen.signIn('zhao', password)).status).toBe(201)
    expect((await phone.signIn('zhao', password)).status).toBe(201)
  })
})

test('who finds the line full is asked to come again in a few seconds; pages are read meanwhile', async () => {
  const others = Array.from({ length: 18 }, (_, n) => takePlace(`198.18.0.${n}`, false))
  const answers = Promise.all(Array.from({ length: 5 }, (_, n) => guess(from(`203.0.113.${n}`), `nobody${n}`)))
  expect((await fetch(`${url}/api/settings`)).status).toBe(200)
  const codes = (await answers).map(({ code, wait }) => (code === 'signInBusy' ? (wait > 0 && wait <= 5 ? 'again' : 'no wait said') : code))
  others.forEach((leave) => leave())
  expect(codes.sort()).toEqual(['again', 'again', 'again', 'signInWrong', 'signInWrong'])
})

describe('a session', () => {
  /** Whether one that began and was last seen so many hours ago is open. */
  const isOpen = async (account: string, { began = 0, seen = 0 }: { began?: number; seen?: number }) => {
    const key = await begin(own.database, account, 'test')
    const { code } = (await find(own.database, key))!
    await own.database.query(sql`update sessions set began_at = now() - make_interval(mins => ${began * 60}), ends_at = ends_at - make_interval(mins => ${began * 60}), seen_at = now() - make_interval(mins => ${seen * 60}) where code = ${code}`)
    return (await find(own.database, key)) !== null
  }

  test('at an office desk ends after an hour of nobody there and after half a day; a phone in the field lasts days without network', async () => {
    expect([await isOpen('A-office', { seen: 0.9 }), await isOpen('A-office', { seen: 1.1 }), await isOpen('A-office', { began: 11.9 }), await isOpen('A-office', { began: 12.1 })]).toEqual([true, false, true, false])
    expect([await isOpen('A-admin', { seen: 0.4 }), await isOpen('A-admin', { seen: 0.6 })]).toEqual([true, false])
    expect([await isOpen('A-chief', { began: 60, seen: 60 }), await isOpen('A-chief', { seen: 24 * 8 }), await isOpen('A-chief', { began: 24 * 31 })]).toEqual([true, false, false])
    // Whoever holds both has the desk's.
    expect(await isOpen('A-both', { seen: 1.1 })).toBe(false)
  })

  test('is kept by somebody who asks, not by a screen that asks by itself', async () => {
    const browser = await enter('A-office')
    const idle = sql`update sessions set seen_at = now() - interval '50 minutes' where account = 'A-office'`
    const since = async () => (await own.database.query<{ seconds: number }>(sql`select extract(epoch from now() - max(seen_at))::float8 as seconds from sessions where account = 'A-office'`))[0].seconds
    await own.database.query(idle)
    await browser.ask('GET', '/api/session', undefined, { 'x-unattended': '1' })
    const stream = await fetch(`${url}/api/live`, { headers: { cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; ') } })
    await stream.body!.cancel()
    expect(await since()).toBeGreaterThan(49 * 60)
    await browser.ask('GET', '/api/session')
    expect(await since()).toBeLessThan(60)
  })

  test('has a cookie that ends when it does', async () => {
    const { headers } = await from('10.7.7.7').signIn('lin', password)
    const line = headers.getSetCookie().find((one) => one.startsWith('one_map_session='))!
    const maxAge = Number(/Max-Age=(\d+)/.exec(line)![1])
    expect(maxAge > 11.9 * 3600 && maxAge <= 12 * 3600).toBe(true)
  })
})

describe('a password given by somebody else', () => {
  test('opens nothing but its own change; then it is one’s own', async () => {
    const { password: given } = await giveAccount(own.database, { login: 'new', name: '孙新来', role: 'office', division: '449003' })
    const browser = from('10.8.8.8')
    expect((await browser.signIn<SessionState>('new', given)).body).toMatchObject({ actor: null, who: { name: '孙新来', login: 'new' }, pending: ['password'] })
    expect((await browser.ask<ProblemBody>('GET', '/api/people')).body.code).toBe('pendingFirst')
    expect((await browser.ask<ProblemBody>('PUT', '/api/session/login', { login: 'other', password: given })).body.code).toBe('pendingFirst')
    expect((await browser.ask<ProblemBody>('PUT', '/api/session/password', { old: given, new: given })).body.code).toBe('passwordSame')
    expect((await browser.ask<SessionState>('PUT', '/api/session/password', { old: given, new: '铜钥匙 雨天 老井 第七棵' })).body).toMatchObject({ actor: { name: '孙新来' }, pending: [] })
    expect((await browser.ask('GET', '/api/people')).status).toBe(200)
    expect((await from('10.8.8.9').signIn<SessionState>('new', '铜钥匙 雨天 老井 第七棵')).body.pending).toEqual([])
  })

  test('by an office is told to whom it concerns, ends their devices, and is to be changed', async () => {
    const phone = from('10.9.9.1')
    await phone.signIn('13900000001', password)
    const { body } = await (await enter('A-office')).ask<{ password: string }>('PUT', '/api/people/P-chief/account', { id: '7a0f4f0e-3c5a-4a53-9d4f-5a9f9f3f0002', newPassword: true })
    expect((await state(phone)).who).toBeNull()
    expect(await own.database.query(sql`select 1 from devices where account = 'A-chief'`)).toEqual([])
    expect((await phone.signIn<SessionState>('13900000001', body.password)).body.pending).toEqual(['password'])
    const changed = await phone.ask<SessionState>('PUT', '/api/session/password', { old: body.password, new: password })
    expect(changed.body.notices).toBeGreaterThan(0)
    const { body: list } = await phone.ask<Notice[]>('GET', '/api/session/notices')
    expect(list.find(({ kind }) => kind === 'passwordReset')).toMatchObject({ details: { by: '林办' }, seen: false })
    await phone.ask('PUT', '/api/session/notices', { seen: list[0].code })
    expect((await state(phone)).notices).toBe(0)
  })
})

describe('one’s own account', () => {
  test('guesses at the old password end the session', async () => {
    const browser = await enter('A-other')
    await own.database.script('delete from sign_in_failures; delete from sign_in_turns')
    await failed('qian', 3, () => '127.0.0.1')
    await own.database.script("update sessions set guesses = 3 where account = 'A-other'")
    const codes: string[] = []
    for (let n = 0; n < 3; n++) codes.push((await browser.ask<ProblemBody>('PUT', '/api/session/password', { old: `guess ${n}`, new: '铜钥匙 雨天 老井 第七棵' })).body.code)
    expect(codes).toEqual(['passwordWrong', 'guessedTooOften', 'signInFirst'])
    // They were guesses at the name like any other.
    expect((await guess(browser, 'qian')).code).toBe('signInTooOften')
    await own.database.script('delete from sign_in_failures; delete from sign_in_turns')
  })

  test('has a name of one’s own choosing to sign in by; not another’s', async () => {
    const browser = await enter('A-other')
    expect((await browser.ask<ProblemBody>('PUT', '/api/session/login', { login: 'new-name', password: 'wrong' })).body.code).toBe('passwordWrong')
    expect((await browser.ask<ProblemBody>('PUT', '/api/session/login', { login: '0086 139 0000 0001', password })).body.code).toBe('loginTaken')
    expect((await browser.ask<ProblemBody>('PUT', '/api/session/login', { login: ' - ', password })).body.code).toBe('inputInvalid')
    expect((await browser.ask<SessionState>('PUT', '/api/session/login', { login: 'Qian.Shui', password })).body.who).toEqual({ name: '钱外人', login: 'qian.shui' })
    expect((await from('10.10.1.1').signIn('qian.shui', password)).status).toBe(201)
    expect((await from('10.10.1.2').signIn('qian', password)).status).toBe(401)
    expect((await own.database.query<{ person: string }>(sql`select person from changes order by seq desc limit 1`))[0].person).toBe('P-other')
  })

  test('a new device is told to those who were there before; one that is lost is unknown from then on', async () => {
    const [first, second] = [from('10.11.1.1'), from('10.11.1.2')]
    await first.signIn('lin', password)
    await second.signIn('lin', password)
    expect((await state(first)).notices).toBeGreaterThan(0)
    const [notice] = (await first.ask<Notice[]>('GET', '/api/session/notices')).body
    expect(notice).toMatchObject({ kind: 'newDevice', details: { address: '10.11.1.2' } })
    const devices = (await first.ask<{ code: string; here: boolean }[]>('GET', '/api/session/devices')).body
    for (const { code } of devices.filter(({ here }) => !here)) await first.ask('DELETE', `/api/session/devices/${code}`)
    expect(await own.database.query(sql`select digest from devices where account = 'A-office'`)).toHaveLength(1)
    // A mark not seen for half a year is none.
    await own.database.script("update devices set seen_at = now() - interval '200 days'")
    await failed('lin', 500, (n) => `198.51.100.${n % 250}`)
    expect((await guess(first, 'lin', password)).status).toBe(429)
  })
})

describe('the rules of signing in', () => {
  test('are a city’s to change, from a day on; what held before stays on record', async () => {
    const admin = await enter('A-admin')
    const before = (await admin.ask<SignInRuleSet[]>('GET', '/api/session/rules')).body
    expect(before[0]).toMatchObject({ inForce: true, proposal: true, body: { password: { leastLength: 12 } } })
    const body: SignInRules = {
      ...before[0].body, password: { ...before[0].body.password, leastLength: 9 },
      limits: { ...before[0].body.limits, chief: { idleMinutes: 60, absoluteHours: 12 } },
    }
    expect((await (await enter('A-office')).ask<ProblemBody>('PUT', '/api/session/rules', { source: 'x', body })).body.code).toBe('notAllowed')
    expect((await admin.ask<ProblemBody>('PUT', '/api/session/rules', { source: 'x', body: { ...body, password: { ...body.password, leastLength: 4 } } })).body).toMatchObject({ code: 'inputInvalid', details: { field: 'body.password.leastLength' } })
    expect((await admin.ask<ProblemBody>('PUT', '/api/session/rules', { source: 'x', from: '2020-01-01', body })).body).toMatchObject({ code: 'inputInvalid', details: { field: 'from' } })
    expect((await admin.ask<ProblemBody>('PUT', '/api/session/rules', { source: ' ', body })).status).toBe(400)
    const after = (await admin.ask<SignInRuleSet[]>('PUT', '/api/session/rules', { source: '榕河办〔2026〕1号', body })).body
    expect(after).toHaveLength(before.length + 1)
    expect(after[0]).toMatchObject({ inForce: true, proposal: false, from: today(), madeBy: '周管理', source: '榕河办〔2026〕1号', body: { password: { leastLength: 9 } } })
    expect(after[1]).toEqual({ ...before[0], inForce: false })

    const chief = await enter('A-chief')
    await own.database.script("update sessions set seen_at = now() - interval '2 hours' where account = 'A-chief'")
    expect((await state(chief)).who).toBeNull()
    const once = await enter('A-chief')
    expect((await once.ask<ProblemBody>('PUT', '/api/session/password', { old: password, new: '八个字不够长的' })).body.code).toBe('passwordWeak')
    expect((await once.ask('PUT', '/api/session/password', { old: password, new: '九个字就够长的了呀' })).status).toBe(200)
  })
})

test('an office’s new person is signed in by any name it chooses, however the number is written', async () => {
  const { body } = await (await enter('A-office')).ask<{ code: string; password: string }>('POST', '/api/people', { id: '7a0f4f0e-3c5a-4a53-9d4f-5a9f9f3f0003', name: '吴新', division: '449003', phone: '13800001111', posts: [], account: { login: '+86 138 0000 2222' } })
  const { body: person } = await (await enter('A-office')).ask<Person>('GET', `/api/people/${body.code}`)
  expect(person.account?.login).toBe('13800002222')
  expect((await from('10.12.1.1').signIn<SessionState>('0086-138-0000-2222', body.password)).body.pending).toEqual(['password'])
})
