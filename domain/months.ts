// Days and months of the city.
import { today } from './today.ts'

/** The last day of a month (YYYY-MM), or today where the month is not over. */
export const lastDayOf = (month: string, until = today()): string => {
  const [year, number] = month.split('-').map(Number) as [number, number]
  const last = new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
  return last < until ? last : until
}
