import { expect, test } from 'vitest'
import { turnstile } from '../db/turnstile.ts'
import { fairLine } from './fairLine.ts'
import { createGate } from './heavy.ts'
import { createPace } from './pace.ts'

const settle = () => new Promise((resolve) => setTimeout(resolve))

test('askers take turns: one who wants much does not stand before others', async () => {
  const line = fairLine({ atOnce: 1 })
  const done: string[] = []
  const ask = (asker: string, n: number) => line.run(asker, async () => void done.push(`${asker}${n}`))
  await Promise.all([ask('a', 1), ask('a', 2), ask('a', 3), ask('b', 1), ask('c', 1), ask('b', 2)])
  expect(done).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2'])
})

test('whoever has left by their turn is passed over, and a line that is too long is refused', async () => {
  const line = fairLine({ atOnce: 1, mostWaiting: 2 })
  let end = () => {}
  const first = line.run('a', () => new Promise<void>((resolve) => (end = resolve)))
  await settle()
  const leaving = new AbortController()
  let worked = false
  const second = line.run('b', async () => void (worked = true), leaving.signal)
  const third = line.run('b', async () => 'done')
  await expect(line.run('c', async () => {})).rejects.toMatchObject({ code: 'tooMany' })
  leaving.abort(new Error('left'))
  await expect(second).rejects.toThrow('left')
  end()
  await first
  expect([await third, worked]).toEqual(['done', false])
})

test('light questions go before work that can wait, which still has its turn', async () => {
  const line = turnstile()
  const done: string[] = []
  const first = await line.enter()
  const asked = [line.enter(true).then((leave) => (done.push('patient'), leave())), ...Array.from({ length: 30 }, (_, i) => line.enter().then((leave) => (done.push(String(i)), leave())))]
  first()
  first()
  await Promise.all(asked)
  expect([done[0], done.length]).toEqual(['0', 31])
  expect(done.indexOf('patient')).toBe(20)
})

test('an asker whose files have taken too long has to pause, the others do not', async () => {
  let now = 0
  const gate = createGate({ atOnce: 2, counted: true }, () => now)
  const place = await gate.enter('a')
  now = 1000
  place.leave()
  await expect(gate.enter('a')).rejects.toMatchObject({ code: 'heavyBusy', details: { seconds: 30 } })
  ;(await gate.enter('b')).leave()
  now = 3000
  ;(await gate.enter('a')).leave()
})

test('dear answers of one address are slowed down for whoever asks for them, only while somebody asks for anything else', async () => {
  let now = 0
  const pace = createPace(() => now)
  const [dear, cheap] = [{}, {}]
  const waits = async (asker: string, address: object) => {
    const leaving = new AbortController()
    const waiting = pace.run(asker, address, async () => {}, leaving.signal).then(() => false, () => true)
    await settle()
    leaving.abort()
    return waiting
  }
  pace.spend('a', dear, 3000)
  expect(await waits('a', dear)).toBe(false)
  expect(await waits('a', cheap)).toBe(false)
  expect([await waits('a', dear), await waits('b', dear)]).toEqual([true, false])
  now = 4000
  await waits('a', cheap)
  expect(await waits('a', dear)).toBe(false)
})

test('of many dear answers asked for at once two are made at a time, the next when one is done, and who has left is passed over', async () => {
  const pace = createPace(() => 0)
  const [dear, cheap] = [{}, {}]
  const here = new AbortController().signal
  await pace.run('b', cheap, async () => {}, here)
  pace.spend('a', dear, 500)
  const given: (() => void)[] = []
  const leaving = new AbortController()
  const ask = (signal = here) => pace.run('a', dear, () => new Promise<void>((made) => given.push(made)), signal)
  const left = [ask(), ask(), ask(leaving.signal), ask()][2]
  await settle()
  expect(given.length).toBe(2)
  // Somebody else's, and another address of the same asker, wait for nobody.
  await pace.run('b', dear, async () => {}, here)
  await pace.run('a', cheap, async () => {}, here)
  leaving.abort(new Error('left'))
  await expect(left).rejects.toThrow('left')
  given[0]()
  await settle()
  expect(given.length).toBe(3)
})
