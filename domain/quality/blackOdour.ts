// Black and malodorous water (黑臭) by the guide of 2015.
import type { Readings } from './items.ts'
import type { BlackOdour } from './standard.ts'

export type BlackOdourGrade = 'none' | 'mild' | 'severe'

/** Grade of one sample, by its worst item; null where none of the items was measured. `depthCm` where it is known. */
export function blackOdourOf({ items, shallow }: BlackOdour, readings: Readings, depthCm?: number): BlackOdourGrade | null {
  const grades = items.flatMap(({ item, direction, mild, severe }) => {
    const value = readings[item]
    if (value === undefined) return []
    const deep = item !== 'transparency' || depthCm === undefined || depthCm >= shallow.belowCm
    const bound = deep ? mild : shallow.share * depthCm
    if (direction === 'most') return value > severe ? 2 : value >= bound ? 1 : 0
    return value < Math.min(severe, bound) ? 2 : value <= bound ? 1 : 0
  })
  return grades.length ? (['none', 'mild', 'severe'] as const)[Math.max(...grades)] : null
}
