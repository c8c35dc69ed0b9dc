// Outfalls on both banks, closer together where more is built, classed as HJ 1312-2023 does by what drains nearby.
import Flatbush from 'flatbush'
import { anyDay } from '../calendar.ts'
import { random, type Random } from '../random.ts'
import type { Row } from '../rows.ts'
import type { Point, Reach } from '../types.ts'
import { onBank, type BankSite } from './banks.ts'
import { pick, serials, sharesOf, SOURCE, type City } from './city.ts'
import type { Bank } from './courses.ts'
import { kindOf, MUNICIPAL, type OutfallKind } from './outfallKinds.ts'
import type { Plant } from './plants.ts'
import type { Unit } from './units.ts'

export interface Outfall extends BankSite {
  code: string
  name: string
  kind: OutfallKind
  row: Row
}

/** Metres of bank weighed together. */
const STEP = 90

/** About `count` outfalls, and one more for every treatment plant. */
export function outfalls(city: City, units: Unit[], plants: Plant[], count: number): Outfall[] {
  const draw = random(city.seed, 'outfalls')
  const codeOf = serials('P', 5)
  const unitBy = unitsAround(units)
  const numbers = new Map<string, number>()
  const found = sites(city, count, draw).map((site): Outfall => {
    const unit = unitBy(site.at)
    const { delta } = city.land.rivers[site.reach.river]
    const kind = kindOf(draw, unit?.kind ?? null, delta, city.courses.widthAt(site.reach, site.measure))
    const counted = `${site.reach.river} ${site.bank}`
    const number = (numbers.get(counted) ?? 0) + 1
    numbers.set(counted, number)
    const name = `${riverName(site.reach)}${site.bank === 'left' ? '左岸' : '右岸'}${number}号排口`
    const owner = kind.class1 === '工业排污口' && unit ? unit.name : holder(city, site.division, unit !== null)
    return outfall(site, codeOf(site.division), name, kind, owner, draw)
  })
  return [...found, ...plants.map((plant) => outfall(plant.outfall, codeOf(plant.outfall.division), `${plant.name}排污口`, MUNICIPAL, plant.operator, draw))]
}

/** The river's own name; a reach is called after it and its span. */
export const riverName = (reach: Reach): string => reach.name.split('·')[0]

/** Places for outfalls in order down each river, thicker where the land behind the bank is built up, none inside another water. */
function sites(city: City, count: number, draw: Random): BankSite[] {
  const { land, waters, courses, surface } = city
  const stretches: { reach: Reach; measure: number; bank: Bank }[] = []
  const weights: number[] = []
  for (const reach of waters.reaches.toSorted((a, b) => a.river - b.river || a.from - b.from)) {
    const length = courses.lengthOf(reach)
    const steps = Math.max(1, Math.round(length / STEP))
    for (let i = 0; i < steps; i++) {
      for (const bank of ['left', 'right'] as const) {
        const measure = ((i + 0.1 + 0.8 * draw()) / steps) * length
        const [x, y] = courses.beside(reach, measure, bank, courses.widthAt(reach, measure) / 2 + 40)
        if (surface.covers([x, y], reach.river)) continue
        stretches.push({ reach, measure, bank })
        weights.push(0.05 + land.terrain.builtUpAt(x, y) ** 1.3)
      }
    }
  }
  const counts = sharesOf(Float64Array.from(weights), count, draw)
  const found: BankSite[] = []
  stretches.forEach(({ reach, measure, bank }, i) => {
    for (let k = 0; k < counts[i]; k++) {
      const site = onBank(city, reach, Math.min(measure + 15 * k, courses.lengthOf(reach)), bank)
      if (site) found.push(site)
    }
  })
  return found
}

/** The nearest unit to a place within 250 m: what an outfall there would carry. */
function unitsAround(units: Unit[]): (at: Point) => Unit | null {
  if (units.length === 0) return () => null
  const index = new Flatbush(units.length)
  for (const { inner: [x, y] } of units) index.add(x, y)
  index.finish()
  return ([x, y]) => {
    const [nearest] = index.neighbors(x, y, 1, 250)
    return nearest === undefined ? null : units[nearest]
  }
}

/** Who answers for an outfall that is nobody's works: the street where the town is built up, else the village. */
function holder({ places: { byCode } }: City, village: string, urban: boolean): string {
  const [town, own] = [byCode.get(village.slice(0, 9)), byCode.get(village)]
  if (urban && town) return `${town.name}${town.kind === '街道' ? '办事处' : '人民政府'}`
  return `${own?.name ?? ''}${own?.kind === '村' ? '村民委员会' : '居民委员会'}`
}

function outfall(site: BankSite, code: string, name: string, kind: OutfallKind, responsible: string, draw: Random): Outfall {
  // a treatment plant's outfall runs day and night by design: the flag says nothing about it
  const dry = kind === MUNICIPAL ? null : draw() < kind.dryShare
  const [stage, state] = dry
    ? pick(draw, [['溯源', '待整治'], ['监测', '待整治'], ['整治', '整治中'], ['整治', '整治中'], ['管理', '整治中']])
    : pick(draw, [['管理', '已整治'], ['管理', '已整治'], ['管理', '已整治'], ['管理', '保留'], ['管理', '保留'], ['整治', '整治中'], ['溯源', '待整治'], ['排查', null]])
  const [shape, diameters] = pick(draw, kind.openings)
  const found = anyDay(draw, '2019-03-01', draw() < 0.85 ? '2021-12-31' : '2026-10-31')
  const { reach, measure, bank, division, at } = site
  const row: Row = {
    code, name, class1: kind.class1, class2: kind.class2, class3: kind.class3,
    water: reach.code, measure_m: measure, bank, division, shape, diameter_mm: diameters.length ? pick(draw, diameters) : null,
    dry_flow: dry, survey_stage: stage, responsible, state, source: SOURCE, valid_from: found,
    geom: { type: 'Point', coordinates: at },
  }
  return { ...site, code, name, kind, row }
}

