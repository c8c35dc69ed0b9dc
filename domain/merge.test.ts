import fc from 'fast-check'
import type { Geometry, LineString, Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { merge, resolve, type ObjectState, type Value } from './merge.ts'
import { isSound } from './topology/faults.ts'
import { at, line, metresOf, ring } from './topology/drawings.fixture.ts'
import { shapeOf } from './topology/shape.ts'

const drawn = (geometry: Geometry | null, fields: Record<string, Value> = {}): ObjectState => ({ fields, geometry })
const mergeShapes = (base: Geometry, mine: Geometry, theirs: Geometry) => merge(drawn(base), drawn(mine), drawn(theirs))

describe('fields', () => {
  it('that one person changed are theirs to change, and both changes are kept', () => {
    const { state, clashes } = merge(drawn(null, { name: '旧', width_m: 10, level: 'town' }), drawn(null, { name: '新', width_m: 10, level: 'town' }), drawn(null, { name: '旧', width_m: 12, level: 'town' }))
    expect(state.fields).toEqual({ name: '新', width_m: 12, level: 'town' })
    expect(clashes).toEqual([])
  })

  it('that both changed alike are no clash, and changed differently are one', () => {
    const { state, clashes } = merge(drawn(null, { name: '旧', width_m: 10 }), drawn(null, { name: '甲', width_m: 12 }), drawn(null, { name: '乙', width_m: 12 }))
    expect(state.fields).toEqual({ name: '乙', width_m: 12 })
    expect(clashes).toEqual([{ what: 'field', field: 'name', base: '旧', mine: '甲', theirs: '乙' }])
  })

  it('that are not there are empty ones', () => {
    const merged = merge(drawn(null, { alias: '旧' }), drawn(null, {}), drawn(null, { alias: '旧', source: null }))
    expect(merged).toEqual({ state: drawn(null, { source: null }), clashes: [] })
  })

  it('are settled by choice, and stay as the register has them without one', () => {
    const merged = merge(drawn(line([0, 0], [9, 0]), { name: '旧', note: '' }), drawn(line([0, 1], [9, 0]), { name: '甲', note: 'm' }), drawn(line([0, 2], [9, 0]), { name: '乙', note: 't' }))
    expect(resolve(merged, {})).toEqual(merged.state)
    expect(resolve(merged, { name: 'mine', geometry: 'mine', note: 'theirs' })).toEqual(drawn(line([0, 1], [9, 0]), { name: '甲', note: 't' }))
  })
})

describe('lines', () => {
  /*  base   0──10──20──30      mine   0  ╱10╲ 20──30      theirs   0──10──20   30
                                                                           ╲╱       */
  const base = line([0, 0], [10, 0], [20, 0], [30, 0])

  it('keep two moves of different vertices, neighbours too', () => {
    const { state, clashes } = mergeShapes(base, line([0, 0], [10, 5], [20, 0], [30, 0]), line([0, 0], [10, 0], [20, -5], [30, 0]))
    expect(clashes).toEqual([])
    expect(metresOf(state.geometry)).toEqual([[[0, 0], [10, 5], [20, -5], [30, 0]]])
  })

  it('keep a vertex put in, one taken out and a longer end', () => {
    const { state } = mergeShapes(base, line([0, 0], [5, 3], [10, 0], [20, 0], [30, 0]), line([0, 0], [10, 0], [30, 0], [40, 0]))
    expect(metresOf(state.geometry)).toEqual([[[0, 0], [5, 3], [10, 0], [30, 0], [40, 0]]])
  })

  it('clash where both moved one vertex, and where both put one into the same stretch', () => {
    for (const [mine, theirs] of [
      [line([0, 0], [10, 5], [20, 0], [30, 0]), line([0, 0], [10, 6], [20, 0], [30, 0])],
      [line([0, 0], [10, 0], [13, 1], [20, 0], [30, 0]), line([0, 0], [10, 0], [17, 1], [20, 0], [30, 0])],
    ] as const) {
      const { state, clashes } = mergeShapes(base, mine, theirs)
      expect(clashes).toEqual([{ what: 'geometry', base, mine, theirs }])
      expect(state.geometry).toBe(theirs)
    }
  })

  it('clash where two harmless bends cross', () => {
    /*  mine pulls the upper arm down through the lower, theirs pulls the lower arm up: each alone is simple.
        0,9 ──── 10,9 ───┐          mine: 10,9 → 10,4       theirs: 10,0 → 10,5
        0,0 ──── 10,0 ───┘ 20                                                      */
    const hairpin = (upper: number, lower: number) => line([0, 9], [10, upper], [20, 9], [20, 0], [10, lower], [0, 0])
    const [mine, theirs] = [hairpin(4, 0), hairpin(9, 5)]
    expect([mine, theirs].map(isSound)).toEqual([true, true])
    expect(mergeShapes(hairpin(9, 0), mine, theirs).clashes).toHaveLength(1)
  })

  it('of other kinds or numbers of parts clash', () => {
    const [mine, theirs] = [{ type: 'MultiLineString' as const, coordinates: [base.coordinates, line([0, 9], [9, 9]).coordinates] }, line([0, 0], [10, 1], [20, 0], [30, 0])]
    expect(mergeShapes(base, mine, theirs).clashes).toHaveLength(1)
  })

  it('of 200,000 vertices merge, changed at both ends or drawn anew', () => {
    const long = Array.from({ length: 200_000 }, (_, i): [number, number] => [i, i % 2])
    const raised = (by: (i: number) => number): LineString => ({ type: 'LineString', coordinates: long.map(([x, y], i) => at([x, y + by(i)])) })
    const base = raised(() => 0)
    const moved = (i: number) => raised((j) => (i === j ? 0.5 : 0))
    const { state, clashes } = mergeShapes(base, moved(5), moved(199_990))
    expect(clashes).toEqual([])
    const merged = (state.geometry as LineString).coordinates
    expect([merged.length, merged[5], merged[199_990]]).toEqual([200_000, at([5, 1.5]), at([199_990, 0.5])])
    expect(mergeShapes(base, moved(5), raised(() => 9)).clashes).toHaveLength(1)
  })
})

describe('rings', () => {
  /*  0,10 ──── 10,10
       │          │
      0,0 ───── 10,0   */
  const base = ring([0, 0], [10, 0], [10, 10], [0, 10])

  it('are the same wherever they begin and whichever way they run', () => {
    const turned = ring([10, 10], [10, 0], [0, 0], [0, 10])
    const theirs = ring([0, 0], [10, 0], [12, 12], [0, 10])
    expect(mergeShapes(base, turned, theirs)).toEqual({ state: drawn(theirs), clashes: [] })
    expect(mergeShapes(base, theirs, turned)).toEqual({ state: drawn(theirs), clashes: [] })
  })

  it('keep moves of different corners, of the first as well, and stay closed', () => {
    const { state, clashes } = mergeShapes(base, ring([-2, -2], [10, 0], [10, 10], [0, 10]), ring([10, 0], [12, 12], [0, 10], [0, 0]))
    expect(clashes).toEqual([])
    const [merged] = metresOf(state.geometry) as number[][][]
    expect(merged?.at(-1)).toEqual(merged?.[0])
    expect(new Set(merged?.map(String))).toEqual(new Set(['-2,-2', '10,0', '12,12', '0,10']))
  })
})

describe('any merge', () => {
  const place = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 }))
  const geometry = fc.oneof(
    fc.array(place, { minLength: 2, maxLength: 8 }).map((places) => line(...places)),
    fc.uniqueArray(place, { minLength: 3, maxLength: 8, selector: String }).map((places) => ring(...places)),
    fc.constant(null),
  )
  const value = fc.oneof(fc.constant(null), fc.boolean(), fc.integer({ min: 0, max: 2 }), fc.constantFrom('甲', '乙'))
  const state = fc.record({ fields: fc.record({ name: value, width_m: value }), geometry })
  /** What was done to a geometry: some vertices moved, put in or taken out. */
  const edit = fc.tuple(fc.nat(9), fc.constantFrom(0, 1), fc.integer({ min: 0, max: 12 }), fc.constantFrom(0, 1))
    .map(([from, taken, y, put]): [number, number, [number, number][]] => [from, taken, put ? [[3 * from, y]] : []])
  const edited = (of: LineString | Polygon, [from, taken, put]: [number, number, [number, number][]]): Geometry => {
    const places = shapeOf(of).parts[0]
    if (of.type === 'LineString') return { ...of, coordinates: places.toSpliced(from, taken, ...put.map(at)) }
    const open = places.slice(1).toSpliced(from, taken, ...put.map(at))
    return { ...of, coordinates: [[...open, open[0]]] }
  }
  /** A line that wanders east, and a ring with such a line for its upper edge: what crosses here, the edits made cross. */
  const wandering = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 6, maxLength: 10 }).map((heights) =>
    heights.map((y, i): [number, number] => [3 * i, y]))
  const base = fc.oneof(wandering.map((places) => line(...places)), wandering.map((places) => ring([27, -9], [0, -9], ...places)))
  const versions = fc.tuple(base, edit, edit).map(([of, one, other]) => [of, edited(of, one), edited(of, other)] as const)

  it('takes the one side that changed, and what both have', () => {
    fc.assert(fc.property(state, state, (base, changed) => {
      expect(merge(base, base, changed)).toEqual({ state: changed, clashes: [] })
      expect(merge(base, changed, base)).toEqual({ state: changed, clashes: [] })
      expect(merge(base, changed, changed)).toEqual({ state: changed, clashes: [] })
    }))
  })

  it('is the same from both sides but for who is who', () => {
    fc.assert(fc.property(state, state, state, (base, one, other) => {
      const [there, back] = [merge(base, one, other), merge(base, other, one)]
      expect(there.clashes).toEqual(back.clashes.map((clash) => ({ ...clash, mine: clash.theirs, theirs: clash.mine })))
      const allMine = Object.fromEntries(there.clashes.map((clash) => [clash.what === 'field' ? clash.field : clash.what, 'mine' as const]))
      expect(resolve(there, allMine)).toEqual(back.state)
    }))
  })

  it('keeps edits of different fields', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 6 }), fc.nat(), (names, cut) => {
      const split = 1 + (cut % (names.length - 1))
      const fields = (mine: string, theirs: string) => Object.fromEntries(names.map((name, i) => [name, i < split ? mine : theirs]))
      const merged = merge(drawn(null, fields('', '')), drawn(null, fields('m', '')), drawn(null, fields('', 't')))
      expect(merged).toEqual({ state: drawn(null, fields('m', 't')), clashes: [] })
    }))
  })

  it('keeps moves of two different vertices of a line', () => {
    fc.assert(fc.property(fc.integer({ min: 3, max: 30 }), fc.nat(), fc.nat(), (length, a, b) => {
      const [i, j] = [a % length, b % length]
      fc.pre(i !== j)
      const moved = (...which: number[]) => line(...Array.from({ length }, (_, x): [number, number] => [x, which.includes(x) ? 1 : 0]))
      expect(mergeShapes(moved(), moved(i), moved(j))).toEqual({ state: drawn(moved(i, j)), clashes: [] })
    }))
  })

  it('invents no vertex, keeps rings closed, and makes nothing unsound that no side was', () => {
    let mergedBoth = 0
    fc.assert(fc.property(versions, ([base, one, other]) => {
      const { state: { geometry: merged }, clashes } = mergeShapes(base, one, other)
      const known = new Set([base, one, other].flatMap((of) => shapeOf(of).parts.flat().map(String)))
      for (const place of shapeOf(merged as Geometry).parts.flat()) expect(known).toContain(String(place))
      if (merged?.type === 'Polygon') expect(merged.coordinates[0]?.at(-1)).toEqual(merged.coordinates[0]?.[0])
      if (merged !== one && merged !== other) {
        // Enough of these, or the test would say nothing.
        mergedBoth++
        expect(clashes).toEqual([])
        expect(isSound(merged as Geometry)).toBe(true)
      }
    }), { numRuns: 1000 })
    expect(mergedBoth).toBeGreaterThan(100)
  })
})
