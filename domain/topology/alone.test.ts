import { describe, expect, it } from 'vitest'
import type { Geometry, Position } from 'geojson'
import { selfMeetings } from './faults.ts'
import { at, kinds, line, mend, only, piece, reach, ring, scene, shapesOf, type Metres } from './drawings.fixture.ts'

/** A reach that no check has anything against, wherever it lies. */
const elsewhere = reach('旁', [0, 900], [900, 900])
const drawnReach = (...places: Metres[]) => scene([reach('甲', ...places)], [], [{ upstream: '甲', upstreamM: 0, downstream: '海', downstreamM: 0 }])
const drawnLake = (geometry: Geometry) => scene([piece('lakes', '湖', geometry)])

describe('what the register refuses of one object', () => {
  it('is a place that is nowhere on earth', () => {
    const broken = (place: Position): Geometry => ({ type: 'LineString', coordinates: [at([0, 0]), place] })
    for (const place of [[113, 91], [-181, 0], [NaN, 0], [113, Infinity]]) expect(kinds(scene([piece('reaches', '甲', broken(place))], [elsewhere]))).toEqual(['stray'])
    expect(kinds(drawnReach([0, 0], [10, 0]))).toEqual([])
  })

  it('is a line of one place, or a polygon of two, or one that does not close', () => {
    expect(kinds(drawnReach([5, 5]))).toEqual(['tooLittle'])
    expect(kinds(drawnReach([5, 5], [5, 5]))).toEqual(['tooLittle'])
    expect(kinds(drawnLake(ring([0, 0], [9, 0])))).toEqual(['tooLittle'])
    expect(kinds(drawnLake({ type: 'Polygon', coordinates: [[[0, 0], [9, 0], [9, 9], [0, 9]].map((place) => at(place as Metres))] }))).toEqual(['tooLittle'])
    expect(kinds(drawnLake(ring([0, 0], [9, 0], [9, 9])))).toEqual([])
  })

  it('is a vertex twice, until the second is taken out', () => {
    const twice = drawnReach([0, 0], [10, 0], [10, 0], [20, 5])
    expect(only(twice, 'repeated').words.zh).toBe('「甲」有 1 个点与前一点重复')
    expect(shapesOf(mend(twice, 'repeated'))).toEqual({ 甲: [[[0, 0], [10, 0], [20, 5]]] })
    expect(shapesOf(mend(drawnLake(ring([0, 0], [9, 0], [9, 9], [0, 0])), 'repeated'))).toEqual({ 湖: [[[0, 0], [9, 0], [9, 9], [0, 0]]] })
  })

  it('is a spike, until its tip is taken out', () => {
    /*  0 ──── 10 ═════ 30       out to 30 and back to 10, then on to 10,20
               │
             10,20                                                          */
    const spiked = drawnReach([0, 0], [10, 0], [30, 0], [10, 0], [10, 20])
    expect(only(spiked, 'spike').words.zh).toBe('「甲」有 1 处尖刺：线走出去又原路折回')
    expect(shapesOf(mend(spiked, 'spike'))).toEqual({ 甲: [[[0, 0], [10, 0], [10, 20]]] })
    // A long one with a vertex on each way goes whole.
    expect(shapesOf(mend(drawnReach([0, 0], [10, 0], [20, 0], [30, 0], [20, 0], [10, 0], [10, 20]), 'spike'))).toEqual({ 甲: [[[0, 0], [10, 0], [10, 20]]] })
    // At the corner a ring begins with.
    expect(shapesOf(mend(drawnLake(ring([-30, 0], [0, 0], [9, 0], [9, 9], [0, 9], [0, 0])), 'spike'))).toEqual({ 湖: [[[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]] })
    expect(kinds(drawnReach([0, 0], [10, 0], [0, 1]))).toEqual([])
  })

  it('offers no mend where a spike is all there is', () => {
    expect(only(drawnReach([0, 0], [10, 0], [0, 0]), 'spike').mend).toBeUndefined()
  })

  it('is a line that crosses itself; which way it was meant to go only a person knows', () => {
    /*      20,10
              │
      0 ──────┼──── 30
              │      │
            20,-10 ──┘  */
    const crossed = only(drawnReach([0, 0], [30, 0], [30, -10], [20, -10], [20, 10]), 'selfCrossing')
    expect(crossed).toMatchObject({ severity: 'refuse', words: { zh: '「甲」有 1 处与自己相交', en: '“甲” crosses itself in 1 place' } })
    expect(crossed.mend).toBeUndefined()
    expect(crossed.at[0]).toBeCloseTo(at([20, 0])[0], 9)
  })

  it('is not a line that ends on itself, as round an island, nor a closed one', () => {
    expect(kinds(drawnReach([0, 0], [10, 0], [20, 5], [20, -5], [10, 0]))).toEqual([])
    expect(kinds(drawnReach([0, 0], [10, 0], [10, 10], [0, 0]))).toEqual([])
    // Through a vertex of its own is crossing all the same.
    expect(kinds(drawnReach([0, 0], [10, 0], [20, 5], [20, -5], [10, 0], [5, -9]))).toEqual(['selfCrossing'])
  })

  it('is a line that runs along itself for a stretch, or two polygons of one thing with a common edge', () => {
    /*            25,5 ── 30,5
                   │       │
      0 ── 10 ════ 25 ──── 30      back along itself from 25 to 10 */
    expect(kinds(drawnReach([0, 0], [30, 0], [30, 5], [25, 5], [25, 0], [10, 0]))).toEqual(['selfCrossing'])
    const [west, east, corner] = [
      ring([0, 0], [9, 0], [9, 9], [0, 9]), ring([9, 2], [18, 2], [18, 7], [9, 7]), ring([9, 9], [18, 9], [18, 18], [9, 18]),
    ]
    expect(kinds(drawnLake({ type: 'MultiPolygon', coordinates: [west.coordinates, east.coordinates] }))).toEqual(['selfCrossing'])
    expect(kinds(drawnLake({ type: 'MultiPolygon', coordinates: [west.coordinates, corner.coordinates] }))).toEqual([])
  })

  it('is a polygon that crosses itself, until its largest piece is all of it', () => {
    /*  0,20 ╲     ╱ 30,15
              ╲   ╱           a bow tie with its knot at 20,10:
                ╳             the left triangle is the larger
              ╱   ╲
         0,0 ╱     ╲ 30,5     */
    const bow = drawnLake(ring([0, 0], [30, 15], [30, 5], [0, 20]))
    const { words, mend: offered } = only(bow, 'selfCrossing')
    expect(words.zh).toBe('「湖」有 1 处与自己相交')
    // Left: 20 high, 20 long, half of that; right: 10 high and 10 long.
    expect(offered?.words.en).toBe('Cut at the crossings and keep the largest piece (200 m²)')
    expect(new Set(shapesOf(mend(bow, 'selfCrossing')).湖?.flat().map(String))).toEqual(new Set(['0,0', '20,10', '0,20']))
  })

  it('is a hole outside its polygon, and a polygon within another of the same thing', () => {
    const square = (west: number, size: number) => ring([west, 0], [west + size, 0], [west + size, size], [west, size]).coordinates[0]
    expect(kinds(drawnLake({ type: 'Polygon', coordinates: [square(0, 10), square(20, 5)] }))).toEqual(['selfCrossing'])
    expect(kinds(drawnLake({ type: 'MultiPolygon', coordinates: [[square(-5, 30).map(([x, y]) => [x ?? 0, (y ?? 0) - 1e-4])], [square(0, 5)]] }))).toEqual(['selfCrossing'])
    expect(kinds(drawnLake({ type: 'MultiPolygon', coordinates: [[square(0, 10)], [square(20, 5)]] }))).toEqual([])
    const hole = ring([2, 2], [2, 4], [4, 4], [4, 2]).coordinates[0]
    expect(kinds(drawnLake({ type: 'Polygon', coordinates: [square(0, 10), hole] }))).toEqual([])
  })

  it('is found in a line of 200,000 vertices', () => {
    const wave = Array.from({ length: 200_000 }, (_, i) => at([i, i % 2]))
    expect(selfMeetings({ type: 'LineString', coordinates: wave })).toEqual([])
    expect(selfMeetings({ type: 'LineString', coordinates: [...wave, at([199_999, -5]), at([100_000.5, -5]), at([100_000.5, 5])] })).toHaveLength(1)
  })

  it('is the same problem when it is found twice', () => {
    const one = only(drawnReach([0, 0], [30, 0], [30, -10], [20, -10], [20, 10]), 'selfCrossing')
    const again = only(drawnReach([0, 1], [30, 0], [30, -10], [20, -10], [20, 12]), 'selfCrossing')
    expect(again.id).toBe(one.id)
  })

  it('comes before what is only warned of', () => {
    const both = scene([reach('甲', [0, 0], [30, 0], [30, -10], [20, -10], [20, 10])], [elsewhere])
    expect(kinds(both)).toEqual(['selfCrossing', 'disconnected'])
  })

  it('takes lines of several parts that meet in a node', () => {
    const braid: Geometry = { type: 'MultiLineString', coordinates: [line([0, 0], [10, 5], [20, 0]).coordinates, line([0, 0], [10, -5], [20, 0]).coordinates] }
    expect(selfMeetings(braid)).toEqual([])
  })
})
