import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crossings } from './tangle.ts'

const polygon = (...ring: [number, number][]) => ({ type: 'Polygon' as const, coordinates: [[...ring, ring[0]]] })
const star = (n: number) => polygon(...Array.from({ length: n }, (_, i): [number, number] => {
  const angle = (2 * Math.PI * i * Math.floor(n / 2)) / n
  return [Math.cos(angle), Math.sin(angle)]
}))

test('a square crosses itself nowhere, a bow tie once, a five-pointed star five times', () => {
  expect(crossings(polygon([0, 0], [1, 0], [1, 1], [0, 1]), 100)).toBe(0)
  expect(crossings(polygon([0, 0], [1, 1], [1, 0], [0, 1]), 100)).toBe(1)
  expect(crossings(star(5), 100)).toBe(5)
})

test('of a star of n corners, n odd, each edge crosses all but itself and its two neighbours', () => {
  fc.assert(fc.property(fc.integer({ min: 2, max: 40 }), (half) => {
    const n = 2 * half + 1
    expect(crossings(star(n), 1e6)).toBe((n * (n - 3)) / 2)
  }))
})

test('is counted no further than asked', () => {
  expect(crossings(star(60_001), 1000)).toBe(1000)
})
