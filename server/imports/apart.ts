// Whoever has a file read: in a thread of its own, with limits of time and memory, because a file may be anybody's. A view in
// a GeoPackage of 16 kB that never ends, read in the thread that answers, once took a city's whole server away.
import { rm } from 'node:fs/promises'
import { ReadingLimits, type LayerGuess } from '../../domain/imports/schemas.ts'
import { today } from '../../domain/today.ts'
import { Refusal } from '../../geodata/import/refusal.ts'
import { DatabaseError } from '../db/embedded.ts'
import type { Database, Queryable } from '../db/database.ts'
import { ruleSetOn } from '../rules.ts'
import { temporaryFolder } from '../temporary.ts'
import { startThread } from '../thread.ts'
import type { ImportOptions, PreparedFile, Progress } from './prepare.ts'
import type { Answer, FileOptions, Question, Said, Work } from './prepare.worker.ts'
import { dropStage, stageNamed, type StageName } from './stage.ts'

const watchEveryMs = 250
const megabyte = 1024 ** 2

/** What is in force today; a rule of the register, not of the program. */
export const readingLimits = async (db: Queryable): Promise<ReadingLimits> => {
  const found = await ruleSetOn(db, 'file_reading', today())
  if (!found) throw new Error('no rule set file_reading is in force')
  return ReadingLimits.parse(found.body)
}

export const over = {
  silent: (seconds: number) => new Refusal(`读取这份文件时 ${seconds} 秒没有进展，已经停止：文件可能损坏，或其中有不会结束的内容。请用 GIS 软件另存为 GeoJSON 或 Shapefile 再试`, `no progress for ${seconds} s, so reading was stopped: the file may be broken or hold something that never ends. Save it anew as GeoJSON or a shapefile`),
  seconds: (seconds: number) => new Refusal(`读取这份文件超过 ${seconds} 秒，已经停止：请分成几份再导入`, `reading took more than ${seconds} s and was stopped: bring the file in parts`),
  memory: (megabytes: number) => new Refusal(`读取这份文件要的内存超过 ${megabytes} MB，已经停止：请分成几份，或另存为 GeoJSON 再导入`, `reading needs more than ${megabytes} MB of memory and was stopped: bring the file in parts, or as GeoJSON`),
}

class TakenBack extends Error {}

/** The register as the thread may ask it: one transaction at a time. */
const answering = (db: Database) => {
  let open: { tx: Queryable; end(how: 'commit' | 'rollback'): Promise<void> } | null = null
  const begin = () =>
    new Promise<void>((begun, failed) => {
      const whole = db.transaction((tx) =>
        new Promise<void>((commit, rollBack) => {
          open = {
            tx,
            end: (how) => {
              open = null
              if (how === 'commit') commit()
              else rollBack(new TakenBack())
              return whole
            },
          }
          begun()
        }))
      whole.catch(failed)
    })
  return {
    async answer(question: Question): Promise<Omit<Answer, 'id'>> {
      if (question.op === 'begin') await begin()
      else if (question.op === 'commit' || question.op === 'rollback') await open?.end(question.op)
      else {
        const speaker = question.within ? open?.tx : db
        if (!speaker) throw new Error('no transaction has been begun')
        if (question.op === 'query') return { rows: await speaker.query({ text: question.text, values: question.values }) }
        if (question.op === 'copy') return { count: await speaker.copy(question.table, question.columns, question.rows) }
        await speaker.script(question.text)
      }
      return {}
    },
    /** What was begun and is not committed has not been. */
    takeBack: async () => open?.end('rollback').catch(() => {}),
  }
}

/**
 * Has a file looked at and its rows staged; nothing of the register is touched. Throws a `Refusal` for what stops the whole
 * file, a limit above all, and what `progress` throws or `signal` says, once the thread has ended and its rows are put away.
 */
export async function prepareApart(
  db: Database, path: string, options: ImportOptions, progress: Progress, signal?: AbortSignal,
): Promise<PreparedFile> {
  return (await apart(db, path, options, progress, signal)).prepared!
}

/** Has a file looked at by somebody who does not know its layer yet; throws as `prepareApart` does. */
export async function guessApart(
  db: Database, path: string, options: Omit<ImportOptions, 'layer'>, progress: Progress, signal?: AbortSignal,
): Promise<LayerGuess> {
  return (await apart(db, path, { ...options, layer: null }, progress, signal)).guessed!
}

async function apart(
  db: Database, path: string, options: FileOptions, progress: Progress, signal?: AbortSignal,
): Promise<{ prepared?: PreparedFile; guessed?: LayerGuess }> {
  const limits = await readingLimits(db)
  const folder = await temporaryFolder('import')
  const register = answering(db)
  const staged: StageName[] = []
  const work: Work = { path, folder, options, wasmMegabytes: limits.heapMegabytes }
  const residentBefore = process.memoryUsage.rss()
  const thread = await startThread(new URL('./prepare.worker.ts', import.meta.url), work, { maxOldGenerationSizeMb: limits.heapMegabytes })
  let watch: NodeJS.Timeout | undefined
  try {
    return await new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      signal?.addEventListener('abort', () => reject(signal.reason as Error))
      // Only what the thread itself takes is counted: not what it waits for the register.
      const asked = new Set<Promise<unknown>>()
      let workedMs = 0
      let looked = performance.now()
      let heard = looked
      watch = setInterval(() => {
        const now = performance.now()
        const passed = now - looked
        looked = now
        // Where we ourselves were kept, the thread may have spoken without our hearing it.
        if (asked.size || passed > 10 * watchEveryMs) heard = now
        else workedMs += passed
        if (now - heard > limits.silentSeconds * 1000) reject(over.silent(limits.silentSeconds))
        else if (workedMs > limits.seconds * 1000) reject(over.seconds(limits.seconds))
        else if (process.memoryUsage.rss() - residentBefore > limits.residentMegabytes * megabyte)
          reject(over.memory(limits.residentMegabytes))
      }, watchEveryMs)
      thread.on('message', (said: Said) => {
        heard = performance.now()
        if ('question' in said) {
          const answer = register.answer(said.question)
            .catch(({ message, code, detail, constraint }: DatabaseError) => ({ error: { message, code, detail, constraint } }))
            .then((found) => thread.postMessage({ id: said.id, ...found } satisfies Answer))
            .catch(reject).finally(() => asked.delete(answer))
          asked.add(answer)
        } else if ('doing' in said) {
          try {
            progress(said.doing, said.done, said.total)
          } catch (reason) {
            reject(reason)
          }
        } else if ('staged' in said) staged.push(said.staged)
        else if ('prepared' in said || 'guessed' in said) resolve(said)
        else if ('refused' in said) reject(new Refusal(said.refused.zh, said.refused.en))
        else if ('failed' in said) reject(said.failed.code ? new DatabaseError(said.failed) : Object.assign(new Error(said.failed.message), { stack: said.failed.stack }))
      })
      thread.on('error', (reason: NodeJS.ErrnoException) => reject(reason.code === 'ERR_WORKER_OUT_OF_MEMORY' ? over.memory(limits.heapMegabytes) : reason))
      thread.on('messageerror', reject)
      thread.on('exit', () => reject(new Error('the thread that read a file has ended by itself')))
    })
  } catch (reason) {
    await thread.terminate()
    await register.takeBack()
    for (const stage of staged) await dropStage(db, stageNamed(stage))
    throw reason
  } finally {
    clearInterval(watch)
    await thread.terminate()
    await rm(folder, { recursive: true, force: true })
  }
}
