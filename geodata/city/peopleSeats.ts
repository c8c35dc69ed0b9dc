// Seats of chiefs: how many each division has and which waters each answers for.
import { groupBy } from '../../domain/grouped.ts'
import { deal, duties, shareSeats, type Duty } from './peopleDuties.ts'
import { chiefPost, officeOf, type Roll } from './peopleRoll.ts'
import type { Stint } from './peopleTerms.ts'
import type { Places } from './types.ts'
import type { WaterRecord } from './waterRecords.ts'

export interface Seat {
  home: string
  level: Duty['level']
  duties: Duty[]
  stints: Stint[]
}

/** Deals every duty to a seat and every seat to a chief; towns, then villages share what the target leaves. */
export function seatChiefs(places: Places, waters: readonly WaterRecord[], target: number, roll: Roll): Seat[] {
  const city = places.divisions.find(({ level }) => level === 'city')?.code ?? ''
  const byHome = groupBy(duties(waters, city), ({ home }) => home)
  const sizesOf = (level: string) => {
    const sizes = new Map<string, number>()
    for (const { code, level: is } of places.divisions) if (is === level && byHome.has(code)) sizes.set(code, byHome.get(code)?.length ?? 0)
    return sizes
  }
  const sum = (seats: Map<string, number>) => [...seats.values()].reduce((a, b) => a + b, 0)
  const shared = new Map<string, number>()
  let left = target
  const share = (level: string, total: number, most: number) => {
    const seats = shareSeats(sizesOf(level), total, most)
    for (const [home, n] of seats) shared.set(home, n)
    left -= sum(seats)
  }
  share('city', 12, 12)
  share('district', 7 * sizesOf('district').size, 10)
  share('town', left - sizesOf('village').size, 5)
  share('village', left, 3)

  const seats: Seat[] = []
  for (const division of places.divisions) {
    const dealt = deal(byHome.get(division.code) ?? [], shared.get(division.code) ?? 0)
    dealt.forEach((dealtDuties, n) => {
      const person = roll.enter('chief', chiefPost(division, n), officeOf(division.code), division.code)
      seats.push({ home: division.code, level: division.level, duties: dealtDuties, stints: [{ person, from: '', to: null }] })
    })
  }
  return seats
}
