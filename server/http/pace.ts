// Whoever asks one address for dear answers over and over is slowed down there, while anybody asks for anything else: the
// engine and the thread that answers are free for the others most of the time. Nobody is refused, and a few dear answers
// one after the other cost no wait. Nor does it help to ask for eight at a time: two are made, the others wait their turn.
import { setTimeout } from 'node:timers/promises'

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
}

interface Line {
  working: number
  waiting: (() => void)[]
}

export interface Pace {
  /** Waits for those asked for before, and until what was spent on them has been worn off; what is returned says that the answer is made. */
  wait(asker: string, address: object, givenUp: AbortSignal): Promise<() => void>
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
  const lines = new Map<object, Map<string, Line>>()
  const take = async (asker: string, address: object, dear: boolean, givenUp: AbortSignal): Promise<() => void> => {
    const of = lines.get(address) ?? new Map<string, Line>()
    lines.set(address, of)
    const line = of.get(asker) ?? { working: 0, waiting: [] }
    of.set(asker, line)
    if (!dear || line.working < atOnce) line.working++
    else
      await new Promise<void>((resolve, reject) => {
        const go = () => {
          givenUp.removeEventListener('abort', leave)
          line.working++
          resolve()
        }
        const leave = () => {
          line.waiting.splice(line.waiting.indexOf(go), 1)
          reject(givenUp.reason as Error)
        }
        line.waiting.push(go)
        givenUp.addEventListener('abort', leave, { once: true })
      })
    return () => {
      line.working--
      line.waiting.shift()?.()
      if (!line.working && !line.waiting.length) of.delete(asker)
    }
  }
  return {
    async wait(asker, address, givenUp) {
      if (last.asker !== asker || last.address !== address) other = last
      last = { asker, address, at: now() }
      const debt = debtOf(asker, address)
      const alone = now() - other.at > aroundMs
      const made = await take(asker, address, !alone && (debt?.ms ?? 0) > dearMs, givenUp)
      if (!debt || debt.ms <= burstMs || alone) return made
      return setTimeout(Math.min(longestMs, (debt.ms - burstMs) / share), made, { signal: givenUp }).catch((reason: unknown) => {
        made()
        throw reason
      })
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
