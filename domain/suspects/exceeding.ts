// By how much each reading misses the target, those that do first: what one would ask about.
import { assess, valuesToJudge as asJudged, limitsOf, type WaterKind } from '../quality/grade.ts'
import type { ItemKey, Readings } from '../quality/items.ts'
import { gradeOfNumeral, type Numeral } from '../quality/numerals.ts'
import type { QualityStandard } from '../quality/standard.ts'

export interface Judged {
  item: string
  value: number
  below: boolean
  limit: number | null
  /**
   * How many times the limit, and for what must not fall below it how many times below; more than 1 misses
   * the target. Null where nothing is set.
   */
  times: number | null
}

export function judgements(
  standard: QualityStandard, water: WaterKind, { readings, below }: { readings: Readings; below: readonly string[] }, target: string | null,
): Judged[] {
  const bound = gradeOfNumeral(target) === null ? standard.assessment.mainBeyond : (target as Numeral)
  const worst = assess(standard, water, asJudged(readings, below), bound).exceeded.map(({ item }) => item as string)
  const place = (item: string) => (worst.includes(item) ? worst.indexOf(item) : worst.length)
  return Object.entries(readings).map(([item, value]): Judged => {
    const limits = limitsOf(standard, item as ItemKey, water)
    const limit = limits?.counts && limits.direction !== 'range' ? limits.limits[gradeOfNumeral(bound)! - 1] : null
    const times = limit === null ? null : limits!.direction === 'least' ? limit / Math.max(value, 0.01) : value / limit
    return { item, value, below: below.includes(item), limit, times }
  }).sort((a, b) => place(a.item) - place(b.item) || (b.times ?? 0) - (a.times ?? 0))
}

export const exceeds = ({ times }: Pick<Judged, 'times'>): boolean => times !== null && times > 1
