import { describe, expect, it } from 'vitest'
import { inRing, ringArea } from '../geometry.ts'
import type { Division, Land, Places, Point, RiverCourse } from '../types.ts'
import { blocks, type Block } from './blocks.ts'
import { surface } from './surface.ts'

// Two villages of 2 km², side by side, built up everywhere.
const village = (code: string, west: number): Division => ({
  code, level: 'village', kind: '社区', name: code, parent: null, area: 2e6, builtUp: 1,
  polygons: [[[[west, 0], [west + 1000, 0], [west + 1000, 2000], [west, 2000]]]],
})

function land(water: Partial<Land>): Land {
  const outline: Point[] = [[0, 0], [2000, 0], [2000, 2000], [0, 2000]]
  const grid = { west: 0, north: 2000, step: 200, columns: 11, rows: 11, heights: new Float32Array(121) }
  return {
    terrain: { outline, sea: [], heightAt: () => 5, builtUpAt: () => 0.9, grid }, nodes: [], rivers: [], basins: [], gates: [], lakes: [],
    reservoirs: [], smallWaters: [], ...water,
  }
}

const river: RiverCourse = { id: 0, line: [[-300, 700], [2300, 900]], width: [60, 60], bed: [1, 0], nodes: [], flow: 'one_way', catchment: 10, order: 1, into: null, from: null, delta: false }
const places: Places = { divisions: [village('449001001001', 0), village('449001001002', 1000)], grids: [], byCode: new Map(), villageAt: () => null }
const blocksOf = (ground: Land): Block[] => blocks(ground, places, surface(ground), { seed: 3, count: 80 })
const ground = (found: Block[]): number => found.reduce((sum, { area }) => sum + area, 0)

describe('street blocks', () => {
  it('tile their villages without gap or overlap: every side is shared or lies on the border', () => {
    const found = blocksOf(land({}))
    expect(found.length).toBeGreaterThan(50)
    expect(ground(found)).toBeCloseTo(4e6, 3)
    const sides = new Map<string, number>()
    for (const { ring } of found) {
      ring.forEach((a, i) => {
        const key = [a, ring[(i + 1) % ring.length]].map(String).sort().join(' ')
        sides.set(key, (sides.get(key) ?? 0) + 1)
      })
    }
    let border = 0
    for (const [key, count] of sides) {
      if (count === 2) continue
      expect(count).toBe(1)
      const [[ax, ay], [bx, by]] = key.split(' ').map((at) => at.split(',').map(Number))
      border += Math.hypot(ax - bx, ay - by)
    }
    expect(border).toBeCloseTo(8000, 3)
  })

  it('stop at both banks of a river', () => {
    const found = blocksOf(land({ rivers: [river] }))
    // the strip it takes out of the villages: 2000 m wide, 60 m across, slightly slanted
    const strip = (2000 * 60) / Math.cos(Math.atan2(200, 2600))
    expect(Math.abs(ground(found) - (4e6 - strip))).toBeLessThan(30)
    for (const { ring } of found) for (const [x, y] of ring)
      expect(Math.abs(y - (700 + ((x + 300) * 200) / 2600)) * Math.cos(Math.atan2(200, 2600))).toBeGreaterThan(29.98)
  })

  it('go around a lake in the middle of a village', () => {
    const ring: Point[] = [[400, 1400], [600, 1400], [600, 1600], [400, 1600]]
    const found = blocksOf(land({ lakes: [{ ring, river: null, level: 2 }] }))
    expect(ground(found)).toBeCloseTo(4e6 - ringArea(ring), -1)
    for (const block of found) expect(inRing(block.ring, 500, 1500)).toBe(false)
  })

  it('are not made of open country', () => {
    const open = land({})
    open.terrain.builtUpAt = (east) => (east < 600 ? 0.9 : 0)
    const found = blocksOf(open)
    expect(found.length).toBeGreaterThan(5)
    for (const { inner } of found) expect(inner[0]).toBeLessThan(600)
  })
})
