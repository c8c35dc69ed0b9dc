// A ranking as it travels: the first of it in full, the rest counted.
import { arithmetic, nextLooks, reasons, type Ranked } from '../../domain/suspects/index.ts'
import type { Suspect, SuspectsAnswer, SuspectsAsked } from '../../domain/suspects/schemas.ts'
import { pointAt, type Ground } from './ground.ts'
import type { Inquired } from './inquire.ts'

/** Excluded things listed by name; the rest are counted. */
const mostExcluded = 200
const mostNext = 8

export const suspectAt = (ranked: Ranked, at: number): Suspect => {
  const { asked: { things, rules }, order, share, score, ways } = ranked
  const i = order[at]
  const { facts, kind, unit, outfall, entry, entries, network } = things
  const { layer, code, name, at: point } = facts[i]
  const e = entry[i]
  const told = (n: number) => ({ layer: facts[n].layer, code: facts[n].code, name: facts[n].name })
  return {
    layer, code, name, place: at + 1, share: share[i], kind: { zh: rules.kinds[kind[i]].zh, en: rules.kinds[kind[i]].en },
    metres: ways.metres[e], seconds: ways.seconds[e], certain: ways.now[e] === 1, at: point && [...point],
    chain: [i, unit[i], outfall[i]].filter((n, k, all) => n >= 0 && all.indexOf(n) === k).map(told),
    water: network.codes[entries[e].water], measureM: entries[e].measureM,
    terms: arithmetic(ranked, i), score: score[i],
  }
}

export function answerOf(inquired: Inquired, { from, limit, here }: Pick<SuspectsAsked, 'from' | 'limit' | 'here'>): SuspectsAnswer {
  const { ranked, ground, rules, place, waters } = inquired
  const { facts } = ranked.asked.things
  const last = Math.min(ranked.order.length, from + limit)
  const counts = new Map<string, number>()
  for (const { reason } of ranked.excluded) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return {
    inquiry: inquired.key,
    at: { water: place.water, measureM: place.measureM, name: place.name, section: inquired.section?.code ?? null, point: place.point },
    items: inquired.judged,
    samples: inquired.samples,
    scenario: { name: `at:${inquired.key.sampledAt}`, words: waters.words },
    rainMm: inquired.rainMm,
    rules: { code: rules.code, zh: rules.title, en: rules.titleEn, source: rules.source, proposal: rules.proposal, from: rules.from },
    network: { version: ground.version, seq: ground.seq },
    count: ranked.order.length,
    more: last < ranked.order.length,
    suspects: Array.from({ length: Math.max(0, last - from) }, (_, k) => suspectAt(ranked, from + k)),
    excluded: {
      count: ranked.excluded.length,
      reasons: Object.entries(reasons).flatMap(([reason, words]) =>
        (counts.has(reason) ? [{ reason, ...words, count: counts.get(reason)! }] : [])),
      list: ranked.excluded.slice(0, mostExcluded).map(({ thing, reason, metres }) => ({
        layer: facts[thing].layer, code: facts[thing].code, name: facts[thing].name, reason, metres,
      })),
      more: ranked.excluded.length > mostExcluded,
    },
    next: nextOf(ground, ranked, here ? (here.split(',').map(Number) as [number, number]) : place.point),
    looks: inquired.looks,
  }
}

function nextOf({ drawn }: Ground, ranked: Ranked, from: [number, number] | null): SuspectsAnswer['next'] {
  const { things } = ranked.asked
  const where = (water: string, measureM: number) => pointAt(drawn, drawn.network.indexOf.get(water)!, measureM)
  return nextLooks(ranked, { from, where, most: mostNext }).map(({ spot, at, share, bits, walkM }) => {
    const thing = 'layer' in spot ? things.facts[things.number.get(`${spot.layer}/${spot.code}`)!] : null
    return {
      layer: thing?.layer ?? null, code: thing?.code ?? null, water: 'water' in spot ? spot.water : null, measureM: 'water' in spot ? spot.measureM : null,
      name: thing?.name ?? drawn.names[drawn.network.indexOf.get((spot as { water: string }).water)!], at: at && [...at], share, bits,
      walkM, wells: thing?.wells ?? null,
    }
  })
}
