// CSV as Excel opens it: UTF-8 with its mark, titles in Chinese, one line a feature, and nothing in it that runs.
import { guard } from '../guard.ts'
import { writeText, type Table, type Value } from './table.ts'
import { wkt, wktColumn } from './wkt.ts'

const quoted = (text: string) => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** A value as a cell that no spreadsheet runs. */
export const csvCell = (value: Value): string => (value === null ? '' : typeof value === 'string' ? quoted(guard(value)) : String(value))

async function* lines({ layer, system, rows }: Table): AsyncGenerator<string> {
  yield `\ufeff${[...layer.fields.map(({ title }) => quoted(title.zh)), wktColumn(system)].join(',')}\r\n`
  for await (const { fields, geometry } of rows) yield `${layer.fields.map(({ name }) => csvCell(fields[name] ?? null)).join(',')},"${wkt(geometry)}"\r\n`
}

export const writeCsv = (path: string, table: Table): Promise<void> => writeText(path, lines(table))
