// Rows without a shape are nothing, or news of what the register holds; rows with a bad one are in error.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { collection, dbf, feature, geopackage, line, realData, temporaryFolder, written, zip } from '../../geodata/import/files.fixture.ts'
import { ownRegister, type OwnRegister } from '../../test/register.ts'
import { sql } from '../db/sql.ts'
import { importFile, type ImportOptions } from './importFile.ts'

let own: OwnRegister
const point = (lon: number, lat: number) => ({ type: 'Point', coordinates: [lon, lat] })
const gate = (code: string | null, name: string, geometry: object | null | string) => feature({ 编码: code, 名称: name, 类型: '水闸' }, geometry as object)
const take = (path: string, layer = 'gates', more: Partial<ImportOptions> = {}) => importFile(own.database, path, { layer, ...more })

beforeAll(async () => {
  own = await ownRegister()
  await take(written('x.geojson', collection([gate('Z1', '甲闸', point(113.31, 23.11)), gate('Z2', '乙闸', point(113.32, 23.12)), gate(null, '无号闸', point(113.33, 23.13))])), 'gates', { here: true })
})
afterAll(() => own.close())

/** A .shp of one point and shapes that are none. */
function shp(nulls: number): Buffer {
  const file = Buffer.alloc(100 + 28 + 12 * nulls)
  file.writeInt32BE(9994, 0)
  file.writeInt32BE(file.length / 2, 24)
  file.writeInt32LE(1000, 28)
  file.writeInt32LE(1, 32)
  file.writeInt32BE(1, 100)
  file.writeInt32BE(10, 104)
  file.writeInt32LE(1, 108)
  file.writeDoubleLE(113.34, 112)
  file.writeDoubleLE(23.14, 120)
  for (let i = 0; i < nulls; i++) {
    file.writeInt32BE(i + 2, 128 + 12 * i)
    file.writeInt32BE(2, 132 + 12 * i)
  }
  return file
}

const rows = [['Z3', '丙闸'], ['Z1', '甲闸改'], ['Z9', '没有的闸']] as const
const shapefile = () => {
  const path = join(temporaryFolder(), 'x.zip')
  const columns = [{ name: 'code', type: 'C' as const, width: 10 }, { name: 'name', type: 'C' as const, width: 20 }, { name: 'kind', type: 'C' as const, width: 10 }]
  const prj = 'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
  writeFileSync(path, zip([{ name: 'x.shp', data: shp(2) }, { name: 'x.dbf', data: dbf(columns, rows.map((row) => [...row, '水闸']), (words) => Buffer.from(words)) }, { name: 'x.prj', data: Buffer.from(prj) }]))
  return path
}

it.each<[title: string, path: () => string | Promise<string>]>([
  ['GeoJSON null', () => written('x.geojson', collection([gate('Z3', '丙闸', point(113.34, 23.14)), gate('Z1', '甲闸改', null), gate('Z9', '没有的闸', null)]))],
  ['empty coordinates', () => written('x.geojson', collection([gate('Z3', '丙闸', point(113.34, 23.14)), gate('Z1', '甲闸改', { type: 'Point', coordinates: [] }), gate('Z9', '没有的闸', { type: 'GeometryCollection', geometries: [] })]))],
  ['CSV without figures', () => written('x.csv', '编码,名称,类型,经度,纬度\nZ3,丙闸,水闸,113.34,23.14\nZ1,甲闸改,水闸,,\nZ9,没有的闸,水闸,/,/\n')],
  ['WKT of nothing', () => written('x.csv', '编码,名称,类型,geometry_wkt\nZ3,丙闸,水闸,POINT (113.34 23.14)\nZ1,甲闸改,水闸,POINT EMPTY\nZ9,没有的闸,水闸,\n')],
  ['shapefile null shapes', shapefile],
  ['KML without a place', () => written('x.kml', `<kml><Document>${rows.map(([code, name], i) => `<Placemark><name>${name}</name><ExtendedData><Data name="编码"><value>${code}</value></Data><Data name="类型"><value>水闸</value></Data></ExtendedData>${i ? '' : '<Point><coordinates>113.34,23.14</coordinates></Point>'}</Placemark>`).join('')}</Document></kml>`)],
  ['GeoPackage NULL', () => geopackage(rows.map(([code, name], i) => ({ code, name, kind: '水闸', shape: i ? null : point(113.34, 23.14) }))).then((bytes) => written('x.gpkg', bytes))],
])('%s: what the register holds is news, what it does not is left out', async (_, path) => {
  const report = await take(await path(), 'gates', { dryRun: true })
  expect([report.fates, report.rowsInError, report.question]).toEqual([{ new: 1, changed: 1, same: 0 }, 0, null])
  const said = report.remarks.map(({ zh }) => zh).join('\n')
  expect(said).toMatch(/没有图形，名录里也没有，没有导入（1 行：\d）/)
  expect(said).toMatch(/只更新属性，图形不动（1 行：\d）/)
})

it('its attributes are written and its shape stays, by its code or a name that means one thing; again it is the same', async () => {
  const path = written('x.geojson', collection([gate('Z1', '甲闸改', null), gate(null, '无号闸', null), gate('Z4', '丁闸', point(113.35, 23.15))]))
  const shapes = () => own.database.query(sql`select name, st_astext(geom) as shape from gates where name in ('甲闸改', '无号闸') order by name`)
  expect((await take(path)).fates).toEqual({ new: 1, changed: 1, same: 1 })
  expect(await shapes()).toEqual([{ name: '无号闸', shape: 'POINT(113.33 23.13)' }, { name: '甲闸改', shape: 'POINT(113.31 23.11)' }])
  expect((await take(path)).fates).toEqual({ new: 0, changed: 0, same: 3 })
})

it('a bad shape, or a bad word about what the register holds, is in error all the same', async () => {
  const path = written('x.geojson', collection([gate('Z5', '戊闸', point(113.35, 23.15)), gate('Z1', '甲', 'POINT(1 2)'), gate('Z2', '乙', { type: 'Point', coordinates: ['a', 2] }),
    feature({ 编码: 'Z2', 名称: '乙闸', 类型: '水闸', width_m: '很宽' }, null), feature({ 编码: 'Z8', 名称: '壬闸', 类型: '水闸', width_m: '很宽' }, null), gate('Z7', '庚', { coordinates: [113, 23] })]))
  const { troubles, written: done } = await take(path)
  expect([done, troubles.map(({ row }) => row)]).toEqual([false, [2, 3, 4, 6]])
})

it('a reach without a shape keeps its place in the network', async () => {
  const reach = (i: number, name: string, shape: object | null) => feature({ 河段编码: `R${i}`, 河段名称: name }, shape)
  const at = (i: number) => line([113.3 + i / 100, 23.1], [113.31 + i / 100, 23.1])
  await take(written('x.geojson', collection([0, 1, 2].map((i) => reach(i, '甲河', at(i))))), 'reaches')
  const links = () => own.database.query(sql`select upstream, downstream from links order by 1`)
  const before = await links()
  const report = await take(written('x.geojson', collection([reach(0, '甲河', at(0)), reach(1, '乙河', null), reach(2, '甲河', at(2))])), 'reaches')
  expect([report.fates.changed > 0, report.troubles, before.length, await links()]).toEqual([true, [], 2, before])
})

it.skipIf(!realData()).each([['null_shape_shp/n.shp', 1], ['arcgis_null_shp/g.shp', 1], ['geom_null.geojson', 1], ['dbf_null_dates/gates.shp', 3]])('%s of the samples is read', async (file, rows) => {
  const { fates, rowsInError } = await take(join(realData()!, 'reported', file), 'gates', { dryRun: true })
  expect([fates.new, rowsInError]).toEqual([rows, 0])
})
