// A table to be filled in for a layer: titles, a row that says what goes where, and an example. Both rows the import leaves out by
// itself (read/heading.ts): one begins with 说明, the other with 示例, and neither lies anywhere.
import type { Field, Layer } from '../../domain/catalogue.ts'
import { written } from '../../domain/fields.ts'

const wanted: Record<Field['type'], string> = { text: '文字', number: '数', integer: '整数', date: '日期，如 2024-03-05', boolean: '是 或 否' }
const examples: Record<Field['type'], string> = { text: '如 …', number: '如 1.5', integer: '如 3', date: '如 2024-03-05', boolean: '如 是' }

const places = {
  point: [['经度', '度，CGCS2000，如 113.264385', '如 113.264385'], ['纬度', '度，CGCS2000，如 23.129112', '如 23.129112']],
  line: [['WKT', '一条线的文字，经度在前：LINESTRING(经度 纬度, 经度 纬度, …)', '如 LINESTRING(113.26 23.12, 113.27 23.13)']],
  polygon: [['WKT', '一个面的文字，经度在前，首尾同一点：POLYGON((经度 纬度, …))', '如 POLYGON((113.26 23.12, 113.27 23.12, 113.27 23.13, 113.26 23.12))']],
} as const

function noteOf({ type, unit, values, refers }: Field): string {
  if (values) return `填一个：${Object.values(values).map(({ zh }) => zh).join('、')}`
  return refers ? '对方的编码' : unit ? `${wanted[type]}，单位 ${unit}` : wanted[type]
}

const exampleOf = ({ type, values }: Field) => (values ? `如 ${Object.values(values)[0].zh}` : examples[type])

/** Rows of a table that holds nothing yet; titles of what has to be filled in end with a star. Reaches need their river, too. */
export function templateOf(layer: Layer): string[][] {
  const [code] = layer.fields
  const fields = written(layer).filter(({ confidential }) => !confidential)
  const title = ({ title: { zh }, required, unit }: Field) => `${zh}${unit ? `(${unit})` : ''}${required ? '*' : ''}`
  return [
    [...[code, ...fields].map(title), ...places[layer.geometry].map(([name]) => `${name}*`)],
    ['说明：编码各不相同，名录里已有的就是改动', ...fields.map(noteOf), ...places[layer.geometry].map(([, note]) => note)],
    [`示例（可删）${layer.codes?.[0] ?? ''}001`, ...fields.map(exampleOf), ...places[layer.geometry].map(([, , example]) => example)],
  ]
}
