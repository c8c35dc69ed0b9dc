import type { Noun } from '../noun.ts'
import { zh } from './zh.ts'

export const features: Noun = {
  words: { zh, en: () => import('./en.ts') },
}
