// What the water did: tide and gates at an hour and in those before it, as recorded; and the rain.
import { either, type GateState, type Network } from '../network/index.ts'
import { text, type Text } from '../text.ts'
import { hour, type Inquiry } from './inquiry.ts'

/** The city's days begin at UTC+8; Asia/Shanghai has had no summer time since 1991. */
export const instant = (time: number): string => `${new Date(time + 8 * hour).toISOString().slice(0, 19)}+08:00`
export const dayOf = (time: number): string => instant(time).slice(0, 10)
export const addDays = (day: string, days: number): string => new Date(Date.parse(day) + days * 24 * hour).toISOString().slice(0, 10)
const startOf = (day: string): number => Date.parse(`${day}T00:00:00+08:00`)

export interface Recorded {
  /** Tide the sample itself names. */
  tide: '涨' | '落' | null
  /** Hour by hour, by day in order: of the stations nearest to the place. */
  rain: readonly { day: string; mm: readonly number[] }[]
  tides: readonly { day: string; levels: readonly number[] }[]
  /** o open, s shut, p pumping, ? not recorded; a letter an hour from the first of the month. */
  gates: readonly { gate: string; month: string; hours: string }[]
}

export interface Flows extends Pick<Inquiry, 'rain'> {
  scenarios: Inquiry['scenarios']
  words: Text
}

/** How long before a sample gates count as having let water through, hours. */
export const gatesBefore = 24

const states: Record<string, GateState> = { o: 'open', s: 'shut', p: 'pumping' }

/** Ways of the water at a time (milliseconds of the epoch). */
export function flowsAt(network: Network, time: number, { tide: named, rain, tides, gates }: Recorded): Flows {
  const tide = named ? (named === '涨' ? 'flood' : 'ebb') : turning(tides, time)
  const [now, over]: Record<string, GateState>[] = [{}, {}]
  const byGate = new Map<string, { month: string; hours: string }[]>()
  for (const row of gates) byGate.set(row.gate, [...(byGate.get(row.gate) ?? []), row])
  for (const [gate, rows] of byGate) {
    const number = network.gateOf.get(gate)
    if (number === undefined) continue
    const stateAt = (when: number): GateState | null => {
      const row = rows.find(({ month }) => month.slice(0, 7) === dayOf(when).slice(0, 7))
      const state = row ? (states[row.hours[Math.floor((when - startOf(row.month.slice(0, 10))) / hour)] ?? ''] ?? null) : null
      return state === 'pumping' && network.gates[number].kind === '水闸' ? 'open' : state
    }
    const then = stateAt(time)
    if (then) now[gate] = then
    const seen = Array.from({ length: gatesBefore }, (_, h) => stateAt(time - h * hour)).filter((state) => state !== null)
    if (seen.length) over[gate] = seen.includes('open') ? 'open' : seen.includes('pumping') ? 'pumping' : 'shut'
  }
  const known = Object.values(now)
  const shut = known.filter((state) => state === 'shut').length
  const tideWords = { ebb: text('退潮', 'ebb'), flood: text('涨潮', 'flood'), either: text('潮不明', 'tide unknown') }[tide]
  return {
    scenarios: { now: { name: 'now', tide, rest: 'open', gates: now }, over: { name: 'over', tide: 'either', rest: 'open', gates: over }, open: either },
    words: text(`${tideWords.zh}；闸泵有记录 ${known.length} 座，其中关 ${shut} 座，其余按开计`, `${tideWords.en}; ${known.length} gates on record, ${shut} of them shut, the others taken as open`),
    rain: contiguous(rain),
  }
}

/** Whether the tide was coming in or going out. */
function turning(tides: Recorded['tides'], time: number): 'ebb' | 'flood' | 'either' {
  if (!tides.length) return 'either'
  const all = tides.flatMap(({ levels }) => levels)
  const at = Math.floor((time - startOf(tides[0].day)) / hour)
  const [before, after] = [all[at], all[at + 1]]
  return before === undefined || after === undefined ? 'either' : after > before ? 'flood' : 'ebb'
}

/** Days in a row as one run of hours; from the last gap on. */
function contiguous(days: Recorded['rain']): Inquiry['rain'] {
  let first = days.length - 1
  if (first < 0) return null
  while (first > 0 && addDays(days[first - 1].day, 1) === days[first].day) first--
  return { from: startOf(days[first].day), mm: days.slice(first).flatMap(({ mm }) => mm) }
}
