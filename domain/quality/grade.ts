// Single-factor grading: a sample is of the class of its worst item (单因子评价).
import type { ItemKey, Readings } from './items.ts'
import { gradeOfNumeral, worstGrade, type Grade, type Numeral } from './numerals.ts'
import type { ItemLimits, QualityStandard } from './standard.ts'

export type WaterKind = 'river' | 'lake'

/** Which limits a water of the register is held to: standing water to those of lakes. */
export const kindOfWater = (kind: string | null): WaterKind => (kind === 'lake' || kind === 'reservoir' ? 'lake' : 'river')

export interface Exceedance {
  item: ItemKey
  grade: Grade
  /** (C − S) / S against the limit; null where it is not defined: dissolved oxygen, pH. */
  times: number | null
}

export interface Verdict {
  /** Null where nothing was assessed. */
  grade: Grade | null
  /** How many items counted: a class from few items says less. */
  assessed: number
  /** The items that made the class. */
  worst: ItemKey[]
  /** Items beyond the target (beyond the class `mainBeyond` where there is none), the worst first. */
  exceeded: Exceedance[]
  /** Null without a target or a class. */
  met: boolean | null
}

export const limitsOf = ({ items }: QualityStandard, item: ItemKey, water: WaterKind): ItemLimits | null =>
  items.find((one) => one.item === item && (one.water ?? water) === water) ?? null

/** Value of a reading for judging: half the detection limit where it was below it. */
export const valuesToJudge = (readings: Readings, below: readonly string[]): Readings =>
  Object.fromEntries(Object.entries(readings).map(([item, value]) => [item, below.includes(item) ? value / 2 : value]))

/** Class of one value; the temperature (℃) matters to what is measured against saturation. */
export function gradeOfValue(limits: ItemLimits, value: number, temperature?: number): Grade {
  const within = (index: number): boolean => {
    if (limits.direction === 'range') return value >= limits.limits[index][0] && value <= limits.limits[index][1]
    if (limits.direction === 'most') return value <= limits.limits[index]
    const { saturation } = limits
    return value >= limits.limits[index] || (index === 0 && saturation !== undefined && temperature !== undefined
      && value >= (saturation.share * saturation.numerator) / (saturation.offset + temperature))
  }
  const index = [0, 1, 2, 3, 4].findIndex(within)
  return index < 0 ? worstGrade : ((index + 1) as Grade)
}

/** Class, worst items and what exceeds the target, of readings as judged. */
export function assess(standard: QualityStandard, water: WaterKind, readings: Readings, target: Numeral | null): Verdict {
  const graded = (Object.entries(readings) as [ItemKey, number][]).flatMap(([item, value]) => {
    const limits = limitsOf(standard, item, water)
    return limits?.counts ? [{ item, value, limits, grade: gradeOfValue(limits, value, readings.temperature) }] : []
  })
  if (!graded.length) return { grade: null, assessed: 0, worst: [], exceeded: [], met: null }
  const grade = Math.max(...graded.map((one) => one.grade)) as Grade
  const bound = gradeOfNumeral(target ?? standard.assessment.mainBeyond)!
  const exceeded = graded
    .filter((one) => one.grade > bound)
    .map(({ item, value, limits, grade }) => ({ item, grade, times: timesOver(limits, value, bound) }))
    .sort((a, b) => b.grade - a.grade || (b.times ?? 0) - (a.times ?? 0) || (a.item < b.item ? -1 : 1))
  return {
    grade, assessed: graded.length, exceeded,
    worst: graded.filter((one) => one.grade === grade).map(({ item }) => item).sort(),
    met: target && grade <= bound,
  }
}

const timesOver = (limits: ItemLimits, value: number, bound: Grade): number | null => {
  if (limits.direction !== 'most') return null
  const limit = limits.limits[bound - 1]
  return (value - limit) / limit
}

/** 1.3, and what would round to nothing to the first place that says something: 0.04. */
export const shownTimes = (times: number): string => (times >= 0.095 ? times.toFixed(1) : times >= 0.01 ? times.toFixed(2) : '<0.01')

/** 主要污染指标: the worst of what exceeds, as many as are published. */
export const mainPollutants = ({ assessment }: QualityStandard, { exceeded }: Verdict): Exceedance[] =>
  exceeded.slice(0, assessment.mainItems)
