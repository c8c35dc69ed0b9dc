import { randomUUID } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ProblemBody } from '../../domain/problem.ts'
import type { SessionState } from '../../domain/accounts/schemas.ts'
import { Factors, FactorsChanged, NewAuthenticator } from '../../domain/factors/schemas.ts'
import type { PeopleChanged } from '../../domain/people/schemas.ts'
import { Browser } from '../../test/browser.ts'
import { browserOf, ownRegister, serve, type OwnRegister } from '../../test/register.ts'
import { giveAccount } from '../accounts/give.ts'
import { hashOf } from '../accounts/password.ts'
import { sql } from '../db/sql.ts'

let own: OwnRegister
let url: string
let close: () => Promise<void>

const password = '南岗河边的榕树-2026'

beforeAll(async () => {
  own = await ownRegister()
  const kept = await hashOf(password)
  await own.database.script(`
    insert into divisions (code, name, level, geom) values ('449000', '榕州市', 'city', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 23)))'),
      ('449003', '甲区', 'district', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 23)))');
    insert into people (code, name, role, division) values ('P-1', '林办', 'staff', '449003'), ('P-2', '王河长', 'chief', '449003'), ('P-3', '周管理', 'staff', '449000'), ('P-4', '外人', 'staff', '449000');
    insert into posts (code, person, role, division, valid_from) values ('G-1', 'P-1', 'office', '449003', '2020-01-01'), ('G-2', 'P-2', 'chief', '449003', '2020-01-01'), ('G-3', 'P-3', 'administrator', '449000', '2020-01-01'), ('G-4', 'P-4', 'delegate', '449000', '2020-01-01');
    insert into assistants (person, chief, valid_from) values ('P-1', 'P-2', '2020-01-01');
    insert into accounts (code, person, login, password) values ('A-1', 'P-1', 'lin', '${kept}'), ('A-2', 'P-2', 'wang', '${kept}'), ('A-3', 'P-3', 'zhou', '${kept}'), ('A-4', 'P-4', 'wai', '${kept}')`)
  ;({ url, close } = await serve(own.database))
})
afterAll(async () => {
  await close()
  await own.close()
})

beforeEach(() => own.database.script('delete from authenticators; delete from passkeys; delete from recovery_codes; delete from sign_in_failures; delete from sessions; delete from devices; delete from account_notices'))
afterEach(async () => {
  await own.database.script(`delete from rule_sets where kind = 'sign_in' and code <> 'sign-in-1'`)
})

/** A set of rules that a city has made, in force from today on. */
const rule = (change: string) => own.database.script(`
  insert into rule_sets (code, kind, title, title_en, effective_from, source, body)
  select '${randomUUID()}', kind, title, title_en, effective_from, source, ${change} from rule_sets where code = 'sign-in-1'`)
const requireOf = (role: string) => rule(`jsonb_set(body, '{secondFactor,${role}}', '"required"')`)

const signIn = async (login: string) => {
  const browser = new Browser(url)
  const { status, body } = await browser.signIn<SessionState>(login, password)
  expect(status).toBe(201)
  return { browser, state: body }
}

/** Inside without typing, where signing in is not what is asked about: the password is slow by design. */
const enter = async (login: string) => {
  const [{ code }] = (await own.database.query<{ code: string }>(sql`select code from accounts where login = ${login}`)) as [{ code: string }]
  const browser = await browserOf(own.database, url, code)
  return { browser, state: await state(browser) }
}

/** The code an app shows, so many half minutes from now. */
const codeOf = (secret: string, later = 0) => TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() + later * 30_000 })
const wrongOf = (secret: string) => (codeOf(secret) === '000000' ? '000001' : '000000')

/** Sets up an authenticator; the code it took was that of the half minute before. */
const enrol = async (browser: Browser) => {
  const begun = await browser.ask('POST', '/api/session/factors/authenticator')
  expect(begun.status).toBe(200)
  const { secret, uri } = NewAuthenticator.parse(begun.body)
  expect(uri).toMatch(/^otpauth:\/\/totp\/.+secret=/)
  const done = await browser.ask('PUT', '/api/session/factors/authenticator', { code: codeOf(secret, -1) })
  expect(done.status).toBe(200)
  return { secret, ...FactorsChanged.parse(done.body) }
}

const prove = (browser: Browser, proof: object) => browser.ask<SessionState & ProblemBody>('POST', '/api/session/proof', proof)
const state = async (browser: Browser) => (await browser.ask<SessionState>('GET', '/api/session')).body
const age = (minutes: number) => own.database.script(`update sessions set proven_at = proven_at - interval '${minutes} minutes', sure_at = sure_at - interval '${minutes} minutes'`)
const notices = async (account: string) => (await own.database.query<{ kind: string }>(sql`select kind from account_notices where account = ${account} order by code`)).map(({ kind }) => kind)

describe('an authenticator', () => {
  test('counts once its first code is sent, and brings ten recovery codes; afterwards the password alone opens nothing', async () => {
    const { browser } = await enter('wang')
    expect(Factors.parse((await browser.ask('GET', '/api/session/factors')).body)).toMatchObject({ asked: 'offered', authenticator: null, passkeys: [], recovery: 0, passkeysHere: { away: 'plain' } })
    const begun = NewAuthenticator.parse((await browser.ask('POST', '/api/session/factors/authenticator')).body)
    expect((await browser.ask<ProblemBody>('PUT', '/api/session/factors/authenticator', { code: wrongOf(begun.secret) })).body.code).toBe('codeWrong')
    expect((await enter('wang')).state.pending).toEqual([])

    const { secret, codes, factors } = await enrol(browser)
    expect([codes?.length, factors.recovery, factors.authenticator?.since]).toEqual([10, 10, expect.any(String)])
    expect((await state(browser)).actor?.person).toBe('P-2')
    expect(await notices('A-2')).toContain('factorSet')

    const thief = await signIn('wang')
    expect(thief.state).toMatchObject({ actor: null, pending: ['factor'], ways: ['code', 'recovery'], who: { name: '王河长' } })
    for (const [method, path] of [['GET', '/api/session/devices'], ['GET', '/api/session/factors'], ['DELETE', '/api/session/factors/authenticator'], ['PUT', '/api/session/password'], ['POST', '/api/changes']] as const)
      expect((await thief.browser.ask<ProblemBody>(method, path, method === 'GET' ? undefined : { old: password, new: '一个新的长密码-2026' })).body.code, path).toBe('pendingFirst')
    const { status, body } = await prove(thief.browser, { code: codeOf(secret).replace(/(...)/, '$1 ') })
    expect([status, body.actor?.person, body.pending]).toEqual([200, 'P-2', []])
  })

  test('opens once with each code, and not with one older than the last', async () => {
    const { secret } = await enrol((await enter('wang')).browser)
    const [first, second] = [(await enter('wang')).browser, (await enter('wang')).browser]
    const [earlier, code] = [codeOf(secret, -1), codeOf(secret)]
    const answers = await Promise.all([prove(first, { code }), prove(second, { code })])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
    const late = answers[0].status === 200 ? second : first
    for (const used of [code, earlier]) expect((await prove(late, { code: used })).body.code).toBe('codeWrong')
    expect((await prove(late, { code: codeOf(secret, 1) })).status).toBe(200)
  })

  test('a key from before the code was sent opens nothing afterwards', async () => {
    const { secret } = await enrol((await enter('wang')).browser)
    const { browser } = await enter('wang')
    const watcher = new Browser(url)
    watcher.cookies.set('one_map_session', browser.cookies.get('one_map_session')!)
    expect((await prove(browser, { code: codeOf(secret) })).status).toBe(200)
    expect(await state(watcher)).toMatchObject({ actor: null, who: null })
  })

  test('set up on one device, every other device has to show it at its next request', async () => {
    const [here, there] = [(await enter('wang')).browser, (await enter('wang')).browser]
    const { secret } = await enrol(here)
    expect(await state(there)).toMatchObject({ actor: null, pending: ['factor'] })
    expect((await prove(there, { code: codeOf(secret) })).body.actor?.person).toBe('P-2')
  })
})

describe('guessing codes', () => {
  test('ends the session it is done in, makes the next tries wait, and tells the owner, whose own device is let in', async () => {
    const owner = (await signIn('wang')).browser
    const { secret } = await enrol(owner)
    const codes: string[] = []
    const thief = new Browser(url)
    for (let session = 0; session < 2; session++) {
      expect((await thief.signIn('wang', password)).status).toBe(201)
      for (let guess = 0; guess < 5; guess++) codes.push((await prove(thief, { code: wrongOf(secret) })).body.code)
    }
    expect(codes.slice(0, 5)).toEqual([...Array<string>(4).fill('codeWrong'), 'guessedTooOften'])
    expect(codes.slice(5)).toContain('signInTooOften')
    expect(thief.cookies.has('one_map_device')).toBe(false)
    expect(await notices('A-2')).toContain('factorGuessed')
    expect((await owner.signIn('wang', password)).status).toBe(201)
    expect((await prove(owner, { code: codeOf(secret) })).status).toBe(200)
  })

  test('twenty at once are no more than five', async () => {
    const { secret } = await enrol((await signIn('wang')).browser)
    const { browser } = await signIn('wang')
    const codes = (await Promise.all(Array.from({ length: 20 }, () => prove(browser, { code: wrongOf(secret) }))))
      .map(({ body }) => body.code)
    expect(codes.filter((code) => code === 'codeWrong').length).toBeLessThanOrEqual(4)
    expect(await state(browser)).toMatchObject({ who: null })
  })

  test('costs whoever has not the password nothing but their own tries: the owner waits for nobody', async () => {
    const { secret } = await enrol((await signIn('wang')).browser)
    const stranger = new Browser(url)
    for (const login of ['Factor A-2', 'factora-2']) for (let i = 0; i < 6; i++) await stranger.signIn(login, 'x')
    for (let i = 0; i < 6; i++) expect((await prove(stranger, { code: '000000' })).status).toBe(401)
    const { browser } = await signIn('wang')
    expect((await prove(browser, { code: codeOf(secret) })).status).toBe(200)
  })
})

test('each recovery code opens once; new ones take the place of the old; what the database keeps is none of them', async () => {
  const { browser } = await enter('wang')
  const { codes } = await enrol(browser)
  const lost = (await enter('wang')).browser
  expect((await prove(lost, { recovery: codes![0].toUpperCase() })).body.actor?.person).toBe('P-2')
  expect((await prove((await enter('wang')).browser, { recovery: codes![0] })).body.code).toBe('recoveryWrong')
  expect(await notices('A-2')).toContain('recoveryUsed')
  const renewed = FactorsChanged.parse((await lost.ask('POST', '/api/session/factors/recovery')).body)
  expect([renewed.codes?.length, renewed.factors.recovery]).toEqual([10, 10])
  expect((await prove((await enter('wang')).browser, { recovery: codes![1] })).body.code).toBe('recoveryWrong')
  const [{ kept }] = (await own.database.query<{ kept: string }>(sql`select string_agg(r::text, ' ') as kept from recovery_codes r`)) as [{ kept: string }]
  for (const code of renewed.codes!) expect(kept).not.toContain(code.replaceAll('-', ''))
})

describe('changing one’s factors', () => {
  test('asks for the password where there is none yet and signing in was a while ago', async () => {
    const { browser } = await enter('wang')
    await age(31)
    const asked = await browser.ask<ProblemBody>('POST', '/api/session/factors/authenticator')
    expect([asked.status, asked.body.code, asked.body.details]).toEqual([403, 'proveAgain', { ways: ['password'] }])
    expect((await prove(browser, { password: 'nicht dies' })).body.code).toBe('passwordWrong')
    expect((await prove(browser, { password })).status).toBe(200)
    await enrol(browser)
  })

  test('asks for the factor where there is one: the password is not enough', async () => {
    const { browser } = await enter('wang')
    const { secret } = await enrol(browser)
    await age(31)
    expect((await browser.ask<ProblemBody>('DELETE', '/api/session/factors/authenticator')).body).toMatchObject({ code: 'proveAgain', details: { ways: ['code', 'recovery'] } })
    expect((await prove(browser, { password })).body.code).toBe('proveAgain')
    expect((await prove(browser, { code: codeOf(secret) })).status).toBe(200)
    const left = Factors.parse((await browser.ask('DELETE', '/api/session/factors/authenticator')).body)
    expect(left).toMatchObject({ authenticator: null, recovery: 0 })
    expect(await notices('A-2')).toContain('factorRemoved')
    expect((await enter('wang')).state.pending).toEqual([])
  })

  test('the password guessed in somebody’s open session ends it', async () => {
    const { browser } = await enter('wang')
    const codes: string[] = []
    for (let i = 0; i < 5; i++) codes.push((await prove(browser, { password: `guess ${i}` })).body.code)
    expect(codes.at(-1)).toBe('guessedTooOften')
    expect((await state(browser)).who).toBeNull()
  })
})

describe('a role that requires a second factor', () => {
  test('is led through setting one up, and until then is the public', async () => {
    await requireOf('chief')
    const { browser, state: before } = await signIn('wang')
    expect(before).toMatchObject({ actor: null, pending: ['enrol'], ways: ['password'] })
    expect((await browser.ask<ProblemBody>('GET', '/api/session/devices')).body.code).toBe('pendingFirst')
    await enrol(browser)
    expect((await state(browser)).actor?.person).toBe('P-2')
    const asked = await browser.ask<ProblemBody>('DELETE', '/api/session/factors/authenticator')
    expect([asked.status, asked.body.code]).toEqual([409, 'factorRequired'])
  })

  test('is asked of sessions that have begun before, at their next request; other roles are not', async () => {
    const [chief, office] = [(await signIn('wang')).browser, (await signIn('lin')).browser]
    await requireOf('chief')
    expect(await state(chief)).toMatchObject({ actor: null, pending: ['enrol'] })
    expect((await state(office)).actor?.person).toBe('P-1')
  })

  test('is asked of an assistant as soon as they act for a chief', async () => {
    await requireOf('chief')
    const { browser } = await signIn('lin')
    expect((await browser.ask<SessionState>('PUT', '/api/session/behalf', { chief: 'P-2' })).body.pending).toEqual(['enrol'])
  })

  test('where no role is offered one, there is none to set up', async () => {
    await rule(`jsonb_set(body, '{secondFactor,delegate}', '"none"')`)
    const { browser } = await signIn('wai')
    expect((await browser.ask<ProblemBody>('POST', '/api/session/factors/authenticator')).body.code).toBe('factorNotOffered')
  })
})

describe('administering', () => {
  const correct = (browser: Browser) => browser.ask<PeopleChanged & ProblemBody>('PATCH', '/api/people/P-2', { id: randomUUID(), post: `${Date.now()}` })

  test('asks whoever has a factor to prove it again after half an hour, and then does what was asked', async () => {
    const { browser } = await enter('zhou')
    const { secret } = await enrol(browser)
    const done = await correct(browser)
    expect(done.status).toBe(200)
    await age(31)
    const asked = await correct(browser)
    expect([asked.status, asked.body.code, asked.body.details]).toEqual([403, 'proveAgain', { ways: ['code', 'recovery'] }])
    // Taking it back is no lesser thing; reading is.
    expect((await browser.ask<ProblemBody>('POST', `/api/changes/${done.body.seq}/undo`, { id: randomUUID() })).body.code).toBe('proveAgain')
    expect((await browser.ask('GET', '/api/people/P-2')).status).toBe(200)
    expect((await prove(browser, { code: codeOf(secret) })).status).toBe(200)
    expect((await correct(browser)).status).toBe(200)
  })

  test('asks nobody who has none and needs none, however long ago they signed in', async () => {
    const { browser } = await enter('zhou')
    await age(600)
    expect((await correct(browser)).status).toBe(200)
  })

  test('how long a proof holds is the city’s rule', async () => {
    const { browser } = await enter('zhou')
    await enrol(browser)
    await age(11)
    expect((await correct(browser)).status).toBe(200)
    await rule(`jsonb_set(body, '{renewMinutes}', '10')`)
    expect((await correct(browser)).body.code).toBe('proveAgain')
  })
})

describe('a lost telephone', () => {
  const reset = (browser: Browser, person: string) => browser.ask<ProblemBody>('PUT', `/api/people/${person}/account`, { id: randomUUID(), resetFactors: true })

  test('is helped by whoever administers that person, who is told; their sessions end', async () => {
    const chief = (await enter('wang')).browser
    await enrol(chief)
    expect((await reset((await enter('lin')).browser, 'P-2')).status).toBe(200)
    expect((await state(chief)).who).toBeNull()
    expect((await enter('wang')).state).toMatchObject({ pending: [], actor: { person: 'P-2' } })
    expect(await notices('A-2')).toContain('factorReset')
    expect((await own.database.query(sql`select account from recovery_codes`)).length).toBe(0)
  })

  test('is not helped by an office over an administrator, by oneself, or by somebody without the right', async () => {
    await enrol((await enter('zhou')).browser)
    expect((await reset((await enter('lin')).browser, 'P-3')).status).toBe(403)
    expect((await reset((await enter('lin')).browser, 'P-1')).body.code).toBe('notYourself')
    expect((await reset((await enter('wai')).browser, 'P-3')).body.code).toBe('notAllowed')
    expect((await enter('zhou')).state.pending).toEqual(['factor'])
  })

  test('of an administrator is helped by whoever runs the server', async () => {
    await enrol((await enter('zhou')).browser)
    const { password: given, cleared } = await giveAccount(own.database, { login: 'zhou' })
    expect(cleared).toBe(true)
    expect((await new Browser(url).signIn<SessionState>('zhou', given)).body.pending).not.toContain('factor')
    await own.database.query(sql`update accounts set password = ${await hashOf(password)} where code = 'A-3'`)
    await own.database.script('delete from first_passwords')
  })
})

test('nobody who asks in the name of a person reads secrets, keys or codes, not even their own', async () => {
  await enrol((await enter('zhou')).browser)
  for (const table of ['authenticators', 'passkeys', 'recovery_codes', 'passkey_challenges'])
    await expect(own.database.as({ person: 'P-3', behalf: null }, (tx) => tx.script(`select * from ${table}`)), table).rejects.toThrow(/permission denied/)
})

test('with FACTOR_KEY the database alone gives no codes, and without it the server says so instead of calling a code wrong', async () => {
  process.env.FACTOR_KEY = 'ein langes Wort'
  try {
    const { browser } = await enter('wang')
    const { secret } = await enrol(browser)
    const [{ kept }] = (await own.database.query<{ kept: string }>(sql`select secret as kept from authenticators`)) as [{ kept: string }]
    expect(kept).not.toContain(secret)
    expect((await prove((await enter('wang')).browser, { code: codeOf(secret) })).status).toBe(200)
    delete process.env.FACTOR_KEY
    expect((await prove((await enter('wang')).browser, { code: codeOf(secret, 1) })).body.code).toBe('factorUnreadable')
  } finally {
    delete process.env.FACTOR_KEY
  }
})

describe('passkeys over HTTP', () => {
  test('are not to be had over plain http, which is said', async () => {
    const { browser } = await enter('wang')
    for (const path of ['/api/session/factors/passkeys/options', '/api/session/passkey/options', '/api/session/proof/passkey'])
      expect((await browser.ask<ProblemBody>('POST', path)).body.code, path).toBe('passkeysPlain')
  })

  test('an answer nobody asked for, or none at all, opens nothing', async () => {
    const answers = [{ challenge: 'AAAA' }, {}, null, 'x'].map((of) => ({ said: { id: 'x', response: { clientDataJSON: Buffer.from(JSON.stringify(of)).toString('base64url') } } }))
    const local = { host: 'localhost' }
    const { browser } = await enter('wang')
    for (const answer of answers) {
      expect((await new Browser(url).ask<ProblemBody>('POST', '/api/session/passkey', answer, local)).status).toBe(400)
      expect((await prove(browser, answer)).status).toBe(400)
      expect((await browser.ask<ProblemBody>('POST', '/api/session/factors/passkeys', { name: 'x', ...answer })).status).toBe(400)
    }
  })
})

test('all that was done with factors, and every try that was not the one, is in the audit log', async () => {
  const rows = await own.database.query<{ said: string }>(sql`select distinct concat_ws(' ', kind, details ->> 'act', details ->> 'what', details ->> 'by', details ->> 'reason') as said from audit_entries where person is not null`)
  expect(rows.map(({ said }) => said)).toEqual(expect.arrayContaining([
    'factorChanged set authenticator', 'factorChanged removed authenticator', 'factorChanged renewed recovery', 'sessionEnded factorGuessed', 'signInFailed factor codeWrong', 'signedIn code', 'signedIn recovery',
  ]))
})
