// What the person on the command line wishes: rows to take or leave, values where the source has none.
import type { Layer } from '../../domain/catalogue.ts'
import type { SourceFeature } from './read/source.ts'
import { Refusal } from './refusal.ts'
import { flat } from './rows.ts'
import { readValue, type Value } from './values.ts'

const pairOf = (wish: string, option: string): [string, string] => {
  const at = wish.indexOf('=')
  if (at < 1) throw new Refusal(`${option} ${wish} 应写作 名称=值`, `${option} ${wish} should read name=value`)
  return [wish.slice(0, at), wish.slice(at + 1)]
}

/** Which rows are wanted, by --only and --skip. */
export function filterOf(
  columns: readonly string[], only: readonly string[], skip: readonly string[],
): (feature: SourceFeature) => boolean {
  const parse = (option: string) => (wish: string) => {
    const [column, values] = pairOf(wish, option)
    if (!columns.includes(column)) throw new Refusal(`${option} ${wish}：文件没有列 ${column}；有：${columns.join('、')}`, `${option} ${wish}: no such column`)
    return { column, values: new Set(values.split(',')) }
  }
  const [wanted, unwanted] = [only.map(parse('--only')), skip.map(parse('--skip'))]
  if (!wanted.length && !unwanted.length) return () => true
  return ({ properties }) => {
    const source = flat(properties)
    const has = ({ column, values }: { column: string; values: Set<string> }) => values.has(String(source[column] ?? ''))
    return wanted.every(has) && !unwanted.some(has)
  }
}

/** Values of --default, read as their fields want them. */
export function defaultsOf(layer: Layer, wishes: readonly string[]): Map<string, Value> {
  return new Map(wishes.map((wish) => {
    const [name, written] = pairOf(wish, '--default')
    const field = layer.fields.find((one) => one.name === name && !one.confidential)
    if (!field) throw new Refusal(`--default ${wish}：${layer.title.zh}没有字段 ${name}；有：${layer.fields.map((one) => one.name).join('、')}`, `--default ${wish}: no such field`)
    const read = readValue({ ...field, required: true }, written)
    if ('trouble' in read) throw new Refusal(`--default ${wish}：${read.trouble.zh}`, `--default ${wish}: ${read.trouble.en}`)
    return [name, read.value]
  }))
}
