import { describe, expect, it } from 'vitest'
import { layerOf, type Field, type Layer } from '../../domain/catalogue.ts'
import { codeOf, codeRule, localCode, nameless } from './codes.ts'
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
    [field('rivers', 'length_m'), -9999, null],
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

  it('give all their reasons at once', () => {
    expect(make('rivers', { code: 'a', name: 'x', length: '长', 建立时间: '去年' }, null)).toMatchObject({ troubles: [{ zh: '没有几何' }, { zh: expect.stringContaining('长度（length）') as string }, { zh: expect.stringContaining('生效日期（建立时间）') as string }] })
  })
})
