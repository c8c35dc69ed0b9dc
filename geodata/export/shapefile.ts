// A zipped shapefile, and a legend of its columns. Shapes are written as they come, attributes wait in a file until the widths of
// their columns are known.
import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Field, Layer } from '../../domain/catalogue.ts'
import { today } from '../../domain/today.ts'
import { shortName } from '../shortName.ts'
import type { Geometry } from '../ewkb.ts'
import { systems } from './systems.ts'
import { Extent, Misfit, tooLong, type ExportRow, type Table, type Value } from './table.ts'
import { writeZip } from './zip.ts'

// ── Attributes ──

export interface DbfColumn {
  name: string
  type: 'C' | 'N' | 'D' | 'L'
  width: number
  decimals?: number
}

const mostWidth = 254

/** Header of a table; `encode` writes the names. */
export function dbfHeader(
  columns: readonly DbfColumn[], rows: number, encode: (text: string) => Buffer = Buffer.from, languageDriver = 0,
): Buffer {
  const header = Buffer.alloc(32 + 32 * columns.length + 1)
  header[0] = 3
  const [year, month, day] = today().split('-').map(Number)
  header.set([year - 1900, month, day], 1)
  header.writeUInt32LE(rows, 4)
  header.writeUInt16LE(header.length, 8)
  header.writeUInt16LE(1 + columns.reduce((sum, { width }) => sum + width, 0), 10)
  header[29] = languageDriver
  columns.forEach(({ name, type, width, decimals = 0 }, i) => {
    encode(name).subarray(0, 10).copy(header, 32 + 32 * i)
    header[32 + 32 * i + 11] = type.charCodeAt(0)
    header[32 + 32 * i + 16] = width
    header[32 + 32 * i + 17] = decimals
  })
  header[header.length - 1] = 0x0d
  return header
}

/** One row: figures to the right of their column, everything else to the left. */
export const dbfRecord = (
  columns: readonly DbfColumn[], cells: readonly string[], encode: (text: string) => Buffer = Buffer.from,
): Buffer =>
  Buffer.concat([Buffer.from(' '), ...columns.map(({ type, width }, i) => {
    const value = encode(cells[i] ?? '').subarray(0, width)
    const space = Buffer.alloc(width - value.length, ' ')
    return type === 'N' ? Buffer.concat([space, value]) : Buffer.concat([value, space])
  })])

const typeOf: Record<Field['type'], DbfColumn['type']> = { text: 'C', number: 'N', integer: 'N', date: 'D', boolean: 'L' }

const written = (value: Value, type: Field['type']): string =>
  value === null ? '' : type === 'boolean' ? (value ? 'T' : 'F') : type === 'date' ? String(value).replaceAll('-', '') : String(value)

/** So wide at least, that there is room for what somebody writes into them later (GDAL's own widths for text and whole numbers). */
const leastWidth: Record<Field['type'], number> = { text: 80, number: 20, integer: 9, date: 8, boolean: 1 }
/** Without a digit behind its point a column is one of whole numbers. */
const leastDecimals = 3

const widthOf = ({ type, values }: Field) =>
  (values ? Math.max(...Object.keys(values).map((key) => Buffer.byteLength(key))) : leastWidth[type])

/** Columns wide enough for what has been seen in them, every figure with all digits of the longest before and behind its point. */
class Columns {
  readonly columns: DbfColumn[]
  private readonly before: number[]
  constructor(private readonly fields: readonly Field[]) {
    this.columns = fields.map((field) => ({
      name: shortName(field), type: typeOf[field.type], width: widthOf(field), decimals: field.type === 'number' ? leastDecimals : 0,
    }))
    this.before = fields.map(() => 1)
  }
  cells(row: ExportRow): string[] {
    return this.fields.map(({ name, title, type }, i) => {
      const text = written(row.fields[name] ?? null, type)
      const column = this.columns[i]
      const bytes = Buffer.byteLength(text)
      if (bytes > mostWidth) throw tooLong(row, title.zh, bytes, mostWidth, 'Shapefile')
      if (type === 'number') {
        const [whole, behind = ''] = text.split(/\.(?=\d+$)/)
        this.before[i] = Math.max(this.before[i], whole.length)
        column.decimals = Math.max(column.decimals!, behind.length)
      }
      column.width = Math.max(column.width, bytes, type === 'number' ? this.before[i] + 1 + column.decimals! : 0)
      return text
    })
  }
}

/** What the short names mean, and what the format cannot hold: beside the parts, for whoever opens the archive. */
const legendOf = ({ layer, system }: Table): string => `\ufeff${[
  `${layer.title.zh} ${layer.title.en} · ${systems[system].name}（EPSG:${system}） · UTF-8`, '',
  '列名最多十个字母 · Names of columns have at most ten letters:', '',
  ...layer.fields.map((field) => [
    shortName(field).padEnd(10), ...(shortName(field) === field.name ? [] : [field.name]), `${field.title.zh} ${field.title.en}${field.unit ? `（${field.unit}）` : ''}`,
    ...(field.values ? [Object.entries(field.values).map(([key, { zh }]) => (key === zh ? key : `${key} ${zh}`)).join('、')] : []),
  ].join('  ')), '',
  '空格子就是没有：Shapefile 分不出空文字和没有，也不留文字两头的空白。是和否写作 T 和 F。',
  'An empty cell is nothing: a shapefile cannot tell an empty text from none, nor keep blanks at the ends of a text. Yes and no are T and F.',
  `一格文字最多 ${mostWidth} 字节（约 ${Math.floor(mostWidth / 3)} 个汉字）：更长的不会截断，整份不给，请用 GeoPackage。别的程序另存时会截断。`,
  `A text has at most ${mostWidth} bytes: longer ones are never cut here, there is no file then; take GeoPackage. Other programs cut when they save.`,
  '改好的文件可以原样导入。 · What was edited imports as it is.', '',
].join('\r\n')}`

// ── Shapes ──

const codes: Record<Layer['geometry'], number> = { point: 1, line: 3, polygon: 5 }

/** Twice the area, positive counter-clockwise. */
const turn = (ring: number[][]) => ring.reduce((sum, [x, y], i) => {
  const [nextX, nextY] = ring[(i + 1) % ring.length]
  return sum + x * nextY - nextX * y
}, 0)

/** Outer rings clockwise and holes the other way, as the format wants and GeoJSON does not. */
const rings = (polygon: number[][][]) => polygon.map((ring, i) => (turn(ring) < 0 === (i === 0) ? ring : ring.toReversed()))

function partsOf(geometry: Geometry): number[][][] {
  if (geometry.type === 'LineString') return [geometry.coordinates]
  if (geometry.type === 'MultiLineString') return geometry.coordinates
  if (geometry.type === 'Polygon') return rings(geometry.coordinates)
  return geometry.type === 'MultiPolygon' ? geometry.coordinates.flatMap(rings) : []
}

/** What a record holds after its number and length. */
function content(geometry: Geometry, { west, south, east, north }: Extent): Buffer {
  if (geometry.type === 'Point') {
    const point = Buffer.alloc(20)
    point.writeInt32LE(codes.point)
    geometry.coordinates.forEach((value, i) => point.writeDoubleLE(value, 4 + 8 * i))
    return point
  }
  const parts = partsOf(geometry)
  const places = parts.flat()
  const bytes = Buffer.alloc(44 + 4 * parts.length + 16 * places.length)
  bytes.writeInt32LE(geometry.type.endsWith('Polygon') ? codes.polygon : codes.line)
  ;[west, south, east, north].forEach((value, i) => bytes.writeDoubleLE(value, 4 + 8 * i))
  bytes.writeInt32LE(parts.length, 36)
  bytes.writeInt32LE(places.length, 40)
  let first = 0
  parts.forEach((part, i) => {
    bytes.writeInt32LE(first, 44 + 4 * i)
    first += part.length
  })
  let at = 44 + 4 * parts.length
  for (const [x, y] of places) {
    at = bytes.writeDoubleLE(x, at)
    at = bytes.writeDoubleLE(y, at)
  }
  return bytes
}

function head(bytes: number, code: number, { west, south, east, north }: Extent): Buffer {
  const header = Buffer.alloc(100)
  header.writeInt32BE(9994, 0)
  header.writeInt32BE(bytes / 2, 24)
  header.writeInt32LE(1000, 28)
  header.writeInt32LE(code, 32)
  if (west <= east) [west, south, east, north].forEach((value, i) => header.writeDoubleLE(value, 36 + 8 * i))
  return header
}

const pair = (a: number, b: number) => {
  const bytes = Buffer.alloc(8)
  bytes.writeInt32BE(a, 0)
  bytes.writeInt32BE(b, 4)
  return bytes
}

/** The two files of shapes, grown record by record; their heads are written last. */
export class Shapes {
  private readonly extent = new Extent()
  private bytes = 100
  private count = 0
  constructor(private readonly kind: Layer['geometry']) {}

  /** The next record and its line in the index. */
  add(geometry: Geometry): { record: Buffer; index: Buffer } {
    const own = new Extent().add(geometry)
    const body = content(geometry, own)
    const index = pair(this.bytes / 2, body.length / 2)
    this.extent.join(own)
    this.bytes += 8 + body.length
    this.count++
    // Lengths are kept in 16-bit words, but many programs stop at 2 GB of bytes.
    if (this.bytes > 0x7fffffff) throw new Misfit('exportTooLarge', { format: 'Shapefile', most: '2 GB' })
    return { record: Buffer.concat([pair(this.count, body.length / 2), body]), index }
  }
  heads(): { shp: Buffer; shx: Buffer } {
    return { shp: head(this.bytes, codes[this.kind], this.extent), shx: head(100 + 8 * this.count, codes[this.kind], this.extent) }
  }
}

// ── All of it ──

/** Gathers small pieces, so that the disk is asked once for many. */
class Appending {
  private pieces: Buffer[] = []
  private waiting = 0
  constructor(private readonly file: FileHandle) {}
  async add(piece: Buffer): Promise<void> {
    this.pieces.push(piece)
    this.waiting += piece.length
    if (this.waiting > 1 << 20) await this.flush()
  }
  async flush(): Promise<void> {
    await this.file.appendFile(Buffer.concat(this.pieces))
    this.pieces = []
    this.waiting = 0
  }
}

async function writeParts(folder: string, { layer, rows }: Table): Promise<void> {
  const files = await Promise.all(['shp', 'shx', 'cells', 'dbf'].map((part) => open(join(folder, part), 'w')))
  const [shp, shx, waiting, dbf] = files.map((file) => new Appending(file)) as [Appending, Appending, Appending, Appending]
  try {
    const shapes = new Shapes(layer.geometry)
    const columns = new Columns(layer.fields)
    let count = 0
    await shp.add(Buffer.alloc(100))
    await shx.add(Buffer.alloc(100))
    for await (const row of rows) {
      const { record, index } = shapes.add(row.geometry)
      await shp.add(record)
      await shx.add(index)
      await waiting.add(Buffer.from(`${JSON.stringify(columns.cells(row))}\n`))
      count++
    }
    for (const file of [shp, shx, waiting]) await file.flush()
    const heads = shapes.heads()
    await files[0].write(heads.shp, 0, 100, 0)
    await files[1].write(heads.shx, 0, 100, 0)

    await dbf.add(dbfHeader(columns.columns, count))
    for await (const line of createInterface({ input: createReadStream(join(folder, 'cells')) })) await dbf.add(dbfRecord(columns.columns, JSON.parse(line) as string[]))
    await dbf.add(Buffer.of(0x1a))
    await dbf.flush()
  } finally {
    await Promise.all(files.map((file) => file.close()))
  }
}

export async function writeShapefile(path: string, table: Table): Promise<void> {
  // Beside the file, so that whoever clears that away clears these away too.
  const folder = await mkdtemp(join(dirname(path), 'parts-'))
  try {
    await writeParts(folder, table)
    await writeZip(path, (zip) => {
      for (const part of ['shp', 'shx', 'dbf']) zip.addFile(join(folder, part), `${table.layer.id}.${part}`)
      zip.addBuffer(Buffer.from(systems[table.system].esri), `${table.layer.id}.prj`)
      zip.addBuffer(Buffer.from('UTF-8'), `${table.layer.id}.cpg`)
      zip.addBuffer(Buffer.from(legendOf(table)), '说明 README.txt')
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
