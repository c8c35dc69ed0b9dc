// What each reach drains, and how much of it is built up: every grid's ground goes to the reaches nearest to its corners.
import { random } from '../random.ts'
import type { Places, Reach, CityWaters } from '../types.ts'

export interface Ground {
  /** Square kilometres each reach drains by itself, in the order of `waters.reaches`. */
  km2: Float64Array
  /** Of these, what is sealed. */
  sealedKm2: Float64Array
}

/** Places asked of each grid. */
const ASKED = 4
/** Metres. */
const FAR = 30_000
/** Share of built-up ground that rain does not enter. */
const SEALED = 0.7

export function groundOf(places: Places, reaches: readonly Reach[], nearestReach: CityWaters['nearestReach'], seed: number): Ground {
  const draw = random(seed, 'ground')
  const indexOf = new Map(reaches.map(({ code }, i) => [code, i]))
  const km2 = new Float64Array(reaches.length).fill(0.01)
  const sealedKm2 = new Float64Array(reaches.length)
  for (const { ring, area, builtUp } of places.grids) {
    const [x, y] = [
      ring.reduce((sum, [east]) => sum + east, 0) / ring.length, ring.reduce((sum, [, north]) => sum + north, 0) / ring.length,
    ]
    const turn = Math.floor(draw() * ring.length)
    for (let k = 0; k < ASKED; k++) {
      const corner = ring[(turn + Math.floor((k * ring.length) / ASKED)) % ring.length]
      const near = nearestReach([(x + corner[0]) / 2, (y + corner[1]) / 2], FAR)
      if (!near) continue
      const i = indexOf.get(near.reach.code)!
      km2[i] += area / 1e6 / ASKED
      sealedKm2[i] += (area / 1e6 / ASKED) * builtUp * SEALED
    }
  }
  return { km2, sealedKm2 }
}
