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
