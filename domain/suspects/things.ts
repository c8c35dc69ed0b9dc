// Everything that could have done it, as columns: a city has tens of thousands, asked over and over.
import { layerOf, type LayerId } from '../catalogue.ts'
import type { Evidence } from '../layers/layer.ts'
import { place, type Drainage, type Network, type Place } from '../network/index.ts'
import type { SuspectRules } from './rules.ts'

/** What the register says of a thing for or against it; `wells` are connection wells of a unit. */
interface Said {
  state: string
  dryFlow: boolean
  licenceNo: string
  licensedTo: string
  separated: boolean
  compliant: boolean
  compliantOn: string
  wells: number
  reboundCount: number
  foundOn: string
  closedOn: string
  openedOn: string
}

/** One thing as the register has it; what it has not is null. */
export interface Facts extends Partial<{ [Name in Evidence]: Said[Name] | null }> {
  layer: LayerId
  code: string
  name: string
  /** What tells its kind, most particular first: class of an outfall, subclass of a household, kind of a unit or source. */
  classes: readonly (string | null)[]
  outfall: string | null
  unit: string | null
  /** [lon, lat], degrees. */
  at: readonly [number, number] | null
  /** Days it has been there, as ISO dates. */
  validFrom?: string | null
  validTo?: string | null
}

export interface Things {
  network: Network
  facts: readonly Facts[]
  /** Numbers of the outfall and unit in `facts` that each one's water passes, -1 for none. */
  outfall: Int32Array
  unit: Int32Array
  kind: Int32Array
  /** Where each one's water comes into the network, a number in `entries`; -1 where nobody knows. */
  entry: Int32Array
  entries: readonly Place[]
  number: ReadonlyMap<string, number>
  /**
   * Days of each as milliseconds of the epoch, NaN where there is none: reading tens of thousands of them anew took a third of a ranking.
   */
  /** What does not depend on what is asked, as logarithms of odds: how common its kind is, and what the records say of it. */
  prior: Float64Array
  found: Float64Array
  /** A number in `unitStates`, -1 where nothing is known. */
  unitState: Int8Array
  /** Of a household: 1 has no licence, 2 has one; 0 of all else. */
  licence: Int8Array
  days: Readonly<Record<'begins' | 'ends' | 'licensedTo' | 'found' | 'closed' | 'passed', Float64Array>>
}

export const keyOf = (layer: string, code: string) => `${layer}/${code}`

/** Where a unit stands: what its households are judged by too. */
export const unitStates = ['notCompliant', 'notSeparated', 'compliant'] as const
const unitStateOf = ({ separated, compliant }: Facts) => (separated === false ? 1 : compliant === false ? 0 : compliant ? 2 : -1)

/** Prepares what the register has; once a network and rule set. */
export function things(
  network: Network, hung: Drainage, known: readonly Facts[], { kinds, kindOf, layerOdds, found }: SuspectRules,
): Things {
  const facts = known.filter(({ layer }) => kindOf[layer] && layerOdds[layer])
  const number = new Map(facts.map(({ layer, code }, i) => [keyOf(layer, code), i]))
  const numberOf = (layer: LayerId, code: string | null) => (code === null ? -1 : (number.get(keyOf(layer, code)) ?? -1))
  const kindNumber = new Map(kinds.map(({ key }, i) => [key, i]))
  const kindFrom = Object.fromEntries(Object.entries(kindOf).map(([layer, of]) =>
    [layer, new Map(Object.entries(of).map(([word, key]) => [word, kindNumber.get(key)!]))]))
  const entries: Place[] = []
  const entryAt = new Map<number, Map<number, number>>()
  const [outfall, unit, kind, entry] = [0, 0, 0, 0]
    .map(() => new Int32Array(facts.length).fill(-1)) as [Int32Array, Int32Array, Int32Array, Int32Array]
  for (const [i, thing] of facts.entries()) {
    unit[i] = thing.layer === 'drainage_units' ? i : numberOf('drainage_units', thing.unit)
    outfall[i] = thing.layer === 'outfalls' ? i : numberOf('outfalls', thing.outfall ?? (unit[i] >= 0 ? facts[unit[i]].outfall : null))
    const from = kindFrom[thing.layer]
    kind[i] = from.get(thing.classes.find((word) => word !== null && from.has(word)) ?? '*')!
    const standing = hung.of[layerOf(thing.layer)!.drains!.as].get(thing.code)
    if (!standing) continue
    // Somewhere along its water: taken as the middle of it.
    const measureM = standing.measureM ?? network.lengthM[standing.water] / 2
    let on = entryAt.get(standing.water)
    if (!on) entryAt.set(standing.water, (on = new Map()))
    const known = on.get(measureM)
    entry[i] = known ?? entries.push(place(network, network.codes[standing.water], measureM)) - 1
    if (known === undefined) on.set(measureM, entry[i])
  }
  const prior = Float64Array.from(facts, ({ layer }, i) => Math.log(layerOdds[layer] * kinds[kind[i]].odds))
  const unitState = Int8Array.from(facts, (_, i) => (unit[i] < 0 ? -1 : unitStateOf(facts[unit[i]])))
  const stateOf = (i: number) => facts[i].state ?? (outfall[i] < 0 ? null : facts[outfall[i]].state)
  const founds = Float64Array.from(facts, ({ reboundCount }, i) => Math.log(found[stateOf(i) ?? ''] ?? 1) + Math.log(found.rebound ?? 1) * (reboundCount ?? 0))
  const licence = Int8Array.from(facts, ({ layer, licenceNo }) => (layer !== 'drainage_households' ? 0 : licenceNo ? 2 : 1))
  const dated = (day: (one: Facts) => string | null | undefined) => Float64Array.from(facts, (one) => Date.parse(day(one) ?? ''))
  const days = {
    begins: dated(({ openedOn, validFrom }) => openedOn ?? validFrom), ends: dated(({ validTo }) => validTo),
    licensedTo: dated(({ licensedTo }) => licensedTo), found: dated(({ foundOn }) => foundOn), closed: dated(({ closedOn }) => closedOn),
    passed: dated(({ compliantOn }) => compliantOn),
  }
  return { network, facts, outfall, unit, kind, entry, entries, number, prior, found: founds, unitState, licence, days }
}
