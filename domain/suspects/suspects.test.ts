import { describe, expect, test } from 'vitest'
import { shippedRules } from '../../test/shipped.ts'
import { drainage, ebb, either, network, place, type GateRow, type Scenario } from '../network/index.ts'
import { arithmetic, keyOf, nextLooks, rank, things, updated, flowsAt, type Facts, type Inquiry, type Look } from './index.ts'
import { informationOf } from './looks.ts'

const shipped = shippedRules()

/**
 *   A 1000 m ──┐                     a  at A 500: village sewage; unit u and its households h (licensed), x (not) behind it
 *              ├── M 1000 m ── S at 900
 *   B 1000 m ──┘ gate g              b  at B 500: the same    · p a plating works on A, a household of u
 */
const reach = (code: string) => ({ code, lengthM: 1000, flowMode: 'one_way' as const, speedMs: 0.25 })
const link = (upstream: string, gate: string | null = null) => ({ upstream, upstreamM: 1000, downstream: 'M', downstreamM: 0, flowMode: gate ? ('gated' as const) : ('one_way' as const), gate })
const gates: GateRow[] = [{ code: 'g', kind: '水闸', reach: 'B', measureM: 1000 }]
const made = network({ reaches: ['A', 'B', 'M'].map(reach), standing: [], gates, links: [link('A'), link('B', 'g')] })
const base = { outfall: null, unit: null, at: [113, 23] as const, validFrom: '2020-01-01' }
const facts: Facts[] = [
  { ...base, layer: 'outfalls', code: 'a', name: '甲排口', classes: ['农村生活污水散排口'] },
  { ...base, layer: 'outfalls', code: 'b', name: '乙排口', classes: ['农村生活污水散排口'], at: [113.01, 23] },
  { ...base, layer: 'drainage_units', code: 'u', name: '某社', classes: ['村居类'], outfall: 'a', wells: 2 },
  { ...base, layer: 'drainage_households', code: 'h', name: '有证店', classes: ['餐饮店'], unit: 'u', licenceNo: '1', licensedTo: '2030-01-01' },
  { ...base, layer: 'drainage_households', code: 'x', name: '无证店', classes: ['餐饮店'], unit: 'u' },
  { ...base, layer: 'drainage_households', code: 'p', name: '电镀厂', classes: ['电镀小五金'], unit: 'u', licenceNo: '2' },
  { ...base, layer: 'pollution_sources', code: 's', name: '暗管', classes: ['排水口'], state: '已销号', closedOn: '2025-01-01' },
  { ...base, layer: 'pollution_sources', code: 'gone', name: '旧暗管', classes: ['排水口'], validTo: '2025-01-01' },
]
const hung = drainage(made, {
  outfalls: [{ code: 'a', water: 'A', measureM: 500 }, { code: 'b', water: 'B', measureM: 500 }], units: [{ code: 'u', outfall: 'a', water: null }],
  households: ['h', 'x', 'p'].map((code) => ({ code, unit: 'u' })), plants: [], sources: ['s', 'gone'].map((code) => ({ code, unit: null, water: 'M', measureM: 100 })),
})
const open: Scenario = { ...ebb, name: 'open' }
const asked = (with_: Partial<Inquiry> = {}, rules = shipped): Inquiry => ({
  things: things(made, hung, facts, rules), rules, at: place(made, 'M', 900), section: 'S', item: 'NH3N', time: Date.parse('2026-07-03T14:00:00+08:00'), readings: {}, below: [], usual: {}, witnesses: [],
  scenarios: { now: open, over: open, open: either }, rain: null, lookedAt: new Map(), speedMs: 0.25, ...with_,
})
const number = (code: string) => facts.findIndex((one) => one.code === code)
const term = (ranked: ReturnType<typeof rank>, code: string, id: string) =>
  arithmetic(ranked, number(code)).find((one) => one.id === id)?.factor
const shareOf = (ranked: ReturnType<typeof rank>, code: string) => ranked.share[number(code)]

describe('who could have done it', () => {
  test('a shut gate excludes what lies behind it, and says so; open again it is in question', () => {
    const shut: Scenario = { ...ebb, gates: { g: 'shut' } }
    const ranked = rank(asked({ scenarios: { now: shut, over: shut, open: either } }))
    expect(ranked.excluded.find(({ thing }) => thing === number('b'))?.reason).toBe('gateShut')
    expect(shareOf(ranked, 'b')).toBe(0)
    expect([...rank(asked()).order]).toContain(number('b'))
  })
  test('what the gate let through in the hours before counts for half of what comes now', () => {
    const ranked = rank(asked({ scenarios: { now: { ...ebb, gates: { g: 'shut' } }, over: open, open: either } }))
    expect(term(ranked, 'b', 'connection')).toBeCloseTo(Math.log(0.5))
    expect(term(ranked, 'a', 'connection')).toBeUndefined()
  })
  test('distance counts by decay: 1400 m at 0.25 m/s are 5600 s of 0.15 a day', () => {
    expect(term(rank(asked()), 'a', 'decay')).toBeCloseTo((-0.15 * 5600) / 86_400)
  })
  test('who has no licence is 1.4 / 0.85 times as likely as who has one', () => {
    const ranked = rank(asked())
    expect(shareOf(ranked, 'x') / shareOf(ranked, 'h')).toBeCloseTo(1.4 / 0.85)
  })
  test('gone before, not yet there, and of a kind without the item are reasons of their own', () => {
    const reason = (code: string, with_: Partial<Inquiry>) =>
      rank(asked(with_)).excluded.find(({ thing }) => thing === number(code))?.reason
    expect(reason('gone', {})).toBe('struckOff')
    expect(reason('a', { time: Date.parse('2019-07-01') })).toBe('openedLater')
    expect(reason('h', { item: 'Cr6' })).toBe('cannotMake')
    expect(reason('p', { item: 'Cr6' })).toBeUndefined()
  })
  test('a source struck off as put right is held against less, not excluded: it may have come back', () => {
    const ranked = rank(asked())
    expect([...ranked.order]).toContain(number('s'))
    expect(term(ranked, 's', 'found')).toBeCloseTo(Math.log(0.3))
  })
  test('copper beside ammonia points at the plating works, phosphorus beside it at sewage', () => {
    const sample = { usual: { NH3N: 0.5, Cu: 0.002, TP: 0.1 } }
    const metal = rank(asked({ ...sample, readings: { NH3N: 1.5, Cu: 1.2, TP: 0.12 } }))
    expect(metal.order[0]).toBe(number('p'))
    const sewage = rank(asked({ ...sample, readings: { NH3N: 3.3, Cu: 0.002, TP: 0.5 } }))
    expect(term(sewage, 'a', 'fingerprint')!).toBeGreaterThan(term(sewage, 'p', 'fingerprint')!)
  })
  test('a clean sample between a thing and the place nearly clears it, whatever is on the other arm', () => {
    const witness = (value: number) => ({ code: 'W', name: '上游断面', place: place(made, 'A', 900), at: 0, value, usual: 0.4 })
    const sample = { readings: { NH3N: 4 }, usual: { NH3N: 0.4 } }
    const [clean, bad] = [rank(asked({ ...sample, witnesses: [witness(0.4)] })), rank(asked({ ...sample, witnesses: [witness(6)] }))]
    const without = rank(asked(sample))
    const odds = (ranked: ReturnType<typeof rank>) => shareOf(ranked, 'a') / shareOf(ranked, 'b')
    expect(odds(clean) / odds(without)).toBeCloseTo(Math.exp(shipped.others.down))
    expect(odds(bad) / odds(without)).toBeCloseTo(Math.exp(shipped.others.up))
  })
  test('rain brings what overflows to the fore, dry weather what always runs', () => {
    const hours = { from: Date.parse('2026-06-20T00:00:00+08:00'), mm: Array.from({ length: 24 * 20 }, () => 0) }
    const wet = { ...hours, mm: hours.mm.map(() => 1) }
    expect(term(rank(asked({ rain: wet })), 'a', 'rain')).toBeCloseTo(Math.log(0.7))
    expect(term(rank(asked({ rain: hours })), 'a', 'rain')).toBeUndefined()
  })
})

describe('shares', () => {
  test('sum to 1, are the exponentials of the sums of the terms, and nobody excluded has one', () => {
    const ranked = rank(asked({ readings: { NH3N: 3, TP: 0.4, COD: 40 }, usual: { NH3N: 0.5, TP: 0.1, COD: 15 } }))
    expect(ranked.share.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
    for (const i of ranked.order) expect(arithmetic(ranked, i).reduce((sum, { factor }) => sum + factor, 0)).toBeCloseTo(ranked.score[i])
    expect(ranked.share[ranked.order[0]] / ranked.share[ranked.order[1]])
      .toBeCloseTo(Math.exp(ranked.score[ranked.order[0]] - ranked.score[ranked.order[1]]))
    for (const { thing } of ranked.excluded) expect([...ranked.order, ranked.share[thing]]).not.toContain(thing)
  })
  test('a look that clears something never raises it, and the order of looks does not matter', () => {
    const findings = ['dry', 'normal', 'none', 'high', 'flowing', 'smell', 'notFound'] as const
    const spots: Look['spot'][] = [{ layer: 'outfalls', code: 'a' }, { layer: 'drainage_units', code: 'u' }, { layer: 'drainage_households', code: 'x' }, { water: 'A', measureM: 900 }]
    const ranked = rank(asked())
    for (const spot of spots) for (const finding of ['dry', 'normal', 'none'] as const) {
      const after = updated(ranked, { spot, finding })
      for (const i of ranked.order) if ('layer' in spot && keyOf(facts[i].layer, facts[i].code) === keyOf(spot.layer, spot.code)) expect(after.share[i]).toBeLessThanOrEqual(ranked.share[i] + 1e-12)
    }
    const looks = spots.flatMap((spot, k): Look[] => [{ spot, finding: findings[k] }, { spot, finding: findings[k + 3] }])
    const [there, back] = [updated(ranked, ...looks), looks.toReversed().reduce((now, look) => updated(now, look), ranked)]
    for (const i of ranked.order) expect(there.share[i]).toBeCloseTo(back.share[i], 10)
  })
  test('what was not found says nothing', () => {
    expect(updated(rank(asked()), { spot: { layer: 'outfalls', code: 'a' }, finding: 'notFound' }).share).toEqual(rank(asked()).share)
  })
})

describe('where to look first', () => {
  test('an answer tells most where half lies behind it, and nothing where all or none does', () => {
    expect(informationOf(0.5, 1, 0)).toBeCloseTo(1)
    expect([informationOf(0, 0.8, 0.1), informationOf(1, 0.8, 0.1)]).toEqual([0, 0])
    expect(informationOf(0.5, 0.8, 0.1)).toBeGreaterThan(informationOf(0.1, 0.8, 0.1))
  })
  test('of looks that tell as much the nearest comes first, and no spot twice', () => {
    const ranked = rank(asked())
    const next = nextLooks(ranked, { from: [113, 23], most: 5 })
    expect(next.length).toBeGreaterThan(1)
    const keys = next.map(({ spot }) => JSON.stringify(spot))
    expect(new Set(keys).size).toBe(keys.length)
    const [first] = next
    const cleared = updated(ranked, { spot: first.spot, finding: 'normal' })
    expect(nextLooks(cleared, { from: [113, 23], most: 5 }).map(({ spot }) => JSON.stringify(spot))).not.toContain(keys[0])
  })
})

describe('what the water did', () => {
  const at = Date.parse('2026-07-03T14:00:00+08:00')
  const hours = (letter: string) => letter.repeat(31 * 24)
  test('a gate shut now and open an hour ago let water through; one never recorded counts as open', () => {
    const record = hours('o').slice(0, 2 * 24 + 14) + 's' + hours('o').slice(0, 31 * 24 - 2 * 24 - 15)
    const { scenarios } = flowsAt(made, at, { tide: null, rain: [], tides: [], gates: [{ gate: 'g', month: '2026-07-01', hours: record }] })
    expect([scenarios.now.gates, scenarios.over.gates]).toEqual([{ g: 'shut' }, { g: 'open' }])
    expect(flowsAt(made, at, { tide: null, rain: [], tides: [], gates: [{ gate: 'g', month: '2026-07-01', hours: hours('?') }] }).scenarios.now.gates).toEqual({})
  })
  test('the tide is what the sample says, else what the gauge did in that hour', () => {
    const rising = [{ day: '2026-07-03', levels: Array.from({ length: 24 }, (_, h) => h) }]
    expect(flowsAt(made, at, { tide: null, rain: [], tides: rising, gates: [] }).scenarios.now.tide).toBe('flood')
    expect(flowsAt(made, at, { tide: '落', rain: [], tides: rising, gates: [] }).scenarios.now.tide).toBe('ebb')
    expect(flowsAt(made, at, { tide: null, rain: [], tides: [], gates: [] }).scenarios.now.tide).toBe('either')
  })
})
