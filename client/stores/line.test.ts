// What is said of the line: one truth, and nothing green beside anything amiss. With a browser and a server that do as they are told.
import { createPinia, setActivePinia } from 'pinia'
import { nextTick, reactive } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const around = vi.hoisted(() => ({ register: {} as Record<string, unknown>, session: {} as Record<string, unknown>, month: {} }))
vi.mock('./register.ts', () => ({ useRegister: () => around.register }))
vi.mock('./session.ts', () => ({ useSession: () => around.session }))
vi.mock('./month.ts', () => ({ useMonth: () => around.month }))

const { useConnection } = await import('./connection.ts')
const { useLine } = await import('./line.ts')

class Stream extends EventTarget {
  static readonly CLOSED = 2
  static open: Stream[] = []
  readyState = 1
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  constructor(readonly address: string) {
    super()
    Stream.open.push(this)
  }
  close() {
    this.readyState = 2
  }
  beat() {
    this.dispatchEvent(Object.assign(new Event('head'), { data: '{"seq":3}', lastEventId: '3' }))
  }
}

let answers: () => Promise<{ ok: boolean }>
const device = new EventTarget()

beforeEach(() => {
  vi.useFakeTimers()
  Stream.open = []
  answers = async () => ({ ok: true })
  vi.stubGlobal('navigator', { onLine: true })
  vi.stubGlobal('window', { setTimeout, clearTimeout, setInterval, clearInterval, addEventListener: device.addEventListener.bind(device) })
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }))
  vi.stubGlobal('EventSource', Stream)
  vi.stubGlobal('fetch', (_address: string, { signal }: { signal: AbortSignal }) =>
    Promise.race([answers(), new Promise((_, refuse) => signal.addEventListener('abort', () => refuse(new Error())))]))
  vi.stubGlobal('AbortSignal', { timeout: (ms: number) => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), ms)
    return controller.signal
  } })
  around.register = reactive({ settings: null, problem: null, ready: true, load: vi.fn() })
  around.session = reactive({ actor: null, who: null, ended: false, load: vi.fn() })
  setActivePinia(createPinia())
})
afterEach(() => {
  vi.clearAllTimers()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const begun = async () => {
  const line = useLine()
  around.register.settings = { head: 3 }
  await nextTick()
  Stream.open[0]!.onopen!()
  return line
}
const silence = () => new Promise<never>(() => {})

it('is live once the stream is open, and not before', async () => {
  const line = useLine()
  expect(line.is).toBe('quiet')
  around.register.settings = { head: 3 }
  await nextTick()
  expect(line.is).toBe('quiet')
  Stream.open[0]!.onopen!()
  expect(line.is).toBe('live')
})

it('a cable pulled where the device notices is said at once', async () => {
  const line = await begun()
  answers = async () => { throw new TypeError('no network') }
  device.dispatchEvent(new Event('offline'))
  await vi.advanceTimersByTimeAsync(1)
  expect(line.is).toBe('offline')
  answers = async () => ({ ok: true })
  device.dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(1)
  Stream.open.at(-1)!.onopen!()
  expect([line.is, useConnection().recoveries]).toEqual(['live', 1])
})

it('a device without a line that reaches the server all the same is live', async () => {
  const line = await begun()
  device.dispatchEvent(new Event('offline'))
  await vi.advanceTimersByTimeAsync(1)
  expect(line.is).toBe('live')
})

it('a cable pulled further away is noticed by the silence of the stream: not green after five seconds, said within nine', async () => {
  const line = await begun()
  for (let beats = 0; beats < 10; beats++) {
    await vi.advanceTimersByTimeAsync(2000)
    Stream.open[0]!.beat()
  }
  expect(line.is).toBe('live')
  answers = silence
  await vi.advanceTimersByTimeAsync(5100)
  expect(line.is).toBe('quiet')
  await vi.advanceTimersByTimeAsync(3500)
  expect(line.is).toBe('down')
  answers = async () => ({ ok: true })
  await vi.advanceTimersByTimeAsync(10_000)
  Stream.open.at(-1)!.onopen!()
  expect([line.is, Stream.open.at(-1)!.address]).toEqual(['live', expect.stringContaining('3')])
})

it('a stream that only fell silent is opened anew', async () => {
  const line = await begun()
  await vi.advanceTimersByTimeAsync(5100)
  expect([line.is, Stream.open.length]).toEqual(['quiet', 2])
  Stream.open[1]!.onopen!()
  expect(line.is).toBe('live')
})

it('a stream that ends asks whether the session has', async () => {
  await begun()
  around.session.who = { name: '李' }
  Stream.open[0]!.onerror!()
  await vi.advanceTimersByTimeAsync(1)
  expect(around.session.load).toHaveBeenCalledOnce()
})

it('is never live beside pieces that failed or are late, layers that are old, a session that ended', async () => {
  const line = await begun()
  const connection = useConnection()
  connection.pieces = { failed: 2, slow: 1 }
  expect(line.is).toBe('pieces')
  connection.pieces = { failed: 0, slow: 1 }
  expect(line.is).toBe('slow')
  connection.pieces = { failed: 0, slow: 0 }
  around.session.ended = true
  expect(line.is).toBe('ended')
  around.register.problem = {}
  expect(line.is).toBe('behind')
  connection.lost()
  expect(line.is).toBe('down')
})
