// One term a piece of evidence: how much more likely what was seen is if this thing did it. Each is the natural logarithm
// of a ratio, so that they add up, in any order, and each can be read aloud.
import { isUpstream, membership } from '../network/index.ts'
import { text, type Text } from '../text.ts'
import { day, hour, rainBefore, type Inquiry, type Witness } from './inquiry.ts'
import type { SourceKind } from './rules.ts'
import { keyOf, unitStates } from './things.ts'

export const termTitles = {
  prior: text('同类多见', 'how common'),
  licence: text('许可', 'licence'),
  unit: text('排水单元', 'drainage unit'),
  connection: text('水流连通', 'connection'),
  decay: text('距离与衰减', 'distance and decay'),
  time: text('时间', 'time'),
  load: text('水量够不够', 'load'),
  fingerprint: text('指标特征', 'fingerprint'),
  rain: text('晴雨', 'rain'),
  dryFlow: text('晴天排水', 'dry-weather flow'),
  found: text('以往发现', 'found before'),
  looked: text('多久没查', 'since last looked'),
  others: text('其他断面', 'other sections'),
  look: text('现场查看', 'looks'),
} as const
export type TermId = keyof typeof termTitles

export interface Evidence {
  id: TermId
  /** Log-likelihood ratio for the i-th thing. */
  factor: (i: number) => number
  words: (i: number) => Text
}

/** How water gets from where each thing enters to the place, by entry: seconds over the hours before, Infinity where it does not. */
export interface Ways {
  seconds: Float64Array
  metres: Float64Array
  now: Uint8Array
  /** Kilometres of water above the place: what stands for its flow. */
  upstreamKm: number
  /** Of each witness: how much of what is too much at the place there would be there, less water and less decay considered. */
  shareAt: readonly number[]
}

/** Up to two significant figures, or whole. */
const short = (value: number): string => (value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(2))))
const hoursWords = (seconds: number): Text => {
  const hours = seconds / 3600
  return hours < 1 ? text(`${Math.round(seconds / 60)} 分钟`, `${Math.round(seconds / 60)} min`) : text(`${short(hours)} 小时`, `${short(hours)} h`)
}
const kmWords = (metres: number) => (metres < 1000 ? `${Math.round(metres)} m` : `${short(metres / 1000)} km`)

/** The hour of the day of a moment, in the city (Asia/Shanghai has no summer time). */
const hourOf = (time: number) => Math.floor((time / hour + 8) % 24)
const within = (at: number, [from, to]: readonly [number, number]) => (from <= to ? at >= from && at < to : at >= from || at < to)

/** Which item speaks for the one asked about: oxygen falls because of what eats it. */
export const spokenFor = ({ item, rules, readings }: Pick<Inquiry, 'item' | 'rules' | 'readings'>): string => {
  const instead = rules.standsFor[item]
  return instead ? (instead.find((other) => readings[other] !== undefined) ?? instead[0]) : item
}

/** mg/L above what is usual; a section that is always bad still has a fifth of what it holds to be explained. */
function excessOf({ readings, usual }: Inquiry, item: string): number | null {
  const found = readings[item]
  return found === undefined ? null : Math.max(found - (usual[item] ?? 0), 0.2 * found)
}

/** What is left of an item after so many seconds, 0 to 1. */
export const leftOf = ({ rules }: Inquiry, item: string, seconds: number) => Math.exp((-(rules.decayPerDay[item] ?? 0) * seconds) / 86_400)

/** Items beside the one asked about that the sample and the section's history both have. */
const otherItems = (asked: Inquiry) => Object.keys(asked.readings).filter((item) =>
  item !== spokenFor(asked) && asked.usual[item] > 0 && asked.rules.kinds.some(({ holds }) => holds[item] > 0))

/** How far what was found is off a level, as a penalty: half the square of the deviations, up to a cap. */
const offOf = (found: number, level: number, { spread, itemCap }: Pick<Inquiry['rules'], 'spread' | 'itemCap'>) => Math.min(itemCap, Math.abs(Math.log(found / level)) / spread) ** 2 / 2

/** Against its being usual: how well a level fits what a kind would have made of it. */
const fits = (found: number, expected: number, usual: number, rules: Pick<Inquiry['rules'], 'spread' | 'itemCap'>) => offOf(found, usual, rules) - offOf(found, expected, rules)

export function evidenceOf(asked: Inquiry, ways: Ways): Evidence[] {
  const { things, rules, item, time } = asked
  const { facts, kind, entry, outfall } = things
  const kindAt = (i: number): SourceKind => rules.kinds[kind[i]]
  const seconds = (i: number) => ways.seconds[entry[i]]
  const left = (i: number) => time - seconds(i) * 1000
  const speaks = spokenFor(asked)
  const excess = excessOf(asked, speaks)
  const items = otherItems(asked)
  const ln = Math.log

  /** Share of the water that would have to be this discharge. */
  const shareOf = (i: number) => excess! / (kindAt(i).holds[speaks] * leftOf(asked, speaks, seconds(i)))
  /** The same for all of a kind that enter at one place. */
  const kept = (make: (i: number) => number) => {
    const known = new Float64Array(things.entries.length * rules.kinds.length).fill(NaN)
    return (i: number): number => {
      const key = entry[i] * rules.kinds.length + kind[i]
      return Number.isNaN(known[key]) ? (known[key] = make(i)) : known[key]
    }
  }
  const expected = (i: number, other: string) =>
    asked.usual[other] + Math.min(1, shareOf(i)) * (kindAt(i).holds[other] ?? 0) * leftOf(asked, other, seconds(i))
  const fit = (i: number, other: string) => fits(asked.readings[other], expected(i, other), asked.usual[other], rules)
  const measured = items.map((other) => ({
    usual: asked.usual[other], found: ln(asked.readings[other]), off: offOf(asked.readings[other], asked.usual[other], rules),
    decay: (rules.decayPerDay[other] ?? 0) / 86_400, holds: rules.kinds.map(({ holds }) => holds[other] ?? 0),
  }))
  // As the sum of `fit`, without working out anew what is the same for all.
  const fingerprint = kept((i) => {
    const [share, took] = [Math.min(1, shareOf(i)), seconds(i)]
    let sum = 0
    for (const { usual, found, off, decay, holds } of measured) {
      const away = Math.min(rules.itemCap, Math.abs(found - ln(usual + share * holds[kind[i]] * Math.exp(-decay * took))) / rules.spread)
      sum += off - (away * away) / 2
    }
    return sum
  })
  const needed = (i: number) => shareOf(i) * rules.flowM3sPerKm * ways.upstreamKm * 86_400
  const load = kept((i) => -Math.min(rules.loadCap, Math.max(0, ln(needed(i) / kindAt(i).m3Day) / rules.loadSpread) ** 2 / 2))

  const rained = kept((i) => rainBefore(asked, left(i)) ?? -1)
  const wet = (i: number) => rained(i) >= rules.rain.wetMm
  const licence = (i: number): 'none' | 'expired' | 'held' | null => (things.licence[i] === 0 ? null : things.licence[i] === 1 ? 'none' : things.days.licensedTo[i] < left(i) ? 'expired' : 'held')
  const byLicence = { none: ln(rules.licence.none), expired: ln(rules.licence.expired), held: ln(rules.licence.held) }
  const licenceWords = { none: text('没有排水许可', 'no drainage licence'), expired: text('排水许可已过期', 'its licence had expired'), held: text('有排水许可', 'licensed') }
  const ofUnit = (i: number) => (things.unitState[i] < 0 ? null : unitStates[things.unitState[i]])
  const byUnit = unitStates.map((of) => ln(rules.unit[of]))
  const unitWords = { notCompliant: text('所在排水单元未达标', 'its unit is not compliant'), notSeparated: text('所在排水单元雨污未分流', 'its unit is not separated'), compliant: text('所在排水单元已达标', 'its unit is compliant') }
  const dryFlow = (i: number) => (outfall[i] < 0 ? null : (facts[outfall[i]].dryFlow ?? null))
  const state = (i: number) => facts[i].state ?? (facts[i].layer === 'outfalls' || outfall[i] < 0 ? null : (facts[outfall[i]].state ?? null))
  const { found, closed, passed } = things.days
  /** NaN where nobody ever did. */
  const lookedOn = (i: number): number => {
    let last = asked.lookedAt.size ? (asked.lookedAt.get(keyOf(facts[i].layer, facts[i].code)) ?? NaN) : NaN
    for (const on of [found[i], closed[i], passed[i]]) if (on <= time && !(last >= on)) last = on
    return last
  }
  const hidden = (days: number) => 1 - Math.exp((-rules.looked.perYear * days) / 365)
  const witnesses = weighed(asked, ways, excess)

  const terms: Evidence[] = [
    {
      id: 'prior',
      factor: (i) => things.prior[i],
      words: (i) => text(`按“${kindAt(i).zh}”计，同类违规的常见程度`, `taken as ${kindAt(i).en}: how often such things offend`),
    },
    { id: 'licence', factor: (i) => { const held = licence(i); return held ? byLicence[held] : 0 }, words: (i) => licenceWords[licence(i)!] ?? text('', '') },
    { id: 'unit', factor: (i) => (things.unitState[i] < 0 ? 0 : byUnit[things.unitState[i]]), words: (i) => unitWords[ofUnit(i)!] ?? text('', '') },
    {
      id: 'connection',
      factor: (i) => ln(ways.now[entry[i]] ? rules.connection.now : rules.connection.over),
      words: (i) => (ways.now[entry[i]] ? text('按当时的潮和闸，水能流到这里', 'at that hour’s tide and gates its water comes here') : text('当时的潮和闸不通，前些时候通过', 'not at that hour’s tide and gates, but in the hours before')),
    },
    {
      id: 'decay',
      factor: kept((i) => ln(leftOf(asked, speaks, seconds(i)))),
      words: (i) => {
        const share = Math.round(100 * leftOf(asked, speaks, seconds(i)))
        return text(`沿水 ${kmWords(ways.metres[entry[i]])}，流 ${hoursWords(seconds(i)).zh}，到这里剩 ${share}%`, `${kmWords(ways.metres[entry[i]])} along the water, ${hoursWords(seconds(i)).en}; ${share} % is left here`)
      },
    },
    {
      id: 'time',
      // Long on the way, it has spread over the hours.
      factor: (i) => {
        const hours = kindAt(i).hours
        return hours && !within(hourOf(left(i)), hours) ? ln(rules.outsideHours) * Math.exp(-seconds(i) / 86_400) : 0
      },
      words: (i) => {
        const hours = kindAt(i).hours
        const at = hourOf(left(i))
        return hours ? text(`约 ${at} 时排出，${kindAt(i).zh}多在 ${hours[0]}–${hours[1]} 时`, `left about ${at}:00; ${kindAt(i).en} mostly runs ${hours[0]}–${hours[1]}`) : text('', '')
      },
    },
    {
      id: 'rain',
      factor: (i) => {
        if (rained(i) < 0) return 0
        const unseparated = ofUnit(i) === 'notSeparated'
        return ln((wet(i) ? kindAt(i).wet : kindAt(i).dry)
          * (unseparated ? (wet(i) ? rules.rain.unseparatedWet : rules.rain.unseparatedDry) : 1))
      },
      words: (i) => {
        const mm = short(rained(i))
        return text(`排出前 ${rules.rain.hours} 小时雨 ${mm} mm，算${wet(i) ? '雨天' : '晴天'}`, `${mm} mm of rain in the ${rules.rain.hours} h before: ${wet(i) ? 'wet' : 'dry'} weather`)
      },
    },
    {
      id: 'dryFlow',
      factor: (i) => {
        const flows = dryFlow(i)
        if (flows === null) return 0
        const { dryYes, dryNo, wetYes, wetNo } = rules.dryFlow
        return ln(wet(i) ? (flows ? wetYes : wetNo) : flows ? dryYes : dryNo)
      },
      words: (i) => (dryFlow(i) ? text('排口晴天有水', 'its outfall runs in dry weather') : text('排口晴天无水', 'its outfall is dry in dry weather')),
    },
    {
      id: 'found',
      factor: (i) => things.found[i],
      words: (i) => { const [of, again] = [state(i) ?? '', facts[i].reboundCount ?? 0]; return text(`登记状态：${of}${again ? `，反弹 ${again} 次` : ''}`, `recorded as ${of}${again ? `, came back ${again} times` : ''}`) },
    },
    {
      id: 'looked',
      factor: (i) => {
        const on = lookedOn(i)
        return Number.isNaN(on)
          ? 0
          : ln(Math.min(rules.looked.most, Math.max(rules.looked.least, hidden((time - on) / day) / hidden(rules.looked.usualDays))))
      },
      words: (i) => { const days = Math.floor((time - lookedOn(i)) / day); return text(`上次查看在 ${days} 天前`, `last looked at ${days} days before`) },
    },
    {
      id: 'others',
      // Sections that speak for the same thing repeat one another: together they count at most as two.
      factor: kept((i) => Math.min(
        2 * rules.others.up, Math.max(2 * rules.others.down, witnesses.of(entry[i]).reduce((sum, { weight }) => sum + weight, 0)),
      )),
      words: (i) => {
        const of = witnesses.of(entry[i])
        const told = (w: Weighed) => `${w.name} ${short(w.value)}`
        const [good, bad] = [of.filter(({ weight }) => weight < 0), of.filter(({ weight }) => weight > 0)]
        return text(
          [good.length && `它下游的 ${good.map(told).join('、')} 不高`, bad.length && `它下游的 ${bad.map(told).join('、')} 也高`].filter(Boolean).join('；'),
          [good.length && `below it ${good.map(told).join(', ')} not raised`, bad.length && `below it ${bad.map(told).join(', ')} raised too`].filter(Boolean).join('; '))
      },
    },
  ]
  if (excess !== null && rules.kinds.some(({ holds }) => holds[speaks] > 0))
    terms.push(
      {
        id: 'load', factor: load,
        words: (i) => text(`要有约 ${short(needed(i))} m³/日 才够；${kindAt(i).zh}一般 ${kindAt(i).m3Day}`, `takes about ${short(needed(i))} m³/day; ${kindAt(i).en} usually ${kindAt(i).m3Day}`),
      },
      {
        id: 'fingerprint', factor: fingerprint,
        words: (i) => {
          const said = items.map((other) => ({ other, by: fit(i, other) }))
            .filter(({ by }) => Math.abs(by) >= 0.05).sort((a, b) => Math.abs(b.by) - Math.abs(a.by)).slice(0, 4)
          const each = ({ other }: { other: string }) => `${other} ${short(asked.readings[other])}/${short(expected(i, other))}/${short(asked.usual[other])}`
          return said.length
            ? text(`实测/若是它/平常：${said.map(each).join('，')}`, `found/if it did it/usual: ${said.map(each).join(', ')}`)
            : text(`其余指标看不出区别（${item}）`, `the other items do not tell (${item})`)
        },
      })
  return terms
}

type Weighed = Witness & { weight: number }

/**
 * Other sections: had a thing above one of them done it, so much more would have been there. A clean one nearly clears it.
 * One that everything in question flows to tells nothing apart and is left out.
 */
function weighed(asked: Inquiry, ways: Ways, excess: number | null): { of: (entry: number) => readonly Weighed[] } {
  const { things: { network, entries }, rules, scenarios: { over } } = asked
  const index = membership(network, over)
  const found: Weighed[][] = entries.map(() => [])
  const connected = entries.flatMap((_, e) => (ways.seconds[e] < Infinity ? [e] : []))
  if (excess !== null) for (const [w, witness] of asked.witnesses.entries()) {
    // `usual` may be 0 in a section that never had any.
    const usual = Math.max(witness.usual, 1e-6)
    const weight = Math.min(rules.others.up, Math.max(rules.others.down, fits(
      Math.max(witness.value, 1e-6), usual + excess * ways.shareAt[w], usual, { spread: rules.spread, itemCap: Infinity },
    )))
    if (Math.abs(weight) < 0.02) continue
    const above = connected.filter((e) => isUpstream(network, index, entries[e], witness.place))
    if (above.length < connected.length) for (const e of above) found[e].push({ ...witness, weight })
  }
  return { of: (entry) => found[entry] }
}
