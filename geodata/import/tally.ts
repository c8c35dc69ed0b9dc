// What is learned of rows while they pass: where they lie, what is wrong or odd about them.
import type { Layer } from '../../domain/catalogue.ts'
import { text, type Text } from '../../domain/text.ts'
import { lengthOf, placesOf, type Shape } from './geometry.ts'
import { harmless } from './refusal.ts'
import type { Remark, Row } from './rows.ts'
import type { TopologyLine } from './topology.ts'

export interface RowTrouble {
  /** 0 for something of the register that is not in the file. */
  row: number
  code: string | null
  words: Text
}

/** Beyond this only the number of rows in error goes on counting. */
const mostTroubles = 20_000
const mostRemarks = 200
/** So many rows are named with a remark. */
const rowsNamed = 5

/** Said of rows, of which the first are named. */
export const ofRows = ({ zh, en }: Text, rows: readonly number[], count = rows.length): Text => {
  const named = `${rows.slice(0, rowsNamed).join(', ')}${count > rowsNamed ? ' …' : ''}`
  return text(`${zh}（${count} 行：${named}）`, `${en} (${count} rows: ${named})`)
}

const linesOf = (shape: Shape) => (shape.type === 'LineString' ? [shape.coordinates] : shape.type === 'MultiLineString' ? shape.coordinates : [])

export class Tally {
  /** [west, south, east, north] in degrees of the rows that are right. */
  readonly extent: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  readonly troubles: RowTrouble[] = []
  readonly inError = new Set<number>()
  readonly lines: TopologyLine[] = []
  private readonly remarked = new Map<string, { words: Text; rows: number[]; count: number }>()
  private readonly lengths = { compared: 0, absurd: 0 }

  constructor(
    private readonly layer: Layer,
    private readonly keepLines: boolean,
  ) {}

  complain(trouble: RowTrouble): void {
    this.inError.add(trouble.row)
    if (this.troubles.length < mostTroubles) this.troubles.push({ ...trouble, words: harmless(trouble.words) })
  }

  /** Returns how many places the row's shape has. */
  note(row: Row, remarks: readonly Remark[]): number {
    const { extent } = this
    const places = row.shape ? placesOf(row.shape) : []
    for (const [lon, lat] of places) {
      extent[0] = Math.min(extent[0], lon)
      extent[1] = Math.min(extent[1], lat)
      extent[2] = Math.max(extent[2], lon)
      extent[3] = Math.max(extent[3], lat)
    }
    for (const { field, words } of remarks) {
      const known = this.remarked.get(field + words.zh)
      if (known) {
        known.count++
        if (known.rows.length < rowsNamed) known.rows.push(row.row)
      } else if (this.remarked.size < mostRemarks) {
        const led = field ? text(`${field}：${words.zh}`, `${field}: ${words.en}`) : words
        this.remarked.set(field + words.zh, { words: harmless(led), rows: [row.row], count: 1 })
      }
    }
    if (row.shape && this.layer.geometry === 'line') this.measure(row, row.shape)
    return places.length
  }

  private measure(row: Row, shape: Shape): void {
    if (this.keepLines) this.lines.push({ label: `${row.values.get('name')} (${row.code})`, parts: linesOf(shape) })
    const said = row.values.get('length_m')
    if (typeof said !== 'number' || said <= 0) return
    const ratio = said / lengthOf(shape)
    this.lengths.compared++
    if (ratio > 100 || ratio < 0.01) this.lengths.absurd++
  }

  remarks(): Text[] {
    const { compared, absurd } = this.lengths
    return [
      ...[...this.remarked.values()].map(({ words, rows, count }) => ofRows(words, rows, count)),
      ...(absurd > compared / 2 ? [text('长度与图形相差百倍以上：单位可能写错，请换算后再导入', 'lengths differ from the shapes a hundredfold: is the unit right?')] : []),
    ]
  }
}
