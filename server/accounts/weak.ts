// Whether a password somebody has chosen will do: long enough, and nothing that is tried first (OWASP ASVS 2.1, NIST SP
// 800-63B 5.1.1.2). No rules on which characters: they make people write Password1! .
import { readFileSync } from 'node:fs'
import { pinyin } from 'pinyin-pro'
import type { SignInRules } from '../../domain/accounts/signIn.ts'
import { text, type Text } from '../../domain/text.ts'
import { plain } from './password.ts'

/** Whose it is to be: nothing of theirs, known to many, makes a password. */
export interface Owner {
  login: string
  name: string
  phone: string | null
}

let list: ReadonlySet<string> | null = null
const commonest = () => (list ??= new Set(readFileSync(new URL('./commonest.txt', import.meta.url), 'utf8').split('\n').filter((line) => line && !line.startsWith('# '))))

const letterFor: Record<string, string> = { '@': 'a', '4': 'a', '0': 'o', '1': 'l', '!': 'i', '3': 'e', $: 's', '5': 's', '7': 't' }
const unleet = (word: string) => word.replace(/[@401!3$57]/g, (sign) => letterFor[sign])

/** A word with digits and signs around it: `Rongzhou-2026!` is `rongzhou`. */
const core = (word: string) => word.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')

/** Words between digits and signs: `woaini1314rongzhou` has two. */
const wordsIn = (word: string) => word.split(/[^\p{L}]+/u).filter(Boolean)

const isCommon = (whole: string) => {
  const list = commonest()
  const known = (one: string) => one.length >= 4 && list.has(one)
  // Said twice it is no better.
  const word = /^(.{4,}?)\1+$/su.exec(whole)?.[1] ?? whole
  return [word, core(word), core(unleet(word)), unleet(core(word))].some(known)
    || (wordsIn(word).length === 2 && wordsIn(word).every(known))
}

const rows = ['1234567890', 'qwertyuiopasdfghjklzxcvbnm', '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p', 'qazwsxedcrfvtgbyhnujmikolp', 'abcdefghijklmnopqrstuvwxyz', '01234567890123456789']
const walks = rows.flatMap((row) => [row, [...row].reverse().join('')])

/** One to four characters over and over, or a walk along the keyboard, the alphabet or the numbers. */
const isPattern = (word: string) => /^(.{1,4}?)\1+.{0,3}$/su.test(word) && new Set(word).size <= 4 || walks.some((walk) => walk.includes(word) || walk.repeat(2).includes(word))

/** Digits alone; or a mobile number, a day or an identity number with next to nothing added: there are few enough to try all. */
const isNumber = (word: string) => /^\d+$/.test(word) || /^.{0,4}(1[3-9]\d{9}|(19|20)\d{6}|\d{6}(19|20)\d{9}[\dx]).{0,4}$/u.test(word)

/** However a name may be read: 长 is chang and zhang. A long one is read one way. */
const readings = (name: string): string[][] => {
  const signs = [...name].map((sign) => [...new Set(pinyin(sign, { toneType: 'none', type: 'array', multiple: name.length <= 4 }).map((sound) => sound.toLowerCase()))])
  return signs.reduce<string[][]>((ways, sounds) => ways.flatMap((way) => sounds.map((sound) => [...way, sound])), [[]])
}

/** What is known of somebody, as it would be typed. */
const ownWords = ({ login, name, phone }: Owner): string[] => {
  const number = (phone ?? '').replace(/\D/g, '').replace(/^(00)?86(?=1[3-9]\d{9}$)/, '')
  const spelled = readings(name).flatMap(([family = '', ...given]) => [family + given.join(''), given.join('') + family])
  return [login, name.toLowerCase(), number, ...spelled].filter((word) => word.length >= 2)
}

/** Whether all there is beside something known of somebody is a few letters and a number. */
const isMostly = (word: string, own: string) => {
  const beside = word.replaceAll(own, '')
  return word.includes(own) && beside.length < 12 && beside.replace(/[^\p{L}]/gu, '').length < 4
}

/** Why a password will not do, in words for whoever chose it; null where it will. */
export const weakness = (chosen: string, owner: Owner, { leastLength, refuseCommonest }: SignInRules['password']): Text | null => {
  const password = plain(chosen)
  if ([...password].length < leastLength) return text(`密码至少 ${leastLength} 个字符`, `at least ${leastLength} characters`)
  const word = password.toLowerCase().replace(/\s/gu, '')
  if (word.length < 4 || isPattern(word)) return text('同样的字符来回重复，一猜就中，请换一个', 'the same characters over and over are guessed at once; choose another')
  if (!refuseCommonest) return null
  if (ownWords(owner).some((own) => isMostly(word, own))) return text('密码里主要是自己的账号、手机号或姓名，请换一个', 'it is mostly your own sign-in name, number or name; choose another')
  if (isNumber(word)) return text('手机号、生日、身份证号容易被猜到，请换一个', 'telephone numbers, days and identity numbers are easily guessed; choose another')
  return isCommon(word) ? text('这是很多人用过的密码，最先被试，请换一个', 'many have this password and it is tried first; choose another') : null
}
