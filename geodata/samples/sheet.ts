// Samples of water out of a sheet as stations and laboratories send it: a row for each sample with a column for each item
// (wide), a row for each reading (long), or sections side by side with a row for each item. What is guessed is said.
import { itemKeys, items, type ItemKey, type Readings } from '../../domain/quality/items.ts'
import { text, type Text } from '../../domain/text.ts'
import { readDate } from '../import/dates.ts'
import type { Cell } from '../import/read/cells.ts'
import { Refusal } from '../import/refusal.ts'
import { plain, shown, visible } from '../import/written.ts'
import { factorFor, headingOf, isUnit, itemCalled, type Heading, type Role } from './headings.ts'
import { readingOf } from './reading.ts'

export interface SheetSample {
  /** Row of the file its section and day stand in, counted from 1. */
  row: number
  /** The section as written: its code, its name, or both. */
  code: string | null
  section: string | null
  /** YYYY-MM-DDTHH:MM by the city's clock; midnight where no hour is written. */
  at: string
  kind: 'monthly' | 'automatic'
  tide: '涨' | '落' | null
  /** Why there is none. */
  missing: string | null
  readings: Readings
  below: ItemKey[]
}

export interface SheetTrouble {
  row: number
  words: Text
}

export interface Sheet {
  samples: SheetSample[]
  troubles: SheetTrouble[]
  remarks: Text[]
  /** Titles that mean nothing here. */
  ignored: string[]
}

export interface SheetOptions {
  /** What messages call the file. */
  file: string
  /** Detection limits of the usual methods, in each item's unit, for cells that only say that nothing was found. */
  limits: Partial<Record<ItemKey, number>>
  /** No sample is taken later than this day. */
  today: string
}

/** Rows looked through for the titles. */
const headWithin = 40
/** A sheet with sections side by side is no larger than this either way. */
const mostTurned = 400

const written = (cell: Cell | undefined): string => (cell === null || cell === undefined ? '' : visible(String(cell)))

type Column = { at: number; title: string; heading: Heading }

interface Head {
  /** First row below the titles. */
  next: number
  columns: Column[]
  ignored: string[]
}

const hasRole = (columns: readonly Column[], role: Role) => columns.some(({ heading }) => 'role' in heading && heading.role === role)
const isItem = ({ heading }: Column) => 'item' in heading

/** Titles that say enough: which section, and readings in either way. */
const isHead = (columns: readonly Column[]) =>
  (hasRole(columns, 'code') || hasRole(columns, 'section'))
  && (columns.some(isItem) || (hasRole(columns, 'item') && hasRole(columns, 'value')))

const columnsOf = (titles: readonly string[]): Column[] => titles.flatMap((title, at) => {
  const heading = headingOf(title)
  return heading ? [{ at, title, heading }] : []
})

/** Titles in two rows: the lower one says what, the upper one stands over several. */
const stacked = (upper: readonly string[], lower: readonly string[]): string[] =>
  Array.from({ length: Math.max(upper.length, lower.length) }, (_, at) => (lower[at] && (headingOf(lower[at]) || !upper[at]) ? lower[at] : (upper[at] ?? '')))

function headOf(rows: readonly (readonly Cell[])[]): Head | null {
  let best: { score: number; head: Head } | null = null
  for (let at = 0; at < Math.min(headWithin, rows.length); at++) {
    const upper = rows[at].map(written)
    const lower = rows[at + 1]?.map(written) ?? []
    for (const [titles, next] of [[upper, at + 1], [stacked(upper, lower), at + 2]] as const) {
      const columns = columnsOf(titles)
      if (!isHead(columns) || columns.length <= (best?.score ?? 0)) continue
      const known = new Set(columns.map((column) => column.at))
      best = { score: columns.length, head: { next, columns, ignored: titles.filter((title, i) => title && !known.has(i)) } }
    }
  }
  return best?.head ?? null
}

const turned = (rows: readonly (readonly Cell[])[]): Cell[][] =>
  Array.from({ length: Math.max(0, ...rows.map((row) => row.length)) }, (_, column) => rows.map((row) => row[column] ?? null))

/** Sections side by side: the column of items is the row of titles, and stands over the sections' names. */
function turnedHead(rows: readonly (readonly Cell[])[]): { rows: Cell[][]; head: Head } | null {
  if (rows.length > mostTurned || rows.some((row) => row.length > mostTurned)) return null
  const across = turned(rows).map((row) => row.map((cell) => (itemTitles.test(written(cell)) ? '断面' : cell)))
  const head = headOf(across)
  return head && head.columns.filter(isItem).length > 1 ? { rows: across, head } : null
}
/** In such a sheet this title stands where items and sections meet. */
const itemTitles = /^(监测|检测|分析)?(项目|指标)(名称)?$/

const summary = /^(合计|总计|小计|平均值?|均值|年均值?|月均值?|最大值?|最小值?|最高值?|最低值?|达标率|超标率|超标倍数|样品数|标准差)$/
const standard = /标准|限值|类别?$|^[ⅠⅡⅢⅣⅤ]+类/
const limitRow = /检出限/
const note = /^(注|备注|说明|附|填表|制表|审核|批准|校核|复核|编制|报送|联系|签发)\s*[:：人]?/

const wrongTitle = (columns: readonly Column[], file: string): void => {
  const seen = new Map<string, string>()
  for (const { heading, title } of columns) {
    if ('item' in heading && 'unit' in heading)
      throw new Refusal(`${file} 的列“${shown(title)}”：不认识单位 ${shown(heading.unit)}；${items[heading.item].zh}要 ${items[heading.item].unit || '无量纲'}`, `the unit in the title "${shown(title)}" is not known`)
    const key = 'item' in heading ? heading.item : heading.role
    const before = seen.get(key)
    if (before !== undefined && key !== 'reason') throw new Refusal(`${file} 有两列都是${'item' in heading ? items[heading.item].zh : '同一内容'}：“${shown(before)}”“${shown(title)}”；请只留一列`, `two columns mean the same: "${shown(before)}", "${shown(title)}"`)
    seen.set(key, title)
  }
}

/** Reads samples out of the rows of a sheet. Throws `Refusal` where it is none, or says nothing of section, day or readings. */
export function sheetOf(given: readonly (readonly Cell[])[], { file, limits, today }: SheetOptions): Sheet {
  const upright = headOf(given)
  const side = upright ? null : turnedHead(given)
  const [rows, head] = upright ? [given, upright] : [side?.rows ?? given, side?.head]
  if (!head)
    throw new Refusal(`${file} 不像水质监测表：要有断面（编码或名称）、采样日期，以及各项目的列（氨氮、总磷…），或“项目”和“监测值”两列`, `${file} is no sheet of water samples: it needs a section, a day, and columns of items`)
  const { columns } = head
  wrongTitle(columns, file)
  const reader = new Reader(rows, head, { file, limits, today }, Boolean(side))
  return reader.read()
}

/** A sample on its way: what its rows have said so far. */
interface Draft extends SheetSample {
  reasons: string[]
  asides: string[]
  /** One of its readings could not be read: it is not taken in part. */
  broken: boolean
}

class Reader {
  private readonly troubles: SheetTrouble[] = []
  private readonly said = new Map<string, { words: Text; count: number }>()
  private readonly drafts = new Map<string, Draft>()
  private readonly long: boolean
  private readonly itemColumns: { at: number; item: ItemKey; factor: number }[]
  private readonly ownLimits = new Map<ItemKey, number>()
  private before: { code: string | null; section: string | null; day: string | null } = { code: null, section: null, day: null }
  private readonly wholeDay: { day: string; remark: Text } | null

  constructor(
    private readonly rows: readonly (readonly Cell[])[], private readonly head: Head, private readonly options: SheetOptions,
    /** Rows are columns of the file. */
    private readonly isTurned: boolean,
  ) {
    this.long = !head.columns.some(isItem)
    this.itemColumns = head.columns.flatMap(({ at, heading }) => ('item' in heading && 'factor' in heading ? [{ at, item: heading.item, factor: heading.factor }] : []))
    this.wholeDay = this.has('day') || this.has('year') ? null : this.dayAbove()
  }

  private has(role: Role): boolean {
    return hasRole(this.head.columns, role)
  }

  private cell(row: readonly Cell[], role: Role): Cell {
    const column = this.head.columns.find(({ heading }) => 'role' in heading && heading.role === role)
    return column ? (row[column.at] ?? null) : null
  }

  private say(words: Text): void {
    const known = this.said.get(words.zh)
    if (known) known.count++
    else this.said.set(words.zh, { words, count: 1 })
  }

  private complain(row: number, words: Text): void {
    this.troubles.push({ row, words })
  }

  read(): Sheet {
    if (this.isTurned) this.say(text('断面横排：每列读作一个样品', 'sections stand side by side: each column is read as a sample'))
    for (let at = this.head.next; at < this.rows.length; at++) this.row(this.rows[at], at + 1)
    const samples = [...this.drafts.values()].flatMap((draft) => this.finished(draft))
    return {
      samples, troubles: this.troubles.sort((a, b) => a.row - b.row), ignored: this.head.ignored,
      remarks: [...this.said.values()].map(({ words, count }) => (count > 1 ? text(`${words.zh}（${count} 处）`, `${words.en} (${count} times)`) : words)),
    }
  }

  private row(cells: readonly Cell[], row: number): void {
    const filled = cells.filter((cell) => written(cell) !== '')
    if (!filled.length) return
    const [first] = filled
    const label = written(this.cell(cells, 'section')) || written(this.cell(cells, 'code')) || written(first)
    if (filled.length === 1 || note.test(written(first))) return this.say(text(`表外的说明没有导入：${shown(written(first))}`, 'notes outside the table are left out'))
    if (summary.test(label) || summary.test(written(first))) return this.say(text('合计、平均之类的行没有导入', 'totals and means are left out'))
    if (this.isUnits(cells)) return this.units(cells)
    if (limitRow.test(label) || limitRow.test(written(first))) return this.limitsOf(cells)
    if (standard.test(label) && !this.dayOf(cells).day) return this.say(text('标准限值的行没有导入', 'rows of limits are left out'))
    this.sample(cells, row)
  }

  private isUnits(cells: readonly Cell[]): boolean {
    const said = this.itemColumns.map(({ at }) => written(cells[at])).filter(Boolean)
    return said.length > 1 && said.every((words) => isUnit(words) && !/^[-/—]$/.test(words)) && !this.dayOf(cells).day
  }

  private units(cells: readonly Cell[]): void {
    for (const column of this.itemColumns) {
      const unit = written(cells[column.at])
      const factor = factorFor(column.item, unit)
      if (factor === null) throw new Refusal(`${this.options.file} 的${items[column.item].zh}：不认识单位 ${shown(unit)}`, `the unit ${shown(unit)} is not known`)
      if (unit) column.factor = factor
    }
  }

  private limitsOf(cells: readonly Cell[]): void {
    for (const { at, item, factor } of this.itemColumns) {
      const found = readingOf(item, cells[at] ?? null, factor)
      if (found && 'value' in found) this.ownLimits.set(item, found.value)
    }
  }

  private sample(cells: readonly Cell[], row: number): void {
    const place = this.placeOf(cells)
    const { day, trouble, remark } = this.dayOf(cells)
    if (trouble) return this.complain(row, trouble)
    if (!place) return this.complain(row, text('没有写断面', 'no section'))
    const sampled = day ?? (this.wholeDay ? null : this.before.day) ?? this.wholeDay?.day ?? null
    if (!sampled) return this.complain(row, text('没有写采样日期', 'no day'))
    if (remark) this.say(remark)
    if (!day && this.wholeDay) this.say(this.wholeDay.remark)
    else if (!day) this.say(text('日期空着的行（合并单元格）取上一行的', 'days left empty (merged cells) are those of the row before'))
    if (place.carried) this.say(text('断面空着的行（合并单元格）取上一行的', 'sections left empty (merged cells) are those of the row before'))
    if (sampled > this.options.today) return this.complain(row, text(`采样日期 ${sampled} 在今天以后`, `${sampled} is later than today`))
    this.before = { code: place.code, section: place.section, day: sampled }
    const time = this.timeOf(cells)
    if (time === null) return this.complain(row, text(`“${shown(written(this.cell(cells, 'time')))}” 不是时刻`, 'no time of day'))
    const draft: Draft = {
      row, code: place.code, section: place.section, at: `${sampled}T${time}`, kind: /自动|在线/.test(written(this.cell(cells, 'kind'))) ? 'automatic' : 'monthly',
      tide: this.tideOf(cells), missing: null, readings: {}, below: [], reasons: [], asides: [], broken: false,
    }
    const aside = written(this.cell(cells, 'reason'))
    if (aside) draft.asides.push(aside)
    const key = [draft.code, draft.section, draft.at, draft.kind, draft.tide].join('\n')
    const known = this.drafts.get(key)
    if (this.long) {
      this.reading(known ?? draft, cells, row)
      if (!known) this.drafts.set(key, draft)
      return
    }
    for (const { at, item, factor } of this.itemColumns)
      if (!this.take(draft, item, cells[at] ?? null, factor, this.ownLimits.get(item), row)) draft.broken = true
    if (draft.broken) return
    if (!known) this.drafts.set(key, draft)
    else if (sameReadings(known, draft)) this.say(text('同一断面同一时刻写了两遍，内容相同', 'a sample is written twice, with the same readings'))
    else this.complain(row, text(`与第 ${known.row} 行是同一断面同一时刻，内容不同`, `the same section and time as row ${known.row}, with other readings`))
  }

  /** A row of the long form: one item's reading. */
  private reading(draft: Draft, cells: readonly Cell[], row: number): void {
    const name = written(this.cell(cells, 'item'))
    const item = itemCalled(name)
    if (!item) return this.say(text(`项目“${shown(name)}”不在册，没有导入`, `the item "${shown(name)}" is not kept here`))
    const unit = written(this.cell(cells, 'unit'))
    const factor = factorFor(item, unit)
    if (factor === null) return this.complain(row, text(`${items[item].zh}：不认识单位 ${shown(unit)}`, `${items[item].en}: the unit ${shown(unit)} is not known`))
    const limit = readingOf(item, this.cell(cells, 'limit'), factor)
    if (item in draft.readings) return this.complain(row, text(`${items[item].zh}写了两次`, `${items[item].en} is written twice`))
    if (!this.take(draft, item, this.cell(cells, 'value'), factor, limit && 'value' in limit ? limit.value : undefined, row)) draft.broken = true
  }

  /** Puts one reading into a sample; false where it cannot be read. */
  private take(draft: Draft, item: ItemKey, cell: Cell, factor: number, limit: number | undefined, row: number): boolean {
    const read = readingOf(item, cell, factor)
    if (!read) return true
    if ('trouble' in read) {
      this.complain(row, read.trouble)
      return false
    }
    if ('reason' in read) {
      draft.reasons.push(read.reason)
      return true
    }
    if (!('value' in read)) {
      const least = limit ?? this.options.limits[item]
      if (least === undefined) {
        this.complain(row, text(`${items[item].zh}未检出，但不知检出限：请写作 <检出限`, `${items[item].en} was not found, below an unknown limit: write <limit`))
        return false
      }
      if (limit === undefined) this.say(text(`${items[item].zh}未检出，按常用方法的检出限 ${least} 记`, `${items[item].en} not found: kept as below ${least}, the limit of the usual method`))
      draft.readings[item] = least
      draft.below.push(item)
      return true
    }
    if (read.remark) this.say(read.remark)
    draft.readings[item] = read.value
    if (read.below) draft.below.push(item)
    return true
  }

  private finished({ reasons, asides, broken, ...sample }: Draft): SheetSample[] {
    if (broken) return []
    const measured = itemKeys.some((item) => item in sample.readings)
    if (measured) {
      if (reasons.length) this.say(text(`有数值的样品里的“${shown(reasons[0])}”没有记`, `"${shown(reasons[0])}" in samples with values is not kept`))
      return [sample]
    }
    const why = reasons[0] ?? asides[0]
    if (why) return [{ ...sample, missing: why.slice(0, 100) }]
    if (!this.troubles.some(({ row }) => row === sample.row)) this.complain(sample.row, text('没有数值，也没有写原因', 'neither values nor a reason'))
    return []
  }

  private placeOf(cells: readonly Cell[]): { code: string | null; section: string | null; carried: boolean } | null {
    const own = (role: Role) => written(this.cell(cells, role)) || null
    const [code, section] = [own('code'), own('section')]
    if (code || section) return { code, section, carried: false }
    return this.before.code || this.before.section ? { ...this.before, carried: true } : null
  }

  private dayOf(cells: readonly Cell[]): { day: string | null; trouble?: Text; remark?: Text } {
    const whole = this.cell(cells, 'day')
    const parts = (['year', 'month', 'dayOfMonth'] as const).map((role) => written(this.cell(cells, role)).replace(/[年月日]$/, ''))
    const said = whole ?? (parts[0] && parts[1] ? parts.filter(Boolean).join('-') : null)
    if (said === null || written(said) === '') return { day: null }
    const read = readDate(said)
    if ('trouble' in read) return { day: null, trouble: read.trouble }
    const monthOnly = /^\d{4}\s*[-/.年]\s*\d{1,2}\s*月?$/.test(plain(String(said)))
    return { day: read.value, remark: monthOnly ? text('只写了月份，日期记作 1 日', 'only a month is written: kept as its first day') : read.remark }
  }

  /** HH:MM of a column of times, or within the day's own cell; midnight where neither is. */
  private timeOf(cells: readonly Cell[]): string | null {
    const own = this.cell(cells, 'time')
    const found = /(\d{1,2})[:时点](\d{1,2})/.exec(plain(String((written(own) && own) || (this.cell(cells, 'day') ?? ''))))
    if (found) return Number(found[1]) < 24 && Number(found[2]) < 60 ? `${found[1].padStart(2, '0')}:${found[2].padStart(2, '0')}` : null
    if (typeof own === 'number' && own >= 0 && own < 1) return new Date(Math.round(own * 1440) * 60_000).toISOString().slice(11, 16)
    return written(own) && !/^[-/—]$/.test(written(own)) ? null : '00:00'
  }

  private tideOf(cells: readonly Cell[]): '涨' | '落' | null {
    const words = written(this.cell(cells, 'tide'))
    return /涨/.test(words) ? '涨' : /落|退/.test(words) ? '落' : null
  }

  /** The month a title above the table names. */
  private dayAbove(): { day: string; remark: Text } {
    for (const row of this.rows.slice(0, this.head.next)) for (const cell of row) {
      const found = /(\d{4})\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?/.exec(plain(written(cell)))
      const day = found && `${found[1]}-${found[2].padStart(2, '0')}-${(found[3] ?? '1').padStart(2, '0')}`
      if (day && !Number.isNaN(Date.parse(day)))
        return { day, remark: text(`没有采样日期的列，按标题里的 ${found[0]} 记作 ${day}`, `no column of days: ${day}, after the title`) }
    }
    throw new Refusal(`${this.options.file} 没有采样日期：要有“采样日期”一列，或标题里写明年月`, `${this.options.file} has no day of sampling`)
  }
}

const sameReadings = (a: SheetSample, b: SheetSample) =>
  itemKeys.every((item) => a.readings[item] === b.readings[item]) && [...a.below].sort().join() === [...b.below].sort().join()
