// Lakes: park lakes in town and plain, rivers that widen, and oxbows beside slow rivers.

import { clamp, lerp, ringArea, simple } from './geometry.ts'
import type { Plan } from './plan.ts'
import type { Noise, Random } from './random.ts'
import { fractal, noise, random } from './random.ts'
import { around } from './shapes.ts'
import type { Shores } from './shores.ts'
import type { Point, RiverCourse, StillWater, Terrain } from './types.ts'

type Draft = { ring: Point[] | null; river: number | null; at: Point }

/** Exactly `wanted` lakes of about 2 to 300 hectares. */
export function lakes(plan: Plan, terrain: Terrain, rivers: RiverCourse[], shores: Shores, wanted: number): StillWater[] {
  const draw = random(plan.seed, 'lakes')
  const rough = fractal(noise(plan.seed, 'lake shores'), 2)
  const result: StillWater[] = []
  for (let tries = 0; result.length < wanted; tries++) {
    if (tries > 40_000) throw new Error(`room for ${result.length} of ${wanted} lakes only`)
    const turn = result.length % 6
    const size = clamp(70 * (1 - draw()) ** -0.62, 70, 620) * (tries > 20_000 ? 0.5 : 1)
    const river = rivers[Math.floor(draw() * rivers.length)]
    const vertex = Math.floor(draw() * river.line.length)
    const draft = turn === 1 ? widening(river, vertex, size, rough, draw)
      : turn === 4 ? oxbow(river, vertex, rough, draw)
      : park(terrain, river.line[vertex], size, rough, draw)
    if (!draft?.ring || ringArea(draft.ring) < 9000) continue
    const height = terrain.heightAt(draft.at[0], draft.at[1])
    if (height > 140 || !shores.free(draft.ring, 12, (id) => id === draft.river) || !simple(draft.ring)) continue
    shores.take(draft.ring)
    result.push({ ring: draft.ring, river: draft.river, level: draft.river === null ? Math.max(0.3, height - 1) : river.bed[vertex] + 1.5 })
  }
  return result
}

/** A few lobes in a row, where people live near. */
function park(terrain: Terrain, near: Point, size: number, rough: Noise, draw: Random): Draft | null {
  const away = size * 1.3 + draw() * 1200
  const bearing = draw() * 2 * Math.PI
  const at: Point = [near[0] + away * Math.cos(bearing), near[1] + away * Math.sin(bearing)]
  if (draw() > 0.05 + 2.2 * terrain.builtUpAt(at[0], at[1])) return null
  const spine: Point[] = [at]
  const radius = [size * lerp(0.5, 1, draw())]
  let heading = draw() * 2 * Math.PI
  for (let lobe = 1 + Math.floor(draw() * 4); lobe > 0; lobe--) {
    const [x, y] = spine[spine.length - 1]
    heading += lerp(-1.1, 1.1, draw())
    const step = size * lerp(0.7, 1.5, draw())
    spine.push([x + step * Math.cos(heading), y + step * Math.sin(heading)])
    radius.push(size * lerp(0.25, 0.9, draw()))
  }
  return { ring: around(spine, radius, rough, 0.34, 60), river: null, at }
}

/** A stretch of a small lowland river that spreads out. */
function widening(river: RiverCourse, vertex: number, size: number, rough: Noise, draw: Random): Draft | null {
  const { line, width, bed } = river
  if (width[vertex] > 60 || bed[vertex] > 70) return null
  const radius: number[] = []
  const spine: Point[] = []
  let gone = 0
  for (let k = vertex; k < line.length && gone < 3 * size; k++) {
    spine.push(line[k])
    if (k + 1 < line.length) gone += Math.hypot(line[k + 1][0] - line[k][0], line[k + 1][1] - line[k][1])
    radius.push(gone)
  }
  if (gone < 2.4 * size || spine.length < 4) return null
  const swell = size * lerp(0.5, 0.9, draw())
  return { ring: around(
    spine, radius.map((at) => width[vertex] * 0.4 + swell * Math.max(0, Math.sin((Math.PI * at) / gone)) ** 1.3), rough, 0.3, 64,
  ), river: river.id, at: line[vertex] }
}

/** A loop a slow river left behind. */
function oxbow(river: RiverCourse, vertex: number, rough: Noise, draw: Random): Draft | null {
  const { line, width, bed } = river
  const w = width[vertex]
  if (vertex + 1 >= line.length || w < 22 || w > 260 || bed[vertex] > 60) return null
  const loop = clamp(w * lerp(2, 3.4, draw()), 110, 520)
  const side = draw() < 0.5 ? 1 : -1
  const heading = Math.atan2(line[vertex + 1][1] - line[vertex][1], line[vertex + 1][0] - line[vertex][0])
  const out = heading + (side * Math.PI) / 2
  const away = w / 2 + loop + 0.5 * w + lerp(20, 200, draw())
  const at: Point = [line[vertex][0] + away * Math.cos(out), line[vertex][1] + away * Math.sin(out)]
  const spine: Point[] = []
  const radius: number[] = []
  const opening = lerp(0.9, 1.5, draw())
  const squeeze = lerp(0.6, 1, draw())
  for (let k = 0; k <= 22; k++) {
    const angle = Math.PI - opening - (k / 22) * (2 * Math.PI - 2 * opening) + Math.PI
    const [x, y] = [loop * Math.cos(angle), loop * squeeze * Math.sin(angle)]
    spine.push([at[0] + x * Math.cos(out) - y * Math.sin(out), at[1] + x * Math.sin(out) + y * Math.cos(out)])
    radius.push(clamp(w * 0.34, 12, 0.3 * loop) * (0.35 + 0.65 * Math.sin((Math.PI * k) / 22)))
  }
  return { ring: around(spine, radius, rough, 0.12, 70), river: null, at }
}
