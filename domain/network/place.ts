// A place on the network: a measure on a reach, or a standing water.
import type { Network } from './shape.ts'
import { pointFrom } from './points.ts'
import { toleranceM } from './rows.ts'

export interface Place {
  /** Number of the water in the network it was found in, and of no other. */
  water: number
  measureM: number
  /** The points it lies between; one point twice where it lies on it. */
  above: number
  below: number
}

/**
 * Finds a place. Right where a gate bars the reach, it is the place above the gate.
 * @throws RangeError where the network has no such water, or the measure is more than half a metre beyond its ends.
 */
export function place(made: Network, code: string, measureM = 0): Place {
  const water = made.indexOf.get(code)
  if (water === undefined) throw new RangeError(`no water ${code} in this network`)
  const long = made.lengthM[water]
  if (!(measureM >= -toleranceM && measureM <= long + toleranceM)) throw new RangeError(`${code} is ${long} m long; ${measureM} is not on it`)
  const within = Math.min(long, Math.max(0, measureM))
  const below = pointFrom(made, water, within)
  return { water, measureM: within, above: made.at[below] === within ? below : below - 1, below }
}
