// The mesh all water runs on: blue-noise points (no grid, so no preferred direction), triangulated.

import Delaunator from 'delaunator'
import { boxOf } from './geometry.ts'
import type { Box } from './geometry.ts'
import type { Plan } from './plan.ts'
import { random } from './random.ts'

/** Metres between neighbouring nodes inside the city. */
const SPACING = 300

export interface Mesh {
  count: number
  x: Float64Array
  y: Float64Array
  /** 1 inside the outline. */
  inside: Uint8Array
  /** 1 on the frame of the whole model, far outside the city. */
  frame: Uint8Array
  /** Neighbours of node i: links[start[i]] … links[start[i + 1] - 1]. */
  start: Uint32Array
  links: Uint32Array
  /** Metres of each link. */
  lengths: Float64Array
  /** Square kilometres of ground that belong to a node. */
  ground: Float64Array
  triangles: Uint32Array
  box: Box
}

/** Fine nodes inside the outline, coarse ones for the country around it. */
export function mesh(plan: Plan, margin: number): Mesh {
  const draw = random(plan.seed, 'mesh')
  const box = boxOf(plan.outline, margin)
  const fine = scatter(plan, draw)
  const xs = fine.xs
  const ys = fine.ys
  const within = xs.length
  const wide = SPACING * 3
  for (let row = 0, y = box.south; y <= box.north + wide; row++, y += wide * 0.866) {
    for (let x = box.west - (row % 2) * wide * 0.5; x <= box.east + wide; x += wide) {
      const px = x + (draw() - 0.5) * wide * 0.6
      const py = y + (draw() - 0.5) * wide * 0.6
      if (!plan.inside(px, py) && fine.free(px, py, SPACING * 1.3)) {
        xs.push(px)
        ys.push(py)
      }
    }
  }
  const count = xs.length
  const coordinates = new Float64Array(2 * count)
  for (let i = 0; i < count; i++) {
    coordinates[2 * i] = xs[i]
    coordinates[2 * i + 1] = ys[i]
  }
  const triangles = new Delaunator(coordinates).triangles as Uint32Array
  const x = Float64Array.from(xs)
  const y = Float64Array.from(ys)
  const inside = new Uint8Array(count).fill(1, 0, within)
  const frame = new Uint8Array(count)
  for (let i = within; i < count; i++) {
    if (x[i] < box.west + wide || x[i] > box.east - wide || y[i] < box.south + wide || y[i] > box.north - wide) frame[i] = 1
  }
  return { count, x, y, inside, frame, ...neighbours(triangles, x, y), ground: grounds(triangles, x, y), triangles, box }
}

/** Poisson-disk points (Bridson 2007) inside the outline. */
function scatter(plan: Plan, draw: () => number) {
  const box = boxOf(plan.outline, SPACING * 4)
  const cell = SPACING / Math.SQRT2
  const columns = Math.ceil((box.east - box.west) / cell)
  const rows = Math.ceil((box.north - box.south) / cell)
  const cells = new Int32Array(columns * rows).fill(-1)
  const xs: number[] = []
  const ys: number[] = []
  const free = (x: number, y: number, apart: number): boolean => {
    const reach = Math.ceil(apart / cell)
    const column = Math.floor((x - box.west) / cell)
    const row = Math.floor((y - box.south) / cell)
    for (let r = Math.max(0, row - reach); r <= Math.min(rows - 1, row + reach); r++) {
      for (let c = Math.max(0, column - reach); c <= Math.min(columns - 1, column + reach); c++) {
        const i = cells[r * columns + c]
        if (i >= 0 && (xs[i] - x) ** 2 + (ys[i] - y) ** 2 < apart * apart) return false
      }
    }
    return true
  }
  const active: number[] = []
  const add = (x: number, y: number) => {
    cells[Math.floor((y - box.south) / cell) * columns + Math.floor((x - box.west) / cell)] = xs.length
    active.push(xs.length)
    xs.push(x)
    ys.push(y)
  }
  // trunks enter exactly at the border
  for (const { at } of plan.inflows) add(at[0], at[1])
  // from several places, so a narrow neck of the outline cannot leave a part empty
  for (let i = 0; i < 400; i++) {
    const x = box.west + draw() * (box.east - box.west)
    const y = box.south + draw() * (box.north - box.south)
    if (plan.inside(x, y) && free(x, y, SPACING)) add(x, y)
  }
  while (active.length) {
    const pick = Math.floor(draw() * active.length)
    const from = active[pick]
    let found = false
    for (let attempt = 0; attempt < 14 && !found; attempt++) {
      const angle = draw() * 2 * Math.PI
      const away = SPACING * (1.0001 + 0.45 * draw())
      const x = xs[from] + away * Math.cos(angle)
      const y = ys[from] + away * Math.sin(angle)
      if (free(x, y, SPACING) && plan.inside(x, y)) {
        add(x, y)
        found = true
      }
    }
    if (!found) {
      active[pick] = active[active.length - 1]
      active.pop()
    }
  }
  return { xs, ys, free }
}

function neighbours(triangles: Uint32Array, x: Float64Array, y: Float64Array) {
  const count = x.length
  // every directed triangle side gives one link; sides on the hull lack their twin, so both ways are counted and doubles dropped
  const degree = new Uint32Array(count + 1)
  for (let t = 0; t < triangles.length; t++) {
    degree[triangles[t]] += 2
  }
  const first = new Uint32Array(count + 1)
  for (let i = 0; i < count; i++) first[i + 1] = first[i] + degree[i]
  const fill = first.slice()
  const all = new Uint32Array(first[count])
  const links = new Uint32Array(first[count])
  const start = new Uint32Array(count + 1)
  for (let t = 0; t < triangles.length; t++) {
    const a = triangles[t]
    const b = triangles[t % 3 === 2 ? t - 2 : t + 1]
    all[fill[a]++] = b
    all[fill[b]++] = a
  }
  let size = 0
  for (let i = 0; i < count; i++) {
    start[i] = size
    for (let k = first[i]; k < fill[i]; k++) {
      let seen = false
      for (let m = start[i]; m < size; m++) if (links[m] === all[k]) seen = true
      if (!seen) links[size++] = all[k]
    }
  }
  start[count] = size
  const lengths = new Float64Array(size)
  for (let i = 0; i < count; i++)
    for (let k = start[i]; k < start[i + 1]; k++) lengths[k] = Math.hypot(x[i] - x[links[k]], y[i] - y[links[k]])
  return { start, links: links.slice(0, size), lengths }
}

function grounds(triangles: Uint32Array, x: Float64Array, y: Float64Array): Float64Array {
  const ground = new Float64Array(x.length)
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t], triangles[t + 1], triangles[t + 2]]
    const third = Math.abs((x[b] - x[a]) * (y[c] - y[a]) - (y[b] - y[a]) * (x[c] - x[a])) / 6e6
    ground[a] += third
    ground[b] += third
    ground[c] += third
  }
  return ground
}
