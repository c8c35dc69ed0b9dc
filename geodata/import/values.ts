// One attribute value read as its field wants it, in the many ways offices write numbers, dates, yes and no.
import type { Field } from '../../domain/catalogue.ts'
import { text, type Text } from '../../domain/text.ts'

export type Value = string | number | boolean | null
/** A value, a value left empty with a remark, or what is wrong. */
export type Read = { value: Value; remark?: Text } | { trouble: Text }

const longestText = 4000
/** What every integer column holds, the stream order's two bytes included. */
const largestInteger = 32_767
const shown = (written: string) => (written.length > 40 ? `${written.slice(0, 40)}…` : written)
const wrong = (zh: string, en: string): Read => ({ trouble: text(zh, en) })
const plain = (written: string) => written.normalize('NFKC').trim()

/** Words of other vocabularies for our enumerations: OpenStreetMap's and the ministries' older forms. */
const synonyms: Record<string, Record<string, string>> = {
  subkind: { river: '河流', stream: '溪坑', canal: '河涌', drain: '河涌', ditch: '河涌' },
  level: { 市级: 'city', 地市: 'city', 区级: 'district', 县: 'district', 区县: 'district', 县级: 'district', 区县级: 'district', county: 'district', 镇: 'town', 镇级: 'town', 街道: 'town', 乡镇: 'town', 镇街级: 'town', township: 'town', 村: 'village', 村级: 'village', 社区: 'village', 村居级: 'village' },
  bank: { 1: 'left', 2: 'right', 左: 'left', 右: 'right', 双岸: 'both', 两侧: 'both' },
  kind: { sluice: '水闸', sluice_gate: '水闸', gate: '水闸', floodgate: '水闸', pump: '泵站', pumping_station: '泵站', pump_station: '泵站' },
  target_class: { I: 'Ⅰ', II: 'Ⅱ', III: 'Ⅲ', IV: 'Ⅳ', V: 'Ⅴ', 1: 'Ⅰ', 2: 'Ⅱ', 3: 'Ⅲ', 4: 'Ⅳ', 5: 'Ⅴ' },
  flow_mode: { 感潮: 'tidal', 双向: 'tidal', 闸控: 'gated', 泵控: 'pumped' },
}

function readText(written: string): Read {
  if (written.length > longestText) return wrong(`文字有 ${written.length} 字，最多 ${longestText}`, `text of ${written.length} characters, at most ${longestText}`)
  return { value: written.replace(/(?![\t\n\r])\p{Cc}/gu, '').trim() || null }
}

function readNumber(raw: unknown, whole: boolean, factor: number): Read {
  const written = typeof raw === 'number' ? raw : plain(String(raw)).replace(/(?<=\d),(?=\d{3}(\D|$))/g, '')
  if (typeof written === 'string' && !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(written)) return wrong(`“${shown(String(raw))}” 不是数`, `"${shown(String(raw))}" is not a number`)
  const value = Number(written) * factor
  if (!Number.isFinite(value)) return wrong(`${shown(String(raw))} 不是有限的数`, 'not a finite number')
  // -9998 and -9999 stand for "not known" in many exports.
  if (value === -9999 * factor || value === -9998 * factor) return { value: null }
  if (value < 0) return wrong(`${shown(String(raw))} 为负`, `${shown(String(raw))} is negative`)
  if (whole && !Number.isInteger(value)) return wrong(`${shown(String(raw))} 不是整数`, `${shown(String(raw))} is not a whole number`)
  if (whole && value > largestInteger) return wrong(`${shown(String(raw))} 过大`, `${shown(String(raw))} is too large`)
  // Twelve digits: a unit's factor leaves no tail of binary rounding that would look like a change next time.
  return { value: factor === 1 ? value : Number(value.toPrecision(12)) }
}

/** Days as 2024-3-5, 2024/3/5, 2024.3.5, 20240305, 2024年3月5日; a month or a year alone means its first day. */
function readDate(raw: unknown): Read {
  const written = plain(String(raw))
  const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(written) ?? /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ].*)?$/.exec(written) ?? /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?$/.exec(written) ?? /^(\d{4})\s*年?$/.exec(written)
  if (!parts) return wrong(`“${shown(written)}” 不是日期`, `"${shown(written)}" is not a date`)
  const [year, month, day] = [Number(parts[1]), Number(parts[2] ?? 1), Number(parts[3] ?? 1)]
  const date = new Date(Date.UTC(year, month - 1, day))
  if (year < 1000 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return wrong(`没有 ${shown(written)} 这一天`, `there is no such day as ${shown(written)}`)
  return { value: date.toISOString().slice(0, 10) }
}

const yes = ['true', 't', 'yes', 'y', '1', '是', '有', '已', '√', '达标', '完成']
const no = ['false', 'f', 'no', 'n', '0', '否', '无', '未', '×', 'x', '不达标', '未完成']

function readBoolean(raw: unknown): Read {
  const written = plain(String(raw)).toLowerCase()
  if (yes.includes(written)) return { value: true }
  if (no.includes(written)) return { value: false }
  return wrong(`“${shown(written)}” 不是 是/否`, `"${shown(written)}" is neither yes nor no`)
}

function readEnumeration(field: Field, raw: unknown): Read {
  const written = plain(String(raw))
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

/** Reads a source value for a field; `factor` turns the column's unit into the field's. */
export function readValue(field: Field, raw: unknown, factor = 1): Read {
  if (raw === null || raw === undefined || (typeof raw === 'string' && raw.trim() === '')) return { value: null }
  if (typeof raw === 'string' && raw.length > 20 * longestText) return wrong(`文字有 ${raw.length} 字，最多 ${longestText}`, `text of ${raw.length} characters, at most ${longestText}`)
  if (field.values) return readEnumeration(field, raw)
  if (field.type === 'number') return readNumber(raw, false, factor)
  if (field.type === 'integer') return readNumber(raw, true, factor)
  if (field.type === 'date') return readDate(raw)
  if (field.type === 'boolean') return readBoolean(raw)
  return readText(typeof raw === 'object' ? JSON.stringify(raw) : String(raw))
}
