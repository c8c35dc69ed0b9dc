import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import initSqlJs from 'sql.js'
import { describe, expect, it } from 'vitest'
import { catalogue, layerOf, type Layer } from '../../domain/catalogue.ts'
import { projection } from '../../domain/coordinates.ts'
import { exportSystems, type ExportFormat } from '../../domain/export/formats.ts'
import type { Geometry } from '../ewkb.ts'
import { guard, unguarded } from '../guard.ts'
import { canonical } from '../import/crs.ts'
import { temporaryFolder } from '../import/files.fixture.ts'
import { mapColumns } from '../import/mapping.ts'
import { openSource } from '../import/read/open.ts'
import { shortName } from '../shortName.ts'
import { writeGeoPackage } from './geopackage.ts'
import { systems } from './systems.ts'
import { intoSystem, Misfit, type ExportRow, type Value } from './table.ts'
import { formats } from './write.ts'

const layer = (id: string): Layer => layerOf(id) as Layer
const place: Geometry = { type: 'Point', coordinates: [113.123456789, 23.000000001] }

async function* each(rows: ExportRow[]) {
  yield* rows
}
async function written(format: ExportFormat, rows: ExportRow[], of = layer('gates')): Promise<string> {
  const path = join(temporaryFolder(), 'x')
  await formats[format].write(path, { layer: of, system: '4490', rows: each(rows) })
  return path
}
async function readBack(path: string) {
  const source = await openSource(path, { encoding: null, member: null })
  const features = []
  for await (const feature of source.features()) features.push(feature)
  await source.close()
  return features
}
const gate = (fields: Record<string, Value>, geometry = place): ExportRow => ({ fields: { code: 'G1', name: '闸', kind: '水闸', ...fields }, geometry })

describe('columns', () => {
  it.each(catalogue.map((one) => [one.id, one] as const))('of %s find their fields again by field name, title and short name', (_, one) => {
    for (const [columns, shortNames] of [
      [one.fields.map(({ name }) => name), false], [one.fields.map(({ title }) => title.zh), false],
      [one.fields.map(shortName), true], [one.fields.map(shortName), false],
    ] as const) {
      const { fields } = mapColumns(one, columns, { shortNames, planar: false })
      expect(fields.map(({ field, column, factor }) => [field.name, column, factor]))
        .toEqual(one.fields.flatMap(({ name, confidential }, i) => (confidential ? [] : [[name, columns[i], 1]])))
    }
  })

  it.each(catalogue.map((one) => [one.id, one] as const))('of %s cut to ten letters by another program keep their units', (_, one) => {
    const whole = one.fields.filter(({ confidential }) => !confidential)
    const columns = whole.map(({ name }) => name.slice(0, 10))
    const { fields } = mapColumns(one, columns, { shortNames: true, planar: false })
    expect(fields.map(({ field, column, factor }) => [field.name, column, factor]).sort())
      .toEqual(whole.map(({ name }, i) => [name, columns[i], 1]).sort())
  })

  it('are short enough for a shapefile and differ, whatever their case and signs', () => {
    for (const { fields } of catalogue) {
      const names = fields.map(shortName)
      expect(names.filter((name) => name.length > 10)).toEqual([])
      expect(new Set(names.map((name) => name.replaceAll('_', '').toLowerCase())).size).toBe(names.length)
    }
    expect(['target_class', 'diameter_mm', 'catchment_km2', 'capacity_10k_m3', 'capacity_m3_d', 'width_m'].map((name) => shortName(catalogue.flatMap(({ fields }) => fields).find((field) => field.name === name)!)))
      .toEqual(['targetclas', 'diametermm', 'catchmekm2', 'capac10km3', 'capacitm3d', 'width_m'])
  })
})

describe('coordinate systems', () => {
  it.each(exportSystems)('EPSG:%s is known by its WKT', (system) => {
    for (const words of [systems[system].esri, systems[system].wkt]) expect(canonical(words)).toBe(`EPSG:${system}`)
  })

  it.each(exportSystems)('EPSG:%s brings every place back within a billionth of a degree', (system) => {
    const { toDegrees } = projection(`EPSG:${system}`)!
    fc.assert(fc.property(fc.double({ min: 111, max: 117, noNaN: true }), fc.double({ min: 18, max: 30, noNaN: true }), (lon, lat) => {
      const { coordinates } = intoSystem(system)({ type: 'Point', coordinates: [lon, lat] })
      const back = toDegrees(coordinates as [number, number])
      expect(Math.abs(back[0] - lon) + Math.abs(back[1] - lat)).toBeLessThan(4e-10)
    }))
  })
})

describe('a guard before formulas', () => {
  it('leaves nothing a spreadsheet would run, and comes off again', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '＝', '\t', 'a', ' ', '河') }), (text) => {
      expect(guard(text)).not.toMatch(/^[=+\-@＝＋－＠\t\r\n]/)
      expect(unguarded(guard(text))).toBe(text)
    }))
    expect([guard('甲-乙'), unguarded("'甲"), unguarded("'-1")]).toEqual(['甲-乙', "'甲", '-1'])
  })
})

describe('a file', () => {
  const figures = [0.1 + 0.2, 1 / 3, 5e-324, Number.MAX_VALUE, 123456789.12345679, 1e21, 0, 7]

  it.each(Object.keys(formats) as ExportFormat[])('of %s keeps every digit of figures and places, and tells empty from nothing', async (format) => {
    const rows = await readBack(await written(format, [...figures, null].map((width_m, i) => gate({ code: `G${i}`, width_m, operator: null }))))
    const [width, operator] = { csv: ['闸孔总净宽', '管理单位'], xlsx: ['闸孔总净宽', '管理单位'], geojson: ['width_m', 'operator'], gpkg: ['width_m', 'operator'], shp: ['width_m', 'operator'] }[format] as [string, string]
    expect(rows.map(({ properties }) => (properties[width] === null || properties[width] === '' ? null : Number(properties[width])))).toEqual([...figures, null])
    expect(rows.map(({ geometry }) => geometry)).toEqual(rows.map(() => place))
    expect(rows.every(({ properties }) => !properties[operator])).toBe(true)
  })

  it.each(Object.keys(formats) as ExportFormat[])('of %s without rows is a file all the same', async (format) => {
    expect(await readBack(await written(format, []))).toEqual([])
  })

  it('of CSV begins with a mark and titles, and puts signs and lines between quotes', async () => {
    const text = readFileSync(await written('csv', [gate({ name: '=A1', rule: '甲,"乙"\n丙', openings: 3 })]), 'utf8')
    expect(text).toBe(`\ufeff编码,名称,类型,所在水体,距起点,所在村居,闸孔数,闸孔总净宽,排涝流量,管理单位,调度规则,建成日期,生效日期,数据来源,_WKT_EPSG_4490\r\nG1,'=A1,水闸,,,,3,,,,"甲,""乙""\n丙",,,,"POINT(113.123456789 23.000000001)"\r\n`)
  })

  it('of GeoPackage tells the extent, the system and the titles of each table by itself, and none of an empty one', async () => {
    const path = join(temporaryFolder(), 'x')
    const at = (east: number): ExportRow => gate({}, { type: 'Point', coordinates: [113 + east, 23 + east] })
    const tables = [['outfalls', [at(0.1), at(0.2)]], ['gates', [at(0.5)]], ['sections', []]] as const
    await writeGeoPackage(path, ...tables.map(([id, rows]) => ({ layer: layer(id), system: '4490' as const, rows: each([...rows]) })))
    const { Database } = await initSqlJs()
    const database = new Database(readFileSync(path))
    const ask = (statement: string) => database.exec(statement)[0]?.values
    expect(ask('select table_name, identifier, min_x, min_y, max_x, max_y, srs_id from gpkg_contents')).toEqual([
      ['outfalls', '入河排污口', 113.1, 23.1, 113.2, 23.2, 4490], ['gates', '水闸泵站', 113.5, 23.5, 113.5, 23.5, 4490],
      ['sections', '监测断面', null, null, null, null, 4490],
    ])
    expect(ask('pragma application_id')).toEqual([[0x47504b47]])
    expect(ask(`select title from gpkg_data_columns where table_name = 'gates' and column_name = 'width_m'`)).toEqual([['闸孔总净宽（m）']])
    expect(ask('select count(*) from rtree_outfalls_geom_rowid')).toEqual([[2]])
    expect(ask('pragma foreign_key_check')).toBeUndefined()
    database.close()
  })

  it('of Excel gives a shape longer than a cell the cells to its right', async () => {
    const coordinates = Array.from({ length: 4000 }, (_, i) => [113 + i / 1e9, 23])
    const [row] = await readBack(await written('xlsx', [{ fields: { code: 'R', name: '河' }, geometry: { type: 'LineString', coordinates } }], layer('rivers')))
    expect(row?.geometry).toEqual({ type: 'LineString', coordinates })
  })

  it('turns the rings of a shapefile its own way, and gets them back in order', async () => {
    const square = (x: number, size: number): number[][] => [[x, 23], [x + size, 23], [x + size, 23 + size], [x, 23 + size], [x, 23]]
    const geometry: Geometry = { type: 'MultiPolygon', coordinates: [[square(113, 1), square(113, 0.5).reverse()], [square(115, 1)]] }
    const [row] = await readBack(await written('shp', [{ fields: { code: 'D', name: '区', level: 'city' }, geometry }], layer('divisions')))
    expect(row?.geometry).toEqual({ type: 'MultiPolygon', coordinates: [[square(113, 1).reverse(), square(113, 0.5)], [square(115, 1).reverse()]] })
  })

  it.each<[ExportFormat, number, number]>([['shp', 254, 255], ['xlsx', 32_767, 32_768]])('of %s holds a text of %i and refuses one of %i, by row and field', async (format, fits, long) => {
    const [row] = await readBack(await written(format, [gate({ operator: 'x'.repeat(fits) })]))
    expect(Object.values(row.properties)).toContain('x'.repeat(fits))
    const refused = await written(format, [gate({}), gate({ code: 'G2', operator: 'x'.repeat(long) })]).catch((reason: unknown) => reason)
    expect(refused).toBeInstanceOf(Misfit)
    expect((refused as Misfit).details).toMatchObject({ row: 'G2', field: '管理单位', length: long, most: fits })
  })
})
