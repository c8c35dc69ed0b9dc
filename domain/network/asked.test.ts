import { expect, test } from 'vitest'
import { askedPlace, askedScenario, ScenarioRefused, scenariosOf, writtenPlace, writtenScenario } from './asked.ts'
import { network } from './build.ts'
import { allScenarios, ebb, flood } from './scenario.ts'

const gated = network({
  reaches: [{ code: 'A', lengthM: 100, flowMode: 'one_way' }, { code: 'B', lengthM: 100, flowMode: 'tidal' }], standing: [],
  links: [{ upstream: 'A', upstreamM: 100, downstream: 'B', downstreamM: 0, flowMode: 'gated', gate: 'Z1' }],
  gates: [{ code: 'Z1', kind: '水闸' }],
})

test.each([
  ['113.25,-23.1', { lon: 113.25, lat: -23.1 }],
  ['R-01@120.5', { code: 'R-01', measureM: 120.5 }],
  ['R-01@-3', { code: 'R-01', measureM: -3 }],
  ['R-01', { code: 'R-01', measureM: null }],
  ['200,10', { code: '200,10', measureM: null }],
])('%s is a place, and is written the same again', (written, at) => {
  expect(askedPlace(written)).toEqual(at)
  expect(writtenPlace(askedPlace(written))).toBe(written)
})

test('a code with an @ is a code where there is such a one', () => {
  expect(askedPlace('涌@2', (code) => code === '涌@2')).toEqual({ code: '涌@2', measureM: null })
})

test('a scenario is one text, however its gates are ordered', () => {
  expect(writtenScenario(askedScenario('ebb;Z2=open;Z1=shut'))).toBe('ebb;Z1=shut;Z2=open')
  expect(writtenScenario(askedScenario('at:2026-07-03T14:20'))).toBe('at:2026-07-03T14:00')
  expect([undefined, '', 'considered'].map((written) => writtenScenario(askedScenario(written)))).toEqual(['considered', 'considered', 'considered'])
})

test.each(['neap', 'ebb;Z1', 'ebb;Z1=ajar', 'at:2026-02-30T10:00', 'at:2026-02-03', 'at:2026-02-03T24:00', 'constructor', '__proto__', 'ebb;Z1=constructor'])('%s is no scenario', (written) => {
  expect(() => askedScenario(written)).toThrow(ScenarioRefused)
})

test('what is asked for is what is traced, said in words', () => {
  const of = (written: string | null) => scenariosOf(gated, askedScenario(written))
  expect(of(null).each).toBe(allScenarios)
  expect(of('ebb')).toMatchObject({ each: [ebb], words: { zh: '退潮，闸泵全开' } })
  expect(of('flood;Z1=shut')).toMatchObject({ widest: { ...flood, name: 'flood;Z1=shut', gates: { Z1: 'shut' } }, words: { zh: '涨潮，Z1 关，其余闸泵开', en: 'flood, Z1 shut, other gates open' } })
  expect(of('flood;Z1=shut').widest).toBe(of('flood;Z1=shut').widest)
})

test('a gate the network has not, and a sluice that is to pump, are refused', () => {
  const refused = (written: string) => {
    try { scenariosOf(gated, askedScenario(written)) } catch (reason) { return reason as ScenarioRefused }
  }
  expect(refused('ebb;Z9=shut')).toMatchObject({ gate: 'Z9' })
  expect(refused('ebb;__proto__=shut')).toMatchObject({ gate: '__proto__' })
  expect(refused('ebb;Z1=pumping')).toMatchObject({ gate: null, words: { zh: 'Z1 是水闸，不能抽水' } })
})

test('an hour is what was recorded in it: gates that are gone are none of it, a tide nobody recorded is either', () => {
  const of = (tide: 'ebb' | null) => scenariosOf(gated, askedScenario('at:2026-07-03T14:00'), { tide, gates: { Z1: 'shut', Z9: 'shut' } })
  expect(of('ebb').widest).toMatchObject({ tide: 'ebb', gates: { Z1: 'shut' }, rest: 'open' })
  expect(of('ebb').words.zh).toBe('2026-07-03 14:00 退潮；有记录的闸泵 1 座，其中关 1 座，其余按开计')
  expect(of(null).widest.tide).toBe('either')
})
