// What is certain and what is possible when tide and gates are not known: one call for what shows while a pointer hovers.
import type { Network } from './shape.ts'
import type { Place } from './place.ts'
import { allScenarios, type Scenario } from './scenario.ts'
import type { Stretches } from './gathering.ts'
import { common, union } from './stretches.ts'
import { trace, type Direction } from './trace.ts'

export interface Certainty {
  /** In every scenario considered. */
  certain: Stretches
  /** In one of them or more; holds what is certain. */
  possible: Stretches
  /** What each scenario has, in the order they were given. */
  each: { scenario: Scenario; stretches: Stretches }[]
}

/**
 * All places upstream or downstream of a place with how sure that is.
 * @throws RangeError where no scenario is given.
 */
export function certainty(made: Network, at: Place, direction: Direction = 'upstream', scenarios: readonly Scenario[] = allScenarios): Certainty {
  if (!scenarios.length) throw new RangeError('nothing is certain of no scenario')
  const each = scenarios.map((scenario) => ({ scenario, stretches: trace(made, scenario, direction, at) }))
  const sets = each.map(({ stretches }) => stretches)
  return { certain: common(sets[0], ...sets.slice(1)), possible: union(sets[0], ...sets.slice(1)), each }
}
