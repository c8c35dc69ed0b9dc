// The city of full size: exact counts, and what only shows at size.
import { describe, expect, it } from 'vitest'
import { ringArea } from './geometry.ts'
import { bearings, confluenceAngles, crossings, loops, reach, stripes, wetRings } from './judge.fixture.ts'
import { COUNTS, land } from './land.ts'
import { places } from './places.ts'
import { waters } from './waters.ts'
import { waterRows } from './watersRows.ts'

const full = { seed: 7, scale: 1 }
const city = land(full)

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

  it('has exactly the divisions and waters of its mission', () => {
    // Of another seed: in the one above a village stands alone on an island, and cannot be cut into the towns of a district.
    const other = { seed: 1, scale: 1 }
    const ground = land(other)
    const where = places(ground, other)
    const tables = waterRows(ground, where, waters(ground, where, other))
    const divisions = (kind: string): number => where.divisions.filter((division) => division.kind === kind).length
    const kind = (of: string): number => (tables.waters ?? []).filter((row) => row.kind === of).length
    expect({
      cities: divisions('市'), districts: divisions('区'), streets: divisions('街道'), towns: divisions('镇'),
      villages: divisions('村') + divisions('社区'), grids: where.grids.length,
      rivers: kind('river'), reaches: kind('reach'), lakes: kind('lake'), reservoirs: kind('reservoir'), smallWaters: kind('small_water'),
      basins: tables.basins?.length,
    }).toEqual({
      cities: 1, districts: 11, streets: 142, towns: 34, villages: 2724, grids: 19_660,
      rivers: 1368, reaches: 9092, lakes: 51, reservoirs: 363, smallWaters: 4938, basins: 9,
    })
    for (const { code, polygons } of where.divisions) expect([code, polygons.length]).toEqual([code, 1])
  })
})
