// The network on real rivers with published answers, and on pgRouting's own sample.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LonLat } from '../../domain/coordinates.ts'
import { after, either, ebb, far, islands, isUpstream, stretchList, membership, network, place, trace, type NetworkRows } from '../../domain/network/index.ts'
import { key } from '../../domain/topology/plane.ts'
import { realData } from './files.fixture.ts'
import { linksOf, type NetworkLine } from './network.ts'

interface Flowline {
  properties: { comid: number; lengthkm: number; areasqkm: number; totdasqkm: number }
  geometry: { coordinates: LonLat[] }
}

const read = (...path: string[]) => readFileSync(join(realData()!, ...path), 'utf8')
const has = (folder: string) => realData() !== null && existsSync(join(realData()!, folder))

/** Lines into rows by their ends alone: what the file says about nodes is not looked at. */
function river(name: string) {
  const { features } = JSON.parse(read('nhdplus', `${name}_wgs84.geojson`)) as { features: Flowline[] }
  const lines = features.map(({ properties: { comid, lengthkm }, geometry: { coordinates } }): NetworkLine => ({
    code: String(comid), name: '', named: false, river: null, group: null, given: null,
    from: key(coordinates[0]), to: key(coordinates.at(-1)!), length: lengthkm * 1000,
  }))
  const rows: NetworkRows = {
    reaches: lines.map(({ code, length }) => ({ code, lengthM: length, flowMode: 'one_way' })),
    links: linksOf(lines).map((link) => ({ ...link, downstreamM: 0, flowMode: 'one_way', gate: null })),
    gates: [], standing: [],
  }
  return { features, rows, nodes: new Set(lines.flatMap(({ from, to }) => [from, to])).size }
}

describe.skipIf(!has('nhdplus'))('real rivers (skipped without ../shared/data or REAL_DATA)', () => {
  for (const [name, lines, nodes] of [['new_hope', 746, 663], ['walker', 62, 63]] as const)
    it(`above every line of ${name} lies the area its agency published`, () => {
      const { features, rows, nodes: found } = river(name)
      expect([features.length, found]).toEqual([lines, nodes])
      const made = network(rows)
      expect(made.remarks).toEqual([])
      const area = new Map(features.map(({ properties }) => [String(properties.comid), properties.areasqkm]))
      const index = membership(made, ebb)
      for (const { properties: { comid, lengthkm, totdasqkm } } of features) {
        const mouth = place(made, String(comid), lengthkm * 1000)
        const above = stretchList(made, trace(made, ebb, 'upstream', mouth))
        expect(Math.abs(above.reduce((sum, { code }) => sum + area.get(code)!, 0) - totdasqkm)).toBeLessThan(0.001)
        const members = rows.reaches.filter(({ code }) => isUpstream(made, index, place(made, code), mouth))
        expect(members.length).toBe(above.length)
      }
    })

  it('a line taken out is said by every link that names it, and what was above it is cut off', () => {
    const { rows } = river('walker')
    const made = network(rows)
    const areas = made.codes.map((code) => trace(made, ebb, 'upstream', place(made, code, made.lengthM[made.indexOf.get(code)!])).water.length)
    const trunk = made.codes[areas.indexOf(areas.filter((count) => count < 50).sort((a, b) => b - a)[0])]
    const cut = after(made, { drop: [trunk] })
    const links = rows.links.filter(({ upstream, downstream }) => upstream === trunk || downstream === trunk).length
    expect(links).toBeGreaterThan(1)
    expect(cut.remarks.map(({ kind, leftOut }) => [kind, leftOut])).toEqual(Array.from({ length: links }, () => ['unknown_reach', true]))
    expect([islands(made).length, islands(cut).length > 1]).toEqual([1, true])
    const mouth = made.codes[areas.indexOf(Math.max(...areas))]
    const long = made.lengthM[made.indexOf.get(mouth)!]
    expect(trace(cut, ebb, 'upstream', place(cut, mouth, long)).water.length).toBe(Math.max(...areas) - areas[made.indexOf.get(trunk)!])
  })
})

describe.skipIf(!has('pgrouting_sample'))('pgRouting’s sample (skipped without ../shared/data or REAL_DATA)', () => {
  it('has the directed costs its manual prints', () => {
    const edges = read('pgrouting_sample', 'edges.csv').trim().split('\n').slice(1).map((line) => line.split(',').map(Number))
    const vertices = [...new Set(edges.flatMap(([, source, target]) => [source, target]))]
    // A two-way road is a tidal reach; a vertex is a standing water.
    const ways = edges.map(([id, source, target, cost, back]) => {
      const [up, down] = cost > 0 ? [source, target] : [target, source]
      return { code: `e${id}`, up: `v${up}`, down: `v${down}`, lengthM: Math.max(cost, back), flowMode: cost > 0 && back > 0 ? ('tidal' as const) : ('one_way' as const) }
    })
    const made = network({
      reaches: ways, standing: vertices.map((vertex) => ({ code: `v${vertex}` })), gates: [],
      links: ways.flatMap(({ code, up, down, lengthM, flowMode }) => [
        { upstream: up, upstreamM: 0, downstream: code, downstreamM: 0, flowMode, gate: null },
        { upstream: code, upstreamM: lengthM, downstream: down, downstreamM: 0, flowMode, gate: null },
      ]),
    })
    expect(made.remarks).toEqual([])
    const { directed_cost_from_each_vertex: expected } = JSON.parse(read('pgrouting_sample', 'expected_directed_costs.json')) as { directed_cost_from_each_vertex: Record<string, Record<string, number>> }
    for (const [start, costs] of Object.entries(expected)) {
      const { to } = far(made, place(made, `v${start}`), { scenario: either, direction: 'downstream' })
      const found = vertices.map((vertex) => [String(vertex), to(place(made, `v${vertex}`))] as const).filter(([, cost]) => cost < Infinity)
      expect(Object.fromEntries(found)).toEqual(costs)
    }
  })
})
