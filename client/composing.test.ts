import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { leaveKeysToInputMethod } from './composing.ts'

const key = (type: string, how: { isComposing?: boolean; keyCode?: number }) =>
  Object.assign(new Event(type, { cancelable: true }), { key: 'Enter', isComposing: false, keyCode: 13, ...how })
const files = readdirSync('client', { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|vue)$/.test(name) && !name.endsWith('.test.ts'))
const lines = files.flatMap((name) => readFileSync(join('client', name), 'utf8').split('\n').map((text) => ({ name, text })))

it.each(['keydown', 'keyup', 'keypress'])('of a %s while composing nobody else hears, of any other everybody', (type) => {
  const page = new EventTarget()
  leaveKeysToInputMethod(page)
  const [onPage, captured] = [vi.fn(), vi.fn()]
  page.addEventListener(type, onPage)
  page.addEventListener(type, captured, true)
  const composing = key(type, { isComposing: true })
  for (const one of [composing, key(type, { keyCode: 229 })]) page.dispatchEvent(one)
  expect([onPage.mock.calls.length, captured.mock.calls.length, composing.defaultPrevented]).toEqual([0, 0, false])
  page.dispatchEvent(key(type, {}))
  expect([onPage.mock.calls.length, captured.mock.calls.length]).toEqual([1, 1])
})

it('stands before all that listens for keys: nothing listens by being loaded, but for whether somebody is there', () => {
  const main = readFileSync('client/main.ts', 'utf8')
  expect(main.indexOf('leaveKeysToInputMethod(window)')).toBeGreaterThan(0)
  expect(main.indexOf('leaveKeysToInputMethod(window)')).toBeLessThan(main.indexOf('createApp('))
  // What listens from being mounted on comes after; of what listens by being loaded, attended.ts only asks whether somebody is there.
  const listening = lines.filter(({ name, text }) => /addEventListener\('key/.test(text) && !/^onMounted\(/.test(text.trim()) && name !== 'composing.ts')
  expect(listening).toEqual([])
})

it('what is half composed is not asked for: text is read by v-model, which waits, and not from the event', () => {
  const read = lines.filter(({ text }) => /@input=/.test(text))
  // It only takes a choice back, and not while composing.
  expect(read.map(({ name }) => name)).toEqual(['ui/PickField.vue'])
})
