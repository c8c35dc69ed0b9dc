import type { Noun } from '../noun.ts'
import { zh } from './zh.ts'

export const search: Noun = {
  words: { zh, en: () => import('./en.ts') },
}
