// Excel workbooks (.xlsx): sheets of an archive, read as they stream past. Of formulas only the last result is taken.
import { createReadStream } from 'node:fs'
import { text, type Text } from '../../../domain/text.ts'
import sax from 'sax'
import { reason, Refusal } from '../refusal.ts'
import type { Cell, Table } from './cells.ts'
import { beginningOf } from './heading.ts'

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
  // Left alone, the parser keeps an error of the last piece to itself: a sheet cut short would be a shorter one.
  parser.onerror = (error) => {
    throw error
  }
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

/** How a cell's style shows a number that is no measure: as a day, or with so many digits and signs between them (000-0000). */
interface Style {
  day: boolean
  digits: string | null
}

/** The digits and signs of a format that only fills up with noughts, 000000 or "GZ-"0000; null for all others. */
function digitsOf(format: string): string | null {
  const shown = format.split(';', 1)[0].replace(/\[[^\]]*\]/g, '').replace(/"([^"]*)"|\\(.)/g, (_, words: string | undefined, sign: string | undefined) => words ?? sign ?? '')
  return /^[A-Za-z]*[-_ ]?0[0 -]*$/.test(shown) && (shown.match(/0/g)!.length > 1 || /^[A-Za-z]/.test(shown)) ? shown : null
}

async function stylesIn(path: string | undefined): Promise<Style[]> {
  if (!path) return []
  const formats = new Map((await attributesOf(path, 'numFmt')).map(({ numFmtId, formatCode }) => [Number(numFmtId), formatCode ?? '']))
  const styles: Style[] = []
  let inCells = false
  for await (const event of eventsOf(path)) {
    if ('open' in event && event.open === 'cellXfs') inCells = true
    else if ('close' in event && event.close === 'cellXfs') inCells = false
    else if (inCells && 'open' in event && event.open === 'xf') {
      const id = Number(event.attributes.numFmtId)
      const format = formats.get(id) ?? ''
      const day = dayFormats.has(id) || /[yd年日]/i.test(format.replace(/"[^"年月日]*"|\[[^\]]*\]|\\./g, ''))
      styles.push({ day, digits: day ? null : digitsOf(format) })
    }
  }
  return styles
}

/** A whole number as its format shows it. */
function padded(value: number, shape: string): string {
  const figures = String(value)
  let left = figures.length
  const signs = [...shape].reverse().map((sign) => (sign !== '0' ? sign : left > 0 ? figures[--left] : '0'))
  const first = shape.length - shape.indexOf('0')
  return [...signs.slice(0, first), figures.slice(0, left), ...signs.slice(first)].reverse().join('')
}

/** Excel keeps fifteen digits: of a longer whole number the last are lost. */
const exactBelow = 1e15

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
  styles: Style[]
  /** Day 0 of the workbook's calendar, milliseconds. */
  epoch: number
  /** Told that a number was taken as its format shows it. */
  padded(): void
}

const iso = (epoch: number, days: number) => new Date(epoch + Math.floor(days) * 86_400_000).toISOString().slice(0, 10)

function cellOf({ t, s }: Attributes, written: string, book: Book): Cell {
  if (t === 'inlineStr') return unescaped(written)
  if (written === '') return null
  if (t === 's') return book.strings[Number(written)] ?? null
  if (t === 'b') return written === '1'
  if (t === 'str' || t === 'e' || t === 'd') return unescaped(written)
  const value = Number(written)
  const style = book.styles[Number(s ?? 0)]
  if (style?.day) return iso(book.epoch, value)
  if (Number.isInteger(value) && Math.abs(value) >= exactBelow) return value.toExponential()
  if (!style?.digits || !Number.isInteger(value) || value < 0) return value
  const shown = padded(value, style.digits)
  if (shown === written) return value
  book.padded()
  return shown
}

const mostRows = 1_048_576

/** Rows of a sheet; those that are not written down are empty. */
async function* rowsOf(book: Book): AsyncGenerator<Cell[]> {
  let next = 1
  let row: Cell[] = []
  let cell: { attributes: Attributes; column: number; pieces: string[] } | null = null
  let inValue = false
  for await (const event of eventsOf(book.sheet)) {
    if ('text' in event) {
      if (inValue) cell?.pieces.push(event.text)
    } else if ('open' in event) {
      if (event.open === 'row') {
        row = []
        const at = Number(event.attributes.r ?? next)
        if (!Number.isInteger(at) || at > mostRows) throw new Error(`row ${event.attributes.r}`)
        for (; next < at; next++) yield []
        next++
      }
      if (event.open === 'c') cell = { attributes: event.attributes, column: columnOf(event.attributes.r, row.length), pieces: [] }
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

/** Which sheet is meant where nobody names one. */
export interface Meant {
  /** Whether a sheet that begins so is one. */
  (rows: readonly Cell[][]): boolean
  /** Of several the first is taken; else it is asked which. */
  first?: boolean
}

interface Sheet {
  name: string
  path: string | undefined
  hidden: boolean
}

async function sheetsOf(parts: ReadonlyMap<string, string>): Promise<Sheet[]> {
  const relations = await attributesOf(parts.get('xl/_rels/workbook.xml.rels'), 'Relationship')
  return (await attributesOf(parts.get('xl/workbook.xml'), 'sheet')).map((sheet) => {
    const id = sheet['r:id'] ?? Object.entries(sheet).find(([name]) => name.endsWith(':id'))?.[1]
    const target = relations.find(({ Id }) => Id === id)?.Target ?? ''
    const path = parts.get(target.startsWith('/') ? target.slice(1) : `xl/${target}`)
    return { name: sheet.name, path, hidden: /hidden$/i.test(sheet.state ?? '') }
  })
}

/** Opens a workbook by its unpacked parts (name in the archive → path); `member` chooses a sheet, else the one that is meant. */
export async function openExcel(
  parts: ReadonlyMap<string, string>, { name, member = null, meant }: { name: string; member?: string | null; meant: Meant },
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
    const sheets = await sheetsOf(parts)
    const [properties] = await attributesOf(parts.get('xl/workbook.xml'), 'workbookPr')
    let wasPadded = false
    const book: Omit<Book, 'sheet'> = {
      strings: await sharedStrings(parts.get('xl/sharedStrings.xml')),
      styles: await stylesIn(parts.get('xl/styles.xml')),
      epoch: /^(1|true)$/.test(properties?.date1904 ?? '') ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30),
      padded: () => (wasPadded = true),
    }
    const { chosen, said } = await choose(sheets, book)
    const sheet = chosen.path
    if (!sheet) throw new Refusal(`${name} 里的工作表 ${chosen.name} 不见了`, `the sheet ${chosen.name} of ${name} is missing`)
    return {
      format: text(`Excel，工作表 ${chosen.name}`, `Excel, sheet ${chosen.name}`),
      encoding: { name: 'utf-8', why: text('Excel 规定', 'the format’s own') },
      unnamed: text('Excel 没有说明坐标系', 'the workbook names no coordinate system'),
      goesOn: true,
      remarks: () => [...said, ...(wasPadded ? [text('有的数按单元格的数字格式取（如前面补零）', 'some numbers are taken as their cells’ formats show them, with noughts before them')] : [])],
      async *rows() {
        wasPadded = false
        try {
          yield* rowsOf({ ...book, sheet })
        } catch (caught) {
          await sound(Promise.reject(caught as Error))
        }
      },
    }
  }

  async function beginning(sheet: string, book: Omit<Book, 'sheet'>): Promise<Cell[][]> {
    const rows = rowsOf({ ...book, sheet })
    const found = await beginningOf(rows)
    await rows.return(undefined)
    return found
  }

  async function choose(sheets: Sheet[], book: Omit<Book, 'sheet'>): Promise<{ chosen: Sheet; said: Text[] }> {
    const listed = (some: Sheet[]) => some.slice(0, 20).map((one) => (one.hidden ? `${one.name}（隐藏）` : one.name)).join('、')
    if (member !== null) {
      const chosen = sheets.find((sheet) => sheet.name === member) ?? sheets.find((sheet) => sheet.name.trim() === member.trim())
      if (!chosen) throw new Refusal(`${name} 没有工作表 ${member}；有：${listed(sheets)}`, `${name} has no such sheet`)
      return { chosen, said: [] }
    }
    const found: Sheet[] = []
    for (const sheet of sheets) if (sheet.path && (sheets.length === 1 || meant(await beginning(sheet.path, book)))) found.push(sheet)
    const shown = found.filter(({ hidden }) => !hidden)
    if (shown.length > 1 && !meant.first) throw new Refusal(`${name} 有几个工作表像是数据（${listed(shown)}），请用 --member 选一个`, `several sheets of ${name} hold data: choose one with --member`)
    const visible = sheets.filter(({ hidden }) => !hidden)
    const chosen = shown[0] ?? (meant.first || (!found.length && visible.length === 1) ? visible[0] : null)
    if (!chosen && found.length) throw new Refusal(`${name} 的数据在隐藏的工作表里（${listed(found)}）：如果要导入，请用 --member 指明`, `the data of ${name} are in a hidden sheet: name it with --member`)
    if (!chosen) throw new Refusal(`${name} 没有一个工作表有坐标列（geometry_wkt，或经度和纬度）；有：${listed(sheets)}`, `no sheet of ${name} has a geometry_wkt column, or longitude and latitude`)
    const others = sheets.filter((sheet) => sheet !== chosen)
    return { chosen, said: others.length ? [text(`只读工作表 ${chosen.name}；没有读：${listed(others)}`, `only the sheet ${chosen.name} was read, not ${others.length} others`)] : [] }
  }
}

/** What is called .xls and is no .xlsx, in words; null for what may be text. */
export function disguised(bytes: Buffer, name: string): Refusal | null {
  if (bytes.toString('hex', 0, 8) === 'd0cf11e0a1b11ae1')
    return new Refusal(`${name} 是旧格式的 Office 文件（.xls、.et），或加了密码：请在 Excel 或 WPS 里打开，另存为 .xlsx（不设密码）再导入`, `${name} is an old Office file (.xls), or has a password: save it as .xlsx without one`)
  const words = bytes.toString('latin1').replaceAll('\0', '').replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*/, '').toLowerCase()
  if (/^<(!doctype html|html|head|table|meta|style|div)/.test(words) || (words.startsWith('<?xml') && words.includes('<html')))
    return !/\.(xlsx?|et|csv|txt)$/i.test(name)
      ? new Refusal(`${name} 是网页（HTML），不是 GeoJSON，也不是表格：下载时得到的可能是登录页`, `${name} is a web page, neither GeoJSON nor a table`)
      : new Refusal(`${name} 其实是网页（HTML），不是 Excel：请在 Excel 或 WPS 里打开，另存为 .xlsx 再导入`, `${name} is a web page (HTML), no workbook: save it as .xlsx`)
  if (words.startsWith('<?xml') && /mso-application|schemas-microsoft-com:office:spreadsheet|<workbook/.test(words))
    return new Refusal(`${name} 是 Excel 2003 的 XML 表格：请在 Excel 或 WPS 里打开，另存为 .xlsx 再导入`, `${name} is a spreadsheet in the XML of Excel 2003: save it as .xlsx`)
  return null
}
