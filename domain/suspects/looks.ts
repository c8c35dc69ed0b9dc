// Looking: at an outfall, at a unit's connection well, at a place on the water. What is found there speaks for or against
// everything whose water passes it. And where to look first: where the answer tells most, near to where one stands.
import { far, isUpstream, membership, place } from '../network/index.ts'
import { text, type Text } from '../text.ts'
import type { Look, Ranked, Spot } from './ranking.ts'
import type { Finding } from './rules.ts'
import { keyOf } from './things.ts'

export const findingTitles: Record<Finding, Text> = {
  flowing: text('有水流出', 'flowing'),
  dry: text('没有水', 'dry'),
  smell: text('有异味、变色', 'smell or colour'),
  none: text('未见异常', 'nothing unusual'),
  high: text('快测偏高', 'quick test high'),
  normal: text('快测正常', 'quick test normal'),
  notFound: text('没找到', 'not found'),
}

export const spotKey = (spot: Spot) => ('layer' in spot ? keyOf(spot.layer, spot.code) : `water/${spot.water}@${Math.round(spot.measureM)}`)

/** Which things' water passes a spot, of those in question. */
export function behind({ asked: { things, scenarios } }: Ranked, spot: Spot): (thing: number) => boolean {
  if ('layer' in spot) {
    const number = things.number.get(keyOf(spot.layer, spot.code)) ?? -1
    if (number < 0) return () => false
    if (spot.layer === 'outfalls') return (i) => things.outfall[i] === number
    if (spot.layer === 'drainage_units') return (i) => things.unit[i] === number
    return (i) => i === number
  }
  const { network, entries, entry } = things
  if (!network.indexOf.has(spot.water)) return () => false
  const at = place(network, spot.water, spot.measureM)
  const index = membership(network, scenarios.over)
  const known = new Int8Array(entries.length).fill(-1)
  return (i) => {
    const e = entry[i]
    if (e < 0) return false
    if (known[e] < 0) known[e] = Number(isUpstream(network, index, entries[e], at))
    return known[e] === 1
  }
}

/** What a look says about each thing: the logarithm of how much more often this is found where the culprit is behind it. */
export function factorOf(ranked: Ranked, { spot, finding }: Look): (thing: number) => number {
  const [there, elsewhere] = ranked.asked.rules.looks[finding]
  const ratio = Math.log(there / elsewhere)
  if (ratio === 0) return () => 0
  const passes = behind(ranked, spot)
  return (i) => (passes(i) ? ratio : 0)
}

export const lookWords = (ranked: Ranked, { spot, finding, name }: Look): Text => {
  const facts = 'layer' in spot ? ranked.asked.things.facts[ranked.asked.things.number.get(keyOf(spot.layer, spot.code)) ?? -1] : undefined
  const where = name ?? facts?.name ?? ('layer' in spot ? spot.code : `${spot.water} ${Math.round(spot.measureM)} m`)
  return text(`${where}：${findingTitles[finding].zh}`, `${where}: ${findingTitles[finding].en}`)
}

export interface NextLook {
  spot: Spot
  /** Share of the likelihood behind it. */
  share: number
  /** Bits the answer is expected to tell. */
  bits: number
  /** From where one stands, or from the look before, metres in a straight line; null where nobody knows. */
  walkM: number | null
  at: readonly [number, number] | null
}

interface Asking {
  /** [lon, lat] of where one stands. */
  from: readonly [number, number] | null
  /** [lon, lat] of a place on the water, where it is known. */
  where?: (water: string, measureM: number) => readonly [number, number] | null
  most: number
}

const bitsOf = (p: number) => (p <= 0 || p >= 1 ? 0 : -p * Math.log2(p) - (1 - p) * Math.log2(1 - p))
/** What the answer to a test behind which a share lies tells, in bits, mistakes of the test included. */
export const informationOf = (share: number, there: number, elsewhere: number) =>
  bitsOf(share * there + (1 - share) * elsewhere) - share * bitsOf(there) - (1 - share) * bitsOf(elsewhere)

export const metresBetween = ([lon, lat]: readonly [number, number], [lon2, lat2]: readonly [number, number]) =>
  Math.hypot((lon2 - lon) * Math.cos((lat * Math.PI) / 180), lat2 - lat) * 111_195

/** Looks that tell within this share of the best are as good: the nearest is taken. */
const asGood = 0.9
/** Of each sort of spot only those with the most to tell are weighed in full. */
const weighed = 60
const weighedOnWater = 24

interface Choice {
  spot: Spot
  /** What is behind it: things, or for a place on the water whole entries. */
  things: readonly number[]
  entries: Uint8Array | null
}

/**
 * The order to walk: each look is the one that tells most if those before it found nothing, so it comes near to halving what
 * is left; of those as good, the nearest. After each answer it is asked anew.
 */
export function nextLooks(ranked: Ranked, { from, where = () => null, most }: Asking): NextLook[] {
  const { asked: { things, rules }, order, looks } = ranked
  const { entry, entries } = things
  const [there, elsewhere] = rules.looks.high
  const seen = new Set(looks.map(({ spot }) => spotKey(spot)))
  let spots = choices(ranked).filter(({ spot }) => !seen.has(spotKey(spot)))
  const left = ranked.share.slice()
  const at = new Map(spots.map(({ spot }) => [spot, 'layer' in spot ? things.facts[things.number.get(keyOf(spot.layer, spot.code))!].at : where(spot.water, spot.measureM)]))
  const found: NextLook[] = []
  let here = from
  while (found.length < most && spots.length) {
    const on = new Float64Array(entries.length)
    let sum = 0
    for (const i of order) {
      sum += left[i]
      on[entry[i]] += left[i]
    }
    const massOf = ({ things, entries }: Choice) => {
      let part = 0
      if (entries) for (let e = 0; e < on.length; e++) part += entries[e] * on[e]
      else for (const i of things) part += left[i]
      return part
    }
    const graded = spots.map((choice) => ({ choice, bits: informationOf(massOf(choice) / sum, there, elsewhere) }))
    const best = Math.max(...graded.map(({ bits }) => bits))
    if (!(best > 1e-6)) break
    const walkTo = ({ spot }: Choice) => (here && at.get(spot) ? metresBetween(here, at.get(spot)!) : null)
    const next = graded.filter(({ bits }) => bits >= asGood * best).map((one) => ({ ...one, walkM: walkTo(one.choice) }))
      .reduce((a, b) => ((b.walkM ?? Infinity) < (a.walkM ?? Infinity) || (b.walkM === a.walkM && b.bits > a.bits) ? b : a))
    const { choice, bits, walkM } = next
    const missed = rules.looks.normal[0] / rules.looks.normal[1]
    let share = 0
    for (const i of choice.entries ? order : choice.things) {
      if (choice.entries && !choice.entries[entry[i]]) continue
      share += ranked.share[i]
      left[i] *= missed
    }
    found.push({ spot: choice.spot, share, bits, walkM, at: at.get(choice.spot) ?? null })
    here = at.get(choice.spot) ?? here
    spots = spots.filter((one) => one !== choice)
  }
  return found
}

/**
 * Outfalls, units with wells, households and what else stands by itself; and the ends of reaches above
 * their confluences: those with most to tell.
 */
function choices(ranked: Ranked): Choice[] {
  const { asked: { things, at, rules, scenarios }, order, share } = ranked
  const { facts, outfall, unit, network, entry, entries } = things
  const [there, elsewhere] = rules.looks.high
  const [byOutfall, byUnit] = [new Float64Array(facts.length), new Float64Array(facts.length)]
  const onEntry = new Float64Array(entries.length)
  const alone: { number: number; mass: number }[] = []
  for (const i of order) {
    onEntry[entry[i]] += share[i]
    if (outfall[i] >= 0) byOutfall[outfall[i]] += share[i]
    if (unit[i] >= 0) byUnit[unit[i]] += share[i]
    if (outfall[i] !== i && unit[i] !== i && share[i] > 0.001) alone.push({ number: i, mass: share[i] })
  }
  const best = <T extends { mass: number }>(list: T[]) =>
    list.map((one) => ({ ...one, gain: informationOf(one.mass, there, elsewhere) })).sort((a, b) => b.gain - a.gain).slice(0, weighed)
  const numbered = (masses: Float64Array) => Array.from(masses, (mass, number) => ({ mass, number })).filter(({ mass }) => mass > 0)
  const behindOf = (of: Int32Array, chosen: readonly { number: number }[]) => {
    const lists = new Map(chosen.map(({ number }) => [number, [] as number[]]))
    for (const i of order) lists.get(of[i])?.push(i)
    return chosen.map(({ number }): Choice => ({
      spot: { layer: facts[number].layer, code: facts[number].code }, things: lists.get(number)!, entries: null,
    }))
  }
  const index = membership(network, scenarios.over)
  const waters = best(numbered(through(ranked, onEntry))
    .filter(({ number }) => number !== at.water && network.lengthM[number] > 0)).slice(0, weighedOnWater)
  return [
    ...behindOf(outfall, best(numbered(byOutfall))),
    ...behindOf(unit, best(numbered(byUnit).filter(({ number }) => (facts[number].wells ?? 0) > 0))),
    ...best(alone).map(({ number }): Choice => ({
      spot: { layer: facts[number].layer, code: facts[number].code }, things: [number], entries: null,
    })),
    ...waters.map(({ number: water }): Choice => {
      const spot = { water: network.codes[water], measureM: network.lengthM[water] }
      const end = place(network, spot.water, spot.measureM)
      return {
        spot, things: [], entries: Uint8Array.from(entries, (from, e) => Number(onEntry[e] > 0 && isUpstream(network, index, from, end))),
      }
    }),
  ]
}

/** Entries whose quickest way is followed to find where the likelihood comes together. */
const followed = 400

/** How much of the likelihood passes each water on its quickest way to the place. */
function through({ asked: { things, at, scenarios, speedMs } }: Ranked, onEntry: Float64Array): Float64Array {
  const { network, entries } = things
  const found = far(network, at, { scenario: scenarios.over, direction: 'upstream', by: 'seconds', speedMs })
  const mass = new Float64Array(network.codes.length)
  const heavy = Array.from(onEntry, (mass, e) => ({ mass, e }))
    .filter(({ mass }) => mass > 0).sort((a, b) => b.mass - a.mass).slice(0, followed)
  for (const { mass: part, e } of heavy) {
    const passed = new Set([entries[e].water])
    for (const edge of found.way(entries[e])?.edges ?? []) passed.add(network.reachOf[network.from[edge]])
    for (const water of passed) mass[water] += part
  }
  return mass
}
