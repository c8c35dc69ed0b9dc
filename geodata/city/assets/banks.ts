// Places on the banks of reaches, where outfalls stand and plants let their water out.
import { centimetre } from '../geometry.ts'
import type { Point, Reach } from '../types.ts'
import type { City } from './city.ts'
import type { Bank } from './courses.ts'

/** A place on a bank; the measure is what re-projecting the point on its reach gives. */
export interface BankSite {
  at: Point
  reach: Reach
  /** Metres from the reach's start. */
  measure: number
  bank: Bank
  division: string
}

/** A point on the bank, `away` metres behind it; null outside every village. */
export function onBank({ courses, places }: Pick<City, 'courses' | 'places'>, reach: Reach, measure: number, bank: Bank, away = 0): BankSite | null {
  const [x, y] = courses.beside(reach, measure, bank, courses.widthAt(reach, measure) / 2 + away)
  const at: Point = [centimetre(x), centimetre(y)]
  const division = places.villageAt(at)
  if (!division) return null
  const beside = courses.project(reach, at)
  return { at, reach, measure: centimetre(beside.measure), bank: beside.bank, division }
}
