import Flatbush from 'flatbush'
import { describe, expect, test } from 'vitest'
import { distance, inRing, ringArea, segmentsMeet } from './geometry.ts'
import { land } from './land.ts'
import { COUNTS, placeRows, places } from './places.ts'
import { random } from './random.ts'
import type { Division, Point } from './types.ts'

const scale = 0.05
const ground = land({ seed: 5, scale })
const city = places(ground, { seed: 5, scale })
const of = (level: Division['level']): Division[] => city.divisions.filter((division) => division.level === level)

const holds = ({ polygons }: Division, [x, y]: Point): boolean =>
  polygons.some(([shell, ...holes]) => inRing(shell, x, y) && !holes.some((hole) => inRing(hole, x, y)))

describe('divisions and grids', () => {
  test('a city of a twentieth has a twentieth of the towns, villages and grids, and two districts', () => {
    expect(of('city')).toHaveLength(1)
    expect(of('district')).toHaveLength(2)
    expect(of('town')).toHaveLength(Math.round(COUNTS.towns * scale))
    expect(of('village')).toHaveLength(Math.round(COUNTS.villages * scale))
    expect(city.grids).toHaveLength(Math.round(COUNTS.grids * scale))
  })

  test('a code starts with its parent’s and is used once', () => {
    const digits = { city: 6, district: 6, town: 9, village: 12 }
    for (const { code, level, parent } of city.divisions) {
      expect(code).toHaveLength(digits[level])
      if (level === 'town' || level === 'village') expect(code.startsWith(parent ?? '?')).toBe(true)
      if (parent !== null) expect(city.byCode.has(parent)).toBe(true)
    }
    for (const { code, village } of city.grids) expect(code).toMatch(new RegExp(`^${village}\\d{3}$`))
    expect(new Set([...city.divisions, ...city.grids].map(({ code }) => code)).size).toBe(city.divisions.length + city.grids.length)
  })

  test('no two places of a kind bear the same name', () => {
    for (const level of ['district', 'town', 'village'] as const) expect(new Set(of(level).map(({ name }) => name)).size).toBe(of(level).length)
  })

  test('grids, villages, towns and districts each add up to the outline', () => {
    const whole = ringArea(ground.terrain.outline)
    const share = (areas: number[]): number => areas.reduce((sum, area) => sum + area, 0) / whole
    expect(share(city.grids.map(({ ring }) => ringArea(ring)))).toBeCloseTo(1, 6)
    for (const level of ['city', 'district', 'town', 'village'] as const) {
      expect(share(of(level).flatMap(({ polygons }) => polygons.flatMap((rings) => rings.map(ringArea))))).toBeCloseTo(1, 6)
      expect(share(of(level).map(({ area }) => area))).toBeCloseTo(1, 6)
    }
  })

  test('no border crosses another or itself', () => {
    const seen = new Set<string>()
    const sides: [Point, Point][] = []
    for (const { ring } of city.grids) {
      ring.forEach((a, i) => {
        const b = ring[(i + 1) % ring.length]
        const key = a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? `${a},${b}` : `${b},${a}`
        if (seen.has(key) || distance(a, b) === 0) return
        seen.add(key)
        sides.push([a, b])
      })
    }
    const index = new Flatbush(sides.length)
    for (const [a, b] of sides) index.add(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1]))
    index.finish()
    const same = (p: Point, q: Point): boolean => p[0] === q[0] && p[1] === q[1]
    const crossings = sides.filter(([a, b], i) =>
      index.search(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1]))
        .some((j) => j > i && ![a, b].some((p) => sides[j].some((q) => same(p, q))) && segmentsMeet(a, b, ...sides[j])))
    expect(crossings).toEqual([])
  })

  test('every unit is in one piece and every grid lies in its village', () => {
    for (const { code, polygons } of city.divisions) expect([code, polygons.length]).toEqual([code, 1])
    const within = random(1, 'points in grids')
    for (const { ring, village } of city.grids) {
      // a point just inside the middle of a side
      const i = Math.floor(within() * ring.length)
      const [a, b] = [ring[i], ring[(i + 1) % ring.length]]
      const off = 1 / distance(a, b)
      const at: Point = [(a[0] + b[0]) / 2 - (b[1] - a[1]) * off, (a[1] + b[1]) / 2 + (b[0] - a[0]) * off]
      if (inRing(ring, ...at)) expect(city.villageAt(at)).toBe(village)
    }
  })

  test('the village of a place is the one whose polygon holds it, and none outside the outline', () => {
    const draw = random(2, 'places')
    const villages = of('village')
    const xs = ground.terrain.outline.map(([x]) => x)
    const ys = ground.terrain.outline.map(([, y]) => y)
    const [west, south] = [Math.min(...xs), Math.min(...ys)]
    for (let k = 0; k < 400; k++) {
      const at: Point = [west + draw() * (Math.max(...xs) - west), south + draw() * (Math.max(...ys) - south)]
      expect(city.villageAt(at)).toBe(villages.find((village) => holds(village, at))?.code ?? null)
    }
  })

  test('where a river is wide, its banks mostly belong to different villages', () => {
    let apart = 0
    let all = 0
    for (const { line, width } of ground.rivers) {
      for (let k = 1; k < line.length; k++) {
        if (width[k] < 100) continue
        const [a, b] = [line[k - 1], line[k]]
        const off = (width[k] / 2 + 20) / distance(a, b)
        const left = city.villageAt([b[0] - (b[1] - a[1]) * off, b[1] + (b[0] - a[0]) * off])
        const right = city.villageAt([b[0] + (b[1] - a[1]) * off, b[1] - (b[0] - a[0]) * off])
        if (left === null || right === null) continue
        all++
        if (left !== right) apart++
      }
    }
    expect(all).toBeGreaterThan(100)
    expect(apart / all).toBeGreaterThan(0.75)
  })

  test('grids are small where people live and large in the hills', () => {
    const mean = (grids: typeof city.grids): number => grids.reduce((sum, { area }) => sum + area, 0) / grids.length
    const dense = city.grids.filter(({ builtUp }) => builtUp > 0.4)
    const empty = city.grids.filter(({ builtUp }) => builtUp < 0.02)
    expect(mean(dense) * 8).toBeLessThan(mean(empty))
  })

  test('the same seed draws the same map, another seed another', () => {
    const again = places(ground, { seed: 5, scale })
    expect(again.divisions).toEqual(city.divisions)
    expect(again.grids).toEqual(city.grids)
    expect(places(ground, { seed: 6, scale }).grids).not.toEqual(city.grids)
  })

  test('rows close their rings and name their parents', () => {
    const { divisions = [], grids = [] } = placeRows(city)
    expect(divisions.map(({ code }) => code)).toEqual(city.divisions.map(({ code }) => code))
    for (const { geom } of grids) {
      const { coordinates } = geom as { coordinates: Point[][][] }
      expect(coordinates[0][0].at(-1)).toEqual(coordinates[0][0][0])
    }
  })
})
