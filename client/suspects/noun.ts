import type { Noun } from '../noun.ts'
import { later } from '../ui/later.ts'
import SuspectsLayer from './SuspectsLayer.vue'
import { zh } from './zh.ts'

const SuspectsPanel = later(() => import('./SuspectsPanel.vue'))

/** Who could have let it in. */
export const suspects: Noun = {
  words: { zh, en: () => import('./en.ts') },
  layers: [SuspectsLayer],
  folds: [
    { on: 'sections', order: 60, part: SuspectsPanel, props: ({ code }) => ({ section: code }) },
    { on: 'place', order: 10, part: SuspectsPanel, props: (place) => ({ place }) },
  ],
}
