// What a column is called, apart from how it is written: case, width, line ends, stars, remarks in brackets, the other script.
import { Converter } from 'opencc-js/t2cn'
import { visible } from './written.ts'

/** Traditional characters as simplified ones. */
export const simplified = Converter({ from: 't', to: 'cn' })

const required = '(?:必填|选填|可填|非必填|必录|必选)项?'
const wishes = new RegExp(`^[([【]?${required}[)\\]】]?|[([【]?${required}[)\\]】]?$`, 'g')
const number = /^\s*[(（]?\d{1,2}[)）、.．]\s*(?=[^\d\s])/

const known = new Map<string, string>()
const mostKnown = 5000

/** A title brought to one spelling. */
export function folded(title: string): string {
  const before = known.get(title)
  if (before !== undefined) return before
  const made = simplified(visible(title).replace(number, '').normalize('NFKC').toLowerCase())
    .replace(/[\s_:.^*★☆●※"'“”‘’-]+/g, '').replace(wishes, '')
  if (known.size >= mostKnown) known.clear()
  known.set(title, made)
  return made
}

/** What stands in brackets behind a folded title. */
export function bracketed(whole: string): { base: string; aside: string } | null {
  const found = /^(.+?)[([【{<〔](.*?)[)\]】}>〕]$/.exec(whole)
  return found?.[1] ? { base: found[1], aside: found[2] } : null
}

/** A title said in two scripts, 名称 Name: either. Null where it is said once. */
export function bilingual(title: string): { base: string; also: string } | null {
  const [base, also] = [title.replace(/[^\u3400-\u9fff]+/g, ''), title.replace(/[^A-Za-z ]+/g, '')].map(folded)
  return base && also.length > 1 ? { base, also } : null
}
