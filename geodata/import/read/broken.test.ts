// Files cut short, with bits turned and pieces of others in them: each ends with a sentence or with rows, in time and in bounds.
import { afterAll, expect, it } from 'vitest'
import { layerOf } from '../../../domain/catalogue.ts'
import { random } from '../../city/random.ts'
import { collection, dbf, feature, geopackage, handMade, shpOfLines, temporaryFolder, written, zip } from '../files.fixture.ts'
import { codeRule } from '../codes.ts'
import { decideCrs } from '../crs.ts'
import { knowsTitle, mapColumns } from '../mapping.ts'
import { Refusal } from '../refusal.ts'
import { makeRow } from '../rows.ts'
import { surveyOf } from '../survey.ts'
import { openSource } from './open.ts'
import { withLog } from './wal.ts'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const seed = Number(process.env['HOSTILE_SEED'] ?? 7)
/** Of each kind so many are broken; a few seconds in all. */
const each = 25
const slowestMs = 5000
const mostMegabytes = 600

const creeks = Array.from({ length: 30 }, (_, i) => ({ code: `C${i}`, name: `第${i}号涌`, at: [113 + i / 100, 23 + i / 200] as [number, number] }))
const lines = creeks.map(({ at: [lon, lat] }): [number, number][] => [[lon, lat], [lon + 0.005, lat + 0.004], [lon + 0.01, lat]])
const text = (words: string) => Buffer.from(words)
const wkt = (i: number) => `LINESTRING (${lines[i].map((at) => at.join(' ')).join(', ')})`
const json = collection(creeks.map(({ code, name }, i) => feature({ code, name, length: 1200 + i }, { type: 'LineString', coordinates: lines[i] })))
const csv = `水系一览表\n\n编码,名称,长度,geometry_wkt\n${creeks.map(({ code, name }, i) => `${code},"${name}",${i}.5,"${wkt(i)}"`).join('\n')}\n`
const kml = `<?xml version="1.0"?><kml><Document><Folder><name>涌</name>${creeks.map(({ code, name }, i) => `<Placemark><name>${name}</name><description><![CDATA[<table><tr><td>编码</td><td>${code}</td></tr></table>]]></description><LineString><coordinates>${lines[i].map((at) => at.join(',')).join(' ')}</coordinates></LineString></Placemark>`).join('')}</Folder></Document></kml>`
const gpx = `<gpx>${creeks.map(({ name }, i) => `<trk><name>${name}</name><trkseg>${lines[i].map(([lon, lat]) => `<trkpt lat="${lat}" lon="${lon}"/>`).join('')}</trkseg></trk>`).join('')}</gpx>`
const table = dbf([{ name: 'code', type: 'C', width: 10 }, { name: '名称', type: 'C', width: 20 }, { name: 'length', type: 'N', width: 8 }], creeks.map(({ code, name }, i) => [code, name, i]), text)
const sheet = `<worksheet><sheetData>${[['编码', '名称', 'geometry_wkt'], ...creeks.map(({ code, name }, i) => [code, name, wkt(i)])].map((row, i) => `<row r="${i + 2}">${row.map((cell, j) => `<c r="${'ABC'[j]}${i + 2}" t="str"><v>${cell}</v></c>`).join('')}</row>`).join('')}</sheetData></worksheet>`
const book = (one: Buffer, other?: Buffer) => zip([
  { name: 'xl/workbook.xml', data: other ?? text('<workbook><sheets><sheet name="涌" sheetId="1" r:id="a"/></sheets></workbook>') },
  { name: 'xl/_rels/workbook.xml.rels', data: text('<Relationships><Relationship Id="a" Target="worksheets/one.xml"/></Relationships>') },
  { name: 'xl/worksheets/one.xml', data: one },
])
const shape = shpOfLines(lines)
const shapefile = (shp: Buffer, attributes: Buffer) => zip([{ name: 'x.shp', data: shp }, { name: 'x.dbf', data: attributes }])

/** The log of an SQLite file that brings page one anew, with sums that agree. */
function logOf(file: Buffer): Buffer {
  const page = file.readUInt16BE(16)
  const log = Buffer.alloc(32 + 24 + page)
  log.writeUInt32BE(0x377f0683, 0)
  log.writeUInt32BE(3_007_000, 4)
  log.writeUInt32BE(page, 8)
  let [first, second] = [0, 0]
  const sum = (from: number, to: number) => {
    for (let at = from; at < to; at += 8) {
      first = (first + log.readUInt32BE(at) + second) >>> 0
      second = (second + log.readUInt32BE(at + 4) + first) >>> 0
    }
  }
  sum(0, 24)
  log.writeUInt32BE(first, 24)
  log.writeUInt32BE(second, 28)
  log.writeUInt32BE(1, 32)
  log.writeUInt32BE(file.length / page, 36)
  file.copy(log, 56, 0, page)
  sum(32, 40)
  sum(56, 56 + page)
  log.writeUInt32BE(first, 48)
  log.writeUInt32BE(second, 52)
  return log
}

const draw = random(seed, 'broken files')
const below = (n: number) => Math.floor(draw() * n)

/** Cut short, bits turned, bytes made others, a piece left out, a piece of its own or of another in it. */
function broken(bytes: Buffer, other: Buffer): Buffer {
  const made = Buffer.from(bytes)
  const [from, to] = [below(made.length), below(made.length)].sort((a, b) => a - b)
  switch (below(6)) {
    case 0: return made.subarray(0, from)
    case 1:
      for (let i = 0; i <= below(8); i++) made[below(made.length)] ^= 1 << below(8)
      return made
    case 2:
      // Headers are short, and most of what lies in them is believed.
      for (let i = 0; i <= below(4); i++) made[below(Math.min(made.length, 120))] = [0, 0xff, 0x7f, 0x80, below(256)][below(5)]
      return made
    case 3: return Buffer.concat([made.subarray(0, from), made.subarray(to)])
    case 4: return Buffer.concat([made.subarray(0, to), made.subarray(from)])
    default: {
      const at = below(other.length)
      return Buffer.concat([made.subarray(0, from), other.subarray(at, at + below(400)), made.subarray(to)])
    }
  }
}

const layer = layerOf('rivers')!

/** The way of a file up to the register; how many rows it gave, or the sentence it ended with. */
async function taken(path: string): Promise<number | string> {
  try {
    const source = await openSource(path, { encoding: null, member: null, knows: knowsTitle(layer), within: temporaryFolder() })
    try {
      const survey = await surveyOf(source, () => {})
      if (!survey.count || !Number.isFinite(survey.bounds[0])) return 'nothing'
      const reading = decideCrs({ file: 'x', asked: null, declared: source.crs.declared, where: source.crs.where, bounds: survey.bounds })
      const mapping = mapColumns(layer, survey.columns, { shortNames: source.shortNames, planar: false })
      const codes = codeRule(mapping.fields.find(({ field }) => field.name === 'code')?.column ?? null, '')
      let rows = 0
      for await (const one of source.features()) {
        makeRow(one, {
          layer, mapping, codes, defaults: new Map(), toDegrees: reading.toDegrees, keepRaw: false, fractions: survey.fractions,
        })
        rows++
      }
      return rows
    } finally {
      await source.close()
    }
  } catch (caught) {
    if (caught instanceof Refusal) return caught.message
    throw caught
  }
}

let most = 0
const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 50)
afterAll(() => clearInterval(watch))

const packages = geopackage(creeks.map(({ name }, i) => ({ name, shape: { type: 'LineString', coordinates: lines[i] } })))
const beside = (file: Buffer, log: Buffer) => {
  const path = join(temporaryFolder(), 'x.gpkg')
  writeFileSync(path, file)
  writeFileSync(`${path}-wal`, log)
  return path
}
const kept = (file: Buffer) => {
  const made = Buffer.from(file)
  made[18] = made[19] = 2
  return made
}

const kinds: Record<string, (change: (bytes: Buffer) => Buffer, file: Buffer) => string> = {
  'x.geojson': (change) => written('x.geojson', change(text(json))),
  'x.csv': (change) => written('x.csv', change(text(csv))),
  'x.kml': (change) => written('x.kml', change(text(kml))),
  'x.gpx': (change) => written('x.gpx', change(text(gpx))),
  'x.kmz': (change) => written('x.kmz', zip([{ name: 'doc.kml', data: change(text(kml)) }])),
  'x.kmz, the archive': (change) => written('x.kmz', change(zip([{ name: 'doc.kml', data: text(kml) }]))),
  'x.xlsx, a sheet': (change) => written('x.xlsx', book(change(text(sheet)))),
  'x.xlsx, the archive': (change) => written('x.xlsx', change(book(text(sheet)))),
  'x.shp': (change) => written('x.zip', shapefile(change(shape), table)),
  'x.dbf': (change) => written('x.zip', shapefile(shape, change(table))),
  'x.zip, the archive': (change) => written('x.zip', change(shapefile(shape, table))),
  'x.gpkg': (change, file) => written('x.gpkg', change(file)),
  'x.gpkg-wal': (change, file) => beside(kept(file), change(logOf(kept(file)))),
}

it(`whole, each kind gives its rows (seed ${seed})`, async () => {
  const file = await packages
  expect(withLog(kept(file), logOf(kept(file))).equals(kept(file))).toBe(true)
  for (const [kind, make] of Object.entries(kinds)) expect([kind, await taken(make((bytes) => bytes, file))]).toEqual([kind, 30])
})

it.each(Object.keys(kinds))('%s, broken, ends with a sentence or rows', async (kind) => {
  const file = await packages
  const others = [text(json), text(csv), text(kml), shape, table, file, await handMade('create table t (a)')]
  const told = { rows: 0, sentences: 0 }
  for (let i = 0; i < each; i++) {
    const path = kinds[kind]((bytes) => broken(bytes, others[below(others.length)]), file)
    const began = performance.now()
    const ended = await taken(path).catch((caught: unknown) => {
      throw new Error(`${kind} ${i} (seed ${seed}) at ${path}`, { cause: caught })
    })
    expect(performance.now() - began).toBeLessThan(slowestMs)
    if (typeof ended === 'number') told.rows++
    else told.sentences++
  }
  expect(told.rows + told.sentences).toBe(each)
  expect(most / 1024 ** 2).toBeLessThan(mostMegabytes + 400)
})
