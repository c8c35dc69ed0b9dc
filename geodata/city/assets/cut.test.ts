import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inRing, ringArea } from '../geometry.ts'
import type { Point } from '../types.ts'
import { cut, fit, innerPoint, pieceOf, type Line, type Piece } from './cut.ts'

const own = (): Line => []
const square = (): Piece => pieceOf([[0, 0], [100, 0], [100, 100], [0, 100]], own)
const comb = (): Piece => pieceOf([[0, 0], [100, 0], [100, 100], [70, 100], [70, 20], [30, 20], [30, 100], [0, 100]], own)
const areas = (pieces: Piece[] | null): number[] => (pieces ?? []).map(({ ring }) => Math.round(ringArea(ring))).sort((a, b) => a - b)

describe('cutting land', () => {
  it('gives both sides of a straight cut', () => {
    expect(areas(cut(square(), [[30, -10], [30, 110]]))).toEqual([3000, 7000])
  })

  it('gives three pieces where a cut passes two arms', () => {
    expect(areas(cut(comb(), [[-10, 50], [110, 50]]))).toEqual([1500, 1500, 3800])
  })

  it('follows a bent path such as a bank', () => {
    expect(areas(cut(square(), [[-10, 50], [40, 50], [40, -10]]))).toEqual([2000, 8000])
  })

  it('leaves land whole where a path ends inside it', () => {
    expect(cut(square(), [[50, -10], [50, 40]])).toHaveLength(1)
  })

  it('keeps the ground it cuts, whatever the line', () => {
    const coordinate = fc.double({ min: -50, max: 150, noNaN: true })
    fc.assert(fc.property(coordinate, coordinate, coordinate, (x, bend, y) => {
      const path: Point[] = [[x, -20], [bend, 41.7], [y, 120]]
      const pieces = cut(comb(), path)
      // through a corner a cut is refused
      fc.pre(pieces !== null)
      // corners are set to the centimetre, so the border may give way by that much
      expect(Math.abs((pieces ?? []).reduce((sum, { ring }) => sum + ringArea(ring), 0) - 6800)).toBeLessThan(2)
    }))
  })

  it('hands a corner set into a shared side to the neighbour', () => {
    const [smaller, larger] = (cut(square(), [[30, -10], [30, 110]]) ?? []).sort((a, b) => ringArea(a.ring) - ringArea(b.ring))
    const rings = fit([smaller, ...(cut(larger, [[20, 40], [110, 40]]) ?? [])])
    for (const ring of rings) expect(ring).toContainEqual([30, 40])
    expect(rings.map((ring) => ring.length)).toEqual([5, 4, 4])
  })

  it('gives neighbours of one border the very same crossing, whichever way they walk it', () => {
    const path: Point[] = [[33.3, -77.7], [51.9, 88.8]]
    const north = cut(pieceOf([[0, 0.1], [99.7, 0.3], [99.7, 50], [0, 50]], own), path) ?? []
    const south = cut(pieceOf([[0, -50], [99.7, -50], [99.7, 0.3], [0, 0.1]], own), path) ?? []
    const onBorder = (pieces: Piece[]) => pieces[0].ring.find(([x, y]) => x > 0 && x < 99 && y > 0.1 && y < 0.3)
    expect(onBorder(north)).toBeDefined()
    expect(onBorder(north)).toEqual(onBorder(south))
  })

  it('finds a place inside any shape', () => {
    const { ring } = comb()
    const [x, y] = innerPoint(ring)
    expect(inRing(ring, x, y)).toBe(true)
  })
})
