// Chinese first; English comes when asked for. What a person chose is remembered on their machine, not in the link.
import { createI18n } from 'vue-i18n'
import { zone } from '../domain/today.ts'
import type { Text } from '../domain/text.ts'

export type Language = 'zh' | 'en'
const key = 'one-map.language'

/**
 * What something says: Chinese at once, English when somebody asks for it. An en.ts is of its zh.ts's type: a word that is missing
 * does not compile.
 */
export interface Words {
  zh: object
  en: () => Promise<{ en: object }>
}

export const i18n = createI18n({ legacy: false, locale: 'zh' as Language, fallbackLocale: 'zh', messages: {} })
let taught: readonly Words[] = []

/** Everything the interface can say, and the language chosen here. */
export async function teach(words: readonly Words[]) {
  taught = words
  for (const { zh } of words) i18n.global.mergeLocaleMessage('zh', zh)
  if (localStorage.getItem(key) === 'en') await speak('en')
}

export async function speak(language: Language) {
  if (language === 'en') for (const { en } of await Promise.all(taught.map((words) => words.en()))) i18n.global.mergeLocaleMessage('en', en)
  i18n.global.locale.value = language
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  localStorage.setItem(key, language)
}

/** Words of the catalogue in the language spoken now. */
export const say = (text: Text): string => text[i18n.global.locale.value as Language]

/** A moment as a clock of the city's shows it, wherever the screen stands: day and minute, or what `how` says. */
export const moment = (at: string | Date, how: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' }): string =>
  new Intl.DateTimeFormat(i18n.global.locale.value === 'zh' ? 'zh-CN' : 'en-GB', { ...how, timeZone: zone }).format(new Date(at))

const numbers = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 2 })
/** 12345.678 → 12,345.68 */
export const count = (value: number): string => numbers.format(value)
