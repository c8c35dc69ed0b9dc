// Where things lie before any water runs: outline, coast, hills, plain, and where the big rivers come in.
// Thought in "plan kilometres" around the city's middle: kilometres at scale 1, shorter in a smaller city.

import { clamp, smoothstep, toSegment } from './geometry.ts'
import { fractal, noise } from './random.ts'
import type { Point } from './types.ts'

export const MIDDLE: Point = [424_655, 2_559_025]
const CITY_AREA = 7_434e6

export interface Plan {
  seed: number
  scale: number
  /** Metres in one plan kilometre. */
  unit: number
  outline: Point[]
  inside(east: number, north: number): boolean
  /** Metres from the coast, positive in the sea; good near the coast, rough far from it. */
  seaward(east: number, north: number): number
  /** 0…1: how surely a place belongs to the flat delta. */
  plain(east: number, north: number): number
  /** Relative rate of uplift, 0…about 1.5. */
  uplift(east: number, north: number): number
  /** Relative erodibility of the rock, about 0.5…2. */
  softness(east: number, north: number): number
  /** Rivers from outside: where they cross the border, and square kilometres above it. */
  inflows: { at: Point; area: number }[]
  /** 0 on a trunk valley's axis, 1 outside it. */
  offValley(east: number, north: number): number
}

// Axes of the trunk valleys from the border inwards, and the land they drain outside, km².
const TRUNKS: { axis: Point[]; area: number; reach: number }[] = [
  { axis: [[-62, 8], [-46, 4], [-35, 0], [-27, -5], [-22, -10]], area: 38_000, reach: 5 },
  { axis: [[-30, 84], [-24, 60], [-18, 46], [-20, 32], [-11, 20], [-9, 8], [-4, 0]], area: 2_600, reach: 2.6 },
  { axis: [[82, 14], [58, 6], [46, 8], [34, 2], [24, 0], [14, -5]], area: 24_000, reach: 4.5 },
]

/** The lie of the land for a seed. `scale` multiplies the area. */
export function plan(seed: number, scale: number): Plan {
  const unit = 1000 * Math.sqrt(scale)
  const wander = fractal(noise(seed, 'outline'), 5)
  const coast = fractal(noise(seed, 'coast'), 4)
  const hills = fractal(noise(seed, 'hills'), 4)
  const rock = fractal(noise(seed, 'rock'), 3)
  const bend = fractal(noise(seed, 'bend'), 2)

  // ── Outline: an ellipse leaning north-east, pushed about by noise, then sized to the exact area ──
  const count = Math.max(160, Math.round(820 * Math.sqrt(scale)))
  const lean = 0.44
  const centre: Point = [10, 6]
  const shape: Point[] = []
  for (let i = 0; i < count; i++) {
    const angle = (i / count) * 2 * Math.PI
    const push = 1 + 0.34 * wander(1.15 * Math.cos(angle) + 3.1, 1.15 * Math.sin(angle) + 7.7)
    const x = 39 * push * Math.cos(angle)
    const y = 67 * push * Math.sin(angle)
    shape.push([x * Math.cos(lean) + y * Math.sin(lean), y * Math.cos(lean) - x * Math.sin(lean)])
  }
  let area = 0
  for (let i = 0, j = count - 1; i < count; j = i++) area += (shape[j][0] * shape[i][1] - shape[i][0] * shape[j][1]) / 2
  const grow = Math.sqrt((CITY_AREA * scale) / (area * unit * unit))
  const outline = shape.map(([x, y]): Point => [MIDDLE[0] + (centre[0] + x * grow) * unit, MIDDLE[1] + (centre[1] + y * grow) * unit])
  const inside = insideOf(outline, [MIDDLE[0] + centre[0] * unit, MIDDLE[1] + centre[1] * unit])

  const local = <T>(f: (u: number, v: number) => T) => (east: number, north: number): T =>
    f((east - MIDDLE[0]) / unit, (north - MIDDLE[1]) / unit)

  // ── Coast: open sea in the south, and a funnel of an estuary that reaches in from the south-east ──
  const seaward = (u: number, v: number): number => {
    const ragged = 4.5 * coast(u / 13, v / 13)
    const open = -(v + 50 + 0.18 * u) + 1.6 * ragged
    const up = clamp((v + 66) / 47, 0, 1.6)
    const axis = 15 - 9 * up + 2.6 * Math.sin(v / 9) + 3 * bend(v / 14, 3)
    const half = 12 * Math.max(0, 1 - up) ** 1.25 - 5 * smoothstep(0.97, 1.1, up)
    const funnel = half - Math.abs(u - axis) + 0.9 * ragged * clamp(half / 6, 0.08, 1)
    return Math.max(open, funnel)
  }

  const axes = TRUNKS.map(({ axis, reach }) => ({
    axis: axis.map(([x, y]): Point => [x + 2 * bend(x / 9, y / 9), y + 2 * bend(x / 9 + 40, y / 9)]), reach,
  }))
  const offValley = (u: number, v: number): number => {
    const x = u + 3.2 * bend(u / 11, v / 11 + 20)
    const y = v + 3.2 * bend(u / 11 + 60, v / 11)
    let least = 1
    for (const { axis, reach } of axes) {
      let near = Infinity
      for (let i = 1; i < axis.length; i++) near = Math.min(near, toSegment(x, y, axis[i - 1][0], axis[i - 1][1], axis[i][0], axis[i][1]))
      least = Math.min(least, smoothstep(0.25, 1, near / reach))
    }
    return least
  }

  const inflows = TRUNKS.map(({ area: above }, i) => ({ at: crossing(axes[i].axis, unit, inside), area: above * scale }))
  const gateways = inflows.map(({ at }): Point => [(at[0] - MIDDLE[0]) / unit, (at[1] - MIDDLE[1]) / unit])
  const plain = (u: number, v: number): number => {
    const south = -(v + 8 - 0.1 * u) + 20 * hills(u / 26 + 5, v / 26) + 8 * (1 - offValley(u, v))
    const west = 21 - u + 17 * hills(u / 19, v / 19 + 9)
    // hills that the delta grew around stay hills
    const stone = 30 * smoothstep(0.3, 0.6, hills(u / 10 + 31, v / 10 + 3))
    // trunks come in between hills, and spread only further down
    const inner = Math.min(...gateways.map(([x, y]) => Math.hypot(u - x, v - y))) - 7
    return smoothstep(-1.5, 1.5, Math.min(south, west, inner) - stone)
  }

  const uplift = (u: number, v: number): number => {
    const rise = smoothstep(-14, 62, 0.72 * v + 0.62 * u + 9 * hills(u / 30 + 11, v / 30 + 2))
    const ranges = 0.7 + 0.75 * hills(u / 17 + 3, v / 17 + 14)
    const low = 0.085 + 0.16 * smoothstep(0.05, 0.5, hills(u / 9 + 50, v / 9))
    return Math.max(0.02, (low + rise ** 1.25 * clamp(ranges, 0.12, 1.4)) * (0.12 + 0.88 * offValley(u, v)))
  }

  return {
    seed,
    scale,
    unit,
    outline,
    inside,
    seaward: local((u, v) => seaward(u, v) * unit),
    plain: local(plain),
    uplift: local(uplift),
    softness: local((u, v) => Math.exp(0.75 * rock(u / 7, v / 7))),
    offValley: local(offValley),
    inflows,
  }
}

/** Where an axis that starts outside first comes inside. */
function crossing(axis: Point[], unit: number, inside: Plan['inside']): Point {
  for (let i = 1; i < axis.length; i++) {
    for (let t = 0; t <= 1; t += 0.0005) {
      const at: Point = [
        MIDDLE[0] + (axis[i - 1][0] + t * (axis[i][0] - axis[i - 1][0])) * unit,
        MIDDLE[1] + (axis[i - 1][1] + t * (axis[i][1] - axis[i - 1][1])) * unit,
      ]
      if (inside(at[0], at[1])) return at
    }
  }
  throw new Error('a trunk river never reaches the city')
}

/** Point-in-outline by sectors around a centre: each sector lists the few sides that pass through it. */
function insideOf(outline: Point[], centre: Point): Plan['inside'] {
  const sectors: number[][] = Array.from({ length: outline.length }, () => [])
  const angleOf = (x: number, y: number): number => {
    const a = Math.atan2(y, x) / (2 * Math.PI)
    return (a < 0 ? a + 1 : a) * sectors.length
  }
  for (let i = 0; i < outline.length; i++) {
    const p = outline[i]
    const q = outline[(i + 1) % outline.length]
    const a = angleOf(p[0] - centre[0], p[1] - centre[1])
    let b = angleOf(q[0] - centre[0], q[1] - centre[1])
    if (b < a - sectors.length / 2) b += sectors.length
    if (b > a + sectors.length / 2) b -= sectors.length
    for (let k = Math.floor(Math.min(a, b)); k <= Math.max(a, b); k++) sectors[(k + sectors.length) % sectors.length].push(i)
  }
  return (east, north) => {
    const x = east - centre[0]
    const y = north - centre[1]
    let crossings = 0
    for (const i of sectors[Math.min(sectors.length - 1, Math.floor(angleOf(x, y)))]) {
      const ax = outline[i][0] - centre[0]
      const ay = outline[i][1] - centre[1]
      const next = outline[(i + 1) % outline.length]
      const bx = next[0] - centre[0]
      const by = next[1] - centre[1]
      // the ray from the centre to the place crosses this side?
      const s1 = ax * y - ay * x
      const s2 = bx * y - by * x
      if (s1 > 0 === s2 > 0) continue
      const t = s1 / (s1 - s2)
      const cx = ax + t * (bx - ax)
      const cy = ay + t * (by - ay)
      if (cx * x + cy * y > 0 && cx * cx + cy * cy < x * x + y * y) crossings++
    }
    return crossings % 2 === 0
  }
}
