import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { copy } from './copy.ts'

afterEach(() => vi.unstubAllGlobals())

const page = (execCommand: () => boolean) => {
  const field = { select: vi.fn(), remove: vi.fn(), value: '' }
  vi.stubGlobal('document', { activeElement: null, createElement: () => field, body: { append: vi.fn() }, execCommand })
  return field
}

it('copies by the clipboard where there is one', async () => {
  const writeText = vi.fn(async () => {})
  vi.stubGlobal('navigator', { clipboard: { writeText } })
  expect([await copy('449001'), writeText.mock.calls]).toEqual([true, [['449001']]])
})

it('over plain HTTP, or where the clipboard refuses, copies as a person would, and says where that fails too', async () => {
  for (const navigator of [{}, { clipboard: { writeText: async () => { throw new Error('NotAllowedError') } } }]) {
    vi.stubGlobal('navigator', navigator)
    const field = page(() => true)
    expect([await copy('449001'), field.value]).toEqual([true, '449001'])
    expect(field.remove).toHaveBeenCalled()
    page(() => false)
    expect(await copy('449001')).toBe(false)
    page(() => { throw new Error() })
    expect(await copy('449001')).toBe(false)
  }
})

it('what browsers keep from plain HTTP is asked for in one place each, which says where it is not to be had', () => {
  const kept: Record<string, string[]> = {
    'navigator\\.clipboard': ['copy.ts'], 'navigator\\.geolocation': ['edit/WalkAround.vue', 'map/tools/locate.ts'], PublicKeyCredential: ['passkey.ts'],
    'crypto\\.(randomUUID|subtle)|serviceWorker|navigator\\.(credentials|mediaDevices|wakeLock|share|locks|storage)|new Notification|caches\\.open': [],
  }
  const files = readdirSync('client', { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|vue)$/.test(name) && !name.endsWith('.test.ts'))
  const bare = (text: string) => text.split('\n').filter((one) => !/^\s*(\/\/|\/?\*)/.test(one) && !/^import type|^} from|JSON/.test(one)).map((one) => one.replace(/\/\*\*.*?\*\//g, '')).join('\n')
  for (const [what, where] of Object.entries(kept))
    expect(files.filter((name) => new RegExp(what).test(bare(readFileSync(join('client', name), 'utf8')))).sort(), what).toEqual(where)
})
