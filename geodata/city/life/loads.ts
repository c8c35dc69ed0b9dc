// What runs into each reach in dry weather, and the ground whose sewers overflow in storms.
import type { Row } from '../rows.ts'
import type { Reach } from '../types.ts'
import { K, strengths, type Strength } from './constituents.ts'
import { random, type Random } from '../random.ts'

export interface Loads {
  /** Water that runs in day by day, m³/h, and what it holds, g/h by cell × K. Domestic water swings through the day, the rest does not. */
  steadyM3h: Float64Array
  steady: Float64Array
  domesticM3h: Float64Array
  domestic: Float64Array
  /** Square kilometres whose sewers are not separated. */
  combinedKm2: Float64Array
}

/** Sewage of a square kilometre of units, m³ a day, as the plants are sized. */
const SEWAGE_KM2 = 5200
/** Share of a unit's sewage that finds the river in dry weather: separated and passed, separated only, neither. */
const LEAKS = { passed: 0.0015, separated: 0.022, combined: 0.04 }

/** How many hours' share of the day's water comes in each hour: two peaks, a low at four (Metcalf & Eddy 2014, fig. 3-3). */
export const DIURNAL = [
  0.75, 0.55, 0.45, 0.4, 0.4, 0.5, 0.8, 1.2, 1.4, 1.35, 1.25, 1.2, 1.25, 1.2, 1.05, 1, 1, 1.05, 1.2, 1.4, 1.45, 1.35, 1.15, 1.05,
]

const ofClass: Record<string, Strength> = { 生活排污类: 'domestic', 餐饮排污类: 'catering', 沉淀物排污类: 'sediment' }
const ofTrade: Record<string, Strength> = { 印染: 'dyeing', 电镀小五金: 'plating', 食品加工: 'food', 洗涤: 'laundry', 制衣皮革加工: 'dyeing', 化工: 'dyeing', 养殖场: 'livestock', 建筑工地: 'construction', 沙场: 'construction', 医疗: 'domestic' }

/** Whose water a household's is. */
export const householdStrength = ({ class: cls, subclass }: Row): Strength => ofTrade[subclass as string] ?? ofClass[cls as string] ?? 'domestic'

/** Whose water runs from an outfall that should be dry. */
export function outfallStrength({ class1, class2, class3 }: Row): Strength {
  const of = String(class2 ?? '')
  if (of.includes('畜禽')) return 'livestock'
  if (of.includes('水产')) return 'aquaculture'
  if (class1 === '工业排污口') return class3 === '工业企业' ? 'dyeing' : 'sediment'
  return of === '港口码头排口' ? 'sediment' : 'domestic'
}

/** Whose water a pollution source's is, and how much of it in a year, m³ a day. */
export const sourceStrength: Record<string, { strength: Strength; m3Day: number }> = {
  水体: { strength: 'leachate', m3Day: 1 },
  散乱污: { strength: 'sediment', m3Day: 6 },
  临河违建: { strength: 'domestic', m3Day: 5 },
  畜禽养殖: { strength: 'livestock', m3Day: 3 },
  排水口: { strength: 'domestic', m3Day: 10 },
  垃圾黑点: { strength: 'leachate', m3Day: 0.4 },
}

export interface Register {
  outfalls: Row[]
  units: Row[]
  households: Row[]
  plants: Row[]
  sources: Row[]
}

export function loadsOf(reaches: readonly Reach[], register: Register, seed: number): Loads {
  const draw = random(seed, 'loads')
  const n = reaches.length
  const cellOf = new Map(reaches.map(({ code }, i) => [code, i]))
  const loads: Loads = {
    steadyM3h: new Float64Array(n), steady: new Float64Array(n * K), domesticM3h: new Float64Array(n),
    domestic: new Float64Array(n * K), combinedKm2: new Float64Array(n),
  }
  const add = (water: unknown, m3Day: number, strength: Strength) => {
    const i = cellOf.get(water as string)
    if (i === undefined) return
    const [m3h, into] = strength === 'domestic' ? [loads.domesticM3h, loads.domestic] : [loads.steadyM3h, loads.steady]
    m3h[i] += m3Day / 24
    for (let k = 0; k < K; k++) into[i * K + k] += (m3Day / 24) * strengths[strength][k]
  }
  const unitOf = new Map(register.units.map((unit) => [unit.code as string, unit]))
  leaks(register, unitOf, add, draw)
  for (const outfall of register.outfalls) {
    const of = String(outfall.class2 ?? '')
    if (outfall.dry_flow) add(outfall.water, smallOrLarge(draw, 10), outfallStrength(outfall))
    else if (of === '规模化水产养殖排污口') add(outfall.water, smallOrLarge(draw, 350), 'aquaculture')
    else if (of === '规模以下水产养殖排口') add(outfall.water, smallOrLarge(draw, 60), 'aquaculture')
    else if (of === '规模化畜禽养殖排污口') add(outfall.water, smallOrLarge(draw, 0.8), 'livestock')
    else if (of === '农村生活污水散排口') add(outfall.water, smallOrLarge(draw, 3), 'domestic')
    else if (of === '农村污水处理设施排口') add(outfall.water, smallOrLarge(draw, 40), 'gradeA')
    else if (outfall.class1 === '工业排污口' && !of.includes('雨洪')) add(outfall.water, smallOrLarge(draw, 120), 'gradeA')
  }
  for (const { water, capacity_m3_d: capacity, standard } of register.plants) add(water, (capacity as number) * 0.82, standard === '一级A' ? 'gradeA' : 'stricter')
  for (const { kind, water, unit, state } of register.sources) {
    const { strength, m3Day } = sourceStrength[kind as string]
    if (state !== '已销号') add(water ?? unitOf.get(unit as string)?.water, m3Day * (0.4 + draw()), strength)
  }
  for (const { water, area_m2: area, separated } of register.units) {
    const i = cellOf.get(water as string)
    if (i !== undefined && !separated) loads.combinedKm2[i] += (area as number) / 1e6
  }
  return loads
}

/** Each unit's leak, mixed as its households are: people first, then trade by trade. */
function leaks(
  { units, households }: Register, unitOf: Map<string, Row>, add: (water: unknown, m3Day: number, strength: Strength) => void, draw: Random,
): void {
  const rate = (unit: Row): number => (unit.compliant ? LEAKS.passed : unit.separated ? LEAKS.separated : LEAKS.combined)
  const traders = new Map<unknown, number>()
  for (const { unit } of households) traders.set(unit, (traders.get(unit) ?? 0) + 1)
  for (const unit of units) add(unit.water, ((unit.area_m2 as number) / 1e6) * SEWAGE_KM2 * rate(unit) * (0.4 + 1.2 * draw()) * (traders.has(unit.code) ? 0.6 : 1), 'domestic')
  for (const household of households) {
    const unit = unitOf.get(household.unit as string)
    if (!unit) continue
    const strength = householdStrength(household)
    const m3Day = ((unit.area_m2 as number) / 1e6) * SEWAGE_KM2 * rate(unit) * (0.4 / traders.get(unit.code)!)
      * (household.licence_no ? 0.7 : 1.3)
    // strong water is little water
    add(unit.water, strength === 'domestic' ? m3Day : 0.2 * m3Day, strength)
  }
}

/** An amount around a usual one: most less, a few three times as much. */
const smallOrLarge = (draw: Random, usual: number): number => usual * (0.2 + -Math.log(1 - draw()) * 0.8)
