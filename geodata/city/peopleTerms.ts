// Who sat where since 2017: terms change in 2019, 2021 and 2024; some stay, some rotate among neighbouring seats,
// some come from offices and villages and went back there. Built backwards from who sits now.
import { addDays, anyDay } from './calendar.ts'
import type { Random } from './random.ts'

/** One person's time in one seat, [from, to). */
export interface Stint {
  person: string
  from: string
  to: string | null
}

/** First day of each term, as windows in which a district holds its handover. */
const terms: [string, string][] = [
  ['2017-05-10', '2017-12-20'],
  ['2019-03-05', '2019-06-28'],
  ['2021-09-01', '2021-09-28'],
  ['2024-03-01', '2024-03-29'],
]
const chanceToStay = 0.52
const chanceOfGap = 0.4
const chanceOfMidTerm = 0.1

/**
 * Stints per seat, oldest first, the last one of `now[seat]`. All seats of a group hand over on the same days, so that
 * nobody sits in two of them at once. `leaver` names someone who held this seat once and serves elsewhere today.
 */
export function terms2017(
  now: readonly string[], draw: Random, shareOfLeavers: number, leaver: (seat: number) => string | null,
): Stint[][] {
  const days = terms.map(([first, last]) => anyDay(draw, first, last))
  const seats = now.map((person): Stint[] => [{ person, from: '', to: null }])
  for (let term = terms.length - 1; term > 0; term--) {
    const rotating: number[] = []
    const successors = seats.map((stints) => stints[0].person)
    seats.forEach((stints, seat) => {
      if (draw() < chanceToStay) return
      const former = draw() < shareOfLeavers ? leaver(seat) : null
      if (former) handOver(stints, former, days[term])
      else rotating.push(seat)
    })
    if (rotating.length < 2) continue
    rotating.forEach((seat, i) => handOver(seats[seat], successors[rotating[(i + 1) % rotating.length]], days[term]))
  }
  seats.forEach((stints, seat) => {
    stints[0].from = days[0]
    const last = stints[stints.length - 1]
    if (last.from === days[terms.length - 1] && draw() < chanceOfMidTerm) {
      const former = leaver(seat)
      if (former) {
        stints.splice(-1, 0, { person: former, from: last.from, to: anyDay(draw, '2024-10-08', '2026-08-31') })
        last.from = stints[stints.length - 2].to ?? last.from
      }
    }
    // the seat may stay empty for some weeks between two holders
    for (const stint of stints.slice(1)) if (draw() < chanceOfGap) stint.from = addDays(stint.from, 3 + Math.floor(draw() * 40))
  })
  return seats
}

/** Puts a predecessor before a seat's earliest holder; when the predecessor began is settled one term further back. */
function handOver(stints: Stint[], former: string, day: string) {
  stints[0].from = day
  stints.unshift({ person: former, from: '', to: day })
}
