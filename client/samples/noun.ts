import type { Noun } from '../noun.ts'
import { later } from '../ui/later.ts'
import { zh } from './zh.ts'

/** What was found in the water, brought in as a sheet. */
export const samples: Noun = {
  words: { zh, en: () => import('./en.ts') },
  addresses: [{ path: '/samples', name: 'samples', panel: later(() => import('./SamplesSheet.vue')), desk: true }],
  entry: { title: 'samples.entry', address: 'samples', right: 'bringSamples', desk: true },
}
