// Chinese first; English comes when asked for. What a person chose is remembered on their machine, not in the link.
import { createI18n } from 'vue-i18n'
import type { Text } from '../domain/text.ts'
import { zh } from './words/zh.ts'

export type Language = 'zh' | 'en'
const key = 'one-map.language'

export const i18n = createI18n<[typeof zh], Language, false>({ legacy: false, locale: 'zh', fallbackLocale: 'zh', messages: { zh } as never })

export async function speak(language: Language) {
  if (language === 'en') i18n.global.setLocaleMessage('en', (await import('./words/en.ts')).en as never)
  i18n.global.locale.value = language
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  localStorage.setItem(key, language)
}

if (localStorage.getItem(key) === 'en') void speak('en')

/** Words of the catalogue in the language spoken now. */
export const say = (text: Text): string => text[i18n.global.locale.value]

const numbers = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 2 })
/** 12345.678 → 12,345.68 */
export const count = (value: number): string => numbers.format(value)
