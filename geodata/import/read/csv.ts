// CSV, whatever it is separated by: comma, semicolon or tab.
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable, pipeline } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { text } from '../../../domain/text.ts'
import { unguarded } from '../../guard.ts'
import { Refusal } from '../refusal.ts'
import type { Cell, Table } from './cells.ts'
import { decoded, encodingOfText } from './encoding.ts'
import { mostCharactersAFeature } from './source.ts'

/** The sign that the first line has most of, outside quotes. */
async function separatorOf(path: string, encoding: string): Promise<string> {
  const file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1 << 16), 0, 1 << 16, 0)
  await file.close()
  const line = new TextDecoder(encoding).decode(buffer.subarray(0, bytesRead)).replace(/"[^"]*"/g, '').trimStart().split(/[\r\n]/, 1)[0] ?? ''
  return [',', ';', '\t'].sort((a, b) => line.split(b).length - line.split(a).length)[0]
}

/** A CSV's rows; `name` is what messages call the file. */
export async function openCsv(path: string, { name = basename(path), encoding: asked = null as string | null } = {}): Promise<Table> {
  const encoding = await encodingOfText(path, asked)
  const delimiter = await separatorOf(path, encoding.name)

  async function* rows(): AsyncGenerator<Cell[]> {
    const parser = parse({
      delimiter, bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, max_record_size: mostCharactersAFeature,
    })
    // Told to whoever reads the parser.
    pipeline(Readable.from(decoded(path, encoding.name)), parser, () => {})
    try {
      for await (const cells of parser as AsyncIterable<string[]>) yield cells.map(unguarded)
    } catch (caught) {
      if (!(caught instanceof CsvError)) throw caught
      throw new Refusal(`${name} 不是完好的 CSV：${caught.message.slice(0, 200)}`, `${name} is not a sound CSV`)
    }
  }

  return {
    format: text('CSV', 'CSV'), encoding, unnamed: text('CSV 没有说明坐标系', 'the CSV names no coordinate system'), goesOn: false, rows,
  }
}
