import { i18n } from '../i18n.ts'
import type { Noun } from '../noun.ts'
import { useMonth } from '../stores/month.ts'
import MarksLayer from './MarksLayer.vue'
import MonthSwitch from './MonthSwitch.vue'
import { usePast } from './past.ts'
import PastLayer from './PastLayer.vue'
import { zh } from './zh.ts'

/** The month one looks at, any day before, and what they have to say. */
export const month: Noun = {
  words: { zh, en: () => import('./en.ts') },
  layers: [MarksLayer, PastLayer],
  tint: () => ({ past: usePast().replaced }),
  notes({ code }) {
    const { overdue = 0, vacant = 0 } = useMonth().states.get(code) ?? {}
    return [...(overdue ? [i18n.global.t('map.overdue', { n: overdue })] : []), ...(vacant ? [i18n.global.t('map.vacant', { n: vacant })] : [])]
  },
  controls: { head: MonthSwitch, sheetHead: MonthSwitch },
}
