// A line for work that is done a few at a time: askers take turns, so that one who wants much does not stand before all others
// who want little; whoever has left is passed over.
import { Problem } from './problem.ts'

interface Waiting {
  go(): void
}

export interface FairLine {
  /**
   * Does the work when its turn comes. Rejects with `tooMany` where too many wait already, with the signal's reason when given up before.
   */
  run<T>(asker: string, work: () => Promise<T>, givenUp?: AbortSignal): Promise<T>
}

export const fairLine = ({ atOnce, mostWaiting = 2000 }: { atOnce: number; mostWaiting?: number }): FairLine => {
  // In the order of their turns: whoever has had one goes to the end.
  const lines = new Map<string, Set<Waiting>>()
  let working = 0
  let waiting = 0

  const remove = (asker: string, one: Waiting) => {
    const line = lines.get(asker)!
    line.delete(one)
    lines.delete(asker)
    if (line.size) lines.set(asker, line)
    waiting--
  }
  const next = () => {
    while (working < atOnce) {
      const [first] = lines
      if (!first) return
      const [asker, line] = first
      const one = line.values().next().value!
      remove(asker, one)
      working++
      one.go()
    }
  }
  return {
    async run(asker, work, givenUp) {
      givenUp?.throwIfAborted()
      if (waiting >= mostWaiting) throw new Problem('tooMany')
      await new Promise<void>((resolve, reject) => {
        const leave = () => {
          remove(asker, one)
          reject(givenUp!.reason as Error)
        }
        const one: Waiting = {
          go() {
            givenUp?.removeEventListener('abort', leave)
            resolve()
          },
        }
        lines.set(asker, (lines.get(asker) ?? new Set()).add(one))
        waiting++
        givenUp?.addEventListener('abort', leave, { once: true })
        next()
      })
      try {
        return await work()
      } finally {
        working--
        next()
      }
    },
  }
}
