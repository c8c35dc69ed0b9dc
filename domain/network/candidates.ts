// Which of the things that drain to the network are nearest upstream of a place: whom to look at first.
import type { Network } from './shape.ts'
import { far, type Asked } from './distance.ts'
import type { Drain } from '../catalogue.ts'
import { drainsTo, type Drainage } from './drainage.ts'
import { place, type Place } from './place.ts'

export interface Candidate {
  code: string
  /** Metres or seconds along the water. */
  away: number
}

/** How far the first look goes, metres or seconds; each further one goes four times as far. */
const firstLook = 500

/**
 * The nearest upstream, nearest first, at most `most`. Things whose measure is unknown are no candidates: nobody can say
 * how far they are. Looks as far as it must, so it takes time proportional to what lies that near. Errors as `far`.
 */
export function nearest(made: Network, hung: Drainage, at: Place, kind: Drain, most: number, asked: Omit<Asked, 'direction' | 'within'>): Candidate[] {
  let before = -1
  for (let within = firstLook; ; within *= 4) {
    const found = far(made, at, { ...asked, direction: 'upstream', within })
    const list = drainsTo(hung, found.stretches)[kind].flatMap((code) => {
      const { water, measureM } = hung.of[kind].get(code)!
      return measureM === null ? [] : [{ code, away: found.to(place(made, made.codes[water], measureM)) }]
    }).filter(({ away }) => away < Infinity)
    const { stretches: { fromM, toM } } = found
    const metres = fromM.reduce((sum, from, i) => sum + toM[i] - from, 0)
    // Nothing new within four times as far: all there is has been seen.
    if (list.length >= most || metres === before) return list.sort((a, b) => a.away - b.away).slice(0, most)
    before = metres
  }
}
