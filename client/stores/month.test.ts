// What a month says is said of that month, once it is known: with a server that answers when it is told to.
import { createPinia, setActivePinia } from 'pinia'
import { nextTick, reactive } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const server = vi.hoisted(() => ({ get: vi.fn() }))
const around = vi.hoisted(() => ({
  view: {} as { month: string | null }, register: {} as Record<string, unknown>, connection: {}, done: {} as { changes: number },
}))
class Refusal extends Error {}
vi.mock('../api.ts', () => ({ ...server, Problem: Refusal, isAbort: (error: Error) => error.name === 'AbortError' }))
vi.mock('./view.ts', () => ({ useView: () => around.view }))
vi.mock('./register.ts', () => ({ useRegister: () => around.register }))
vi.mock('./connection.ts', () => ({ useConnection: () => around.connection }))
vi.mock('./done.ts', () => ({ useDone: () => around.done }))

const { useMonth } = await import('./month.ts')
const state = (month: string, overdue: number[]) =>
  ({ month, codes: overdue.map((_, i) => `R${i}`), at: overdue.map(() => [113, 23]), says: { overdue } })
const asked: { address: string; answer: (body: unknown) => void; refuse: (why: Error) => void }[] = []

beforeEach(() => {
  setActivePinia(createPinia())
  vi.useFakeTimers()
  vi.stubGlobal('window', { setTimeout, clearTimeout })
  Object.assign(around, {
    view: reactive({ month: null }), register: reactive({ settings: null, problem: null }),
    connection: reactive({ recoveries: 0 }), done: reactive({ changes: 0 }),
  })
  asked.length = 0
  server.get.mockImplementation((address: string, signal: AbortSignal) => new Promise((answer, refuse) => {
    asked.push({ address, answer, refuse })
    signal.addEventListener('abort', () => refuse(Object.assign(new Error(), { name: 'AbortError' })))
  }))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const settled = async () => {
  await nextTick()
  await vi.advanceTimersByTimeAsync(1)
}
const begun = async () => {
  const month = useMonth()
  around.register.settings = { months: ['2024-10', '2024-11'] }
  await settled()
  return month
}

it('says no number before the server has, not even before it is known which month it is', async () => {
  const month = useMonth()
  expect(month.countOf('overdue')).toBe('coming')
  around.register.settings = { months: ['2024-10', '2024-11'] }
  await settled()
  expect(month.countOf('overdue')).toBe('coming')
  asked[0]!.answer(state('2024-11', [1, 0, 2]))
  await settled()
  expect(month.countOf('overdue')).toBe(2)
  expect(month.countOf('vacant')).toBe(0)
})

it('says that it could not be had, asks again by itself, and then says how many', async () => {
  const month = await begun()
  asked[0]!.refuse(new Refusal())
  await settled()
  expect([month.countOf('overdue'), month.says]).toEqual(['failed', null])
  await vi.advanceTimersByTimeAsync(20_000)
  asked[1]!.answer(state('2024-11', [1]))
  await settled()
  expect([month.countOf('overdue'), month.problem]).toEqual([1, null])
})

it('says nothing of another month by what this one has said, and of this one again only anew', async () => {
  const month = await begun()
  asked[0]!.answer(state('2024-11', [1]))
  await settled()
  around.view.month = '2024-10'
  await settled()
  expect([month.countOf('overdue'), month.marks.size]).toEqual(['coming', 0])
  asked[1]!.refuse(new Refusal())
  await settled()
  expect(month.countOf('overdue')).toBe('failed')
  around.view.month = null
  await settled()
  expect(month.countOf('overdue')).toBe(1)
})

it('keeps what it knew of this month where asking anew fails, and says that it did', async () => {
  const month = await begun()
  asked[0]!.answer(state('2024-11', [1]))
  await settled()
  around.done.changes += 1
  await settled()
  asked[1]!.refuse(new Refusal())
  await settled()
  expect([month.countOf('overdue'), month.problem]).toEqual([1, expect.any(Refusal)])
})

it('the stream tells nothing of a month that is not known yet', async () => {
  const month = await begun()
  month.apply(state('2024-11', [1]) as never)
  expect(month.countOf('overdue')).toBe('coming')
})
