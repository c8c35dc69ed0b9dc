// Three-way merge of the vertices of one line or ring.
// node-diff3 would be the library for it and does not fit: it calls moves of neighbouring vertices a conflict, and looks
// through an unchanged stretch in the square of its length (40,000 vertices: 2.7 s). Vertices hardly ever repeat,
// so what two lines have in common is the longest run of rising numbers, found in n log n however much they differ.
import type { LonLat } from './shift.ts'
import { samePlace, turnOf } from './topology/plane.ts'

/** The vertices `from` up to, not including, `to` of the base become `places`. */
interface Change {
  from: number
  to: number
  places: LonLat[]
}

/** Whether two lines have the same vertices in the same order. */
export const sameLine = (a: readonly LonLat[], b: readonly LonLat[]) => a.length === b.length && a.every((at, i) => samePlace(at, b[i]))

const keyOf = ([lon, lat]: LonLat) => `${Math.round(lon * 1e9)},${Math.round(lat * 1e9)}`

/** Numbers of the vertices two sequences have in common, rising in both. A vertex that repeats is paired with its like in order. */
function common(base: readonly LonLat[], side: readonly LonLat[]): [number, number][] {
  const where = new Map<string, number[]>()
  for (let i = base.length - 1; i >= 0; i--) {
    const key = keyOf(base[i])
    const known = where.get(key)
    if (known) known.push(i)
    else where.set(key, [i])
  }
  interface Pair { base: number; side: number; before: Pair | undefined }
  /** The pair that ends a run of each length with the least number in the base. */
  const runs: Pair[] = []
  for (const [j, at] of side.entries()) {
    const i = where.get(keyOf(at))?.pop()
    if (i === undefined) continue
    let [low, high] = [0, runs.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((runs[middle]).base < i) low = middle + 1
      else high = middle
    }
    runs[low] = { base: i, side: j, before: runs[low - 1] }
  }
  const pairs: [number, number][] = []
  for (let pair = runs.at(-1); pair; pair = pair.before) pairs.push([pair.base, pair.side])
  return pairs.reverse()
}

/** What a side did to the base. Most edits touch a few vertices, so what both begin and end with is set aside first. */
function changesOf(base: readonly LonLat[], side: readonly LonLat[]): Change[] {
  const shorter = Math.min(base.length, side.length)
  let head = 0
  while (head < shorter && samePlace(base[head], side[head])) head++
  let tail = 0
  while (tail < shorter - head && samePlace(base[base.length - 1 - tail], side[side.length - 1 - tail])) tail++
  const [baseEnd, sideEnd] = [base.length - tail, side.length - tail]
  const changes: Change[] = []
  let [from, sideFrom] = [head, head]
  const until = (to: number, sideTo: number) => {
    if (to > from || sideTo > sideFrom) changes.push({ from, to, places: side.slice(sideFrom, sideTo) })
    ;[from, sideFrom] = [to + 1, sideTo + 1]
  }
  for (const [i, j] of common(base.slice(head, baseEnd), side.slice(head, sideEnd))) until(head + i, head + j)
  until(baseEnd, sideEnd)
  return changes
}

const adds = ({ from, to, places }: Change) => places.length > to - from

/** Whether two changes are about the same vertices, or both put new ones between the same two, so that nobody knows which come first. */
const disagree = (one: Change, other: Change) =>
  (one.from < other.to && other.from < one.to) || (adds(one) && adds(other) && one.from <= other.to && other.from <= one.to)

/** The changes of both sides in order, those they made alike once; null where they disagree. */
function together(mine: readonly Change[], theirs: readonly Change[]): Change[] | null {
  const changes = [...theirs]
  let first = 0
  for (const change of mine) {
    while (first < theirs.length && (theirs[first]).to < change.from) first++
    const near: Change[] = []
    for (let i = first; i < theirs.length && (theirs[i]).from <= change.to; i++) near.push(theirs[i])
    if (near.some(({ from, to, places }) => from === change.from && to === change.to && sameLine(places, change.places))) continue
    if (near.some((other) => disagree(change, other))) return null
    changes.push(change)
  }
  return changes.sort((one, other) => one.from - other.from || one.to - other.to)
}

/** Both sides' changes to one line; null where they disagree. */
export function mergeLine(base: readonly LonLat[], mine: readonly LonLat[], theirs: readonly LonLat[]): LonLat[] | null {
  const changes = together(changesOf(base, mine), changesOf(base, theirs))
  if (!changes) return null
  const pieces: (readonly LonLat[])[] = []
  let next = 0
  for (const { from, to, places } of changes) {
    pieces.push(base.slice(next, from), places)
    next = to
  }
  return [...pieces, base.slice(next)].flat()
}

const rotated = (open: readonly LonLat[], start: number) => [...open.slice(start), ...open.slice(0, start)]
const closed = (open: readonly LonLat[]) => [...open, open[0]]

/** The vertices of a ring once, in the direction in which the base runs: editors close, begin and turn rings as they please. */
const opened = (ring: readonly LonLat[], base: readonly LonLat[]) => {
  const open = ring.slice(0, -1)
  return turnOf(ring) > 0 === turnOf(base) > 0 ? open : open.reverse()
}

/** A vertex all rings have, as its number in each; null where there is none. */
function commonStart(rings: readonly (readonly LonLat[])[]): number[] | null {
  if (rings.every(([at]) => at && samePlace(at, rings[0]?.[0]))) return rings.map(() => 0)
  const numbers = rings.map((ring) => new Map(ring.map((at, i) => [keyOf(at), i])))
  const key = (rings[0] ?? []).map(keyOf).find((one) => numbers.every((known) => known.has(one)))
  return key === undefined ? null : numbers.map((known) => known.get(key) as number)
}

/** The same for one closed ring, wherever it begins. */
export function mergeRing(base: readonly LonLat[], mine: readonly LonLat[], theirs: readonly LonLat[]): LonLat[] | null {
  const rings = [base, mine, theirs].map((ring) => opened(ring, base))
  const starts = commonStart(rings)
  if (!starts) return null
  const [b, m, t] = rings.map((ring, i) => rotated(ring, starts[i])) as [LonLat[], LonLat[], LonLat[]]
  const merged = mergeLine(b, m, t)
  return merged && closed(merged)
}

/** Whether two closed rings are one, wherever they begin and whichever way they run. */
export function sameRing(one: readonly LonLat[], other: readonly LonLat[]): boolean {
  if (one.length !== other.length) return false
  const rings = [one, other].map((ring) => opened(ring, one))
  const starts = commonStart(rings)
  return starts !== null && sameLine(rotated(rings[0], starts[0]), rotated(rings[1], starts[1]))
}
