// What a trace is asked, as people write it in an address: a place, and a scenario. The same in server and browser.
import { text, type Text } from '../text.ts'
import type { Network } from './shape.ts'
import type { GateState } from './rows.ts'
import { allScenarios, ebb, ebbShut, either, flood, floodShut, type Scenario, type Tide } from './scenario.ts'

// ── Places ──

/** A point in degrees, or a code with a measure in metres, null where none was written. */
export type AskedPlace = { lon: number; lat: number } | { code: string; measureM: number | null }

/** `lon,lat`, `CODE@measure`, or `CODE`; `known` says which texts are codes as they stand, should one hold an @. */
export function askedPlace(written: string, known: (code: string) => boolean = () => false): AskedPlace {
  const point = /^(-?\d{1,3}(?:\.\d+)?),(-?\d{1,2}(?:\.\d+)?)$/.exec(written)
  if (point && Math.abs(Number(point[1])) <= 180 && Math.abs(Number(point[2])) <= 90)
    return { lon: Number(point[1]), lat: Number(point[2]) }
  const measured = /^(.+)@(-?\d{1,9}(?:\.\d+)?)$/.exec(written)
  return measured && !known(written) ? { code: measured[1], measureM: Number(measured[2]) } : { code: written, measureM: null }
}

/** A place as it is written. */
export const writtenPlace = (at: AskedPlace): string => ('lon' in at ? `${at.lon},${at.lat}` : at.measureM === null ? at.code : `${at.code}@${at.measureM}`)

// ── Scenarios ──

const named = { ebb, flood, either, ebbShut, floodShut } as const
type ScenarioName = keyof typeof named

export type AskedScenario =
  | { kind: 'considered' }
  | { kind: 'named'; base: ScenarioName; gates: Record<string, GateState> }
  /** As recorded in an hour of the city, `YYYY-MM-DDTHH`. */
  | { kind: 'recorded'; hour: string }

/** Why a text is no scenario, or not one of this network. */
export class ScenarioRefused extends Error {
  constructor(readonly words: Text, readonly gate: string | null = null) {
    super(words.en)
  }
}

const states: Record<GateState, Text> = { open: text('开', 'open'), shut: text('关', 'shut'), pumping: text('抽', 'pumping') }
const isState = (word: string): word is GateState => Object.hasOwn(states, word)
const isDay = (day: string) => !day.startsWith('0000') && !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day)

/**
 * `ebb`, `flood`, `either`, `ebbShut`, `floodShut`; with gates named, `ebb;Z0001=shut;Z0002=open`; `at:2026-07-03T14:00` for
 * what was recorded in that hour. Nothing, or `considered`, is all scenarios considered.
 * @throws ScenarioRefused
 */
export function askedScenario(written: string | null | undefined): AskedScenario {
  if (!written || written === 'considered') return { kind: 'considered' }
  const recorded = /^at:(\d{4}-\d\d-\d\d)T([01]\d|2[0-3])(?::[0-5]\d)?$/.exec(written)
  if (recorded) {
    if (!isDay(recorded[1])) throw new ScenarioRefused(text('没有这一天', 'there is no such day'))
    return { kind: 'recorded', hour: `${recorded[1]}T${recorded[2]}` }
  }
  const [base, ...parts] = written.split(';')
  if (!Object.hasOwn(named, base)) throw new ScenarioRefused(text('写 ebb、flood、either、ebbShut、floodShut，可加 ;闸泵编码=open|shut|pumping，或写 at:YYYY-MM-DDTHH:00', 'write ebb, flood, either, ebbShut or floodShut, with ;GATE=open|shut|pumping if need be, or at:YYYY-MM-DDTHH:00'))
  const gates: [string, GateState][] = []
  for (const part of parts.filter(Boolean)) {
    const [, gate, state] = /^(.+)=(\w+)$/.exec(part) ?? []
    if (!gate || !isState(state)) throw new ScenarioRefused(text(`“${part.slice(0, 60)}”不是 闸泵编码=open|shut|pumping`, `${part.slice(0, 60)} is not GATE=open|shut|pumping`))
    gates.push([gate, state])
  }
  return { kind: 'named', base: base as ScenarioName, gates: Object.fromEntries(gates) }
}

/** A scenario as it is written, gates in order, so that one scenario is one text. */
export const writtenScenario = (asked: AskedScenario): string =>
  asked.kind === 'considered' ? 'considered'
  : asked.kind === 'recorded' ? `at:${asked.hour}:00`
  : [asked.base, ...Object.keys(asked.gates).sort().map((gate) => `${gate}=${asked.gates[gate]}`)].join(';')

/** What was recorded in an hour; a tide nobody recorded is null. */
export interface Recorded {
  tide: 'ebb' | 'flood' | null
  gates: Readonly<Record<string, GateState>>
}

/** What is traced for what was asked. */
export interface Scenarios {
  /** As it is written, in order. */
  name: string
  words: Text
  /** One: that alone. Several: what is in any is shown, and what is in all is certain. */
  each: readonly Scenario[]
  /** Holds all of them: distances and times are measured in it. */
  widest: Scenario
}

const tideWords: Record<Tide, Text> = { ebb: text('退潮', 'ebb'), flood: text('涨潮', 'flood'), either: text('涨落不限', 'either tide') }

/**
 * The scenarios asked for, in a network; `recorded` belongs to an hour asked for. Gates nobody recorded count as open.
 * @throws ScenarioRefused where the network has not such a gate, or it cannot be in such a state
 */
export function scenariosOf(network: Network, asked: AskedScenario, recorded: Recorded | null = null): Scenarios {
  const name = writtenScenario(asked)
  if (asked.kind === 'considered') return { name, words: text('退潮、涨潮，闸泵开、关都考虑', 'ebb and flood, gates open and shut, all considered'), each: allScenarios, widest: either }
  if (asked.kind === 'recorded') {
    const gates = Object.fromEntries(Object.entries(recorded?.gates ?? {}).filter(([gate]) => network.gateOf.has(gate)))
    const tide: Tide = recorded?.tide ?? 'either'
    const scenario = once(network, { name, tide, gates, rest: 'open' })
    const [many, shut] = [Object.keys(gates).length, Object.values(gates).filter((state) => state === 'shut').length]
    const time = `${asked.hour.replace('T', ' ')}:00`
    const turn = recorded?.tide ? tideWords[tide] : text('潮位无记录，涨落都算', 'no tide on record, so either')
    return { name, each: [scenario], widest: scenario, words: text(`${time} ${turn.zh}；有记录的闸泵 ${many} 座，其中关 ${shut} 座，其余按开计`, `${time}, ${turn.en}; ${many} gates on record, ${shut} of them shut, the others taken as open`) }
  }
  for (const [gate, state] of Object.entries(asked.gates)) {
    const row = network.gates[network.gateOf.get(gate) ?? -1]
    if (!row) throw new ScenarioRefused(text(`河网里没有闸泵 ${gate}`, `there is no gate ${gate} in the network`), gate)
    if (state === 'pumping' && row.kind === '水闸') throw new ScenarioRefused(text(`${gate} 是水闸，不能抽水`, `${gate} is a sluice: it cannot pump`))
  }
  const base: Scenario = named[asked.base]
  const scenario = Object.keys(asked.gates).length ? once(network, { ...base, name, gates: asked.gates }) : base
  const own = Object.entries(asked.gates).sort(([a], [b]) => (a < b ? -1 : 1)).map(([gate, state]) => [gate, states[state]] as const)
  const rest = base.rest === 'open' ? text('闸泵全开', 'gates open') : text('闸泵全关', 'gates shut')
  return {
    name, each: [scenario], widest: scenario,
    words: text([tideWords[base.tide].zh, ...own.map(([gate, state]) => `${gate} ${state.zh}`), own.length ? rest.zh.replace('闸泵全', '其余闸泵') : rest.zh].join('，'), [tideWords[base.tide].en, ...own.map(([gate, state]) => `${gate} ${state.en}`), own.length ? `other ${rest.en}` : rest.en].join(', ')),
  }
}

const kept = new WeakMap<Network, Map<string, Scenario>>()
/** Scenarios are told apart as objects (`waysOf`): the same one again is the same object; of each network the last fifty. */
function once(network: Network, scenario: Scenario): Scenario {
  let known = kept.get(network)
  if (!known) kept.set(network, (known = new Map()))
  const key = JSON.stringify(scenario)
  const found = known.get(key) ?? scenario
  known.delete(key)
  known.set(key, found)
  if (known.size > 50) known.delete(known.keys().next().value!)
  return found
}
