// The cases of a city: what an inspector has in hand when a sample comes back bad, and who it was.
import { far, place, type Place } from '../domain/network/index.ts'
import { metresBetween } from '../domain/suspects/looks.ts'
import { addDays, dayOf, exceeds, gatesBefore, judgements, keyOf, quantile, rainBefore, spokenFor, flowsAt, type Inquiry, type SuspectRules, type Things, type Witness } from '../domain/suspects/index.ts'
import type { Truth } from '../geodata/city/life/life.ts'
import { shippedStandard } from '../test/shipped.ts'
import type { BenchCity, BenchSample } from './suspectsCity.ts'

export interface Case {
  asked: Inquiry
  truth: Truth['hidden'][number]
  wet: boolean
  /** A gate on record was shut then, at a water within 5 km above. */
  shut: boolean
}

/** What a discharger gave of an item for it to be its doing. */
const behindIt = 0.2
const daysOfHistory = 366

export function casesOf(city: BenchCity, prepared: Things, rules: SuspectRules): Case[] {
  const { network, samples, sections, truth } = city
  const bySection = new Map<string, BenchSample[]>()
  for (const sample of samples) bySection.set(sample.section, [...(bySection.get(sample.section) ?? []), sample])
  const byCode = new Map(samples.map((sample) => [sample.code, sample]))
  const hidden = new Map(truth.hidden.map((one) => [one.code, one]))
  const places = new Map<string, Place>()
  for (const { code, water, measureM } of sections) if (network.indexOf.has(water))
    places.set(code, place(network, water, Math.min(measureM, network.lengthM[network.indexOf.get(water)!])))
  const seen = new Set<string>()
  const standard = shippedStandard()
  return truth.shares.flatMap(({ sample: code, section: of, weather, parts }): Case[] => {
    const [sample, section, at] = [byCode.get(code), sections.find(({ code }) => code === of)!, places.get(of)]
    if (!sample || !at) return []
    const missed = judgements(standard, 'river', sample, section.target).filter(exceeds)
    const history = bySection.get(of)!.filter(({ at }) => at < sample.at && at >= sample.at - daysOfHistory * 86_400_000)
    if (!missed.length || history.length < 3) return []
    const usual = usualOf(history, Object.keys(sample.readings), rules)
    // Of what misses its target, what is least usual there: all of it can be read off the samples.
    const odd = ({ item, value }: { item: string; value: number }) => (item === 'DO' ? usual[item] / Math.max(value, 0.01) : value / (usual[item] ?? value))
    const worst = missed.reduce((a, b) => (odd(b) > odd(a) ? b : a))
    const most = parts.filter(({ item, share }) => item === tracerOf[worst.item] && share >= behindIt).sort((a, b) => b.share - a.share)[0]
    const who = most && hidden.get(most.discharger)
    const once = `${who?.code} ${of} ${dayOf(sample.at).slice(0, 7)}`
    // The simulation also lets things discharge that its register only has from a later day on: nobody could name those.
    const thing = who && prepared.number.get(keyOf(who.layer, who.of))
    if (!who || thing === undefined || prepared.days.begins[thing] > sample.at - 3 * 86_400_000 || seen.has(once)) return []
    seen.add(once)
    const near = (kind: string) => city.stations.filter((one) => one.kind === kind).sort((a, b) => metresBetween(a.at, section.at) - metresBetween(b.at, section.at))[0]?.code ?? ''
    const day = dayOf(sample.at)
    const first = addDays(dayOf(sample.at - rules.horizonHours * 3_600_000), -3)
    const months = [...new Set([sample.at, sample.at - gatesBefore * 3_600_000].map((time) => `${dayOf(time).slice(0, 7)}-01`))]
    const waters = flowsAt(network, sample.at, {
      tide: sample.tide, rain: (city.rain.get(near('rain')) ?? []).filter((one) => one.day >= first && one.day <= day),
      tides: (city.tides.get(near('tide')) ?? []).filter((one) => one.day >= day && one.day <= addDays(day, 1)), gates: months.flatMap((month) => city.gates.get(month) ?? []),
    })
    const asked: Inquiry = {
      things: prepared, rules, at, section: of, item: worst.item, time: sample.at, readings: sample.readings, below: sample.below, usual,
      witnesses: [], ...waters, lookedAt: new Map(), speedMs: 0.25,
    }
    const witnesses = witnessesOf(asked, places, bySection, new Map(sections.map(({ code, name }) => [code, name])))
    const mm = rainBefore(asked, sample.at)
    return [{ asked: { ...asked, witnesses }, truth: who, wet: mm === null ? weather === 'wet' : mm >= rules.rain.wetMm, shut: shutNear(asked) }]
  })
}

/** What the simulation carries for each item that is graded. */
const tracerOf: Record<string, string> = { NH3N: 'NH3N', TP: 'TP', COD: 'COD', CODMn: 'COD', BOD5: 'BOD5', DO: 'BOD5', oil: 'oil', LAS: 'LAS', sulfide: 'sulfide', coliform: 'coliform', Cu: 'plating', Zn: 'plating', Cr6: 'plating', CN: 'plating', Pb: 'plating', Cd: 'plating' }

function usualOf(history: BenchSample[], items: string[], rules: SuspectRules): Record<string, number> {
  return Object.fromEntries(items.flatMap((item) => {
    const level = quantile(history.flatMap(({ readings }) => readings[item] ?? []), rules.usualQuantile)
    return level === null ? [] : [[item, level]]
  }))
}

function witnessesOf(
  asked: Inquiry, places: Map<string, Place>, bySection: Map<string, BenchSample[]>, names: Map<string, string>,
): Witness[] {
  const { rules, time, things: { network }, at, scenarios, speedMs } = asked
  const item = spokenFor(asked)
  const within = rules.others.hoursAway * 3600
  const [up, down] = (['upstream', 'downstream'] as const).map((direction) => far(network, at, { scenario: scenarios.over, direction, by: 'seconds', speedMs, within }))
  return [...places].flatMap(([code, place]) => {
    const seconds = code === asked.section ? Infinity : Math.min(up.to(place), down.to(place))
    return seconds < Infinity ? [{ code, place, seconds }] : []
  }).sort((a, b) => a.seconds - b.seconds).slice(0, rules.others.most).flatMap(({ code, place }): Witness[] => {
    const all = bySection.get(code) ?? []
    const near = all.filter((sample) => Math.abs(sample.at - time) <= rules.others.days * 86_400_000 && sample.readings[item] !== undefined)
      .sort((a, b) => Math.abs(a.at - time) - Math.abs(b.at - time))[0]
    if (!near) return []
    const usual = quantile(all.filter((sample) => sample.at < near.at && sample.at >= near.at - daysOfHistory * 86_400_000)
      .flatMap(({ readings }) => readings[item] ?? []), rules.usualQuantile)
    return usual === null ? [] : [{ code, name: names.get(code)!, place, at: near.at, value: near.readings[item], usual }]
  })
}

/** Whether a gate within five kilometres of water above was shut at the time. */
function shutNear({ things: { network }, at, scenarios: { now, open } }: Inquiry): boolean {
  const near = far(network, at, { scenario: open, direction: 'upstream', by: 'metres', within: 5000 })
  return network.rows.gates.some(({ code, reach, measureM }) => now.gates?.[code] === 'shut' && reach && network.indexOf.has(reach) && near.to(place(network, reach, Math.min(measureM ?? 0, network.lengthM[network.indexOf.get(reach)!]))) < Infinity)
}
