// Two years of a city's water: rain, tide, gates and pumps, what runs in, where it goes, and what is found of it.
// Tables for the register; the truth about hidden dischargers beside them, for benches only.
import { breath } from '../breath.ts'
import { boxOf, distance } from '../geometry.ts'
import { plan } from '../plan.ts'
import { normal, random } from '../random.ts'
import type { Row, Tables } from '../rows.ts'
import type { Land, Places, Point, Reach } from '../types.ts'
import { stretchesInside } from '../watersStill.ts'
import type { WaterRegister } from '../watersRegister.ts'
import { Channels, downstream, type CellIn, type LinkIn } from './channels.ts'
import { constituents, K, strengths } from './constituents.ts'
import { groundOf } from './ground.ts'
import { hiddenDischargers, type Hidden } from './hidden.ts'
import { dayNames, dayOfYear, hours, hourOf, months, stamp, STEP } from './hours.ts'
import { loadsOf } from './loads.ts'
import { letters, operate, type GateIn } from './operation.ts'
import { rain as rainOf, type Rain } from './rain.ts'
import { runoffOf } from './runoff.ts'
import { Supply } from './supply.ts'
import { readings, visits } from './samples.ts'
import { levelAt, tideAt, type TideHere } from './tide.ts'
import { Tagged, Transport } from './transport.ts'

/** What is true and nobody wrote down. */
export interface Truth {
  hidden: Hidden[]
  /** For each sample in which a hidden discharger gave at least a twentieth of an item: who, of what, how much (mg/L; coliform /L). */
  shares: { sample: string; section: string; takenAt: string; weather: 'dry' | 'wet'; parts: { discharger: string; item: string; added: number; share: number }[] }[]
  /** Gates whose hour a bench may want: codes and states as they were, `o`, `s` or `p` an hour, from the first day. */
  gates: { code: string; hours: string }[]
}

export interface Life {
  tables: Tables
  truth: Truth
}

/** Rain stations in a city of full size. */
const RAIN_STATIONS = 20
const TIDE_STATIONS = 4
/** Share of a gate's hours in which nobody wrote down how it stood, by whole shifts. */
const UNRECORDED = 0.012
/** Share of an item from which on a discharger is told of. */
const WORTH_TELLING = 0.05
/** Cells a hidden discharger is followed over, metres either way. */
const FOLLOWED = 20_000
/** Hours its water is followed after it stopped. */
const AFTERWARDS = 24 * 5
/** Specific runoff of the country outside, mm an hour of its mean year. */
const OUTSIDE_MM_H = 950 / 8766

export async function life(
  land: Land, places: Places, register: WaterRegister, known: Tables,
  { seed, scale }: { seed: number; scale: number }, { truth: wanted = false } = {},
): Promise<Life> {
  // in downstream order, so that what mixes lies side by side in memory
  const numbered = new Map(register.reaches.map(({ code }, i) => [code, i]))
  const reaches = Array.from(downstream(register.reaches.length, linked(known, numbered, new Map())), (i) => register.reaches[i])
  const cellOf = new Map(reaches.map(({ code }, i) => [code, i]))
  const sources = known.pollution_sources ?? []
  const assets = {
    outfalls: known.outfalls ?? [], units: known.drainage_units ?? [], households: known.drainage_households ?? [],
    plants: known.treatment_plants ?? [], sources,
  }
  const sections = known.sections ?? []

  // ── The waters as cells ──
  const ground = groundOf(places, reaches, register.nearestReach, seed)
  const held = new Float64Array(reaches.length)
  const inside = stretchesInside(land, register)
  for (const { reservoir, reach, fromM, toM } of inside) {
    if (reservoir < 0) continue
    const whole = inside.reduce((sum, each) => (each.reservoir === reservoir ? sum + each.toM - each.fromM : sum), 0) || 1
    held[cellOf.get(reach.code)!] += (0.55 * land.reservoirs[reservoir].capacity * 1e6 * (toM - fromM)) / whole
  }
  const gateRows = known.gates ?? []
  const gateOf = new Map(gateRows.map(({ code }, g) => [code as string, g]))
  const links = linked(known, cellOf, gateOf)
  const inland = metresInland(land, reaches, links)
  const outside = inflows(land, register, cellOf, { seed, scale })
  const cells = reaches.map(({ from, to, width, flow }, i): CellIn => ({
    lengthM: to - from, widthM: width, tidal: flow === 'tidal', kept: flow === 'gated' || flow === 'pumped', km2: ground.km2[i], outsideM3h: outside[i] * OUTSIDE_MM_H * 1000, heldM3: held[i], tide: tideAt(inland[i]),
  }))
  const channels = new Channels(cells, links)

  // ── Rain, tide, gates ──
  const stations = apart(places, Math.max(3, Math.round(RAIN_STATIONS * scale)))
  const rain = rainOf(seed, stations, boxOf(land.terrain.outline))
  const runoff = runoffOf(rain)
  const stationOf = Int32Array.from(reaches, ({ line }) => nearest(stations, line[Math.floor(line.length / 2)]))
  const gateIns = gateRows.map((row, g): GateIn => {
    const { river, vertex } = land.gates[g]
    const head = vertex * 2 <= land.rivers[river].line.length
    const link = links.find(({ gate }) => gate === g)
    const own = cellOf.get(row.water as string)!
    const outer = link ? (head ? link.from : link.to) : own
    return { kind: row.kind as GateIn['kind'], rule: String(row.rule ?? ''), head, tide: cells[outer].tide, station: stationOf[own], pumpM3h: ((row.pump_m3_s as number | null) ?? 0) * 3600 }
  })
  const states = operate(gateIns, rain)
  const transport = new Transport(channels, { states, pumpM3h: Float64Array.from(gateIns, ({ pumpM3h }) => pumpM3h), canPump: Uint8Array.from(gateIns, ({ kind }) => Number(kind !== '水闸')) })

  // ── What runs in ──
  const loads = loadsOf(reaches, assets, seed)
  const hidden = hiddenDischargers(channels, cellOf, reaches.map(({ code }) => code), assets, sections, { seed, scale })
  const followed = hidden.map((each) => {
    const source = cellOf.get(each.water)!
    return { ...each, source, fromHour: hourOf(each.from), toHour: hourOf(each.to, 24), tagged: null as Tagged | null }
  })
  const supply = new Supply({
    km2: ground.km2, sealedKm2: ground.sealedKm2, combinedKm2: loads.combinedKm2, outsideKm2: outside, station: stationOf,
  }, loads, runoff, rain)

  const letGo = (each: (typeof followed)[number], from: number): number => {
    let m3 = 0
    for (let h = from; h < from + STEP; h++)
      if (h >= each.fromHour && h < each.toHour) m3 += running(each, h, rain.mm[stationOf[each.source] * hours + h])
    return m3
  }
  const give = (each: (typeof followed)[number], h: number, sign: number) => {
    const m3 = sign * letGo(each, h)
    if (m3 === 0) return
    transport.entering[each.source] += m3
    for (let k = 0; k < K; k++) transport.load[each.source * K + k] += m3 * strengths[each.strength][k]
  }

  // ── The hours ──
  const sectionCell = sections.map(({ water }) => cellOf.get(water as string)!)
  const calls = visits(sections, (s) => cells[sectionCell[s]].tide, seed)
  const taken: Row[] = []
  const shares: Truth['shares'] = []
  const draw = random(seed, 'laboratory')
  const weather = random(seed, 'weather')
  let mild = 0
  let call = 0
  const { entering, load } = transport
  for (let h = 0; h < hours; h += STEP) {
    // Meanwhile the database is written from this thread.
    if (h % 24 === 0) await breath()
    if (h % 24 === 0) mild = 0.8 * mild + 1.1 * normal(weather)
    const celsius = temperature(h) + mild
    supply.step(h, entering, load)
    for (const each of followed) give(each, h, 1)
    transport.step(h, celsius)
    for (const each of followed) give(each, h, -1)
    if (wanted) for (const each of followed) {
      if (h < each.fromHour || h >= each.toHour + AFTERWARDS) {
        each.tagged = null
        continue
      }
      each.tagged ??= new Tagged(transport, around(channels, each.source), each.source)
      each.tagged.step(h, letGo(each, h), strengths[each.strength])
    }
    for (; call < calls.length && calls[call].hour < h + STEP; call++) {
      const visit = calls[call]
      const section = sections[visit.section]
      const cell = sectionCell[visit.section]
      const found = visit.missing ? { readings: {}, below: [] } : readings(visit, section, transport.c, cell, celsius, draw)
      const takenAt = stamp(visit.hour, visit.minute)
      taken.push({
        code: visit.code, section: section.code, taken_at: takenAt, kind: visit.kind, tide: visit.tide, missing: visit.missing,
        readings: JSON.stringify(found.readings), below: `{${found.below.join(',')}}`, source: '演示城市',
      })
      if (wanted && !visit.missing) {
        const parts = partsOf(followed, transport, cell)
        if (parts.length) shares.push({ sample: visit.code, section: section.code as string, takenAt, weather: wetBefore(rain, stationOf[cell], visit.hour) ? 'wet' : 'dry', parts })
      }
    }
  }

  const tideStations = tidePlaces(reaches, inland)
  return {
    tables: {
      stations: [
        ...stations.map((at, s): Row => ({ code: rainCode(s), kind: 'rain', name: `${placeName(places, at)}雨量站`, source: '演示城市', geom: { type: 'Point', coordinates: at } })),
        ...tideStations.map(({ at, name }, s): Row => ({ code: tideCode(s), kind: 'tide', name, source: '演示城市', geom: { type: 'Point', coordinates: at } })),
      ],
      rain_days: stations.flatMap((_, s) =>
        dayNames.map((day, d): Row => ({ station: rainCode(s), day, mm: list(24, (h) => rain.mm[s * hours + d * 24 + h], 1) }))),
      tide_days: tideStations.flatMap(({ tide }, s) =>
        dayNames.map((day, d): Row => ({ station: tideCode(s), day, level_m: list(24, (h) => levelAt(tide, d * 24 + h), 2) }))),
      gate_months: gateMonths(gateRows, states, seed),
      samples: taken,
    },
    truth: wanted
      ? { hidden, shares, gates: gateRows.map(({ code }, g) => ({ code: code as string, hours: text(states, g, 0, hours) })) }
      : { hidden, shares: [], gates: [] },
  }
}

/** Links of reaches with reaches; a lake's water is part of the reaches that run through it. */
const linked = (known: Tables, cellOf: Map<string, number>, gateOf: Map<string, number>): LinkIn[] =>
  (known.links ?? []).flatMap(({ upstream, downstream, gate }): LinkIn[] => {
    const [from, to] = [cellOf.get(upstream as string), cellOf.get(downstream as string)]
    return from === undefined || to === undefined ? [] : [{ from, to, gate: gateOf.get(gate as string) ?? -1 }]
  })

const rainCode = (s: number): string => `YL${String(s + 1).padStart(3, '0')}`
const tideCode = (s: number): string => `CW${String(s + 1).padStart(3, '0')}`
const list = (count: number, value: (k: number) => number, decimals: number): string => `{${Array.from({ length: count }, (_, k) => Number(value(k).toFixed(decimals))).join(',')}}`
const text = (states: Uint8Array, g: number, from: number, long: number): string => {
  let letter = ''
  for (let h = from; h < from + long; h++) letter += letters[states[g * hours + h]]
  return letter
}

/** Water at a degree of the year: coldest at the end of January, and a degree warmer in the afternoon. */
const temperature = (hour: number): number =>
  23.2 - 7.2 * Math.cos((2 * Math.PI * (dayOfYear(hour) - 26)) / 365.25) + 0.7 * Math.cos((2 * Math.PI * ((hour % 24) - 16)) / 24)

/** Whether it rained 10 mm or more in the day before. */
const wetBefore = ({ mm }: Rain, station: number, h: number): boolean => {
  let sum = 0
  for (let k = Math.max(0, h - 23); k <= h; k++) sum += mm[station * hours + k]
  return sum >= 10
}

/** Cubic metres a discharger lets go in an hour. */
const running = ({ m3h, wetOnly, hours: [from, to] }: Hidden, h: number, rained: number): number =>
  (wetOnly ? (rained >= 1 ? m3h : 0) : h % 24 >= from && h % 24 < to ? m3h : 0)

/** Who gave how much of what is found in a cell. */
function partsOf(followed: { code: string; tagged: Tagged | null }[], { c }: Transport, cell: number): Truth['shares'][number]['parts'] {
  const parts: Truth['shares'][number]['parts'] = []
  for (const { code, tagged } of followed) {
    if (!tagged?.has(cell)) continue
    constituents.forEach((item, k) => {
      if (item === 'DO' || item === 'salt') return
      const [added, whole] = [tagged.in(cell, k), c[cell * K + k]]
      if (whole > 0 && added / whole >= WORTH_TELLING) parts.push({ discharger: code, item, added, share: Math.min(1, added / whole) })
    })
  }
  return parts
}

/** Cells a source's water can come to, in downstream order. */
function around({ cells, order, firstOut, outs, to, firstIn, ins, from, tidal }: Channels, source: number): Int32Array {
  const away = new Map([[source, 0]])
  const open = [source]
  while (open.length) {
    const cell = open.pop()!
    const there = away.get(cell)! + cells[cell].lengthM
    if (there > FOLLOWED) continue
    const next: number[] = []
    for (let e = firstOut[cell]; e < firstOut[cell + 1]; e++) next.push(to[outs[e]])
    if (tidal[cell]) for (let e = firstIn[cell]; e < firstIn[cell + 1]; e++) if (tidal[from[ins[e]]]) next.push(from[ins[e]])
    for (const each of next) if (there < (away.get(each) ?? Infinity)) {
      away.set(each, there)
      open.push(each)
    }
  }
  return order.filter((cell) => away.has(cell))
}

/** Metres along the delta's channels to the sea; infinite where the tide does not come. */
function metresInland(land: Land, reaches: readonly Reach[], links: LinkIn[]): Float64Array {
  const away = new Float64Array(reaches.length).fill(Infinity)
  const beside: number[][] = reaches.map(() => [])
  const ends = new Uint8Array(reaches.length).fill(1)
  for (const { from, to } of links) {
    beside[from].push(to)
    beside[to].push(from)
    ends[from] = 0
  }
  let open = reaches.flatMap(({ flow, river }, i) => (ends[i] && (flow === 'tidal' || land.rivers[river].delta) ? [i] : []))
  for (const i of open) away[i] = 0
  // lengths differ little, so a few rounds settle what a heap would
  while (open.length) {
    const next: number[] = []
    for (const i of open) for (const j of beside[i]) {
      const there = away[i] + (reaches[i].to - reaches[i].from)
      if (!land.rivers[reaches[j].river].delta || there >= away[j]) continue
      away[j] = there
      next.push(j)
    }
    open = next
  }
  return away
}

/** Square kilometres outside the city that drain into each reach. */
function inflows(
  land: Land, { rivers, reaches }: WaterRegister, cellOf: Map<string, number>, { seed, scale }: { seed: number; scale: number },
): Float64Array {
  const area = new Float64Array(reaches.length)
  const enters = land.rivers.filter(({ nodes }) => land.nodes[nodes[0].node]?.kind === 'inflow')
  for (const { at, area: above } of plan(seed, scale).inflows) {
    if (!enters.length) break
    const river = enters.reduce((best, each) => (distance(each.line[0], at) < distance(best.line[0], at) ? each : best))
    area[cellOf.get(rivers[river.id].reaches[0].code)!] += above
  }
  return area
}

/** Grid middles as far from one another as they come. */
function apart({ grids }: Places, count: number): Point[] {
  const at = grids.map(({ ring }) => ring[0])
  const away = new Float64Array(at.length).fill(Infinity)
  const chosen: Point[] = []
  let next = 0
  while (chosen.length < Math.min(count, at.length)) {
    chosen.push([Math.round(at[next][0]), Math.round(at[next][1])])
    at.forEach((each, i) => (away[i] = Math.min(away[i], distance(each, at[next]))))
    next = away.reduce((best, value, i) => (value > away[best] ? i : best), 0)
  }
  return chosen
}

const nearest = (of: Point[], at: Point): number =>
  of.reduce((best, each, i) => (distance(each, at) < distance(of[best], at) ? i : best), 0)
const placeName = (places: Places, at: Point): string => {
  const village = places.villageAt(at)
  return (village && places.byCode.get(village)?.name.replace(/(社区|村)$/, '')) || '榕州'
}

/** At the widest mouth, and further up the widest channels. */
function tidePlaces(reaches: readonly Reach[], inland: Float64Array): { at: Point; name: string; tide: TideHere }[] {
  const tidal = reaches.map((reach, i) => ({ reach, inland: inland[i] })).filter(({ reach, inland: far }) => reach.flow === 'tidal' && far < Infinity)
  const furthest = tidal.reduce((most, each) => Math.max(most, each.inland), 0)
  const found = new Map<string, { at: Point; name: string; tide: TideHere }>()
  for (let k = 0; k < TIDE_STATIONS && tidal.length; k++) {
    const wanted = (furthest * k) / TIDE_STATIONS
    const { reach, inland: far } = tidal.reduce((best, each) => (worth(each, wanted) > worth(best, wanted) ? each : best))
    const at = reach.line[Math.floor(reach.line.length / 2)]
    const name = `${reach.name.replace('·', '')}潮位站`
    found.set(name, { at: [Math.round(at[0]), Math.round(at[1])], name, tide: tideAt(far) })
  }
  return [...found.values()]
}

const worth = ({ reach, inland }: { reach: { width: number }; inland: number }, wanted: number): number =>
  reach.width / (1 + Math.abs(inland - wanted) / 2000)

/** Rows of a month each, with whole shifts of eight hours nobody wrote down. */
function gateMonths(gates: Row[], states: Uint8Array, seed: number): Row[] {
  const draw = random(seed, 'gate records')
  return gates.flatMap(({ code }, g) => months.map(({ name, from, hours: long }): Row => {
    let record = text(states, g, from, long)
    for (let shift = 0; shift < long; shift += 8) if (draw() < UNRECORDED) record = record.slice(0, shift) + '?'.repeat(8) + record.slice(shift + 8)
    return { gate: code, month: `${name}-01`, hours: record }
  }))
}
