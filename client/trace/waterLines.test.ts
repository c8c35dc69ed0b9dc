import { describe, expect, it } from 'vitest'
import { coarser, linesOf, spotAt, WaterIndex } from './waterLines.ts'

/*
 * 0: a river 200 m broad, west to east along the equator   ─────────────
 * 1: a ditch that comes down to it from the north at its middle   │
 * 2: a lake to the east                                                ◻
 */
const lonLat = [0, 0, 0.005, 0, 0.01, 0, 0.005, 0.005, 0.005, 0, 0.02, -0.002, 0.024, -0.002, 0.024, 0.002, 0.02, 0.002, 0.02, -0.002]
const first = Int32Array.of(0, 3, 5, 10)
const lines = linesOf(Float64Array.from(lonLat), first, [1100, 550, 0])
const index = new WaterIndex(lines, [200, 2, NaN])
const metresPerDegree = 111_319.49
const at = (lon: number, lat: number, tolerance = 60, drawn: (water: number) => number = () => 1, only = -1) =>
  index.nearest(lon * metresPerDegree, lat * metresPerDegree, tolerance, drawn, only)

describe('lines of the network', () => {
  it('carry measures that end at the length of the register', () => {
    expect([...lines.m.subarray(0, 3)]).toEqual([0, expect.closeTo(550, 3), 1100])
    expect(Math.max(...lines.m.subarray(5))).toBe(0)
  })
  it('say where a measure lies', () => {
    expect(spotAt(lines, 0, 275).x).toBeCloseTo(0.0025 * metresPerDegree, 1)
    expect(spotAt(lines, 0, 5000).x).toBeCloseTo(0.01 * metresPerDegree, 1)
  })
  it('lose the vertices nobody would see apart, never their ends', () => {
    const far = coarser(lines, 5000)
    expect([...far.first]).toEqual([0, 2, 4, 6])
    expect(far.x[1]).toBe(lines.x[2])
    expect([...coarser(lines, 1).first]).toEqual([...first])
  })
})

describe('the place somebody points at', () => {
  it('is the nearest on the line, with its measure', () => {
    expect(at(0.0025, 0.0001)).toMatchObject({ water: 0, measureM: expect.closeTo(275, 1) })
    expect(at(0.00501, 0.004)).toMatchObject({ water: 1, measureM: expect.closeTo(110, 0) })
  })
  it('is on a broad river anywhere between its banks, and nowhere beyond them', () => {
    expect(at(0.008, 0.0008, 5)?.water).toBe(0)
    expect(at(0.008, 0.0012, 5)).toBeNull()
  })
  it('is far out on what is drawn broad rather than on the ditch beside it', () => {
    const broad = (water: number) => (water === 0 ? 6 : 0.6)
    expect(at(0.0048, 0.0006, 300, broad)?.water).toBe(0)
    expect(at(0.0048, 0.0006, 300, broad, 1)?.water).toBe(1)
  })
  it('is in a lake where the ring goes round it', () => {
    const inLake = (lon: number) => index.within(lon * metresPerDegree, 0, 2)
    expect([inLake(0.022), inLake(0.03)]).toEqual([2, -1])
  })
  it('is nowhere in a network of nothing', () => {
    expect(new WaterIndex({ first: Int32Array.of(0), x: new Float64Array(), y: new Float64Array(), m: new Float64Array() }, [])
      .nearest(0, 0, 1e9, () => 1)).toBeNull()
  })
})
