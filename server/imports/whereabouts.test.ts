// Files that lie about where they are, brought to a register that knows where its city is, and to one that does not.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projection, toBd09, toGcj02, type LonLat } from '../../domain/coordinates.ts'
import { collection, feature, line, written } from '../../geodata/import/files.fixture.ts'
import { ownRegister, type OwnRegister } from '../../test/register.ts'
import { importFile, type ImportOptions } from './importFile.ts'

let city: OwnRegister
let empty: OwnRegister

/** Six winding creeks, and a net of straight ditches between them. */
const creek = (i: number): LonLat[] => Array.from({ length: 25 }, (_, j) =>
  [113.1 + 0.03 * i + 0.008 * Math.sin(j / 3 + i),
    23.05 + 0.008 * j + 0.004 * Math.cos(j / 2 + 2 * i)])
const creeks = Array.from({ length: 6 }, (_, i) => ({ code: `C${i}`, name: `${'甲乙丙丁戊己'[i]}涌`, places: creek(i) }))
const ditch = (i: number): LonLat[] =>
  Array.from({ length: 12 }, (_, j) => [113.1 + 0.014 * j, 23.06 + 0.012 * i + 0.003 * Math.sin(j + i)])

/** Eight round lakes, some of which a creek runs through. */
const ponds = (turn: (at: LonLat) => LonLat, code: (i: number) => string) => Array.from({ length: 8 }, (_, i) => {
  const [lon, lat] = i % 2 ? creeks[i % 6].places[10] : [113.12 + 0.02 * i, 23.3]
  const ring = Array.from({ length: 24 }, (_, j): LonLat =>
    turn([lon + 0.002 * Math.cos((j * Math.PI) / 12), lat + 0.002 * Math.sin((j * Math.PI) / 12)]))
  return feature({ 编码: code(i), 名称: `湖${code(i)}` }, { type: 'Polygon', coordinates: [[...ring, ring[0]]] })
})

beforeAll(async () => {
  ;[city, empty] = [await ownRegister(), await ownRegister()]
  await city.database.script(`insert into divisions (code, name, level, geom) values ('449000', '榕州市', 'city', 'SRID=4490;MULTIPOLYGON(((113 23,113.4 23,113.4 23.4,113 23.4,113 23)))')`)
  await importFile(city.database, written('ponds.geojson', collection(ponds(straight, (i) => `L${i}`))), { layer: 'lakes', here: true })
  await importFile(city.database, written('creeks.geojson', collection(creeks.map(({ code, name, places }) => feature({ 河段编码: code, 河段名称: name, 河宽: 10 }, line(...places))))), { layer: 'reaches', here: true })
})
afterAll(() => Promise.all([city.close(), empty.close()]))

const by = (east: number, north: number) => ([lon, lat]: LonLat): LonLat =>
  [lon + east / (111_195 * Math.cos((lat * Math.PI) / 180)), lat + north / 111_195]
const straight = (at: LonLat) => at
const reaches = (turn: (at: LonLat) => LonLat, code = (own: string) => `N-${own}`) =>
  collection(creeks.map((one, i) => feature({ 河段编码: code(one.code), 河段名称: `新${i}` }, line(...one.places.map(turn)))))
const ditches = (turn: (at: LonLat) => LonLat) =>
  collection([0, 1, 2, 3, 4, 5, 6, 7].map((i) => feature({ 河段编码: `D${i}`, 河段名称: `沟${i}` }, line(...ditch(i).map(turn)))))
/** Some 20 m beside its creek. */
const outfalls = (turn: (at: LonLat) => LonLat, named: boolean, count = 6) =>
  collection(Array.from({ length: count }, (_, i) => feature({ 编码: `P${i}`, 名称: `${i}号口`, 一级分类: '农业排口', ...(named && { 所在水体: creeks[i % 6].code }) },
    { type: 'Point', coordinates: turn(by(15, 8)(creeks[i % 6].places[3 + 2 * (i % 9)])) })))
const dry = (register: OwnRegister, features: string | object, layer: string, more: Partial<ImportOptions> = {}) =>
  importFile(register.database, written('x.geojson', features as string), { layer, dryRun: true, ...more })
const asked = async (features: string | object, layer: string, more: Partial<ImportOptions> = {}) =>
  (await dry(city, features, layer, more)).question?.zh ?? null

const gk = (crs: string) => (at: LonLat): LonLat => projection(crs)!.fromDegrees(at)
const through = (there: string, back: string) => (at: LonLat): LonLat => projection(back)!.toDegrees(projection(there)!.fromDegrees(at))

describe('a file that lies where the city does is never asked about', () => {
  it.each<[title: string, features: string | object, layer: string]>([
    ['the creeks once more', reaches(straight, (code) => code), 'reaches'],
    ['the creeks under other codes', reaches(straight), 'reaches'],
    ['creeks drawn by another hand', reaches(([lon, lat]) => by(12 * Math.sin(lon * 5e4), 12 * Math.cos(lat * 7e4))([lon, lat])), 'reaches'],
    ['ditches nobody knew of', ditches(straight), 'reaches'],
    ['one of them', collection([feature({ 河段编码: 'D1', 河段名称: '沟' }, line(...ditch(1)))]), 'reaches'],
    ['outfalls that name their creek', outfalls(straight, true), 'outfalls'],
    ['outfalls that do not', outfalls(straight, false, 20), 'outfalls'],
    ['an outfall that discharges to a creek far off', collection([feature({ 编码: 'Q', 名称: '远口', 一级分类: '农业排口', 所在水体: 'C0' }, { type: 'Point', coordinates: [113.35, 23.3] })]), 'outfalls'],
    ['its upstream, beyond the border', collection([feature({ 河段编码: 'U', 河段名称: '上游' }, line([113.41, 23.2], [113.5, 23.25]))]), 'reaches'],
    ['lakes under other codes', collection(ponds(straight, (i) => `NL${i}`)), 'lakes'],
    ['lakes nobody knew of', collection(ponds(by(3000, 1500), (i) => `NL${i}`)), 'lakes'],
    ['Gauss-Krüger metres', `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:4547"}},"features":[${creeks.map(({ code, places }) => JSON.stringify(feature({ 河段编码: code, 河段名称: code }, line(...places.map(gk('EPSG:4547')))))).join(',')}]}`, 'reaches'],
  ])('%s', async (_, features, layer) => {
    expect(await asked(features, layer)).toBe(null)
  })
})

describe('a file that lies elsewhere is asked about', () => {
  it.each<[title: string, features: string | object, layer: string, words: RegExp, more?: Partial<ImportOptions>]>([
    ['GCJ-02 under codes nobody knows', reaches(toGcj02), 'reaches', /像是 GCJ-02.*--crs GCJ-02.*--here/],
    ['BD-09 under codes nobody knows', reaches(toBd09), 'reaches', /像是 BD-09.*--crs BD-09/],
    ['one creek in GCJ-02', collection([feature({ 河段编码: 'N', 河段名称: '新' }, line(...creek(2).map(toGcj02)))]), 'reaches', /像是 GCJ-02/],
    ['two known ones in GCJ-02, too few to convert', collection([0, 1].map((i) => feature({ 河段编码: `C${i}`, 河段名称: creeks[i].name }, line(...creek(i).map(toGcj02))))), 'reaches', /像是 GCJ-02.*太少.*--here/],
    ['outfalls in GCJ-02 that name their creek', outfalls(toGcj02, true), 'outfalls', /像是 GCJ-02/],
    ['outfalls in GCJ-02 that do not', outfalls(toGcj02, false, 20), 'outfalls', /像是 GCJ-02/],
    ['two of six creeks in GCJ-02', collection(creeks.map((one, i) => feature({ 河段编码: `N-${i}`, 河段名称: `新${i}` }, line(...one.places.map(i < 2 ? toGcj02 : straight))))), 'reaches', /像有几种坐标.*--here/],
    ['lakes in GCJ-02', collection(ponds((at) => toGcj02(at), (i) => `NL${i}`)), 'lakes', /像是 GCJ-02/],
    ['GCJ-02 that is none', reaches(straight), 'reaches', /本来没有偏.*--here/, { crs: 'GCJ-02' }],
    ['another datum, 60 m to the east', reaches(by(60, 0)), 'reaches', /往东偏了 (5[5-9]|6[0-5]) 米/],
    ['the same, of creeks it knows', reaches(by(-45, 45), (code) => code), 'reaches', /往西北偏了 6[0-9] 米/],
    ['Hong Kong 1980 read without its parameters', reaches(through('+proj=longlat +ellps=intl +towgs84=-162.619,-276.959,-161.764,0.067753,-2.243649,-1.158827,-1.094246', 'EPSG:4326')), 'reaches', /偏了 \d{2,3} 米/],
    ['UTM read as Gauss-Krüger', reaches(through('+proj=utm +zone=49 +ellps=GRS80', 'EPSG:4546')), 'reaches', /偏了 \d+ 米|像是/],
    ['another meridian', ditches(through('EPSG:4547', 'EPSG:4548')), 'reaches', /离名录里的城市最近也有 \d+ km.*--here/],
    ['the other side of the earth', ditches(([lon, lat]) => [lon - 41, lat]), 'reaches', /经度 72\.\d+–.*--crs/],
  ])('%s', async (_, features, layer, words, more) => {
    expect(await asked(features, layer, more)).toMatch(words)
  })

  it('is written only once that is answered, and then says so', async () => {
    const gcj02 = reaches(toGcj02)
    const bring = (more: Partial<ImportOptions>) => importFile(city.database, written('x.geojson', gcj02), { layer: 'reaches', ...more })
    const held = await bring({})
    expect([held.written, held.seq, held.fates.new]).toEqual([false, null, 6])
    const converted = await dry(city, gcj02, 'reaches', { crs: 'GCJ-02' })
    expect([converted.question, converted.fates.new]).toEqual([null, 6])
    const kept = await dry(city, gcj02, 'reaches', { here: true })
    expect([kept.question, kept.remarks.some(({ zh }) => /位置已由您确认.*GCJ-02/.test(zh))]).toEqual([null, true])
  })
})

describe('the first file of an empty register', () => {
  it('is told where on earth it lies, and written once that is said to be right', async () => {
    const bring = (more: Partial<ImportOptions> = {}) => importFile(empty.database, written('x.geojson', ditches(straight)), { layer: 'reaches', ...more })
    const held = await bring()
    expect([held.written, held.question?.zh]).toEqual([false, expect.stringMatching(/名录还是空的.*经度 113\.100–113\.254、纬度 23\.057–23\.147（东西 × 南北 16 × 10 km）.*--here.*--near/)])
    expect((await bring({ near: '113.2, 23.1' })).written).toBe(true)
    expect((await bring()).question).toBe(null)
  })

  it('is asked about where it lies far from the place that was given', async () => {
    const other = await ownRegister()
    const bring = (near: string) => dry(other, ditches(straight), 'reaches', { near })
    expect((await bring('116.4, 39.9')).question?.zh).toMatch(/离 --near 116\.4,39\.9 有 100 km 以上/)
    await expect(bring('广州')).rejects.toThrow(/--near 广州 不是坐标/)
    await other.close()
  })
})
