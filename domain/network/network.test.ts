import { describe, expect, it } from 'vitest'
import {
  after, apart, certainty, common, allScenarios, difference, drainage, drainsTo, ebb, ebbShut, either, far, flood, islands, isUpstream,
  lengthOf, stretchList, membership, nearest, network, path, place, recordedStates, trace, union, watersOf, without,
  type GateRow, type LinkRow, type Network, type NetworkRows, type ReachRow, type Scenario,
} from './index.ts'

const reach = (code: string, more: Partial<ReachRow> = {}): ReachRow => ({ code, lengthM: 100, flowMode: 'one_way', ...more })
const link = (upstream: string, downstream: string, more: Partial<LinkRow> = {}): LinkRow => ({ upstream, upstreamM: 100, downstream, downstreamM: 0, flowMode: 'one_way', gate: null, ...more })
const gate = (code: string, more: Partial<GateRow> = {}): GateRow => ({ code, kind: '水闸', ...more })
const rows = (more: Partial<NetworkRows>): NetworkRows => ({ reaches: [], links: [], gates: [], standing: [], ...more })
const kinds = (made: { remarks: Network['remarks'] }) => made.remarks.map(({ kind, code }) => [kind, code])

/** `a`, where all of a reach 100 m long is meant, `a 0-50` for a part, `a 50` for a place on it. */
const told = (made: Network, stretches: Parameters<typeof stretchList>[1]) =>
  stretchList(made, stretches).map(({ code, fromM, toM }) => (fromM === toM ? `${code} ${fromM}` : fromM === 0 && toM === 100 ? code : `${code} ${fromM}-${toM}`))
const up = (made: Network, scenario: Scenario, code: string, measureM: number) => told(made, trace(made, scenario, 'upstream', place(made, code, measureM)))
const down = (made: Network, scenario: Scenario, code: string, measureM: number) => told(made, trace(made, scenario, 'downstream', place(made, code, measureM)))

/*  ──a──▶●──b──▶●──d──▶    b and c are two arms around an island
           └──c──▶┘                                                */
const braid = network(rows({ reaches: ['a', 'b', 'c', 'd'].map((code) => reach(code)), links: [link('a', 'b'), link('a', 'c'), link('b', 'd'), link('c', 'd')] }))

/*      t         e
        │40       ▲60
  ──a───●────▶──b─●────▶    t comes in at 40 m of b, e leaves it at 60 m  */
const parting = network(rows({ reaches: ['a', 'b', 't', 'e'].map((code) => reach(code)), links: [link('a', 'b'), link('t', 'b', { downstreamM: 40 }), link('b', 'e', { upstreamM: 60 })] }))

/*  ──r──▶●══s══●══t══ sea     s and t follow the tide, r does not
             ▲
             q at 50 m of s                                          */
const tidal = network(rows({
  reaches: [reach('r'), reach('s', { flowMode: 'tidal' }), reach('t', { flowMode: 'tidal' }), reach('q')],
  links: [link('r', 's'), link('s', 't', { flowMode: 'tidal' }), link('q', 's', { downstreamM: 50 })],
}))

/*  ──a──▶●──b──▶●──d──▶
           ▲      │g            c takes water back up through gate g
           └──c───┘                                                  */
const gatedLoop = (state: GateRow['state'] = null) => network(rows({
  reaches: ['a', 'b', 'c', 'd'].map((code) => reach(code)), gates: [gate('g', { state })],
  links: [link('a', 'b'), link('b', 'd'), link('b', 'c', { flowMode: 'gated', gate: 'g' }), link('c', 'b')],
}))

describe('a network under a scenario', () => {
  it('counts each arm of a braid once', () => {
    expect(up(braid, ebb, 'd', 100)).toEqual(['a', 'b', 'c', 'd'])
    expect(up(braid, ebb, 'b', 100)).toEqual(['a', 'b'])
    expect(down(braid, ebb, 'a', 0)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('knows where in mid-reach water comes in and leaves', () => {
    expect(up(parting, ebb, 'b', 39)).toEqual(['a', 'b 0-39'])
    expect(up(parting, ebb, 'b', 40)).toEqual(['a', 'b 0-40', 't'])
    expect(up(parting, ebb, 'e', 10)).toEqual(['a', 'b 0-60', 't', 'e 0-10'])
    expect(down(parting, ebb, 'b', 61)).toEqual(['b 61-100'])
    expect(down(parting, ebb, 't', 90)).toEqual(['b 40-100', 't 90-100', 'e'])
  })

  it('turns with the tide where it is tidal, and nowhere else', () => {
    expect(up(tidal, ebb, 't', 30)).toEqual(['r', 's', 't 0-30', 'q'])
    expect(up(tidal, flood, 't', 30)).toEqual(['t 30-100'])
    expect(up(tidal, flood, 's', 20)).toEqual(['s 20-100', 't', 'q'])
    expect(down(tidal, flood, 't', 30)).toEqual(['s', 't 0-30'])
    expect(up(tidal, either, 's', 20)).toEqual(['r', 's', 't', 'q'])
    expect(membership(tidal, either).components).toBeLessThan(membership(tidal, ebb).components)
  })

  it('goes around a gated loop only while the gate is open', () => {
    const made = gatedLoop()
    expect(up(made, ebb, 'b', 50)).toEqual(['a', 'b', 'c'])
    expect(up(made, ebbShut, 'b', 50)).toEqual(['a', 'b 0-50', 'c'])
    expect(up(made, ebbShut, 'c', 50)).toEqual(['c 0-50'])
    expect(up(made, { ...ebbShut, gates: { g: 'open' } }, 'c', 50)).toEqual(['a', 'b', 'c'])
    expect(up(made, { ...ebb, gates: recordedStates(gatedLoop('shut')) }, 'c', 50)).toEqual(['c 0-50'])
  })

  it('pumps one way whatever the tide, an open sluice lets it through', () => {
    // ══s══[p]══t══ sea
    const made = (kind: GateRow['kind']) => network(rows({
      reaches: [reach('s', { flowMode: 'tidal' }), reach('t', { flowMode: 'tidal' })], gates: [gate('p', { kind })], links: [link('s', 't', { flowMode: 'gated', gate: 'p' })],
    }))
    expect(up(made('泵站'), flood, 's', 50)).toEqual(['s 50-100'])
    expect(up(made('水闸'), flood, 's', 50)).toEqual(['s 50-100', 't'])
    expect(up(made('闸泵'), { ...flood, gates: { p: 'pumping' } }, 's', 50)).toEqual(['s 50-100'])
    expect(up(made('泵站'), ebb, 't', 0)).toEqual(['s', 't 0'])
    expect(up(made('泵站'), ebbShut, 't', 0)).toEqual(['t 0'])
    expect(() => trace(made('水闸'), { ...flood, gates: { p: 'pumping' } }, 'upstream', { water: 0, measureM: 0, above: 0, below: 0 })).toThrow(RangeError)
    expect(() => membership(made('水闸'), { ...flood, gates: { gone: 'open' } })).toThrow(RangeError)
  })

  it('is barred by a gate that stands in mid-reach and no link names', () => {
    const made = network(rows({ reaches: [reach('a'), reach('b')], links: [link('a', 'b')], gates: [gate('g', { reach: 'b', measureM: 30 })] }))
    expect(up(made, ebbShut, 'b', 60)).toEqual(['b 30-60'])
    expect(up(made, ebbShut, 'b', 30)).toEqual(['a', 'b 0-30'])
    expect(up(made, ebb, 'b', 60)).toEqual(['a', 'b 0-60'])
  })

  it('keeps parallel reaches, self loops and islands apart', () => {
    // u and v have equal ends; w returns from 80 m to 20 m of itself; x is alone
    const made = network(rows({
      reaches: ['m', 'u', 'v', 'w', 'x'].map((code) => reach(code)),
      links: [link('m', 'u'), link('m', 'v'), link('u', 'w'), link('v', 'w'), link('w', 'w', { upstreamM: 80, downstreamM: 20 })],
    }))
    expect(up(made, ebb, 'u', 100)).toEqual(['m', 'u'])
    expect(up(made, ebb, 'w', 10)).toEqual(['m', 'u', 'v', 'w 0-10'])
    expect(up(made, ebb, 'w', 30)).toEqual(['m', 'u', 'v', 'w 0-80'])
    expect(up(made, ebb, 'x', 100)).toEqual(['x'])
    expect(islands(made)).toEqual([['m', 'u', 'v', 'w'], ['x']])
    expect(islands(gatedLoop('shut'))).toHaveLength(1)
    expect(kinds(made)).toEqual([])
  })

  it('passes through a lake wherever links enter and leave it', () => {
    const made = network(rows({ reaches: ['a', 'b', 'c'].map((code) => reach(code)), standing: [{ code: 'lake' }], links: [link('a', 'lake'), link('b', 'lake', { downstreamM: 7 }), link('lake', 'c', { upstreamM: 3 })] }))
    expect(up(made, ebb, 'c', 50)).toEqual(['a', 'b', 'c 0-50', 'lake 0'])
    expect(down(made, ebb, 'lake', 0)).toEqual(['c', 'lake 0'])
    expect(kinds(made)).toEqual([])
  })
})

describe('certainty', () => {
  it('is of what holds in every scenario, and says what only some have', () => {
    const { certain, possible, each } = certainty(tidal, place(tidal, 's', 20))
    expect(told(tidal, certain)).toEqual(['s 20'])
    expect(told(tidal, possible)).toEqual(['r', 's', 't', 'q'])
    expect(each.map(({ scenario, stretches }) => [scenario.name, lengthOf(stretches)])).toEqual([['ebb', 120], ['ebb, shut', 120], ['flood', 280], ['flood, shut', 280], ['either', 400]])
    expect(told(tidal, certainty(tidal, place(tidal, 's', 20), 'upstream', [ebb]).certain)).toEqual(['r', 's 0-20'])
    expect(() => certainty(tidal, place(tidal, 's'), 'upstream', [])).toThrow(RangeError)
  })
})

describe('sets of places', () => {
  const [b, d, c] = ['b', 'd', 'c'].map((code) => trace(braid, ebb, 'upstream', place(braid, code, 50)))
  it('say what places have in common and what sets them apart', () => {
    expect(told(braid, common(b, c))).toEqual(['a'])
    expect(apart([b, c, d]).map((one) => told(braid, one))).toEqual([[], [], ['b 50-100', 'c 50-100', 'd 0-50']])
    expect(told(braid, without(d, union(b, c)))).toEqual(['b 50-100', 'c 50-100', 'd 0-50'])
    expect(watersOf(braid, d)).toEqual(['a', 'b', 'c', 'd'])
  })
})

describe('along the water', () => {
  const timed = after(braid, { reaches: [reach('b', { lengthM: 100, speedMs: 0.1 }), reach('c', { lengthM: 100, speedMs: 2 })], links: [link('a', 'd', { upstreamM: 90, downstreamM: 30 })] })
  const asked = { scenario: ebb, speedMs: 1 }

  it('a limit in metres or seconds cuts where it falls', () => {
    const at = place(braid, 'd', 20)
    expect(told(braid, far(braid, at, { scenario: ebb, direction: 'upstream', within: 150 }).stretches)).toEqual(['a 70-100', 'b', 'c', 'd 0-20'])
    expect(told(timed, far(timed, place(timed, 'd', 20), { ...asked, direction: 'upstream', by: 'seconds', within: 60 }).stretches)).toEqual(['b 96-100', 'c 20-100', 'd 0-20'])
  })

  it('the shortest way need not be the quickest', () => {
    const made = network(rows({ reaches: [reach('a', { speedMs: 1 }), reach('b', { speedMs: 0.1 }), reach('c', { lengthM: 300, speedMs: 2 }), reach('d', { speedMs: 1 })], links: [link('a', 'b'), link('a', 'c'), link('b', 'd'), link('c', 'd', { upstreamM: 300 })] }))
    const [from, to] = [place(made, 'a', 40), place(made, 'd', 10)]
    expect(path(made, from, to, { scenario: ebb })).toEqual({ metres: 170, seconds: 1070, stretches: [{ code: 'a', fromM: 40, toM: 100 }, { code: 'b', fromM: 0, toM: 100 }, { code: 'd', fromM: 0, toM: 10 }] })
    expect(path(made, from, to, { scenario: ebb, by: 'seconds' })).toMatchObject({ metres: 370, seconds: 220 })
    expect(path(made, to, from, { scenario: ebb })).toBeNull()
  })

  it('runs up a tidal reach', () => {
    expect(path(tidal, place(tidal, 't', 30), place(tidal, 's', 80), { scenario: flood })).toEqual({ metres: 50, seconds: null, stretches: [{ code: 't', fromM: 30, toM: 0 }, { code: 's', fromM: 100, toM: 80 }] })
  })

  it('refuses to guess how fast water is', () => {
    expect(() => far(braid, place(braid, 'd'), { scenario: ebb, direction: 'upstream', by: 'seconds' })).toThrow(/speedMs/)
    expect(path(braid, place(braid, 'a'), place(braid, 'b'), { scenario: ebb })).toMatchObject({ metres: 100, seconds: null })
  })
})

describe('what drains to the network', () => {
  const hung = drainage(parting, {
    outfalls: [{ code: 'o1', water: 'b', measureM: 20 }, { code: 'o2', water: 't', measureM: 50 }, { code: 'o3', water: 'gone', measureM: 5 }, { code: 'o4', water: 'b', measureM: 101 }],
    units: [{ code: 'u1', outfall: 'o1', water: 'b' }, { code: 'u2', outfall: null, water: 'a' }, { code: 'u3', outfall: 'o9', water: null }],
    households: [{ code: 'h1', unit: 'u1' }, { code: 'h2', unit: 'u2' }, { code: 'h3', unit: 'u9' }],
    plants: [{ code: 'p1', outfall: 'o2', water: null, measureM: null }, { code: 'p2', outfall: null, water: 'b', measureM: 70 }],
    sources: [{ code: 's1', unit: 'u1', water: null, measureM: null }, { code: 's2', unit: 'u1', water: 'b', measureM: 75 }],
  })

  it('is counted where it gets in, through units and outfalls', () => {
    const all = (code: string, measureM: number) => drainsTo(hung, trace(parting, ebb, 'upstream', place(parting, code, measureM)))
    expect(all('b', 100)).toEqual({ outfalls: ['o1', 'o2'], units: ['u2', 'u1'], households: ['h2', 'h1'], plants: ['p2', 'p1'], sources: ['s1', 's2'] })
    expect(all('b', 19)).toEqual({ outfalls: [], units: ['u2'], households: ['h2'], plants: [], sources: [] })
    expect(all('e', 0)).toEqual({ outfalls: ['o1', 'o2'], units: ['u2', 'u1'], households: ['h2', 'h1'], plants: ['p1'], sources: ['s1'] })
  })

  it('is counted once where nobody knows the measure, however many stretches of the water are meant', () => {
    const a = parting.indexOf.get('a')!
    expect(drainsTo(hung, { water: Int32Array.of(a, a), fromM: Float64Array.of(0, 60), toM: Float64Array.of(10, 70) })).toEqual({ outfalls: [], units: ['u2'], households: ['h2'], plants: [], sources: [] })
  })

  it('says what it lost', () => {
    expect(kinds(hung)).toEqual([['unknown_water', 'o3'], ['beyond_end', 'o4'], ['unknown_outfall', 'u3'], ['unknown_unit', 'h3']])
  })

  it('is found nearest first', () => {
    expect(nearest(parting, hung, place(parting, 'e', 10), 'outfalls', 5, { scenario: ebb })).toEqual([{ code: 'o1', away: 50 }, { code: 'o2', away: 80 }])
    expect(nearest(parting, hung, place(parting, 'e', 10), 'outfalls', 1, { scenario: ebb })).toEqual([{ code: 'o1', away: 50 }])
    expect(nearest(parting, hung, place(parting, 'b', 10), 'outfalls', 1, { scenario: ebb })).toEqual([])
    const long = network(rows({ reaches: [reach('a', { lengthM: 9000 })] }))
    const distant = drainage(long, { outfalls: [{ code: 'o', water: 'a', measureM: 10 }], units: [], households: [], plants: [], sources: [] })
    expect(nearest(long, distant, place(long, 'a', 9000), 'outfalls', 1, { scenario: ebb })).toEqual([{ code: 'o', away: 8990 }])
  })
})

describe('rows that are not right', () => {
  it('are reported and left out, never guessed at', () => {
    const made = network(rows({
      reaches: [reach('a'), reach('a', { lengthM: 5 }), reach('b', { speedMs: 0 }), reach('n', { lengthM: 0 }), reach('m', { lengthM: NaN })],
      gates: [gate('g'), gate('g'), gate('z'), gate('y', { reach: 'b', measureM: 200 })], standing: [{ code: 's' }, { code: 's' }],
      links: [link('a', 'gone'), link('n', 'a'), link('a', 'b', { gate: 'gone' }), link('a', 'b', { upstreamM: 100.6 }), link('a', 'b', { upstreamM: 100.5 }), link('a', 'b', { downstreamM: -0.5 }), link('b', 'a', { upstreamM: NaN }), link('b', 's', { flowMode: 'gated' }), link('s', 'a', { gate: 'g' })],
    }))
    expect(kinds(made)).toEqual([
      ['duplicate_reach', 'a'], ['bad_speed', 'b'], ['no_length', 'n'], ['no_length', 'm'], ['duplicate_standing', 's'], ['duplicate_gate', 'g'], ['gate_nowhere', 'z'], ['beyond_end', 'y'],
      ['unknown_reach', 'a→gone'], ['unknown_reach', 'n→a'], ['unknown_gate', 'a→b'], ['beyond_end', 'a→b'], ['beyond_end', 'b→a'], ['gate_unnamed', 'b→s'], ['duplicate_link', 'a→b'],
    ])
    expect(made.remarks.every(({ words }) => words.zh && words.en)).toBe(true)
    expect(up(made, ebb, 'b', 0)).toEqual(['a', 'b', 's 0'])
    expect(up(made, ebbShut, 'b', 0)).toEqual(['a', 'b 0'])
  })

  it('say so when a loop runs through a gate that is shut', () => {
    expect(kinds(gatedLoop('shut'))).toEqual([['shut_loop', 'g']])
    expect(kinds(gatedLoop('open'))).toEqual([])
  })

  it('are refused as places', () => {
    expect(() => place(braid, 'gone')).toThrow(RangeError)
    expect(() => place(braid, 'a', 100.6)).toThrow(RangeError)
    expect(() => place(braid, 'a', NaN)).toThrow(RangeError)
    expect(place(braid, 'a', 100.4).measureM).toBe(100)
  })
})

describe('an edit', () => {
  it('says how many upstream relations come and go, and whose', () => {
    const cut = after(braid, { dropLinks: [link('a', 'b')] })
    expect(difference(braid, cut, ebb)).toEqual({ appear: 0, vanish: 1, upstream: new Map([['a', { appear: 0, vanish: 1 }]]), downstream: new Map([['b', { appear: 0, vanish: 1 }]]) })
    expect(difference(cut, braid, ebb)).toMatchObject({ appear: 1, vanish: 0 })
    expect(difference(braid, after(braid, { reaches: [reach('e')], links: [link('e', 'a')] }), ebb)).toMatchObject({ appear: 4, vanish: 0 })
    expect(difference(braid, after(braid, { drop: ['d'] }), ebb)).toMatchObject({ appear: 0, vanish: 3 })
    expect(difference(braid, after(braid, {}), ebb)).toMatchObject({ appear: 0, vanish: 0 })
  })

  it('knows that a gate a link comes to name no longer bars the reach it stands on', () => {
    const before = network(rows({ reaches: ['a', 'b', 'c', 'x', 'y'].map((code) => reach(code)), links: [link('a', 'b'), link('b', 'c')], gates: [gate('g', { reach: 'b', measureM: 30 })] }))
    expect(difference(before, after(before, { links: [link('x', 'y', { gate: 'g' })] }), ebbShut)).toMatchObject({ appear: 1, vanish: 0, upstream: new Map([['a', { appear: 1, vanish: 0 }]]) })
  })

  it('leaves the network before as it was', () => {
    after(braid, { drop: ['a'] })
    expect(up(braid, ebb, 'b', 100)).toEqual(['a', 'b'])
    const index = membership(braid, ebb)
    expect(isUpstream(braid, index, place(braid, 'a', 10), place(braid, 'd', 1))).toBe(true)
    expect(allScenarios.map((scenario) => isUpstream(braid, membership(braid, scenario), place(braid, 'd', 1), place(braid, 'a', 10)))).toEqual([false, false, false, false, false])
  })
})
