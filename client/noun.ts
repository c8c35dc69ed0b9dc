// What a noun of the product brings to the screen. Each says so in client/<noun>/noun.ts; client/nouns.ts is the list of them.
import type { Words } from './i18n.ts'

export interface Noun {
  words: Words
}
