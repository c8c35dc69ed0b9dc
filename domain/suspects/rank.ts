// Who could have done it: of everything in the register whose water comes to the place, how likely each is, and why the
// rest is not in question. Prior odds times likelihood ratios (naive Bayes): terms are added as if independent given the
// culprit, and exactly one of the things in the list is taken to have done it. Both are simplifications, and are said.
import { ebb, far, lengthOf, trace, type Place } from '../network/index.ts'
import type { Text } from '../text.ts'
import { evidenceOf, leftOf, spokenFor, termTitles, type TermId, type Ways } from './evidence.ts'
import type { Inquiry } from './inquiry.ts'
import { factorOf, lookWords } from './looks.ts'
import type { Look, Ranked, Reason } from './ranking.ts'

export interface Term {
  id: TermId
  zh: string
  en: string
  words: Text
  factor: number
}

/** How near below a place something is that people would wonder about, metres. */
const nearM = 3000
/** How many times more water there may be at the one section than at the other for their readings to be compared. */
const mostTimes = 20

export function rank(asked: Inquiry): Ranked {
  const { things, rules, scenarios: { now, over, open }, at, speedMs } = asked
  const { network, facts, entry, entries, kind, days: { begins, ends } } = things
  const search = (scenario: Inquiry['scenarios']['now'], by: 'seconds' | 'metres', within?: number, direction: 'upstream' | 'downstream' = 'upstream') =>
    far(network, at, { scenario, direction, by, speedMs, ...(within !== undefined && { within }) })
  const horizon = rules.horizonHours * 3600
  const [inTime, along, atOnce, withGates, below] = [search(over, 'seconds'), search(over, 'metres'), search(now, 'seconds', horizon), search(open, 'metres'), search(ebb, 'metres', nearM, 'downstream')]
  const by = (to: (place: Place) => number) => Float64Array.from(entries, to)
  const seconds = by(inTime.to)
  const ways: Ways = {
    seconds, metres: by(along.to),
    now: Uint8Array.from(entries, (place) => Number(atOnce.to(place) < Infinity)),
    upstreamKm: Math.max(0.5, lengthOf(trace(network, ebb, 'upstream', at)) / 1000),
    shareAt: [],
  }
  ways.shareAt = witnessShares(asked, ways, inTime.to)
  const [whenOpen, nearBelow] = [by(withGates.to), by(below.to)]
  const speaks = spokenFor(asked)
  const makes = rules.kinds.map(({ holds }) => holds[speaks] > 0)
  // Acidity, temperature and the like say nothing about who can make them.
  const known = makes.some(Boolean)

  const evidence = evidenceOf(asked, ways)
  const score = new Float64Array(facts.length).fill(-Infinity)
  const excluded: { thing: number; reason: Reason; metres: number }[] = []
  const list: number[] = []
  for (let i = 0; i < facts.length; i++) {
    const e = entry[i]
    if (e < 0) continue
    const reason = exclusion(i, e)
    if (reason === 'elsewhere') continue
    if (reason) excluded.push({ thing: i, reason, metres: Math.min(whenOpen[e], nearBelow[e]) })
    else {
      let sum = 0
      for (const { factor } of evidence) sum += factor(i)
      score[i] = sum
      list.push(i)
    }
  }
  excluded.sort((a, b) => a.metres - b.metres)
  return sortRanked({
    asked, ways, evidence, order: Int32Array.from(list), score, share: new Float64Array(facts.length), looks: [], excluded,
  })

  function exclusion(i: number, e: number): Reason | 'elsewhere' | null {
    if (seconds[e] === Infinity) return whenOpen[e] < Infinity ? 'gateShut' : nearBelow[e] < Infinity ? 'notConnected' : 'elsewhere'
    if (seconds[e] > horizon || leftOf(asked, speaks, seconds[e]) < rules.notice) return 'tooFar'
    if (known && !makes[kind[i]]) return 'cannotMake'
    const leftAt = asked.time - seconds[e] * 1000
    if (begins[i] > leftAt) return 'openedLater'
    // Struck off as put right is no proof that it is (`found` counts that): only what is gone from the register is out.
    if (ends[i] <= leftAt) return 'struckOff'
    return null
  }
}

function witnessShares(asked: Inquiry, { upstreamKm }: Ways, secondsTo: (place: Place) => number): number[] {
  const { things: { network }, at, scenarios: { over }, speedMs, rules } = asked
  const item = spokenFor(asked)
  const below = asked.witnesses.length ? far(network, at, { scenario: over, direction: 'downstream', by: 'seconds', speedMs, within: rules.others.hoursAway * 3600 }) : null
  return asked.witnesses.map(({ place }) => {
    const km = Math.max(0.5, lengthOf(trace(network, ebb, 'upstream', place)) / 1000)
    const [above, down] = [secondsTo(place), below!.to(place)]
    // Beside the place, on another arm: as if as far.
    const decayed = above < Infinity
      ? 1 / leftOf(asked, item, Math.min(above, rules.others.hoursAway * 3600))
      : leftOf(asked, item, down < Infinity ? down : 0)
    return Math.min(mostTimes, (upstreamKm / km) * decayed)
  })
}

/** Sorts by score and shares out 1 among them. */
export function sortRanked(ranked: Ranked): Ranked {
  const { score } = ranked
  const many = ranked.order.length
  // Keys of score and number sort without a comparison: 90,000 in 10 ms instead of 90. Scores are told apart to 1e-7.
  let top = -Infinity
  for (const i of ranked.order) if (score[i] > top) top = score[i]
  const keys = new Float64Array(many)
  for (let k = 0; k < many; k++) keys[k] = Math.min(6e9, Math.round((top - score[ranked.order[k]]) * 1e7)) * 1e6 + ranked.order[k]
  keys.sort()
  const order = Int32Array.from(keys, (key) => key % 1e6)
  const share = new Float64Array(score.length)
  let sum = 0
  for (const i of order) sum += share[i] = Math.exp(score[i] - top)
  for (const i of order) share[i] /= sum
  return { ...ranked, order, share }
}

/** What each look found, laid on top. The same looks in any order come to the same. */
export function updated(ranked: Ranked, ...looks: readonly Look[]): Ranked {
  if (!looks.length) return ranked
  const score = ranked.score.slice()
  for (const look of looks) {
    const factor = factorOf(ranked, look)
    for (const i of ranked.order) score[i] += factor(i)
  }
  return sortRanked({ ...ranked, score, looks: [...ranked.looks, ...looks] })
}

/** The arithmetic of one: every term that says something, what the looks said last. They add up to its score. */
export function arithmetic(ranked: Ranked, thing: number): Term[] {
  const terms = ranked.evidence.map(({ id, factor, words }): Term => ({
    id, ...termTitles[id], words: words(thing), factor: factor(thing),
  }))
  const looked = ranked.looks.map((look): Term => ({ id: 'look', ...termTitles.look, words: lookWords(ranked, look), factor: factorOf(ranked, look)(thing) }))
  return [...terms, ...looked].filter(({ factor }) => factor !== 0)
}
