import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { network } from './build.ts'
import { certainty } from './certainty.ts'
import { difference } from './difference.ts'
import { digestOf } from './digest.ts'
import { far } from './distance.ts'
import { isUpstream, membership } from './membership.ts'
import { path } from './path.ts'
import { place } from './place.ts'
import { from, least, plain, spot } from './plain.fixture.ts'
import { labelsOf, table } from './reach.ts'
import type { FlowMode, GateState, LinkRow, NetworkRows } from './rows.ts'
import { allScenarios, type Scenario } from './scenario.ts'
import { sortedBy } from './sorted.ts'
import { contains } from './stretches.ts'
import { trace } from './trace.ts'

const flowMode = fc.constantFrom<FlowMode>('one_way', 'tidal', 'gated', 'pumped')
const letters = (n: number, of: string) => Array.from({ length: n }, (_, i) => `${of}${i}`)

/** Loops, braids, self loops, islands and dead ends all come up: links join anything to anything at whole metres. */
const rows = (most: { reaches: number; links: number; gates: number; standing: number }): fc.Arbitrary<NetworkRows> =>
  fc.tuple(
    fc.integer({ min: 1, max: most.reaches }), fc.integer({ min: 0, max: most.gates }), fc.integer({ min: 0, max: most.standing }),
  ).chain(([r, g, s]) => {
    const reach = fc.constantFrom(...letters(r, 'r'))
    const water = fc.constantFrom(...letters(r, 'r'), ...letters(s, 's'))
    const metre = fc.integer({ min: 0, max: 4 })
    return fc.record({
      reaches: fc.tuple(...letters(r, 'r').map((code) => fc.record({ code: fc.constant(code), lengthM: fc.integer({ min: 1, max: 4 }), flowMode, speedMs: fc.constantFrom(0.5, 1, 2) }))),
      standing: fc.constant(letters(s, 's').map((code) => ({ code }))),
      gates: fc.tuple(...letters(g, 'g').map((code) => fc.record({
        code: fc.constant(code), kind: fc.constantFrom('水闸' as const, '泵站' as const, '闸泵' as const), reach: fc.option(reach), measureM: metre, state: fc.constant(null),
      }))),
      links: fc.array(fc.record({ upstream: water, upstreamM: metre, downstream: water, downstreamM: metre, flowMode, gate: fc.option(fc.constantFrom(...letters(g, 'g'), ...(g ? [] : ['none'])), { freq: 2 }) }), { maxLength: most.links }),
    })
  }).map((made) => {
    // Measures come to lie on their waters; gates without a place are named by nobody or by a link.
    const long = new Map(made.reaches.map(({ code, lengthM }) => [code, lengthM]))
    const on = (code: string, m: number) => Math.min(m, long.get(code) ?? 0)
    return {
      ...made,
      gates: made.gates.map((gate) => ({ ...gate, measureM: gate.reach ? on(gate.reach, gate.measureM) : null })),
      links: made.links.map((link): LinkRow => ({
        ...link, gate: made.gates.length ? link.gate : null, upstreamM: on(link.upstream, link.upstreamM),
        downstreamM: on(link.downstream, link.downstreamM),
      })),
    }
  })
const small = rows({ reaches: 6, links: 10, gates: 3, standing: 2 })

/** All that are considered, and each of them with states of its own for the gates. */
const scenariosOf = (made: ReturnType<typeof network>, states: GateState[]): Scenario[] => allScenarios.flatMap((scenario) => [scenario, {
  ...scenario, gates: Object.fromEntries(made.gates.map(({ code, kind }, i) => [code, kind === '水闸' && states[i % states.length] === 'pumping' ? 'open' : states[i % states.length]])),
}])
const states = fc.array(fc.constantFrom<GateState>('open', 'shut', 'pumping'), { minLength: 1, maxLength: 3 })

const placed = (at: string): [string, number] => [at.split('@')[0], Number(at.split('@')[1])]
/** Right where a gate bars a reach there are two places at one measure; a set of intervals cannot tell them apart. */
const barred = ({ gates }: NetworkRows) => new Set(gates.flatMap(({ reach, measureM }) => (reach ? [spot(reach, measureM!)] : [])))

describe('on any network and in any scenario', () => {
  it('upstream and downstream sets are those of a plain breadth first search', () => {
    fc.assert(fc.property(small, states, (given, gateStates) => {
      const made = network(given)
      const skip = barred(given)
      const wrong: string[] = []
      for (const scenario of scenariosOf(made, gateStates)) {
        const simple = plain(given, scenario)
        const goes = new Map(simple.spots.map((at) => [at, from(simple, at)]))
        for (const at of simple.spots) {
          const here = place(made, ...placed(at))
          const [down, up] = [trace(made, scenario, 'downstream', here), trace(made, scenario, 'upstream', here)]
          for (const other of simple.spots) {
            if (skip.has(other)) continue
            const there = place(made, ...placed(other))
            if (contains(down, there.water, there.measureM) !== goes.get(at)!.has(other)) wrong.push(`${scenario.name}: ${at} down to ${other}`)
            if (contains(up, there.water, there.measureM) !== goes.get(other)!.has(at)) wrong.push(`${scenario.name}: ${at} up to ${other}`)
          }
        }
      }
      expect(wrong).toEqual([])
    }), { numRuns: 150 })
  })

  it('membership is that of a plain breadth first search, gates in mid-reach included', () => {
    fc.assert(fc.property(small, states, (given, gateStates) => {
      const made = network(given)
      const wrong: string[] = []
      for (const scenario of scenariosOf(made, gateStates)) {
        const simple = plain(given, scenario)
        const index = membership(made, scenario)
        for (const at of simple.spots) {
          const goes = from(simple, at)
          for (const other of simple.spots) if (isUpstream(made, index, place(made, ...placed(at)), place(made, ...placed(other))) !== goes.has(other)) wrong.push(`${scenario.name}: ${at} to ${other}`)
        }
      }
      expect(wrong).toEqual([])
    }), { numRuns: 150 })
  })

  it('distances and times are those of Dijkstra, and a limit cuts exactly there', () => {
    fc.assert(fc.property(small, states, fc.integer({ min: 0, max: 12 }), (given, gateStates, halves) => {
      const made = network(given)
      const skip = barred(given)
      const within = halves / 2
      const wrong: string[] = []
      for (const scenario of scenariosOf(made, gateStates).slice(0, 4).concat(allScenarios[4])) for (const by of ['metres', 'seconds'] as const) {
        const simple = plain(given, scenario)
        for (const at of simple.spots.filter((_, i) => i % 3 === 0)) {
          const lengths = least(simple, at, by)
          const here = place(made, ...placed(at))
          const [all, near] = [far(made, here, { scenario, direction: 'downstream', by }), far(made, here, { scenario, direction: 'downstream', by, within })]
          for (const other of simple.spots) {
            const there = place(made, ...placed(other))
            const least_ = lengths.get(other) ?? Infinity
            const limited = least_ <= within ? least_ : Infinity
            const said = [all.to(there), far(made, there, { scenario, direction: 'upstream', by }, here).to(here), path(made, here, there, { scenario, by })?.[by] ?? Infinity, near.to(there)]
            if (said.some((one, i) => one !== (i < 3 ? least_ : limited))) wrong.push(`${scenario.name}: ${at} to ${other}: ${said.join(' ')}, not ${least_}`)
            if (!skip.has(other) && contains(near.stretches, there.water, there.measureM) !== limited < Infinity) wrong.push(`${scenario.name}: ${at} to ${other} within ${within} ${by}`)
          }
        }
      }
      expect(wrong).toEqual([])
    }), { numRuns: 40 })
  })

  it('certain is what every scenario has, possible what one of them has', () => {
    fc.assert(fc.property(small, (given) => {
      const made = network(given)
      const skip = barred(given)
      const wrong: string[] = []
      const simple = allScenarios.map((scenario) => plain(given, scenario))
      for (const at of simple[0].spots) {
        const { certain, possible } = certainty(made, place(made, ...placed(at)))
        const goes = simple.map((one) => new Set(one.spots.filter((other) => from(one, other).has(at))))
        for (const other of simple[0].spots) {
          if (skip.has(other)) continue
          const there = place(made, ...placed(other))
          if (contains(certain, there.water, there.measureM) !== goes.every((one) => one.has(other))) wrong.push(`certain: ${at} from ${other}`)
          if (contains(possible, there.water, there.measureM) !== goes.some((one) => one.has(other))) wrong.push(`possible: ${at} from ${other}`)
        }
      }
      expect(wrong).toEqual([])
    }), { numRuns: 60 })
  })

  it('an edit’s difference is the difference of all pairs', () => {
    const pairs = (given: NetworkRows, scenario: Scenario) => {
      const simple = plain(given, scenario)
      const all = new Set<string>()
      for (const at of simple.spots) for (const other of from(simple, at)) if (placed(at)[0] !== placed(other)[0]) all.add(`${placed(at)[0]} ${placed(other)[0]}`)
      return all
    }
    fc.assert(fc.property(small, small, fc.nat(), (one, other, pick) => {
      // One link, one reach or one gate of the other network comes in.
      const fits = other.links.filter((link) => [...one.reaches, ...one.standing].some(({ code }) => code === link.upstream)
        && one.reaches.some(({ code, lengthM }) => code === link.downstream && lengthM >= link.downstreamM))
      const long = (code: string) => one.reaches.find((row) => row.code === code)?.lengthM ?? 0
      const ways: NetworkRows[] = [
        { ...one, links: one.links.slice(1) },
        { ...one, links: [...one.links, ...fits.slice(0, 1).map((link) => ({
          ...link, gate: one.gates[0]?.code ?? null, upstreamM: Math.min(link.upstreamM, long(link.upstream)),
        }))] },
        { ...one, reaches: one.reaches.map((row, i) => (i ? row : { ...row, flowMode: other.reaches[0].flowMode })) },
        { ...one, gates: one.gates.map((row, i) => (i ? row : { ...row, kind: '泵站' as const })) },
      ]
      const next = ways[pick % ways.length]
      for (const scenario of allScenarios) {
        const [was, is] = [pairs(one, scenario), pairs(next, scenario)]
        const said = difference(network(one), network(next), scenario)
        const appear = [...is].filter((pair) => !was.has(pair))
        const vanish = [...was].filter((pair) => !is.has(pair))
        expect([said.appear, said.vanish]).toEqual([appear.length, vanish.length])
        expect([...said.upstream.keys()].sort()).toEqual([...new Set([...appear, ...vanish].map((pair) => pair.split(' ')[0]))].sort())
        expect([...said.downstream.keys()].sort()).toEqual([...new Set([...appear, ...vanish].map((pair) => pair.split(' ')[1]))].sort())
      }
    }), { numRuns: 200 })
  })

  it('labels answer as the table of bits does, on any graph without rings', () => {
    const node = fc.integer({ min: 0, max: 29 })
    fc.assert(fc.property(fc.array(fc.tuple(node, node), { maxLength: 60 }), (pairs) => {
      const edges = pairs.filter(([a, b]) => a !== b).map(([a, b]) => [Math.max(a, b), Math.min(a, b)])
      const side = (i: 0 | 1) => {
        const { first, order } = sortedBy(Int32Array.from(edges, (edge) => edge[i]), edges.length, 30)
        return [first, order.map((e) => edges[e][1 - i])]
      }
      const [[firstBelow, below], [firstAbove, above]] = [side(0), side(1)]
      const chains = { count: 30, of: new Int32Array(0), firstBelow, below, firstAbove, above }
      const [bits, labels] = [table(chains), labelsOf(chains)]
      const wrong: string[] = []
      for (let a = 0; a < 30; a++) for (let b = 0; b < 30; b++) if (labels(a, b) !== bits(a, b)) wrong.push(`${a} to ${b}`)
      expect(wrong).toEqual([])
    }), { numRuns: 1000 })
  })

  it('the digest knows no order, and every other row', () => {
    fc.assert(fc.property(small, fc.nat(), (given, turn) => {
      const turned = <T>(list: readonly T[]) => [...list.slice(turn % (list.length || 1)), ...list.slice(0, turn % (list.length || 1))]
      expect(digestOf({
        reaches: turned(given.reaches), links: turned(given.links), gates: turned(given.gates), standing: turned(given.standing),
      })).toBe(digestOf(given))
      expect(digestOf({
        ...given, reaches: given.reaches.map((row, i) => (i ? row : { ...row, lengthM: row.lengthM + 1 })),
      })).not.toBe(digestOf(given))
      if (given.links.length) expect(digestOf({ ...given, links: given.links.slice(1) })).not.toBe(digestOf(given))
    }))
  })
})
