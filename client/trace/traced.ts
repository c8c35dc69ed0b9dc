// What a held trace has: for each way, what is certain and what is possible, within its limits. Every answer is made for
// each scenario by itself and only then put together, so that one tide and one set of gates holds for all places at once.
import {
  common, allScenarios, drainsTo, drains, ebb, ebbShut, far, flood, floodShut, lengthOf, path, place, recordedStates, trace, union, without,
  type Drain, type Drainage, type Network, type Path, type Place, type Remark, type Scenario, type Stretches,
} from '../../domain/network/index.ts'
import type { Held, HeldPlace } from './heldCodec.ts'
import type { PageNetwork } from './pageNetwork.ts'

/** Metres per second where a reach's speed is unknown: the slowest of the rule set `water_speeds`, so that nothing is promised early. */
export const unknownSpeedMs = 0.1

export type Way = 'up' | 'down'
/** Digits of a division's code that name the district. */
const districtDigits = 6

export interface Sure {
  certain: Stretches
  /** Holds what is certain. */
  possible: Stretches
}

interface Found extends Sure {
  place: HeldPlace
  at: Place
}

interface Step {
  hours: number
  stretches: Stretches
  /** Where water has got to at that hour, on the broadest water. */
  at: { water: number; measureM: number } | null
}

export interface Traced {
  /** Places found on the network, in the order held, and codes of those that are not. */
  places: readonly Found[]
  lost: readonly string[]
  ways: Partial<Record<Way, Sure>>
  /** Of each place, what no other has; where there are several. */
  alone: readonly Sure[]
  steps: readonly Step[]
  path: Path | null
  gates: readonly string[]
  remarks: readonly Remark[]
}

const none: Stretches = { water: new Int32Array(), fromM: new Float64Array(), toM: new Float64Array() }
export const nothing: Sure = { certain: none, possible: none }

const kept = new WeakMap<Network, Map<string, readonly Scenario[]>>()

/** The scenarios a choice of tide and gates means. Kept, for what the network makes of one is kept with it. */
export function scenariosOf(made: Network, { tide, gates }: Pick<Held, 'tide' | 'gates'>): readonly Scenario[] {
  let known = kept.get(made)
  if (!known) kept.set(made, (known = new Map()))
  const key = JSON.stringify([tide, gates])
  let list = known.get(key)
  if (!list) {
    const base = {
      either: allScenarios, ebb: [ebb], flood: [flood], shut: [ebbShut, floodShut],
      recorded: [ebb, flood].map((one) => ({ ...one, gates: recordedStates(made) })),
    }[tide]
    // A gate of the address that is gone, or a sluice told to pump, says nothing.
    const valid = Object.entries(gates).filter(([code, state]) => made.gateOf.has(code) && !(state === 'pumping' && made.gates[made.gateOf.get(code)!]!.kind === '水闸'))
    list = valid.length ? base.map((one) => ({ ...one, name: `${one.name}; ${valid.map((pair) => pair.join('=')).join('; ')}`, gates: { ...one.gates, ...Object.fromEntries(valid) } })) : base
    known.set(key, list)
  }
  return list
}

const sure = (sets: readonly Stretches[]): Sure => ({
  certain: common(sets[0]!, ...sets.slice(1)), possible: union(sets[0]!, ...sets.slice(1)),
})

/** Everything one place has one way under one scenario, within the limits. */
function within(made: Network, at: Place, way: Way, scenario: Scenario, { km, hours }: Pick<Held, 'km' | 'hours'>): Stretches {
  const direction = way === 'up' ? 'upstream' : 'downstream'
  if (km === null && hours === null) return trace(made, scenario, direction, at)
  const sets = [
    ...(km !== null ? [far(made, at, { scenario, direction, within: km * 1000 }).stretches] : []),
    ...(hours !== null ? [far(made, at, { scenario, direction, by: 'seconds', within: hours * 3600, speedMs: unknownSpeedMs }).stretches] : []),
  ]
  return common(sets[0]!, ...sets.slice(1))
}

/** Only what lies in the same district as a water. Lakes have no district of their own and stay. */
function inDistrict({ divisions }: PageNetwork, set: Stretches, water: number): Stretches {
  const district = divisions[water]?.slice(0, districtDigits)
  if (!district) return set
  const keep = [...set.water.keys()].filter((i) => !divisions[set.water[i]!] || divisions[set.water[i]!]!.startsWith(district))
  return {
    water: Int32Array.from(keep, (i) => set.water[i]!), fromM: Float64Array.from(keep, (i) => set.fromM[i]!),
    toM: Float64Array.from(keep, (i) => set.toM[i]!),
  }
}

const hoursOf = [1, 2, 4, 8, 16, 32]

/** Downstream by the hours water takes at the earliest. */
function stepsOf(waters: PageNetwork, at: Place, held: Held): Step[] {
  const made = waters.network
  const scenarios = scenariosOf(made, held)
  // Over many tides and gates `either` holds all others.
  const earliest = held.tide === 'either' ? scenarios.slice(-1) : scenarios
  const all = { stretches: sure(earliest.map((scenario) => within(made, at, 'down', scenario, held))).possible }
  const steps: Step[] = []
  let before = none
  for (const hours of hoursOf.filter((one) => held.hours === null || one <= held.hours)) {
    const looks = earliest.map((scenario) => far(made, at, { scenario, direction: 'downstream', by: 'seconds', within: hours * 3600, speedMs: unknownSpeedMs }))
    const reached = common(all.stretches, looks.map(({ stretches }) => stretches).reduce((a, b) => union(a, b)))
    const stretches = before === none ? reached : without(reached, before)
    const front = [...stretches.water.keys()].filter((i) => stretches.toM[i]! > stretches.fromM[i]!)
      .sort((a, b) => waters.course.widthM[stretches.water[b]!]! - waters.course.widthM[stretches.water[a]!]!).slice(0, 12)
    const at_ = front.map((i) => ({ water: stretches.water[i]!, measureM: stretches.toM[i]! })).find(({ water, measureM }) => {
      const seconds = Math.min(...looks.map(({ to }) => to(place(made, made.codes[water]!, measureM))))
      return seconds > hours * 3600 * 0.93 && seconds < Infinity
    })
    if (stretches.water.length) steps.push({ hours, stretches, at: at_ ?? null })
    before = reached
  }
  const rest = without(all.stretches, before)
  if (lengthOf(rest) > 1) steps.push({ hours: Infinity, stretches: rest, at: null })
  return steps
}

export function traced(waters: PageNetwork, held: Held): Traced {
  const made = waters.network
  const scenarios = scenariosOf(made, held)
  const lost: string[] = []
  const found = held.places.flatMap((one): { place: HeldPlace; at: Place }[] => {
    try {
      const water = made.indexOf.get(one.code)
      return [{ place: one, at: place(made, one.code, one.measureM ?? (water === undefined ? 0 : made.lengthM[water]!)) }]
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      lost.push(one.code)
      return []
    }
  })
  const ways: Traced['ways'] = {}
  let places: Found[] = found.map((one) => ({ ...one, ...nothing }))
  let alone: Sure[] = []
  for (const way of held.direction === 'both' ? (['up', 'down'] as const) : [held.direction]) {
    if (!found.length) break
    const own = found.map(({ at }) => scenarios.map((scenario) => {
      const set = within(made, at, way, scenario, held)
      return held.inDistrict ? inDistrict(waters, set, found[0]!.at.water) : set
    }))
    const bad = own.filter((_, i) => !found[i]!.place.good)
    const good = own.filter((_, i) => found[i]!.place.good)
    ways[way] = sure(scenarios.map((_, s) => {
      if (held.show === 'all' || found.length === 1) return own.map((sets) => sets[s]!).reduce((a, b) => union(a, b))
      if (!bad.length) return none
      const shared = bad.map((sets) => sets[s]!).reduce((a, b) => common(a, b))
      return good.reduce((left, sets) => without(left, sets[s]!), shared)
    }))
    if (way !== 'up' && held.direction === 'both') continue
    places = found.map((one, i) => ({ ...one, ...sure(own[i]!) }))
    if (found.length > 1) alone = own.map((sets, i) =>
      sure(scenarios.map((_, s) => own.reduce((left, other, j) => (j === i ? left : without(left, other[s]!)), sets[s]!))))
  }
  const [a, b] = found
  const way = held.show === 'path' && a && b ? shortest(made, a.at, b.at, scenarios) : null
  const all = [ways.up, ways.down].flatMap((one) => (one ? [one.possible] : [])).reduce((x, y) => union(x, y), none)
  const gates = gatesIn(made, all)
  return {
    places, lost, ways, alone, path: way,
    steps: held.direction !== 'up' && found.length === 1 ? stepsOf(waters, found[0]!.at, held) : [],
    gates, remarks: remarksIn(waters, all, gates),
  }
}

/** The shortest of the ways under any of the scenarios. */
function shortest(made: Network, a: Place, b: Place, scenarios: readonly Scenario[]): Path | null {
  const all = scenarios.flatMap((scenario) => path(made, a, b, { scenario, speedMs: unknownSpeedMs }) ?? [])
  return all.length ? all.reduce((x, y) => (y.metres < x.metres ? y : x)) : null
}

/** Gates that stand in, or at the edge of, what was found: shut, they would change it. */
function gatesIn({ rows, gates, indexOf }: Network, { water }: Stretches): string[] {
  const within = new Set(water)
  const has = (code: string | null | undefined) => code !== null && code !== undefined && within.has(indexOf.get(code) ?? -1)
  const near = new Set(rows.links.flatMap(({ gate, upstream, downstream }) =>
    (gate !== null && (has(upstream) || has(downstream)) ? [gate] : [])))
  return gates.filter(({ code, reach }) => near.has(code) || has(reach)).map(({ code }) => code)
}

/** What the network could not take as it is registered, about these waters and gates. */
function remarksIn({ network }: PageNetwork, { water }: Stretches, gates: readonly string[]): Remark[] {
  const about = new Set([...Array.from(water, (w) => network.codes[w]!), ...gates])
  return network.remarks.filter(({ code }) => code.split('→').some((one) => about.has(one)))
}

/** How much there is: waters, kilometres and what drains to them. */
export interface Sum {
  waters: number
  km: number
  drains: Record<Drain, string[]>
}

export function sumOf(hung: Drainage, set: Stretches): Sum {
  let waters = 0
  for (let i = 0; i < set.water.length; i++) if (i === 0 || set.water[i] !== set.water[i - 1]) waters++
  return { waters, km: lengthOf(set) / 1000, drains: drainsTo(hung, set) }
}

/** What is only possible: kilometres and waters without what is certain, each thing once. */
export function sumBeyond(hung: Drainage, { certain, possible }: Sure, of: Sum): Sum {
  const more = sumOf(hung, without(possible, certain))
  const known = new Set(certain.water)
  return {
    waters: new Set(possible.water).size - known.size, km: more.km,
    drains: Object.fromEntries(drains.map((kind) => {
      const mine = new Set(of.drains[kind])
      return [kind, more.drains[kind].filter((code) => !mine.has(code))]
    })) as Record<Drain, string[]>,
  }
}
