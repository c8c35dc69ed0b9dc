import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toBd09, toGcj02, type LonLat } from '../../domain/coordinates.ts'
import { networkOf, type NetworkLine } from './network.ts'
import { metresTo, verdictOn } from './shifted.ts'
import { topologyOf } from './topology.ts'

const reach = (code: string, from: string, to: string, more: Partial<NetworkLine> = {}): NetworkLine => ({ code, from, to, name: '湍河', named: true, river: null, group: null, length: 100, given: null, ...more })

/*  A ──a──▶ B ──b──▶ C ──d──▶ D      b and c are two arms around an island
             └───c────▶┘                                                    */
const braid = [reach('a', 'A', 'B'), reach('b', 'B', 'C'), reach('c', 'B', 'C', { length: 150 }), reach('d', 'C', 'D')]

describe('a network of lines', () => {
  it('links both arms of a braid, above and below', () => {
    expect(networkOf(braid).links.map(({ upstream, downstream }) => upstream + downstream)).toEqual(['ab', 'ac', 'bd', 'cd'])
  })

  it('measures a river from its top along the longest way', () => {
    const { places, rivers } = networkOf(braid)
    expect(rivers).toHaveLength(1)
    expect([...places].map(([code, { from, to }]) => [code, from, to]).sort()).toEqual([['a', 0, 100], ['b', 100, 200], ['c', 100, 250], ['d', 250, 350]])
  })

  it('makes one river of a group, and one of each connected run of a name', () => {
    const lines = [reach('a', 'A', 'B'), reach('b', 'B', 'C'), reach('x', 'X', 'Y'), reach('g', 'P', 'Q', { group: '7', name: '刁河' }), reach('h', 'R', 'S', { group: '7', name: '刁河' })]
    expect(networkOf(lines).rivers.map(({ name, lines: members }) => [name, members])).toEqual([['刁河', ['g', 'h']], ['湍河', ['a', 'b']], ['湍河', ['x']]])
  })

  it('keeps the river and the measures a source gives', () => {
    const { places, rivers } = networkOf([reach('a', 'A', 'B', { river: 'R1', given: [500, 600] })])
    expect(rivers).toEqual([])
    expect(places.get('a')).toEqual({ river: 'R1', from: 500, to: 600 })
  })

  it('places every line of any graph, loops included, and ends later than it begins', () => {
    const node = fc.integer({ min: 0, max: 8 }).map(String)
    fc.assert(fc.property(fc.array(fc.tuple(node, node), { minLength: 1, maxLength: 30 }), (edges) => {
      const lines = edges.map(([from, to], i) => reach(String(i), from, to))
      const { places } = networkOf(lines)
      expect(places.size).toBe(lines.length)
      for (const { from, to } of places.values()) expect(to).toBeGreaterThan(from)
    }))
  })
})

describe('shifted coordinates', () => {
  const places: LonLat[] = [[113.26, 23.13], [113.27, 23.135], [113.275, 23.15]]
  const shape = { type: 'LineString' as const, coordinates: places }
  const pairs = (turn: (at: LonLat) => LonLat, times = 4) => Array.from({ length: times }, () => ({ places: places.map(turn), shape }))

  it('are recognised by what the register holds, and a file that lies right is left alone', () => {
    expect(verdictOn(pairs(toGcj02)).crs).toBe('GCJ-02')
    expect(verdictOn(pairs(toBd09)).crs).toBe('BD-09')
    expect(verdictOn(pairs((at) => at)).crs).toBe('straight')
  })

  it('are not believed when features disagree, or when nothing can be compared', () => {
    expect(verdictOn([...pairs(toGcj02, 2), ...pairs((at) => at, 2)]).crs).toBeNull()
    expect(verdictOn([]).crs).toBeNull()
    expect(verdictOn(pairs(([lon, lat]) => [lon + 1, lat])).crs).toBeNull()
  })

  it('are not confused with a survey that is merely coarse', () => {
    expect(verdictOn(pairs(([lon, lat]) => [lon + 0.0006, lat - 0.0003])).crs).toBe('straight')
  })

  it('are measured to the nearest point of a line, not of its corners', () => {
    expect(metresTo([0.5, 0.001], { type: 'LineString', coordinates: [[0, 0], [1, 0]] })).toBeCloseTo(111.2, 1)
  })
})

describe('the topology report', () => {
  const river = (label: string, ...parts: LonLat[][]) => ({ label, parts })
  const counts = (lines: ReturnType<typeof river>[]) => topologyOf(lines).findings.map(({ count }) => count)

  it('finds each kind of fault once', () => {
    //                                                            loose, crossed, twice, self, islands
    expect(counts([river('a', [[0, 0], [1, 0]]), river('b', [[1, 0], [2, 0]])])).toEqual([2, 0, 0, 0, 0])
    expect(counts([river('a', [[0, 0], [2, 0]]), river('b', [[1, -1], [1, 1]])])).toEqual([4, 1, 0, 0, 1])
    expect(counts([river('a', [[0, 0], [1, 0]]), river('b', [[1, 0], [0, 0]])])).toEqual([0, 0, 1, 0, 0])
    expect(counts([river('a', [[0, 0], [2, 0], [2, 1], [1, -1]])])).toEqual([2, 0, 0, 1, 0])
  })

  it('says where', () => {
    const [, crossed] = topologyOf([river('a', [[0, 0], [2, 0]]), river('b', [[1, -1], [1, 1]])]).findings
    expect(crossed?.examples).toEqual([{ label: 'a × b', at: [1, 0] }])
  })

  it('counts an end in the middle of a line as meeting it, though not at an end', () => {
    expect(topologyOf([river('a', [[0, 0], [2, 0]]), river('b', [[1, 1], [1, 0]])]).lowerEnds).toEqual({ onAnotherLine: 1, atItsEnd: 0, closed: 0, alone: 1 })
  })
})
