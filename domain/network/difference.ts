// What an edit does to "a is upstream of b", pair by pair: 37 upstream relations appear, 4 vanish, and whose they are.
import type { Network } from './shape.ts'
import { changedWaters } from './changed.ts'
import { place, type Place } from './place.ts'
import { columnsAtOnce, relations } from './relations.ts'
import { either, type Scenario } from './scenario.ts'
import { trace } from './trace.ts'

/** Of one water: how many it gains and loses. */
export interface Turn {
  appear: number
  vanish: number
}

export interface Difference extends Turn {
  /** Waters that gain or lose something they are upstream of, by code. */
  upstream: ReadonlyMap<string, Turn>
  /** Waters that gain or lose something upstream of them. */
  downstream: ReadonlyMap<string, Turn>
}

/**
 * Ordered pairs of different waters (upstream, downstream), where water of some place of the one comes to some place of the
 * other under a scenario, that are in one network only. Exact. Only what lies downstream of a changed row is looked at,
 * since a pair can only come or go through one.
 * @throws RangeError where the scenario names a gate that one of the two has not.
 */
export function difference(before: Network, after: Network, scenario: Scenario = either): Difference {
  const changed = changedWaters(before.rows, after.rows)
  const affected = [...new Set([...downstreamOf(before, changed, scenario), ...downstreamOf(after, changed, scenario)])]
  const [upstream, downstream] = [new Map<string, Turn>(), new Map<string, Turn>()]
  const total: Turn = { appear: 0, vanish: 0 }
  const count = (turns: Map<string, Turn>, code: string, kind: keyof Turn) => {
    const turn = turns.get(code) ?? { appear: 0, vanish: 0 }
    turn[kind]++
    turns.set(code, turn)
  }
  const rows = [...before.codes, ...after.codes.filter((code) => !before.indexOf.has(code))]
  const [relatedBefore, relatedAfter] = [relations(before, scenario), relations(after, scenario)]
  const block = Math.min(columnsAtOnce(before), columnsAtOnce(after))
  for (let start = 0; start < affected.length; start += block) {
    const columns = affected.slice(start, start + block)
    const [was, is] = [relatedBefore(columns), relatedAfter(columns)]
    const { wide } = was
    for (const code of rows) {
      const [b, a] = [before.indexOf.get(code), after.indexOf.get(code)]
      for (let w = 0; w < wide; w++) {
        const [then, now] = [b === undefined ? 0 : was.bits[b * wide + w], a === undefined ? 0 : is.bits[a * wide + w]]
        for (let differ = then ^ now; differ; differ &= differ - 1) {
          const bit = 31 - Math.clz32(differ & -differ)
          const other = columns[32 * w + bit]
          if (other === code) continue
          const kind = (now >>> bit) & 1 ? 'appear' : 'vanish'
          total[kind]++
          count(upstream, code, kind)
          count(downstream, other, kind)
        }
      }
    }
  }
  return { ...total, upstream, downstream }
}

/** Waters that any place of these comes to, themselves included, by code. */
function downstreamOf(made: Network, codes: ReadonlySet<string>, scenario: Scenario): Set<string> {
  const places: Place[] = []
  for (const code of codes) {
    const water = made.indexOf.get(code)
    if (water === undefined) continue
    for (let p = made.firstPoint[water]; p < made.firstPoint[water + 1]; p++)
      places.push({ ...place(made, code), measureM: made.at[p], above: p, below: p })
  }
  return new Set(Array.from(trace(made, scenario, 'downstream', places).water, (water) => made.codes[water]))
}
