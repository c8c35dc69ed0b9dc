// By how much a reading misses the target class. One function, so that the standard is asked in one place.
import type { SampleRow } from './queries.ts'

const classes = ['Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ', 'Ⅴ']
const limits: Record<string, number[]> = { NH3N: [0.15, 0.5, 1, 1.5, 2], TP: [0.02, 0.1, 0.2, 0.3, 0.4], COD: [15, 15, 20, 30, 40], CODMn: [2, 4, 6, 10, 15], BOD5: [3, 3, 4, 6, 10], DO: [7.5, 6, 5, 3, 2], oil: [0.05, 0.05, 0.05, 0.5, 1] }

export interface Judged {
  item: string
  value: number
  below: boolean
  limit: number | null
  /** Value over limit; of oxygen limit over value. More than 1 misses the target. */
  times: number | null
}

export const judged = ({ readings, below }: Pick<SampleRow, 'readings' | 'below'>, target: string | null): Judged[] =>
  Object.entries(readings).map(([item, value]) => {
    const limit = limits[item]?.[classes.indexOf(target ?? 'Ⅲ')] ?? null
    return { item, value, below: below.includes(item), limit, times: limit === null || below.includes(item) ? null : item === 'DO' ? limit / Math.max(value, 0.01) : value / limit }
  }).sort((a, b) => (b.times ?? 0) - (a.times ?? 0))
