import { layerOf } from '../../domain/catalogue.ts'
import type { Noun } from '../noun.ts'
import { later } from '../ui/later.ts'
import SelectionLayer from './SelectionLayer.vue'
import { zh } from './zh.ts'

/** Anything the catalogue knows that is not a water, as it describes it; and tables of all of it. */
export const features: Noun = {
  words: { zh, en: () => import('./en.ts') },
  addresses: [
    {
      path: '/feature/:layer/:code', name: 'feature',
      panel: later(() => import('./FeatureCard.vue')), props: ({ layer, code }) => ({ layer, code }),
      // A water has one card, by its code alone.
      elsewhere: ({ layer, code }) => (layerOf(String(layer))?.water ? { name: 'water', params: { code } } : null),
    },
  ],
  layers: [SelectionLayer],
  folds: [
    { on: 'thing', order: 50, part: later(() => import('./FactSheet.vue')), props: ({ layer, facts, names }) => ({ layer, facts, names }) },
  ],
}
