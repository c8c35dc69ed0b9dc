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
  const failing = inTurn('a', async () => {
    await one.work()
    throw new Error('refused')
  })
  const done = [inTurn('b', two.work), inTurn('c', three.work)]
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
  const working = [inTurn('a', one.work), inTurn('b', two.work)]
  const given = expect(inTurn('c', late.work)).rejects.toMatchObject({ code: 'busy', status: 503 })
  await vi.advanceTimersByTimeAsync(15_000)
  working.push(inTurn('d', last.work))
  await vi.advanceTimersByTimeAsync(5000)
  await given
  for (const { end } of [one, two, last]) end()
  await Promise.all(working)
  expect(late.work).not.toHaveBeenCalled()
  expect(last.work).toHaveBeenCalledOnce()
})

test('who asks for much lets everybody else have a turn in between, and does not fill the line', async () => {
  const inTurn = turns({ atOnce: 1, mostEach: 3 })
  const done: string[] = []
  const first = piece()
  const working = inTurn('much', first.work)
  const ask = (who: string, what: string) => inTurn(who, async () => void done.push(what))
  const all = [ask('much', 'much 1'), ask('much', 'much 2'), ask('much', 'much 3'), ask('little', 'little 1'), ask('other', 'other 1')]
  await expect(ask('much', 'much 4')).rejects.toMatchObject({ code: 'busy' })
  first.end()
  await Promise.all([working, ...all])
  expect(done).toEqual(['much 1', 'little 1', 'other 1', 'much 2', 'much 3'])
})

test('whoever waits in vain for a file that is being written is told which', async () => {
  vi.useFakeTimers()
  const inTurn = turns({ atOnce: 1 })
  const long = piece()
  const writing = inTurn('a', long.work, '河流.zip')
  const given = expect(inTurn('b', async () => {})).rejects.toMatchObject({ code: 'importWriting', details: { file: '河流.zip' } })
  await vi.advanceTimersByTimeAsync(20_000)
  await given
  long.end()
  await writing
})
