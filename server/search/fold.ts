// A name and what is typed for it, made alike: 大朗闸（一期） and 大朗閘(一期), Ⅱ级闸 and II级闸, 石榕涌 by either of its sounds.
import { Converter } from 'opencc-js/t2cn'
import { pinyin } from 'pinyin-pro'
import { remembered } from '../../domain/remembered.ts'

const convert = Converter({ from: 't', to: 'cn' })
/** One by one: what a character becomes must not hang on its neighbours, as half a name may be typed. */
const simplified = remembered(convert)

/** Widths and Roman numerals as NFKC has them, small letters, simplified characters; only letters and digits are left. */
export const fold = (text: string): string =>
  text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}\p{M}]/gu, '').replace(/\p{Script=Han}/gu, simplified)

/**
 * Pattern of PostgreSQL for texts that fold() may change: they hold anything but digits, small letters and the common block of
 * Chinese characters, or a traditional one of these. Only such texts have to come here to be folded.
 */
export const foldable = (): string => (pattern ??= `[^0-9a-z\u4e00-\u9fff]|[${traditional()}]`)
let pattern: string | undefined
const traditional = () =>
  Array.from({ length: 0x9fff - 0x4e00 + 1 }, (_, i) => String.fromCharCode(0x4e00 + i)).filter((one) => fold(one) !== one).join('')

/** Sound of what is typed: ü is v, as on a keyboard. */
export const foldSound = (text: string): string => fold(text).replaceAll('ü', 'v')

/** How a name may be said, the usual way first: 'shirongyong' and 'shirongchong'; and by their first letters: 'sry' and 'src'. */
export interface Sounds {
  pinyin: string[]
  initials: string[]
}

/** A name has at most this many ways of being said here; our choice. */
const mostWays = 8

const plain = (syllable: string) => syllable.toLowerCase().replace(/[^a-z0-9]/g, '')
const readingsOf = remembered((character) =>
  [...new Set(pinyin(character, { toneType: 'none', type: 'array', multiple: true, v: true }).map(plain))])

/**
 * What is not Chinese stays as it is, in lower case. Each character that has other readings is read so wherever it stands, one
 * character at a time and then two.
 */
export const soundsOf = (name: string): Sounds => {
  const folded = name.normalize('NFKC')
  const usual = pinyin(folded, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true })
  const pieces: readonly string[] = folded.match(/\p{Script=Han}|[^\p{Script=Han}]+/gu) ?? []
  const syllables = usual.map(plain)
  const ways = [syllables]
  // Where the library cuts otherwise than we do, the usual way is the only one known.
  if (pieces.length === syllables.length) {
    const others = [...new Set(pieces)].flatMap((piece) => {
      const all = /^\p{Script=Han}$/u.test(piece) ? readingsOf(piece) : []
      const first = all.length > 1 ? syllables[pieces.indexOf(piece)] : null
      return first === null ? [] : all.filter((reading) => reading !== first).map((reading) => ({ piece, reading }))
    })
    const said = (way: readonly string[], { piece, reading }: (typeof others)[number]) =>
      way.map((syllable, i) => (pieces[i] === piece ? reading : syllable))
    // ü is typed v, and by many u.
    if (syllables.some((syllable) => syllable.includes('v'))) ways.push(syllables.map((syllable) => syllable.replace('v', 'u')))
    const once = others.slice(0, mostWays).map((other) => said(syllables, other))
    ways.push(...once)
    if (ways.length < mostWays) ways.push(...once.flatMap((way) => others.map((other) => said(way, other))))
  }
  const distinct = (all: string[]) => [...new Set(all)].slice(0, mostWays)
  return {
    pinyin: distinct(ways.map((way) => way.join(''))),
    initials: distinct(ways.map((way) => way.map((syllable) => (/^\d/.test(syllable) ? syllable : syllable.slice(0, 1))).join(''))),
  }
}
