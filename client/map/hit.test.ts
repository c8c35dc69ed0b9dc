import { describe, expect, it } from 'vitest'
import { distanceTo, ranked, type Hit } from './hit.ts'

const line = { kind: 'line', flat: [0, 0, 100, 0, 100, 50], ends: [6] } as const
const square = { kind: 'polygon', flat: [0, 0, 10, 0, 10, 10, 0, 10, 0, 0, 4, 4, 4, 6, 6, 6, 6, 4, 4, 4], ends: [10, 20] } as const
const hit = (of: Partial<Hit>): Hit => ({ layer: 'rivers', code: 'r', name: '', kind: 'line', distance: 0, size: 0, ...of })

describe('distance to what is drawn', () => {
  it('measures to the nearest place of a line, not to its vertices', () => {
    expect(distanceTo(line, 50, 7)).toBe(7)
    expect(distanceTo(line, 104, 25)).toBe(4)
    expect(distanceTo(line, -3, -4)).toBe(5)
  })
  it('does not join the parts of a line that a tile has cut in two', () => {
    const cut = { kind: 'line', flat: [0, 0, 10, 0, 90, 0, 100, 0], ends: [4, 8] } as const
    expect(distanceTo(cut, 50, 0)).toBe(40)
  })
  it('is nothing on a surface and something in its hole', () => {
    expect(distanceTo(square, 2, 2)).toBe(0)
    expect(distanceTo(square, 5, 5)).toBe(1)
    expect(distanceTo(square, 13, 5)).toBe(3)
  })
  it('measures to the nearest of several points', () => {
    expect(distanceTo({ kind: 'point', flat: [0, 0, 10, 0], ends: [] }, 7, 4)).toBe(5)
  })
})

describe('which thing is meant', () => {
  it('puts an outfall before the reach it stands on, and the reach before the unit beneath', () => {
    const order = ranked([
      hit({ layer: 'drainage_units', kind: 'polygon', code: 'u' }),
      hit({ layer: 'reaches', code: 'a', distance: 1 }),
      hit({ layer: 'outfalls', kind: 'point', code: 'o', distance: 5 }),
    ])
    expect(order.map((one) => one.code)).toEqual(['o', 'a', 'u'])
  })
  it('puts a reach before the river it is part of', () => {
    expect(ranked([hit({ layer: 'rivers', distance: 1 }), hit({ layer: 'reaches', code: 'a', distance: 1.1 })])[0]?.layer).toBe('reaches')
  })
  it('puts the nearer of two creeks first', () => {
    expect(ranked([hit({ layer: 'reaches', code: 'far', distance: 9 }), hit({ layer: 'reaches', code: 'near', distance: 3 })])[0]?.code).toBe('near')
  })
  it('names a thing once however many pieces tiles have cut it into', () => {
    expect(ranked([hit({ distance: 8 }), hit({ distance: 2 })])).toEqual([hit({ distance: 2 })])
  })
  it('means the smaller of two surfaces', () => {
    expect(ranked([hit({ kind: 'polygon', code: 'grid', size: 900 }), hit({ kind: 'polygon', code: 'pond', size: 20 })])[0]?.code).toBe('pond')
  })
})
