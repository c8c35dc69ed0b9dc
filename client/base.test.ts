import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

const served = async (baseURI: string, page: string) => {
  vi.resetModules()
  vi.stubGlobal('document', { baseURI })
  const { pathname, search } = new URL(page, baseURI)
  vi.stubGlobal('window', { location: { pathname, search } })
  return import('./base.ts')
}

it('asks where the page says it is reached, at the root and under a sub-path, however deep the page lies', async () => {
  const root = await served('https://city.example/', '/water/R1?at=1&signin=x')
  expect([root.base, root.at('/api/layers'), root.here()]).toEqual(['', '/api/layers', '/water/R1?at=1'])
  const under = await served('https://city.example/gov/rivers/', '/gov/rivers/water/R1')
  expect([under.base, under.at('/api/layers'), under.here()]).toEqual(['/gov/rivers', '/gov/rivers/api/layers', '/water/R1'])
})

it('whatever the client asks of the server it asks for by that: nothing goes past it', () => {
  const files = readdirSync('client', { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|vue)$/.test(name) && !name.endsWith('.test.ts'))
  const asking = /\bfetch\(|new EventSource\(|\.open\('(GET|POST|PUT)'|new XYZ\(\{ url: (?!`https)|:(href|src)="[^"]*[pP]aths?\.|window\.location\.(href|pathname)|\.sendBeacon\(/
  const past = files.flatMap((name) => readFileSync(join('client', name), 'utf8').split('\n').filter((text) => asking.test(text) && !text.includes('at(') && name !== 'base.ts').map((text) => `${name}: ${text.trim()}`))
  expect(past).toEqual([])
})
