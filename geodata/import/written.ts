// What hands and programs leave in a cell besides what is meant: signs nobody sees, and signs that stand for nothing.
import { text } from '../../domain/text.ts'

/**
 * Signs without a shape of their own: joiners, marks of direction, soft hyphens, tags. The selectors that choose a variant of a
 * Chinese character (U+E0100 and on; U+FE00–FE0D) belong to the character and stay.
 */
const unseen =
  /\u00ad|\u061c|\u180e|[\u200b-\u200f]|[\u202a-\u202e]|[\u2060-\u2064]|[\u2066-\u206f]|\ufe0e|\ufe0f|\ufeff|[\ufff9-\ufffb]|\u{e0001}|[\u{e0020}-\u{e007f}]/gu
const control = /(?![\t\n\r])\p{Cc}/gu

/** The words without what cannot be seen, and without blanks at their ends. */
export const visible = (words: string): string => words.replace(unseen, '').replace(control, '').trim()

/** Whether the words hold signs that nobody sees and nobody would search for. */
export const hasUnseen = (words: string): boolean => words.search(unseen) >= 0

/** One spelling of figures, letters and signs: full width as half, every minus as one. */
export const plain = (written: string): string => visible(written).normalize('NFKC').replace(/[\u2212\u2013\u2010\u2011\ufe63]/g, '-').trim()

/** As much of it as a message can hold. */
export const shown = (written: string): string => {
  const words = written.replace(unseen, '').replace(/\p{Cc}/gu, ' ')
  return words.length > 40 ? `${words.slice(0, 40)}…` : words
}

/** Signs that stand for nothing wherever they stand alone. */
const clear = new Set([
  'n/a', '#n/a', 'null', '(null)', '<null>', '\\n', 'none', 'nan', 'nil', 'undefined',
  '#null!', '#value!', '#ref!', '#div/0!', '#name?', '#num!', '#getting_data',
  '不详', '不明', '暂无', '暂缺', '缺失', '待补充', '待补', '待定', '待填', '待查', '待核实', '未填', '未填写', '无数据', '无资料', '暂无数据', '暂无资料',
  '(空)', '(空白)',
])
/** Where a word is no answer: for a number, a day, a kind. 无 may be one in a text. */
const empty = new Set(['无', '没有', '未知', '未详', '缺', '空', 'na', 'nd', 'unknown'])

/** Whether a cell says that there is nothing to say. `free` is text, where only what is clear counts; `yesNo` is where 无 is no. */
export function saysNothing(written: string, kind: 'free' | 'yesNo' | 'other'): boolean {
  const words = plain(written).toLowerCase().replace(/\s+/g, '')
  if (clear.has(words) || /^([-_/\\|~—―─]{1,4}|[*#]{2,}|[.。…?？]{1,6})$/.test(words)) return true
  return kind === 'other' && empty.has(words)
}

/** Said once a column, however many of them it holds. */
export const nothingSaid = text('表示没有的记号（/、—、不详、-9999 之类）读作空', 'signs for nothing (/, —, N/A, -9999 …) are read as empty')
export const unseenDropped = text('去掉了看不见的字符（零宽、方向符之类）', 'signs nobody sees (zero width, direction) were dropped')
