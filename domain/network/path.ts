// The way water takes from one place to another.
import type { Network } from './shape.ts'
import { far, type Asked } from './distance.ts'
import type { Place } from './place.ts'
import type { Stretch } from './stretches.ts'

export interface Path {
  metres: number
  /** Null where a speed on the way is unknown. */
  seconds: number | null
  /** In the order the water takes; `fromM` is more than `toM` where it runs up a reach. */
  stretches: Stretch[]
}

/** The shortest way water takes from one place to another, or the quickest; null where there is none. Errors as `far`. */
export function path(made: Network, a: Place, b: Place, asked: Omit<Asked, 'direction' | 'within'>): Path | null {
  const { codes, reachOf, at, to, from, link, speedMs } = made
  const found = far(made, a, { ...asked, direction: 'downstream' }, b)
  if (found.to(b) === Infinity) return null
  const stretches: Stretch[] = [{ code: codes[a.water], fromM: a.measureM, toM: a.measureM }]
  let [metres, seconds] = [0, 0]
  const goTo = (water: number, measureM: number) => {
    const last = stretches[stretches.length - 1]
    const long = Math.abs(measureM - last.toM)
    metres += long
    if (long) seconds += long / (Number.isNaN(speedMs[water]) ? (asked.speedMs ?? NaN) : speedMs[water])
    last.toM = measureM
  }
  const way = found.way(b)
  if (way) {
    let p = way.first
    goTo(a.water, at[p])
    for (const e of way.edges) {
      p = to[e] === p && from[e] !== p ? from[e] : to[e]
      if (link[e] < 0) goTo(reachOf[p], at[p])
      else stretches.push({ code: codes[reachOf[p]], fromM: at[p], toM: at[p] })
    }
  }
  goTo(b.water, b.measureM)
  return { metres, seconds: Number.isNaN(seconds) ? null : seconds, stretches }
}
