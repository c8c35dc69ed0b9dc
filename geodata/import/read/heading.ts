// Where the titles of a table are: below notes and title lines, in one row or in several, and which rows are no data.
import { text, type Text } from '../../../domain/text.ts'
import { isUnit } from '../mapping.ts'
import { folded } from '../titles.ts'
import { plain, shown } from '../written.ts'
import { isEmpty, isPlaceTitle, placeOf, type Cell, type Place } from './place.ts'

/** Whether a title is one the layer has a field for. */
export type Knows = (title: string) => boolean

export interface Heading {
  titles: string[]
  place: Place
  /** Rows up to the last that belongs to it. */
  above: number
  /** Rows that the titles stand in. */
  deep: number
}

/** The titles are looked for in so many rows that hold anything, among so many of all (our proposal). */
const [rowsLookedAt, farthest] = [60, 1000]
const deepest = 3

export const filledIn = (row: readonly Cell[]): number => row.filter((cell) => !isEmpty(cell)).length
/** Rows that titles are looked for in; whoever reads on gets those that follow. */
export async function beginningOf(rows: AsyncIterator<Cell[]>): Promise<Cell[][]> {
  const found: Cell[][] = []
  for (let filled = 0; filled < rowsLookedAt && found.length < farthest;) {
    const { done, value } = await rows.next()
    if (done) break
    if (filledIn(value)) filled++
    found.push(value)
  }
  return found
}

const wordsOf = (cell: Cell | undefined): string => (isEmpty(cell) ? '' : String(cell).trim())
const isFigure = (cell: Cell) => typeof cell === 'number' || typeof cell === 'boolean' || /^[-+]?[\d.,:/-]+[%°]?$/.test(plain(String(cell ?? '')))

/** Titles of several rows as one: what stands over several columns goes for the empty cells to its right as well. */
function composed(block: readonly (readonly Cell[])[], knows: Knows): string[] {
  const width = Math.max(...block.map((row) => row.length))
  const columns = Array.from({ length: width }, (_, at) => {
    const words: string[] = []
    block.forEach((row, i) => {
      const below = block.slice(i + 1).some((lower) => !isEmpty(lower[at]))
      let from = at
      while (below && from > 0 && isEmpty(row[from])) from--
      const own = wordsOf(row[from])
      if (own && own !== words.at(-1)) words.push(own)
    })
    return words
  })
  const lasts = columns.map((words) => folded(words.at(-1) ?? ''))
  return columns.map((words, at) => {
    const last = words.at(-1) ?? ''
    if (words.length < 2 || ((knows(last) || isPlaceTitle(last)) && lasts.indexOf(lasts[at]) === lasts.lastIndexOf(lasts[at]))) return last
    return words.reduce((all, one) => all + (/^[([（【]/.test(one) ? one : isUnit(one) ? `(${one})` : ` ${one}`))
  })
}

const isUnitRow = (row: readonly Cell[]) => filledIn(row) > 0 && row.every((cell) => isEmpty(cell) || isUnit(wordsOf(cell).replace(/^[(（[]|[)）\]]$/g, '')) || /^[-—/°度]+$/.test(wordsOf(cell)))

/** The rows that hold the most titles known, with a place among them; of equals the fewest and the first. Null where there are none. */
export function headingIn(rows: readonly (readonly Cell[])[], knows: Knows): Heading | { several: string[] } | null {
  let best: { heading: Heading | { several: string[] }; score: number } | null = null
  for (let deep = 1; deep <= deepest; deep++)
    for (let start = 0; start + deep <= rows.length; start++) {
      const block = rows.slice(start, start + deep)
      if (!filledIn(block[0]) || block.slice(1).some((row) => !filledIn(row) || row.some(isFigure))) continue
      if (deep === 1 && filledIn(block[0]) < 2) continue
      const titles = composed(block, knows)
      const place = placeOf(titles)
      if (!place) continue
      const units = deep > 1 && isUnitRow(block[deep - 1]) ? 0.5 : 0
      const score = titles.filter((title) => title && (knows(title) || isPlaceTitle(title))).length + units
      if (!best || score > best.score) best = { heading: 'several' in place ? place : { titles, place, above: start + deep, deep }, score }
    }
  return best?.heading ?? null
}

/** The row that looks most like titles, to be named where no titles say where anything lies. */
export const likeliest = (rows: readonly (readonly Cell[])[], knows: Knows): readonly Cell[] | null =>
  rows.filter((row) => filledIn(row) > 1)
    .map((row) => ({ row, score: row.filter((cell) => !isEmpty(cell) && knows(wordsOf(cell))).length }))
    .sort((a, b) => b.score - a.score)[0]?.row ?? null

const ordinals = '甲乙丙丁戊己庚辛壬癸'
const explains = /^[(（]?(必填|选填|可填|必录|非必填|是否必填|文本|文字|字符|字符串|数字|数值|数值型|字符型|日期|日期型|整数|小数|浮点|下拉选择|单选|示例|样例|例|例如)(项|型|列)?[)）]?$/

const totals = /^(合计|小计|总计|共计|累计|总和|平均|汇总|本页合计|总数)(数|值)?($|[:：(（]|\d)/
const signatures = /^[(（*※]?(注|备注|说明|附注|填表|填报|制表|编制|审核|审批|复核|校核|负责人|单位负责人|分管领导|联系人|联系电话|填表人|日期|数据来源|资料来源|来源|盖章|单位盖章|以下空白|以下无|以上|共\s*\d+|第\s*\d+\s*页)/
const group = /^[(（]?([一二三四五六七八九十]+)[)）、.．]/

/** Why a row below the titles that lies nowhere is no data; null where it may be. `first`: no data have come yet. */
export function leftOut(row: readonly Cell[], { titles }: Heading, first: boolean): Text | null {
  const filled = row.filter((cell) => !isEmpty(cell)).map((cell) => wordsOf(cell))
  const words = filled[0].normalize('NFKC').replace(/\s+/g, '')
  if (titles.every((title, i) => wordsOf(row[i]) === '' || wordsOf(row[i]) === title) && filled.length > 1) return text('重复的标题行', 'titles once more')
  if (first) {
    const numbers = filled.filter((one) => !ordinals.includes(one)).map((one) => Number(one.replace(/[()（）]/g, '')))
    if (filled.length > 2 && numbers.length > 0 && numbers.every((one, i) => Number.isInteger(one) && one === numbers[0] + i) && numbers[0] <= 2) return text('列号', 'numbers of columns')
    if (filled.length > 1 && filled.every((one) => explains.test(one) || isUnit(one))) return text('填表要求', 'what is to be filled in')
    if (/^[(（]?(示例|样例|例[:：如)）]|填写示例)/.test(words)) return text('示例', 'an example')
  }
  if (totals.test(words) || (filled[1] && /^\d+$/.test(words) && totals.test(filled[1].replace(/\s+/g, '')))) return text('合计', 'totals')
  if (signatures.test(words)) return text('表尾的说明', 'notes below')
  if (filled.length === 1 && group.test(words)) return text('分组的标题', 'the title of a group')
  return null
}

/** Said once a reason, with the rows it is about. */
export class LeftOut {
  private readonly rows = new Map<string, { words: Text; rows: number[]; first: string; count: number }>()

  add(row: number, words: Text, cells: readonly Cell[]): void {
    const known = this.rows.get(words.zh) ?? { words, rows: [], first: shown(wordsOf(cells.find((cell) => !isEmpty(cell)))), count: 0 }
    known.count++
    if (known.rows.length < 5) known.rows.push(row)
    this.rows.set(words.zh, known)
  }

  remarks(): Text[] {
    return [...this.rows.values()].map(({ words, rows, first, count }) => {
      const where = `${rows.join(', ')}${count > rows.length ? ' …' : ''}`
      return text(`${words.zh}的 ${count} 行没有读（第 ${where} 行：“${first}”）`, `${count} rows were left out as ${words.en} (rows ${where}: "${first}")`)
    })
  }
}
