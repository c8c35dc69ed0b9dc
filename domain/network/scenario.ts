// A scenario says which way water moves: what the tide does and which gates are open. Under a scenario every edge of the
// network passes water downstream (1), upstream (2), both ways (3) or not at all (0).
import type { Network } from './shape.ts'
import type { GateState } from './rows.ts'

export type Tide = 'ebb' | 'flood' | 'either'

export interface Scenario {
  readonly name: string
  /** Tidal parts run downstream at ebb, upstream at flood; everything else runs downstream whatever the tide. */
  readonly tide: Tide
  /** States of gates by code. */
  readonly gates?: Readonly<Record<string, GateState>>
  /** State of all other gates, those nobody knows of included. */
  readonly rest: 'open' | 'shut'
}

export const downstream = 1
export const upstream = 2

/**
 * 退潮, all gates open: water runs downstream everywhere. A tidal reach that empties has no way up, so whatever stands below
 * is not a candidate however near it is.
 */
export const ebb: Scenario = { name: 'ebb', tide: 'ebb', rest: 'open' }
/** 退潮, all gates shut. */
export const ebbShut: Scenario = { name: 'ebb, shut', tide: 'ebb', rest: 'shut' }
/**
 * 涨潮, all gates open: tidal reaches and tidal links run upstream, the rest as ever. Water that comes down to the head of
 * the tide through a tidal link waits there: it goes on at ebb, or in `either`.
 */
export const flood: Scenario = { name: 'flood', tide: 'flood', rest: 'open' }
/** 涨潮, all gates shut. */
export const floodShut: Scenario = { name: 'flood, shut', tide: 'flood', rest: 'shut' }
/** Over many tides, gates now open and now shut: every way water can take at some time, one after the other. Holds all others. */
export const either: Scenario = { name: 'either', tide: 'either', rest: 'open' }

/** What is certain holds in each of these, what is possible in one of them: nothing is taken for granted about tide or gates. */
export const allScenarios: readonly Scenario[] = [ebb, ebbShut, flood, floodShut, either]

/** States on record, to lay into a scenario: `{ ...ebbShut, gates: recorded(network) }`. */
export const recordedStates = ({ gates }: Network): Record<string, GateState> =>
  Object.fromEntries(gates.flatMap(({ code, state }) => (state ? [[code, state]] : [])))

const tides: Record<Tide, number> = { ebb: downstream, flood: upstream, either: downstream | upstream }

const kept = new WeakMap<Network, WeakMap<Scenario, Uint8Array>>()

/**
 * Which way each kind of edge passes water, made once: scenarios are told apart as objects, so keep and reuse them. Kinds:
 * 2g for the g-th gate's edges that only run down, 2g+1 for those that follow the tide; after the gates of the network come
 * gates nobody named, then edges without a gate.
 * @throws RangeError where the scenario names a gate the network has not, or has a sluice pump.
 */
export function waysOf(network: Network, scenario: Scenario): Uint8Array {
  let ofNetwork = kept.get(network)
  if (!ofNetwork) kept.set(network, (ofNetwork = new WeakMap()))
  let ways = ofNetwork.get(scenario)
  if (!ways) ofNetwork.set(scenario, (ways = waysAnew(network, scenario)))
  return ways
}

function waysAnew(network: Network, { tide, gates = {}, rest }: Scenario): Uint8Array {
  for (const code of Object.keys(gates)) if (!network.gateOf.has(code)) throw new RangeError(`no gate ${code} in this network`)
  const ways = new Uint8Array(2 * network.gates.length + 4)
  const set = (gate: number, state: GateState, pumpOnly: boolean) => {
    if (state === 'shut') return
    ways[2 * gate] = downstream
    ways[2 * gate + 1] = state === 'pumping' || pumpOnly ? downstream : tides[tide]
  }
  for (const [g, { code, kind }] of network.gates.entries()) {
    const state = gates[code] ?? rest
    if (state === 'pumping' && kind === '水闸') throw new RangeError(`gate ${code} is a sluice: it cannot pump`)
    // Over time an open sluice with a pump also pumps, which adds nothing to `either`.
    set(g, state, kind === '泵站')
  }
  set(network.gates.length, rest, false)
  set(network.gates.length + 1, 'open', false)
  return ways
}

/** Which way water passes between the points of a water: never not at all, for gates in mid-reach bar a length of nothing. */
export const along = ({ tidal }: Network, ways: Uint8Array, water: number): number => ways[ways.length - 2 + tidal[water]]
