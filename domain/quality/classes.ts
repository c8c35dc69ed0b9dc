// The class of a section, or of a water by its worst section, against its target.
import type { ItemKey } from './items.ts'
import type { Grade } from './numerals.ts'

export interface ClassOf {
  grade: Grade | null
  target: Grade | null
  /** What exceeds the target, and how many times where that is defined. */
  over: readonly (readonly [ItemKey, number | null])[]
}

/** Worse than its target. */
export const isMissed = ({ grade, target }: ClassOf): boolean => grade !== null && target !== null && grade > target
