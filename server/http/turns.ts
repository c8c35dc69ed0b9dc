// Changes of the register take turns in the database from their beginning to their commit (sql/functions/record.sql). Those
// whose turn is far off wait here, without a connection: two hundred people editing at once held every connection there is,
// and nobody could read any more; nine of ten changes gave up waiting for one.
import type { Database } from '../db/database.ts'
import { Problem } from './problem.ts'

interface Options {
  atOnce?: number
  /** Longer than this nobody waits; null is as long as it takes. */
  patienceMs?: number | null
  /** One alone does not fill the line. */
  mostEach?: number
}

export type InTurn = <T>(who: string, work: () => Promise<T>, writing?: string) => Promise<T>

/**
 * A line of its own: does one piece of work after the other. Of those who wait each has their turn before anybody has a
 * second one. `writing` names a file whose rows are written meanwhile: whoever waits for that in vain is told so.
 * Rejects with `busy` or `importWriting`; the same work may be asked for again.
 */
export const turns = ({ atOnce = 2, patienceMs = 20_000, mostEach = 20 }: Options = {}): InTurn => {
  let working = 0
  const files = new Set<string>()
  /** Whose turn is next stands first. */
  const line = new Map<string, { go(): void }[]>()
  const next = () => {
    for (const [who, waiting] of line) {
      const mine = waiting.shift()!
      line.delete(who)
      if (waiting.length) line.set(who, waiting)
      return mine.go()
    }
    working--
  }
  const refusal = () => (files.size ? new Problem('importWriting', { file: [...files].join('、') }) : new Problem('busy'))
  const turn = (who: string) =>
    new Promise<void>((resolve, reject) => {
      if (working < atOnce) {
        working++
        return resolve()
      }
      const waiting = line.get(who) ?? []
      if (waiting.length >= mostEach) return reject(refusal())
      const mine = {
        go() {
          clearTimeout(patience)
          resolve()
        },
      }
      const patience = patienceMs === null ? undefined : setTimeout(() => {
        waiting.splice(waiting.indexOf(mine), 1)
        if (!waiting.length) line.delete(who)
        reject(refusal())
      }, patienceMs)
      waiting.push(mine)
      line.set(who, waiting)
    })
  return async (who, work, writing) => {
    await turn(who)
    if (writing !== undefined) files.add(writing)
    try {
      return await work()
    } finally {
      if (writing !== undefined) files.delete(writing)
      next()
    }
  }
}

const lines = new WeakMap<Database, { change: InTurn; judge: InTurn }>()

const linesOf = (database: Database) => {
  const known = lines.get(database) ?? { change: turns(), judge: turns() }
  lines.set(database, known)
  return known
}

/** Waits for one's turn to change the register of this server; whatever takes the record's lock goes through here. */
export const inTurn = <T>(database: Database, who: string, work: () => Promise<T>, writing?: string): Promise<T> =>
  linesOf(database).change(who, work, writing)

/** Waits for one's turn to have what is asked for looked at, before it stands in line to be done: large shapes hold up only each other. */
export const judgedInTurn = <T>(database: Database, who: string, work: () => Promise<T>): Promise<T> => linesOf(database).judge(who, work)
