import { describe, expect, it } from 'vitest'
import { placeAlong } from './strip.ts'

const at = (measure: number, bank: string | null = 'left') => ({ measure, bank })

describe('a river drawn straight', () => {
  it('puts things at their share of the length, the left bank above and the right below', () => {
    const placed = placeAlong([at(0), at(500, 'right'), at(1000, null)], 1000, 300, 8)
    expect(placed.map(({ x, row }) => [x, row])).toEqual([[0, 1], [150, -1], [300, 0]])
  })
  it('stacks neighbours outwards and comes back to the first row where there is room', () => {
    const placed = placeAlong([at(100), at(110), at(120), at(400)], 1000, 300, 8)
    expect(placed.map(({ row }) => row)).toEqual([1, 2, 3, 1])
  })
  it('keeps a measure beyond the end on the strip', () => {
    expect(placeAlong([at(1200)], 1000, 300, 8)[0]?.x).toBe(300)
  })
})
