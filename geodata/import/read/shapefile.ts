// Shapefile: shapes from .shp by the shapefile package; attributes from .dbf by our own reader below, because the encoding
// has to be judged from the raw bytes, which the package has decoded by the time it hands them out.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { openShp } from 'shapefile'
import { text, type Text } from '../../../domain/text.ts'
import { reason, Refusal } from '../refusal.ts'
import { encodingOfDbf, withoutCutCharacter, type Encoding } from './encoding.ts'
import type { Source, SourceFeature } from './source.ts'

/** Paths of the parts; all but the first may be missing. */
export interface Parts {
  shp: string
  dbf: string | null
  prj: string | null
  cpg: string | null
}

/** The parts that lie beside a .shp, whatever the case of their endings. */
export function partsBeside(shp: string): Parts {
  const stem = shp.replace(/\.shp$/i, '')
  const find = (ending: string) => [ending, ending.toUpperCase()].map((written) => `${stem}.${written}`).find(existsSync) ?? null
  return { shp, dbf: find('dbf'), prj: find('prj'), cpg: find('cpg') }
}

interface Column {
  name: Buffer
  type: string
  start: number
  length: number
}

interface Table {
  file: FileHandle
  rows: number
  headerBytes: number
  rowBytes: number
  columns: Column[]
  languageDriver: number
}

async function openDbf(path: string, name: string): Promise<Table> {
  const file = await open(path)
  try {
    return await readHeader(file, name)
  } catch (caught) {
    await file.close()
    throw caught
  }
}

async function readHeader(file: FileHandle, name: string): Promise<Table> {
  const broken = (zh: string, en: string) => new Refusal(`${name} 的 .dbf ${zh}`, `the .dbf of ${name} ${en}`)
  const bytes = (await file.stat()).size
  const header = Buffer.alloc(Math.min(bytes, 65535))
  await file.read(header, 0, header.length, 0)
  if (header.length < 33) throw broken('文件中断，不完整', 'breaks off')
  const [rows, headerBytes, rowBytes] = [header.readUInt32LE(4), header.readUInt16LE(8), header.readUInt16LE(10)]
  const columns: Column[] = []
  let start = 1
  for (let at = 32; at + 32 <= headerBytes && at + 32 <= header.length && header[at] !== 0x0d; at += 32) {
    const written = header.subarray(at, at + 11)
    const end = written.indexOf(0)
    const length = header[at + 16] ?? 0
    columns.push({ name: written.subarray(0, end < 0 ? 11 : end), type: String.fromCharCode(header[at + 11] ?? 0), start, length })
    start += length
  }
  if (headerBytes < 33 || headerBytes > bytes || start !== rowBytes) throw broken('表头损坏', 'has a broken header')
  if (headerBytes + rows * rowBytes > bytes) throw broken(`应有 ${rows} 行，文件在此之前中断`, `should hold ${rows} rows but breaks off before`)
  return { file, rows, headerBytes, rowBytes, columns, languageDriver: header[29] ?? 0 }
}

/** Field names and text of up to 16 MB of rows: what the encoding is judged by. */
async function sample(table: Table): Promise<Buffer> {
  const rows = Math.min(table.rows, Math.ceil((16 << 20) / table.rowBytes))
  const body = Buffer.alloc(rows * table.rowBytes)
  await table.file.read(body, 0, body.length, table.headerBytes)
  const texts = table.columns.filter(({ type }) => type === 'C')
  const values = Array.from({ length: rows }, (_, row) =>
    texts.map(({ start, length }) => body.subarray(row * table.rowBytes + start, row * table.rowBytes + start + length))).flat()
  return Buffer.concat([...table.columns.map(({ name }) => name), ...values].flatMap((value) => [withoutCutCharacter(value), Buffer.from('\n')]))
}

async function judged(table: Table, cpg: string | null, asked: string | null): Promise<Encoding> {
  try {
    return encodingOfDbf(await sample(table), table.languageDriver, cpg, asked)
  } catch (caught) {
    await table.file.close()
    throw caught
  }
}

const remarkOf = {
  stars: text('写的是 ****：QGIS 这样写没有的数，放不下列宽的数也成这样，当作没有', 'it holds ****, which stands for no figure, or one that did not fit its column: taken for nothing'),
  cut: text('文字被列宽截断，末尾的半个字已去掉', 'text is cut by the width of its column: half a character at its end was dropped'),
  memo: text('备注内容在 .dbt 或 .fpt 里，没有读', 'its text lies in a .dbt or .fpt, which is not read'),
  binary: text('这一列是二进制，没有读', 'its values are binary and not read'),
}
type Doubt = keyof typeof remarkOf

/** Binary columns of FoxPro and dBASE 7 that hold plain numbers. */
const binary: Record<string, (bytes: Buffer) => number | null> = {
  I: (bytes) => (bytes.length === 4 ? bytes.readInt32LE(0) : null),
  Y: (bytes) => (bytes.length === 8 ? Number(bytes.readBigInt64LE(0)) / 10_000 : null),
  B: (bytes) => (bytes.length === 8 ? bytes.readDoubleLE(0) : null),
}

/** What a cell says; `doubt` is told what could not be read of it. */
function cell(bytes: Buffer, type: string, decoder: TextDecoder, doubt: (what: Doubt) => void): unknown {
  const plain = bytes.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0)
  const number = plain && bytes.some((byte) => byte === 0x20) ? undefined : binary[type]?.(bytes)
  if (number !== undefined && number !== null) return number
  if ('MGPWB'.includes(type)) {
    if (bytes.some((byte) => byte !== 0x20 && byte !== 0 && byte !== 0x30)) doubt('memo')
    return null
  }
  if ('T@O+QV'.includes(type) && !plain) {
    doubt('binary')
    return null
  }
  let written = decoder.decode(bytes).replace(/\0[^]*$/, '').trim()
  if (type === 'C' && written.endsWith('\ufffd') && (bytes.at(-1) ?? 0) >= 0x80) {
    written = written.replace(/\ufffd+$/, '')
    doubt('cut')
  }
  if (written === '') return null
  if (type !== 'C' && /^\*+$/.test(written)) {
    doubt('stars')
    return null
  }
  if (type === 'N' || type === 'F' || type === 'O') {
    const value = Number(written)
    // Digits beyond what a number holds stay as they are written.
    return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value) || !/^[-+]?\d+$/.test(written)) ? value : written
  }
  if (type === 'L') return /^[YyTt]$/.test(written) ? true : /^[NnFf]$/.test(written) ? false : null
  return written
}

/** Names of columns, the second of a name numbered so that neither hides the other. */
function namesOf(table: Table, decoder: TextDecoder): string[] {
  const seen = new Map<string, number>()
  return table.columns.map(({ name }) => {
    const written = decoder.decode(name).replace(/\ufffd+$/, '').trim()
    const times = (seen.get(written) ?? 0) + 1
    seen.set(written, times)
    return times > 1 ? `${written} #${times}` : written
  })
}

const rowsAtOnce = 1000

interface Attributes {
  properties: Record<string, unknown>
  deleted: boolean
  remarks: Text[]
}

async function* attributes(table: Table, encoding: string): AsyncGenerator<Attributes> {
  const decoder = new TextDecoder(encoding)
  const names = namesOf(table, decoder)
  const twice = names.filter((name) => / #\d+$/.test(name))
    .map((name) => text(`列名写了两次，后一个叫 ${name}，没有对应到字段`, `a column’s name is written twice: the latter is called ${name} and given no field`))
  for (let first = 0; first < table.rows; first += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, table.rows - first)
    const body = Buffer.alloc(count * table.rowBytes)
    await table.file.read(body, 0, body.length, table.headerBytes + first * table.rowBytes)
    for (let row = 0; row < count; row++) {
      const record = body.subarray(row * table.rowBytes, (row + 1) * table.rowBytes)
      const remarks = [...twice]
      const properties = Object.fromEntries(table.columns.map(({ type, start, length }, i) =>
        [names[i], cell(record.subarray(start, start + length), type, decoder, (what) =>
          remarks.push(text(`${names[i]}：${remarkOf[what].zh}`, `${names[i]}: ${remarkOf[what].en}`)))]))
      yield { deleted: record[0] === 0x2a, properties, remarks }
    }
  }
}

/** The package stops quietly where a file is cut short, so the length is checked before. */
async function checkShp(path: string, name: string): Promise<void> {
  const bytes = statSync(path).size
  const header = Buffer.alloc(100)
  const file = await open(path)
  await file.read(header, 0, 100, 0)
  await file.close()
  if (bytes < 100 || header.readInt32BE(0) !== 9994) throw new Refusal(`${name} 不是 Shapefile`, `${name} is not a shapefile`)
  const said = header.readInt32BE(24) * 2
  if (said > bytes) throw new Refusal(`${name} 的 .shp 应有 ${said} 字节，只有 ${bytes}：文件中断，不完整`, `the .shp of ${name} should hold ${said} bytes but has ${bytes}: it breaks off`)
}

/** Opens a shapefile by its parts; `name` is what messages call the file. */
export async function openShapefile(
  parts: Parts, { name = basename(parts.shp), encoding: asked = null as string | null } = {},
): Promise<Source> {
  await checkShp(parts.shp, name)
  const table = parts.dbf === null ? null : await openDbf(parts.dbf, name)
  const cpg = parts.cpg === null ? null : readFileSync(parts.cpg, 'latin1').slice(0, 100)
  const encoding = table ? await judged(table, cpg, asked) : { name: '–', why: text('没有 .dbf，没有属性', 'no .dbf, no attributes') }
  return {
    format: text('Shapefile', 'Shapefile'),
    encoding,
    crs: { declared: parts.prj === null ? null : readFileSync(parts.prj, 'utf8').slice(0, 10_000).trim() || null, where: parts.prj === null ? text('没有 .prj', 'no .prj') : text('.prj 文件', '.prj file') },
    total: table?.rows ?? null,
    shortNames: true,
    ...(table === null && { remarks: [text('没有 .dbf：只有图形，编码、名称等属性都没有；请把 .shp、.dbf、.shx、.prj 一起压缩成 zip', 'no .dbf: there are shapes and no attributes; zip it with the .dbf, .shx and .prj beside it')] }),
    async *features(): AsyncGenerator<SourceFeature> {
      const shapes = await openShp(parts.shp).catch((caught: unknown) => {
        throw new Refusal(`${name} 读不出：${reason(caught)}`, `${name} cannot be read`)
      })
      const rows = table && attributes(table, encoding.name)
      try {
        yield* paired(shapes, rows)
      } finally {
        await shapes.cancel()
      }
    },
    close: async () => table?.file.close(),
  }

  async function* paired(
    shapes: Awaited<ReturnType<typeof openShp>>, rows: ReturnType<typeof attributes> | null,
  ): AsyncGenerator<SourceFeature> {
    for (let row = 1; ; row++) {
      const shape = await shapes.read().catch((caught: unknown) => {
        throw new Refusal(`${name} 第 ${row} 个图形损坏：${reason(caught)}`, `shape ${row} of ${name} is broken`)
      })
      const attribute = (await rows?.next()) ?? { done: shape.done, value: { properties: {}, deleted: false, remarks: [] } }
      if (shape.done !== attribute.done) throw new Refusal(`${name} 的图形与属性行数不同（第 ${row} 行起）`, `shapes and attribute rows of ${name} differ in number from row ${row} on`)
      if (shape.done || attribute.done) return
      const { properties, deleted, remarks } = attribute.value
      if (!deleted) yield { row, properties, geometry: shape.value, ...(remarks.length && { remarks }) }
    }
  }
}
