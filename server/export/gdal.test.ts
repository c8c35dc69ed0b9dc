// Files of ours through GDAL, as QGIS takes them, and in again: nothing new, nothing changed.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogue } from '../../domain/catalogue.ts'
import { exportPath } from '../../domain/export/paths.ts'
import { exportSystems, type ExportFormat } from '../../domain/export/formats.ts'
import { temporaryFolder } from '../../geodata/import/files.fixture.ts'
import { gdal } from '../../test/gdal.ts'
import { ownRegister, serve, served, type OwnRegister } from '../../test/register.ts'
import type { Database } from '../db/database.ts'
import { openDatabase } from '../db/open.ts'
import { importFile } from '../imports/importFile.ts'

const endings = { geojson: 'geojson', gpkg: 'gpkg', shp: 'zip', csv: 'csv', xlsx: 'xlsx' } as const

async function taken(url: string, layer: string, format: ExportFormat, crs = '4490'): Promise<string> {
  const answer = await fetch(url + exportPath(layer, { format, crs }))
  if (answer.status !== 200) throw new Error(await answer.text())
  const path = join(temporaryFolder(), `${layer}.${endings[format]}`)
  writeFileSync(path, new Uint8Array(await answer.arrayBuffer()))
  return format === 'shp' ? `/vsizip/${path}/${layer}.shp` : path
}

/** A file of GDAL's own out of one of ours. */
function through(path: string, layer: string, driver: 'gpkg' | 'shp' | 'csv'): string {
  const to = join(temporaryFolder(), `${layer}.${driver}`)
  const options = { gpkg: ['-f', 'GPKG'], shp: ['-f', 'ESRI Shapefile', '-lco', 'ENCODING=UTF-8'], csv: ['-f', 'CSV', '-lco', 'GEOMETRY=AS_WKT'] }[driver]
  gdal('ogr2ogr', ...options, to, path)
  return to
}

const ways: [from: ExportFormat, ...to: ('gpkg' | 'shp' | 'csv')[]][] = [
  ['shp', 'gpkg'], ['gpkg', 'shp'], ['csv', 'gpkg'], ['geojson', 'gpkg', 'shp'], ['gpkg', 'csv'], ['shp', 'gpkg', 'shp'],
]

describe('the small city', () => {
  const { url, city } = served()
  let database: Database
  beforeAll(async () => {
    database = await openDatabase(city, { attachable: true })
  })
  afterAll(() => database.close())

  // Every layer, ways and systems in turn.
  const turns = catalogue.map(({ id }, i) => [id, ways[i % ways.length], exportSystems[i % exportSystems.length]] as const)
  it.each(turns)('gives %s by way of %s in EPSG:%s, which imports again without a difference', async (layer, [from, ...to], crs) => {
    const file = to.reduce((path, driver) => through(path, layer, driver), await taken(url, layer, from, crs))
    const { troubles, fates, reading, mapping, layer: { fields } } = await importFile(database, file, { layer, dryRun: true, ...(to.at(-1) === 'csv' && { crs: `EPSG:${crs}` }) })
    expect([layer, troubles.slice(0, 3), fates.new, fates.changed]).toEqual([layer, [], 0, 0])
    expect(fates.same).toBeGreaterThan(0)
    expect(mapping.fields.length).toBe(fields.filter(({ confidential }) => !confidential).length)
    expect(reading.crs).toBe(`EPSG:${crs}`)
  })
})

const turned = (ring: number[][]) => ring.toReversed()
const square = (x: number, y: number, size: number) => [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
const shapes = {
  gates: { type: 'Point', coordinates: [113.123456789, 23.000000001] },
  rivers: { type: 'MultiLineString', coordinates: [[[113.1, 23.1], [113.123456789, 23.2]], [[113.3, 23.3], [113.4, 23.400000001]]] },
  /** Rings the way of a shapefile, with two holes. */
  lakes: { type: 'Polygon', coordinates: [turned(square(113, 23, 0.2)), square(113.02, 23.02, 0.05), square(113.1, 23.1, 0.05)] },
  divisions: { type: 'MultiPolygon', coordinates: [[square(113, 23, 0.2), turned(square(113.05, 23.05, 0.05))], [square(113.5, 23.5, 0.1)], [square(113.07, 23.07, 0.01)]] },
  drainage_units: { type: 'MultiPolygon', coordinates: [[square(113.01, 23.01, 0.01)]] },
}

describe('a register of odd things', () => {
  let register: OwnRegister
  let url: string
  let stop: () => Promise<void>
  const add = async (layer: keyof typeof shapes, ...features: Record<string, unknown>[]) => {
    const path = join(temporaryFolder(), 'x.geojson')
    writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features: features.map((properties) => ({ type: 'Feature', properties, geometry: shapes[layer] })) }))
    const { written, troubles } = await importFile(register.database, path, { layer, here: true })
    expect([written, troubles]).toEqual([true, []])
  }

  beforeAll(async () => {
    register = await ownRegister()
    ;({ url, close: stop } = await serve(register.database))
    const names = ['0012', '=1+1', '𠮷𬒈漖塱垌涌', '双"引"号，逗,号', '两\n行', 'e\u0301', '长'.repeat(84)]
    await add('gates', ...names.map((name, i) => ({
      code: `00${i}`, name, kind: i % 2 ? '水闸' : '泵站', openings: i % 2 ? 2147483647 : null, width_m: [0, 123456.789, null, 0.001, 1e9][i],
      built_on: i % 2 ? '1850-12-31' : null, rule: i % 2 ? null : '01',
    })))
    await add('rivers', { code: '0001', name: '甲河' }, { code: '0002', name: '乙河', catchment_km2: 0.05 })
    await add('lakes', { code: 'L1', name: '湖' })
    await add('divisions', { code: '440100', name: '市' })
    await add('drainage_units', ...[true, false, null].map((compliant, i) => ({ code: `D${i}`, name: '单元', kind: '住宅类', compliant, compliant_on: compliant ? '2024-02-29' : null })))
  })
  afterAll(async () => {
    await stop()
    await register.close()
  })

  it.each(ways.map((way) => [way] as const))('comes back by way of %s as it was', async ([from, ...to]) => {
    for (const layer of Object.keys(shapes)) {
      const file = to.reduce((path, driver) => through(path, layer, driver), await taken(url, layer, from))
      const { troubles, fates } = await importFile(register.database, file, { layer, dryRun: true })
      // The apostrophe before what a spreadsheet would run belongs to CSV; nobody else takes it off.
      const guarded = from === 'csv' && layer === 'gates' ? 1 : 0
      expect([layer, troubles, fates.new, fates.changed]).toEqual([layer, [], 0, guarded])
    }
  })

  it('is told in a GeoPackage by the types, the words and the extent of each table', async () => {
    const path = await taken(url, 'gates', 'gpkg')
    const said = gdal('ogrinfo', '-al', '-so', path)
    expect(said).toMatch(/IDENTIFIER=水闸泵站/)
    expect(said).toMatch(/^Extent: \(113\.123457, 23\.000000\) - \(113\.123457, 23\.000000\)$/m)
    for (const line of ['kind: String (0.0), domain name=gates_kind', 'openings: Integer (0.0)', 'width_m: Real (0.0)', 'built_on: Date (0.0)', 'ID["EPSG",4490]']) expect(said).toContain(line)
    expect(gdal('ogrinfo', '-al', '-so', await taken(url, 'drainage_units', 'gpkg'))).toContain('compliant: Integer(Boolean) (0.0)')
    expect(gdal('ogrinfo', '-q', path, '-sql', `select rtreecheck('rtree_gates_geom') as sound`)).toContain('sound (String) = ok')
    expect(gdal('ogrinfo', '-q', path, '-sql', 'pragma integrity_check')).toContain('= ok')
  })

  it.each(exportSystems)('is told in a CSV and a shapefile by shape and system %s without being asked', async (crs) => {
    for (const format of ['csv', 'shp'] as const) {
      const said = gdal('ogrinfo', '-al', await taken(url, 'gates', format, crs))
      expect(said).toMatch(/^ {2}POINT \(/m)
      expect([format, said.includes(`ID["EPSG",${crs}]`) || (crs === '3857' && said.includes('Pseudo-Mercator'))]).toEqual([format, true])
    }
  })

  it('has columns in a shapefile that take what is written into them later', async () => {
    const said = gdal('ogrinfo', '-al', '-so', await taken(url, 'gates', 'shp'))
    for (const line of ['openings: Integer64 (10.0)', 'measure_m: Real (20.3)', 'operator: String (80.0)', 'built_on: Date (10.0)', 'name: String (252.0)']) expect(said).toContain(line)
  })
})
