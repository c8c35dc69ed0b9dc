// What every kind of facility is placed with.
import type { Random } from '../random.ts'
import type { Land, Places, CityWaters } from '../types.ts'
import type { Courses } from './courses.ts'
import type { Surface } from './surface.ts'

export interface City {
  land: Land
  places: Places
  waters: CityWaters
  surface: Surface
  courses: Courses
  seed: number
  scale: number
}

export const SOURCE = '演示城市'

/** Numbers things within their district: `449003-P00017` for the letter P and five digits. */
export function serials(letter: string, digits: number): (division: string) => string {
  const last = new Map<string, number>()
  return (division) => {
    const district = division.slice(0, 6)
    const next = (last.get(district) ?? 0) + 1
    last.set(district, next)
    return `${district}-${letter}${String(next).padStart(digits, '0')}`
  }
}

export const pick = <T>(draw: Random, from: readonly T[]): T => from[Math.floor(draw() * from.length)]

/** One of several by weight. */
export function weighted<T>(draw: Random, from: readonly (readonly [T, number])[]): T {
  let left = draw() * from.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [value, weight] of from) {
    left -= weight
    if (left < 0) return value
  }
  return from[from.length - 1][0]
}

/** How many of `count` fall to each weight, spread evenly: the sum is exactly `count`. */
export function sharesOf(weights: Float64Array, count: number, draw: Random): Uint32Array {
  const step = weights.reduce((sum, weight) => sum + weight, 0) / count
  const offset = draw()
  const counts = new Uint32Array(weights.length)
  let sum = 0
  let given = 0
  weights.forEach((weight, i) => {
    sum += weight
    const due = Math.min(count, Math.max(given, Math.floor(sum / step + offset)))
    counts[i] = due - given
    given = due
  })
  return counts
}

/** Names of a village's town and district and its own, as one address. */
export function addressOf({ byCode }: Places, village: string): string {
  return [6, 9, 12].map((length) => byCode.get(village.slice(0, length))?.name ?? '').join('')
}
