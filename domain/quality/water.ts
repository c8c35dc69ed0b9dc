// From samples to a month, and from sections to a water.
import { assess, limitsOf, type WaterKind } from './grade.ts'
import type { ItemKey, Readings } from './items.ts'
import { conditionOf, gradeOfNumeral, type Condition } from './numerals.ts'
import type { QualityStandard } from './standard.ts'

/** Arithmetic mean of each item over the samples that have it; rounded only by what binary fractions add. */
export function mean(samples: readonly Readings[]): Readings {
  const values = new Map<string, number[]>()
  for (const sample of samples) for (const [item, value] of Object.entries(sample)) values.set(item, [...(values.get(item) ?? []), value])
  return Object.fromEntries([...values].map(([item, all]) =>
    [item, Number((all.reduce((sum, one) => sum + one, 0) / all.length).toPrecision(12))]))
}

/** 定性 of a water by what its sections found, each as judged: by shares where there are many, by mean concentrations where few. */
export function conditionOfWater(standard: QualityStandard, water: WaterKind, sections: readonly Readings[]): Condition | null {
  const { sectionsForShares, shares } = standard.assessment
  if (sections.length < sectionsForShares) {
    const { grade } = assess(standard, water, mean(sections), null)
    return grade && conditionOf(grade)
  }
  const grades = sections.flatMap((section) => assess(standard, water, section, null).grade ?? [])
  if (!grades.length) return null
  const good = grades.filter((grade) => grade <= 3).length / grades.length
  const worst = grades.filter((grade) => grade === 6).length / grades.length
  if (good >= shares.excellent) return 'excellent'
  if (good >= shares.good) return 'good'
  return worst >= shares.heavy ? 'heavy' : worst >= shares.moderate ? 'moderate' : 'light'
}

/** 断面水质指数: the sum over the items that count, smaller is better; null where nothing counted. */
export function index(standard: QualityStandard, water: WaterKind, readings: Readings): number | null {
  const { reference, neutral } = standard.index
  const at = gradeOfNumeral(reference)! - 1
  const terms = (Object.entries(readings) as [ItemKey, number][]).flatMap(([item, value]) => {
    const limits = limitsOf(standard, item, water)
    if (!limits?.counts) return []
    if (limits.direction === 'most') return value / limits.limits[at]
    // Water without any oxygen would be infinitely bad: a hundredth of a milligram is the least that is measured.
    if (limits.direction === 'least') return limits.limits[at] / Math.max(value, 0.01)
    const [least, most] = limits.limits[at]
    return value <= neutral ? (neutral - value) / (neutral - least) : (value - neutral) / (most - neutral)
  })
  return terms.length ? terms.reduce((sum, one) => sum + one, 0) : null
}
