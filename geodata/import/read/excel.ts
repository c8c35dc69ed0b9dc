// Excel workbooks (.xlsx): sheets of an archive, read as they stream past. Of formulas only the last result is taken.
import { createReadStream } from 'node:fs'
import { text } from '../../../domain/text.ts'
import sax from 'sax'
import { reason, Refusal } from '../refusal.ts'
import type { Cell, Table } from './cells.ts'

type Attributes = Record<string, string>
type Event = { open: string; attributes: Attributes } | { close: string } | { text: string }

/** Elements and text of an XML part, by their names without prefix. */
async function* eventsOf(path: string): AsyncGenerator<Event> {
  const parser = sax.parser(true, {})
  let events: Event[] = []
  const bare = (name: string) => name.slice(name.indexOf(':') + 1)
  parser.onopentag = ({ name, attributes }) => events.push({ open: bare(name), attributes: attributes as Attributes })
  parser.onclosetag = (name) => events.push({ close: bare(name) })
  parser.ontext = parser.oncdata = (words) => events.push({ text: words })
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 18 }) as AsyncIterable<string>) {
    parser.write(chunk)
    yield* events
    events = []
  }
  parser.close()
  yield* events
}

async function attributesOf(path: string | undefined, element: string): Promise<Attributes[]> {
  const found: Attributes[] = []
  if (path) for await (const event of eventsOf(path)) if ('open' in event && event.open === element) found.push(event.attributes)
  return found
}

/** Excel writes characters XML cannot hold as _x000D_. */
const unescaped = (words: string) => words.replace(/_x([0-9a-f]{4})_/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))

async function sharedStrings(path: string | undefined): Promise<string[]> {
  const strings: string[] = []
  if (!path) return strings
  let pieces: string[] | null = null
  let inText = false
  let spoken = 0
  for await (const event of eventsOf(path)) {
    if ('open' in event) {
      if (event.open === 'si') pieces = []
      if (event.open === 'rPh') spoken++
      inText = event.open === 't' && spoken === 0
    } else if ('close' in event) {
      if (event.close === 't') inText = false
      if (event.close === 'rPh') spoken--
      if (event.close === 'si' && pieces) strings.push(unescaped(pieces.join('')))
    } else if (inText) pieces?.push(event.text)
  }
  return strings
}

/** Number formats that mean a day, of Excel's own and of those in Chinese. */
const dayFormats = new Set([
  14, 15, 16, 17, 22, ...Array.from({ length: 10 }, (_, i) => 27 + i), ...Array.from({ length: 9 }, (_, i) => 50 + i),
])

/** Which cell styles show a number as a day. */
async function dayStyles(path: string | undefined): Promise<boolean[]> {
  if (!path) return []
  const own = new Set((await attributesOf(path, 'numFmt')).filter(({ formatCode }) => /[yd年日]/i.test((formatCode ?? '').replace(/"[^"年月日]*"|\[[^\]]*\]|\\./g, ''))).map(({ numFmtId }) => Number(numFmtId)))
  const styles: boolean[] = []
  let inCells = false
  for await (const event of eventsOf(path)) {
    if ('open' in event && event.open === 'cellXfs') inCells = true
    else if ('close' in event && event.close === 'cellXfs') inCells = false
    else if (inCells && 'open' in event && event.open === 'xf') styles.push(dayFormats.has(Number(event.attributes.numFmtId)) || own.has(Number(event.attributes.numFmtId)))
  }
  return styles
}

const mostColumns = 16_384

/** Index of a column from a place such as BC7; a cell without one follows the cell before. */
function columnOf(place: string | undefined, next: number): number {
  const letters = /^[A-Z]{1,3}(?=\d)/.exec(place ?? '')?.[0]
  const column = letters ? [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1 : next
  if (column >= mostColumns) throw new Error(`column ${place}`)
  return column
}

interface Book {
  sheet: string
  strings: string[]
  days: boolean[]
  /** Day 0 of the workbook's calendar, milliseconds. */
  epoch: number
}

const iso = (epoch: number, days: number) => new Date(epoch + Math.floor(days) * 86_400_000).toISOString().slice(0, 10)

function cellOf({ t, s }: Attributes, written: string, { strings, days, epoch }: Book): Cell {
  if (t === 'inlineStr') return unescaped(written)
  if (written === '') return null
  if (t === 's') return strings[Number(written)] ?? null
  if (t === 'b') return written === '1'
  if (t === 'str' || t === 'e' || t === 'd') return unescaped(written)
  return days[Number(s ?? 0)] ? iso(epoch, Number(written)) : Number(written)
}

async function* rowsOf(book: Book): AsyncGenerator<Cell[]> {
  let row: Cell[] = []
  let cell: { attributes: Attributes; column: number; pieces: string[] } | null = null
  let inValue = false
  for await (const event of eventsOf(book.sheet)) {
    if ('text' in event) {
      if (inValue) cell?.pieces.push(event.text)
    } else if ('open' in event) {
      if (event.open === 'row') row = []
      else if (event.open === 'c') cell = { attributes: event.attributes, column: columnOf(event.attributes.r, row.length), pieces: [] }
      inValue = event.open === 'v' || event.open === 't'
    } else {
      inValue = false
      if (event.close === 'c' && cell) {
        while (row.length < cell.column) row.push(null)
        row[cell.column] = cellOf(cell.attributes, cell.pieces.join(''), book)
        cell = null
      } else if (event.close === 'row') yield row
    }
  }
}

/** Opens a workbook by its unpacked parts (name in the archive → path); `member` chooses a sheet, else it is the first. */
export async function openExcel(
  parts: ReadonlyMap<string, string>, { name, member = null }: { name: string; member?: string | null },
): Promise<Table> {
  const sound = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (caught) {
      throw caught instanceof Refusal ? caught : new Refusal(`${name} 不是完好的 Excel 文件：${reason(caught)}`, `${name} is not a sound workbook`)
    }
  }
  return sound(opened())

  async function opened(): Promise<Table> {
    const sheets = await attributesOf(parts.get('xl/workbook.xml'), 'sheet')
    const chosen = member === null ? sheets[0] : sheets.find((sheet) => sheet.name === member)
    if (!chosen) throw new Refusal(`${name} 没有工作表 ${member ?? ''}；有：${sheets.map((sheet) => sheet.name).join('、')}`, `${name} has no such sheet`)
    const relations = await attributesOf(parts.get('xl/_rels/workbook.xml.rels'), 'Relationship')
    const target = relations.find(({ Id }) => Id === chosen['r:id'])?.Target ?? ''
    const sheet = parts.get(target.startsWith('/') ? target.slice(1) : `xl/${target}`)
    if (!sheet) throw new Refusal(`${name} 里的工作表 ${chosen.name} 不见了`, `the sheet ${chosen.name} of ${name} is missing`)
    const [properties] = await attributesOf(parts.get('xl/workbook.xml'), 'workbookPr')
    const book: Book = {
      sheet,
      strings: await sharedStrings(parts.get('xl/sharedStrings.xml')),
      days: await dayStyles(parts.get('xl/styles.xml')),
      epoch: /^(1|true)$/.test(properties?.date1904 ?? '') ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30),
    }
    return {
      format: text(`Excel，工作表 ${chosen.name}`, `Excel, sheet ${chosen.name}`),
      encoding: { name: 'utf-8', why: text('Excel 规定', 'the format’s own') },
      unnamed: text('Excel 没有说明坐标系', 'the workbook names no coordinate system'),
      goesOn: true,
      async *rows() {
        try {
          yield* rowsOf(book)
        } catch (caught) {
          await sound(Promise.reject(caught as Error))
        }
      },
    }
  }
}
