// From mesh paths to river lines: nodes eased, splines through them, meanders on top.
// Lines that would cross are calmed step by step; fully calmed lines are the mesh paths themselves, which never cross.

import { centimetre, clamp, keptVertices, lerp, smoothstep } from './geometry.ts'
import { meetings } from './meetings.ts'
import type { Mesh } from './mesh.ts'
import type { Stem } from './network.ts'
import type { Noise } from './random.ts'
import type { Plan } from './plan.ts'
import { noise } from './random.ts'
import type { Point } from './types.ts'

export interface Curve {
  line: Point[]
  /** Where each vertex lies along the stem's nodes: 2.5 is half-way between nodes 2 and 3. */
  at: number[]
}

interface Piece {
  stem: number
  first: number
  last: number
  calm: number
  points: Point[]
  at: number[]
  ends: [number, number]
}

const CALMEST = 4

/**
 * A curve for every stem. `width` in metres per mesh node, `steep` the fall per metre there; `moved`
 * receives the eased places of the nodes.
 */
export function curves(
  mesh: Mesh, plan: Plan, stems: Stem[], width: Float64Array, steep: Float64Array,
): { curves: Curve[]; place: (node: number) => Point } {
  const uses = new Uint16Array(mesh.count)
  for (const { nodes } of stems) nodes.forEach((i, k) => (uses[i] += k === 0 || k === nodes.length - 1 ? 2 : 1))
  const pieces: Piece[] = []
  stems.forEach(({ nodes }, stem) => {
    let first = 0
    for (let k = 1; k < nodes.length; k++) {
      if (k + 1 < nodes.length && uses[nodes[k]] < 2) continue
      pieces.push({ stem, first, last: k, calm: 0, points: [], at: [], ends: [nodes[first], nodes[k]] })
      first = k
    }
  })
  const eased = ease(mesh, stems, width)
  const calmNode = new Uint8Array(mesh.count)
  const place = (i: number): Point => {
    const raw = calmNode[i] === CALMEST ? 1 : calmNode[i] === 3 ? 0.6 : 0
    return [centimetre(lerp(eased.x[i], mesh.x[i], raw)), centimetre(lerp(eased.y[i], mesh.y[i], raw))]
  }
  const bends = noise(plan.seed, 'meanders')
  let again = pieces
  for (let round = 0; round < 14 && again.length; round++) {
    for (const piece of pieces) draw(piece, stems, place, width, steep, bends)
    again = [...new Set([...meetings(pieces), ...pieces.filter((piece) => piece.calm < CALMEST && strays(piece, plan))])]
    for (const piece of again) {
      piece.calm = Math.min(CALMEST, piece.calm + 1)
      const { nodes } = stems[piece.stem]
      for (let k = piece.first; k <= piece.last; k++) calmNode[nodes[k]] = Math.max(calmNode[nodes[k]], piece.calm)
    }
  }
  const result: Curve[] = stems.map(() => ({ line: [], at: [] }))
  for (const { stem, points, at } of pieces) {
    const { line, at: along } = result[stem]
    for (let k = line.length ? 1 : 0; k < points.length; k++) {
      line.push(points[k])
      along.push(at[k])
    }
  }
  return { curves: result, place }
}

/** Nodes drawn towards their neighbours on the river; wide rivers more often, since the mesh's zigzag is narrower than they are. */
function ease(mesh: Mesh, stems: Stem[], width: Float64Array): { x: Float64Array; y: Float64Array } {
  let x = mesh.x.slice()
  let y = mesh.y.slice()
  const passes = (i: number) => clamp(Math.round(2 + width[i] / 28), 2, 14)
  for (let pass = 0; pass < 14; pass++) {
    const nextX = x.slice()
    const nextY = y.slice()
    for (const { nodes } of stems) {
      for (let k = 1; k + 1 < nodes.length; k++) {
        const i = nodes[k]
        if (passes(i) <= pass) continue
        nextX[i] = 0.5 * x[i] + 0.25 * (x[nodes[k - 1]] + x[nodes[k + 1]])
        nextY[i] = 0.5 * y[i] + 0.25 * (y[nodes[k - 1]] + y[nodes[k + 1]])
      }
    }
    x = nextX
    y = nextY
  }
  // what joins a river that moved is bent along, or it would end in a hook
  const pull = [0.7, 0.45, 0.26, 0.12]
  const dx = x.map((value, i) => value - mesh.x[i])
  const dy = y.map((value, i) => value - mesh.y[i])
  for (const { nodes } of stems) {
    const last = nodes.length - 1
    pull.forEach((share, k) => {
      if (2 * k + 2 >= last) return
      for (const [end, i] of [[nodes[0], nodes[k + 1]], [nodes[last], nodes[last - k - 1]]]) {
        if (width[end] < 2 * width[i]) continue
        x[i] += share * dx[end]
        y[i] += share * dy[end]
      }
    })
  }
  return { x, y }
}

/** The node a stem bends towards beyond its end: downstream on the river it joins, upstream on the one it leaves. */
function beyond(stems: Stem[], stem: Stem, end: 'first' | 'last'): number | null {
  const other = end === 'last' ? stem.into : stem.from
  if (other === null) return null
  const { nodes } = stems[other]
  const here = nodes.indexOf(end === 'last' ? stem.nodes[stem.nodes.length - 1] : stem.nodes[0])
  const next = end === 'last' ? here + 1 : here - 1
  return here >= 0 && next >= 0 && next < nodes.length ? nodes[next] : null
}

function draw(piece: Piece, stems: Stem[], place: (i: number) => Point, width: Float64Array, steep: Float64Array, bends: Noise): void {
  const stem = stems[piece.stem]
  const { nodes } = stem
  const { first, last, calm } = piece
  if (calm === CALMEST) {
    piece.points = nodes.slice(first, last + 1).map(place)
    piece.at = piece.points.map((_, k) => first + k)
    return
  }
  const before = first > 0 ? nodes[first - 1] : beyond(stems, stem, 'first')
  const after = last + 1 < nodes.length ? nodes[last + 1] : beyond(stems, stem, 'last')
  const knots = nodes.slice(first, last + 1).map(place)
  const head: Point = before !== null ? place(before) : [2 * knots[0][0] - knots[1][0], 2 * knots[0][1] - knots[1][1]]
  const n = knots.length
  const tail: Point = after !== null ? place(after) : [2 * knots[n - 1][0] - knots[n - 2][0], 2 * knots[n - 1][1] - knots[n - 2][1]]
  if (calm < 2 && n > 2) {
    if (last + 1 === nodes.length && after !== null) knots[n - 2] = withFlow(knots[n - 1], knots[n - 2], tail)
    if (first === 0 && before !== null) knots[1] = withFlow(knots[0], knots[1], head)
  }
  const through = [head, ...knots, tail]
  const line: Point[] = []
  const at: number[] = []
  for (let k = 0; k + 1 < n; k++) {
    const a = through[k + 1]
    const b = through[k + 2]
    const step = clamp(0.5 * width[nodes[first + k]], 22, 60)
    const parts = Math.max(2, Math.ceil(Math.hypot(a[0] - b[0], a[1] - b[1]) / step))
    for (let p = 0; p < parts; p++) {
      line.push(spline(through[k], a, b, through[k + 3], p / parts))
      at.push(first + k + p / parts)
    }
  }
  line.push(knots[n - 1])
  at.push(last)
  if (calm < 2) meander(line, at, nodes, width, steep, bends, (calm === 0 ? 1 : 0.35) * (stem.rank[first] >= 2 ? 0.55 : 1), piece.stem)
  const bent = rounded(line, at)
  const kept = keptVertices(bent.line, clamp(0.004 * width[nodes[last]] + 0.6, 0.6, 2.5))
  piece.points = kept.map((k) =>
    (k === 0 ? knots[0] : k === bent.line.length - 1 ? knots[n - 1] : [centimetre(bent.line[k][0]), centimetre(bent.line[k][1])]))
  piece.at = kept.map((k) => bent.at[k])
}

/** Twice the vertices, the new ones on the curve through their four neighbours (Dyn, Levin & Gregory 1987): bends stay round up close. */
function rounded(line: Point[], at: number[]): Curve {
  const fine: Curve = { line: [line[0]], at: [at[0]] }
  for (let k = 1; k < line.length; k++) {
    const [a, b, c, d] = [line[Math.max(0, k - 2)], line[k - 1], line[k], line[Math.min(line.length - 1, k + 1)]]
    fine.line.push([(9 * (b[0] + c[0]) - a[0] - d[0]) / 16, (9 * (b[1] + c[1]) - a[1] - d[1]) / 16], c)
    fine.at.push((at[k - 1] + at[k]) / 2, at[k])
  }
  return fine
}

/**
 * Swings a knot about its junction until it lies well away from where the other river goes on (or comes
 * from): rivers meet and part with the flow.
 */
function withFlow(junction: Point, knot: Point, other: Point): Point {
  const [ox, oy] = [other[0] - junction[0], other[1] - junction[1]]
  const [kx, ky] = [knot[0] - junction[0], knot[1] - junction[1]]
  const reach = Math.hypot(kx, ky) || 1
  const out = Math.hypot(ox, oy) || 1
  const along = (kx * ox + ky * oy) / (reach * out)
  if (along < -0.35) return knot
  const across = (ox * ky - oy * kx) / (reach * out) < 0 ? -1 : 1
  const [a, b] = [-0.45, Math.sqrt(1 - 0.45 ** 2) * across]
  return [junction[0] + (reach / out) * (a * ox - b * oy), junction[1] + (reach / out) * (a * oy + b * ox)]
}

/**
 * Cubic from b to c with tangents from their neighbours (Catmull-Rom), tangents no longer than the span so uneven mesh sides make no loops.
 */
function spline(a: Point, b: Point, c: Point, d: Point, t: number): Point {
  const span = Math.hypot(c[0] - b[0], c[1] - b[1])
  const out = tangent(a, c, span)
  const into = tangent(b, d, span)
  const t2 = t * t
  const t3 = t2 * t
  const h1 = 2 * t3 - 3 * t2 + 1
  const h2 = t3 - 2 * t2 + t
  const h3 = 3 * t2 - 2 * t3
  const h4 = t3 - t2
  return [h1 * b[0] + h2 * out[0] + h3 * c[0] + h4 * into[0], h1 * b[1] + h2 * out[1] + h3 * c[1] + h4 * into[1]]
}

function tangent(a: Point, c: Point, span: number): Point {
  const x = c[0] - a[0]
  const y = c[1] - a[1]
  const length = Math.hypot(x, y) || 1
  return [(x / length) * span, (y / length) * span]
}

/** Moves vertices sideways: bends about eleven widths long, stronger where the fall is gentle, none at junctions. */
function meander(
  line: Point[], at: number[], nodes: number[], width: Float64Array, steep: Float64Array, bends: Noise, strength: number, stem: number,
): void {
  const along = [0]
  for (let k = 1; k < line.length; k++) along.push(along[k - 1] + Math.hypot(line[k][0] - line[k - 1][0], line[k][1] - line[k - 1][1]))
  const whole = along[along.length - 1]
  const moved: Point[] = line.map((point, k) => {
    if (k === 0 || k === line.length - 1) return point
    const node = nodes[Math.min(nodes.length - 1, Math.round(at[k]))]
    const w = width[node]
    const long = clamp(11 * w, 150, 3200)
    const gentle = clamp(1 - steep[node] / 0.03, 0.3, 1)
    const taper = smoothstep(0, 0.3 * long + 20, Math.min(along[k], whole - along[k]))
    const phase = (along[k] / long) * 2 * Math.PI + 2.4 * bends(along[k] / (2.6 * long), stem * 0.37)
    const swell = 0.55 + 0.6 * bends(along[k] / (3.7 * long) + 50, stem * 0.71)
    const regular = (w > 250 ? 0.04 : 0.1) * long * gentle * swell * Math.sin(phase)
    const wobble = (w > 60 ? 0.055 : 0.1) * long * bends(along[k] / (0.8 * long), stem * 0.53 + 9)
      + 34 * bends(along[k] / 420, stem * 0.91 + 30) * clamp(60 / w, 0, 1)
    const off = strength * taper * (regular + wobble)
    const p = line[k - 1]
    const q = line[k + 1]
    const length = Math.hypot(q[0] - p[0], q[1] - p[1]) || 1
    return [point[0] - ((q[1] - p[1]) / length) * off, point[1] + ((q[0] - p[0]) / length) * off]
  })
  for (let k = 0; k < line.length; k++) line[k] = moved[k]
}

const strays = ({ points }: Piece, plan: Plan): boolean => points.some(([x, y]) => !plan.inside(x, y))
