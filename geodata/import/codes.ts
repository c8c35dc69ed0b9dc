// Under which code a feature is kept. A code of the trade is taken as it is; a number that only counts rows of some file is not
// a code, so such features get a local one that comes out the same whenever the file is imported again.
import { createHash } from 'node:crypto'
import type { Layer } from '../../domain/catalogue.ts'
import type { LonLat } from '../../domain/coordinates.ts'
import { text, type Text } from '../../domain/text.ts'
import { readWords } from './values.ts'
import { saysNothing, shown } from './written.ts'

/** Identifiers unique in a well-known collection, and what they are led by here. */
const collections: Record<string, string> = { osmid: 'OSM', '@id': 'OSM', comid: 'COMID' }
/** Columns that number the rows of a file. */
const counters = ['id', 'fid', 'gid', 'objectid']

const folded = (column: string) => column.toLowerCase().replace(/[\s_]+/g, '')

const codeShape = /^[\p{L}\p{N}._:@()（）-]{1,64}$/u

/** A short code that is always the same for the same words. */
export const localCode = (layer: string, ...words: (string | number | null)[]): string =>
  `${layer}-${createHash('sha256').update(JSON.stringify([layer, ...words])).digest('hex').slice(0, 10)}`

export interface CodeRule {
  /** The mapped column, if there is one. */
  column: string | null
  prefix: string
  words: Text
}

/** How the features of a file get their codes. */
export function codeRule(column: string | null, prefix: string): CodeRule {
  const name = column === null ? '' : folded(column)
  const led = prefix ? text(`，前加 ${prefix}`, `, led by ${prefix}`) : text('', '')
  const words = column === null ? text('文件没有编码：由名称与首点生成', 'the file has no codes: made from name and first place')
    : name in collections ? text(`${column}，数字前加 ${collections[name]}-`, `${column}, numbers led by ${collections[name]}-`)
    : counters.includes(name) ? text(`${column}；只是序号时由它与名称生成`, `${column}; where it only counts, made from it and the name`)
    : text(`取自 ${column}`, `from ${column}`)
  return { column, prefix, words: text(words.zh + led.zh, words.en + led.en) }
}

/** The code of one feature, or what is wrong with it; `fractions`: the column holds numbers with a fraction. */
export function codeOf(
  rule: CodeRule, layer: Layer, raw: unknown, name: string | null, first: LonLat | null, fractions = false,
): { code: string; remark?: Text; made?: true } | { trouble: Text } {
  const read = raw === null || raw === undefined ? { value: null } : readWords(raw, { key: true, fractions })
  if ('trouble' in read) return { trouble: text(`编码：${read.trouble.zh}`, `code: ${read.trouble.en}`) }
  if (read.value === null || saysNothing(read.value, 'other')) {
    const made = rule.prefix + localCode(layer.id, name, ...(first ?? []).map((degrees) => degrees.toFixed(6)))
    return { code: made, made: true, ...(rule.column !== null && { remark: text('没有编码：由名称与首点生成', 'no code: made from name and first place') }) }
  }
  const given = read.value
  const column = folded(rule.column ?? '')
  const collection = collections[column]
  const counts = /^\d+$/.test(given)
  const code = rule.prefix + (counts && counters.includes(column) && !rule.prefix ? localCode(layer.id, given, name) : `${collection && (counts || given.includes('/')) ? `${collection}-` : ''}${given.replaceAll('/', '-')}`)
  if (codeShape.test(code)) return { code, ...(read.remark && { remark: read.remark }) }
  const said = shown(code.slice(0, 64))
  return { trouble: text(`编码 “${said}” 只能有文字、数字和 . _ : @ - ( )，最多 64 字`, `code "${said}" may hold letters, digits and . _ : @ - ( ), at most 64`) }
}

/** What a feature without a name is called: 未命名河流 (OSM 123). */
export const nameless = (layer: Layer, code: string): string => `未命名${layer.title.zh} (${code.replace(/^(OSM|COMID)-/, '$1 ')})`
