import Flatbush from 'flatbush'
import { beforeAll, describe, expect, it } from 'vitest'
import { layerOf, type LayerId } from '../../domain/catalogue.ts'
import { assets, COUNTS } from './assets.ts'
import { BUILT_UP } from './assets/blocks.ts'
import { innerPoint } from './assets/cut.ts'
import { surface } from './assets/surface.ts'
import { boxOf, distance, inRing, toSegment } from './geometry.ts'
import { land } from './land.ts'
import { places } from './places.ts'
import type { Row, Tables } from './rows.ts'
import type { Land, Places, Point, Reach, CityWaters } from './types.ts'
import { waters } from './waters.ts'
import { waterRows } from './watersRows.ts'
import { gateCodes } from './watersWhere.ts'

const options = { seed: 7, scale: 0.03 }
const kept = ['outfalls', 'drainage_units', 'drainage_households', 'treatment_plants', 'sections', 'gates'] as const

let ground: Land
let where: Places
let wet: CityWaters & Parameters<typeof waterRows>[2]
let tables: Record<(typeof kept)[number], Row[]>
let reachBy: Map<string, Reach>

beforeAll(() => {
  ground = land(options)
  where = places(ground, options)
  wet = waters(ground, where, options)
  tables = assets(ground, where, wet, options) as Required<Pick<Tables, (typeof kept)[number]>>
  reachBy = new Map(wet.reaches.map((reach) => [reach.code, reach]))
}, 60_000)

const pointOf = ({ geom }: Row): Point => {
  if (geom === null || typeof geom !== 'object' || geom.type !== 'Point') throw new Error('not a point')
  return geom.coordinates
}
const ringOf = ({ geom }: Row): Point[] => {
  if (geom === null || typeof geom !== 'object' || geom.type !== 'MultiPolygon') throw new Error('not a polygon')
  return geom.coordinates[0][0]
}
const byCode = (rows: Row[]): Map<unknown, Row> => new Map(rows.map((row) => [row.code, row]))
const share = (rows: Row[], test: (row: Row) => boolean): number => rows.filter(test).length / rows.length

/** Nearest place of a line to a point, worked out apart from the code under test. */
function referred(line: Point[], [x, y]: Point): { measure: number; bank: string; away: number } {
  let gone = 0
  let best = { measure: 0, bank: '', away: Infinity }
  for (let i = 1; i < line.length; i++) {
    const [[ax, ay], [bx, by]] = [line[i - 1], line[i]]
    const long = distance(line[i - 1], line[i])
    const away = toSegment(x, y, ax, ay, bx, by)
    if (away < best.away) {
      const along = Math.min(long, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / long))
      best = { measure: gone + along, bank: (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0 ? 'left' : 'right', away }
    }
    gone += long
  }
  return best
}

describe('drainage units', () => {
  it('lie in their village, on built-up land, out of the water', () => {
    const water = surface(ground)
    for (const unit of tables.drainage_units) {
      const [x, y] = innerPoint(ringOf(unit))
      expect(where.villageAt([x, y])).toBe(unit.division)
      expect(ground.terrain.builtUpAt(x, y)).toBeGreaterThanOrEqual(BUILT_UP)
      expect(water.covers([x, y])).toBe(false)
      const border = where.byCode.get(String(unit.division))!.polygons[0][0]
      for (const [cx, cy] of ringOf(unit)) expect(inRing(border, cx, cy) || gapTo(border, cx, cy) < 0.03).toBe(true)
    }
  })

  it('do not overlap', () => {
    const rings = tables.drainage_units.map(ringOf)
    const index = new Flatbush(rings.length)
    for (const ring of rings) {
      const box = boxOf(ring)
      index.add(box.west, box.south, box.east, box.north)
    }
    index.finish()
    rings.forEach((ring, i) => {
      const box = boxOf(ring)
      const [x, y] = innerPoint(ring)
      for (const other of index.search(box.west, box.south, box.east, box.north)) {
        if (other === i) continue
        expect(inRing(rings[other], x, y)).toBe(false)
        expect(crossings(ring, rings[other])).toBe(0)
      }
    })
  })

  it('drain to an outfall on the same bank within 1.5 km, or into a reach', () => {
    const outfalls = byCode(tables.outfalls)
    for (const unit of tables.drainage_units) {
      expect(reachBy.has(String(unit.water))).toBe(true)
      if (unit.outfall === null) continue
      const outfall = outfalls.get(unit.outfall)
      expect(outfall?.water).toBe(unit.water)
      const inner = innerPoint(ringOf(unit))
      expect(distance(inner, pointOf(outfall!))).toBeLessThanOrEqual(1500)
      const nearest = wet.nearestReach(inner, 1500)
      if (!nearest) continue
      expect(reachBy.get(String(outfall!.water))!.river).toBe(nearest.reach.river)
      expect(outfall!.bank).toBe(nearest.bank)
    }
    expect(share(tables.drainage_units, ({ outfall }) => outfall !== null)).toBeGreaterThan(0.7)
  })

  it('are called compliant only where rain and sewage are apart', () => {
    for (const { compliant, separated, compliant_on: since } of tables.drainage_units) {
      if (compliant) expect(separated).toBe(true)
      expect(since !== null).toBe(compliant)
    }
    expect(share(tables.drainage_units, ({ compliant }) => compliant === true)).toBeGreaterThan(0.75)
    expect(share(tables.drainage_units, ({ compliant }) => compliant === true)).toBeLessThan(0.92)
  })
})

describe('outfalls', () => {
  it('re-project to their own measure and bank', () => {
    for (const outfall of tables.outfalls) {
      const reach = reachBy.get(String(outfall.water))!
      const found = referred(reach.line, pointOf(outfall))
      expect(Math.abs(found.measure - Number(outfall.measure_m))).toBeLessThan(1)
      expect(found.bank).toBe(outfall.bank)
      expect(found.away).toBeGreaterThan(0.5)
    }
  })

  it('stand half the width of the river from its line, but for the inside of bends', () => {
    const onBank = share(tables.outfalls, (outfall) => {
      const { river, from, line } = reachBy.get(String(outfall.water))!
      const { width } = ground.rivers[river]
      const { away } = referred(line, pointOf(outfall))
      const along = referred(ground.rivers[river].line, pointOf(outfall)).measure
      expect(along).toBeGreaterThan(from - 60)
      return away > 0.45 * Math.min(...width) && away < 0.55 * Math.max(...width)
    })
    expect(onBank).toBeGreaterThan(0.95)
  })

  it('are numbered down each bank of a river', () => {
    const last = new Map<string, number>()
    for (const outfall of tables.outfalls) {
      const parts = /^(.+[左右]岸)(\d+)号排口$/.exec(String(outfall.name))
      if (!parts) continue
      expect(Number(parts[2])).toBe((last.get(parts[1]) ?? 0) + 1)
      last.set(parts[1], Number(parts[2]))
    }
    expect(last.size).toBeGreaterThan(20)
  })

  it('run in dry weather in about one of ten', () => {
    expect(share(tables.outfalls, ({ dry_flow }) => dry_flow === true)).toBeGreaterThan(0.05)
    expect(share(tables.outfalls, ({ dry_flow }) => dry_flow === true)).toBeLessThan(0.14)
  })
})

describe('households, plants, sections, gates', () => {
  it('have every household inside its unit', () => {
    const units = byCode(tables.drainage_units)
    for (const household of tables.drainage_households) {
      const unit = units.get(household.unit)!
      const [x, y] = pointOf(household)
      expect(inRing(ringOf(unit), x, y)).toBe(true)
      expect(household.division).toBe(unit.division)
      expect(household.licence_no === null).toBe(household.licensed_to === null)
    }
  })

  it('give each treatment plant an outfall of its own on the same bank', () => {
    const outfalls = byCode(tables.outfalls)
    const used = tables.treatment_plants.map((plant) => {
      const outfall = outfalls.get(plant.outfall)!
      expect(outfall).toMatchObject({ class1: '城镇污水处理厂排污口', water: plant.water, measure_m: plant.measure_m, bank: plant.bank })
      expect(distance(pointOf(outfall), pointOf(plant))).toBeLessThan(250)
      return plant.outfall
    })
    expect(new Set(used).size).toBe(used.length)
    expect(tables.outfalls.filter(({ class1 }) => class1 === '城镇污水处理厂排污口')).toHaveLength(used.length)
  })

  it('set sections on the line of their reach, with a relation at district borders and tides where water turns', () => {
    for (const section of tables.sections) {
      const reach = reachBy.get(String(section.water))!
      const found = referred(reach.line, pointOf(section))
      expect(found.away).toBeLessThan(0.05)
      expect(Math.abs(found.measure - Number(section.measure_m))).toBeLessThan(1)
      expect(section.relation).toBe(section.kind !== '交界' ? null : reach.flow === 'tidal' ? '≈' : '→')
      if (section.tide !== null) expect(reach.flow).toBe('tidal')
    }
    const at = (tide: string) => tables.sections.filter(({ name }) => String(name).endsWith(`(${tide})`)).map(({ name }) => String(name).slice(0, -3))
    expect(at('涨').length).toBeGreaterThan(0)
    expect(at('涨')).toEqual(at('落'))
  })

  it('hold the gates that the links between reaches name', () => {
    expect(tables.gates.map(({ code }) => code)).toEqual(gateCodes(ground, where))
    const codes = new Set(tables.gates.map(({ code }) => code))
    const named = (waterRows(ground, where, wet).links ?? []).flatMap(({ gate }) => gate ?? [])
    expect(named.length).toBeGreaterThan(0)
    for (const gate of named) expect(codes.has(gate)).toBe(true)
    for (const gate of tables.gates) {
      const reach = reachBy.get(String(gate.water))!
      expect(Math.abs(referred(reach.line, pointOf(gate)).measure - Number(gate.measure_m))).toBeLessThan(1)
    }
  })
})

describe('facilities as a whole', () => {
  it('come in the numbers of the city at its scale', () => {
    const expected = {
      drainage_units: COUNTS.units, outfalls: COUNTS.outfalls, drainage_households: COUNTS.households,
      treatment_plants: COUNTS.plants, gates: 480,
    }
    for (const [table, count] of Object.entries(expected)) {
      expect(Math.abs(tables[table as keyof typeof expected].length / (count * options.scale) - 1), table).toBeLessThan(0.15)
    }
    expect(tables.drainage_households).toHaveLength(Math.round(COUNTS.households * options.scale))
  })

  it('carry codes that are unique and begin with the district they lie in', () => {
    for (const table of kept) {
      const codes = tables[table].map(({ code }) => String(code))
      expect(new Set(codes).size).toBe(codes.length)
      for (const { code, division } of tables[table]) {
        expect(where.byCode.get(String(division))?.level).toBe('village')
        if (table !== 'gates') expect(String(code).slice(0, 6)).toBe(String(division).slice(0, 6))
      }
    }
  })

  it('use only the words of the trade', () => {
    const check = (layer: LayerId, rows: Row[], column: string): void => {
      const values = layerOf(layer)!.fields.find(({ name }) => name === column)!.values!
      for (const row of rows) if (row[column] !== null) expect(Object.keys(values)).toContain(row[column])
    }
    check('outfalls', tables.outfalls, 'class1')
    check('outfalls', tables.outfalls, 'state')
    check('outfalls', tables.outfalls, 'survey_stage')
    check('drainage_units', tables.drainage_units, 'kind')
    check('drainage_households', tables.drainage_households, 'class')
    check('sections', tables.sections, 'kind')
    check('gates', tables.gates, 'kind')
  })

  it('tell of nothing that has not happened yet', () => {
    for (const table of kept) for (const { valid_from: since } of tables[table]) expect(String(since) <= '2026-10-31').toBe(true)
  })

  it('are the same again from the same seed', () => {
    expect(assets(ground, where, wet, options)).toEqual(tables)
  })
})

/** Metres from a place to a ring. */
const gapTo = (ring: Point[], x: number, y: number): number =>
  Math.min(...ring.map(([ax, ay], i) => toSegment(x, y, ax, ay, ...ring[(i + 1) % ring.length])))

/** Pairs of sides that pass through each other by more than a hair. */
function crossings(one: Point[], two: Point[]): number {
  const side = (a: Point, b: Point, c: Point): number => ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])) / distance(a, b)
  let count = 0
  const hair = 0.03
  one.forEach((a, i) => {
    const b = one[(i + 1) % one.length]
    two.forEach((c, k) => {
      const d = two[(k + 1) % two.length]
      const [ac, ad, ca, cb] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)]
      if (Math.min(ac, ad) < -hair && Math.max(ac, ad) > hair && Math.min(ca, cb) < -hair && Math.max(ca, cb) > hair) count++
    })
  })
  return count
}
