// Monitoring sections. Where water runs both ways a section is sampled at flood and at ebb and is two rows,
// except national and provincial ones, which are sampled at ebb, and automatic stations, which never stop.
import { anyDay } from '../calendar.ts'
import { centimetre, distance } from '../geometry.ts'
import { random, type Random } from '../random.ts'
import type { Row } from '../rows.ts'
import type { Land, Point, Reach } from '../types.ts'
import { mannerOf, targetOf } from '../watersFacts.ts'
import { MeasuredLine } from '../watersLine.ts'
import { serials, SOURCE, type City } from './city.ts'
import { riverName } from './outfalls.ts'

type Kind = '国考' | '省考' | '市考' | '交界' | '自动站' | '河涌'

/**
 * Rows of each kind in a city of full size, in the order in which they choose their places, metres between
 * two of a kind, and the most on one river.
 */
const KINDS: readonly { kind: Kind; rows: number; apart: number; each: number }[] = [
  { kind: '国考', rows: 6, apart: 12_000, each: 2 },
  { kind: '省考', rows: 7, apart: 9000, each: 2 },
  { kind: '交界', rows: 50, apart: 700, each: 4 },
  { kind: '市考', rows: 30, apart: 3500, each: 3 },
  { kind: '自动站', rows: 20, apart: 3000, each: 2 },
  { kind: '河涌', rows: 107, apart: 600, each: 1 },
]

/** Of the city's own sections these many are automatic too. */
const AUTOMATIC_CITY_SECTIONS = 7

interface Place {
  reach: Reach
  /** Metres from the reach's start. */
  measure: number
  at: Point
  worth: number
}

export function sections(city: City): Row[] {
  const draw = random(city.seed, 'sections')
  const codeOf = serials('M', 4)
  const taken: Place[] = []
  const names = new Set<string>()
  const rows: Row[] = []
  for (const { kind, rows: full, apart, each } of KINDS) {
    const wanted = Math.max(1, Math.round(full * city.scale))
    const own: Place[] = []
    let made = 0
    for (const place of candidates(city, kind, draw)) {
      if (made >= wanted) break
      if (own.filter(({ reach }) => reach.river === place.reach.river).length >= each) continue
      if (own.some(({ at }) => distance(at, place.at) < apart) || taken.some(({ at }) => distance(at, place.at) < 250)) continue
      own.push(place)
      taken.push(place)
      const division = place.reach.village
      const name = nameOf(city, kind, place, names)
      const automatic = kind === '国考' || kind === '省考' || kind === '自动站' || (kind === '市考' && own.length <= AUTOMATIC_CITY_SECTIONS * city.scale)
      const since = anyDay(draw, kind === '河涌' ? '2018-01-01' : '2016-01-01', kind === '国考' ? '2016-12-31' : '2024-12-31')
      for (const tide of tides(kind, place.reach)) {
        rows.push({
          code: codeOf(division), name: tide && tides(kind, place.reach).length > 1 ? `${name}(${tide})` : name, kind,
          water: place.reach.code, measure_m: place.measure, division, target_class: target(city.land, place.reach),
          tide, relation: kind !== '交界' ? null : place.reach.flow === 'tidal' ? '≈' : '→', automatic, source: SOURCE, valid_from: since,
          geom: { type: 'Point', coordinates: place.at },
        })
        made++
      }
    }
  }
  return rows
}

function tides(kind: Kind, { flow }: Reach): ('涨' | '落' | null)[] {
  if (flow !== 'tidal' || kind === '自动站') return [null]
  return kind === '国考' || kind === '省考' ? ['落'] : ['涨', '落']
}

/** Places a kind of section could stand, the best first. */
function candidates(city: City, kind: Kind, draw: Random): Place[] {
  const { waters, land } = city
  const builtUp = ({ at: [x, y] }: Place): number => land.terrain.builtUpAt(x, y)
  const on = (reach: Reach, share: number, worth: (place: Place) => number): Place => {
    const measure = centimetre(city.courses.lengthOf(reach) * share)
    const [x, y] = city.courses.pointAt(reach, measure)
    const place: Place = { reach, measure, at: [centimetre(x), centimetre(y)], worth: 0 }
    return { ...place, worth: worth(place) }
  }
  const catchment = (reach: Reach): number => land.rivers[reach.river].catchment
  const ordered = (places: Place[]): Place[] => places.sort((a, b) => b.worth - a.worth)
  switch (kind) {
    case '国考':
    case '省考':
    case '市考':
    case '自动站': {
      const chance = kind === '自动站' ? 2 : 1
      return ordered(waters.reaches.map((reach) =>
        on(reach, 0.5, (place) => Math.log(1 + catchment(reach)) + Math.log(reach.width) + builtUp(place) + chance * draw())))
    }
    case '交界':
      return ordered(borders(waters.reaches).map((reach) => on(reach, 1, () => reach.width * (0.8 + 0.4 * draw()))))
    case '河涌':
      return ordered(lastReaches(waters.reaches).filter((reach) => reach.width < 80).map((reach) =>
        on(reach, 0.6, (place) => builtUp(place) + 0.9 * draw())))
  }
}

/** Reaches after which the river enters another district. */
function borders(reaches: Reach[]): Reach[] {
  const ordered = reaches.toSorted((a, b) => a.river - b.river || a.from - b.from)
  return ordered.filter((reach, i) =>
    ordered[i + 1]?.river === reach.river && ordered[i + 1].village.slice(0, 6) !== reach.village.slice(0, 6))
}

/** The last reach of every river. */
function lastReaches(reaches: Reach[]): Reach[] {
  const last = new Map<number, Reach>()
  for (const reach of reaches) if (reach.to > (last.get(reach.river)?.to ?? -1)) last.set(reach.river, reach)
  return [...last.values()]
}

function nameOf({ places: { byCode } }: City, kind: Kind, { reach }: Place, taken: Set<string>): string {
  const village = byCode.get(reach.village)?.name.replace(/(社区|村)$/, '') ?? ''
  const town = byCode.get(reach.village.slice(0, 9))?.name.replace(/(街道|镇)$/, '') ?? ''
  const river = riverName(reach)
  const choices = kind === '河涌' ? [`${river}口`, `${river}${village}`]
    : kind === '自动站' ? [`${village}水质自动站`, `${river}${village}水质自动站`]
    : [village, town, `${river}${village}`]
  const name = choices.find((each) => !taken.has(each)) ?? `${choices[choices.length - 1]}${taken.size}`
  taken.add(name)
  return name
}

/** What its river should reach. */
function target(land: Land, { river }: Reach): string {
  const course = land.rivers[river]
  const widest = course.width.reduce((most, each) => Math.max(most, each), 0)
  return targetOf(land, new MeasuredLine(course.line), course, mannerOf(course, widest))
}
