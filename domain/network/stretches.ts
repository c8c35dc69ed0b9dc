// Sets of places as stretches of waters, and what two such sets have in common or apart.
import type { Network } from './shape.ts'
import { Ordered, type Stretches } from './gathering.ts'

export interface Stretch {
  code: string
  fromM: number
  toM: number
}

/** Stretches under the codes of their waters. */
export const stretchList = ({ codes }: Network, { water, fromM, toM }: Stretches): Stretch[] =>
  Array.from(water, (w, i) => ({ code: codes[w], fromM: fromM[i], toM: toM[i] }))

/** Codes of the waters, each once. */
export function watersOf({ codes }: Network, { water }: Stretches): string[] {
  const list: string[] = []
  for (let i = 0; i < water.length; i++) if (i === 0 || water[i] !== water[i - 1]) list.push(codes[water[i]])
  return list
}

/** Metres of water in all, each place once. */
export const lengthOf = ({ fromM, toM }: Stretches): number => fromM.reduce((sum, from, i) => sum + toM[i] - from, 0)

/** What is in any of them. */
export const union = (first: Stretches, ...others: readonly Stretches[]): Stretches =>
  others.reduce((a, b) => {
    if (!b.water.length) return a
    const any = new Ordered(a.water.length + b.water.length)
    for (let i = 0, j = 0; i < a.water.length || j < b.water.length;) {
      const mine = j >= b.water.length
        || (i < a.water.length && (a.water[i] < b.water[j] || (a.water[i] === b.water[j] && a.fromM[i] <= b.fromM[j])))
      const [from, at] = mine ? [a, i++] : [b, j++]
      any.add(from.water[at], from.fromM[at], from.toM[at])
    }
    return any.stretches()
  }, first)

/** What is in all of them. */
export const common = (first: Stretches, ...others: readonly Stretches[]): Stretches =>
  others.reduce((a, b) => {
    const both = new Ordered(a.water.length + b.water.length)
    for (let i = 0, j = 0; i < a.water.length && j < b.water.length;) {
      const [from, to] = [Math.max(a.fromM[i], b.fromM[j]), Math.min(a.toM[i], b.toM[j])]
      if (a.water[i] === b.water[j] && from <= to) both.add(a.water[i], from, to)
      if (a.water[i] < b.water[j] || (a.water[i] === b.water[j] && a.toM[i] < b.toM[j])) i++
      else j++
    }
    return both.stretches()
  }, first)

/** What is in the first and not in the second. Ends stay in: where a stretch is cut, the cut belongs to what is left. */
export function without(a: Stretches, b: Stretches): Stretches {
  const left = new Ordered(a.water.length + b.water.length)
  let j = 0
  for (let i = 0; i < a.water.length; i++) {
    const water = a.water[i]
    let [from, open] = [a.fromM[i], true]
    while (j < b.water.length && (b.water[j] < water || (b.water[j] === water && b.toM[j] < from))) j++
    for (let k = j; open && k < b.water.length && b.water[k] === water && b.fromM[k] <= a.toM[i]; k++) {
      if (b.fromM[k] > from) left.add(water, from, b.fromM[k])
      from = Math.max(from, b.toM[k])
      open = from < a.toM[i]
    }
    if (open) left.add(water, from, a.toM[i])
  }
  return left.stretches()
}

/** For each set, what it has that no other one has: what sets several places apart. */
export const apart = (sets: readonly Stretches[]): Stretches[] =>
  sets.map((one, i) => sets.reduce((left, other, j) => (j === i ? left : without(left, other)), one))

/** Whether a place of a water is in the set. */
export function contains({ water, fromM, toM }: Stretches, at: number, measureM: number): boolean {
  let [low, high] = [0, water.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    if (water[middle] < at || (water[middle] === at && toM[middle] < measureM)) low = middle + 1
    else if (water[middle] > at || fromM[middle] > measureM) high = middle - 1
    else return true
  }
  return false
}
