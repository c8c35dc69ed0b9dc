import { describe, expect, test } from 'vitest'
import { catalogue } from '../../domain/catalogue.ts'
import { layerOf, type LayerId } from '../../domain/catalogue.ts'
import { distance, toSegment } from './geometry.ts'
import { land } from './land.ts'
import { places } from './places.ts'
import { random } from './random.ts'
import { REACHES, waters } from './waters.ts'
import { waterRows } from './watersRows.ts'
import { gateCodes } from './watersWhere.ts'
import { LEAST } from './watersSpans.ts'
import type { Point, Reach } from './types.ts'
import type { Row } from './rows.ts'

const scale = 0.05
const ground = land({ seed: 5, scale })
const where = places(ground, { seed: 5, scale })
const register = waters(ground, where, { seed: 5, scale })
const tables = waterRows(ground, where, register)
const rows = tables.waters ?? []
const reachCodes = new Set(register.reaches.map(({ code }) => code))
const allLinks = tables.links ?? []
const links = allLinks.filter(({ upstream, downstream }) => reachCodes.has(upstream as string) && reachCodes.has(downstream as string))
const ofKind = (kind: string): Row[] => rows.filter((row) => row.kind === kind)
const reachOf = new Map(register.reaches.map((reach) => [reach.code, reach]))

/** The place on a reach at a measure of its own. */
function placeOn({ line }: Reach, measure: number): Point {
  let left = measure
  for (let k = 1; k < line.length; k++) {
    const long = distance(line[k - 1], line[k])
    if (left <= long) return [
      line[k - 1][0] + (left / long) * (line[k][0] - line[k - 1][0]), line[k - 1][1] + (left / long) * (line[k][1] - line[k - 1][1]),
    ]
    left -= long
  }
  return line[line.length - 1]
}

describe('reaches', () => {
  test('there are exactly as many as the city’s size asks for', () => {
    expect(register.reaches).toHaveLength(Math.round(REACHES * scale))
    expect(ofKind('reach')).toHaveLength(register.reaches.length)
    expect(ofKind('river')).toHaveLength(ground.rivers.length)
  })

  test('they cover each river from its source to its mouth, end to end', () => {
    register.rivers.forEach(({ line, reaches }, id) => {
      expect(reaches[0].from).toBe(0)
      expect(reaches[reaches.length - 1].to).toBeCloseTo(line.length, 1)
      for (let k = 1; k < reaches.length; k++) {
        expect(reaches[k].from).toBe(reaches[k - 1].to)
        expect(reaches[k].line[0]).toEqual(reaches[k - 1].line.at(-1))
      }
      expect(reaches[0].line[0]).toEqual(ground.rivers[id].line[0])
      for (const { line: part, from, to } of reaches) {
        expect(part.slice(1).reduce((sum, point, k) => sum + distance(part[k], point), 0)).toBeCloseTo(to - from, 1)
      }
    })
  })

  test('none is shorter than 60 m unless its river is', () => {
    for (const { reaches } of register.rivers) {
      if (reaches.length > 1) for (const { from, to } of reaches) expect(to - from).toBeGreaterThanOrEqual(LEAST - 0.02)
    }
  })

  test('a reach belongs to a village it runs through or along', () => {
    for (const reach of register.reaches) {
      const { village, width, code } = reach
      const long = reach.to - reach.from
      const banks = [0, 0.25, 0.5, 0.75, 1, -0.25, -0.5, -0.75, -1].map((share) => share * (0.6 * width + 45))
      const touches = Array.from({ length: Math.ceil(long / 10) + 1 }, (_, k) => Math.min(long, k * 10)).some((measure) => {
        const [a, b] = [placeOn(reach, Math.max(0, measure - 5)), placeOn(reach, Math.min(long, measure + 5))]
        const [east, north] = [(b[0] - a[0]) / distance(a, b), (b[1] - a[1]) / distance(a, b)]
        const [x, y] = placeOn(reach, measure)
        return banks.some((off) => where.villageAt([x - north * off, y + east * off]) === village)
      })
      const outside = where.villageAt(reach.line[0]) === null || where.villageAt(placeOn(reach, long)) === null
      expect([code, touches || outside]).toEqual([code, true])
    }
  })

  test('the reach at a measure holds it', () => {
    register.rivers.forEach(({ line }, id) => {
      for (const share of [0, 0.3, 0.77, 1]) {
        const measure = share * line.length
        const reach = register.reachAt(id, measure)
        expect(reach.from).toBeLessThanOrEqual(measure)
        expect(reach.to).toBeGreaterThanOrEqual(measure - 0.02)
      }
    })
  })

  test('the nearest reach is the nearest of all, and the bank is the hand it lies on looking downstream', () => {
    const draw = random(3, 'points')
    const [west, east] = [Math.min(...ground.terrain.outline.map(([x]) => x)), Math.max(...ground.terrain.outline.map(([x]) => x))]
    const [south, north] = [Math.min(...ground.terrain.outline.map(([, y]) => y)), Math.max(...ground.terrain.outline.map(([, y]) => y))]
    for (let k = 0; k < 60; k++) {
      const at: Point = [west + draw() * (east - west), south + draw() * (north - south)]
      let least = Infinity
      for (const { line } of register.reaches) {
        for (let i = 1; i < line.length; i++) least = Math.min(least, toSegment(...at, ...line[i - 1], ...line[i]))
      }
      const found = register.nearestReach(at, 1500)
      if (least > 1500) {
        expect(found).toBeNull()
        continue
      }
      expect(found?.distance).toBeCloseTo(least, 6)
      if (found) expect(distance(placeOn(found.reach, found.measure), found.at)).toBeLessThan(0.01)
    }
    const [reach] = register.reaches
    const [a, b] = reach.line
    const step = 3 / distance(a, b)
    const middle: Point = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
    expect(register.nearestReach([middle[0] - (b[1] - a[1]) * step, middle[1] + (b[0] - a[0]) * step], 50)?.bank).toBe('left')
    expect(register.nearestReach([middle[0] + (b[1] - a[1]) * step, middle[1] - (b[0] - a[0]) * step], 50)?.bank).toBe('right')
  })
})

describe('links', () => {
  test('water leaves and enters at the same place', () => {
    for (const { upstream, upstream_m, downstream, downstream_m } of links) {
      const from = reachOf.get(upstream as string) as Reach
      const to = reachOf.get(downstream as string) as Reach
      expect(distance(placeOn(from, upstream_m as number), placeOn(to, downstream_m as number))).toBeLessThan(1)
      expect(downstream_m as number).toBeLessThanOrEqual(to.to - to.from + 0.01)
    }
  })

  test('a river that flows into another or branches off one is linked to it', () => {
    const pairs = new Set(links.map(({ upstream, downstream }) => `${upstream}>${downstream}`))
    const rivers = register.rivers
    ground.rivers.forEach(({ into, from }, id) => {
      const { reaches } = rivers[id]
      if (into !== null) expect(rivers[into].reaches.some(({ code }) => pairs.has(`${reaches[reaches.length - 1].code}>${code}`))).toBe(true)
      if (from !== null) expect(rivers[from].reaches.some(({ code }) => pairs.has(`${code}>${reaches[0].code}`))).toBe(true)
    })
    expect(pairs.size).toBe(links.length)
  })

  test('from every reach the water gets to the sea', () => {
    const upstream = new Map<string, string[]>()
    for (const link of links)
      upstream.set(link.downstream as string, [...(upstream.get(link.downstream as string) ?? []), link.upstream as string])
    const open = ground.rivers.flatMap(({ into }, id) =>
      (into === null ? [register.rivers[id].reaches[register.rivers[id].reaches.length - 1].code] : []))
    const reached = new Set(open)
    while (open.length) {
      for (const code of upstream.get(open.pop() as string) ?? []) {
        if (reached.has(code)) continue
        reached.add(code)
        open.push(code)
      }
    }
    expect(reached.size).toBe(register.reaches.length)
  })

  test('nearly every gate stands on a link of its river, and says how water passes', () => {
    const codes = gateCodes(ground, where)
    const gated = links.filter(({ gate }) => gate !== null)
    expect(new Set(gated.map(({ gate }) => gate)).size).toBe(gated.length)
    expect(gated.length).toBeGreaterThan(0.9 * ground.gates.length)
    for (const { gate, flow_mode, upstream, downstream } of gated) {
      const { river, kind } = ground.gates[codes.indexOf(gate as string)]
      expect(flow_mode).toBe(kind === 'pump' ? 'pumped' : 'gated')
      expect([reachOf.get(upstream as string)?.river, reachOf.get(downstream as string)?.river]).toContain(river)
    }
  })
})

describe('rows', () => {
  test('codes say district and kind, and are used once', () => {
    const shape: Record<string, RegExp> = {
      river: /^4490\d\d-\d{4}$/, reach: /^4490\d\d-\d{4}-\d{2,3}$/, lake: /^4490\d\d-H\d{3}$/, reservoir: /^4490\d\d-K\d{3}$/, small_water: /^4490\d\d-X\d{4}$/,
    }
    for (const { code, kind } of rows) expect(code).toMatch(shape[kind as string])
    expect(new Set(rows.map(({ code }) => code)).size).toBe(rows.length)
    expect(new Set(ofKind('river').map(({ name }) => name)).size).toBe(ground.rivers.length)
  })

  test('all rows name the same columns, in words and numbers of the trade', () => {
    const columns = Object.keys(rows[0])
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(columns)
      for (const value of Object.values(row)) if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
      expect(String(row.name) + String(row.start_place) + String(row.end_place)).not.toMatch(/undefined|NaN/)
      expect(row.division === null || where.byCode.has(row.division as string)).toBe(true)
      expect(row.target_class).toMatch(/^[ⅠⅡⅢⅣⅤ]$/)
    }
    const classes = (layer: LayerId) => Object.keys(layerOf(layer)!.fields.find(({ name }) => name === 'subkind')!.values!)
    for (const { subkind } of ofKind('river')) expect(classes('rivers')).toContain(subkind)
    for (const { subkind } of ofKind('small_water')) expect(classes('small_waters')).toContain(subkind)
  })

  test('a reach is managed and named with its river; beds do not rise downstream', () => {
    const rivers = new Map(ofKind('river').map((row) => [row.code, row]))
    for (const reach of ofKind('reach')) {
      const river = rivers.get(reach.river) as Row
      expect(reach.level).toBe(river.level)
      expect(String(reach.name).startsWith(`${river.name as string}·`)).toBe(true)
      expect(reach.bed_to_m as number).toBeLessThanOrEqual((reach.bed_from_m as number) + 0.011)
    }
  })

  test('every water lies in one of at most nine basins that share out the city', () => {
    const basins = tables.basins ?? []
    expect(basins.length).toBeLessThanOrEqual(9)
    for (const { basin } of rows) expect(basins.map(({ code }) => code)).toContain(basin)
    expect(basins.reduce((sum, { area_km2 }) => sum + (area_km2 as number), 0)).toBeCloseTo(where.divisions[0].area / 1e6, -1)
  })

  test('what was different once has a past version that ends where the present one begins', () => {
    const past = tables.past_versions ?? []
    const now = new Map(rows.map((row) => [row.code, row]))
    const share = past.filter(({ layer }) => layer !== 'reaches').length / (rows.length - register.reaches.length)
    expect(share).toBeGreaterThan(0.005)
    expect(share).toBeLessThan(0.08)
    for (const { layer, code, valid_from, valid_to, attributes } of past) {
      const row = now.get(code) as Row
      expect([valid_to, row.version]).toEqual([row.valid_from, 2])
      expect((valid_from as string) < (valid_to as string)).toBe(true)
      const before = JSON.parse(attributes as string) as Row
      expect(Object.keys(before)).toEqual(catalogue.find(({ id }) => id === layer)?.fields.map(({ name }) => name))
      expect(['name', 'level', 'target_class'].filter((field) => field in before && before[field] !== row[field])).toHaveLength(1)
    }
    expect(rows.filter(({ version }) => version === 2)).toHaveLength(past.length)
  })

  test('the same seed writes the same register', () => {
    expect(waterRows(ground, where, waters(ground, where, { seed: 5, scale }))).toEqual(tables)
  })
})
