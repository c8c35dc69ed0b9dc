// What is built and who may come, by the words a start is given: a forgotten one must not put made-up people into a real city.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { get as askSecurely } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DemoPerson } from '../../domain/accounts/schemas.ts'
import type { Settings } from '../../domain/city/schemas.ts'
import { demoPassword } from '../../domain/accounts/demonstration.ts'
import { certificate } from '../../server/tls.ts'
import { Browser } from '../browser.ts'
import { getJson } from '../http.ts'
import { startPostgres, type Cluster } from '../postgres.ts'
import { endOf, startProduct } from '../walks/city.ts'

const small = ['--scale', '0.02']
const folder = mkdtempSync(join(tmpdir(), 'one-map-worlds-'))
let cluster: Cluster
beforeAll(async () => {
  cluster = await startPostgres()
})
afterAll(async () => {
  await cluster.stop()
  rmSync(folder, { recursive: true, force: true })
})

const ends = (command: string[], environment: Record<string, string>) => endOf(command, { DATA_DIR: join(folder, 'unused'), ...environment })
const start = (...words: string[]) => ['start', '--silent', '--', ...words]

const count = async (url: string, table: string): Promise<number> => {
  const client = new pg.Client(url)
  await client.connect()
  return client.query<{ n: string }>(`select count(*) as n from ${table}`).then(({ rows }) => Number(rows[0].n)).finally(() => client.end())
}
const listed = async (url: string) => (await getJson<DemoPerson[]>(`${url}/api/session/demonstration`)).body

test('an empty database of a server stays empty until a demonstration is asked for, and is closed again when the word is forgotten', async () => {
  const DATABASE_URL = await cluster.create('forgotten')
  const real = await startProduct({ args: small, environment: { DATABASE_URL } })
  expect([(await getJson<Settings>(`${real.url}/api/settings`)).body.city, await count(DATABASE_URL, 'accounts')]).toEqual([null, 0])
  await real.stop()

  const built = await ends(['run', '--silent', 'city', '--', ...small], { DATABASE_URL })
  expect([built.code, built.said.includes('--city demo'), await count(DATABASE_URL, 'people')]).toEqual([1, true, 0])

  const shown = await startProduct({ args: ['--city', 'demo', ...small], environment: { DATABASE_URL } })
  const [first] = await listed(shown.url)
  expect((await new Browser(shown.url).signIn(first.login, demoPassword)).status).toBe(201)
  await shown.stop()
  expect(await shown.ended).toContain('演示城市')

  const forgotten = await startProduct({ args: small, environment: { DATABASE_URL } })
  expect([await listed(forgotten.url), (await new Browser(forgotten.url).signIn(first.login, demoPassword)).status]).toEqual([[], 401])
  await forgotten.stop()
  expect(await forgotten.ended).toMatch(/不是演示.*不能登录.*--city demo/)

  // Once somebody real is in, no word brings the demonstration back, and nothing is built over.
  expect((await ends(['run', '--silent', 'account', '--', '--login', '13900000001', '--name', '真管理员', '--end-demonstration'], { DATABASE_URL })).code).toBe(0)
  const waters = await count(DATABASE_URL, 'waters')
  const asked = await startProduct({ args: ['--city', 'demo', ...small], environment: { DATABASE_URL } })
  expect([await listed(asked.url), await count(DATABASE_URL, 'accounts'), await count(DATABASE_URL, 'waters')]).toEqual([[], 1, waters])
  await asked.stop()
  expect(await asked.ended).toContain('按真实名录启动')
})

test('beyond this machine a demonstration is refused, whichever way it would be opened, before anything is built', async () => {
  const DATABASE_URL = await cluster.create('open')
  for (const [words, environment] of [
    [small, { HOST: '0.0.0.0' }], [small, { HOST: '::' }], [small, { PUBLIC_URL: 'https://city.example' }], [['--city', 'demo', ...small], { HOST: '0.0.0.0', DATABASE_URL }], [small, { HOST: '0.0.0.0', DEMO_PUBLIC: '0' }],
  ] as const) {
    const { code, said } = await ends(start(...words), { DATA_DIR: join(folder, 'open'), ...environment })
    expect([code, said.includes('DEMO_PUBLIC=1')], JSON.stringify(environment)).toEqual([1, true])
    expect(said).not.toContain('    at ')
  }
  expect(await count(DATABASE_URL, 'people')).toBe(0)
})

test('with the word that opens it a demonstration says so loudly, and on every page', async () => {
  const environment = { PUBLIC_URL: 'https://city.example', DEMO_PUBLIC: '1', DATABASE_URL: await cluster.create('loud') }
  const product = await startProduct({ args: ['--city', 'demo', ...small], environment })
  expect((await getJson<Settings>(`${product.url}/api/settings`)).body.city).toMatchObject({ demonstration: true, exposed: true })
  await product.stop()
  expect(await product.ended).toMatch(/█+\s+演示系统，对外开放/)
})

test('with a certificate of its own it serves HTTPS; one that does not fit is said in a sentence', async () => {
  const made = (name: string) => {
    const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)]
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'], { stdio: 'ignore' })
    return { cert, key }
  }
  const [one, other] = [made('one'), made('other')]
  for (const environment of [{ TLS_CERT: one.cert }, { TLS_KEY: one.key }, { TLS_CERT: one.cert, TLS_KEY: other.key }, { TLS_CERT: join(folder, 'none.pem'), TLS_KEY: one.key }, { TLS_CERT: one.key, TLS_KEY: one.key }])
    expect(() => certificate(environment), JSON.stringify(environment)).toThrow(/TLS_(CERT|KEY)/)
  const { code, said } = await ends(start('--city', 'none'), { TLS_CERT: one.cert })
  expect([code, /TLS_KEY/.test(said), said.includes('    at ')]).toEqual([1, true, false])
  const product = await startProduct({ environment: { TLS_CERT: one.cert, TLS_KEY: one.key, DATABASE_URL: await cluster.create('secure') } })
  try {
    const port = Number(new URL(product.url).port)
    const status = (path: string, host = '127.0.0.1') => new Promise<number>((resolve, reject) => {
      askSecurely({ host: '127.0.0.1', port, path, headers: { host }, rejectUnauthorized: false }, (response) => (response.resume(), resolve(response.statusCode!))).once('error', reject)
    })
    expect([await status('/api/health'), await status('/tiles/rivers/9/417/222.mvt'), await status('/tiles/rivers/9/417/222.mvt', 'evil.example')]).toEqual([200, 200, 421])
    await expect(new Promise((resolve, reject) => connect({ host: '127.0.0.1', port, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', rejectUnauthorized: false, ciphers: 'DEFAULT@SECLEVEL=0' }, () => resolve('spoken')).once('error', reject))).rejects.toThrow()
  } finally {
    await product.stop()
  }
})
