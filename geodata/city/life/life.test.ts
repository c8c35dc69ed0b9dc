import { beforeAll, describe, expect, test } from 'vitest'
import { assets } from '../assets.ts'
import { distance, inRing } from '../geometry.ts'
import { land } from '../land.ts'
import { places } from '../places.ts'
import type { Row, Tables } from '../rows.ts'
import type { Land, Places, Reach } from '../types.ts'
import { waters } from '../waters.ts'
import type { WaterRegister } from '../watersRegister.ts'
import { waterRows } from '../watersRows.ts'
import { DRAINS_WITHIN } from '../watersStill.ts'
import { hours, months } from './hours.ts'
import { life, type Life } from './life.ts'
import { pollutionSources } from './sources.ts'

const options = { seed: 7, scale: 0.03 }
let ground: Land
let where: Places
let register: WaterRegister
let known: Tables
let lived: Life

beforeAll(async () => {
  ground = land(options)
  where = places(ground, options)
  register = waters(ground, where, options)
  known = { ...waterRows(ground, where, register), ...assets(ground, where, register, options) }
  known.pollution_sources = pollutionSources(ground, where, register, known.drainage_units!, options)
  lived = await life(ground, where, register, known, options, { truth: true })
}, 60_000)

const readingsOf = ({ readings }: Row): Record<string, number> => JSON.parse(readings as string) as Record<string, number>
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const monthOf = ({ code }: Row): number => Number((code as string).slice(-2))

describe('samples', () => {
  test('every section has a row for every month since it exists, taken in working hours of the first ten days', () => {
    for (const { code } of known.sections!) {
      const own = lived.tables.samples!.filter(({ section, kind }) => section === code && kind === 'monthly')
      expect(own.length).toBeGreaterThan(20)
      expect(own.length).toBeLessThanOrEqual(months.length)
      for (const { taken_at: at } of own) {
        expect(Number((at as string).slice(8, 10))).toBeLessThanOrEqual(10)
        expect(Number((at as string).slice(11, 13))).toBeGreaterThanOrEqual(9)
        expect(Number((at as string).slice(11, 13))).toBeLessThanOrEqual(16)
      }
    }
    expect(new Set(lived.tables.samples!.map(({ code }) => code)).size).toBe(lived.tables.samples!.length)
  })

  test('a missing month has a reason and no readings, and every other one has its nine items', () => {
    const [missing, taken] = [lived.tables.samples!.filter((row) => row.missing), lived.tables.samples!.filter((row) => !row.missing)]
    expect(missing.length).toBeGreaterThan(0)
    for (const row of missing) expect(row.readings).toBe('{}')
    for (const row of taken) expect(Object.keys(readingsOf(row))).toEqual(expect.arrayContaining(['temperature', 'pH', 'DO', 'conductivity', 'turbidity', 'CODMn', 'NH3N', 'TP', 'TN']))
    expect(Math.max(...taken.map((row) => Object.keys(readingsOf(row)).length))).toBeGreaterThanOrEqual(24)
  })

  test('readings are what water can be', () => {
    for (const row of lived.tables.samples!) {
      const { DO, pH, NH3N, TN, temperature, CODMn } = readingsOf(row)
      if (row.missing) continue
      expect(DO).toBeGreaterThan(0)
      expect(DO).toBeLessThan(13)
      expect(pH).toBeGreaterThan(6)
      expect(pH).toBeLessThan(9)
      expect(temperature).toBeGreaterThan(8)
      expect(temperature).toBeLessThan(36)
      expect(NH3N).toBeGreaterThanOrEqual(0.025)
      expect(NH3N).toBeLessThan(60)
      expect(CODMn).toBeLessThan(200)
      if (!(row.below as string).includes('NH3N')) expect(TN).toBeGreaterThan(0.5 * NH3N)
    }
  })

  test('creeks hold more ammonia in the dry low water of winter than in summer', () => {
    const creeks = new Set(known.sections!.filter(({ kind }) => kind === '河涌').map(({ code }) => code))
    const of = (wanted: number[]) => median(lived.tables.samples!.filter((row) => creeks.has(row.section) && row.kind === 'monthly' && !row.missing && wanted.includes(monthOf(row))).map((row) => readingsOf(row).NH3N))
    expect(of([12, 1, 2])).toBeGreaterThan(1.3 * of([6, 7, 8]))
  })
})

test('gates have every hour of every month, a few of them not recorded', () => {
  const rows = lived.tables.gate_months!
  expect(rows).toHaveLength(known.gates!.length * months.length)
  const all = rows.map((row) => row.hours as string)
  expect(all.reduce((sum, record) => sum + record.length, 0)).toBe(known.gates!.length * hours)
  const counted = (letter: string) => all.reduce((sum, record) => sum + record.split(letter).length - 1, 0) / (known.gates!.length * hours)
  expect(counted('o')).toBeGreaterThan(0.2)
  expect(counted('s')).toBeGreaterThan(0.2)
  expect(counted('?')).toBeGreaterThan(0.003)
  expect(counted('?')).toBeLessThan(0.03)
  const pumpless = new Set(known.gates!.filter(({ kind }) => kind === '水闸').map(({ code }) => code))
  for (const { gate, hours: record } of rows) if (pumpless.has(gate)) expect(record).not.toContain('p')
})

test('pollution sources stand in their grid, on a unit or beside a reach, and none in barracks', () => {
  const rows = known.pollution_sources!
  const gridOf = new Map(where.grids.map((grid) => [grid.code, grid]))
  const barracks = new Set(known.drainage_units!.filter(({ kind }) => kind === '部队类').map(({ code }) => code))
  expect(rows).toHaveLength(45)
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length)
  for (const row of rows) {
    const { geom, grid, unit, water, state, closed_on: closed, found_on: found } = row
    if (geom === null || typeof geom !== 'object' || geom.type !== 'Point') throw new Error('not a point')
    if (grid !== null) expect(inRing(gridOf.get(grid as string)!.ring, ...geom.coordinates)).toBe(true)
    expect((unit === null) !== (water === null)).toBe(true)
    expect(barracks.has(unit)).toBe(false)
    expect(state === '已销号').toBe(closed !== null)
    if (closed) expect((closed as string) > (found as string)).toBe(true)
  }
})

describe('hidden dischargers', () => {
  test('hide behind what the register has and discharge into a reach, but not from barracks', () => {
    const codes = new Map(Object.entries(known).map(([table, rows]) => [table, new Map(rows.map((row) => [row.code, row]))]))
    codes.set('pollution_sources', new Map(known.pollution_sources!.map((row) => [row.code, row])))
    expect(lived.truth.hidden.length).toBeGreaterThan(2)
    for (const { layer, of, water, measureM, from, to } of lived.truth.hidden) {
      expect(codes.get(layer)?.has(of)).toBe(true)
      const reach = register.reaches.find(({ code }) => code === water) as Reach
      expect(measureM).toBeLessThanOrEqual(reach.to - reach.from + 0.5)
      expect(from < to).toBe(true)
      // before that nobody could name it
      expect(from >= (codes.get(layer)!.get(of)!.valid_from as string)).toBe(true)
    }
  })

  test('are told of where their share is, and only while they run or shortly after', () => {
    const { hidden, shares } = lived.truth
    expect(shares.length).toBeGreaterThan(0)
    for (const { takenAt, parts } of shares) for (const { discharger, share, added } of parts) {
      const { from, to } = hidden.find(({ code }) => code === discharger)!
      expect(takenAt.slice(0, 10) >= from).toBe(true)
      expect(Date.parse(takenAt.slice(0, 10)) - Date.parse(to)).toBeLessThanOrEqual(6 * 86_400_000)
      expect(share).toBeGreaterThanOrEqual(0.05)
      expect(share).toBeLessThanOrEqual(1)
      expect(added).toBeGreaterThan(0)
    }
  })

  test('are nowhere in the tables', () => {
    for (const { code } of lived.truth.hidden) expect(JSON.stringify(known.pollution_sources)).not.toContain(`"${code}"`)
    expect(Object.keys(lived.tables).sort()).toEqual(['gate_months', 'rain_days', 'samples', 'stations', 'tide_days'])
  })
})

test('every reservoir has water in and out where a reach crosses its shore; a lake off the river drains to a reach beside it', () => {
  const links = known.links!
  const reachOf = new Map(register.reaches.map((reach) => [reach.code, reach]))
  const rings = new Map([
    ...ground.lakes.map(({ ring, river }, k) => [register.lakeCodes[k], { ring, river }] as const),
    ...ground.reservoirs.map(({ ring, river }, k) => [register.reservoirCodes[k], { ring, river }] as const),
  ])
  for (const code of register.reservoirCodes) expect([code, links.some(({ upstream }) => upstream === code)]).toEqual([code, true])
  for (const { upstream, downstream, upstream_m: up, downstream_m: down } of links) {
    const still = rings.get(upstream as string) ?? rings.get(downstream as string)
    if (!still) continue
    const reach = reachOf.get((rings.has(upstream as string) ? downstream : upstream) as string)!
    const at = placeOn(reach, (rings.has(upstream as string) ? down : up) as number)
    const away = Math.min(...still.ring.map((corner, i) => gap(at, corner, still.ring[(i + 1) % still.ring.length])))
    expect(away).toBeLessThan(still.river === null ? DRAINS_WITHIN + 1 : 0.1)
  }
})

function placeOn({ line }: Reach, measure: number): [number, number] {
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

const gap = ([x, y]: [number, number], [ax, ay]: [number, number], [bx, by]: [number, number]): number => {
  const long = (bx - ax) ** 2 + (by - ay) ** 2
  const t = long ? Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / long)) : 0
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay))
}

test('the same seed lives the same two years, with or without telling the truth', async () => {
  expect((await life(ground, where, register, known, options)).tables.samples).toEqual(lived.tables.samples)
  expect(pollutionSources(ground, where, register, known.drainage_units!, options)).toEqual(known.pollution_sources)
}, 60_000)
