// Files are written in threads of their own (scribe.worker.ts): this one only hands on rows, and only as fast as they are taken.
// A thread that dies takes one file with it and nothing else.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { Problem } from '../http/problem.ts'
import { temporaryFolder } from '../temporary.ts'
import { startThread } from '../thread.ts'
import type { Heard, Job, SentRow, Told } from './jobs.ts'

/** Hands rows of a table to the writer; resolves when it can take more. */
type Give = (rows: SentRow[], table?: number) => Promise<void>

export interface Scribe {
  /**
   * Writes a file of rows that `feed` gives. Rejects with what was wrong, a Problem where the format cannot hold it or the
   * writer died, or with the signal's reason when given up; nothing goes on then.
   */
  write(job: Job, feed: (give: Give) => Promise<void>, givenUp?: AbortSignal): Promise<void>
}

/** On their way or not taken up yet. */
const mostBatches = 3
/** A warm thread is kept this long; the memory of the last file goes with it. */
const idleMs = 60_000
const longestMs = 10 * 60_000

export interface ScribeOptions {
  /** How much memory a writer may take beside the file it holds, megabytes. */
  megabytes?: number
}

export const createScribe = ({ megabytes = 1024 }: ScribeOptions = {}): Scribe => {
  const idle = new Map<Worker, NodeJS.Timeout>()

  const engage = async (): Promise<Worker> => {
    const [kept] = idle
    if (kept) {
      clearTimeout(kept[1])
      idle.delete(kept[0])
      kept[0].ref()
      return kept[0]
    }
    const worker = await startThread(new URL('./scribe.worker.ts', import.meta.url), null, { maxOldGenerationSizeMb: megabytes })
    // Told to whoever waits for a file; of an idle one to nobody.
    worker.on('error', () => {})
    worker.once('exit', () => {
      clearTimeout(idle.get(worker))
      idle.delete(worker)
    })
    return worker
  }
  const dismiss = (worker: Worker) => {
    worker.unref()
    idle.set(worker, setTimeout(() => void worker.terminate(), idleMs).unref())
  }

  return {
    async write(job, feed, givenUp) {
      givenUp?.throwIfAborted()
      const worker = await engage()
      const tell = (told: Told) => worker.postMessage(told)
      const ending = new AbortController()
      let onItsWay = 0
      let roomFor = () => {}
      const ended = new Promise<void>((resolve, reject) => {
        const hear = (heard: Heard) => {
          if ('more' in heard) {
            onItsWay--
            return roomFor()
          }
          if ('done' in heard) return resolve()
          const { misfit, code, details, message } = heard.failed
          reject(misfit ? new Problem(code as 'exportTooLarge', details) : Object.assign(new Error(message), { code }))
        }
        const died = () => reject(new Problem('fileFailed'))
        const left = () => reject(givenUp!.reason as Error)
        worker.on('message', hear).on('error', died).on('exit', died)
        givenUp?.addEventListener('abort', left)
        ending.signal.addEventListener('abort', () => {
          worker.off('message', hear).off('error', died).off('exit', died)
          givenUp?.removeEventListener('abort', left)
        })
      }).finally(() => {
        ending.abort()
        // Whoever waits for room is woken, too.
        roomFor()
      })
      const give: Give = async (rows, table = 0) => {
        tell({ table, rows })
        if (++onItsWay >= mostBatches && !ending.signal.aborted) await new Promise<void>((resolve) => (roomFor = resolve))
        if (ending.signal.aborted) await ended
      }
      const late = setTimeout(() => void worker.terminate(), longestMs).unref()
      tell({ job })
      const fed = feed(give).then(() => tell({ end: true }))
      try {
        await Promise.race([ended, fed])
        await Promise.all([ended, fed])
        dismiss(worker)
      } catch (reason) {
        // Half a file may be in its hands.
        void worker.terminate()
        ended.catch(() => {})
        await fed.catch(() => {})
        throw reason
      } finally {
        clearTimeout(late)
      }
    },
  }
}

/** A folder that is gone again when what was to be put there fails. */
export async function inFolder<T>(work: (path: string) => Promise<T>): Promise<T> {
  const folder = await temporaryFolder('file')
  try {
    return await work(join(folder, 'file'))
  } catch (reason) {
    await rm(folder, { recursive: true, force: true })
    throw reason
  }
}
