// What is asked: something bad was seen in the water at a place and a time. Who could have done it?
import type { Place, Scenario } from '../network/index.ts'
import type { SuspectRules } from './rules.ts'
import type { Things } from './things.ts'

/** Another section sampled at about the same time. */
export interface Witness {
  code: string
  name: string
  place: Place
  /** Milliseconds of the epoch. */
  at: number
  /** Of the item asked about: what was found, and what is usual there. */
  value: number
  usual: number
}

export interface Inquiry {
  things: Things
  rules: SuspectRules
  at: Place
  /** The section sampled, so that it is no witness of its own. */
  section: string | null
  item: string
  /** When the water was there, milliseconds of the epoch. */
  time: number
  /** All the sample has, by item; empty where only the item is known. */
  readings: Readonly<Record<string, number>>
  /** Items below the limit of detection, which their reading then is. */
  below: readonly string[]
  /** What is usual at the section, by item; an item without enough history is not in it. */
  usual: Readonly<Record<string, number>>
  witnesses: readonly Witness[]
  /** `now`: tide and gates of that hour; `over`: what water could do in the hours before; `open`: that with every gate open. */
  scenarios: { now: Scenario; over: Scenario; open: Scenario }
  /** Millimetres an hour from `from` on (milliseconds of the epoch); null where nobody recorded it. */
  rain: { from: number; mm: readonly number[] } | null
  /** When a thing was last looked at, by `keyOf`, milliseconds of the epoch. */
  lookedAt: ReadonlyMap<string, number>
  /** Metres per second where a reach's speed is unknown. */
  speedMs: number
}

export const hour = 3_600_000
export const day = 24 * hour

/** Rain in the hours before a time, millimetres; null where it was not recorded. */
export function rainBefore({ rain, rules }: Inquiry, time: number): number | null {
  if (!rain) return null
  const end = Math.floor((time - rain.from) / hour)
  const start = end - rules.rain.hours
  if (start < 0 || end > rain.mm.length) return null
  let sum = 0
  for (let h = start; h < end; h++) sum += rain.mm[h]
  return sum
}

/** The level below which a share `q` of the values lies, by linear interpolation; needs three. */
export function quantile(values: readonly number[], q: number): number | null {
  if (values.length < 3) return null
  const sorted = [...values].sort((a, b) => a - b)
  const at = q * (sorted.length - 1)
  const low = Math.floor(at)
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low])
}
