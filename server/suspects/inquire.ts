// From what is asked to a ranking: which sample, what was usual, what the others had, what the water did.
import { kindOfWater } from '../../domain/quality/grade.ts'
import { QualityStandard } from '../../domain/quality/standard.ts'
import { far, type Place, place } from '../../domain/network/index.ts'
import { addDays, dayOf, exceeds, instant, judgements, type Judged, quantile, rank, spokenFor, updated, type Inquiry, type Ranked, type Flows, type Witness } from '../../domain/suspects/index.ts'
import type { LookRecord, SuspectsAsked } from '../../domain/suspects/schemas.ts'
import { today } from '../../domain/today.ts'
import type { Queryable } from '../db/database.ts'
import { Problem } from '../http/problem.ts'
import type { Snapshot } from '../network/network.ts'
import { ruleSetOn } from '../rules.ts'
import { startFrom } from '../trace/asked.ts'
import { groundOf, pointAt, rulesOn, type Ground, type RuleSet } from './ground.ts'
import * as queries from './queries.ts'
import { watersAt } from './water.ts'

export interface Inquired {
  key: { place: string; item: string; sampledAt: string }
  section: queries.SectionRow | null
  place: { water: string; measureM: number; point: [number, number] | null; name: string }
  time: number
  judged: (Judged & { usual: number | null })[]
  samples: { at: string; worst: string | null; times: number | null }[]
  /** All of the section's samples up to the one asked about, for its curve. */
  history: queries.SampleRow[]
  waters: Flows
  rainMm: number | null
  rules: RuleSet
  ground: Ground
  ranked: Ranked
  looks: LookRecord[]
}

/** Metres per second where nobody knows. */
const speedMs = 0.25

export async function inquire(snapshot: Snapshot, db: Queryable, asked: SuspectsAsked): Promise<Inquired> {
  const ground = await groundOf(snapshot, db)
  const section = asked.section ? ((await queries.section(db, asked.section)) ?? (() => { throw new Problem('featureUnknown', { layer: 'sections', code: asked.section }) })()) : null
  const { place: here, said: { code: water, name, measureM } } = await startFrom(db, ground.drawn, section ? `${section.water}@${section.measureM ?? 0}` : asked.at!)
  const history = section ? await historyOf(db, section, asked) : []
  const standard = QualityStandard.parse((await ruleSetOn(db, 'quality_standard', asked.time ? dayOf(Date.parse(asked.time)) : today()))?.body ?? (() => { throw new Problem('rulesNone', { on: today() }) })())
  const judge = (row: queries.SampleRow) => judgements(standard, kindOfWater(section?.kind ?? null), row, section?.target ?? null)
  const { sample, item, time } = chosen(history, section, asked, judge)
  const rules = await rulesOn(db, dayOf(time))
  const point = pointAt(ground.drawn, here.water, measureM)
  const waters = await watersAt(db, ground.drawn.network, time, point, sample?.tide ?? null, rules.rules.horizonHours)
  const earlier = history.filter((row) => row.at < time)
  const usual: Record<string, number> = {}
  const found = sample?.readings ?? {}
  for (const name of Object.keys(found)) {
    const level = quantile(earlier.flatMap(({ readings }) => readings[name] ?? []), rules.rules.usualQuantile)
    if (level !== null) usual[name] = level
  }
  const key = { place: section?.code ?? `${water}@${Math.round(measureM)}`, item, sampledAt: instant(time) }
  const speaks = spokenFor({ item, rules: rules.rules, readings: found })
  const inquiry: Inquiry = {
    things: ground.under(rules.rules, rules.code), rules: rules.rules, at: here, section: section?.code ?? null, item, time,
    readings: found, below: sample?.below ?? [], usual,
    witnesses: found[speaks] === undefined ? [] : await witnessesOf(db, ground, here, section?.code ?? null, speaks, time, rules, waters),
    scenarios: waters.scenarios, rain: waters.rain, speedMs,
    lookedAt: new Map((await queries.lookedAt(db, key.sampledAt)).map(({ layer, code, at }) => [`${layer}/${code}`, at])),
  }
  const looks = await queries.looks(db, key.place, key.item, key.sampledAt)
  return {
    key, section, time, waters, rules, ground, looks,
    place: { water, measureM, point, name: section?.name ?? name },
    judged: sample ? judge(sample).map((one) => ({ ...one, usual: usual[one.item] ?? null })) : [],
    samples: history.slice(-60).reverse().map((row) => {
      const [worst] = judge(row).filter(exceeds)
      return { at: instant(row.at), worst: worst?.item ?? null, times: worst?.times ?? null }
    }),
    history: history.filter((row) => row.at <= time),
    rainMm: waters.rain && rainIn(waters.rain, time, rules.rules.rain.hours),
    ranked: updated(rank(inquiry), ...counted(looks).map((look) => ({ spot: spotOf(look), finding: look.result }))),
  }
}

const rainIn = ({ from, mm }: NonNullable<Flows['rain']>, time: number, hours: number): number | null => {
  const end = Math.floor((time - from) / 3_600_000)
  return end - hours < 0 || end > mm.length ? null : mm.slice(end - hours, end).reduce((sum, one) => sum + one, 0)
}

/** Looks that no later one puts right. */
const counted = (looks: readonly LookRecord[]) => {
  const corrected = new Set(looks.map(({ corrects }) => corrects))
  return looks.filter(({ id }) => !corrected.has(id))
}
const spotOf = ({ layer, code, water, measureM }: Pick<LookRecord, 'layer' | 'code' | 'water' | 'measureM'>) => (layer && code ? { layer, code } : { water: water!, measureM: measureM! })

/** A year before is what usual is told from. */
async function historyOf(db: Queryable, section: queries.SectionRow, asked: SuspectsAsked): Promise<queries.SampleRow[]> {
  const tomorrow = addDays(today(), 1)
  const month = asked.time
    ? dayOf(Date.parse(asked.time)).slice(0, 7)
    : (asked.month ?? (await queries.lastMonthOf(db, section.code, tomorrow)))
  if (!month) return []
  const end = addDays(`${month}-28`, 4).slice(0, 8) + '01'
  return queries.samplesOf(db, section.code, `${addDays(`${month}-01`, -366)}T00:00:00+08:00`, `${end}T00:00:00+08:00`)
}

/** The sample asked about, else the one of the month that misses its target by most; and the item, else its worst. */
function chosen(
  history: queries.SampleRow[], section: queries.SectionRow | null, asked: SuspectsAsked, judge: (row: queries.SampleRow) => Judged[],
) {
  if (!section) {
    if (!asked.item || !asked.time) throw new Problem('inputInvalid', { field: asked.item ? 'time' : 'item', reason: '不是断面的位置要写明指标和时间 (a place that is no section needs an item and a time)' })
    return { sample: null, item: asked.item, time: Date.parse(asked.time) }
  }
  if (!history.length) throw new Problem('sampleNone', { section: section.name })
  const timesOf = (row: queries.SampleRow) => judge(row).find(({ item }) => !asked.item || item === asked.item)?.times ?? 0
  let sample: queries.SampleRow
  if (asked.time) {
    const time = Date.parse(asked.time)
    sample = history.reduce((a, b) => (Math.abs(b.at - time) < Math.abs(a.at - time) ? b : a))
    if (Math.abs(sample.at - time) > 86_400_000) throw new Problem('sampleNone', { section: section.name })
  } else {
    const month = dayOf(history.at(-1)!.at).slice(0, 7)
    sample = history.filter(({ at }) => dayOf(at).startsWith(month)).reduce((a, b) => (timesOf(b) > timesOf(a) ? b : a))
  }
  const item = asked.item ?? judge(sample)[0]?.item
  if (!item) throw new Problem('sampleNone', { section: section.name })
  return { sample, item, time: sample.at }
}

/** The other sections whose water comes here, or that this water comes to, the nearest first. */
async function witnessesOf(
  db: Queryable, ground: Ground, here: Place, but: string | null, item: string, time: number,
  { rules }: RuleSet, { scenarios: { over } }: Flows,
): Promise<Witness[]> {
  const { network } = ground.drawn
  const within = rules.others.hoursAway * 3600
  const [up, down] = (['upstream', 'downstream'] as const).map((direction) => far(network, here, { scenario: over, direction, by: 'seconds', speedMs, within }))
  const near = ground.sections.flatMap(({ code, water, measureM }) => {
    const index = network.indexOf.get(water)
    if (index === undefined || code === but || measureM > network.lengthM[index] + 0.5) return []
    const at = place(network, water, measureM)
    const seconds = Math.min(up.to(at), down.to(at))
    return seconds < Infinity ? [{ code, at, seconds }] : []
  }).sort((a, b) => a.seconds - b.seconds).slice(0, rules.others.most)
  const places = new Map(near.map(({ code, at }) => [code, at]))
  const rows = await queries.witnesses(db, but, item, instant(time), rules.others.days, rules.usualQuantile, [...places.keys()])
  return rows.map(({ code, name, at, value, usual }) => ({ code, name, place: places.get(code)!, at, value, usual }))
}
