// Whoever asks one address for dear answers over and over is slowed down there, while anybody asks for anything else: the
// engine and the thread that answers are free for the others most of the time. Nobody is refused, and a few dear answers
// one after the other cost no wait.
import { setTimeout } from 'node:timers/promises'

/** May be spent at once before anything waits. */
const burstMs = 2000
/** Of the time after that; in the rest it is the others' turn. */
const share = 0.35
/** Nobody waits longer than this for what they asked before. */
const longestMs = 5000
/** Whoever asked within this time is still there. */
const aroundMs = 1500

interface Debt {
  ms: number
  at: number
}

export interface Pace {
  /** Waits until what was spent on this before has been worn off. */
  wait(asker: string, address: object, givenUp: AbortSignal): Promise<void>
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
    async wait(asker, address, givenUp) {
      if (last.asker !== asker || last.address !== address) other = last
      last = { asker, address, at: now() }
      const debt = debtOf(asker, address)
      if (!debt || debt.ms <= burstMs || now() - other.at > aroundMs) return
      await setTimeout(Math.min(longestMs, (debt.ms - burstMs) / share), undefined, { signal: givenUp })
    },
    spend(asker, address, ms) {
      let of = debts.get(address)
      if (!of) debts.set(address, (of = new Map()))
      const debt = debtOf(asker, address)
      if (debt) debt.ms += ms
      else if (ms > 5) {
        // Those whose debt is long worn off are forgotten when there are many.
        if (of.size > 1000) for (const [name, { ms, at }] of of) if (ms < (now() - at) * share) of.delete(name)
        of.set(asker, { ms, at: now() })
      }
    },
  }
}
