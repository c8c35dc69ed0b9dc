// Waters of the demonstration city as the register names them: rivers and their reaches, lakes, reservoirs, small waters.
import { inRing } from './geometry.ts'
import { Names } from './names.ts'
import { levelOf, mannerOf } from './watersFacts.ts'
import { MeasuredLine } from './watersLine.ts'
import { nearestReach } from './watersNearest.ts'
import type { RiverRecord, StillRecord, WaterRegister } from './watersRegister.ts'
import { spans } from './watersSpans.ts'
import { placesAlong } from './watersStops.ts'
import { nearVillage } from './watersWhere.ts'
import type { Land, Places, Point, Reach, StillWater } from './types.ts'

/** Reaches of a city of full size. */
export const REACHES = 9092

export function waters(land: Land, places: Places, { seed, scale }: { seed: number; scale: number }): WaterRegister {
  const villageNear = nearVillage(places)
  const villageName = (code: string): string => places.byCode.get(code)?.name ?? ''
  const names = new Names(seed, 'waters')
  const lines = land.rivers.map(({ line }) => new MeasuredLine(line))
  const gatesOf = new Map<number, number[]>()
  for (const { river, vertex } of land.gates) gatesOf.set(river, [...(gatesOf.get(river) ?? []), lines[river].along[vertex]])
  const cut = spans(land.rivers, lines, gatesOf, Math.max(land.rivers.length, Math.round(REACHES * scale)), villageNear)

  // ── Rivers: the largest are named and numbered first ──
  const widest = land.rivers.map(({ width }) => width.reduce((most, each) => Math.max(most, each), 0))
  const bySize = land.rivers.map(({ id }) => id).sort((a, b) => widest[b] * lines[b].length - widest[a] * lines[a].length || a - b)
  const serials = new Serials()
  const rivers: RiverRecord[] = new Array(land.rivers.length)
  for (const id of bySize) {
    const river = land.rivers[id]
    const manner = mannerOf(river, widest[id])
    const mouth = villageNear(river.line[river.line.length - 1])
    const passed = cut[id][Math.floor(cut[id].length / 2)].village
    rivers[id] = {
      code: `${mouth.slice(0, 6)}-${serials.next(mouth, '', 4)}`,
      name: names.river(manner, villageName(passed)),
      manner,
      level: levelOf(river, lines[id].length, manner, widest[id], cut[id]),
      line: lines[id],
      widest: widest[id],
      reaches: [],
      stops: [],
    }
  }

  // ── Reaches ──
  const reaches: Reach[] = []
  land.rivers.forEach((river, id) => {
    const record = rivers[id]
    const villages = cut[id].map(({ village }) => village)
    const titles = reachTitles(villages, villageName)
    const digits = cut[id].length > 99 ? 3 : 2
    record.reaches = cut[id].map(({ from, to }, k): Reach => ({
      code: `${record.code}-${String(k + 1).padStart(digits, '0')}`,
      name: `${record.name}·${titles[k]}`,
      river: id,
      riverCode: record.code,
      line: lines[id].part(from, to),
      from,
      to,
      village: villages[k],
      width: lines[id].mean(river.width, from, to),
      flow: river.flow,
    }))
    reaches.push(...record.reaches)
  })
  placesAlong(land, rivers, villageName, villageNear)

  // ── Still waters ──
  const record = (
    kind: string, digits: number, name: (village: string, k: number) => string,
  ) => (still: StillWater, k: number): StillRecord => {
    const village = villageNear('dam' in still ? (still.dam as [Point, Point])[0] : middleOf(still.ring))
    return { code: `${village.slice(0, 6)}-${kind}${serials.next(village, kind, digits)}`, name: name(villageName(village), k), village }
  }
  const lakes = land.lakes.map(record('H', 3, () => names.lake()))
  const reservoirs = land.reservoirs.map(record('K', 3, (village) => names.reservoir(village)))
  const smallWaters = land.smallWaters.map(record('X', 4, (village, k) => names.smallWater(village, land.smallWaters[k].kind)))
  const code = (each: { code: string }): string => each.code
  return {
    rivers, lakes, reservoirs, smallWaters, reaches,
    riverCodes: rivers.map(code),
    lakeCodes: lakes.map(code),
    reservoirCodes: reservoirs.map(code),
    smallWaterCodes: smallWaters.map(code),
    nearestReach: nearestReach(reaches),
    reachAt: (river, measure) => reachAt(rivers[river].reaches, measure),
  }
}

/** The reach from whose start to before whose end a measure lies; the last reach also holds the mouth. */
function reachAt(reaches: Reach[], measure: number): Reach {
  let low = 0
  let high = reaches.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (reaches[middle].from <= measure) low = middle
    else high = middle
  }
  return reaches[low]
}

/** 大塘村段, or 大塘村上段, 大塘村下段 where a village has several in a row, numbered beyond three. */
function reachTitles(villages: string[], villageName: (code: string) => string): string[] {
  const total = new Map<string, number>()
  for (const village of villages) total.set(village, (total.get(village) ?? 0) + 1)
  const seen = new Map<string, number>()
  return villages.map((village) => {
    const k = seen.get(village) ?? 0
    seen.set(village, k + 1)
    const of = total.get(village) as number
    const part = of === 1 ? '' : of === 2 ? '上下'[k] : of === 3 ? '上中下'[k] : `第${k + 1}`
    return `${villageName(village)}${part}段`
  })
}

/** Serial numbers by district and kind of water. */
class Serials {
  private readonly last = new Map<string, number>()

  next(village: string, kind: string, digits: number): string {
    const key = village.slice(0, 6) + kind
    const serial = (this.last.get(key) ?? 0) + 1
    this.last.set(key, serial)
    return String(serial).padStart(digits, '0')
  }
}

/** The middle of a ring, or a point of it where the middle of a crooked one lies outside. */
function middleOf(ring: Point[]): Point {
  const middle: Point = [ring.reduce((sum, [x]) => sum + x, 0) / ring.length, ring.reduce((sum, [, y]) => sum + y, 0) / ring.length]
  return inRing(ring, ...middle) ? middle : ring[0]
}

