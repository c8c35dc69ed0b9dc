// Whoever asks one address for dear answers over and over is slowed down there, while anybody asks for anything else: the
// engine and the thread that answers are free for the others most of the time. Nobody is refused, and a few dear answers
// one after the other cost no wait. Nor does it help to ask for eight at a time: two are made, the others wait their turn.
import { setTimeout } from 'node:timers/promises'
import { fairLine, type FairLine } from './fairLine.ts'

/** May be spent at once before anything waits. */
const burstMs = 2000
/** Of the time after that; in the rest it is the others' turn. */
const share = 0.35
/** Nobody waits longer than this for what they asked before. */
const longestMs = 5000
/** Whoever asked within this time is still there. */
const aroundMs = 1500
/** So many dear answers of an address are made for one asker at a time; dear is what has cost this much lately. */
const [atOnce, dearMs] = [2, 100]

interface Debt {
  ms: number
  at: number
  /** Where dear answers wait for those asked for before. */
  line: FairLine
}

export interface Pace {
  /**
   * Has an answer made when its turn has come and what was spent on this before has been worn off. Rejects with
   * the signal's reason when given up before.
   */
  run<T>(asker: string, address: object, work: () => Promise<T>, givenUp: AbortSignal): Promise<T>
  spend(asker: string, address: object, ms: number): void
}

export const createPace = (now: () => number = () => performance.now()): Pace => {
  const debts = new Map<object, Map<string, Debt>>()
  // The last two that asked for different things: whether anybody else is there.
  let last = { asker: '', address: {} as object, at: -Infinity }
  let other = last

  const debtOf = (asker: string, address: object): Debt | undefined => {
    const debt = debts.get(address)?.get(asker)
    if (!debt) return undefined
    debt.ms = Math.max(0, debt.ms - (now() - debt.at) * share)
    debt.at = now()
    return debt
  }
  return {
    async run(asker, address, work, givenUp) {
      if (last.asker !== asker || last.address !== address) other = last
      last = { asker, address, at: now() }
      const debt = debtOf(asker, address)
      if (!debt || debt.ms <= dearMs || now() - other.at > aroundMs) return work()
      const restMs = Math.min(longestMs, (debt.ms - burstMs) / share)
      return debt.line.run(asker, async () => {
        if (restMs > 0) await setTimeout(restMs, undefined, { signal: givenUp })
        return work()
      }, givenUp)
    },
    spend(asker, address, ms) {
      let of = debts.get(address)
      if (!of) debts.set(address, (of = new Map()))
      const debt = debtOf(asker, address)
      if (debt) debt.ms += ms
      else if (ms > 5) {
        // Those whose debt is long worn off are forgotten when there are many.
        if (of.size > 1000) for (const [name, { ms, at }] of of) if (ms < (now() - at) * share) of.delete(name)
        of.set(asker, { ms, at: now(), line: fairLine({ atOnce }) })
      }
    },
  }
}
