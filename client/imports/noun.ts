import type { Noun } from '../noun.ts'
import { later } from '../ui/later.ts'
import PreviewLayer from './PreviewLayer.vue'
import { zh } from './zh.ts'

/** Files people bring. */
export const imports: Noun = {
  words: { zh, en: () => import('./en.ts') },
  addresses: [{ path: '/import/:id?', name: 'import', panel: later(() => import('./ImportSheet.vue')), desk: true }],
  layers: [PreviewLayer],
  entry: { title: 'imports.entry', address: 'import', right: 'importLayers', desk: true },
}
