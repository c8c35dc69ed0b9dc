// Changes of the register take turns in the database from their beginning to their commit (sql/functions/record.sql). Those
// whose turn is far off wait here, without a connection: two hundred people editing at once held every connection there is,
// and nobody could read any more; nine of ten changes gave up waiting for one.
import { Problem } from '../http/problem.ts'

/** At once: one that has its turn, and one that is ready when it ends. */
const most = 2
/** Longer than this nobody waits; the same change may be sent again. */
const patienceMs = 20_000

interface Waiting {
  go: () => void
}

/** A line of its own for each server: does one piece of work after the other. */
export const turns = () => {
  let working = 0
  const line: Waiting[] = []
  const turn = () =>
    new Promise<void>((resolve, reject) => {
      if (working < most) {
        working++
        return resolve()
      }
      const mine: Waiting = {
        go() {
          clearTimeout(patience)
          resolve()
        },
      }
      const patience = setTimeout(() => {
        line.splice(line.indexOf(mine), 1)
        reject(new Problem('busy'))
      }, patienceMs)
      line.push(mine)
    })
  return async <T>(work: () => Promise<T>): Promise<T> => {
    await turn()
    try {
      return await work()
    } finally {
      const next = line.shift()
      if (next) next.go()
      else working--
    }
  }
}
