// Against a real OpenID Connect provider (oidc-provider) on loopback.
import { createServer, type Server } from 'node:http'
import express from 'express'
import OidcProvider, { type ClientAuthMethod, type Configuration } from 'oidc-provider'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SessionState } from '../../domain/accounts/schemas.ts'
import type { Settings } from '../../domain/city/schemas.ts'
import { getJson } from '../../test/http.ts'
import { ownRegister, serve, type OwnRegister } from '../../test/register.ts'
import { sql } from '../db/sql.ts'
import { ownPage } from './singleSignOn.ts'

interface Person {
  phone_number?: string
  phone_number_verified?: boolean | string
}
const known: Record<string, Person> = {
  'u-wang': { phone_number: '139-0000-0001', phone_number_verified: true },
  'u-false': { phone_number: '13900000002', phone_number_verified: false },
  'u-false-text': { phone_number: '13900000002', phone_number_verified: 'false' },
  'u-unsaid': { phone_number: '13900000005' },
  'u-second': { phone_number: '13900000002', phone_number_verified: true },
  'u-plus': { phone_number: '+86 139-0000-0004', phone_number_verified: 'true' },
  'u-nobody': { phone_number: '13900000009', phone_number_verified: true },
  'u-closed': { phone_number: '13900000003', phone_number_verified: true },
}
/** Who sits at the provider's sign-in page. */
let sitting = 'u-wang'

let own: OwnRegister
let url: string
let close: () => Promise<void>
let trusting: Awaited<ReturnType<typeof serve>>
let providing: Awaited<ReturnType<typeof provide>>

const secret = 'a secret of the test'
const listening = (server: Server) => new Promise<number>((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)))

/** A provider that takes the secret in these ways; `declared`, it says so. Opened once it is known who comes. */
const provide = async (methods: readonly ClientAuthMethod[] = ['client_secret_basic', 'client_secret_post'], declared = true) => {
  const application = express()
  const server = createServer(application)
  const issuer = `http://127.0.0.1:${await listening(server)}`
  const open = (servers: string[]) => {
    const configuration: Configuration = {
      clients: [{ client_id: 'one-map', ...(methods[0] === 'none' ? {} : { client_secret: secret }), token_endpoint_auth_method: methods[0], redirect_uris: servers.map((at) => `${at}/api/session/sso/callback`) }],
      clientAuthMethods: [...methods],
      claims: { openid: ['sub'], phone: ['phone_number', 'phone_number_verified'], profile: ['name'] },
      cookies: { keys: ['keys of the test'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (_, id) => ({ accountId: id, claims: () => Promise.resolve({ sub: id, ...known[id] }) }),
      async loadExistingGrant(context) {
        const grant = new context.oidc.provider.Grant({
          clientId: context.oidc.client!.clientId, accountId: context.oidc.session!.accountId!,
        })
        grant.addOIDCScope('openid profile phone')
        await grant.save()
        return grant
      },
    }
    const provider = new OidcProvider(issuer, configuration)
    application.get('/interaction/:uid', (request, response, next) => void provider.interactionFinished(request, response, { login: { accountId: sitting } }).catch(next))
    if (!declared)
      application.get('/.well-known/openid-configuration', (_request, response, next) => {
        const end = response.end.bind(response)
        response.end = ((body: Buffer | string) => {
          const { token_endpoint_auth_methods_supported: _, ...rest } = JSON.parse(String(body)) as Record<string, unknown>
          const text = JSON.stringify(rest)
          response.setHeader('Content-Length', Buffer.byteLength(text))
          return end(text)
        }) as typeof response.end
        next()
      })
    application.use(provider.callback())
  }
  return {
    issuer,
    open,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

beforeAll(async () => {
  own = await ownRegister()
  providing = await provide()
  const provider = { issuer: providing.issuer, clientId: 'one-map', clientSecret: secret, name: '榕城通', claim: 'phone_number' }
  ;({ url, close } = await serve(own.database, { provider }))
  trusting = await serve(own.database, { provider: { ...provider, trustPhone: true } })
  providing.open([url, trusting.url])

  await own.database.script(`
    insert into divisions (code, name, level, geom) values ('449003', '甲区', 'district', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 23)))');
    insert into people (code, name, role, division) values ('P-1', '王河长', 'chief', '449003'), ('P-2', '赵二', 'staff', '449003'), ('P-3', '钱三', 'staff', '449003'), ('P-4', '孙四', 'staff', '449003'), ('P-5', '李五', 'staff', '449003');
    insert into accounts (code, person, login, closed_at) values ('A-1', 'P-1', '13900000001', null), ('A-2', 'P-2', '13900000002', null), ('A-3', 'P-3', '13900000003', now()), ('A-4', 'P-4', '13900000004', null), ('A-5', 'P-5', '13900000005', null)`)
})
afterAll(async () => {
  await close()
  await trusting.close()
  providing.close()
  await own.close()
})

/** A browser that follows redirects between the two, with cookies for each. */
class Traveller {
  private readonly jars = new Map<string, Map<string, string>>()

  constructor(private readonly home = url) {}

  async go(address: string, change: (next: URL) => URL = (next) => next): Promise<string> {
    let at = new URL(address)
    for (let step = 0; step < 15; step++) {
      const response = await this.get(at)
      const next = response.headers.get('location')
      if (!next) return `${response.status} ${at.pathname}`
      at = change(new URL(next, at))
      if (at.origin === this.home && !at.pathname.startsWith('/api/')) return at.pathname + at.search
    }
    throw new Error('goes round and round')
  }

  async get(at: URL) {
    const jar = this.jars.get(at.origin) ?? new Map<string, string>()
    this.jars.set(at.origin, jar)
    const response = await fetch(at, { redirect: 'manual', headers: { cookie: [...jar].map((pair) => pair.join('=')).join('; ') } })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value && !/expires=Thu, 01 Jan 1970/i.test(line)) jar.set(name, value)
      else jar.delete(name)
    }
    return response
  }

  who = async () => ((await (await this.get(new URL(`${this.home}/api/session`))).json()) as SessionState).actor?.person ?? null
}

test('the city’s own sign-in brings people to the page they came from; the second time by who they are, not by their number', async () => {
  expect((await getJson<Settings>(`${url}/api/settings`)).body.sso).toBe('榕城通')
  sitting = 'u-wang'
  const first = new Traveller()
  expect(await first.go(`${url}/api/session/sso?to=${encodeURIComponent('/water/449001-0001?month=2026-10')}`)).toBe('/water/449001-0001?month=2026-10')
  expect(await first.who()).toBe('P-1')
  known['u-wang'] = { phone_number: '13900000002', phone_number_verified: true }
  const again = new Traveller()
  expect(await again.go(`${url}/api/session/sso`)).toBe('/')
  expect(await again.who()).toBe('P-1')
})

test('nobody without an account, with a closed one, or with a number nobody has checked comes in', async () => {
  for (const who of ['u-nobody', 'u-closed', 'u-false', 'u-false-text', 'u-unsaid']) {
    sitting = who
    const traveller = new Traveller()
    expect(await traveller.go(`${url}/api/session/sso`), who).toBe('/?signin=ssoUnknown')
    expect(await traveller.who(), who).toBeNull()
  }
  expect(await own.database.query(sql`select code from accounts where subject is not null`)).toEqual([{ code: 'A-1' }])
})

test('a number with its country before it is the same number', async () => {
  sitting = 'u-plus'
  const traveller = new Traveller()
  await traveller.go(`${url}/api/session/sso`)
  expect(await traveller.who()).toBe('P-4')
})

test('a provider that never says whether a number is verified is believed where the deployer says so, unless it says no', async () => {
  const came: string[] = []
  for (const who of ['u-unsaid', 'u-false-text']) {
    sitting = who
    came.push(await new Traveller(trusting.url).go(`${trusting.url}/api/session/sso`))
  }
  expect(came).toEqual(['/', '/?signin=ssoUnknown'])
})

test.each([
  ['knows basic alone', ['client_secret_basic'], true],
  ['knows post alone', ['client_secret_post'], true],
  ['says nothing and knows basic', ['client_secret_basic'], false],
  ['says nothing and knows post', ['client_secret_post'], false],
  ['has no secret with us', ['none'], true],
] as const)('a provider that %s lets people in', async (_, methods, declared) => {
  const clientSecret = methods[0] === 'none' ? '' : secret
  const other = await provide(methods, declared)
  const served = await serve(own.database, { provider: { issuer: other.issuer, clientId: 'one-map', clientSecret, name: 'x', claim: 'phone_number' } })
  try {
    other.open([served.url])
    sitting = 'u-second'
    expect(await new Traveller(served.url).go(`${served.url}/api/session/sso`)).toBe('/')
    await own.database.query(sql`update accounts set subject = null where code = 'A-2'`)
  } finally {
    await served.close()
    other.close()
  }
})

test('an answer that was tampered with, comes twice or was meant for another browser opens nothing', async () => {
  sitting = 'u-wang'
  const tampered = new Traveller()
  expect(await tampered.go(`${url}/api/session/sso`, (next) => (next.searchParams.set('state', 'mine'), next))).toMatch(/ssoFailed|^400/)
  expect(await tampered.who()).toBeNull()
  let callback = ''
  const victim = new Traveller()
  await victim.go(`${url}/api/session/sso`, (next) => {
    if (next.pathname.endsWith('/callback')) callback = next.href
    return next
  })
  const thief = new Traveller()
  expect(await thief.go(callback)).toBe('/?signin=ssoFailed')
  expect(await victim.go(callback)).toBe('/?signin=ssoFailed')
  expect(await thief.who()).toBeNull()
})

test('only pages of ours are returned to', () => {
  for (const elsewhere of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '', undefined, ['/a'], '/a b']) expect(ownPage(elsewhere)).toBe('/')
  expect(ownPage('/water/4490?month=2026-10&at=113,23,9')).toBe('/water/4490?month=2026-10&at=113,23,9')
})

test('a provider that does not answer is said to be away; a city without one has no such door', async () => {
  const away = await serve(own.database, { provider: { issuer: 'http://127.0.0.1:9', clientId: 'x', clientSecret: 'y', name: 'x', claim: 'sub' } })
  const none = await serve(own.database, { provider: null })
  try {
    const response = await fetch(`${away.url}/api/session/sso`, { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([302, '/?signin=ssoAway'])
    expect((await fetch(`${none.url}/api/session/sso`)).status).toBe(404)
  } finally {
    await away.close()
    await none.close()
  }
})
