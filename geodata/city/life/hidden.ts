// Dischargers nobody knows of, who come and go: the truth that a trace should find. Kept apart from every table.
import { anyDay, addDays, daysBetween } from '../calendar.ts'
import { pick, weighted } from '../assets/city.ts'
import { random } from '../random.ts'
import type { Row } from '../rows.ts'
import type { Channels } from './channels.ts'
import { constituents, strengths, type Carried, type Strength } from './constituents.ts'
import { firstDay, lastDay } from './hours.ts'
import { householdStrength, outfallStrength, sourceStrength, type Register } from './loads.ts'

export interface Hidden {
  code: string
  /** What of the register it hides behind, and its code. */
  layer: 'outfalls' | 'drainage_units' | 'drainage_households' | 'pollution_sources'
  of: string
  /** Where its water enters: code of a reach, metres from its start. */
  water: string
  measureM: number
  strength: Strength
  /** First and last day, both included. */
  from: string
  to: string
  /** Hours of the day it runs, from … to before …; 0 and 24 is all day. Wet: only while it rains. */
  hours: [from: number, to: number]
  wetOnly: boolean
  /** Cubic metres in each hour it runs. */
  m3h: number
  /** Items it shows itself by, the strongest first. */
  items: Carried[]
}

/** In a city of full size, over the two years. */
const DISCHARGERS = 84
/** What waits for rain has a tank to empty, and floods dilute it. */
const IN_RAIN = 4
/** Metres upstream of a section within which most of them are. */
const NEAR = 4500

/** What each kind shows itself by, and the rise of the first of these at mean flow where it enters, mg/L. */
const SHOWS: Partial<Record<Strength, { items: Carried[]; rise: [number, number] }>> = {
  domestic: { items: ['NH3N', 'TP', 'LAS', 'BOD5', 'coliform'], rise: [1.5, 6] },
  catering: { items: ['oil', 'BOD5', 'COD', 'LAS'], rise: [0.5, 3] },
  sediment: { items: ['SS', 'oil', 'LAS'], rise: [60, 300] },
  plating: { items: ['plating', 'NH3N'], rise: [0.3, 1.8] },
  dyeing: { items: ['sulfide', 'COD', 'BOD5'], rise: [0.5, 2.5] },
  food: { items: ['BOD5', 'COD', 'NH3N', 'TP', 'oil'], rise: [10, 40] },
  laundry: { items: ['LAS', 'TP', 'COD'], rise: [0.7, 3] },
  livestock: { items: ['NH3N', 'TP', 'coliform', 'COD'], rise: [2, 8] },
  leachate: { items: ['NH3N', 'COD', 'BOD5'], rise: [1.5, 6] },
  construction: { items: ['SS', 'COD'], rise: [120, 600] },
}

interface Carrier {
  layer: Hidden['layer']
  of: string
  cell: number
  measureM: number
  strength: Strength
  /** First day the register has it: before it, nobody could name it. */
  since: string
}

export function hiddenDischargers(
  channels: Channels, cellOf: Map<string, number>, codes: readonly string[], register: Register, sections: Row[],
  { seed, scale }: { seed: number; scale: number },
): Hidden[] {
  const draw = random(seed, 'hidden dischargers')
  const latest = addDays(lastDay, -25)
  const near = upstreamOf(channels, sections.map(({ water }) => cellOf.get(water as string)).filter((cell) => cell !== undefined))
  const all = carriers(cellOf, register)
  const byStrength = new Map<Strength, { near: Carrier[]; far: Carrier[] }>()
  for (const carrier of all) {
    // a large river hides everybody
    if (!SHOWS[carrier.strength] || carrier.since > latest || channels.meanM3h[carrier.cell] > 15 * 3600) continue
    const lists = byStrength.get(carrier.strength) ?? { near: [], far: [] }
    ;(near.has(carrier.cell) ? lists.near : lists.far).push(carrier)
    byStrength.set(carrier.strength, lists)
  }
  const wanted = Math.max(4, Math.round(DISCHARGERS * scale))
  const kinds: [Strength, number][] = [['domestic', 26], ['catering', 13], ['plating', 11], ['dyeing', 11], ['livestock', 10], ['food', 9], ['laundry', 6], ['construction', 4], ['sediment', 3], ['leachate', 4]]
  const present = kinds.filter(([strength]) => byStrength.has(strength))
  const found: Hidden[] = []
  const used = new Set<string>()
  for (let tries = 0; present.length && found.length < wanted && tries < 50 * wanted; tries++) {
    const strength = weighted(draw, present)
    const lists = byStrength.get(strength)!
    const list = lists.near.length && (draw() < 0.92 || !lists.far.length) ? lists.near : lists.far
    const carrier = pick(draw, list)
    if (used.has(carrier.of)) continue
    used.add(carrier.of)
    const { items, rise } = SHOWS[strength]!
    const wetOnly = draw() < (strength === 'construction' ? 0.8 : 0.2)
    const window = wetOnly || draw() < 0.55
      ? ([0, 24] as const)
      : pick(draw, [[22, 24], [0, 6], [20, 24], [8, 18], [6, 12], [7, 20], [18, 23]] as const)
    const share = (window[1] - window[0]) / 24
    const main = strengths[strength][constituents.indexOf(items[0])]
    const wantedRise = rise[0] * (rise[1] / rise[0]) ** draw()
    const m3h = Math.min(140, Math.max(0.3, (channels.meanM3h[carrier.cell] * wantedRise) / main))
      * (wetOnly ? IN_RAIN : 1 / Math.sqrt(share))
    const from = anyDay(draw, carrier.since > firstDay ? carrier.since : firstDay, latest)
    const to = addDays(from, Math.min(daysBetween(from, lastDay), 30 + Math.floor(-Math.log(1 - draw()) * 100)))
    found.push({
      code: `T${String(found.length + 1).padStart(4, '0')}`, layer: carrier.layer, of: carrier.of, water: codes[carrier.cell], measureM: carrier.measureM,
      strength, from, to, hours: [...window], wetOnly, m3h: Math.round(m3h * 100) / 100, items,
    })
  }
  return found
}

/** Everybody who could, and where their water goes. */
function carriers(cellOf: Map<string, number>, { outfalls, units, households, sources }: Register): Carrier[] {
  const list: Carrier[] = []
  const outfallOf = new Map(outfalls.map((row) => [row.code as string, row]))
  const unitOf = new Map(units.map((row) => [row.code as string, row]))
  const drained = (unit: Row | undefined): { water: unknown; measureM: number } => {
    const outfall = unit && outfallOf.get(unit.outfall as string)
    return outfall ? { water: outfall.water, measureM: outfall.measure_m as number } : { water: null, measureM: 0 }
  }
  const add = (layer: Hidden['layer'], row: Row, { water, measureM }: { water: unknown; measureM: number }, strength: Strength) => {
    const cell = cellOf.get(water as string)
    if (cell !== undefined) list.push({
      layer, of: row.code as string, cell, measureM, strength, since: ((row.opened_on ?? row.valid_from) as string | null) ?? firstDay,
    })
  }
  for (const row of outfalls) if (row.class1 !== '城镇污水处理厂排污口') add('outfalls', row, { water: row.water, measureM: row.measure_m as number }, outfallStrength(row))
  for (const row of units) if (!row.compliant && row.kind !== '部队类') add('drainage_units', row, drained(row), row.kind === '工业类' ? 'dyeing' : 'domestic')
  for (const row of households) {
    const unit = unitOf.get(row.unit as string)
    const strength = householdStrength(row)
    if (strength !== 'domestic' && unit?.kind !== '部队类') add('drainage_households', row, drained(unit), strength)
  }
  for (const row of sources) add('pollution_sources', row, row.water ? { water: row.water, measureM: row.measure_m as number } : drained(unitOf.get(row.unit as string)), sourceStrength[row.kind as string].strength)
  return list
}

/** Cells from which water gets to one of these within NEAR metres. */
function upstreamOf({ cells, firstIn, ins, from }: Channels, starts: number[]): Set<number> {
  const away = new Map<number, number>(starts.map((cell) => [cell, 0]))
  const open = [...starts]
  while (open.length) {
    const cell = open.pop()!
    const there = away.get(cell)! + cells[cell].lengthM
    if (there > NEAR) continue
    for (let e = firstIn[cell]; e < firstIn[cell + 1]; e++) {
      const above = from[ins[e]]
      if (there >= (away.get(above) ?? Infinity)) continue
      away.set(above, there)
      open.push(above)
    }
  }
  return new Set(away.keys())
}
