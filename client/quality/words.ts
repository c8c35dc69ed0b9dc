// A class in plain words: what it is, and how far from what it should be.
import { isMissed, type ClassOf } from '../../domain/quality/classes.ts'
import { shownTimes } from '../../domain/quality/grade.ts'
import { items, type ItemKey } from '../../domain/quality/items.ts'
import { numeralOf, type Grade } from '../../domain/quality/numerals.ts'
import { say } from '../i18n.ts'

type Translate = (key: string, values?: Record<string, unknown>) => string

const overWords = (t: Translate, over: readonly (readonly [ItemKey, number | null])[]) =>
  over.map(([item, times]) => (times === null ? t('quality.over', { item: say(items[item]) }) : t('quality.times', { item: say(items[item]), times: shownTimes(times) }))).join(t('quality.and'))

/** 比目标差一类：氨氮超 1.3 倍 */
export function targetWords(t: Translate, found: ClassOf): string {
  const { grade, target, over } = found
  if (!target || !grade) return target ? t('quality.target', { grade: numeralOf(target) }) : t('quality.noTarget')
  return isMissed(found) ? t('quality.worse', { n: t(`quality.classes[${grade - target - 1}]`), items: overWords(t, over) }) : t('quality.met', { grade: numeralOf(target) })
}

/** Ⅴ 类，比目标差两类：氨氮超 1.3 倍 */
export const classWords = (t: Translate, found: ClassOf): string => (found.grade ? `${gradeWords(t, found.grade)}${t('quality.comma')}${targetWords(t, found)}` : t('quality.none'))

export const gradeWords = (t: Translate, grade: Grade): string => t('quality.grade', { grade: numeralOf(grade) })
