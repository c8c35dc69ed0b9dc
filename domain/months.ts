// Months as YYYY-MM, days as YYYY-MM-DD.
import { today } from './today.ts'

const numbersOf = (month: string) => month.split('-').map(Number) as [year: number, month: number]

/** So many months later; earlier where `by` is less than nothing. */
export const monthAfter = (month: string, by: number): string => {
  const [year, number] = numbersOf(month)
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7)
}

/** The last day of a month. */
export const lastDay = (month: string): string => new Date(Date.UTC(...numbersOf(month), 0)).toISOString().slice(0, 10)

/** The last day of a month, or today where the month is not over. */
export const lastDayOf = (month: string, until = today()): string => {
  const last = lastDay(month)
  return last < until ? last : until
}
