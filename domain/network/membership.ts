// "Is this place upstream of that one?" answered without a walk. A scenario's index is made when it is first asked for and
// kept with its network.
import { chainsOf } from './chains.ts'
import { componentsOf } from './components.ts'
import type { Network } from './shape.ts'
import type { Place } from './place.ts'
import { labelsOf, table, tableOf, type Reaches } from './reach.ts'
import { along, downstream, upstream, waysOf, type Scenario } from './scenario.ts'

export interface Membership {
  ways: Uint8Array
  /** Parts of the network whose water goes around, with all others: how many, and the one of each point. */
  components: number
  componentOf: Int32Array
  chains: number
  /** Does water at the first point come to the second? */
  reaches: (from: number, to: number) => boolean
}

/** Makes a scenario's index, in time and memory proportional to the network. */
function membershipOf(made: Network, scenario: Scenario): Membership {
  const ways = waysOf(made, scenario)
  const components = componentsOf(made, ways)
  const chains = chainsOf(made, ways, components)
  const between: Reaches = chains.count <= tableOf ? table(chains) : labelsOf(chains)
  const [of, chainOf] = [components.of, chains.of]
  return {
    ways, components: components.count, componentOf: of, chains: chains.count,
    reaches: (from, to) => {
      const [a, b] = [of[from], of[to]]
      if (a <= b) return a === b
      return chainOf[a] === chainOf[b] || between(chainOf[a], chainOf[b])
    },
  }
}

const kept = new WeakMap<Network, WeakMap<Scenario, Membership>>()

/** The index of a scenario, made once: scenarios are told apart as objects, so keep and reuse them. */
export function membership(made: Network, scenario: Scenario): Membership {
  let ofNetwork = kept.get(made)
  if (!ofNetwork) kept.set(made, (ofNetwork = new WeakMap()))
  let found = ofNetwork.get(scenario)
  if (!found) ofNetwork.set(scenario, (found = membershipOf(made, scenario)))
  return found
}

/** Whether water at `a` comes to `b`; it does to itself. Ask an index, so that many questions find it once. */
export function isUpstream(made: Network, { ways, reaches }: Membership, a: Place, b: Place): boolean {
  const leaves = along(made, ways, a.water)
  const enters = along(made, ways, b.water)
  if (a.above === b.above && a.below === b.below
    && (a.measureM === b.measureM || leaves & (a.measureM < b.measureM ? downstream : upstream))) return true
  // Between two points water goes on to the one below, or with the flood to the one above. On a point both are that one.
  return (leaves & downstream) !== 0
      && (((enters & downstream) !== 0 && reaches(a.below, b.above)) || ((enters & upstream) !== 0 && reaches(a.below, b.below)))
    || (leaves & upstream) !== 0
      && (((enters & downstream) !== 0 && reaches(a.above, b.above)) || ((enters & upstream) !== 0 && reaches(a.above, b.below)))
}
