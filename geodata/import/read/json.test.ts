import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { layerOf } from '../../../domain/catalogue.ts'
import { collection, feature, realData, written } from '../files.fixture.ts'
import { shapeFor } from '../geometry.ts'
import { surveyOf } from '../survey.ts'
import { readValue } from '../values.ts'
import { openSource } from './open.ts'
import type { SourceFeature } from './source.ts'

async function read(path: string): Promise<SourceFeature[]> {
  const source = await openSource(path, { encoding: null, member: null })
  const features: SourceFeature[] = []
  for await (const one of source.features()) features.push(one)
  await source.close()
  return features
}
const point = { type: 'Point', coordinates: [113.3, 23.1] }
const one = (properties: string) => written('x.geojson', `{"type":"FeatureCollection","features":[{"type":"Feature","properties":${properties},"geometry":${JSON.stringify(point)}}]}`)

describe('figures in JSON', () => {
  it.each<[written: string, value: unknown]>([
    ['440104199001011234', '440104199001011234'],
    ['-9007199254740993', '-9007199254740993'],
    ['9007199254740991', 9007199254740991],
    ['440104199001011234.0', '440104199001011234.0'],
    ['1e400', '1e400'],
    ['12.5', 12.5],
    ['113.12345678901234567', 113.12345678901235],
    ['"a\\\\\\"440104199001011234"', 'a\\"440104199001011234'],
    ['[440104199001011234]', ['440104199001011234']],
  ])('%s keep the digits a number would change', async (figure, value) => {
    const [found] = await read(one(`{"n": ${figure}}`))
    expect([found?.properties.n, found?.geometry]).toEqual([value, point])
  })

  it('that are NaN or Infinity are nothing in attributes, and said; in coordinates they are refused', async () => {
    const [found] = await read(one('{"a":NaN,"b":-Infinity,"c":"NaN"}'))
    expect([found?.properties, found?.remarks?.length]).toEqual([{ a: null, b: null, c: 'NaN' }, 1])
    const [bad] = await read(written('x.geojson', '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[NaN,1]}}'))
    expect(bad?.trouble?.zh).toContain('不是合法的 JSON')
  })
})

describe('members written twice', () => {
  it('are told in attributes, the last one counting', async () => {
    const [found] = await read(one('{"name":"旧","name":"新"}'))
    expect([found?.properties.name, found?.remarks?.map(({ zh }) => zh)]).toEqual(['新', ['“properties.name” 写了两次，取后一个']])
  })

  it.each([
    ['the geometry', `{"type":"Feature","properties":{},"geometry":null,"geometry":${JSON.stringify(point)}}`],
    ['the coordinates', '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2],"coordinates":[3,4]}}'],
    ['the properties', `{"type":"Feature","properties":{"a":1},"properties":{"a":2},"geometry":${JSON.stringify(point)}}`],
  ])('are refused by row where they are %s', async (_, content) => {
    expect((await read(written('x.geojson', `[${content}]`)))[0]?.trouble?.zh).toContain('写了两次')
  })

  it('are refused where they are the features', async () => {
    await expect(read(written('x.geojson', '{"features":[],"features":[]}'))).rejects.toThrow(/“features” 写了两次/)
  })
})

describe('an outermost object', () => {
  it('that is one geometry or a collection of them is read, and counts when the file is surveyed', async () => {
    expect((await read(written('x.geojson', JSON.stringify(point)))).map(({ geometry }) => geometry)).toEqual([point])
    const path = written('x.geojson', JSON.stringify({ type: 'GeometryCollection', geometries: [point, point] }))
    expect((await read(path)).map(({ row, geometry }) => [row, geometry])).toEqual([[1, point], [2, point]])
    const nested = written('x.geojson', collection([feature({}, { type: 'GeometryCollection', geometries: [point] })]))
    const source = await openSource(nested, { encoding: null, member: null })
    expect((await surveyOf(source, () => {})).bounds).toEqual([113.3, 23.1, 113.3, 23.1])
  })

  it.each([
    ['Esri JSON', '{"geometryType":"esriGeometryPoint","features":[{"attributes":{"a":1},"geometry":{"x":1,"y":2}}]}', /Esri JSON/],
    ['TopoJSON', '{"type":"Topology","objects":{},"arcs":[]}', /TopoJSON/],
    ['an answer of some service', '{"code":0,"data":{"features":[]}}', /不是 GeoJSON：最外层是 code、data/],
  ])('that is %s is named', async (_, content, words) => {
    await expect(read(written('x.json', content))).rejects.toThrow(words)
  })

  it('quoted in a message brings no control signs', async () => {
    const caught = await read(written('x.json', '{"\\u001b[31m":1}')).catch((reason: unknown) => reason as Error)
    expect(caught).toBeInstanceOf(Error)
    expect((caught as Error).message).not.toMatch(/\p{Cc}/u)
  })
})

describe('a collection of geometries', () => {
  const outfalls = layerOf('outfalls')!
  const shape = (...geometries: object[]) => shapeFor(outfalls, { type: 'GeometryCollection', geometries } as never, (at) => at)
  it('gives what is of the layer’s kind, and what is left out is said', () => {
    expect(shape(point)).toEqual({ shape: point })
    expect(shape(point, { type: 'LineString', coordinates: [] })).toMatchObject({ shape: point, remark: { zh: '几何集合里只取点，另有 1 个没有导入' } })
    expect(shape({ type: 'LineString', coordinates: [] })).toMatchObject({ trouble: { zh: '几何集合里没有点' } })
  })
})

describe('a moment in a column of days', () => {
  const built = layerOf('gates')!.fields.find(({ name }) => name === 'built_on')!
  it.each<[raw: unknown, day: string, said: boolean]>([
    ['2001-05-05T16:00:00.000Z', '2001-05-06', true],
    ['2001-05-05 15:59:59Z', '2001-05-05', false],
    ['2001-05-06T00:00:00+08:00', '2001-05-06', false],
    ['2001-05-06T00:00:00+0900', '2001-05-05', true],
    ['2001-05-05T16:00:00+00', '2001-05-06', true],
    [989078400000, '2001-05-06', true],
    ['989078400000', '2001-05-06', true],
    [989078400, '2001-05-06', true],
    [20010506, '2001-05-06', false],
    ['2001-05-06T23:00:00', '2001-05-06', false],
  ])('%s is the day it was in the city', (raw, day, said) => {
    const read = readValue(built, raw)
    expect(read).toMatchObject({ value: day })
    expect('remark' in read).toBe(said)
  })
})

const reported = join(realData() ?? '', 'reported')
describe.skipIf(!realData() || !existsSync(reported))('the reported files', () => {
  it.each<[file: string, rows: number]>([
    ['long_int.geojson', 1], ['dupkeys.geojson', 1], ['features_before_type_crs_null.geojson', 1], ['foreign_features.geojson', 1],
    ['geom_null.geojson', 2], ['nd_crlf.geojsonl', 3], ['utc_dates.geojson', 2],
  ])('%s are read, row for row', async (file, rows) => {
    const features = await read(join(reported, file))
    expect(features.map(({ trouble }) => trouble)).toEqual(Array.from({ length: rows }, () => undefined))
    if (file.startsWith('long')) expect(features[0]?.properties.national_code).toBe('440104199001011234')
    if (file.startsWith('dup')) expect(features[0]?.remarks).toHaveLength(1)
  })
  it('esri.json is named', () => expect(read(join(reported, 'esri.json'))).rejects.toThrow(/Esri JSON/))
})
