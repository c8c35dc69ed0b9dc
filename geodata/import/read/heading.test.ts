// Titles wherever offices put them, and coordinates however they write them.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { layerOf } from '../../../domain/catalogue.ts'
import { realData, written } from '../files.fixture.ts'
import { knowsTitle } from '../mapping.ts'
import { openSource } from './open.ts'
import type { SourceFeature } from './source.ts'

async function read(path: string) {
  const source = await openSource(path, { encoding: null, member: null, knows: knowsTitle(layerOf('gates')!) })
  const features: SourceFeature[] = []
  for await (const feature of source.features()) features.push(feature)
  await source.close()
  return { features, remarks: source.remarks ?? [], crs: source.crs.declared, format: source.format.zh }
}
const csv = (...lines: string[]) => read(written('x.csv', lines.join('\n')))
const place = ({ geometry }: SourceFeature) =>
  geometry?.type === 'Point' ? geometry.coordinates.map((one) => (typeof one === 'number' ? Number(one.toFixed(6)) : one)) : geometry
const titles = '编码,名称,类型,经度,纬度'
const gate = 'Z1,甲闸,水闸,113.31,23.11'

describe('titles', () => {
  it.each([
    ['below a title line', ['水闸一览表', titles, gate]],
    ['below a title line with commas', ['广州市,水闸一览表（单位：米，孔）,,,', titles, gate]],
    ['below who filled it in', ['填报单位：,某街道,,,', '联系人,张三,电话,123,', '', titles, gate]],
    ['below notes that name the columns', ['说明,请填写经度、纬度,,,', '坐标,CGCS2000,,,', titles, gate]],
    ['in two rows', ['水闸一览表,,,,', '编码,名称,类型,位置,', ',,,经度,纬度', gate]],
    ['in two rows, all of them filled', ['基本信息,,,位置,', titles, gate]],
    ['with stars, remarks and units', ['*编码,*名称,类型（必填）,经度(°),纬度（CGCS2000，度）', gate]],
    ['above numbers of columns', [titles, '1,2,3,4,5', gate]],
    ['above what is to be filled in', [titles, '必填,必填,选填,数字,数字', gate]],
    ['above an example', [titles, '示例：Z001,某某闸,水闸,113.00,23.00', gate]],
    ['above totals and notes', [titles, gate, '合计,1座,,,', '制表人：张三,,审核人：李四,,', '注：以上为 2025 年数据,,,,']],
    ['between groups', [titles, '一、荔湾区,,,,', gate, '小 计,1,,,', titles]],
    ['behind a line that names the separator', ['sep=;', titles.replaceAll(',', ';'), gate.replaceAll(',', ';')]],
    ['apart by semicolons below a title with commas', ['水闸，表,2025', titles.replaceAll(',', ';'), gate.replaceAll(',', ';')]],
    ['apart by bars', [titles.replaceAll(',', '|'), gate.replaceAll(',', '|')]],
    ['apart by full-width commas', [titles.replaceAll(',', '，'), gate.replaceAll(',', '，')]],
    ['apart by full-width semicolons', [titles.replaceAll(',', '；'), gate.replaceAll(',', '；')]],
  ])('are found %s', async (_, lines) => {
    const { features } = await csv(...lines)
    expect(features.map(({ properties }) => Object.values(properties))).toEqual([['Z1', '甲闸', '水闸']])
    expect(place(features[0])).toEqual([113.31, 23.11])
  })

  it('are told of where something was left out', async () => {
    const { remarks, features } = await csv('水闸一览表,,,,', titles, gate, '合计,1,,,')
    expect(features).toHaveLength(1)
    expect(remarks.map(({ zh }) => zh)).toEqual(['标题在第 2 行，上面的 1 行没有读', '合计的 1 行没有读（第 4 行：“合计”）'])
  })

  it('are never a row of data, and a thing called after totals stays', async () => {
    expect((await csv('名称,lon,lat', '小计涌闸,113.31,23.11', '合计,113.32,23.12')).features).toHaveLength(2)
    await expect(csv('Z1,甲闸,水闸,113.31,23.11')).rejects.toThrow(/没有坐标列/)
  })

  it('that stand twice are refused where what is below them differs, else told of', async () => {
    await expect(csv('编码,名称,经度,纬度,名称', 'Z1,甲闸,113.3,23.1,', 'Z2,真名闸,113.31,23.11,曾用旧名')).rejects.toThrow(/两列都叫 名称（B 列和 E 列），第 3 行写的不同：“真名闸” 和 “曾用旧名”/)
    await expect(csv('名称,经度,纬度,经度', '甲闸,113.3,23.1,113.4')).rejects.toThrow(/两列都叫 经度/)
    const { features, remarks } = await csv('编码,名称,经度,纬度,名称', 'Z1,甲闸,113.3,23.1,', 'Z2,乙闸,113.31,23.11,乙闸')
    expect(features.map(({ properties }) => properties)).toEqual([{ 编码: 'Z1', 名称: '甲闸' }, { 编码: 'Z2', 名称: '乙闸' }])
    expect(remarks.map(({ zh }) => zh)).toEqual(['有 2 列叫 名称，取 B 列；别的是空的或相同'])
    expect((await csv('名称,附件,经度,纬度,附件', '甲闸,a,113.3,23.1,b')).features[0].properties).toEqual({ 名称: '甲闸', 附件: 'a', '附件 (2)': 'b' })
  })

  it('of several pairs of coordinates are asked about, and name a shifted system', async () => {
    await expect(csv('名称,起点经度,起点纬度,终点经度,终点纬度', '甲,113,23,113.1,23.1')).rejects.toThrow(/几对坐标列（起点、终点）/)
    expect(place((await csv('名称,排口经度,排口纬度', '甲,113,23')).features[0])).toEqual([113, 23])
    expect((await csv('名称,百度经度,百度纬度', '甲,113,23')).crs).toBe('BD-09')
    expect((await csv('名称,经度(GCJ-02),纬度(GCJ-02)', '甲,113,23')).crs).toBe('GCJ-02')
  })
})

describe('coordinates', () => {
  it.each([
    ["113°18'36\"", "23°6'36\""], ['113°18′36″', '23°06′36″'], ['113度18分36秒', '23度6分36秒'], ["E113°18'36\"", "N23°6'36\""],
    ["东经113°18'36\"", "北纬23°06'36\""], ["113°18'36\"E", "23°6'36\"N"], ['113-18-36', '23-6-36'], ['113:18:36', '23:06:36.0'], ['113 18 36', '23 6 36'],
    ["113°18.6'", "23°6.6'"], ['113.31°', '23.11°'], ['１１３．３１', '２３．１１'], ['113,31', '23,11'], ['113.31E', '23.11N'], ["N23°6'36\"", "E113°18'36\""],
    ['113º18´36″', '23˚6’36”'], ['经度113.31', '纬度：23.11'],
  ])('%s in two cells are read', async (east, north) => {
    const quoted = [east, north].map((one) => `"${one.replaceAll('"', '""')}"`).join(',')
    expect(place((await csv('名称,经度,纬度', `甲,${quoted}`)).features[0])).toEqual([113.31, 23.11])
  })

  it.each([
    '113.31,23.11', '113.31 23.11', '113.31；23.11', '(113.31, 23.11)', '[113.31,23.11]', '经度:113.31 纬度:23.11', '东经113.31，北纬23.11', '23.11N 113.31E', '23.11,113.31',
    'N23.11, E113.31', "113°18'36\",23°6'36\"", 'E113°18′36″ N23°6′36″', '113,31;23,11', 'Point (113.31 23.11)', 'POINT(113.31 23.11)', 'SRID=4490;POINT(113.31 23.11)', 'POINT Z (113.31 23.11 5)',
  ])('%s in one cell are read', async (both) => {
    const found = place((await csv('名称;坐标', `甲;"${both.replaceAll('"', '""')}"`)).features[0])
    expect((found as number[]).slice(0, 2)).toEqual([113.31, 23.11])
  })

  it.each([['113,3,23,1'], ['23.1'], ['23.1,24.1'], ['某路口'], ['E113.3 E23.1']])('%s in one cell is complained of', async (both) => {
    expect((await csv('名称;经纬度', `甲;${both}`)).features[0].trouble).toBeDefined()
  })

  it('in columns of degrees, minutes and seconds are put together', async () => {
    for (const head of [['编码,经度,,,纬度,,', ',度,分,秒,度,分,秒'], ['编码,经度(度),经度(分),经度(秒),纬度(度),纬度(分),纬度(秒)'], ['编码,东经度,东经分,东经秒,北纬度,北纬分,北纬秒']])
      expect(place((await csv(...head, 'Z1,113,18,36,23,6,36')).features[0])).toEqual([113.31, 23.11])
  })

  it('without signs are degrees, minutes and seconds only where the title says so', async () => {
    expect(place((await csv('名称,经度(度分秒),纬度(度分秒)', '甲,1131836,230636')).features[0])).toEqual([113.31, 23.11])
    expect((await csv('名称,经度(度分秒),纬度(度分秒)', '甲,113.1836,23.0636')).features[0].trouble?.zh).toMatch(/写的却像度/)
    expect(place((await csv('名称,经度,纬度', '甲,1131836,230636')).features[0])).toEqual([1131836, 230636])
  })

  it('that are none stay what they are, to be complained of by row', async () => {
    const { features } = await csv('名称,经度,纬度', "甲,113°78'0\",23.1", '乙,113.310,"23,110"', '丙,E113,E23', '丁,/,—')
    expect(features.slice(0, 2).every((one) => (one.geometry as { coordinates: unknown[] }).coordinates.some((cell) => typeof cell === 'string'))).toBe(true)
    expect(features[2].trouble?.zh).toMatch(/同一个方向/)
    expect(features[3].geometry).toBeNull()
  })
})

describe.skipIf(!realData())('what people reported of others (skipped without ../shared/data or REAL_DATA)', () => {
  const at = (name: string) => read(join(realData()!, 'reported', name))

  it.each(['cell_edges.csv', 'cr_only.csv', 'dms.csv', 'dms_three_columns.xlsx', 'header_after_notes.xlsx', 'lon_lat_one_cell.xlsx', 'newline_header.csv', 'sep_line.csv', 'star_headers.csv',
    'title_then_semicolon.csv', 'title_two_cells.xlsx', 'title_with_commas.csv', 'two_row_header.xlsx', 'cover_sheet_first.xlsx'])('%s has its places', async (name) => {
    const { features } = await at(name)
    expect(features.length).toBeGreaterThan(0)
    for (const feature of features) {
      const [lon, lat] = place(feature) as number[]
      expect([Math.floor(lon), Math.floor(lat), Object.keys(feature.properties).slice(0, 2).map((one) => one.replace(/[*（(\s].*|^\*/s, '').length > 0 || one.startsWith('*'))]).toEqual([113, 23, [true, true]])
    }
  })
})
