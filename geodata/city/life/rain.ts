// Rain as storms that pass over the city: each has a middle, a width, an hour and an amount, so that stations near one
// another are wet together. Months are brought to the normals of the Pearl River delta, each year a little otherwise.
import { clamp } from '../geometry.ts'
import { normal, random, type Random } from '../random.ts'
import type { Point } from '../types.ts'
import { dayNames, hours, months } from './hours.ts'

/**
 * Millimetres by month, January first: a normal year of the delta (about 1,700 mm, four fifths of it April to September), before typhoons.
 */
const NORMALS = [40, 58, 92, 178, 290, 300, 215, 215, 175, 58, 35, 26]
/** Days with a storm somewhere, by month. */
const STORMY = [5, 7, 10, 13, 16, 17, 15, 15, 11, 5, 4, 3]
/** Metres. */
const FRONT = 60_000
const SHOWER = 14_000

/** Typhoons: the day each comes, millimetres in its middle. */
const TYPHOONS = [{ day: '2025-07-20', mm: 150 }, { day: '2025-09-24', mm: 95 }, { day: '2026-08-11', mm: 175 }]

export interface Rain {
  at: Point[]
  /** Millimetres by station and hour: station × hours + hour. */
  mm: Float32Array
}

/** Rain at stations; `box` is the land they stand on (metres). */
export function rain(seed: number, at: Point[], box: { west: number; south: number; east: number; north: number }): Rain {
  const draw = random(seed, 'rain')
  const mm = new Float32Array(at.length * hours)
  dayNames.forEach((day, d) => {
    const month = Number(day.slice(5, 7)) - 1
    const chance = STORMY[month] / 30
    const summer = month >= 4 && month <= 8
    for (let events = draw() < chance ? 1 + Math.floor(draw() * (summer ? 3 : 1.4)) : 0; events > 0; events--) {
      const wide = draw() < (summer ? 0.3 : 0.8)
      storm(mm, at, {
        middle: [box.west + draw() * (box.east - box.west), box.south + draw() * (box.north - box.south)],
        width: (wide ? FRONT : SHOWER) * (0.6 + 0.9 * draw()),
        from: d * 24 + (wide || !summer ? draw() * 24 : 12 + 8 * draw()),
        long: wide ? 5 + 12 * draw() : 1.5 + 3 * draw(),
        // most are small, some are not: an exponential stretched at its end
        mm: Math.min(110, 5 + 13 * (-Math.log(1 - draw())) ** 1.35),
      }, draw)
    }
  })
  toNormals(mm, at.length, draw)
  for (const { day, mm: amount } of TYPHOONS) {
    const from = dayNames.indexOf(day) * 24
    storm(mm, at, {
      middle: [(box.west + box.east) / 2, box.south], width: 130_000, from: from + 6 * draw(), long: 30, mm: amount * (0.85 + 0.3 * draw()),
    }, draw)
  }
  for (let i = 0; i < mm.length; i++) mm[i] = mm[i] < 0.05 ? 0 : Math.round(mm[i] * 10) / 10
  return { at, mm }
}

interface Storm {
  middle: Point
  width: number
  from: number
  long: number
  mm: number
}

/** Adds a storm: less with the distance from its middle, steepest a third into it, ragged from hour to hour. */
function storm(mm: Float32Array, at: Point[], { middle, width, from, long, mm: amount }: Storm, draw: Random): void {
  const first = Math.floor(from)
  const count = Math.ceil(long) + 1
  const shape = Array.from({ length: count }, (_, h) => {
    const t = clamp((first + h + 0.5 - from) / long, 0, 1)
    return (t < 0.33 ? t / 0.33 : (1 - t) / 0.67) * (0.5 + draw())
  })
  const whole = shape.reduce((sum, each) => sum + each, 0) || 1
  at.forEach(([x, y], s) => {
    const away = ((x - middle[0]) ** 2 + (y - middle[1]) ** 2) / (2 * width * width)
    const here = amount * Math.exp(-away) * (0.85 + 0.3 * draw())
    for (let h = 0; h < count; h++) if (first + h < hours) mm[s * hours + first + h] += (here * shape[h]) / whole
  })
}

/** Scales each month so that the mean of the stations is its normal, give or take a third. */
function toNormals(mm: Float32Array, stations: number, draw: Random): void {
  for (const { name, from, hours: long } of months) {
    let sum = 0
    for (let s = 0; s < stations; s++) for (let h = from; h < from + long; h++) sum += mm[s * hours + h]
    const month = Number(name.slice(5)) - 1
    const wanted = NORMALS[month] * Math.exp(0.3 * normal(draw) - 0.045) * (long / 24 / 30.4)
    const factor = sum > 0 ? clamp((wanted * stations) / sum, 0.25, 1.8) : 1
    for (let s = 0; s < stations; s++) for (let h = from; h < from + long; h++) mm[s * hours + h] *= factor
  }
}

/** Millimetres of a station on a day. */
export const dayTotal = ({ mm }: Rain, station: number, day: number): number => {
  let sum = 0
  for (let h = 0; h < 24; h++) sum += mm[station * hours + day * 24 + h]
  return sum
}
