import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutAt, joinLines, lengthOf, measureOn, placesAlong, turned, type Line } from './lines.ts'

// On the meridian 114°E, where EPSG:4547 is true to scale: 0.001° of latitude is 110.7 m.
const line: Line = [[114, 23], [114, 23.001], [114, 23.003]]

describe('a line', () => {
  it('is as long as its parts on the plane', () => expect(lengthOf(line)).toBeCloseTo(332.2, 0))
  it('is cut at a measure into two that meet there', () => {
    const [above, below] = cutAt(line, 200)!
    expect(lengthOf(above)).toBeCloseTo(200, 2)
    expect(lengthOf(below)).toBeCloseTo(lengthOf(line) - 200, 2)
    expect(above.at(-1)).toEqual(below[0])
  })
  it('is not cut at its ends or beyond them', () => {
    for (const at of [0, -1, lengthOf(line), 1000]) expect(cutAt(line, at)).toBeNull()
  })
  it('cut at a corner has that corner once in each part', () => {
    expect(cutAt(line, lengthOf(line.slice(0, 2)))).toEqual([[[114, 23], [114, 23.001]], [[114, 23.001], [114, 23.003]]])
  })
  it('is joined only to what begins where it ends', () => {
    expect(joinLines(line, [[114, 23.003], [114, 23.004]])).toHaveLength(4)
    expect(joinLines(line, [[114, 23.004], [114, 23.003]])).toBeNull()
  })
  it('knows the measure of the place nearest to another', () => {
    expect(measureOn(line, [114.0005, 23.001]))
      .toMatchObject({ measureM: expect.closeTo(110.7, 0) as number, awayM: expect.closeTo(51.3, 0) as number })
  })
  it('has a place every so many metres', () => {
    const places = placesAlong(line, 100, 10)
    expect(places).toHaveLength(3)
    places.forEach((at, i) => expect(measureOn(line, at).measureM).toBeCloseTo((i + 1) * 100, 3))
  })
})

// Parts of a kilometre or so, as rivers have: there a straight line in degrees is one on the plane.
const lines = fc.array(
  fc.tuple(fc.double({ min: 113.2, max: 113.21, noNaN: true }), fc.double({ min: 23, max: 23.01, noNaN: true })),
  { minLength: 2, maxLength: 20 },
).map((places) => places as Line)

it('cut anywhere and joined again is as long as before, and turned twice it is the same', () => {
  fc.assert(fc.property(lines, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (any, share) => {
    fc.pre(lengthOf(any) > 1)
    const parts = cutAt(any, share * lengthOf(any))
    if (parts) expect(lengthOf(joinLines(...parts)!)).toBeCloseTo(lengthOf(any), 3)
    expect(turned(turned(any))).toEqual(any)
  }))
})
