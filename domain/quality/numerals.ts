// The classes of surface water, Ⅰ best, 劣Ⅴ worse than all limits.
import { text, type Text } from '../text.ts'

/** Classes that have limits. */
export const numerals = ['Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ', 'Ⅴ'] as const
export type Numeral = (typeof numerals)[number]

/** 1 is Ⅰ, 5 is Ⅴ, 6 is 劣Ⅴ. */
export type Grade = 1 | 2 | 3 | 4 | 5 | 6
export const worstGrade: Grade = 6

export const gradeOfNumeral = (numeral: string | null): Grade | null => {
  const index = numerals.indexOf(numeral as Numeral)
  return index < 0 ? null : ((index + 1) as Grade)
}
export const numeralOf = (grade: Grade): string => numerals[grade - 1] ?? '劣Ⅴ'
/** In a sign there is room for one character. */
export const letterOf = (grade: Grade): string => numerals[grade - 1] ?? '劣'

export const conditions = {
  excellent: text('优', 'Excellent'),
  good: text('良好', 'Good'),
  light: text('轻度污染', 'Lightly polluted'),
  moderate: text('中度污染', 'Moderately polluted'),
  heavy: text('重度污染', 'Heavily polluted'),
} satisfies Record<string, Text>
export type Condition = keyof typeof conditions

/** 定性 of one section by its class (环办〔2011〕22号). */
export const conditionOf = (grade: Grade): Condition => (['excellent', 'excellent', 'good', 'light', 'moderate', 'heavy'] as const)[grade - 1]
