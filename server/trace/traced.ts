// What a trace finds, with how far, how long and how sure: one list, nearest first within each kind.
import {
  certainty, common, considered, draining, drains, drawn, far, holds, lengthOf, trace, union,
  type Direction, type Drain, type DrawnNetwork, type Far, type Network, type Place, type Scenario, type Stretches,
} from '../../domain/network/index.ts'
import type { TracedKind } from '../../domain/trace.ts'
import { Problem } from '../http/problem.ts'
import type { Asked } from './scenario.ts'

export interface Limits {
  /** Metres along the water. */
  within?: number
  hours?: number
}

/** One thing found; names come later, for those that are shown. */
export interface Item {
  kind: TracedKind
  code: string
  /** The water it is on; of a reach itself. */
  water: string
  /** Of a reach; where something drains, both are its measure, null where nobody knows. */
  fromM: number | null
  toM: number | null
  distanceM: number
  hours: number | null
  certain: boolean
}

/** Gates that a part of the network has not are no gates there. */
const on = new WeakMap<Network, WeakMap<Scenario, Scenario>>()
export function scenarioOn(network: Network, scenario: Scenario): Scenario {
  if (Object.keys(scenario.gates ?? {}).every((code) => network.gateOf.has(code))) return scenario
  let known = on.get(network)
  if (!known) on.set(network, (known = new WeakMap()))
  let found = known.get(scenario)
  if (!found) known.set(scenario, (found = { ...scenario, gates: Object.fromEntries(Object.entries(scenario.gates!).filter(([code]) => network.gateOf.has(code))) }))
  return found
}

const parts = new WeakMap<DrawnNetwork, Map<string, DrawnNetwork>>()

/** The beginning all codes within a division share (sql/functions/access.sql says the same). */
const beginning = (division: string) => (/^\d{4}00$/.test(division) ? division.slice(0, 4) : division)

/** The network within a division, with the water one starts from: links over its border are cut. Standing waters lie on borders and stay. */
export function withinDivision(whole: DrawnNetwork, division: string, start: string): DrawnNetwork {
  let known = parts.get(whole)
  if (!known) parts.set(whole, (known = new Map()))
  const inside = (code: string | null) => code !== null && code.startsWith(beginning(division))
  const own = whole.contents.reaches.find(({ code }) => code === start)
  const key = `${division} ${own && !inside(own.division) ? start : ''}`
  let part = known.get(key)
  if (!part) {
    const { contents } = whole
    const reaches = contents.reaches.filter((row) => inside(row.division) || row.code === start)
    const has = new Set([...reaches, ...contents.standing].map(({ code }) => code))
    part = drawn({ ...contents, reaches, links: contents.links.filter(({ upstream, downstream }) => has.has(upstream) && has.has(downstream)) })
    known.set(key, part)
    if (known.size > 20) known.delete(known.keys().next().value!)
  }
  return part
}

const sets = (network: Network, asked: Asked, direction: Direction, at: Place) => {
  const each = asked.scenarios.map((scenario) => trace(network, scenarioOn(network, scenario), direction, at))
  const all = union(each[0]!, ...each.slice(1))
  const certain = asked.scenarios === considered ? common(each[0]!, ...each.slice(1)) : common(all, certainty(network, at, direction).certain)
  return { all, certain }
}

/** All that water of a place comes from or gets to, and the part of it that is certain. */
export function found(network: Network, asked: Asked, direction: Direction, at: Place, limits: Limits): { all: Stretches; certain: Stretches } {
  const { all, certain } = sets(network, asked, direction, at)
  const within: Stretches[] = []
  const scenario = scenarioOn(network, asked.widest)
  if (limits.within !== undefined) within.push(far(network, at, { scenario, direction, within: limits.within }).stretches)
  if (limits.hours !== undefined) {
    const timed = times(network, asked, direction, at, limits.hours * 3600)
    if (!timed) throw new Problem('speedUnknown')
    within.push(timed.stretches)
  }
  return { all: common(all, ...within), certain: common(certain, ...within) }
}

/** Seconds along the water; null where a reach on the way has no speed. */
function times(network: Network, asked: Asked, direction: Direction, at: Place, within = Infinity): Far | null {
  try {
    return far(network, at, { scenario: scenarioOn(network, asked.widest), direction, by: 'seconds', within })
  } catch (reason) {
    if (reason instanceof RangeError) return null
    throw reason
  }
}

/** The least of a stretch: at a point of it, or right here. */
function leastOf({ firstPoint, at: measures }: Network, { to }: Far, water: number, fromM: number, toM: number, at: Place): number {
  let least = at.water === water && at.measureM >= fromM && at.measureM <= toM ? 0 : Infinity
  for (let p = firstPoint[water]!; least > 0 && p < firstPoint[water + 1]!; p++)
    if (measures[p]! >= fromM && measures[p]! <= toM) least = Math.min(least, to({ water, measureM: measures[p]!, above: p, below: p }))
  return least
}

const rounded = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits

/** Stretches and what drains to them, as one list; distances from `at`, the nearest of several. */
export function itemsOf({ network, drainage }: DrawnNetwork, asked: Asked, direction: Direction, places: readonly Place[], { all, certain }: { all: Stretches; certain: Stretches }): Item[] {
  const scenario = scenarioOn(network, asked.widest)
  const measured = places.map((at) => ({ at, metres: far(network, at, { scenario, direction }), seconds: times(network, asked, direction, at) }))
  const nearest = (water: number, fromM: number, toM: number) => {
    const distanceM = Math.min(...measured.map(({ at, metres }) => leastOf(network, metres, water, fromM, toM, at)))
    const seconds = measured.every((one) => one.seconds) ? Math.min(...measured.map(({ at, seconds }) => leastOf(network, seconds!, water, fromM, toM, at))) : NaN
    return { distanceM: rounded(distanceM, 1), hours: Number.isFinite(seconds) ? rounded(seconds / 3600, 3) : null }
  }
  const items: Item[] = []
  const onWater = new Map<number, { fromM: number; toM: number; distanceM: number; hours: number | null }[]>()
  const surely = new Set(certain.water)
  for (let i = 0; i < all.water.length; i++) {
    const [water, fromM, toM] = [all.water[i]!, all.fromM[i]!, all.toM[i]!]
    const away = nearest(water, fromM, toM)
    onWater.set(water, [...(onWater.get(water) ?? []), { fromM, toM, ...away }])
    const code = network.codes[water]!
    // Certain only in part: two pieces, so that each is either.
    for (const piece of pieces(certain, water, fromM, toM)) items.push({ kind: 'reaches', code, water: code, ...piece, ...(piece.fromM === fromM && piece.toM === toM ? away : nearest(water, piece.fromM, piece.toM)) })
  }
  const known = new Map<string, ReturnType<typeof nearest>>()
  const here = draining(drainage, all)
  for (const kind of drains)
    for (const code of here[kind]) {
      const { water, measureM } = drainage.of[kind].get(code)!
      const name = `${water}@${measureM}`
      let away = known.get(name)
      if (!away) {
        if (measureM === null) away = onWater.get(water)!.reduce((a, b) => (b.distanceM < a.distanceM ? b : a))
        else {
          const spot = spotOn(network, water, measureM)
          const seconds = measured.every((one) => one.seconds) ? Math.min(...measured.map(({ seconds }) => seconds!.to(spot))) : NaN
          away = { distanceM: rounded(Math.min(...measured.map(({ metres }) => metres.to(spot))), 1), hours: Number.isFinite(seconds) ? rounded(seconds / 3600, 3) : null }
        }
        known.set(name, away)
      }
      items.push({
        kind, code, water: network.codes[water]!, fromM: measureM, toM: measureM, distanceM: away.distanceM, hours: away.hours,
        certain: measureM === null ? surely.has(water) : holds(certain, water, measureM),
      })
    }
  const order = new Map<TracedKind, number>([['reaches', 0], ...drains.map((kind, i): [Drain, number] => [kind, i + 1])])
  return items.sort((a, b) => order.get(a.kind)! - order.get(b.kind)! || a.distanceM - b.distanceM || (a.code < b.code ? -1 : a.code > b.code ? 1 : (a.fromM ?? 0) - (b.fromM ?? 0)))
}

function spotOn({ firstPoint, at }: Network, water: number, measureM: number): Place {
  let below = firstPoint[water]!
  while (below < firstPoint[water + 1]! - 1 && at[below]! < measureM) below++
  return { water, measureM, above: at[below] === measureM ? below : below - 1, below }
}

/** A stretch cut where certainty begins and ends. */
function pieces(certain: Stretches, water: number, fromM: number, toM: number): { fromM: number; toM: number; certain: boolean }[] {
  const list: { fromM: number; toM: number; certain: boolean }[] = []
  let at = fromM
  for (let i = firstAt(certain, water); i < certain.water.length && certain.water[i] === water; i++) {
    const [from, to] = [Math.max(fromM, certain.fromM[i]!), Math.min(toM, certain.toM[i]!)]
    if (from > to) continue
    if (from > at) list.push({ fromM: at, toM: from, certain: false })
    list.push({ fromM: from, toM: to, certain: true })
    at = to
  }
  if (at < toM || !list.length) list.push({ fromM: at, toM, certain: false })
  return list
}

function firstAt({ water }: Stretches, at: number): number {
  let [low, high] = [0, water.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (water[middle]! < at) low = middle + 1
    else high = middle
  }
  return low
}

export function totalsOf(items: readonly Item[], all: Stretches) {
  const totals = { reaches: 0, outfalls: 0, units: 0, households: 0, plants: 0, sources: 0, lengthM: rounded(lengthOf(all), 1) }
  for (const { kind } of items) totals[kind]++
  return totals
}
