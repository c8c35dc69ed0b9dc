// A small city, judged as a hydrologist would judge a map of it.

import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { distance, ringArea } from './geometry.ts'
import { brokenRings, confluenceAngles, crossings, loops, reach, wetRings } from './judge.fixture.ts'
import { COUNTS, land } from './land.ts'
import type { Land } from './types.ts'

const scale = 0.04
const city = land({ seed: 7, scale })
const { rivers, nodes } = city

const fingerprint = ({ rivers: lines, lakes, reservoirs, smallWaters, gates, terrain }: Land): string =>
  createHash('sha256').update(JSON.stringify([lines, lakes, reservoirs, smallWaters, gates, terrain.outline])).update(terrain.grid.heights).digest('hex')

describe('a small city', () => {
  it('has the counts and the area of its scale', () => {
    expect(rivers).toHaveLength(Math.round(COUNTS.rivers * scale))
    expect(city.lakes).toHaveLength(Math.round(COUNTS.lakes * scale))
    expect(city.reservoirs).toHaveLength(Math.round(COUNTS.reservoirs * scale))
    expect(city.smallWaters).toHaveLength(Math.round(COUNTS.smallWaters * scale))
    expect(ringArea(city.terrain.outline) / 1e6).toBeCloseTo(7434 * scale, 3)
  })

  it('comes out the same from the same seed and different from another', () => {
    expect(fingerprint(land({ seed: 7, scale }))).toBe(fingerprint(city))
    expect(fingerprint(land({ seed: 8, scale }))).not.toBe(fingerprint(city))
  })

  it('never lets a bed rise or a river shrink downstream', () => {
    for (const { id, bed, width, line } of rivers) {
      expect(bed).toHaveLength(line.length)
      expect(width).toHaveLength(line.length)
      for (let k = 1; k < bed.length; k++) {
        expect(bed[k], `bed of river ${id}`).toBeLessThanOrEqual(bed[k - 1] + 1e-9)
        expect(width[k], `width of river ${id}`).toBeGreaterThanOrEqual(width[k - 1])
      }
    }
  })

  it('ties every river to its nodes by exact coordinates and levels', () => {
    for (const { line, bed, nodes: on } of rivers) {
      expect(on[0].vertex).toBe(0)
      expect(on[on.length - 1].vertex).toBe(line.length - 1)
      for (const { node, vertex } of on) {
        expect(nodes[node].at).toEqual(line[vertex])
        expect(nodes[node].bed).toBeCloseTo(bed[vertex], 9)
      }
    }
  })

  it('ends every river in another at a shared node, or in the sea', () => {
    for (const { id, into, from, nodes: on } of rivers) {
      const last = on[on.length - 1].node
      if (into === null) expect(nodes[last].kind, `end of river ${id}`).toBe('mouth')
      else expect(rivers[into].nodes.some(({ node }) => node === last), `river ${id} meets river ${into}`).toBe(true)
      if (from !== null) expect(rivers[from].nodes.some(({ node }) => node === on[0].node)).toBe(true)
      else expect(['source', 'inflow']).toContain(nodes[on[0].node].kind)
    }
  })

  it('drains everything to the sea', () => {
    expect(reach(city)).toBe(rivers.length)
    expect(new Set(city.basins.flatMap((basin) => basin.rivers)).size).toBe(rivers.length)
  })

  it('lets no river cross itself or another except at a shared node', () => {
    expect(crossings(rivers)).toEqual([])
  })

  it('brings tributaries in with the flow, not against it', () => {
    const angles = confluenceAngles(rivers)
    expect(angles.length).toBeGreaterThan(20)
    expect(angles.filter((angle) => angle < 100).length / angles.length).toBeGreaterThanOrEqual(0.97)
  })

  it('has loops', () => {
    expect(loops(city)).toBeGreaterThan(1)
  })

  it('stands each dam on its river with the water behind it', () => {
    for (const { river, damVertex, dam, ring, level } of city.reservoirs) {
      const at = rivers[river].line[damVertex]
      const [a, b] = dam
      expect(distance(a, at) + distance(b, at)).toBeLessThan(distance(a, b) * 1.02)
      expect(level).toBeGreaterThan(rivers[river].bed[damVertex])
      expect(Math.min(...ring.map((point) => distance(point, at)))).toBeLessThan(distance(a, b))
    }
  })

  it('keeps still waters apart from each other, from rivers and inside the city', () => {
    expect(wetRings(city)).toEqual([])
    expect(brokenRings(city)).toEqual([])
  })

  it('knows a height everywhere, and the sea lies at or below 0', () => {
    expect(city.terrain.grid.heights.every((h) => Number.isFinite(h))).toBe(true)
    const [east, north] = nodes.find(({ kind }) => kind === 'mouth')?.at ?? [0, 0]
    expect(city.terrain.heightAt(east, north)).toBeLessThan(2)
    expect(Math.max(...city.terrain.grid.heights)).toBeGreaterThan(200)
  })
})

describe('the judges themselves', () => {
  const straight = (id: number, line: [number, number][]) => ({
    ...rivers[0], id, line, width: line.map(() => 5), bed: line.map(() => 0), nodes: [], into: null, from: null,
  })
  it('see two rivers cross, and a river cross itself', () => {
    expect(crossings([straight(0, [[0, 0], [10, 10]]), straight(1, [[0, 10], [10, 0]])])).toHaveLength(1)
    expect(crossings([straight(0, [[0, 0], [10, 0], [10, 10], [5, -5]])])).toHaveLength(1)
    expect(crossings([straight(0, [[0, 0], [10, 10]]), straight(1, [[20, 10], [30, 0]])])).toHaveLength(0)
  })
  it('see ponds overlap', () => {
    const pond = city.smallWaters[0]
    expect(wetRings({ ...city, smallWaters: [...city.smallWaters, pond] }).length).toBeGreaterThan(0)
  })
})
