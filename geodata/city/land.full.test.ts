// The full-size city: exact counts, and what only shows at size.

import { describe, expect, it } from 'vitest'
import { ringArea } from './geometry.ts'
import { bearings, confluenceAngles, crossings, loops, reach, stripes, wetRings } from './judge.ts'
import { COUNTS, land } from './land.ts'

const city = land({ seed: 7, scale: 1 })

describe('a full-size city', () => {
  it('has 1,368 rivers, 51 lakes, 363 reservoirs, 4,938 small waters on 7,434 km²', () => {
    expect(city.rivers).toHaveLength(1368)
    expect(city.lakes).toHaveLength(51)
    expect(city.reservoirs).toHaveLength(363)
    expect(city.smallWaters).toHaveLength(4938)
    expect(city.gates.length).toBeGreaterThanOrEqual(400)
    expect(city.gates.length).toBeLessThanOrEqual(600)
    expect(COUNTS.rivers).toBe(1368)
    expect(ringArea(city.terrain.outline) / 1e6).toBeCloseTo(7434, 2)
  })

  it('lets no river cross another, and drains every one', () => {
    expect(crossings(city.rivers)).toEqual([])
    expect(reach(city)).toBe(city.rivers.length)
  })

  it('keeps all waters apart', () => {
    expect(wetRings(city)).toEqual([])
  })

  it('joins rivers with the flow', () => {
    const angles = confluenceAngles(city.rivers)
    expect(angles.filter((angle) => angle < 100).length / angles.length).toBeGreaterThanOrEqual(0.97)
  })

  it('loops through its delta', () => {
    expect(loops(city)).toBeGreaterThan(30)
    expect(new Set(city.rivers.map(({ flow }) => flow)).size).toBe(4)
  })

  it('runs its hill rivers in no preferred direction and not in stripes', () => {
    const { peak, entropy } = bearings(city.rivers, 18)
    expect(peak).toBeLessThan(1.6)
    expect(entropy).toBeGreaterThan(0.97)
    expect(stripes(city.rivers)).toBeLessThan(0.55)
  })

  it('lets three trunks in at the border and out by several mouths', () => {
    expect(city.nodes.filter(({ kind }) => kind === 'inflow')).toHaveLength(3)
    expect(city.nodes.filter(({ kind }) => kind === 'mouth').length).toBeGreaterThan(6)
    expect(city.rivers.some(({ width }) => width.some((metres) => metres > 500))).toBe(true)
  })
})
