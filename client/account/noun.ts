import type { Noun } from '../noun.ts'
import AccountButton from './AccountButton.vue'
import { zh } from './zh.ts'

/** Who I am, and the way in and out. */
export const account: Noun = {
  words: { zh, en: () => import('./en.ts') },
  controls: { head: AccountButton, sheetHead: AccountButton },
}
