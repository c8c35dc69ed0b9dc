// The thread a file is read in: everything whose cost the file decides happens here, and what it asks of the register goes
// through whoever started it (apart.ts), one question after the other.
import { parentPort, workerData } from 'node:worker_threads'
import type { LayerGuess } from '../../domain/imports/schemas.ts'
import type { Text } from '../../domain/text.ts'
import { Refusal } from '../../geodata/import/refusal.ts'
import type { Queryable } from '../db/database.ts'
import { guess } from './guess.ts'
import { prepare, type ImportOptions, type PreparedFile, type Progress, type Register } from './prepare.ts'
import { nameOfStage, type StageName } from './stage.ts'

/** What is asked of the register; `within` is inside the transaction that was begun. */
export type Question =
  | { op: 'query'; text: string; values: readonly unknown[]; within: boolean }
  | { op: 'script'; text: string; within: boolean }
  | { op: 'copy'; table: string; columns: readonly string[]; rows: (readonly unknown[])[]; within: boolean }
  | { op: 'begin' }
  | { op: 'commit' }
  | { op: 'rollback' }

export type Said =
  | { question: Question; id: number }
  | { doing: Text; done: number; total: number | null }
  /** Rows are being written there: to be put away if nothing comes of it. */
  | { staged: StageName }
  | { alive: true }
  | { prepared: PreparedFile }
  | { guessed: LayerGuess }
  | { refused: Text }
  | { failed: { message: string; stack?: string; code?: string; detail?: string; constraint?: string } }

export interface Answer {
  id: number
  rows?: unknown[]
  count?: number
  error?: { message: string; code?: string; detail?: string; constraint?: string }
}

export type FileOptions = Omit<ImportOptions, 'layer'> & { layer: string | null }

export interface Work {
  path: string
  /** A folder for what is unpacked; it is somebody else's to remove. */
  folder: string
  /** Without a layer, only which it looks to be for is said. */
  options: FileOptions
  wasmMegabytes: number
}

const port = parentPort!
const { path, folder, options, wasmMegabytes } = workerData as Work
const say = (said: Said) => port.postMessage(said)

// Memory of WebAssembly (sql.js) is not counted with the heap: it may not grow beyond this, which the program in it sees as
// memory that is not to be had.
const { grow } = WebAssembly.Memory.prototype
WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, pages: number) {
  if (this.buffer.byteLength + pages * 65_536 > wasmMegabytes * 1024 ** 2) throw new RangeError('no more memory')
  return grow.call(this, pages)
}

// Whoever waits for a disk is alive; whoever goes round in a circle says nothing.
setInterval(() => say({ alive: true }), 1000).unref()

const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (reason: unknown) => void }>()
port.on('message', (answer: Answer) => {
  const waiter = waiting.get(answer.id)
  waiting.delete(answer.id)
  if (answer.error) waiter?.reject(Object.assign(new Error(answer.error.message), answer.error))
  else waiter?.resolve(answer)
})
let last = 0
const ask = (question: Question) =>
  new Promise<Answer>((resolve, reject) => {
    waiting.set(++last, { resolve, reject })
    say({ question, id: last })
  })

const speaking = (within: boolean): Queryable => ({
  query: async <Row>({ text, values }: { text: string; values: readonly unknown[] }) => (await ask({ op: 'query', text, values, within })).rows as Row[],
  script: async (text) => void (await ask({ op: 'script', text, within })),
  copy: async (table, columns, rows) => (await ask({ op: 'copy', table, columns, rows: [...rows], within })).count!,
})

const register: Register = {
  ...speaking(false),
  async transaction(work) {
    await ask({ op: 'begin' })
    try {
      const result = await work(speaking(true))
      await ask({ op: 'commit' })
      return result
    } catch (reason) {
      await ask({ op: 'rollback' }).catch(() => {})
      throw reason
    }
  },
}

const progress: Progress = (doing, done, total) => say({ doing, done, total })
const { layer, ...rest } = options
const work: Promise<Said> = layer === null
  ? guess(register, path, folder, rest, progress).then((guessed) => ({ guessed }))
  : prepare(register, path, folder, { ...rest, layer }, { progress, staged: (stage) => say({ staged: nameOfStage(stage) }) })
    .then((prepared) => ({ prepared }))
work
  .then(
    say,
    (reason: unknown) => {
      if (reason instanceof Refusal) return say({ refused: reason.words })
      const { message, stack, code, detail, constraint } = reason as Error & { code?: string; detail?: string; constraint?: string }
      say({ failed: { message: String(message ?? reason), stack, code, detail, constraint } })
    },
  )
  .finally(() => port.close())
