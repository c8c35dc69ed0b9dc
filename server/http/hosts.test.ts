// By which names we answer, and what the browser keeps of a session there.
import { request as ask } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProblemBody } from '../../domain/problem.ts'
import { ownRegister, serve, type OwnRegister } from '../../test/register.ts'
import { hashOf } from '../accounts/password.ts'
import { answersTo, publicAddress, shownAddress } from './hosts.ts'

let own: OwnRegister
const password = '南岗河边-2026'

beforeAll(async () => {
  own = await ownRegister('drawn')
  await own.database.script(`update accounts set password = '${await hashOf(password)}'`)
})
afterAll(() => own.close())

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

/** fetch lets nobody choose the Host. */
const as = (url: string, host: string, path: string, { method = 'GET', headers = {}, body = '' } = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asking = ask(url, { path, method, headers: { host, ...headers } }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }))
    })
    asking.once('error', reject)
    asking.end(body)
  })

const signIn = (url: string, host: string, path: string, headers: Record<string, string> = {}) =>
  as(url, host, path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ login: 'west', password }) })

test('without an address of its own a machine answers to loopback’s names alone: a name that was made to point here gets nothing, tiles neither', async () => {
  const { url, close } = await serve(own.database)
  try {
    const { port } = new URL(url)
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, 'LOCALHOST', `[::1]:${port}`]) expect((await as(url, host, '/api/health')).status, host).toBe(200)
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example', 'localhost.evil.example', '192.168.1.5', 'a@localhost', 'localhost/x'])
      for (const path of ['/api/health', '/', '/tiles/rivers/9/417/222.mvt']) expect((await as(url, host, path)).status, `${host} ${path}`).toBe(421)
    const refused = await signIn(url, 'evil.example', '/api/session')
    expect([refused.status, (JSON.parse(refused.text) as ProblemBody).code, refused.headers['set-cookie']]).toEqual([421, 'hostUnknown', undefined])
    expect((await as(url, `localhost:${port}`, 'http://evil.example/api/health')).status).toBe(421)
  } finally {
    await close()
  }
})

test('which names are ours follows PUBLIC_URL, and without it where we listen', () => {
  const city = publicAddress('https://city.example/map/')
  expect(city).toEqual({ url: 'https://city.example/map', hostname: 'city.example', path: '/map', secure: true })
  expect(['city.example', 'evil.example', '10.0.0.8', 'localhost'].map((name) => answersTo(name, city, '0.0.0.0', false))).toEqual([true, false, false, false])
  expect(answersTo('localhost', city, '127.0.0.1', true)).toBe(true)
  expect(['10.0.0.8', '2001:db8::8', 'evil.example'].map((name) => answersTo(name, null, '0.0.0.0', false))).toEqual([true, true, false])
  expect(answersTo('10.0.0.8', null, '127.0.0.1', true)).toBe(false)
  for (const said of ['city.example', 'ftp://city.example', 'https://a@city.example', 'https://city.example/?x=1']) expect(() => publicAddress(said), said).toThrow('PUBLIC_URL')
  expect(publicAddress('')).toBeNull()
  expect(['::1', '[::1]', '::ffff:127.0.0.1', '::ffff:7f00:1', '127.0.0.9'].map((name) => answersTo(name, null, '::1', true))).toEqual([true, true, true, true, true])
  expect(['2001:db8::8', '::ffff:a00:8', 'evil.example'].map((name) => answersTo(name, null, '::', false))).toEqual([true, true, false])
  expect(answersTo('::ffff:a00:8', null, '127.0.0.1', true)).toBe(false)
})

test('an address is said as a browser takes it, an IPv6 number in brackets', () => {
  const said = ['127.0.0.1', '0.0.0.0', '::', '::1', '[::1]', '2001:db8::8', 'map.local'].map((host) => shownAddress(host, 8080, false))
  expect(said).toEqual(['127.0.0.1', 'localhost', 'localhost', '[::1]', '[::1]', '[2001:db8::8]', 'map.local'].map((name) => `http://${name}:8080`))
})

test('under TLS the keys carry the prefix browsers hold to, and one under the old name opens nothing', async () => {
  process.env.TRUST_PROXY = '1'
  const [root, under] = await Promise.all(['https://city.example', 'https://city.example/map'].map((said) => serve(own.database, { address: publicAddress(said) })))
  delete process.env.TRUST_PROXY
  try {
    const tls = { 'x-forwarded-proto': 'https' }
    const kept = async (url: string, path: string, headers: Record<string, string> = tls) => [(await signIn(url, 'city.example', path, headers)).headers['set-cookie'] ?? []].flat()
    const atRoot = await kept(root.url, '/api/session')
    expect(atRoot.length).toBe(2)
    for (const line of atRoot) expect(line).toMatch(/^__Host-one_map_(session|device)=[^;]+; Max-Age=\d+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/)
    // The proxy may take the sub-path off or leave it on.
    for (const path of ['/api/session', '/map/api/session'])
      for (const line of await kept(under.url, path)) expect(line, path).toMatch(/^__Secure-one_map_(session|device)=[^;]+; Max-Age=\d+; Path=\/map; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/)
    for (const line of await kept(root.url, '/api/session', {})) expect(line).toMatch(/^one_map_\w+=[^;]+; Max-Age=\d+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/)
    const key = /session=([^;]+)/.exec(atRoot.find((line) => line.includes('session='))!)![1]
    const who = async (name: string, headers: Record<string, string>) => (JSON.parse((await as(root.url, 'city.example', '/api/session', { headers: { ...headers, cookie: `${name}=${key}` } })).text) as { actor: { name: string } | null }).actor?.name ?? null
    expect([await who('__Host-one_map_session', tls), await who('one_map_session', tls), await who('__Host-one_map_session', {})]).toEqual(['西办', null, null])
    const out = await as(root.url, 'city.example', '/api/session', { method: 'DELETE', headers: { ...tls, cookie: `__Host-one_map_session=${key}` } })
    expect(out.headers['set-cookie']).toEqual([expect.stringMatching(/^__Host-one_map_session=; Path=\/; Expires=Thu, 01 Jan 1970[^;]*; HttpOnly; Secure; SameSite=Lax$/)])
  } finally {
    await root.close()
    await under.close()
  }
})

test('where no proxy is trusted, the name that PUBLIC_URL says is under TLS has keys for TLS only, and this machine’s own has not', async () => {
  const server = await serve(own.database, { address: publicAddress('https://city.example') })
  try {
    const kept = async (host: string) => [(await signIn(server.url, host, '/api/session', {})).headers['set-cookie'] ?? []].flat()
    for (const line of await kept('city.example')) expect(line).toMatch(/^__Host-one_map_(session|device)=.*; HttpOnly; Secure; SameSite=Lax$/)
    for (const line of await kept('localhost')) expect(line).toMatch(/^one_map_(session|device)=.*; HttpOnly; SameSite=Lax$/)
  } finally {
    await server.close()
  }
})

test('a city that says its address is HTTPS binds browsers to it; position and camera are for its own pages', async () => {
  const [open, secure] = [await serve(own.database), await serve(own.database, { address: publicAddress('https://city.example') })]
  try {
    const [plain, bound] = [await as(open.url, 'localhost', '/api/health'), await as(secure.url, 'city.example', '/api/health')]
    expect([plain.headers['strict-transport-security'], bound.headers['strict-transport-security']]).toEqual([undefined, 'max-age=31536000'])
    expect(plain.headers['permissions-policy']).toMatch(/geolocation=\(self\), camera=\(self\)/)
  } finally {
    await open.close()
    await secure.close()
  }
})
