// Two at a time; the others wait in order, and not for ever.
import { afterEach, expect, test, vi } from 'vitest'
import { turns } from './turns.ts'

afterEach(() => vi.useRealTimers())

/** A piece of work that goes on until it is told to end. */
const piece = () => {
  let end = () => {}
  const ended = new Promise<void>((resolve) => (end = resolve))
  return { end, work: vi.fn(() => ended) }
}

test('two work, the third begins when one of them has ended, even badly', async () => {
  const inTurn = turns()
  const [one, two, three] = [piece(), piece(), piece()]
  const failing = inTurn(async () => {
    await one.work()
    throw new Error('refused')
  })
  const done = [inTurn(two.work), inTurn(three.work)]
  await vi.waitFor(() => expect(two.work).toHaveBeenCalled())
  expect(three.work).not.toHaveBeenCalled()
  one.end()
  await expect(failing).rejects.toThrow('refused')
  await vi.waitFor(() => expect(three.work).toHaveBeenCalled())
  two.end()
  three.end()
  await Promise.all(done)
})

test('whose turn does not come in 20 s is told so and does nothing, and those behind are not held up', async () => {
  vi.useFakeTimers()
  const inTurn = turns()
  const [one, two, late, last] = [piece(), piece(), piece(), piece()]
  const working = [inTurn(one.work), inTurn(two.work)]
  const given = expect(inTurn(late.work)).rejects.toMatchObject({ code: 'busy', status: 503 })
  await vi.advanceTimersByTimeAsync(15_000)
  working.push(inTurn(last.work))
  await vi.advanceTimersByTimeAsync(5000)
  await given
  for (const { end } of [one, two, last]) end()
  await Promise.all(working)
  expect(late.work).not.toHaveBeenCalled()
  expect(last.work).toHaveBeenCalledOnce()
})
