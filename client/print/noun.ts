import type { Noun } from '../noun.ts'
import PrintLayer from './PrintLayer.vue'
import PrintTool from './PrintTool.vue'
import { zh } from './zh.ts'

/** The map on paper. */
export const print: Noun = {
  words: { zh, en: () => import('./en.ts') },
  layers: [PrintLayer],
  controls: { tools: PrintTool },
}
