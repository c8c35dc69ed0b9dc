import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { definitionOf, fromBd09, fromGcj02, gaussKruger, gaussKrugerAt, metresBetween, nameOf, outOfChina, projection, readCoordinate, toBd09, toGcj02, zoneOfEasting, type LonLat } from './coordinates.ts'

const checkPoint: LonLat = [113.2644, 23.1291]

/** Published pairs (googollee/eviltransform, MIT), [lon, lat]. */
const published: [wgs84: LonLat, gcj02: LonLat][] = [
  [[121.5272106, 31.1774276], [121.531541859215, 31.17530398364597]],
  [[113.912316, 22.543847], [113.9171764808363, 22.540796131694766]],
  [[116.377817, 39.911954], [116.38404722455657, 39.91334545536069]],
]

const inland = fc.tuple(fc.double({ min: 75, max: 134, noNaN: true }), fc.double({ min: 4, max: 53, noNaN: true }))

describe('coordinate systems', () => {
  it('puts the check point of the trade on its millimetre and back', () => {
    const plain = projection('EPSG:4547')
    const [east, north] = plain?.fromDegrees(checkPoint) ?? [0, 0]
    expect(east).toBeCloseTo(424654.893, 2)
    expect(north).toBeCloseTo(2559024.739, 2)
    const [lon, lat] = plain?.toDegrees([east, north]) ?? [0, 0]
    expect(metresBetween([lon, lat], checkPoint)).toBeLessThan(0.001)
  })

  it('leads a zoned easting with its zone number and changes nothing else', () => {
    const [plain, zoned] = ['EPSG:4547', 'EPSG:4526'].map((crs) => projection(crs)?.fromDegrees(checkPoint) ?? [0, 0])
    expect((zoned?.[0] ?? 0) - (plain?.[0] ?? 0)).toBeCloseTo(38_000_000, 3)
    expect(zoned?.[1]).toBeCloseTo(plain?.[1] ?? 0, 6)
  })

  it('knows every Gauss-Krüger number by its meridian', () => {
    expect(gaussKruger(4508)).toEqual({ meridian: 111, width: 6, zone: null })
    expect(gaussKruger(4491)).toEqual({ meridian: 75, width: 6, zone: 13 })
    expect(gaussKruger(4533)).toEqual({ meridian: 135, width: 3, zone: 45 })
    expect(gaussKruger(4554)).toEqual({ meridian: 135, width: 3, zone: null })
    expect(gaussKruger(4555)).toBeNull()
    expect(gaussKrugerAt(113.26)).toBe('EPSG:4547')
    expect(nameOf('EPSG:4526').zh).toContain('带号 38')
    expect(definitionOf('EPSG:2326')).toBeNull()
    expect(projection('EPSG:2326')).toBeNull()
  })

  it('reads the zone off an easting, and none off a plain one or a Web Mercator one', () => {
    expect(zoneOfEasting(38424654)).toBe('EPSG:4526')
    expect(zoneOfEasting(19424654)).toBe('EPSG:4497')
    expect(zoneOfEasting(424654)).toBeNull()
    expect(zoneOfEasting(12608535)).toBeNull()
  })
})

describe('shifted coordinates', () => {
  it('shifts as the published pairs do', () => {
    for (const [wgs84, gcj02] of published) {
      expect(toGcj02(wgs84)[0]).toBeCloseTo(gcj02[0], 9)
      expect(toGcj02(wgs84)[1]).toBeCloseTo(gcj02[1], 9)
      expect(metresBetween(fromGcj02(gcj02), wgs84)).toBeLessThan(0.001)
    }
  })

  it('comes back from either shift to within 1e-7 degrees anywhere in the country', () => {
    fc.assert(
      fc.property(inland, (at) => {
        for (const there of [fromGcj02(toGcj02(at)), fromBd09(toBd09(at))]) {
          expect(Math.abs(there[0] - at[0])).toBeLessThan(1e-7)
          expect(Math.abs(there[1] - at[1])).toBeLessThan(1e-7)
        }
      }),
    )
  })

  it('moves a place in Guangzhou 600 to 630 m to the south-east', () => {
    const moved = toGcj02(checkPoint)
    const metres = metresBetween(checkPoint, moved)
    expect(metres).toBeGreaterThan(600)
    expect(metres).toBeLessThan(630)
    expect(moved[0]).toBeGreaterThan(checkPoint[0])
    expect(moved[1]).toBeLessThan(checkPoint[1])
  })

  it('leaves places abroad where they are', () => {
    const vaduz: LonLat = [9.52, 47.14]
    expect(outOfChina(vaduz)).toBe(true)
    expect(toGcj02(vaduz)).toEqual(vaduz)
    expect(fromBd09(vaduz)).toEqual(vaduz)
  })
})

describe('a typed coordinate', () => {
  const ways = [
    '113.2644,23.1291', '113.2644 23.1291', '23.1291, 113.2644', '23.1291，113.2644', '[113.2644, 23.1291]',
    'E113.2644 N23.1291', '113.2644E 23.1291N', '23.1291°N, 113.2644°E', '东经113.2644° 北纬23.1291°', 'lng=113.2644, lat=23.1291',
    '113°15′51.84″E 23°07′44.76″N', `113°15'51.84" 23°7'44.76"`, '113度15分51.84秒，23度7分44.76秒', 'N23°7′44.76″ E113°15′51.84″',
    '424654.893, 2559024.739', '2559024.739 424654.893', '38424654.893, 2559024.739', 'X=2559024.739, Y=38424654.893', '12608535.3 2647638.6',
  ]

  it.each(ways)('finds the check point in %s', (typed) => {
    const [first] = readCoordinate(typed)
    expect(first).toBeDefined()
    expect(metresBetween(first?.at ?? [0, 0], checkPoint)).toBeLessThan(1)
  })

  it('offers degrees in China a second time as GCJ-02, and says how far that moves them', () => {
    const readings = readCoordinate('113.2644,23.1291')
    expect(readings.map(({ crs }) => crs)).toEqual(['EPSG:4490', 'GCJ-02'])
    expect(readings[1]?.shiftedMetres).toBeGreaterThan(600)
    expect(metresBetween(toGcj02(readings[1]?.at ?? [0, 0]), checkPoint)).toBeLessThan(0.01)
  })

  it('reads metres only one way and degrees abroad without a shift', () => {
    expect(readCoordinate('424654.893, 2559024.739').map(({ crs }) => crs)).toEqual(['EPSG:4547'])
    expect(readCoordinate('38424654, 2559024').map(({ crs }) => crs)).toEqual(['EPSG:4526'])
    expect(readCoordinate('9.52, 47.14').every(({ crs }) => crs === 'EPSG:4490')).toBe(true)
  })

  it.each(['', '沙河涌', '440103000001', '113.26', '113.26,23.13,5', '999,999', '113°75′E 23°N', '12 Main Street 7', 'E113 E23', '1e400,23'])('finds none in %s', (typed) => {
    expect(readCoordinate(typed)).toEqual([])
  })
})
