// The points of a network: where links leave and enter reaches, where gates bar them, and their ends.
import { gatesOf, namedWaters, onWater, type Bar } from './named.ts'
import { remark } from './remarks.ts'
import { linkName, type GateRow, type NetworkRows, type Remark } from './rows.ts'
import type { Waters } from './shape.ts'

interface Points {
  waters: Waters
  /** Two points a link, -1 where it was left out. */
  ends: Int32Array
  gates: GateRow[]
  gateOf: Map<string, number>
  /** Point below a gate that stands in mid-reach → gate; the point above it is the one before. */
  bars: Map<number, number>
}

const none: readonly Bar[] = []

/** The first point at or below a measure. Where a gate bars the reach right there, the one above the gate. */
export function pointFrom({ firstPoint, at }: Waters, water: number, measureM: number): number {
  let low = firstPoint[water]
  let high = firstPoint[water + 1] - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (at[middle] < measureM) low = middle + 1
    else high = middle
  }
  return low
}

export function pointsOf(rows: NetworkRows, remarks: Remark[]): Points {
  const named = namedWaters(rows, remarks)
  const { codes, indexOf, lengthM } = named
  const { gates, gateOf, standing } = gatesOf(rows, indexOf, lengthM, remarks)

  // The measures of each link, checked; NaN leaves the link out.
  const links = rows.links.length
  const [water, measure] = [new Int32Array(2 * links), new Float64Array(2 * links).fill(NaN)]
  const many = new Int32Array(codes.length + 1)
  // A million links: nothing is allocated here that need not be.
  for (let l = 0; l < links; l++) {
    const row = rows.links[l]
    const u = indexOf.get(row.upstream)
    const d = indexOf.get(row.downstream)
    if (u === undefined || d === undefined) {
      remarks.push(remark('unknown_reach', linkName(row), u === undefined ? row.upstream : row.downstream))
      continue
    }
    if (row.gate !== null && !gateOf.has(row.gate)) {
      remarks.push(remark('unknown_gate', linkName(row), row.gate))
      continue
    }
    const um = onWater(row.upstreamM, lengthM[u])
    const dm = onWater(row.downstreamM, lengthM[d])
    if (Number.isNaN(um) || Number.isNaN(dm)) {
      remarks.push(remark('beyond_end', linkName(row), Number.isNaN(um) ? row.upstream : row.downstream))
      continue
    }
    water[2 * l] = u
    water[2 * l + 1] = d
    measure[2 * l] = um
    measure[2 * l + 1] = dm
    many[u + 1]++
    many[d + 1]++
  }

  // Room for all measures of each water, filled, sorted, each kept once; a gate makes two of its own.
  const onWaters = [...standing.values()].flat().length
  for (let w = 0; w < codes.length; w++) many[w + 1] += 2 + many[w] + (standing.get(w)?.length ?? 0)
  const cuts = new Float64Array(many[codes.length])
  const next = many.slice(0, codes.length)
  for (let w = 0; w < codes.length; w++) {
    cuts[next[w]++] = 0
    cuts[next[w]++] = lengthM[w]
    for (const { atM } of standing.get(w) ?? none) cuts[next[w]++] = atM
  }
  for (let i = 0; i < 2 * links; i++) if (!Number.isNaN(measure[i])) cuts[next[water[i]]++] = measure[i]
  const firstPoint = new Int32Array(codes.length + 1)
  const at = new Float64Array(cuts.length + onWaters)
  const bars = new Map<number, number>()
  let count = 0
  for (let w = 0; w < codes.length; w++) {
    firstPoint[w] = count
    const start = many[w]
    const end = many[w + 1]
    sortFew(cuts, start, end)
    const here = standing.get(w) ?? none
    for (let i = start; i < end; i++) {
      if (i > start && cuts[i] === cuts[i - 1]) continue
      at[count++] = cuts[i]
      for (const { gate, atM } of here) {
        if (atM !== cuts[i]) continue
        bars.set(count, gate)
        at[count++] = atM
      }
    }
  }
  firstPoint[codes.length] = count
  const reachOf = new Int32Array(count)
  for (let w = 0; w < codes.length; w++) for (let p = firstPoint[w]; p < firstPoint[w + 1]; p++) reachOf[p] = w
  const waters: Waters = { ...named, firstPoint, at: at.slice(0, count), reachOf }
  const ends = new Int32Array(2 * links).fill(-1)
  for (let i = 0; i < 2 * links; i++) if (!Number.isNaN(measure[i])) ends[i] = pointFrom(waters, water[i], measure[i])
  return { waters, ends, gates, gateOf, bars }
}

/** Sorts a part of a list: few numbers as a rule, for which this beats the sort of the language; many by that. */
function sortFew(list: Float64Array, start: number, end: number) {
  if (end - start > 24) list.subarray(start, end).sort()
  else
    for (let i = start + 1; i < end; i++) {
      const value = list[i]
      let j = i - 1
      for (; j >= start && list[j] > value; j--) list[j + 1] = list[j]
      list[j + 1] = value
    }
}
