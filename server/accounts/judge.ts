// Where passwords are worked out: two threads of their own. In libuv's pool of four, which also
// reads files and compresses, sixty sign-ins at once made the first page wait for 11.8 s (7 ms without).
import { Worker } from 'node:worker_threads'

export interface Cost {
  N: number
  r: number
  p: number
}

interface Task {
  password: string
  salt: Buffer
  bytes: number
  cost: Cost
  done: (key: Buffer) => void
  failed: (reason: Error) => void
}

const threads = 2

const program = `
  const { parentPort } = require('node:worker_threads')
  const { scryptSync } = require('node:crypto')
  parentPort.on('message', ({ password, salt, bytes, cost }) => {
    try { parentPort.postMessage({ key: scryptSync(password, salt, bytes, { ...cost, maxmem: 256 * cost.N * cost.r }) }) }
    catch (reason) { parentPort.postMessage({ reason }) }
  })`

const waiting: Task[] = []
/** Threads and what each is at; those at nothing do not keep the program from ending. */
const judges = new Map<Worker, Task | null>()

const begin = (): Worker => {
  const worker = new Worker(program, { eval: true, execArgv: [] })
  worker.on('message', ({ key, reason }: { key?: Uint8Array; reason?: Error }) => {
    const task = judges.get(worker)
    judges.set(worker, null)
    worker.unref()
    if (key) task?.done(Buffer.from(key))
    else task?.failed(reason!)
    next()
  })
  worker.on('error', (reason) => {
    const task = judges.get(worker)
    judges.delete(worker)
    task?.failed(reason)
    next()
  })
  judges.set(worker, null)
  return worker
}

const next = (): void => {
  const [free] = [...judges].find(([, task]) => task === null) ?? []
  const worker = waiting.length === 0 ? undefined : (free ?? (judges.size < threads ? begin() : undefined))
  if (!worker) return
  const task = waiting.shift()!
  judges.set(worker, task)
  worker.ref()
  const { password, salt, bytes, cost } = task
  worker.postMessage({ password, salt, bytes, cost })
}

/** The key scrypt makes of a password, two at a time; others wait their turn. Rejects where the cost cannot be paid. */
export const derive = (password: string, salt: Buffer, bytes: number, cost: Cost): Promise<Buffer> =>
  new Promise((done, failed) => {
    waiting.push({ password, salt, bytes, cost, done, failed })
    next()
  })
