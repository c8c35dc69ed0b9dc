import { countingIds, marks } from '../../domain/marks.ts'
import { say } from '../i18n.ts'
import type { Noun } from '../noun.ts'
import { useMonth } from '../stores/month.ts'
import MarksLayer from './MarksLayer.vue'
import MonthSwitch from './MonthSwitch.vue'
import { usePast } from './past.ts'
import PastLayer from './PastLayer.vue'
import PastNote from './PastNote.vue'
import { zh } from './zh.ts'

/** The month one looks at, any day before, and what they have to say. */
export const month: Noun = {
  words: { zh, en: () => import('./en.ts') },
  layers: [MarksLayer, PastLayer],
  tint: () => ({ past: usePast().replaced }),
  notes({ code }) {
    const counts = useMonth().marks.get(code)?.counts ?? {}
    return countingIds.flatMap((id) => (counts[id] ? [say(marks[id].note!).replace('{n}', String(counts[id]))] : []))
  },
  controls: { head: MonthSwitch, sheetHead: MonthSwitch, notes: PastNote },
}
