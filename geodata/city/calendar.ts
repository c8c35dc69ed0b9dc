// Days of the demonstration city as ISO dates (YYYY-MM-DD), so that they compare as text.
import type { Random } from './random.ts'

/** The day the demonstration city is told of: everything before it has happened, everything after is planned. */
export const today = '2026-11-22'

const millisecondsADay = 86_400_000

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * millisecondsADay).toISOString().slice(0, 10)
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / millisecondsADay)
}

/** A day from `first` to `last`, both possible. */
export function anyDay(draw: Random, first: string, last: string): string {
  return addDays(first, Math.floor(draw() * (daysBetween(first, last) + 1)))
}

/** The last day of the month `day` lies in. */
export function monthEnd(day: string): string {
  const [year, month] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)
}
