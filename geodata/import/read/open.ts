// Opens any file by what is in it, not by its ending.
import { open, rm, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Refusal } from '../refusal.ts'
import { openGeoJson } from './geojson.ts'
import { openGeoPackage } from './geopackage.ts'
import { openShapefile, partsBeside } from './shapefile.ts'
import type { Source } from './source.ts'
import { unpack } from './zip.ts'

export interface OpenOptions {
  encoding: string | null
  /** Which of several data sets in a zip or GeoPackage. */
  member: string | null
}

async function firstBytes(path: string, name: string): Promise<Buffer> {
  const found = await stat(path).catch(() => {
    throw new Refusal(`没有文件 ${path}`, 'no such file')
  })
  if (!found.isFile()) throw new Refusal(`${path} 不是文件`, 'not a file')
  if (found.size === 0) throw new Refusal(`${name} 是空的`, `${name} is empty`)
  const file = await open(path)
  const bytes = Buffer.alloc(16)
  await file.read(bytes, 0, 16, 0)
  await file.close()
  return bytes
}

export async function openSource(path: string, { encoding, member }: OpenOptions): Promise<Source> {
  const name = basename(path)
  const first = await firstBytes(path, name)
  if (first.toString('latin1', 0, 15) === 'SQLite format 3') return openGeoPackage(path, { name, member })
  if (first.readInt32BE(0) === 9994) return openShapefile(partsBeside(path), { name, encoding })
  if (first.toString('latin1', 0, 2) !== 'PK') {
    if (/\.(zip|shp|gpkg)$/i.test(name)) throw new Refusal(`${name} 不是 ${name.slice(name.lastIndexOf('.') + 1)}：内容与后缀不符`, 'its content is not what its ending says')
    return openGeoJson(path, { name, encoding })
  }
  const unpacked = await unpack(path, name, member)
  const remove = () => rm(unpacked.folder, { recursive: true, force: true })
  const opened = unpacked.kind === 'shapefile' ? openShapefile(unpacked.parts, { name, encoding })
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
