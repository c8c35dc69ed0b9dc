// Opens any file by what is in it, not by its ending.
import { open, rm, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { reason, Refusal } from '../refusal.ts'
import { openCsv } from './csv.ts'
import { openExcel } from './excel.ts'
import { openGeoJson } from './geojson.ts'
import { openGeoPackage } from './geopackage.ts'
import { openShapefile, partsBeside } from './shapefile.ts'
import type { Source } from './source.ts'
import { unpack } from './zip.ts'

export interface OpenOptions {
  encoding: string | null
  /** Which of several data sets in a zip, GeoPackage or workbook. */
  member: string | null
  /** Where to unpack; by default the system's temporary folder. */
  within?: string
}

async function firstBytes(path: string, name: string): Promise<Buffer> {
  const found = await stat(path).catch(() => {
    throw new Refusal(`没有文件 ${path}`, 'no such file')
  })
  if (!found.isFile()) throw new Refusal(`${path} 不是文件`, 'not a file')
  if (found.size === 0) throw new Refusal(`${name} 是空的`, `${name} is empty`)
  const file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0)
  await file.close()
  return Buffer.concat([buffer.subarray(0, bytesRead), Buffer.alloc(Math.max(0, 16 - bytesRead))])
}

const marks = ['efbbbf', 'fffe', 'feff']

/** JSON begins with a bracket, in any encoding; the mark of an encoding, blanks and record separators aside. */
function isJson(bytes: Buffer): boolean {
  const mark = marks.find((each) => bytes.toString('hex').startsWith(each)) ?? ''
  const sign = bytes.subarray(mark.length / 2).find((byte) => byte > 0x20)
  return sign === undefined || sign === 0x5b || sign === 0x7b
}

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

async function openAny(path: string, name: string, { encoding, member, within }: OpenOptions): Promise<Source> {
  const first = await firstBytes(path, name)
  if (first.toString('latin1', 0, 15) === 'SQLite format 3') return openGeoPackage(path, { name, member })
  if (first.readInt32BE(0) === 9994) return openShapefile(partsBeside(path), { name, encoding })
  if (first.toString('latin1', 0, 2) !== 'PK') {
    if (/\.(zip|shp|gpkg|xlsx)$/i.test(name)) throw new Refusal(`${name} 不是 ${name.slice(name.lastIndexOf('.') + 1)}：内容与后缀不符`, 'its content is not what its ending says')
    return (isJson(first) ? openGeoJson : openCsv)(path, { name, encoding })
  }
  const unpacked = await unpack(path, name, member, within)
  const remove = () => rm(unpacked.folder, { recursive: true, force: true })
  const opened = unpacked.kind === 'shapefile' ? openShapefile(unpacked.parts, { name, encoding })
    : unpacked.kind === 'excel' ? openExcel(unpacked.parts, { name, member })
    : unpacked.kind === 'csv' ? openCsv(unpacked.path, { name, encoding })
    : unpacked.kind === 'geojson' ? openGeoJson(unpacked.path, { name, encoding })
    : openGeoPackage(unpacked.path, { name })
  const source = await opened.catch(async (caught: unknown) => {
    await remove()
    throw caught
  })
  const { close } = source
  source.close = async () => {
    await close()
    await remove()
  }
  return source
}
