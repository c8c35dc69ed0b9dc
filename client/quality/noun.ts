import { numeralOf } from '../../domain/quality/numerals.ts'
import { i18n } from '../i18n.ts'
import type { Noun } from '../noun.ts'
import { useMonth } from '../stores/month.ts'
import { isMissed } from '../../domain/quality/classes.ts'
import { useClasses } from './classes.ts'
import { later } from '../ui/later.ts'
import { classWords } from './words.ts'
import { zh } from './zh.ts'

const foundAt = (code: string) => useClasses().all.get(code)
const fold = {
  order: 20, title: 'quality.title', late: true,
  note({ code }: { code: string }) {
    if (!useClasses().known) return useMonth().problem ? '—' : '…'
    const { grade = null } = foundAt(code) ?? {}
    return grade ? i18n.global.t('quality.grade', { grade: numeralOf(grade) }) : i18n.global.t('quality.none')
  },
  alarm({ code }: { code: string }) {
    const found = foundAt(code)
    return found !== undefined && isMissed(found)
  },
  part: later(() => import('./QualityPanel.vue')),
  props: ({ code }: { code: string }) => ({ code }),
}

/** What was found in the water. */
export const quality: Noun = {
  words: { zh, en: () => import('./en.ts') },
  tint: () => ({ classes: useClasses().shown }),
  counted: { quality: () => useClasses().missed },
  notes({ code }) {
    const found = useClasses().shown?.get(code)
    return found ? [classWords(i18n.global.t, found)] : []
  },
  folds: [
    { on: 'water', ...fold, when: ({ code }) => useClasses().all.has(code) || (!useClasses().known && useMonth().problem !== null) },
    { on: 'sections', ...fold, open: true },
  ],
}
