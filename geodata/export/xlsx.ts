// An Excel workbook of one sheet. Text is written as text into its cell, never as a formula; a shape longer than a cell goes on
// in the cells to its right.
import { Readable } from 'node:stream'
import { Misfit, tooLong, type ExportRow, type Table, type Value } from './table.ts'
import { wkt, wktColumn } from './wkt.ts'
import { writeZip } from './zip.ts'

/** Of Excel, not of the file format. */
const mostRows = 1_048_576
const mostCharacters = 32_767

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006'
const packages = 'http://schemas.openxmlformats.org/package/2006'
const parts = {
  '[Content_Types].xml': `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
}

const letters = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' } as const
/** XML has no way to hold most control characters; Excel writes them as _x000D_. */
const escaped = (text: string) =>
  text
    .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
    // eslint-disable-next-line no-control-regex
    .replace(/[\0-\x08\x0b-\x1f\ufffe\uffff]/g, (c) => `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replace(/[&<>"]/g, (c) => letters[c as keyof typeof letters])

/** A, B … Z, AA … of a column counted from 0. */
const columnName = (index: number): string => (index < 26 ? '' : columnName(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26))

function cell(value: Value, column: number, row: number): string {
  if (value === null) return ''
  const at = `<c r="${columnName(column)}${row}"`
  if (typeof value === 'number') return `${at}><v>${value}</v></c>`
  if (typeof value === 'boolean') return `${at} t="b"><v>${Number(value)}</v></c>`
  return `${at} t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`
}

const line = (values: Value[], row: number) => `<row r="${row}">${values.map((value, column) => cell(value, column, row)).join('')}</row>\n`

const inCells = (text: string): string[] =>
  Array.from({ length: Math.ceil(text.length / mostCharacters) }, (_, i) => text.slice(i * mostCharacters, (i + 1) * mostCharacters))

const opening = `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`

async function* sheet({ layer, system, rows }: Table): AsyncGenerator<string> {
  yield opening
  yield line([...layer.fields.map(({ title }) => title.zh), wktColumn(system)], 1)
  let row = 1
  for await (const each of rows) {
    if (++row > mostRows) throw new Misfit('exportTooLarge', { format: 'Excel', most: `${mostRows - 1} 行 rows` })
    yield line([
      ...layer.fields.map(({ name, title }) => fitting(each.fields[name] ?? null, title.zh, each)), ...inCells(wkt(each.geometry)),
    ], row)
  }
  yield '</sheetData></worksheet>'
}

function fitting(value: Value, title: string, row: ExportRow): Value {
  if (typeof value === 'string' && value.length > mostCharacters) throw tooLong(row, title, value.length, mostCharacters, 'Excel')
  return value
}

const writeBook = (path: string, title: string, pieces: AsyncIterable<string>): Promise<void> =>
  writeZip(path, (zip) => {
    const workbook = `<workbook xmlns="${main}" xmlns:r="${office}/relationships"><sheets><sheet name="${escaped(title)}" sheetId="1" r:id="rId1"/></sheets></workbook>`
    for (const [name, xml] of Object.entries({ ...parts, 'xl/workbook.xml': workbook })) zip.addBuffer(Buffer.from(declaration + xml), name)
    const rows = Readable.from(pieces)
    rows.on('error', (reason) => zip.emit('error', reason))
    zip.addReadStream(rows, 'xl/worksheets/sheet1.xml')
  })

export const writeXlsx = (path: string, table: Table): Promise<void> => writeBook(path, table.layer.title.zh, sheet(table))

async function* plain(rows: AsyncIterable<Value[]>): AsyncGenerator<string> {
  yield opening
  let row = 0
  for await (const values of rows) {
    if (++row > mostRows) throw new Misfit('exportTooLarge', { format: 'Excel', most: `${mostRows - 1} 行 rows` })
    yield line(values.map((value) => (typeof value === 'string' ? value.slice(0, mostCharacters) : value)), row)
  }
  yield '</sheetData></worksheet>'
}

/** Rows that are no features, the first of them titles, as a workbook of one sheet. What is longer than a cell is cut. */
export const writeSheet = (path: string, title: string, rows: AsyncIterable<Value[]>): Promise<void> => writeBook(path, title, plain(rows))
