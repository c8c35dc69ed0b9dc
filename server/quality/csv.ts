// The monthly table as offices publish it, as CSV that opens in a spreadsheet and runs nothing.
import { shownTimes } from '../../domain/quality/grade.ts'
import { items } from '../../domain/quality/items.ts'
import { numeralOf } from '../../domain/quality/numerals.ts'
import type { QualityMonth } from '../../domain/quality/schemas.ts'
import { csvCell } from '../../geodata/export/csv.ts'

const columns: [string, (row: QualityMonth['rows'][number]) => string | number | null][] = [
  ['责任区', ({ district }) => district],
  ['断面', ({ name }) => name],
  ['断面编码', ({ section }) => section],
  ['所处河流', ({ river }) => river],
  ['交接关系', ({ relation }) => relation],
  ['水质控制目标', ({ target }) => target],
  ['水质类别', ({ grade }) => grade && numeralOf(grade)],
  ['上年同期', ({ before }) => before && numeralOf(before)],
  ['达标', ({ met }) => (met === null ? null : met ? '达标' : '不达标')],
  ['主要超标项目', ({ met, exceeded }) => (met === false ? exceeded.map(({ item, times }) => items[item].zh + (times === null ? '' : `(${shownTimes(times)})`)).join('、') : null)],
  ['参评项数', ({ assessed }) => assessed || null],
  ['断面水质指数', ({ index }) => index && Number(index.toFixed(4))],
  ['备注', ({ missing }) => missing],
]

export const monthCsv = ({ rows }: QualityMonth): string =>
  `\ufeff${[columns.map(([title]) => title), ...rows.map((row) => columns.map(([, value]) => csvCell(value(row))))].map((cells) => cells.join(',')).join('\r\n')}\r\n`
