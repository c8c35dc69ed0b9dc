// Opens any file by what is in it, not by its ending.
import { open, readdir, rm, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { catalogue } from '../../../domain/catalogue.ts'
import { knowsTitle } from '../mapping.ts'
import { reason, Refusal } from '../refusal.ts'
import { featuresOfTable, type Cell, type Table } from './cells.ts'
import { openCsv } from './csv.ts'
import { disguised, openExcel, type Meant } from './excel.ts'
import { openGeoJson } from './geojson.ts'
import { openGeoPackage } from './geopackage.ts'
import { filledIn, headingIn } from './heading.ts'
import { openXml } from './kml.ts'
import { named, namedWithin } from './named.ts'
import { openShapefile, partsBeside } from './shapefile.ts'
import type { Source } from './source.ts'
import { unpack } from './zip.ts'

export interface OpenOptions {
  encoding: string | null
  /** Which of several data sets in a zip, GeoPackage or workbook. */
  member: string | null
  /** Whether a title is one the layer has a field for; by default, whether any layer has. */
  knows?: (title: string) => boolean
  /** Where to unpack; by default the system's temporary folder. */
  within?: string
}

async function firstBytes(path: string, name: string): Promise<Buffer> {
  const found = await stat(path).catch(() => {
    throw new Refusal(`没有文件 ${path}`, 'no such file')
  })
  if (found.isDirectory()) throw namedWithin([...await readdir(path), name], name) ?? new Refusal(`${name} 是文件夹：请指定里面的文件，或压缩成 zip`, `${name} is a folder: name a file in it, or zip it`)
  if (!found.isFile()) throw new Refusal(`${path} 不是文件`, 'not a file')
  if (found.size === 0) throw new Refusal(`${name} 是空的`, `${name} is empty`)
  const file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0)
  await file.close()
  return Buffer.concat([buffer.subarray(0, bytesRead), Buffer.alloc(Math.max(0, 16 - bytesRead))])
}

const marks = ['efbbbf', 'fffe', 'feff']

/** The first sign of text, in any encoding; the mark of an encoding, blanks and record separators aside. */
function firstSign(bytes: Buffer): number | undefined {
  const mark = marks.find((each) => bytes.toString('hex').startsWith(each)) ?? ''
  return bytes.subarray(mark.length / 2).find((byte) => byte > 0x20)
}

/** JSON begins with a bracket. */
const isJson = (sign: number | undefined) => sign === undefined || sign === 0x5b || sign === 0x7b
const isXml = (sign: number | undefined) => sign === 0x3c

/** What a reader trips over is the file's: libraries say it in their own words. What the system says (a full disk) stays what it is. */
const refusalOf = (name: string, caught: unknown): unknown =>
  caught instanceof Refusal || typeof (caught as NodeJS.ErrnoException).errno === 'number' ? caught : new Refusal(`${name} 读不出：${reason(caught)}`, `${name} cannot be read`)

/** Opens a file. It, and reading its features, throws a `Refusal` for whatever is wrong with the file. */
export async function openSource(path: string, options: OpenOptions): Promise<Source> {
  const name = basename(path)
  const source = await openAny(path, name, options).catch((caught: unknown) => {
    throw refusalOf(name, caught)
  })
  const { features } = source
  source.features = async function* () {
    try {
      yield* features()
    } catch (caught) {
      throw refusalOf(name, caught)
    }
  }
  return source
}

type Place = { kind: 'table'; table: Table } | { kind: 'features'; source: Source }

const table = async (opened: Promise<Table>): Promise<Place> => ({ kind: 'table', table: await opened })
const features = async (opened: Promise<Source>): Promise<Place> => ({ kind: 'features', source: await opened })

/** What a file holds, and what is to be done when it has been read. */
async function inside(
  path: string, name: string, { encoding, member, within }: OpenOptions, meant: Meant,
): Promise<Place & { remove(): Promise<void> }> {
  const first = await firstBytes(path, name)
  const remove = () => Promise.resolve()
  if (first.toString('latin1', 0, 15) === 'SQLite format 3') return { ...(await features(openGeoPackage(path, { name, member }))), remove }
  if (first.readInt32BE(0) === 9994 && !/\.shx$/i.test(name)) return { ...(await features(openShapefile(partsBeside(path), { name, encoding }))), remove }
  if (first.toString('latin1', 0, 2) !== 'PK') {
    const other = disguised(first, name) ?? named(first, name)
    if (other) throw other
    if (/\.(zip|shp|gpkg|xlsx)$/i.test(name)) throw new Refusal(`${name} 不是 ${name.slice(name.lastIndexOf('.') + 1)}：内容与后缀不符`, 'its content is not what its ending says')
    const sign = firstSign(first)
    const opened = isJson(sign) ? features(openGeoJson(path, { name, encoding }))
      : isXml(sign) ? features(openXml(path, { name, encoding }))
      : table(openCsv(path, { name, encoding }))
    return { ...(await opened), remove }
  }
  const unpacked = await unpack(path, name, member, within)
  const removeFolder = () => rm(unpacked.folder, { recursive: true, force: true })
  const opened = unpacked.kind === 'shapefile' ? features(openShapefile(unpacked.parts, { name, encoding }))
    : unpacked.kind === 'excel' ? table(openExcel(unpacked.parts, { name, member, meant }))
    : unpacked.kind === 'csv' ? table(openCsv(unpacked.path, { name, encoding }))
    : unpacked.kind === 'kml' ? features(openXml(unpacked.path, { name, encoding }))
    : unpacked.kind === 'geojson' ? features(openGeoJson(unpacked.path, { name, encoding }))
    : features(openGeoPackage(unpacked.path, { name }))
  const found = await opened.catch(async (caught: unknown) => {
    await removeFolder()
    throw caught
  })
  return { ...found, remove: removeFolder }
}

const known = catalogue.map(knowsTitle)
const anyLayer = (title: string) => known.some((knows) => knows(title))

async function openAny(path: string, name: string, options: OpenOptions): Promise<Source> {
  const knows = options.knows ?? anyLayer
  const found = await inside(path, name, options, (rows) => headingIn(rows, knows) !== null)
  const source = found.kind === 'table' ? featuresOfTable(found.table, name, knows) : found.source
  const { close } = source
  source.close = async () => {
    await close()
    await found.remove()
  }
  return source
}

/** The first sheet of more than a title. */
const someRows: Meant = Object.assign((rows: readonly Cell[][]) => rows.filter(filledIn).length > 1, { first: true })

/**
 * Rows of cells of a CSV or of a sheet of a workbook, the nth of them row n of the sheet, for what is no register of things. Throws a
 * `Refusal` as `openSource` does.
 */
export async function tableIn(path: string, options: OpenOptions, most: number): Promise<Pick<Table, 'format' | 'encoding'> & { rows: Cell[][] }> {
  const name = basename(path)
  try {
    const found = await inside(path, name, options, someRows)
    try {
      if (found.kind !== 'table') throw new Refusal(`${name} 不是表格：要 CSV 或 Excel`, `${name} is no table: bring CSV or Excel`)
      const { format, encoding } = found.table
      const rows: Cell[][] = []
      let filled = 0
      for await (const row of found.table.rows()) {
        if (filledIn(row) && ++filled > most) throw new Refusal(`${name} 超过 ${most} 行：请分成几份`, `${name} has more than ${most} rows: bring it in parts`)
        rows.push(row)
      }
      return { format, encoding, rows: rows.slice(0, rows.findLastIndex((row) => filledIn(row)) + 1) }
    } finally {
      if (found.kind === 'features') await found.source.close()
      await found.remove()
    }
  } catch (caught) {
    throw refusalOf(name, caught)
  }
}
