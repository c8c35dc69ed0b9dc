// Pollution sources of the register (网格化治水, 总河长令第3号): what was found grid by grid, by the shares of the first survey.
import Flatbush from 'flatbush'
import { SOURCE, serials, weighted, pick } from '../assets/city.ts'
import { Courses } from '../assets/courses.ts'
import { onBank } from '../assets/banks.ts'
import { addDays, anyDay, today } from '../calendar.ts'
import { boxOf, inRing } from '../geometry.ts'
import { random } from '../random.ts'
import type { Row } from '../rows.ts'
import type { Grid, Land, Places, Point, CityWaters } from '../types.ts'

/** In a city of full size. */
const SOURCES = 1500
/** 55,612 in the first survey (F42). */
const KINDS: readonly [kind: string, found: number][] = [['水体', 10_477], ['散乱污', 13_887], ['临河违建', 3348], ['畜禽养殖', 779], ['排水口', 7664], ['垃圾黑点', 19_457]]
const TITLES: Record<string, readonly string[]> = {
  水体: ['黑臭水塘', '污水沟', '死水涌段', '油污水面'],
  散乱污: ['洗水作坊', '小五金作坊', '废品回收点', '洗车档', '豆制品作坊', '喷涂作坊'],
  临河违建: ['临河铺面', '临河棚屋', '临河仓库'],
  畜禽养殖: ['猪舍', '鸭棚', '鸡场', '鸽场'],
  排水口: ['暗管', '偷排口', '溢流口', '混接口'],
  垃圾黑点: ['垃圾堆', '建筑弃渣', '河岸垃圾', '水浮莲堆'],
}
/** 散乱污 and half the drains stand in units; everything else on the bank. */
const inUnit = (kind: string, chance: number): boolean => (kind === '散乱污' ? chance < 0.8 : kind === '排水口' && chance < 0.3)

export function pollutionSources(
  land: Land, places: Places, waters: CityWaters, units: Row[], { seed, scale }: { seed: number; scale: number },
): Row[] {
  const draw = random(seed, 'pollution sources')
  const codeOf = serials('U', 5)
  const gridAt = gridsOf(places)
  const courses = new Courses(land)
  const villages = new Map<string, number>()
  const weights = waters.reaches.map((reach) => (reach.to - reach.from) * (0.1 + (places.byCode.get(reach.village)?.builtUp ?? 0)))
  const along = cumulative(weights)
  const rows: Row[] = []
  const wanted = Math.max(6, Math.round(SOURCES * scale))
  for (let tries = 0; rows.length < wanted && tries < 20 * wanted; tries++) {
    const kind = weighted(draw, KINDS)
    const unit = units.length && inUnit(kind, draw()) ? pick(draw, units) : null
    if (unit?.kind === '部队类') continue
    const reach = waters.reaches[at(along, draw())]
    const site = unit ? null : onBank({ courses, places }, reach, draw() * courses.lengthOf(reach), draw() < 0.5 ? 'left' : 'right', 2 + 25 * draw())
    const place = unit ? insideUnit(unit) : site?.at
    const division = unit ? (unit.division as string) : site?.division
    if (!place || !division) continue
    const found = anyDay(draw, draw() < 0.6 ? '2019-06-01' : '2023-01-01', draw() < 0.8 ? '2024-12-31' : addDays(today, -5))
    const closed = draw() < 0.72 ? anyDay(draw, addDays(found, 14), addDays(found, 420)) : null
    const state = closed && closed < today ? '已销号' : pick(draw, ['待审核', '待整治', '整治中', '整治中', '待核销'])
    const rebounds = draw() < 0.12 ? 1 + Math.floor(draw() * 2) : 0
    const village = places.byCode.get(division)?.name ?? ''
    const title = `${village}${pick(draw, TITLES[kind])}`
    const number = (villages.get(title) ?? 0) + 1
    villages.set(title, number)
    rows.push({
      code: codeOf(division), name: number === 1 ? title : `${title}${number}号`, kind, grid: gridAt(place)?.code ?? null, unit: unit ? (unit.code) : null,
      water: site?.reach.code ?? null, measure_m: site?.measure ?? null, bank: site?.bank ?? null, division,
      found_on: found, state, closed_on: state === '已销号' ? closed : null, rebound_count: rebounds, source: SOURCE, valid_from: found,
      geom: { type: 'Point', coordinates: place },
    })
  }
  return rows
}

/** A corner's way inwards: a place of a unit without searching it. */
function insideUnit({ geom }: Row): Point | null {
  if (geom === null || typeof geom !== 'object' || geom.type !== 'MultiPolygon') return null
  const ring = geom.coordinates[0][0]
  const [x, y] = [ring.reduce((sum, [east]) => sum + east, 0) / ring.length, ring.reduce((sum, [, north]) => sum + north, 0) / ring.length]
  return inRing(ring, x, y) ? [Math.round(x * 100) / 100, Math.round(y * 100) / 100] : null
}

const cumulative = (weights: number[]): Float64Array => {
  let sum = 0
  return Float64Array.from(weights, (weight) => (sum += weight))
}

/** The place a share of the whole falls on. */
function at(sums: Float64Array, share: number): number {
  const wanted = share * sums[sums.length - 1]
  let [low, high] = [0, sums.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sums[middle] > wanted) high = middle
    else low = middle + 1
  }
  return low
}

function gridsOf({ grids }: Places): (at: Point) => Grid | null {
  const index = new Flatbush(grids.length)
  for (const { ring } of grids) {
    const box = boxOf(ring)
    index.add(box.west, box.south, box.east, box.north)
  }
  index.finish()
  return ([x, y]) => {
    for (const i of index.search(x, y, x, y)) if (inRing(grids[i].ring, x, y)) return grids[i]
    return null
  }
}
