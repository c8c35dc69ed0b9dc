// Drainage households (排水户): shops, works, schools and homes inside the units.
import { anyDay } from '../calendar.ts'
import { boxOf, centimetre, inRing } from '../geometry.ts'
import { random, type Random } from '../random.ts'
import type { Row } from '../rows.ts'
import type { Point } from '../types.ts'
import { pick, serials, sharesOf, SOURCE, weighted, type City } from './city.ts'
import { trades, type Trade } from './trades.ts'
import type { Unit, UnitKind } from './units.ts'
import { calledAfter, lovely } from './words.ts'

/** Households of a unit beside those of a housing estate. */
const crowd: Record<UnitKind, number> = { 住宅类: 1, 村居类: 1.5, 工业类: 1.5, 商业类: 4, 机关事业单位类: 0.8, 部队类: 0.2 }

/** Exactly `count`, none where there is no unit. */
export function households({ seed }: City, units: Unit[], count: number): Row[] {
  if (units.length === 0) return []
  const draw = random(seed, 'households')
  const codeOf = serials('S', 6)
  const choices = new Map<UnitKind, [Trade, number][]>()
  for (const kind of Object.keys(crowd) as UnitKind[])
    choices.set(kind, trades.flatMap((each) => (each.share[kind] ? [[each, each.share[kind]] as [Trade, number]] : [])))
  const counts = sharesOf(Float64Array.from(units, ({ kind }) => crowd[kind] * (0.3 + 1.4 * draw())), count, draw)
  const rows: Row[] = []
  units.forEach((unit, i) => {
    const box = boxOf(unit.ring)
    for (let k = 0; k < counts[i]; k++) {
      const trade = weighted(draw, choices.get(unit.kind) ?? [])
      const licensed = draw() < trade.licensed
      const issued = licensed ? anyDay(draw, '2021-09-01', '2026-10-31') : null
      rows.push({
        code: codeOf(unit.village.code), name: nameOf(trade, unit, draw), class: trade.class,
        subclass: trade.subclass, flat_class: trade.flat,
        licence_no: issued && `榕排证字〔${issued.slice(0, 4)}〕${String(rows.length + 1).padStart(6, '0')}号`, licensed_to: issued && fiveYearsOn(issued),
        unit: unit.code, division: unit.village.code, address: `${unit.address}${k === 0 ? '' : `之${k}`}`, source: SOURCE, valid_from: issued ?? '2020-07-01',
        geom: { type: 'Point', coordinates: placeIn(unit, box, draw) },
      })
    }
  })
  return rows
}

/** Licences run five years. */
const fiveYearsOn = (day: string): string => `${Number(day.slice(0, 4)) + 5}${day.slice(4).replace('02-29', '02-28')}`

/** Large houses are named after their unit, small trade after the people who keep it. */
function nameOf({ class: cls, subclass, titles }: Trade, unit: Unit, draw: Random): string {
  const title = pick(draw, titles)
  if (subclass === '居民住宅') return `${unit.name}${1 + Math.floor(draw() * 40)}号${title}`
  if (['机关企事业单位', '大型食堂', '建筑工地', '学校', '垃圾（收集）转运站'].includes(subclass)) return `${unit.name}${title}`
  return `${pick(draw, cls === '有毒有害排污类' ? lovely : calledAfter)}${title}`
}

/** A place inside a unit by trial; its inner point where the shape is too thin to hit. */
function placeIn({ ring, inner }: Unit, { west, south, east, north }: ReturnType<typeof boxOf>, draw: Random): Point {
  for (let attempt = 0; attempt < 20; attempt++) {
    const x = centimetre(west + draw() * (east - west))
    const y = centimetre(south + draw() * (north - south))
    if (inRing(ring, x, y)) return [x, y]
  }
  return [centimetre(inner[0]), centimetre(inner[1])]
}
