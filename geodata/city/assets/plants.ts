// Treatment plants: one for every part of the built-up land, low on one of its larger rivers.
import { anyDay } from '../calendar.ts'
import { distance } from '../geometry.ts'
import { random, type Random } from '../random.ts'
import type { Row } from '../rows.ts'
import type { Grid, Point, Reach } from '../types.ts'
import { onBank, type BankSite } from './banks.ts'
import { pick, serials, SOURCE, type City } from './city.ts'

export interface Plant {
  code: string
  name: string
  operator: string
  at: Point
  division: string
  /** Where its water enters the river. */
  outfall: BankSite
  /** Cubic metres a day. */
  capacity: number
}

/** Cubic metres of sewage a day from a square kilometre that is wholly built up. */
const SEWAGE_KM2 = 5200

/** Sizes plants are built in, ten thousand cubic metres a day. */
const SIZES = [0.2, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80]

/** At most `count`; fewer where a part has no fitting river. */
export function plants(city: City, count: number): Plant[] {
  const draw = random(city.seed, 'plants')
  const codeOf = serials('W', 3)
  const taken = new Set<Reach>()
  const names = new Set<string>()
  return parts(city.places.grids.filter(({ builtUp }) => builtUp > 0.3), count, draw).flatMap(({ middle, built }): Plant[] => {
    const site = siteFor(city, middle, taken, draw)
    if (!site) return []
    const { outfall, at, division } = site
    const town = city.places.byCode.get(division.slice(0, 9))?.name.replace(/(街道|镇)$/, '') ?? ''
    const village = city.places.byCode.get(division)?.name.replace(/(社区|村)$/, '') ?? ''
    const name = `${names.has(town) ? village : town}污水处理厂`
    names.add(town)
    const needed = (built / 1e6) * SEWAGE_KM2 * (0.95 + 0.35 * draw())
    const size = SIZES.find((each) => each * 10_000 >= needed) ?? SIZES[SIZES.length - 1]
    return [{ code: codeOf(division), name, operator: pick(draw, ['榕州净水公司', '榕州城乡排水公司', '榕州碧涌水务公司']), at, division, outfall, capacity: size * 10_000 }]
  })
}

/** Built-up grids gathered around `count` middles of about equal weight (Lloyd's method). */
function parts(grids: Grid[], count: number, draw: Random): { middle: Point; built: number }[] {
  const at = grids.map(({ ring }): Point => [ring[0][0], ring[0][1]])
  const built = grids.map(({ area, builtUp }) => area * builtUp)
  let middles = Array.from({ length: Math.min(count, grids.length) }, () => at[Math.floor(draw() * at.length)])
  let sums: Float64Array[] = []
  for (let round = 0; round < 8; round++) {
    sums = middles.map(() => new Float64Array(3))
    at.forEach((place, i) => {
      const sum = sums[nearest(middles, place)]
      sum[0] += place[0] * built[i]
      sum[1] += place[1] * built[i]
      sum[2] += built[i]
    })
    middles = sums.map(([x, y, weight], i): Point => (weight > 0 ? [x / weight, y / weight] : middles[i]))
  }
  return middles.map((middle, i) => ({ middle, built: sums[i][2] })).filter(({ built: weight }) => weight > 0)
}

function nearest(middles: Point[], [x, y]: Point): number {
  let best = 0
  let least = Infinity
  for (let i = 0; i < middles.length; i++) {
    const away = (middles[i][0] - x) ** 2 + (middles[i][1] - y) ** 2
    if (away < least) [best, least] = [i, away]
  }
  return best
}

/** On the widest water that is not too far, lower down rather than higher up; the works stand behind the bank. */
function siteFor(city: City, middle: Point, taken: Set<Reach>, draw: Random): { outfall: BankSite; at: Point; division: string } | null {
  const { waters, land, courses, surface } = city
  const rated = waters.reaches
    .filter((reach) => !taken.has(reach) && reach.width >= 8 && distance(reach.line[0], middle) < 9000)
    .map((reach) => {
      const [x, y] = reach.line[0]
      return {
        reach, worth: Math.log(reach.width) - distance(reach.line[0], middle) / 2200 - Math.max(0, land.terrain.heightAt(x, y)) / 40,
      }
    })
    .sort((a, b) => b.worth - a.worth)
  for (const { reach } of rated.slice(0, 30)) {
    const measure = courses.lengthOf(reach) * (0.3 + 0.4 * draw())
    for (const bank of ['left', 'right'] as const) {
      const outfall = onBank(city, reach, measure, bank)
      const works = onBank(city, reach, measure, bank, 110)
      if (!outfall || !works || surface.covers(works.at) || surface.covers(outfall.at, reach.river)
        || works.division.slice(0, 6) !== outfall.division.slice(0, 6)) continue
      taken.add(reach)
      return { outfall, at: works.at, division: works.division }
    }
  }
  return null
}

export function plantRow(plant: Plant, outfall: string, draw: Random): Row {
  const { reach, measure, bank } = plant.outfall
  const opened = anyDay(draw, '1998-06-01', '2025-06-30')
  return {
    code: plant.code, name: plant.name,
    process: plant.capacity < 20_000 ? pick(draw, ['氧化沟', 'CASS', 'A²/O']) : pick(draw, ['A²/O', '改良A²/O', '改良A²/O', 'MBR', '氧化沟']),
    standard: draw() < 0.7 ? '一级A及地方标准较严值' : '一级A', capacity_m3_d: plant.capacity, operator: plant.operator, outfall,
    water: reach.code, measure_m: measure, bank, division: plant.division, opened_on: opened, source: SOURCE, valid_from: opened,
    geom: { type: 'Point', coordinates: plant.at },
  }
}
