// CSV, whatever it is separated by: comma, semicolon, tab or bar, of either width.
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

const separators = [',', ';', '\t', '|', '，', '；']

/** How many of each separator a line has, apart from those within quotes; a quote within words is a sign of seconds. */
function countsOf(line: string): number[] {
  const counts = separators.map(() => 0)
  let begins = true
  let quoted = false
  for (const sign of line) {
    const at = separators.indexOf(sign)
    if (sign === '"' && (begins || quoted)) quoted = !quoted
    else if (!quoted && at >= 0) counts[at]++
    begins = at >= 0
  }
  return counts
}

/** What `sep=;` in the first line names, else the sign that most lines have the same number of: title lines have fewer. */
async function separatorOf(path: string, encoding: string): Promise<{ delimiter: string; named: boolean }> {
  const file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1 << 16), 0, 1 << 16, 0)
  await file.close()
  const lines = new TextDecoder(encoding).decode(buffer.subarray(0, bytesRead)).trimStart().split(/[\r\n]+/)
  const named = /^"?sep=(.)"?/i.exec(lines[0])?.[1]
  if (named) return { delimiter: named, named: true }
  const counted = (lines.length > 2 && bytesRead === 1 << 16 ? lines.slice(0, -1) : lines).filter(Boolean).map(countsOf)
  const found = separators.map((delimiter, at) => {
    const lengths = new Map<number, number>()
    for (const counts of counted) if (counts[at]) lengths.set(counts[at], (lengths.get(counts[at]) ?? 0) + 1)
    const [[many, alike]] = [...lengths].sort((a, b) => b[1] - a[1] || b[0] - a[0]).concat([[0, 0]])
    return { delimiter, many, alike }
  })
  return { delimiter: found.sort((a, b) => b.alike - a.alike || b.many - a.many)[0].delimiter, named: false }
}

/** A CSV's rows; `name` is what messages call the file. */
export async function openCsv(path: string, { name = basename(path), encoding: asked = null as string | null } = {}): Promise<Table> {
  const encoding = await encodingOfText(path, asked)
  const { delimiter, named } = await separatorOf(path, encoding.name)

  async function* rows(): AsyncGenerator<Cell[]> {
    const parser = parse({
      delimiter, bom: true, record_delimiter: ['\r\n', '\n', '\r'], from: named ? 2 : 1, relax_column_count: true, relax_quotes: true, max_record_size: mostCharactersAFeature,
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
