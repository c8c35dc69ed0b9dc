// What a trace finds, with how far, how long and how sure: one list, nearest first within each kind.
import {
  certainty, common, allScenarios, drainsTo, drains, drawnNetwork, far, contains, lengthOf, place, trace, union, watersOf, without,
  type Direction, type Drain, type DrawnNetwork, type Network, type Place, type Scenario, type Scenarios, type Stretches,
} from '../../domain/network/index.ts'
import { forDrains } from '../../domain/catalogue.ts'
import type { Totals, TracedKind } from '../../domain/trace/schemas.ts'
import type { Breath } from '../breath.ts'
import { Problem } from '../http/problem.ts'

export interface Limits {
  /** Metres along the water. */
  within?: number
  hours?: number
}

/** What is in any of the scenarios asked for, and of that what is in every one considered. */
export interface Found {
  all: Stretches
  certain: Stretches
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
  direction: 'up' | 'down'
  distanceM: number
  hours: number | null
  certain: boolean
}

// ── Part of a network ──

const parts = new WeakMap<DrawnNetwork, Map<string, DrawnNetwork>>()

/** The beginning all codes within a division share (sql/functions/access.sql says the same). */
const beginning = (division: string) => (/^\d{4}00$/.test(division) ? division.slice(0, 4) : division)

/**
 * The network within a division, with the water one starts from: links over its border are cut. Standing waters lie on borders and stay.
 */
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
    const links = contents.links.filter(({ upstream, downstream }) => has.has(upstream) && has.has(downstream))
    // A gate that acts on links over the border would bar the reach it stands on, were it kept without them.
    const [before, after] = [contents.links, links].map((list) => new Set(list.map(({ gate }) => gate)))
    part = drawnNetwork({ ...contents, reaches, links, gates: contents.gates.filter(({ code }) => after.has(code) || !before.has(code)) })
    known.set(key, part)
    if (known.size > 20) known.delete(known.keys().next().value!)
  }
  return part
}

const bare = new WeakMap<Network, WeakMap<Scenario, Scenario>>()

/** Gates that a part of the network has not are no gates there. */
function scenarioOn(network: Network, scenario: Scenario): Scenario {
  if (Object.keys(scenario.gates ?? {}).every((code) => network.gateOf.has(code))) return scenario
  let known = bare.get(network)
  if (!known) bare.set(network, (known = new WeakMap()))
  let found = known.get(scenario)
  if (!found) known.set(scenario, (found = {
    ...scenario, gates: Object.fromEntries(Object.entries(scenario.gates!).filter(([code]) => network.gateOf.has(code))),
  }))
  return found
}

// ── Sets ──

/** All that water of a place comes from or gets to, within limits along the water. */
export async function traceOf(
  breath: Breath, network: Network, asked: Scenarios, direction: Direction, at: Place, { within, hours }: Limits = {},
): Promise<Found> {
  const each: Stretches[] = []
  for (const scenario of asked.each) {
    each.push(trace(network, scenarioOn(network, scenario), direction, at))
    if (breath.due()) await breath.take()
  }
  const all = union(each[0], ...each.slice(1))
  const certain = asked.each === allScenarios ? common(each[0], ...each.slice(1)) : common(all, certainty(network, at, direction).certain)
  const scenario = scenarioOn(network, asked.widest)
  const limits: Stretches[] = []
  if (breath.due()) await breath.take()
  if (within !== undefined) limits.push(far(network, at, { scenario, direction, within }).stretches)
  if (hours !== undefined) limits.push(withSpeeds(() => far(network, at, { scenario, direction, by: 'seconds', within: hours * 3600 }).stretches))
  return { all: common(all, ...limits), certain: common(certain, ...limits) }
}

/** What is upstream of every place and of none of the others; and for each place what is upstream of it and of no other. */
export async function commonOf(
  breath: Breath, network: Network, asked: Scenarios, places: readonly Place[], not: readonly Place[], limits: Limits,
): Promise<{ common: Found; apart: Found[] }> {
  const each: Found[] = []
  for (const at of places) each.push(await traceOf(breath, network, asked, 'upstream', at, limits))
  const less = (sets: Found, others: readonly Found[]): Found =>
    others.reduce((left, { all }) => ({ all: without(left.all, all), certain: without(left.certain, all) }), sets)
  const others: Found[] = []
  for (const at of not) others.push(await traceOf(breath, network, asked, 'upstream', at))
  const both = {
    all: common(each[0].all, ...each.slice(1).map(({ all }) => all)),
    certain: common(each[0].certain, ...each.slice(1).map(({ certain }) => certain)),
  }
  const apart: Found[] = []
  for (const one of each) {
    apart.push(less(one, [...each.filter((other) => other !== one), ...others]))
    if (breath.due()) await breath.take()
  }
  return { common: less(both, others), apart }
}

/** Runs what needs the speed of every reach on the way. */
export function withSpeeds<Answer>(work: () => Answer): Answer {
  try {
    return work()
  } catch (reason) {
    throw reason instanceof RangeError ? new Problem('speedUnknown') : reason
  }
}

// ── How far ──

const rounded = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits

interface Away {
  distanceM: number
  hours: number | null
}

/** Least distances and times from the nearest of some places. */
export async function distancesFrom(breath: Breath, network: Network, asked: Scenarios, direction: Direction, places: readonly Place[]) {
  const scenario = scenarioOn(network, asked.widest)
  const secondsTo = (at: Place) => {
    try {
      return far(network, at, { scenario, direction, by: 'seconds' }).to
    } catch (reason) {
      // A reach on the way whose speed nobody knows: no time can be said.
      if (reason instanceof RangeError) return null
      throw reason
    }
  }
  const measured: { at: Place; metres: (spot: Place) => number; seconds: ((spot: Place) => number) | null }[] = []
  for (const at of places) {
    const metres = far(network, at, { scenario, direction }).to
    if (breath.due()) await breath.take()
    measured.push({ at, metres, seconds: secondsTo(at) })
    if (breath.due()) await breath.take()
  }
  const away = (least: (one: (typeof measured)[number], to: (spot: Place) => number) => number): Away => {
    const seconds = measured.every((one) => one.seconds) ? Math.min(...measured.map((one) => least(one, one.seconds!))) : NaN
    return {
      distanceM: rounded(Math.min(...measured.map((one) => least(one, one.metres))), 1),
      hours: Number.isFinite(seconds) ? rounded(seconds / 3600, 3) : null,
    }
  }
  const { codes, firstPoint, at: measures } = network
  return {
    toPlace: (water: number, measureM: number): Away => {
      const spot = place(network, codes[water], measureM)
      return away((_, to) => to(spot))
    },
    /** The least is at a point of the stretch, at an end of it, or right here. */
    toStretch: (water: number, fromM: number, toM: number): Away => {
      const spots = [place(network, codes[water], fromM), place(network, codes[water], toM)]
      for (let p = firstPoint[water]; p < firstPoint[water + 1]; p++)
        if (measures[p] > fromM && measures[p] < toM) spots.push({ water, measureM: measures[p], above: p, below: p })
      return away(({ at }, to) => (at.water === water && at.measureM >= fromM && at.measureM <= toM ? 0 : Math.min(...spots.map(to))))
    },
  }
}

// ── Items ──

/** Stretches and what drains to them, as one list; a stretch certain only in part is several. */
export async function itemsOf(
  breath: Breath, { network, drainage }: DrawnNetwork, asked: Scenarios, direction: Direction,
  places: readonly Place[], { all, certain }: Found,
): Promise<Item[]> {
  const measure = await distancesFrom(breath, network, asked, direction, places)
  const side = direction === 'upstream' ? 'up' : 'down'
  const items: Item[] = []
  const onWater = new Map<number, Away>()
  const surely = new Set(certain.water)
  for (let i = 0; i < all.water.length; i++) {
    if (breath.due()) await breath.take()
    const water = all.water[i]
    const code = network.codes[water]
    for (const piece of pieces(certain, water, all.fromM[i], all.toM[i])) {
      const away = measure.toStretch(water, piece.fromM, piece.toM)
      if (!(away.distanceM >= (onWater.get(water)?.distanceM ?? Infinity))) onWater.set(water, away)
      items.push({ kind: 'reaches', code, water: code, direction: side, ...piece, ...away })
    }
  }
  // Nearest first within each kind, kinds in their order.
  const nearestFirst = (of: Item[]) =>
    of.sort((a, b) => a.distanceM - b.distanceM || (a.code < b.code ? -1 : a.code > b.code ? 1 : (a.fromM ?? 0) - (b.fromM ?? 0)))
  const lists = [nearestFirst(items)]
  const here = drainsTo(drainage, all)
  for (const kind of drains) {
    const list: Item[] = []
    lists.push(list)
    for (const code of here[kind]) {
      if (breath.due()) await breath.take()
      const { water, measureM } = drainage.of[kind].get(code)!
      list.push({
        kind, code, water: network.codes[water], fromM: measureM, toM: measureM, direction: side,
        ...(measureM === null ? onWater.get(water)! : measure.toPlace(water, measureM)),
        certain: measureM === null ? surely.has(water) : contains(certain, water, measureM),
      })
    }
    nearestFirst(list)
    if (breath.due()) await breath.take()
  }
  return lists.flat()
}

/** A stretch cut where certainty begins and ends, each piece with a length. */
function pieces(certain: Stretches, water: number, fromM: number, toM: number): { fromM: number; toM: number; certain: boolean }[] {
  const list: { fromM: number; toM: number; certain: boolean }[] = []
  let at = fromM
  for (let i = firstOf(certain, water); i < certain.water.length && certain.water[i] === water; i++) {
    const [from, to] = [Math.max(fromM, certain.fromM[i]), Math.min(toM, certain.toM[i])]
    // A place within a longer stretch is no piece of its own.
    if (from > to || (from === to && fromM < toM)) continue
    if (from > at) list.push({ fromM: at, toM: from, certain: false })
    list.push({ fromM: from, toM: to, certain: true })
    at = to
  }
  if (at < toM || !list.length) list.push({ fromM: at, toM, certain: false })
  return list
}

/** The first stretch of a water, or of one after it. */
function firstOf({ water }: Stretches, at: number): number {
  let [low, high] = [0, water.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (water[middle] < at) low = middle + 1
    else high = middle
  }
  return low
}

/** A reach counts once, and as certain where all of it that is found is. */
export function totalsOf({ network, drainage }: DrawnNetwork, { all, certain }: Found): Totals {
  const [here, surely] = [drainsTo(drainage, all), drainsTo(drainage, certain)]
  const length = new Map<number, number>()
  const add = ({ water, fromM, toM }: Stretches, sign: number) =>
    water.forEach((w, i) => length.set(w, (length.get(w) ?? 0) + sign * (toM[i] - fromM[i])))
  add(all, 1)
  add(certain, -1)
  const sureWaters = new Set(certain.water)
  const count = (kind: Drain) => ({ certain: surely[kind].length, possible: here[kind].length })
  return {
    reaches: {
      certain: [...length].filter(([water, left]) => sureWaters.has(water) && left < 0.005).length, possible: watersOf(network, all).length,
    },
    metres: { certain: rounded(lengthOf(certain), 1), possible: rounded(lengthOf(all), 1) },
    ...forDrains(({ drains: { as } }) => count(as)),
  }
}

/** What the rows got wrong about some waters, by code, and about what stands on them or drains to them. */
export function remarksOn({ network, drainage, contents }: DrawnNetwork, waters: ReadonlySet<string>) {
  const remarks = [...network.remarks, ...drainage.remarks]
  if (!remarks.length) return []
  const touched = new Set(waters)
  for (const { code, reach } of contents.gates) if (reach && waters.has(reach)) touched.add(code)
  for (const { gate, upstream, downstream } of contents.links)
    if (gate && (waters.has(upstream) || waters.has(downstream))) touched.add(gate)
  for (const kind of drains) for (const { code, water } of contents[kind]) if (water && waters.has(water)) touched.add(code)
  return remarks.filter(({ code }) => touched.has(code) || code.split('→').some((end) => waters.has(end)))
}
