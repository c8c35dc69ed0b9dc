import { describe, expect, it } from 'vitest'
import { layerOf, type Field, type Layer } from '../../domain/catalogue.ts'
import { codeOf, codeRule, localCode, nameless } from './codes.ts'
import { readDate } from './dates.ts'
import { shapeFor } from './geometry.ts'
import { mapColumns, unitFactor } from './mapping.ts'
import { makeRow } from './rows.ts'
import { readValue, type Value } from './values.ts'

const layer = (id: string): Layer => layerOf(id) as Layer
const field = (id: string, name: string) => layer(id).fields.find((one) => one.name === name) as Field
const asWritten = (at: [number, number]): [number, number] => at

describe('columns', () => {
  const columnsOf = (id: string, columns: string[], more = {}) => Object.fromEntries(mapColumns(layer(id), columns, more).fields.map(({ field, column, factor }) => [field.name, factor === 1 ? column : `${column} × ${factor}`]))

  it('find their fields by name, title and alias, whatever the case, spacing and unit', () => {
    expect(columnsOf('divisions', ['行政区划代码', '行政区名称', '河长姓名', '面积KM2'])).toEqual({ code: '行政区划代码', name: '行政区名称', area_m2: '面积KM2 × 1000000' })
    expect(columnsOf('rivers', ['OSM_ID', 'Name', 'WATERWAY', '长度（公里）', 'Width '])).toMatchObject({ code: 'OSM_ID', name: 'Name', subkind: 'WATERWAY', length_m: '长度（公里） × 1000', width_m: 'Width ' })
    expect(columnsOf('reservoirs', ['水库名称', '总库容(亿m³)', '坝高'])).toEqual({ name: '水库名称', capacity_10k_m3: '总库容(亿m³) × 10000', dam_height_m: '坝高' })
  })

  it('are known with stars, remarks, line ends, the other script and in traditional characters', () => {
    expect(columnsOf('gates', ['*编码', '名称\n(全称)', '类型（必填）', '闸孔数(孔)', '闸孔总净宽/m', '建成日期 Built'])).toEqual({
      code: '*编码', name: '名称\n(全称)', kind: '类型（必填）', openings: '闸孔数(孔)', width_m: '闸孔总净宽/m', built_on: '建成日期 Built',
    })
    expect(columnsOf('gates', ['編碼', '名\u200b稱', '類型'])).toEqual({ code: '編碼', name: '名\u200b稱', kind: '類型' })
    expect(columnsOf('gates', ['名称(曾用名)', '河长ID', '闸孔总净宽(万个)'])).toEqual({})
  })

  it('cut by DBF are in the unit of their field, or asked about', () => {
    expect(columnsOf('outfalls', ['diameter_m', 'survey_sta'], { shortNames: true })).toMatchObject({ diameter_mm: 'diameter_m' })
    expect(columnsOf('outfalls', ['diametermm'], { shortNames: true })).toMatchObject({ diameter_mm: 'diametermm' })
    const two = { ...layer('outfalls'), fields: ['long_field_one', 'long_field_two'].map((name) => ({ ...field('outfalls', 'name'), name, aliases: [], title: { zh: name, en: name } })) }
    expect(() => mapColumns(two, ['long_field'], { shortNames: true })).toThrow(/long_field_one、long_field_two/)
  })

  it.each([
    ['outfalls', '排口编码'], ['outfalls', '排口编号'], ['outfalls', '入河排污口编码'], ['sections', '断面编码'], ['sections', '断面代码'],
    ['reservoirs', '水库编码'], ['reservoirs', '水库代码'], ['rivers', '河涌编码'], ['rivers', '河流编码'], ['rivers', '河道编码'], ['lakes', '湖泊编码'],
    ['gates', '闸编码'], ['gates', '水闸编码'], ['gates', '泵站编码'], ['treatment_plants', '污水厂编码'], ['drainage_households', '排水户编号'],
    ['drainage_units', '单元编码'],
  ])('of %s: %s is the code, before 编号; what numbers rows is none', (id, column) => {
    expect(columnsOf(id, ['序号', '行号', 'FID', '编号', column])).toEqual({ code: column })
    expect(columnsOf(id, ['序号', '编号'])).toEqual({ code: '编号' })
    expect(columnsOf(id, ['序号', '行号', 'FID', 'OBJECTID'])).toEqual({})
    expect(mapColumns(layer(id), ['编号', column]).rivals).toMatchObject([{ column: '编号', taken: column }])
  })

  it('that DBF has cut short are found by their beginning', () => {
    expect(columnsOf('divisions', ['行政区划代', '行政区名称'], { shortNames: true })).toEqual({ code: '行政区划代', name: '行政区名称' })
    expect(columnsOf('divisions', ['行政区划代'])).toEqual({})
  })

  it('go where the command line says, or nowhere', () => {
    expect(columnsOf('rivers', ['id', 'name', 'w', 'length'], { asked: ['w=width_m', 'length='] })).toEqual({ width_m: 'w', code: 'id', name: 'name' })
    expect(() => mapColumns(layer('rivers'), ['a'], { asked: ['b=name'] })).toThrow(/没有列 b；有：a/)
    expect(() => mapColumns(layer('rivers'), ['a'], { asked: ['a=nonsense'] })).toThrow(/河流没有字段 nonsense/)
  })

  it('of node numbers make the network, and areas in square degrees are left out', () => {
    const mapping = mapColumns(layer('reaches'), ['comid', 'lengthkm', 'fromnode', 'tonode', 'levelpathi', 'ftype'])
    expect(mapping.network).toEqual({ from: 'fromnode', to: 'tonode', group: 'levelpathi' })
    expect(mapping.unmapped).toEqual(['ftype'])
    expect(columnsOf('lakes', ['Shape_Area'], { planar: false })).toEqual({})
    expect(columnsOf('lakes', ['Shape_Area'], { planar: true })).toEqual({ area_m2: 'Shape_Area' })
  })

  it('are never matched across kinds of measure', () => {
    expect(columnsOf('rivers', ['长度(km2)'])).toEqual({})
    expect(unitFactor('亩', 'm²')).toBeCloseTo(666.667, 3)
    expect(unitFactor('m', 'm²')).toBeNull()
  })
})

describe('values', () => {
  it.each<[field: Field, raw: unknown, value: Value]>([
    [field('rivers', 'length_m'), '1,234.5', 1234.5],
    [field('rivers', 'length_m'), '１２', 12],
    [field('rivers', 'length_m'), ' ', null],
    [field('rivers', 'valid_from'), '2024年3月5日', '2024-03-05'],
    [field('rivers', 'valid_from'), '2024/3/5', '2024-03-05'],
    [field('rivers', 'valid_from'), '20240305', '2024-03-05'],
    [field('rivers', 'valid_from'), '2024-03-05T08:00:00Z', '2024-03-05'],
    [field('rivers', 'valid_from'), '1998年', '1998-01-01'],
    [field('outfalls', 'dry_flow'), '是', true],
    [field('outfalls', 'dry_flow'), 0, false],
    [field('outfalls', 'bank'), '左岸', 'left'],
    [field('outfalls', 'bank'), 2, 'right'],
    [field('rivers', 'target_class'), 'III类', 'Ⅲ'],
    [field('rivers', 'target_class'), 'Ⅳ', 'Ⅳ'],
    [field('rivers', 'level'), '区级', 'district'],
    [field('rivers', 'subkind'), 'stream', '溪坑'],
    [field('rivers', 'name'), "'; drop table waters; --\u0007<script>", "'; drop table waters; --<script>"],
  ])('%#: are read as the field wants them', (which, raw, value) => {
    expect(readValue(which, raw)).toEqual({ value })
  })

  it.each<[Field, unknown, Value, RegExp]>([
    [field('rivers', 'length_m'), -9999, null, /读作空/],
    [field('rivers', 'length_m'), -1.7976931348623157e308, null, /读作空/],
    [field('gates', 'openings'), '/', null, /读作空/],
    [field('gates', 'openings'), '无', null, /读作空/],
    [field('gates', 'openings'), '３孔', 3, /^$/],
    [field('gates', 'width_m'), '—', null, /读作空/],
    [field('gates', 'width_m'), '12,5', 12.5, /逗号/],
    [field('gates', 'width_m'), '1250cm', 12.5, /单位/],
    [field('gates', 'width_m'), '12.5 米', 12.5, /^$/],
    [field('gates', 'built_on'), '00000000', null, /读作空/],
    [field('gates', 'built_on'), '0000-00-00', null, /读作空/],
    [field('gates', 'built_on'), '********', null, /读作空/],
    [field('gates', 'built_on'), '不详', null, /读作空/],
    [field('gates', 'operator'), 'NULL', null, /读作空/],
    [field('gates', 'operator'), '无', '无', /^$/],
    [field('gates', 'operator'), '水务\u200b所', '水务所', /看不见/],
    [field('gates', 'operator'), '葛\u{e0100}城所', '葛\u{e0100}城所', /^$/],
    [field('outfalls', 'dry_flow'), '无', false, /^$/],
    [field('outfalls', 'dry_flow'), '/', null, /读作空/],
    [field('outfalls', 'national_code'), '440104.0', '440104', /\.0/],
    [field('gates', 'kind'), '水閘', '水闸', /^$/],
  ])('%#: are read with a remark where something was guessed', (which, raw, value, words) => {
    const read = readValue(which, raw)
    expect(read).toMatchObject({ value })
    expect(('remark' in read && read.remark?.zh) || '').toMatch(words)
  })

  it.each<[unknown, string | null, RegExp]>([
    [36982, '2001-04-01', /序号/],
    ['36982', '2001-04-01', /序号/],
    [20010506, '2001-05-06', /^$/],
    ['20010506143000', '2001-05-06', /^$/],
    ['2001-05-05T16:00:00.000Z', '2001-05-06', /北京时间/],
    ['2001-05-05T15:59:59Z', '2001-05-05', /^$/],
    ['2001-05-06 00:30:00+0800', '2001-05-06', /^$/],
    ['2001-05-06 14:30', '2001-05-06', /^$/],
    ['2001年5月', '2001-05-01', /^$/],
    ['二〇〇一年五月六日', '2001-05-06', /^$/],
    ['二零零一年十二月二十六日', '2001-12-26', /^$/],
    ['2001年十月十日', '2001-10-10', /^$/],
    ['2001-05-06（星期日）', '2001-05-06', /^$/],
    ['25/6/2001', '2001-06-25', /日在前/],
    ['6/25/2001', '2001-06-25', /月在前/],
    ['5/5/2001', '2001-05-05', /^$/],
    ['6 May 2001', '2001-05-06', /^$/],
    ['May 6, 2001', '2001-05-06', /^$/],
    [989078400, '2001-05-06', /秒数/],
    [989078400000, '2001-05-06', /毫秒/],
    ['1899-12-30', null, /^$/],
  ])('%#: days are read in the city’s calendar', (raw, value, words) => {
    const read = readDate(raw)
    expect(read).toMatchObject({ value })
    expect(('remark' in read && read.remark?.zh) || '').toMatch(words)
  })

  it.each<[unknown, RegExp]>([
    ['5/6/2001', /分不清哪个是月/],
    ['2024030512', /可能是时刻/],
    ['2001-05-06 至 2003-01-01', /不是日期/],
    ['2001-13-06', /没有/],
    ['01-05-06', /不是日期/],
    [99999999999, /不是日期|没有/],
  ])('%#: days that could be two, or none, are refused', (raw, words) => {
    expect(readDate(raw)).toMatchObject({ trouble: { zh: expect.stringMatching(words) as string } })
  })

  it('that count days from 1904 are told so', () => {
    expect(readDate(35520, Date.UTC(1904, 0, 1))).toMatchObject({ value: '2001-04-01' })
  })

  it.each([2 ** 60, '4.40E+17', '乱\ufffd码', '半个\ud83c字'])('%s: digits or characters that were lost are refused in any text', (raw) => {
    for (const which of [field('outfalls', 'national_code'), field('outfalls', 'responsible')]) expect(readValue(which, raw)).toHaveProperty('trouble')
  })

  it('are multiplied into the field’s unit without a tail of rounding', () => {
    expect(readValue(field('rivers', 'length_m'), '3.245', 1000)).toEqual({ value: 3245 })
    expect(readValue(field('divisions', 'area_m2'), 62.83, 1e6)).toEqual({ value: 62830000 })
  })

  it.each<[Field, unknown, RegExp]>([
    [field('rivers', 'length_m'), '约 3', /“约 3” 不是数/],
    [field('rivers', 'length_m'), Infinity, /不是有限的数|不是数/],
    [field('rivers', 'length_m'), -3, /为负/],
    [field('rivers', 'stream_order'), 2.5, /不是整数/],
    [field('rivers', 'stream_order'), 1e6, /过大/],
    [field('rivers', 'valid_from'), '2024-02-30', /没有 2024-02-30 这一天/],
    [field('rivers', 'valid_from'), '去年', /不是日期/],
    [field('outfalls', 'dry_flow'), '也许', /不是 是\/否/],
    [field('gates', 'kind'), '桥', /不在 水闸、泵站、闸泵 之中/],
    [field('rivers', 'name'), 'x'.repeat(1 << 20), /文字有 1048576 字/],
  ])('%#: are refused with a reason', (which, raw, words) => {
    expect(readValue(which, raw)).toMatchObject({ trouble: { zh: expect.stringMatching(words) as string } })
  })

  it('unknown to an optional list stay empty, with a remark', () => {
    expect(readValue(field('rivers', 'subkind'), 'dam')).toMatchObject({ value: null, remark: { zh: expect.stringContaining('dam') as string } })
  })
})

describe('shapes', () => {
  const shape = (id: string, geometry: unknown) => shapeFor(layer(id), geometry as Parameters<typeof shapeFor>[1], asWritten)
  const square = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]

  it('lose heights, gain the type of their column and turn the right way round', () => {
    expect(shape('rivers', { type: 'LineString', coordinates: [[1, 2, 9], [1, 2, 9], [3, 4, 9]] })).toEqual({ shape: { type: 'LineString', coordinates: [[1, 2], [3, 4]] } })
    expect(shape('rivers', { type: 'MultiLineString', coordinates: [[[1, 2], [3, 4]]] })).toMatchObject({ shape: { type: 'LineString' } })
    expect(shape('divisions', { type: 'Polygon', coordinates: [[...square].reverse()] })).toEqual({ shape: { type: 'MultiPolygon', coordinates: [[square]] } })
    expect(shape('lakes', { type: 'GeometryCollection', geometries: [{ type: 'Polygon', coordinates: [square] }] })).toEqual({ shape: { type: 'Polygon', coordinates: [square] } })
    expect(shape('gates', { type: 'MultiPoint', coordinates: [[1, 2]] })).toEqual({ shape: { type: 'Point', coordinates: [1, 2] } })
  })

  it.each<[string, unknown, RegExp]>([
    ['rivers', null, /没有几何/],
    ['rivers', { type: 'Polygon', coordinates: [square] }, /几何是 Polygon，河流要线/],
    ['rivers', { type: 'LineString', coordinates: [[1, 2], [1, 2]] }, /不足两个不同的点/],
    ['rivers', { type: 'LineString', coordinates: [['1', '2'], [3, 4]] }, /坐标不是数/],
    ['rivers', { type: 'LineString', coordinates: [[Infinity, 2], [3, 4]] }, /不是有限的数/],
    ['rivers', { type: 'LineString', coordinates: [[113, 230], [113, 23]] }, /坐标越界：113, 230/],
    ['rivers', { type: 'LineString', coordinates: 'x' }, /坐标不是数组/],
    ['rivers', { type: 'MultiLineString', coordinates: [] }, /几何是空的/],
    ['lakes', { type: 'Polygon', coordinates: [square.slice(0, 4)] }, /没有闭合/],
    ['gates', { type: 'MultiPoint', coordinates: [[1, 2], [3, 4]] }, /有 2 个点/],
    ['gates', { type: 'GeometryCollection', geometries: [] }, /几何集合/],
    ['gates', { type: 'Dragon', coordinates: [] }, /几何是 Dragon/],
  ])('%#: are refused with a reason', (id, geometry, words) => {
    expect(shape(id, geometry)).toMatchObject({ trouble: { zh: expect.stringMatching(words) as string } })
  })
})

describe('codes', () => {
  const coded = (column: string | null, raw: unknown, name: string | null = null, prefix = '') => codeOf(codeRule(column, prefix), layer('rivers'), raw, name, [113.1, 23.1])

  it('of the trade are taken as they are, well-known collections are named, counters are not codes', () => {
    expect(coded('行政区划代码', 440103)).toEqual({ code: '440103' })
    expect(coded('osm_id', '129')).toEqual({ code: 'OSM-129' })
    expect(coded('osm_id', 'way/7')).toEqual({ code: 'OSM-way-7' })
    expect(coded('id', 'canal-1')).toEqual({ code: 'canal-1' })
    expect(coded('gid', 7, '沙河涌')).toEqual({ code: localCode('rivers', '7', '沙河涌') })
    expect(coded('gid', 7, '沙河涌', 'TH-')).toEqual({ code: 'TH-7' })
  })

  it('made here are the same next time and differ between features', () => {
    expect(coded(null, null, '沙河涌')).toEqual(coded(null, null, '沙河涌'))
    expect(coded(null, null, '沙河涌')).not.toEqual(coded(null, null, '猎德涌'))
    expect(nameless(layer('rivers'), 'OSM-123')).toBe('未命名河流 (OSM 123)')
  })

  it('lose the .0 of a spreadsheet where the column has no fractions, and signs for nothing are none', () => {
    expect(coded('编码', '440104.0')).toMatchObject({ code: '440104', remark: { zh: expect.stringContaining('.0') as string } })
    expect(codeOf(codeRule('编码', ''), layer('rivers'), '1.0', null, null, true)).toEqual({ code: '1.0' })
    expect(coded('编码', '/', '沙河涌')).toMatchObject({ code: (coded(null, null, '沙河涌') as { code: string }).code })
    expect(coded('编码', 'A\u200b1')).toMatchObject({ code: 'A1' })
    expect(coded('编码', '4.40E+17')).toHaveProperty('trouble')
  })

  it('that could not be an address are refused', () => {
    expect(coded('编码', 'a b<c>')).toHaveProperty('trouble')
    expect(coded('编码', 2 ** 60)).toMatchObject({ trouble: { zh: expect.stringContaining('精度') as string } })
  })
})

describe('rows', () => {
  const make = (id: string, properties: Record<string, unknown>, geometry: unknown, defaults: [string, Value][] = []) => {
    const mapping = mapColumns(layer(id), Object.keys(properties))
    const codes = codeRule(mapping.fields.find((mapped) => mapped.field.name === 'code')?.column ?? null, '')
    return makeRow({ row: 3, properties, geometry: geometry as never }, {
      layer: layer(id), mapping, codes, defaults: new Map(defaults), toDegrees: asWritten, keepRaw: false,
    })
  }
  const place = { type: 'Point', coordinates: [113, 23] }
  const area = { type: 'Polygon', coordinates: [[[0, 0], [1, 0], [1, 1], [0, 0]]] }
  const valueOf = (made: ReturnType<typeof make>, name: string) => ('row' in made ? made.row.values.get(name) : made.troubles)

  it('tell the level of a division from its code and the kind of a gate from its words', () => {
    for (const [code, level] of [['440100', 'city'], ['440103', 'district'], ['440103001', 'town'], ['440103001002', 'village'], ['440103000000', 'district']] as const)
      expect(valueOf(make('divisions', { code, name: 'x' }, area), 'level')).toBe(level)
    expect(valueOf(make('gates', { code: '1a', name: '猎德涌闸泵站' }, place), 'kind')).toBe('闸泵')
    expect(valueOf(make('gates', { code: '1a', name: '沙河泵站' }, place), 'kind')).toBe('泵站')
    expect(valueOf(make('gates', { code: '1a', name: 'x', structure_type: 'sluice' }, place), 'kind')).toBe('水闸')
  })

  it('miss a required field unless a default is given', () => {
    expect(make('gates', { code: '1a', name: '桥', type: 'bridge' }, place)).toMatchObject({ troubles: [{ zh: expect.stringContaining('类型（bridge）得不出') as string }] })
    expect(valueOf(make('gates', { code: '1a', name: '桥', type: 'bridge' }, place, [['kind', '水闸']]), 'kind')).toBe('水闸')
  })

  it('at 0, 0 are complained of', () => {
    expect(make('gates', { code: '1a', name: '水闸' }, { type: 'Point', coordinates: [0, 0] })).toMatchObject({ troubles: [{ zh: expect.stringContaining('0, 0') as string }] })
  })

  it('give all their reasons at once', () => {
    expect(make('rivers', { code: 'a', name: 'x', length: '长', 建立时间: '去年' }, { type: 'Point', coordinates: [1, 2] })).toMatchObject({ troubles: [{ zh: '几何是 Point，河流要线' }, { zh: expect.stringContaining('长度（length）') as string }, { zh: expect.stringContaining('生效日期（建立时间）') as string }] })
  })
})
