import type { Noun } from '../noun.ts'
import { zh } from './zh.ts'

export const people: Noun = {
  words: { zh, en: () => import('./en.ts') },
}
