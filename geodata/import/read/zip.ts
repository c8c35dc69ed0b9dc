// A zipped shapefile (or one GeoJSON, GeoPackage or CSV), or a workbook, which is a zip too, unpacked into a folder of our own. Names in
// the archive choose what is taken and never where it is written, so a name that climbs out of the folder leads nowhere.
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { reason, Refusal } from '../refusal.ts'
import { decodes } from './encoding.ts'
import { namedWithin } from './named.ts'
import type { Parts } from './shapefile.ts'

const mostEntries = 10_000
/** A .shp cannot be larger than 2 GB by its format. */
const mostBytes = 2 * 1024 ** 3
/** Coordinates shrink to a half or a third when zipped, attribute tables to a twentieth; a bomb to a thousandth. */
const mostRatio = 200
const ratioMattersFrom = 50 * 1024 ** 2

export type Unpacked = { folder: string } & ({ kind: 'shapefile'; parts: Parts } | { kind: 'geojson' | 'geopackage' | 'csv' | 'kml'; path: string } | { kind: 'excel'; parts: ReadonlyMap<string, string> })

const endings = { shp: 'shapefile', geojson: 'geojson', json: 'geojson', gpkg: 'geopackage', csv: 'csv', kml: 'kml', ovkml: 'kml', gpx: 'kml' } as const
type Ending = keyof typeof endings

/** What a workbook's cells are read from. */
const workbookPart = /^xl\/(_rels\/workbook\.xml\.rels|(workbook|sharedStrings|styles|worksheets\/[^/]+)\.xml)$/

interface Member {
  entry: Entry
  name: string
}

const nameOf = (entry: Entry): string => new TextDecoder(decodes(entry.fileNameRaw, 'utf-8') ? 'utf-8' : 'gb18030').decode(entry.fileNameRaw)
const endingOf = (name: string) => name.slice(name.lastIndexOf('.') + 1).toLowerCase()
const stemOf = (name: string) => name.slice(0, name.lastIndexOf('.')).toLowerCase()
const hidden = (name: string) => name.endsWith('/') || name.startsWith('__MACOSX') || /(^|[\\/])\.\.?([\\/]|$)|(^|[\\/])\._/.test(name)

async function membersOf(zip: ZipFile, file: string): Promise<Member[]> {
  if (zip.entryCount > mostEntries) throw new Refusal(`${file} 里有 ${zip.entryCount} 个文件，最多 ${mostEntries} 个`, `${file} holds more than ${mostEntries} entries`)
  const members: Member[] = []
  for await (const entry of zip.eachEntry()) {
    const name = nameOf(entry)
    if (!hidden(name)) members.push({ entry, name })
  }
  return members
}

function checkSize(members: Member[], file: string): void {
  const unpacked = members.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0)
  const packed = members.reduce((sum, { entry }) => sum + entry.compressedSize, 0)
  if (unpacked > mostBytes || (unpacked > ratioMattersFrom && unpacked > packed * mostRatio)) {
    const [megabytes, times] = [Math.round(unpacked / 1024 ** 2), Math.round(unpacked / Math.max(1, packed))]
    throw new Refusal(`${file} 解开有 ${megabytes} MB，是压缩后的 ${times} 倍：像压缩炸弹，没有解开`, `${file} unpacks to ${megabytes} MB, ${times} times its size: it looks like a bomb and was not unpacked`)
  }
  const encrypted = members.find(({ entry }) => entry.isEncrypted())
  if (encrypted) throw new Refusal(`${file} 里的 ${encrypted.name} 有密码`, `${encrypted.name} in ${file} is encrypted`)
}

/** Unpacks what is to be imported, into a folder `within` another; the caller removes it. `member` chooses among several. */
export async function unpack(archive: string, file: string, member: string | null, within = tmpdir()): Promise<Unpacked> {
  const zip = await yauzl.openPromise(archive, { decodeStrings: false, autoClose: false }).catch((caught: unknown) => {
    throw new Refusal(`${file} 不是完好的 zip：${reason(caught)}`, `${file} is not a sound zip`)
  })
  const folder = await mkdtemp(join(within, 'one-map-import-'))
  try {
    const members = await membersOf(zip, file)
    const ofWorkbook = members.filter(({ name }) => workbookPart.test(name))
    if (ofWorkbook.some(({ name }) => name === 'xl/workbook.xml')) {
      checkSize(ofWorkbook, file)
      const parts = new Map(ofWorkbook.map(({ name }, i) => [name, join(folder, `${i}.xml`)]))
      for (const { entry, name } of ofWorkbook) await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(parts.get(name)!))
      return { folder, kind: 'excel', parts }
    }
    const all = members.filter(({ name }) =>
      endingOf(name) in endings && (member === null || name === member || stemOf(name) === member.toLowerCase()))
    // A .kmz shows its doc.kml; what else lies there belongs to it.
    const main = all.filter(({ name }) => name.toLowerCase() === 'doc.kml')
    const candidates = main.length === 1 && all.every(({ name }) => endings[endingOf(name) as Ending] === 'kml') ? main : all
    const [chosen] = candidates
    if (!chosen) throw (member === null && namedWithin(members.map(({ name }) => name), file)) || new Refusal(`${file} 里没有 .shp、.geojson、.gpkg、.kml、.gpx 或 .csv${member ? ` 叫 ${member}` : ''}`, `${file} holds no shapefile, GeoJSON, GeoPackage, KML, GPX or CSV`)
    if (candidates.length > 1) throw new Refusal(`${file} 里有几份数据（${candidates.slice(0, 10).map(({ name }) => name).join('、')}），请用 --member 选一份`, 'several data sets: choose one with --member')
    const beside = (ending: string) => members.find(({ name }) => stemOf(name) === stemOf(chosen.name) && endingOf(name) === ending)
    const kind = endings[endingOf(chosen.name) as Ending]
    const wanted = kind === 'shapefile' ? [chosen, beside('dbf'), beside('prj'), beside('cpg')].filter((one) => one !== undefined)
      : [chosen, beside('gpkg-wal')].filter((one) => one !== undefined)
    checkSize(wanted, file)
    for (const { entry, name } of wanted) await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(join(folder, `data.${endingOf(name)}`)))
    const at = (ending: string) => (wanted.some(({ name }) => endingOf(name) === ending) ? join(folder, `data.${ending}`) : null)
    const path = join(folder, `data.${endingOf(chosen.name)}`)
    return kind === 'shapefile' ? { folder, kind, parts: { shp: path, dbf: at('dbf'), prj: at('prj'), cpg: at('cpg') } } : { folder, kind, path }
  } catch (caught) {
    await rm(folder, { recursive: true, force: true })
    throw caught instanceof Refusal ? caught : new Refusal(`${file} 不是完好的 zip：${reason(caught)}`, `${file} is not a sound zip`)
  } finally {
    zip.close()
  }
}
