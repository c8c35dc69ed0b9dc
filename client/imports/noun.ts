import type { Noun } from '../noun.ts'
import { zh } from './zh.ts'

export const imports: Noun = {
  words: { zh, en: () => import('./en.ts') },
}
