// Sluices and pump stations of the register, from the sites the land gives them.
import { anyDay } from '../calendar.ts'
import { centimetre, distance } from '../geometry.ts'
import { random } from '../random.ts'
import type { Row } from '../rows.ts'
import type { GateSite, RiverCourse } from '../types.ts'
import { pick, SOURCE, type City } from './city.ts'
import { riverName } from './outfalls.ts'

const kinds = { sluice: '水闸', pump: '泵站', sluice_pump: '闸泵' } as const

/** Metres of clear width of one opening. */
const OPENING = 8

/** Operating rules are our own proposal, in the manner of what such works post at their door. */
const rules = {
  sluice: ['外江水位高于内河时关闸，落潮开闸排水', '涨潮引水、落潮排水，每日两潮换水', '汛期按三防指挥部调令启闭，平时保持景观水位'],
  pump: ['内河水位超过控制水位时开泵排涝', '暴雨预警发布后预排，雨后恢复常水位'],
  sluice_pump: ['低潮开闸自排，高潮关闸开泵强排', '外江水位高时关闸、内河超控制水位时开泵'],
} as const

/** One row for each site, in their order. */
export function gates(city: City, codes: string[]): Row[] {
  const { land, waters, places, seed } = city
  const draw = random(seed, 'gate rows')
  const named = new Map<string, number>()
  return land.gates.map((site, index): Row => {
    const river = land.rivers[site.river]
    const along = metresTo(river, site)
    const reach = waters.reachAt(site.river, along)
    const stem = `${riverName(reach)}${site.vertex * 2 > river.line.length ? '口' : '头'}${kinds[site.kind]}`
    const number = (named.get(stem) ?? 0) + 1
    named.set(stem, number)
    const division = places.villageAt(site.at) ?? reach.village
    const town = places.byCode.get(division.slice(0, 9))?.name ?? ''
    const district = places.byCode.get(division.slice(0, 6))?.name ?? ''
    const built = anyDay(draw, '1972-01-01', '2024-12-31')
    return {
      code: codes[index], name: number === 1 ? stem : `${stem}${number}号`, kind: kinds[site.kind],
      water: reach.code, measure_m: centimetre(along - reach.from), division,
      openings: site.kind === 'pump' ? null : Math.max(1, Math.ceil(site.width / OPENING)), width_m: site.kind === 'pump' ? null : site.width,
      pump_m3_s: site.kind === 'sluice' ? null : Math.round(10 * site.width * (0.4 + 0.9 * draw())) / 10,
      operator: draw() < 0.7 ? `${town}水利所` : `${district}水闸管理所`, rule: pick<string>(draw, rules[site.kind]),
      built_on: built, source: SOURCE, valid_from: built,
      geom: { type: 'Point', coordinates: site.at },
    }
  })
}

/** Metres from the river's source to a gate. */
function metresTo({ line }: RiverCourse, { vertex }: GateSite): number {
  let along = 0
  for (let i = 1; i <= vertex; i++) along += distance(line[i - 1], line[i])
  return along
}
