// What the water did: tide and gates at an hour and in those before it, as recorded; and the rain.
import { either, type GateState, type Network, type Scenario } from '../../domain/network/index.ts'
import { text, type Text } from '../../domain/text.ts'
import type { Queryable } from '../db/database.ts'
import * as queries from './queries.ts'

const hour = 3_600_000
/** The city's days begin at UTC+8; Asia/Shanghai has had no summer time since 1991. */
const inCity = (time: number) => new Date(time + 8 * hour).toISOString()
export const dayOf = (time: number) => inCity(time).slice(0, 10)
export const addDays = (day: string, days: number) => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
export const instant = (time: number) => `${inCity(time).slice(0, 19)}+08:00`
const startOf = (day: string) => Date.parse(`${day}T00:00:00+08:00`)

export interface Waters {
  now: Scenario
  over: Scenario
  open: Scenario
  words: Text
  rain: { from: number; mm: number[] } | null
}

/** How long before a sample gates count as having let water through, hours. */
const before = 24

const states: Record<string, GateState> = { o: 'open', s: 'shut', p: 'pumping' }

export async function watersAt(db: Queryable, network: Network, time: number, point: readonly [number, number] | null, sampledTide: '涨' | '落' | null, hours: number): Promise<Waters> {
  const [day, month] = [dayOf(time), `${dayOf(time).slice(0, 7)}-01`]
  const [rain, levels, gates] = await Promise.all([
    queries.rain(db, point, addDays(dayOf(time - hours * hour), -3), day), queries.tideLevels(db, point, day, addDays(day, 1)),
    queries.gateHours(db, [...new Set([month, `${dayOf(time - before * hour).slice(0, 7)}-01`])]),
  ])
  const tide = sampledTide ? (sampledTide === '涨' ? 'flood' : 'ebb') : turning(levels, time)
  const recorded = { now: {} as Record<string, GateState>, over: {} as Record<string, GateState> }
  let [shut, known] = [0, 0]
  const hoursOf = new Map<string, { month: string; hours: string }[]>()
  for (const row of gates) hoursOf.set(row.gate, [...(hoursOf.get(row.gate) ?? []), row])
  for (const [gate, rows] of hoursOf) {
    const number = network.gateOf.get(gate)
    if (number === undefined) continue
    const sluice = network.gates[number].kind === '水闸'
    const at = (when: number): GateState | null => {
      const row = rows.find(({ month }) => month.slice(0, 7) === dayOf(when).slice(0, 7))
      const state = row ? (states[row.hours[Math.floor((when - startOf(row.month)) / hour)] ?? ''] ?? null) : null
      return state === 'pumping' && sluice ? 'open' : state
    }
    const at1 = at(time)
    const seen = Array.from({ length: before }, (_, h) => at(time - h * hour)).filter((state) => state !== null)
    if (at1) {
      recorded.now[gate] = at1
      known++
      if (at1 === 'shut') shut++
    }
    if (seen.length) recorded.over[gate] = seen.includes('open') ? 'open' : seen.includes('pumping') ? 'pumping' : 'shut'
  }
  const tideWords = { ebb: text('退潮', 'ebb'), flood: text('涨潮', 'flood'), either: text('潮不明', 'tide unknown') }[tide]
  return {
    now: { name: 'now', tide, rest: 'open', gates: recorded.now },
    over: { name: 'over', tide: 'either', rest: 'open', gates: recorded.over },
    open: either,
    words: text(`${tideWords.zh}；闸泵有记录 ${known} 座，其中关 ${shut} 座，其余按开计`, `${tideWords.en}; ${known} gates on record, ${shut} of them shut, the others taken as open`),
    rain: contiguous(rain),
  }
}

/** Whether the tide was coming in or going out. */
function turning(levels: { day: string; levels: number[] }[], time: number): 'ebb' | 'flood' | 'either' {
  const all = levels.flatMap(({ levels }) => levels)
  if (!levels.length) return 'either'
  const at = Math.floor((time - startOf(levels[0].day)) / hour)
  const [before, after] = [all[at], all[at + 1]]
  return before === undefined || after === undefined ? 'either' : after > before ? 'flood' : 'ebb'
}

/** Days in a row as one run of hours; from the last gap on. */
function contiguous(days: { day: string; mm: number[] }[]): Waters['rain'] {
  let first = days.length - 1
  if (first < 0) return null
  while (first > 0 && addDays(days[first - 1].day, 1) === days[first].day) first--
  return { from: startOf(days[first].day), mm: days.slice(first).flatMap(({ mm }) => mm) }
}

