// The ground as others ask for it: a regular sample of the mesh, the sea's surface, and where people build.

import { contours } from 'd3-contour'
import { clamp, lerp, ringArea, smoothstep } from './geometry.ts'
import type { Drainage } from './erosion.ts'
import type { Mesh } from './mesh.ts'
import type { Plan } from './plan.ts'
import { fractal, noise, random } from './random.ts'
import type { Rivers } from './rivers.ts'
import { MIDDLE } from './plan.ts'
import type { HeightGrid, Point, RiverCourse, Terrain } from './types.ts'

/** Metres between height samples. */
const STEP = 200

export function ground(mesh: Mesh, drainage: Drainage, plan: Plan, network: Rivers): Terrain {
  const grid = sample(mesh, drainage, network)
  const detail = fractal(noise(plan.seed, 'ground'), 2)
  const heightAt = (east: number, north: number): number => {
    const h = cubic(grid, east, north)
    // hills are rough, the plain is not
    return h > 8 ? h + Math.min(9, (h - 8) * 0.04) * detail(east / 650, north / 650) : h
  }
  return { outline: plan.outline, sea: sea(plan, grid), heightAt, builtUpAt: builtUp(plan, network, heightAt), grid }
}

/** Heights of the triangle each sample falls in; river nodes count where their river was drawn, so valleys follow the lines. */
function sample(mesh: Mesh, drainage: Drainage, network: Rivers): HeightGrid {
  const { box, triangles } = mesh
  const west = box.west
  const north = box.north
  const columns = Math.floor((box.east - west) / STEP) + 1
  const rows = Math.floor((north - box.south) / STEP) + 1
  const heights = new Float32Array(columns * rows).fill(Number.NaN)
  const x = mesh.x.slice()
  const y = mesh.y.slice()
  for (const i of network.wet) [x[i], y[i]] = network.place(i)
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t], triangles[t + 1], triangles[t + 2]]
    const whole = (x[b] - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (y[b] - y[a])
    if (Math.abs(whole) < 1) continue
    const c0 = Math.max(0, Math.ceil((Math.min(x[a], x[b], x[c]) - west) / STEP))
    const c1 = Math.min(columns - 1, Math.floor((Math.max(x[a], x[b], x[c]) - west) / STEP))
    const r0 = Math.max(0, Math.ceil((north - Math.max(y[a], y[b], y[c])) / STEP))
    const r1 = Math.min(rows - 1, Math.floor((north - Math.min(y[a], y[b], y[c])) / STEP))
    for (let row = r0; row <= r1; row++) {
      const py = north - row * STEP
      for (let column = c0; column <= c1; column++) {
        const px = west + column * STEP
        const wa = ((x[b] - px) * (y[c] - py) - (x[c] - px) * (y[b] - py)) / whole
        const wb = ((x[c] - px) * (y[a] - py) - (x[a] - px) * (y[c] - py)) / whole
        const wc = 1 - wa - wb
        if (wa < -1e-9 || wb < -1e-9 || wc < -1e-9) continue
        heights[row * columns + column] = wa * drainage.height[a] + wb * drainage.height[b] + wc * drainage.height[c]
      }
    }
  }
  mend(heights, columns, rows)
  soften(heights, columns, rows)
  carve(network.rivers, { west, north, step: STEP, columns, rows, heights })
  return { west, north, step: STEP, columns, rows, heights }
}

/** Draws the samples next to a river most of the way down to its bed, which facets and softening had covered. */
function carve(rivers: RiverCourse[], { west, north, step, columns, heights }: HeightGrid): void {
  const done = new Set<number>()
  for (const { line, bed } of rivers) {
    line.forEach(([x, y], k) => {
      const i = Math.round((north - y) / step) * columns + Math.round((x - west) / step)
      const bank = bed[k] + 1.5
      if (bed[k] < 2 || heights[i] <= bank || done.has(i)) return
      done.add(i)
      heights[i] = lerp(heights[i], bank, 0.65)
    })
  }
}

/** One binomial pass over land: takes the facets off the triangles, leaves the coast where it is. */
function soften(heights: Float32Array, columns: number, rows: number): void {
  const rough = heights.slice()
  for (let row = 1; row + 1 < rows; row++) {
    for (let column = 1; column + 1 < columns; column++) {
      const i = row * columns + column
      if (rough[i] < 4) continue
      const beside = rough[i - 1] + rough[i + 1] + rough[i - columns] + rough[i + columns]
      const corners = rough[i - columns - 1] + rough[i - columns + 1] + rough[i + columns - 1] + rough[i + columns + 1]
      heights[i] = Math.max(1, (4 * rough[i] + 2 * beside + corners) / 16)
    }
  }
}

/** Fills the few samples no triangle covers (moved nodes, the model's very edge) from their neighbours. */
function mend(heights: Float32Array, columns: number, rows: number): void {
  let open: number[] = []
  for (let i = 0; i < heights.length; i++) if (Number.isNaN(heights[i])) open.push(i)
  while (open.length) {
    const found: [number, number][] = []
    for (const i of open) {
      const row = Math.floor(i / columns)
      const column = i % columns
      let sum = 0
      let count = 0
      for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
        for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
          const h = heights[r * columns + c]
          if (Number.isNaN(h)) continue
          sum += h
          count++
        }
      }
      if (count > 0) found.push([i, sum / count])
    }
    if (found.length === 0) throw new Error('no height anywhere')
    for (const [i, h] of found) heights[i] = h
    open = open.filter((i) => Number.isNaN(heights[i]))
  }
}

/** Catmull-Rom through the four by four samples around a place. */
function cubic({ west, north, step, columns, rows, heights }: HeightGrid, east: number, y: number): number {
  const fx = clamp((east - west) / step, 0, columns - 1.001)
  const fy = clamp((north - y) / step, 0, rows - 1.001)
  const column = Math.floor(fx)
  const row = Math.floor(fy)
  const tx = fx - column
  const ty = fy - row
  const wx = weights(tx)
  const wy = weights(ty)
  let sum = 0
  for (let r = 0; r < 4; r++) {
    const line = clamp(row + r - 1, 0, rows - 1) * columns
    for (let c = 0; c < 4; c++) sum += wy[r] * wx[c] * heights[line + clamp(column + c - 1, 0, columns - 1)]
  }
  return sum
}

function weights(t: number): [number, number, number, number] {
  const t2 = t * t
  const t3 = t2 * t
  return [-0.5 * t3 + t2 - 0.5 * t, 1.5 * t3 - 2.5 * t2 + 1, -1.5 * t3 + 2 * t2 + 0.5 * t, 0.5 * t3 - 0.5 * t2]
}

/** Rings of the sea over the whole grid, fine enough for a coastline; counter-clockwise. */
function sea(plan: Plan, { west, north, step, columns, rows }: HeightGrid): Point[][] {
  const values = new Array<number>(columns * rows)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) values[row * columns + column] = plan.seaward(west + column * step, north - row * step)
  }
  const [surface] = contours().size([columns, rows]).thresholds([0])(values)
  return surface.coordinates.flatMap((polygon) => {
    const ring = polygon[0].slice(0, -1).map(([c, r]): Point => [west + (c - 0.5) * step, north - (r - 0.5) * step])
    if (ringArea(ring) < 0) ring.reverse()
    return ringArea(ring) > 1e5 ? [ring] : []
  })
}

interface Place {
  at: Point
  reach: number
  share: number
}

/** Dense in the middle, sub-centres around it, towns on flat ground by rivers, villages; nothing on steep hills. */
function builtUp(plan: Plan, network: Rivers, heightAt: Terrain['heightAt']): Terrain['builtUpAt'] {
  const draw = random(plan.seed, 'towns')
  const texture = fractal(noise(plan.seed, 'built-up'), 3)
  const u = plan.unit
  const places: Place[] = [{ at: [MIDDLE[0] + 1 * u, MIDDLE[1] + 2 * u], reach: 11 * u, share: 1.05 }]
  const add = (count: number, reach: [number, number], share: [number, number], apart: number, highest: number) => {
    for (let tries = 0, found = 0; found < count && tries < count * 60; tries++) {
      const river = network.rivers[Math.floor(draw() * network.rivers.length)]
      const [x, y] = river.line[Math.floor(draw() * river.line.length)]
      const at: Point = [x + (draw() - 0.5) * 900, y + (draw() - 0.5) * 900]
      if (!plan.inside(at[0], at[1]) || plan.seaward(at[0], at[1]) > -400 || heightAt(at[0], at[1]) > highest) continue
      if (places.some((p) => Math.hypot(p.at[0] - at[0], p.at[1] - at[1]) < apart)) continue
      places.push({ at, reach: lerp(reach[0], reach[1], draw()), share: lerp(share[0], share[1], draw()) })
      found++
    }
  }
  add(Math.round(6 * plan.scale ** 0.5), [3.6 * u, 5 * u], [0.8, 1], 13 * u, 60)
  add(Math.round(60 * plan.scale), [1400, 2600], [0.65, 0.95], 3500, 160)
  add(Math.round(420 * plan.scale), [350, 750], [0.4, 0.75], 1100, 260)

  const cell = 6000
  const cells = new Map<number, Place[]>()
  const keyOf = (column: number, row: number): number => column * 100_000 + row
  const far = 2.2
  for (const place of places) {
    const [x, y] = place.at
    for (let c = Math.floor((x - far * place.reach) / cell); c <= Math.floor((x + far * place.reach) / cell); c++) {
      for (let r = Math.floor((y - far * place.reach) / cell); r <= Math.floor((y + far * place.reach) / cell); r++) {
        const key = keyOf(c, r)
        const list = cells.get(key)
        if (list) list.push(place)
        else cells.set(key, [place])
      }
    }
  }
  return (east, north) => {
    if (plan.seaward(east, north) > 0) return 0
    const near = cells.get(keyOf(Math.floor(east / cell), Math.floor(north / cell)))
    let empty = 1
    if (near) {
      const rough = 1 + 0.45 * texture(east / 2600, north / 2600)
      for (const { at, reach, share } of near) {
        const d = Math.hypot(east - at[0], north - at[1]) / (reach * rough)
        if (d < far) empty *= 1 - clamp(share * Math.exp(-d * d), 0, 0.98)
      }
    }
    const built = 1 - empty
    if (built < 0.01) return 0
    return clamp(built * (1 - smoothstep(90, 260, heightAt(east, north))) * (1 + 0.25 * texture(east / 500, north / 500)), 0, 1)
  }
}
