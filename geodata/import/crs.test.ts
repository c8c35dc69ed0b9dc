import { describe, expect, it } from 'vitest'
import { metresBetween, projection, toGcj02, type LonLat } from '../../domain/coordinates.ts'
import { text } from '../../domain/text.ts'
import { canonical, decideCrs, type Bounds } from './crs.ts'

const inGuangzhou: LonLat = [113.2644, 23.1291]
const around = (x: number, y: number, by: number): Bounds => [x - by, y - by, x + by, y + by]
const decide = (bounds: Bounds, declared: string | null = null, asked: string | null = null, where = text('.prj 文件', '.prj')) => decideCrs({ file: 'x.zip', asked, declared, where: declared ? where : text('没有 .prj', 'no .prj'), bounds })
const esri = 'PROJCS["CGCS2000_3_Degree_GK_CM_114E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",114.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
const geographic = 'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
const metres = around(424654.893, 2559024.739, 1000)
const degrees = around(113.2644, 23.1291, 0.1)
const zoned = around(38424654.893, 2559024.739, 1000)

describe('the coordinate system of a file', () => {
  it('knows the systems of .prj files by number', () => {
    expect(canonical(esri)).toBe('EPSG:4547')
    expect(canonical(esri.replace('500000.0', '38500000.0'))).toBe('EPSG:4526')
    expect(canonical(geographic)).toBe('EPSG:4326')
    expect(canonical(' gcj02 ')).toBe('GCJ-02')
    expect(canonical('4547')).toBe('EPSG:4547')
  })

  it.each<[title: string, bounds: Bounds, declared: string | null, crs: string, swapped: boolean]>([
    ['degrees without .prj', degrees, null, 'EPSG:4490', false],
    ['degrees with latitude first', around(23.1291, 113.2644, 0.1), geographic, 'EPSG:4326', true],
    ['metres with .prj', metres, esri, 'EPSG:4547', false],
    ['metres with the northing first', around(2559024.739, 424654.893, 1000), esri, 'EPSG:4547', true],
    ['zoned eastings that nobody declared', zoned, null, 'EPSG:4526', false],
    ['zoned eastings with the northing first', around(2559024.739, 38424654.893, 1000), null, 'EPSG:4526', true],
    ['zoned eastings under a plain .prj', zoned, esri, 'EPSG:4526', false],
    ['plain eastings under a zoned .prj', metres, 'EPSG:4526', 'EPSG:4547', false],
    ['Web Mercator', around(12608535, 2647638, 1000), 'EPSG:3857', 'EPSG:3857', false],
  ])('reads %s to the right place', (_, bounds, declared, crs, swapped) => {
    const reading = decide(bounds, declared)
    expect([reading.crs, reading.swapped]).toEqual([crs, swapped])
    const at = reading.toDegrees([(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2])
    expect(metresBetween(at, inGuangzhou)).toBeLessThan(1)
    if (swapped) expect(reading.why.zh).toContain('已对调')
  })

  it('recognises zoned eastings in GeoJSON that says nothing', () => {
    expect(decide(zoned, 'EPSG:4326', null, text('GeoJSON 标准（RFC 7946），文件未写明', '')).crs).toBe('EPSG:4526')
  })

  const datum = (name: string, more = '', spheroid = '"x",6378137,298.257222101') => `GEOGCS["g",DATUM["${name}",SPHEROID[${spheroid}]${more}],PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]]`

  it.each<[title: string, declared: string, words: RegExp]>([
    ['a foreign datum', datum('D_Hong_Kong_1980', '', '"International_1924",6378388,297'), /大地基准是 D_Hong_Kong_1980/],
    ['a foreign datum with empty parameters', datum('European_Datum_1950', ',TOWGS84[0,0,0,0,0,0,0]'), /European_Datum_1950/],
    ['NAD27 by number', 'EPSG:4267', /不认识坐标系 EPSG:4267/],
    ['NAD27, whose way is a grid', '+proj=longlat +datum=NAD27', /NAD27/],
    ['grids', '+proj=longlat +nadgrids=conus', /格网 conus/],
    ['Krassovsky without parameters', '+proj=longlat +ellps=krass', /西安 80 或北京 54/],
    ['Xian 80 in metres by number', 'EPSG:2383', /西安 80/],
    ['degrees on Beijing 54', 'EPSG:4214', /北京 54/],
    ['Beijing 54 by number', 'EPSG:2415', /北京 54/],
    ['a datum nobody wrote', 'GEOGCS["WGS 84"]', /没|WGS 84/],
    ['a datum with the ellipsoid of another', datum('D_WGS_1984', '', '"Krassowsky_1940",6378245,298.3'), /自相矛盾/],
    ['longitudes from Paris', datum('WGS_1984').replace('"Greenwich",0', '"Paris",2.337'), /格林尼治/],
    ['grads', datum('WGS_1984').replace('"Degree",0.017', '"Grad",0.015'), /角度单位是 Grad/],
  ])('refuses %s', (_, declared, words) => {
    expect(() => decide(degrees, declared)).toThrow(words)
  })

  it('moves by the parameters a file brings, and says so', () => {
    const reading = decide(degrees, datum('D_Beijing_1954', ',TOWGS84[15.8,-154.4,-82.3,0,0,0,0]', '"Krassowsky_1940",6378245,298.3'))
    expect(metresBetween(reading.toDegrees(inGuangzhou), inGuangzhou)).toBeGreaterThan(40)
    expect(reading.why.zh).toContain('TOWGS84')
  })

  it.each(['EPSG:4269', 'EPSG:4258', 'EPSG:4979', 'CRS84', datum('North_American_Datum_1983'), datum('ITRF_2008')])('takes %s for degrees', (declared) => {
    expect(decide(degrees, declared).crs).toBe('EPSG:4326')
  })

  it.each(['EPSG:4610', '4610', 'urn:ogc:def:crs:EPSG::4610', datum('D_Xian_1980', '', '"Xian_1980",6378140,298.257')])('takes %s for degrees, with a doubt', (declared) => {
    const { crs, remark, why } = decide(degrees, declared)
    expect([crs, remark?.zh, why.zh]).toEqual(['EPSG:4490', expect.stringMatching(/西安 80.*几十米/), expect.stringContaining('西安 80')])
  })

  it('takes UTM on CGCS2000 for what it is, a kilometre from Gauss-Krüger', () => {
    const scaled = decide(metres, esri.replace('"Scale_Factor",1.0', '"Scale_Factor",0.9996'))
    expect(scaled.crs).not.toBe('EPSG:4547')
    expect(metresBetween(scaled.toDegrees([424654.893, 2559024.739]), inGuangzhou)).toBeGreaterThan(900)
    expect(() => decide(zoned, esri.replace('"Scale_Factor",1.0', '"Scale_Factor",0.9996'))).toThrow(/范围内/)
  })

  it('turns GCJ-02 back when asked to', () => {
    const moved = toGcj02(inGuangzhou)
    expect(metresBetween(decide(degrees, null, 'gcj-02').toDegrees(moved), inGuangzhou)).toBeLessThan(0.01)
  })

  it.each<[title: string, bounds: Bounds, declared: string | null, words: RegExp]>([
    ['degrees under a projected .prj', degrees, esri, /EPSG:4547（米），坐标却是度/],
    ['metres under a geographic .prj', metres, geographic, /（度），坐标却像米.*EPSG:4547/],
    ['a zone number of another meridian', around(39424654, 2559024, 1000), esri, /带号却属于中央经线 117/],
    ['metres nobody named', metres, null, /请用 --crs 指定.*EPSG:4547.*113\.26/],
    ['figures outside the declared zone', around(9_000_000, 2559024, 1000), esri, /不在 EPSG:4547/],
    ['a datum whose parameters are controlled', metres, 'PROJCS["Xian_1980_3_Degree_GK_CM_114E",GEOGCS["GCS_Xian_1980"]]', /西安 80/],
    ['a system nobody knows', metres, 'EPSG:99999', /不认识坐标系 EPSG:99999/],
  ])('refuses %s', (_, bounds, declared, words) => {
    expect(() => decide(bounds, declared)).toThrow(words)
  })

  it('takes a proj definition with the deployer’s own parameters', () => {
    expect(projection('+proj=tmerc +lat_0=0 +lon_0=113.28333 +x_0=39980 +y_0=-2329620 +ellps=GRS80')).not.toBeNull()
  })
})
