import { describe, expect, it } from 'vitest'
import { straightest } from './straightest.ts'

/** Zigzags of 10 m up to x = 100, then straight to x = 300. */
const zigzagThenStraight = [...Array.from({ length: 11 }, (_, i) => [i * 10, (i % 2) * 10]).flat(), 300, 0]

describe('where a name fits along a river', () => {
  it('is the straight part and not the meanders', () => {
    const stretch = straightest(zigzagThenStraight, 80)!
    expect(stretch[0]).toBeGreaterThan(95)
    expect(stretch.filter((_, i) => i % 2).every((y) => Math.abs(y) < 1)).toBe(true)
  })
  it('is as long as the name needs', () => {
    const stretch = straightest([0, 0, 100, 0, 200, 0], 120)!
    expect(stretch.at(-2)! - stretch[0]!).toBeCloseTo(120)
  })
  it('is the middle of a river that is straight all along', () => {
    const stretch = straightest([0, 0, 1000, 0], 100)!
    expect((stretch[0]! + stretch.at(-2)!) / 2).toBeGreaterThan(400)
    expect((stretch[0]! + stretch.at(-2)!) / 2).toBeLessThan(600)
  })
  it('is nowhere on a river shorter than its name', () => {
    expect(straightest([0, 0, 50, 0], 60)).toBeNull()
  })
})
