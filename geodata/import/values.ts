// One attribute value read as its field wants it, in the many ways offices write numbers, dates, yes and no.
import type { Field } from '../../domain/catalogue.ts'
import { largestOf } from '../../domain/fields.ts'
import { text, type Text } from '../../domain/text.ts'
import { dayZero, readDate } from './dates.ts'
import { classifiers, unitFactor } from './mapping.ts'
import { simplified } from './titles.ts'
import { hasUnseen, nothingSaid, plain, saysNothing, shown, unseenDropped, visible } from './written.ts'

export type Value = string | number | boolean | null
/** A value, a value left empty with a remark, or what is wrong. */
export type Read = { value: Value; remark?: Text } | { trouble: Text }

const longestText = 4000
const wrong = (zh: string, en: string): Read => ({ trouble: text(zh, en) })

/** Words of other vocabularies for our enumerations: OpenStreetMap's and the ministries' older forms. */
const synonyms: Record<string, Record<string, string>> = {
  subkind: { river: '河流', stream: '溪坑', canal: '河涌', drain: '河涌', ditch: '河涌' },
  level: { 市级: 'city', 地市: 'city', 区级: 'district', 县: 'district', 区县: 'district', 县级: 'district', 区县级: 'district', county: 'district', 镇: 'town', 镇级: 'town', 街道: 'town', 乡镇: 'town', 镇街级: 'town', township: 'town', 村: 'village', 村级: 'village', 社区: 'village', 村居级: 'village' },
  bank: { 1: 'left', 2: 'right', 左: 'left', 右: 'right', 双岸: 'both', 两侧: 'both' },
  kind: { sluice: '水闸', sluice_gate: '水闸', gate: '水闸', floodgate: '水闸', pump: '泵站', pumping_station: '泵站', pump_station: '泵站' },
  target_class: { I: 'Ⅰ', II: 'Ⅱ', III: 'Ⅲ', IV: 'Ⅳ', V: 'Ⅴ', 1: 'Ⅰ', 2: 'Ⅱ', 3: 'Ⅲ', 4: 'Ⅳ', 5: 'Ⅴ' },
  flow_mode: { 感潮: 'tidal', 双向: 'tidal', 闸控: 'gated', 泵控: 'pumped' },
}

/** A number that a spreadsheet has written its own way: 4.40E+17 has lost what 440104199001011234 says. */
const rounded = /^[-+]?\d(\.\d+)?e\+\d+$/i
const tail = /^\d+\.0+$/

/** Fields that hold a code of something: a number written 440104.0 there is 440104. */
const isKey = ({ name, refers }: Field) => name === 'code' || refers !== undefined || /_(code|no)$/.test(name)

type Words = { value: string | null; remark?: Text } | { trouble: Text }

/** Words as they are kept, or what is wrong with them; `fractions`: the column holds 1.1 and 1.2, so that 1.0 is one of them. */
export function readWords(raw: unknown, { key, fractions = false }: { key: boolean; fractions?: boolean }): Words {
  if (typeof raw === 'number' && (Number.isInteger(raw) ? !Number.isSafeInteger(raw) : !Number.isFinite(raw)))
    return { trouble: text(`数 ${raw} 超出整数精度，位数已丢：请以文字提供`, `number ${raw} is beyond the precision of a number: send it as text`) }
  const written = typeof raw === 'object' ? JSON.stringify(raw) : String(raw)
  if (written.length > longestText) return { trouble: text(`文字有 ${written.length} 字，最多 ${longestText}`, `text of ${written.length} characters, at most ${longestText}`) }
  if (/[\ufffd\p{Cs}]/u.test(written)) return { trouble: text(`“${shown(written)}” 里有乱码，请看字符集（--encoding）`, `"${shown(written)}" holds characters that were lost: see --encoding`) }
  const words = visible(written)
  if (rounded.test(words)) return { trouble: text(`“${words}” 是科学计数法，位数已丢：请以文字提供`, `"${words}" has lost its digits: send it as text`) }
  if (key && !fractions && tail.test(words)) return { value: words.replace(/\.0+$/, ''), remark: text('数后面的 .0 已去掉', 'the .0 after numbers was dropped') }
  return { value: words || null, ...(hasUnseen(written) && { remark: unseenDropped }) }
}

/** 1,234.5 without its commas; 12,5 is a fraction of another country's. */
function figuresOf(written: string): { figures: string; comma: boolean } {
  const figures = written.replace(/(?<=\d)[\s'](?=\d{3}(\D|$))/g, '')
  if (/^[-+]?\d+,\d{1,2}$/.test(figures)) return { figures: figures.replace(',', '.'), comma: true }
  return { figures: figures.replace(/(?<=\d),(?=\d{3}(\D|$))/g, ''), comma: false }
}

/** Below this, and as -9999 or -999.99, figures stand for nothing in exports: ArcGIS writes -1.79e308. */
const wild = -1e30
const sentinel = /^-(9{3,}(\.[09]+)?|9998(\.0+)?)$/

function readNumber(raw: unknown, field: Field, given: number): Read {
  const whole = field.type === 'integer'
  const { figures, comma } = figuresOf(typeof raw === 'number' ? String(raw) : plain(String(raw)))
  // 12.5m says its unit itself.
  const [, digits, unit] = /^([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*([^\d\s].*)?$/i.exec(figures) ?? []
  const own = unit === undefined || (!field.unit && classifiers.test(unit)) ? given : field.unit ? unitFactor(unit, field.unit) : null
  if (digits === undefined || own === null) return wrong(`“${shown(String(raw))}” 不是数`, `"${shown(String(raw))}" is not a number`)
  if (Number(digits) < wild || sentinel.test(digits)) return { value: null, remark: nothingSaid }
  const value = Number(digits) * own
  if (!Number.isFinite(value)) return wrong(`${shown(String(raw))} 不是有限的数`, 'not a finite number')
  if (value < 0) return wrong(`${shown(String(raw))} 为负`, `${shown(String(raw))} is negative`)
  if (whole && !Number.isInteger(value)) return wrong(`${shown(String(raw))} 不是整数`, `${shown(String(raw))} is not a whole number`)
  if (whole && value > largestOf(field)) return wrong(`${shown(String(raw))} 过大`, `${shown(String(raw))} is too large`)
  const remark = comma ? text('逗号读作小数点', 'a comma is read as a decimal point')
    : own === given ? undefined : text('数后面写的单位不是列的单位，已换算', 'units after the numbers are not the column’s: turned into its own')
  // Twelve digits: a unit's factor leaves no tail of binary rounding that would look like a change next time.
  return { value: own === 1 ? value : Number(value.toPrecision(12)), ...(remark && { remark }) }
}

const yes = ['true', 't', 'yes', 'y', '1', '是', '有', '已', '√', '达标', '完成']
const no = ['false', 'f', 'no', 'n', '0', '否', '无', '未', '×', 'x', '不达标', '未完成']

function readBoolean(raw: unknown): Read {
  const written = simplified(plain(String(raw)).toLowerCase())
  if (yes.includes(written)) return { value: true }
  if (no.includes(written)) return { value: false }
  return wrong(`“${shown(written)}” 不是 是/否`, `"${shown(written)}" is neither yes nor no`)
}

function readEnumeration(field: Field, raw: unknown): Read {
  const written = simplified(plain(String(raw)))
  const bare = written.replace(/类$/, '')
  for (const [key, words] of Object.entries(field.values ?? {}))
    if ([key, words.zh, words.en].some((word) =>
      [written, bare].includes(plain(word)) || plain(word).toLowerCase() === written.toLowerCase())) return { value: key }
  const own = synonyms[field.name]
  const key = own?.[written] ?? own?.[written.toLowerCase()] ?? own?.[bare.toUpperCase()]
  if (key !== undefined && key in (field.values ?? {})) return { value: key }
  const known = Object.values(field.values ?? {}).map(({ zh }) => zh).join('、')
  const words = text(`“${shown(written)}” 不在 ${known} 之中`, `"${shown(written)}" is none of ${Object.values(field.values ?? {}).map(({ en }) => en).join(', ')}`)
  return field.required ? { trouble: words } : { value: null, remark: words }
}

/** What a whole column or file tells of a value. */
interface Context {
  /** Where the serial numbers of days begin in this file. */
  epoch?: number
  /** The column holds numbers with a fraction. */
  fractions?: boolean
}

const kindOf = ({ type, values }: Field) => (values ? 'other' : type === 'text' ? 'free' : type === 'boolean' ? 'yesNo' : 'other')

/** A list may have 无 as one of its words. */
const isListed = ({ values = {} }: Field, raw: string) =>
  Object.entries(values).some(([key, { zh, en }]) => [key, zh, en].includes(raw.trim()))

/** Reads a source value for a field; `factor` turns the column's unit into the field's. */
export function readValue(field: Field, raw: unknown, factor = 1, { epoch = dayZero, fractions = false }: Context = {}): Read {
  if (raw === null || raw === undefined || (typeof raw === 'string' && visible(raw) === '')) return { value: null }
  if (typeof raw === 'string' && raw.length > 20 * longestText) return wrong(`文字有 ${raw.length} 字，最多 ${longestText}`, `text of ${raw.length} characters, at most ${longestText}`)
  if (typeof raw === 'string' && raw.length < 20 && !isListed(field, raw) && saysNothing(raw, kindOf(field))) return { value: null, remark: nothingSaid }
  if (field.values) return readEnumeration(field, raw)
  if (field.type === 'number' || field.type === 'integer') return readNumber(raw, field, factor)
  if (field.type === 'date') {
    const read = readDate(raw, epoch)
    return 'value' in read && read.value === null ? { value: null, remark: nothingSaid } : read
  }
  if (field.type === 'boolean') return readBoolean(raw)
  return readWords(raw, { key: isKey(field), fractions })
}
