// Reservoirs: a dam across a hill stream, and the water backs up every valley lower than its level.
// The ground of a valley is the bed of its streams plus side slopes, so shores come out branched like the streams.

import { boxOf, clamp, lerp, ringArea, simple, smoothstep } from './geometry.ts'
import type { Plan } from './plan.ts'
import type { Noise, Random } from './random.ts'
import { fractal, noise, random } from './random.ts'
import { zeroLine } from './shapes.ts'
import type { Shores } from './shores.ts'
import { measures } from './shores.ts'
import type { Point, ReservoirSite, RiverCourse } from './types.ts'

/** A stretch of valley floor below the water's level. */
interface Floor {
  a: Point
  b: Point
  bedA: number
  bedB: number
  /** Metres from the stream to the shore where the water is as deep as at the dam; narrow at the dam itself. */
  half: number
}

/** Exactly `wanted` reservoirs, the largest first; lengths fall off as a power of the rank, from about 6 km to 300 m. */
export function reservoirs(plan: Plan, rivers: RiverCourse[], shores: Shores, wanted: number): ReservoirSite[] {
  const draw = random(plan.seed, 'reservoirs')
  const rough = fractal(noise(plan.seed, 'reservoir shores'), 3)
  const joining = tributaries(rivers)
  const hills = rivers.filter((river) => !river.delta && river.line.length > 4 && river.bed[0] - river.bed[river.bed.length - 1] > 6)
  const along = new Map(hills.map((river) => [river.id, measures(river.line)]))
  const result: ReservoirSite[] = []
  for (let rank = 0, tries = 0; result.length < wanted && hills.length; tries++) {
    if (tries > 900) {
      rank += Math.max(1, Math.round(wanted / 40))
      tries = 0
      if (rank > 60 * wanted) throw new Error(`room for ${result.length} of ${wanted} reservoirs only`)
    }
    const length = Math.max(180, 6200 * plan.scale ** 0.15 * (1 + rank) ** -0.5) * (0.8 + 0.4 * draw())
    const river = hills[Math.floor(draw() * hills.length)]
    const measure = along.get(river.id) as number[]
    const vertex = 1 + Math.floor(draw() * (river.line.length - 2))
    if (measure[vertex] < 0.9 * length || measure[measure.length - 1] - measure[vertex] < 60) continue
    const site = dam(river, vertex, length, rivers, joining, rough, draw, shores)
    if (!site || !shores.free(site.ring, 15, (id) => site.flooded.has(id)) || !simple(site.ring)) continue
    shores.take(site.ring)
    result.push(site.reservoir)
    rank++
    tries = 0
  }
  return result
}

function tributaries(rivers: RiverCourse[]): Map<number, { river: number; vertex: number }[]> {
  const joining = new Map<number, { river: number; vertex: number }[]>()
  for (const river of rivers) {
    if (river.into === null) continue
    const node = river.nodes[river.nodes.length - 1].node
    const vertex = rivers[river.into].nodes.find((entry) => entry.node === node)?.vertex ?? -1
    const list = joining.get(river.into) ?? []
    list.push({ river: river.id, vertex })
    joining.set(river.into, list)
  }
  return joining
}

function dam(
  river: RiverCourse, vertex: number, length: number, rivers: RiverCourse[], joining: ReturnType<typeof tributaries>,
  rough: Noise, draw: Random, shores: Shores,
) {
  const floor = river.bed[vertex]
  let back = vertex
  for (let gone = 0; back > 0 && gone < length; back--)
    gone += Math.hypot(river.line[back][0] - river.line[back - 1][0], river.line[back][1] - river.line[back - 1][1])
  const depth = river.bed[back] - floor
  if (depth < 3 || depth > 95 || depth / length > 0.075 || river.width[vertex] > length / 7) return null
  const level = floor + depth
  const floors: Floor[] = []
  const flooded = new Set<number>()
  const half = length * (length > 2000 ? lerp(0.07, 0.13, draw()) : lerp(0.1, 0.19, draw()))
  const piece = length / 22
  const flood = (id: number, from: number, away: number) => {
    flooded.add(id)
    const { line, bed } = rivers[id]
    const ways = new Map<number, number>()
    let top = from
    let gone = away
    for (let k = from, start = from, began = away; k > 0 && bed[k] < level; k--) {
      gone += Math.hypot(line[k][0] - line[k - 1][0], line[k][1] - line[k - 1][1])
      top = k - 1
      ways.set(top, gone)
      // pieces as long as the shore needs them, not as fine as the river's line
      if (gone - began < piece && top > 0 && bed[top] < level) continue
      floors.push({
        a: line[start], b: line[top], bedA: bed[start], bedB: bed[top], half: half * (0.4 + 0.6 * smoothstep(0, 0.4 * length, began)),
      })
      start = top
      began = gone
    }
    for (const { river: side, vertex: joint } of joining.get(id) ?? [])
      if (joint > top && joint < from) flood(side, rivers[side].line.length - 1, ways.get(joint) ?? away)
  }
  flood(river.id, vertex, 0)
  if (floors.length < 3 || floors.some(({ b }) => shores.taken(b))) return null

  const gullies = floors.flatMap((f) => gully(f, level, depth, length, draw))
  const all = [...floors, ...gullies]
  const at = river.line[vertex]
  const up = river.line[Math.max(0, vertex - 3)]
  const size = Math.hypot(at[0] - up[0], at[1] - up[1]) || 1
  const down: Point = [(at[0] - up[0]) / size, (at[1] - up[1]) / size]
  const box = boxOf([...all.map(({ a }) => a), ...all.map(({ b }) => b)], half * 1.3)
  const field = (x: number, y: number): number => {
    const past = (x - at[0]) * down[0] + (y - at[1]) * down[1]
    if (past > 0.5 * half) return -past
    let ground = Infinity
    for (const f of all) {
      const dx = f.b[0] - f.a[0]
      const dy = f.b[1] - f.a[1]
      const t = clamp(((x - f.a[0]) * dx + (y - f.a[1]) * dy) / (dx * dx + dy * dy || 1), 0, 1)
      const bed = lerp(f.bedA, f.bedB, t)
      if (bed >= ground) continue
      const off = Math.sqrt((x - f.a[0] - t * dx) ** 2 + (y - f.a[1] - t * dy) ** 2) / f.half
      ground = Math.min(ground, bed + depth * off * Math.sqrt(Math.sqrt(off)))
    }
    const still = level - ground
    const water = still < -0.3 * depth ? still : still + 0.22 * depth * rough(x / (0.55 * half), y / (0.55 * half))
    return Math.min(water, (-past / half) * depth * 3)
  }
  // most places fail because something is in the way, which a rough outline shows at a tenth of the cost
  const sketch = zeroLine(box, 26, field)
  if (!sketch || !shores.free(sketch, 15, (id) => flooded.has(id))) return null
  const ring = zeroLine(box, clamp(Math.round(length / 9), 44, 110), field)
  if (!ring) return null
  const area = ringArea(ring)
  if (area < 0.05 * length * length * 0.5 || area < 3000) return null
  const crest = ring.filter(([x, y]) => Math.abs((x - at[0]) * down[0] + (y - at[1]) * down[1]) < 0.06 * half)
  if (crest.length < 2) return null
  const across = crest.map(([x, y]) => (y - at[1]) * down[0] - (x - at[0]) * down[1])
  const left = Math.max(...across) + 0.04 * half + 4
  const right = Math.min(...across) - 0.04 * half - 4
  const end = (d: number): Point => [at[0] - down[1] * d, at[1] + down[0] * d]
  const reservoir: ReservoirSite = {
    ring,
    river: river.id,
    level,
    damVertex: vertex,
    dam: [end(left), end(right)],
    damHeight: Math.round((depth + 2 + 2 * draw()) * 10) / 10,
    capacity: Math.round(area * depth * 0.4 * 1e-4) / 100 || 0.01,
  }
  return { reservoir, ring, flooded }
}

/** Now and then a side gully too small for the river list, which the water fills as a short arm. */
function gully({ a, b, bedA, half }: Floor, level: number, depth: number, length: number, draw: Random): Floor[] {
  const share = (level - bedA) / depth
  if (share < 0.15 || draw() > 0.62) return []
  const side = draw() < 0.5 ? 1 : -1
  const angle = Math.atan2(b[1] - a[1], b[0] - a[0]) + side * lerp(0.7, 1.5, draw())
  const reach = lerp(0.09, 0.34, draw() ** 1.5) * length * share ** 0.7
  const bend = angle - side * lerp(-0.2, 0.8, draw())
  const mid: Point = [a[0] + 0.5 * reach * Math.cos(angle), a[1] + 0.5 * reach * Math.sin(angle)]
  const tip: Point = [mid[0] + 0.5 * reach * Math.cos(bend), mid[1] + 0.5 * reach * Math.sin(bend)]
  const bedMid = lerp(bedA, level, 0.45)
  return [
    { a, b: mid, bedA, bedB: bedMid, half: 0.75 * half },
    { a: mid, b: tip, bedA: bedMid, bedB: level, half: 0.6 * half },
  ]
}
