import { numeralOf } from '../../domain/quality/numerals.ts'
import { i18n } from '../i18n.ts'
import type { Noun } from '../noun.ts'
import { isMissed, useMonth } from '../stores/month.ts'
import { useView } from '../stores/view.ts'
import { later } from '../ui/later.ts'
import { classWords } from './words.ts'
import { zh } from './zh.ts'

const shownClasses = () => {
  const { shown } = useView()
  return shown.has('quality') && shown.has('sections') ? useMonth().classes : null
}

const foundAt = (code: string) => useMonth().classes.get(code)
const fold = {
  order: 20, title: 'quality.title', late: true,
  note({ code }: { code: string }) {
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
  // The colours of classes are read by a numeral on the sections: without it nobody would know what they say.
  tint: () => ({ classes: shownClasses() }),
  notes({ code }) {
    const found = shownClasses()?.get(code)
    return found ? [classWords(i18n.global.t, found)] : []
  },
  folds: [
    { on: 'water', ...fold, when: ({ code }) => useMonth().classes.has(code) },
    { on: 'sections', ...fold, open: true },
  ],
}
