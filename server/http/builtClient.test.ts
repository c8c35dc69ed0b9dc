// Under a sub-path behind a proxy, which takes it off or leaves it on: pages, files, answers, sign-in and the stream.
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request as ask, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { proxy } from '../../test/proxy.ts'
import { ownRegister, serve, type OwnRegister } from '../../test/register.ts'
import { hashOf } from '../accounts/password.ts'
import { builtClient } from './builtClient.ts'
import { publicAddress } from './hosts.ts'

let own: OwnRegister
const folder = mkdtempSync(join(tmpdir(), 'one-map-dist-'))
const password = '南岗河边-2026'

beforeAll(async () => {
  own = await ownRegister('drawn')
  await own.database.script(`update accounts set password = '${await hashOf(password)}'`)
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'assets', 'main-1.js'), 'export {}')
  writeFileSync(join(folder, 'index.html'), readFileSync('index.html'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await own.close()
})

describe.each([['takes it off', true], ['leaves it on', false]])('a sub-path, and a proxy that %s', (_how, strips) => {
  let server: Awaited<ReturnType<typeof serve>>
  let front: Awaited<ReturnType<typeof proxy>>
  beforeAll(async () => {
    server = await serve(own.database, { address: publicAddress('http://city.example/gov/rivers'), client: builtClient(folder, '/gov/rivers')!, ratePerMinute: 0 })
    front = await proxy(server.url, '/gov/rivers', strips)
  })
  afterAll(async () => {
    await front.close()
    await server.close()
  })
  const through = (path: string, { method = 'GET', headers = {}, body = '' } = {}) =>
    new Promise<{ status: number; headers: IncomingHttpHeaders; text: string }>((resolve, reject) => {
      const asking = ask({ port: front.port, host: '127.0.0.1', path, method, headers: { host: 'city.example', ...headers } }, (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part
          if (!answer.headers['content-type']!.includes('event-stream') || !text.includes('\n\n')) return
          asking.destroy()
          resolve({ status: answer.statusCode!, headers: answer.headers, text })
        }).on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, text })).on('error', () => {})
      })
      asking.once('error', reject)
      asking.end(body)
    })

  test('every page says where it is, however deep, and its files are there for good', async () => {
    for (const page of ['/gov/rivers', '/gov/rivers/', '/gov/rivers/?layers=rivers', '/gov/rivers/water/R1', '/gov/rivers/people/new']) {
      const { status, text } = await through(page)
      expect([status, text.includes('<base href="/gov/rivers/" />')], page).toEqual([200, true])
      // What stands before <base> is not under it; what is asked for from the root is not ours.
      expect(text.slice(0, text.indexOf('<base')).includes('href='), page).toBe(false)
      expect(/(href|src)="\/(api|assets|tiles)/.test(text), page).toBe(false)
    }
    const file = await through('/gov/rivers/assets/main-1.js')
    expect([file.status, file.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable'])
    expect((await through('/gov/rivers/assets/main-0.js')).status).toBe(404)
  })

  test('answers, tiles, relief, the stream and files come from under it', async () => {
    for (const path of ['/api/health', '/api/settings', '/api/layers', '/tiles/rivers/9/417/222.mvt', '/api/export/rivers?format=csv'])
      expect((await through(`/gov/rivers${path}`)).status, path).toBe(200)
    const stream = await through('/gov/rivers/api/live?since=0')
    expect([stream.status, stream.headers['x-accel-buffering'], /^event: head$/m.test(stream.text) || stream.text.includes('id: ')]).toEqual([200, 'no', true])
    expect((await through('/gov/rivers/api/nothing')).status).toBe(404)
  })

  test('signing in there keeps its keys there, over plain HTTP too: a neighbour under the same name is not sent them', async () => {
    const came = await through('/gov/rivers/api/session', { method: 'POST', headers: { 'content-type': 'application/json', origin: 'http://city.example' }, body: JSON.stringify({ login: 'west', password }) })
    expect(came.status).toBe(201)
    const kept = came.headers['set-cookie']!
    for (const line of kept) expect(line).toMatch(/; Path=\/gov\/rivers;/)
    const cookie = kept.map((line) => line.split(';')[0]).join('; ')
    const who = await through('/gov/rivers/api/session', { headers: { cookie } })
    expect((JSON.parse(who.text) as { actor: { name: string } }).actor.name).toBe('西办')
    const out = await through('/gov/rivers/api/session', { method: 'DELETE', headers: { cookie, origin: 'http://city.example' } })
    expect(out.headers['set-cookie']).toEqual([expect.stringContaining('Path=/gov/rivers;')])
  })
})

test('a sub-path that is one of our own addresses, or could break out of the page, is refused at the start', () => {
  for (const path of ['/api', '/tiles/x', '/assets', '/a"b', '/a//b', '/%22', '/a b']) expect(() => publicAddress(`https://city.example${path}`), path).toThrow('PUBLIC_URL')
  for (const path of ['', '/', '/rivers', '/rivers/', '/gov/rivers', '/tilesets']) expect(publicAddress(`https://city.example${path}`)?.path, path).toBe(path.replace(/\/$/, ''))
})
