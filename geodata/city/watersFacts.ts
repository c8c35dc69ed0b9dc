// What kind of river each one is, who manages it, and how clean it should be.
import type { MeasuredLine } from './watersLine.ts'
import type { Span } from './watersSpans.ts'
import type { RiverManner } from './names.ts'
import type { Land, RiverCourse, StillWater } from './types.ts'

export type Level = 'city' | 'district' | 'town' | 'village'

export const classOf: Record<RiverManner, string> = { main: '主干河道', channel: '主干河道', river: '河流', creek: '河涌', brook: '溪坑' }

/** What people would call it: a river that rises or comes in from outside, a channel that parts from one, or something small. */
export const mannerOf = (river: RiverCourse, widest: number): RiverManner => {
  if (river.from === null && (widest >= 150 || river.catchment >= 800)) return 'main'
  if (river.delta && widest >= 80) return 'channel'
  if (!river.delta && river.catchment >= 40) return 'river'
  const [first, last] = [river.bed[0], river.bed[river.bed.length - 1]]
  return !river.delta && (first - last > 40 || last > 25) ? 'brook' : 'creek'
}

const distinct = (spans: Span[], digits: number): number => new Set(spans.map(({ village }) => village.slice(0, digits))).size

/**
 * The city keeps what joins its districts and is large; below that the smallest division that holds the whole
 * river, but districts keep what is large.
 */
export function levelOf(river: RiverCourse, length: number, manner: RiverManner, widest: number, spans: Span[]): Level {
  const districts = distinct(spans, 6)
  const towns = distinct(spans, 9)
  // a brook that only touches a border is nobody's concern higher up
  const long = length >= 6000 || widest >= 20
  if (manner === 'main' || (manner === 'channel' && (widest >= 150 || districts > 1)) || (districts > 1 && river.catchment >= 100)) return 'city'
  if ((districts > 1 && long) || manner === 'channel' || (towns > 1 && (river.catchment >= 18 || widest >= 32)) || river.catchment >= 60) return 'district'
  return towns > 1 || distinct(spans, 12) > 2 || widest >= 12 ? 'town' : 'village'
}

/** Target class of GB 3838: strict in the hills, plainer where people live. */
export function targetOf(land: Land, line: MeasuredLine, river: RiverCourse, manner: RiverManner): string {
  if (line.mean(river.bed, 0, line.length) > 55) return 'Ⅱ'
  if (manner === 'main' || manner === 'channel') return 'Ⅲ'
  let builtUp = 0
  const looks = 8
  for (let k = 0; k <= looks; k++) {
    const [east, north] = line.at((line.length * k) / looks)
    builtUp += land.terrain.builtUpAt(east, north) / (looks + 1)
  }
  if (manner === 'river' && builtUp < 0.4) return 'Ⅲ'
  return builtUp > 0.55 ? 'Ⅴ' : builtUp > 0.2 ? 'Ⅳ' : 'Ⅲ'
}

export const lakeTarget = (land: Land, { ring }: StillWater): string => (land.terrain.builtUpAt(ring[0][0], ring[0][1]) > 0.3 ? 'Ⅳ' : 'Ⅲ')

/** One class worse; Ⅴ stays. */
export const worse = (target: string): string => 'ⅠⅡⅢⅣⅤ'[Math.min(4, 'ⅠⅡⅢⅣⅤ'.indexOf(target) + 1)]

/**
 * Square kilometres above each of some measures of a river outside the delta: what its tributaries bring by then,
 * and its own ground in proportion to its length; null where channels part and share the water.
 */
export function catchments(
  river: RiverCourse, line: MeasuredLine, tributaries: { at: number; catchment: number }[], fromOutside: boolean, at: number[],
): (number | null)[] {
  if (river.delta || river.from !== null) return at.map(() => null)
  const brought = tributaries.reduce((sum, { catchment }) => sum + catchment, 0)
  const own = Math.max(0, river.catchment - brought)
  return at.map((measure) => {
    const joined = tributaries.reduce((sum, each) => (each.at <= measure ? sum + each.catchment : sum), 0)
    return Math.min(river.catchment, joined + own * (fromOutside ? 1 : measure / line.length))
  })
}
