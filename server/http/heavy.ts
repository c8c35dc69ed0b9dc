// Answers that cost much: files, above all. A few at a time for the whole server and one for each asker, so that nobody waits
// for a stranger; whoever comes too early is told when to come again. What an asker's files took is counted, and whoever
// wants one after the other without end has to pause.
import type { Request, RequestHandler, Response } from 'express'
import { setTimeout } from 'node:timers/promises'
import type { Allow, Fresh } from '../../domain/roles.ts'
import { askerOf } from './asker.ts'
import { endpoint, givenUpBy } from './endpoint.ts'
import { Problem } from './problem.ts'

/** Seconds of work an asker may have at once, and how fast they wear off: a second in two. */
const budget = { seconds: 300, wearsOff: 0.5 }
/** A file that is made but not fetched yet keeps its asker from the next one; the end of it and the next question may cross on the way. */
const crossingMs = 300
const longestRetrySeconds = 30

interface Place {
  began: number
  /** Made, and on its way. */
  made: boolean
  gone: Promise<void>
}

export interface Gate {
  /** Takes a place. Throws `heavyBusy` where there is none. */
  enter(asker: string): Promise<{ made(): void; leave(): void }>
}

export interface GateOptions {
  /** How many of all are made at a time. */
  atOnce: number
  /** Whether what an asker's files took is counted. */
  counted: boolean
}

/** Whole seconds between now and when it may be worth asking again. */
const retryIn = (seconds: number) => new Problem('heavyBusy', { seconds: Math.max(1, Math.min(longestRetrySeconds, Math.ceil(seconds))) })

export const createGate = ({ atOnce, counted }: GateOptions, now: () => number = () => performance.now() / 1000): Gate => {
  const places = new Map<string, Place>()
  const taken = new Map<string, { seconds: number; at: number }>()
  // How long one takes, as the last ones did.
  let usual = 3
  const making = () => [...places.values()].filter(({ made }) => !made)
  const left = ({ began }: Place) => usual - (now() - began)
  const spentBy = (asker: string) => {
    const { seconds, at } = taken.get(asker) ?? { seconds: 0, at: now() }
    return Math.max(0, seconds - (now() - at) * budget.wearsOff)
  }
  return {
    async enter(asker) {
      const own = places.get(asker)
      if (own?.made) await Promise.race([own.gone, setTimeout(crossingMs)])
      const mine = places.get(asker)
      if (mine) throw retryIn(mine.made ? 2 : left(mine))
      const over = spentBy(asker) - budget.seconds
      if (counted && over > 0) throw retryIn(over / budget.wearsOff)
      const busy = making()
      if (busy.length >= atOnce) throw retryIn(Math.min(...busy.map(left)))

      let leave = () => {}
      const place: Place = { began: now(), made: false, gone: new Promise((resolve) => (leave = resolve)) }
      places.set(asker, place)
      const made = () => {
        if (place.made) return
        place.made = true
        const took = now() - place.began
        usual += (took - usual) / 4
        for (const name of taken.keys()) if (spentBy(name) === 0) taken.delete(name)
        taken.set(asker, { seconds: spentBy(asker) + took, at: now() })
      }
      return {
        made,
        leave() {
          made()
          if (places.get(asker) === place) places.delete(asker)
          leave()
        },
      }
    },
  }
}

/**
 * An endpoint whose answer costs much, or does in some forms (`when`). `givenUp` is told when the asker has left: what is under
 * way for them ends then.
 */
export const heavy = (
  gate: Gate, allow: Allow | Fresh, handle: (request: Request, response: Response, givenUp: AbortSignal) => Promise<unknown>,
  when: (request: Request) => boolean = () => true,
): RequestHandler =>
  endpoint(allow, async (request, response) => {
    if (!when(request)) return handle(request, response, givenUpBy(response))
    const place = await gate.enter(askerOf(request))
    // Sent to the last byte, or left by the asker.
    response.once('finish', place.leave).once('close', place.leave)
    if (response.destroyed) place.leave()
    try {
      return await handle(request, response, givenUpBy(response))
    } finally {
      place.made()
    }
  })
