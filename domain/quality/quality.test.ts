import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import chapter from '../../sql/170_quality.sql?raw'
import { blackOdourOf } from './blackOdour.ts'
import { assess, gradeOfValue, valuesToJudge, kindOfWater, limitsOf, mainPollutants, shownTimes, type WaterKind } from './grade.ts'
import type { ItemKey, Readings } from './items.ts'
import { conditionOf, conditions, numeralOf, numerals } from './numerals.ts'
import { BlackOdour, QualityStandard } from './standard.ts'
import { conditionOfWater, index, mean } from './water.ts'

// What is tested is what is deployed: the bodies as the chapter seeds them.
const seeds = [...chapter.matchAll(/'(\{[^']+\})'/g)].map(([, body]) => JSON.parse(body) as unknown)
const standard = QualityStandard.parse(seeds[0])
const blackOdour = BlackOdour.parse(seeds[1])

const numeral = (item: ItemKey, value: number, water: WaterKind = 'river', temperature?: number) => numeralOf(gradeOfValue(limitsOf(standard, item, water)!, value, temperature))
const times = (item: ItemKey, value: number) => shownTimes(assess(standard, 'river', { [item]: value }, 'Ⅲ').exceeded[0].times!)

describe('the class of a value, by GB 3838-2002', () => {
  test.each([
    ['NH3N', 2.3, '劣Ⅴ'], ['TP', 0.32, 'Ⅴ'], ['COD', 24, 'Ⅳ'], ['COD', 15, 'Ⅰ'], ['DO', 2.0, 'Ⅴ'], ['DO', 1.99, '劣Ⅴ'], ['NH3N', 1.5, 'Ⅳ'], ['NH3N', 1.51, 'Ⅴ'],
    ['pH', 6, 'Ⅰ'], ['pH', 9, 'Ⅰ'], ['pH', 5.9, '劣Ⅴ'], ['pH', 9.1, '劣Ⅴ'], ['Hg', 0.00006, 'Ⅲ'],
  ] as [ItemKey, number, string][])('%s of %d is %s', (item, value, expected) => expect(numeral(item, value)).toBe(expected))

  test('phosphorus of 0.05 is Ⅱ in a river and Ⅲ in a lake; a reservoir is a lake, a reach a river', () => {
    expect([numeral('TP', 0.05), numeral('TP', 0.05, 'lake')]).toEqual(['Ⅱ', 'Ⅲ'])
    expect([kindOfWater('reservoir'), kindOfWater('lake'), kindOfWater('reach')]).toEqual(['lake', 'lake', 'river'])
  })

  test('oxygen of 7 is Ⅱ in cold water and Ⅰ in water of 30 ℃, where it is more than nine tenths of saturation', () => {
    expect([numeral('DO', 7), numeral('DO', 7, 'river', 10), numeral('DO', 7, 'river', 30)]).toEqual(['Ⅱ', 'Ⅱ', 'Ⅰ'])
  })

  test('limits are inclusive, and the least beyond the last is worse than Ⅴ', () => {
    for (const limits of standard.items)
      if (limits.direction !== 'range')
        limits.limits.forEach((limit) => {
          const first = limits.limits.indexOf(limit) + 1
          expect(gradeOfValue(limits, limit), `${limits.item} ${limit}`).toBe(first)
        })
    expect(numeral('NH3N', 2.0000001)).toBe('劣Ⅴ')
  })
})

describe('the class of a sample', () => {
  test('is that of its worst item, told with how far it exceeds the target', () => {
    const verdict = assess(standard, 'river', { NH3N: 2.3, TP: 0.32, COD: 24, DO: 4, pH: 7.1 }, 'Ⅲ')
    expect(verdict).toMatchObject({ grade: 6, assessed: 5, worst: ['NH3N'], met: false })
    expect(verdict.exceeded.map(({ item, times }) => [item, times === null ? null : shownTimes(times)])).toEqual([['NH3N', '1.3'], ['TP', '0.6'], ['COD', '0.2'], ['DO', null]])
    expect(mainPollutants(standard, verdict).map(({ item }) => item)).toEqual(['NH3N', 'TP', 'COD'])
  })

  test('exceedance is (C − S)/S of the target', () => {
    expect([times('NH3N', 2.3), times('TP', 0.32), times('COD', 24), times('NH3N', 1.04), times('NH3N', 1.001)]).toEqual(['1.3', '0.6', '0.2', '0.04', '<0.01'])
  })

  test('is not made by temperature, nitrogen or coliforms, and is none where nothing was assessed', () => {
    expect(assess(standard, 'river', { temperature: 31, TN: 9, coliform: 90_000 }, 'Ⅲ')).toEqual({ grade: null, assessed: 0, worst: [], exceeded: [], met: null })
    expect(assess(standard, 'lake', { TN: 9, TP: 0.01 }, 'Ⅲ')).toMatchObject({ grade: 1, assessed: 1, met: true })
  })

  test('meets no target where none is set', () => expect(assess(standard, 'river', { NH3N: 0.1 }, null)).toMatchObject({ grade: 1, met: null }))

  test('counts half the limit for what was below detection', () => {
    expect(valuesToJudge({ NH3N: 0.2, TP: 0.02 }, ['NH3N'])).toEqual({ NH3N: 0.1, TP: 0.02 })
  })
})

const counted = standard.items.filter(({ counts, water }) => counts && water !== 'lake').map(({ item }) => item)
const samples = fc.dictionary(
  fc.constantFrom(...counted), fc.double({ min: 0, max: 50, noNaN: true }), { minKeys: 1 },
) as fc.Arbitrary<Readings>

describe('for any sample', () => {
  test('worsening one item never improves the class', () => {
    fc.assert(fc.property(samples, fc.nat(), fc.double({ min: 0, max: 20, noNaN: true }), (sample, pick, by) => {
      const item = Object.keys(sample)[pick % Object.keys(sample).length] as ItemKey
      const { direction } = limitsOf(standard, item, 'river')!
      const value = sample[item]!
      const worse = direction === 'most' ? value + by : direction === 'least' ? Math.max(0, value - by) : value < 7 ? value - by : value + by
      expect(assess(standard, 'river', { ...sample, [item]: worse }, 'Ⅲ').grade!).toBeGreaterThanOrEqual(assess(standard, 'river', sample, 'Ⅲ').grade!)
    }))
  })

  test('the order of items does not matter', () => {
    fc.assert(fc.property(samples, (sample) => {
      expect(assess(standard, 'river', Object.fromEntries(Object.entries(sample).reverse()), 'Ⅲ')).toEqual(assess(standard, 'river', sample, 'Ⅲ'))
    }))
  })

  test('it meets its target exactly when nothing exceeds it', () => {
    fc.assert(fc.property(samples, fc.constantFrom(...numerals), (sample, target) => {
      const { met, exceeded } = assess(standard, 'river', sample, target)
      expect(met).toBe(exceeded.length === 0)
    }))
  })
})

describe('months and waters', () => {
  test('a month is the mean of its samples, so that 0.1 and 0.2 are 0.15 and still Ⅰ', () => {
    expect(mean([{ NH3N: 0.1, TP: 0.3 }, { NH3N: 0.2 }])).toEqual({ NH3N: 0.15, TP: 0.3 })
    expect(mean([{ CODMn: 0.1 }, { CODMn: 0.2 }, { CODMn: 0.3 }]).CODMn).toBe(0.2)
  })

  test('a water of few sections is judged by their mean, of five or more by their shares', () => {
    expect(conditionOfWater(standard, 'river', [{ NH3N: 0.5 }, { NH3N: 1.6 }])).toBe('light')
    const of = (bad: number, good: number) => conditionOfWater(standard, 'river', [...Array<Readings>(bad).fill({ NH3N: 3 }), ...Array<Readings>(good).fill({ NH3N: 0.4 })])
    expect([of(0, 5), of(1, 9), of(1, 4), of(1, 3), of(2, 4), of(2, 3)]).toEqual(['excellent', 'excellent', 'good', 'light', 'moderate', 'heavy'])
    expect(conditionOfWater(standard, 'river', [])).toBeNull()
  })

  test('classes in words', () => expect(([1, 2, 3, 4, 5, 6] as const).map((grade) => conditions[conditionOf(grade)].zh)).toEqual(['优', '优', '良好', '轻度污染', '中度污染', '重度污染']))

  test('the index adds up shares of Ⅲ, oxygen the other way round, pH by its distance from neutral', () => {
    expect(index(standard, 'river', { NH3N: 0.5, DO: 10, pH: 6.5, temperature: 20 })).toBeCloseTo(0.5 + 0.5 + 0.5)
    expect(index(standard, 'river', { pH: 8 })).toBeCloseTo(0.5)
    expect(index(standard, 'river', { temperature: 20 })).toBeNull()
  })
})

describe('black and malodorous', () => {
  test.each([
    [{ transparency: 26, DO: 2.1, ORP: 51, NH3N: 7.9 }, 'none'], [{ transparency: 25 }, 'mild'], [{ transparency: 10 }, 'mild'], [{ transparency: 9 }, 'severe'],
    [{ DO: 2.0 }, 'mild'], [{ DO: 0.2 }, 'mild'], [{ DO: 0.19 }, 'severe'], [{ ORP: -201 }, 'severe'], [{ NH3N: 8 }, 'mild'], [{ NH3N: 15 }, 'mild'], [{ NH3N: 15.1 }, 'severe'], [{ TP: 9 }, null],
  ] as [Readings, string | null][])('%o is %s', (readings, expected) => expect(blackOdourOf(blackOdour, readings)).toBe(expected))

  test('in shallow water transparency is held against two fifths of the depth', () => {
    expect([blackOdourOf(blackOdour, { transparency: 12 }, 20), blackOdourOf(blackOdour, { transparency: 12 })]).toEqual(['none', 'mild'])
  })
})

test('a body that makes no sense is refused', () => {
  expect(() => QualityStandard.parse({ ...standard, items: [{ item: 'NH3N', direction: 'most', limits: [1, 0.5, 2, 3, 4] }] })).toThrow(/must not fall/)
  expect(() => QualityStandard.parse({ ...standard, items: [{ item: 'XX', direction: 'most', limits: [1, 1, 2, 3, 4] }] })).toThrow()
})
