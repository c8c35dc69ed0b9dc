// Measures of a finished land, for tests: slow, independent of how it was made.

import Flatbush from 'flatbush'
import { boxOf, distance, inRing, segmentGap, segmentsMeet } from './geometry.ts'
import type { Land, Point, RiverCourse } from './types.ts'

function segments(rivers: RiverCourse[]) {
  const all = rivers.flatMap(({ line }, river) => line.slice(1).map((b, k) => ({ river, k, a: line[k], b })))
  const index = new Flatbush(Math.max(1, all.length))
  for (const { a, b } of all) index.add(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1]))
  if (all.length === 0) index.add(0, 0, 0, 0)
  index.finish()
  return { all, index }
}

const same = (p: Point, q: Point): boolean => p[0] === q[0] && p[1] === q[1]

/** Pairs of river segments that meet anywhere but in a vertex both have. */
export function crossings(rivers: RiverCourse[]): string[] {
  const { all, index } = segments(rivers)
  const found: string[] = []
  all.forEach(({ river, k, a, b }, i) => {
    for (const j of index.search(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1]))) {
      if (j <= i) continue
      const other = all[j]
      if (same(a, other.a) || same(a, other.b) || same(b, other.a) || same(b, other.b)) continue
      if (segmentsMeet(a, b, other.a, other.b)) found.push(`river ${river} segment ${k} × river ${other.river} segment ${other.k}`)
    }
  })
  return found
}

/** A place some metres along a line from one of its vertices, backwards or forwards. */
function walk(line: Point[], vertex: number, step: 1 | -1, metres: number): Point {
  let gone = 0
  let k = vertex
  while (k + step >= 0 && k + step < line.length && gone < metres) {
    gone += distance(line[k], line[k + step])
    k += step
  }
  return line[k]
}

/** Degrees between a tributary's last stretch (three widths, at least 60 m) and its trunk's course below the junction, hills and delta. */
export function confluenceAngles(rivers: RiverCourse[]): number[] {
  return rivers.flatMap((river) => {
    if (river.into === null) return []
    const trunk = rivers[river.into]
    const { node } = river.nodes[river.nodes.length - 1]
    const vertex = trunk.nodes.find((entry) => entry.node === node)?.vertex
    if (vertex === undefined || vertex === trunk.line.length - 1) return []
    const end = river.line.length - 1
    const at = river.line[end]
    const before = walk(river.line, end, -1, Math.max(60, 3 * river.width[end]))
    const below = walk(trunk.line, vertex, 1, Math.max(60, trunk.width[vertex]))
    const turn = Math.atan2(below[1] - at[1], below[0] - at[0]) - Math.atan2(at[1] - before[1], at[0] - before[0])
    return [(Math.abs(Math.atan2(Math.sin(turn), Math.cos(turn))) * 180) / Math.PI]
  })
}

function links({ rivers }: Land): [number, number][] {
  return rivers.flatMap(({ nodes }) => nodes.slice(1).map(({ node }, k): [number, number] => [nodes[k].node, node]))
}

/** Independent loops in the network: links − nodes + pieces. */
export function loops(land: Land): number {
  const parent = land.nodes.map((_, i) => i)
  const root = (i: number): number => (parent[i] === i ? i : (parent[i] = root(parent[i])))
  const all = links(land)
  for (const [a, b] of all) parent[root(a)] = root(b)
  return all.length - land.nodes.length + land.nodes.filter((_, i) => root(i) === i).length
}

/** How many rivers reach a mouth when every link is followed downstream. */
export function reach(land: Land): number {
  const above = new Map<number, number[]>()
  for (const [a, b] of links(land)) above.set(b, [...(above.get(b) ?? []), a])
  const wet = new Set(land.nodes.filter(({ kind }) => kind === 'mouth').map(({ id }) => id))
  const open = [...wet]
  while (open.length) {
    for (const node of above.get(open.pop() as number) ?? []) {
      if (wet.has(node)) continue
      wet.add(node)
      open.push(node)
    }
  }
  return land.rivers.filter(({ nodes }) => wet.has(nodes[0].node)).length
}

/** Still waters that touch one another, or the water of a river they do not lie on. */
export function wetRings(land: Land): string[] {
  const all = [
    ...land.reservoirs.map(({ ring, river }, i) => ({ name: `reservoir ${i}`, ring, river })),
    ...land.lakes.map(({ ring, river }, i) => ({ name: `lake ${i}`, ring, river })),
    ...land.smallWaters.map(({ ring, kind }, i) => ({ name: `${kind} ${i}`, ring, river: null })),
  ]
  const found: string[] = []
  const index = new Flatbush(all.length)
  const boxes = all.map(({ ring }) => boxOf(ring))
  for (const box of boxes) index.add(box.west, box.south, box.east, box.north)
  index.finish()
  all.forEach((one, i) => {
    for (const j of index.search(boxes[i].west, boxes[i].south, boxes[i].east, boxes[i].north)) {
      if (j > i && ringsMeet(one.ring, all[j].ring)) found.push(`${one.name} × ${all[j].name}`)
    }
  })
  const { all: pieces, index: lines } = segments(land.rivers)
  const widest = 400
  for (const { name, ring, river } of all) {
    if (river !== null) continue
    const box = boxOf(ring, widest)
    for (const s of lines.search(box.west, box.south, box.east, box.north)) {
      const { a, b, river: id, k } = pieces[s]
      const half = land.rivers[id].width[k + 1] / 2
      if (inRing(ring, a[0], a[1]) || ring.some((p, m) => segmentGap(p, ring[(m + 1) % ring.length], a, b) < half)) found.push(`${name} × river ${id}`)
    }
  }
  return found
}

function ringsMeet(one: Point[], two: Point[]): boolean {
  if (inRing(one, two[0][0], two[0][1]) || inRing(two, one[0][0], one[0][1])) return true
  return one.some((p, i) => two.some((q, j) => segmentsMeet(p, one[(i + 1) % one.length], q, two[(j + 1) % two.length])))
}

/** Rings outside the city, or that cut themselves. */
export function brokenRings(land: Land): string[] {
  const found: string[] = []
  const all = [...land.reservoirs, ...land.lakes, ...land.smallWaters]
  all.forEach(({ ring }, i) => {
    if (!ring.every(([x, y]) => inRing(land.terrain.outline, x, y))) found.push(`${i} leaves the city`)
    for (let a = 0; a < ring.length; a++) {
      for (let b = a + 2; b < ring.length; b++) {
        if ((b + 1) % ring.length === a) continue
        if (segmentsMeet(ring[a], ring[a + 1], ring[b], ring[(b + 1) % ring.length])) found.push(`${i} cuts itself`)
      }
    }
  })
  return found
}

/**
 * Segment bearings of the hill rivers over `bins` bins of the half circle, weighted by length: largest bin over
 * the mean, and entropy over its maximum.
 */
export function bearings(rivers: RiverCourse[], bins: number): { peak: number; entropy: number } {
  const sums = new Array<number>(bins).fill(0)
  for (const { line, delta } of rivers) {
    if (delta) continue
    for (let k = 1; k < line.length; k++) {
      const angle = Math.atan2(line[k][1] - line[k - 1][1], line[k][0] - line[k - 1][0])
      sums[Math.floor(((angle / Math.PI + 2) % 1) * bins) % bins] += distance(line[k], line[k - 1])
    }
  }
  const whole = sums.reduce((a, b) => a + b, 0)
  const entropy = sums.reduce((h, s) => (s > 0 ? h - (s / whole) * Math.log(s / whole) : h), 0) / Math.log(bins)
  return { peak: (Math.max(...sums) * bins) / whole, entropy }
}

/** 1 where each hill headwater runs exactly like its nearest neighbour, 0 where their bearings have nothing to do with each other. */
export function stripes(rivers: RiverCourse[]): number {
  const heads = rivers.filter(({ delta, from, line }) => !delta && from === null && line.length > 2).map(({ line }) => {
    const end = line[line.length - 1]
    return { at: line[Math.floor(line.length / 2)], angle: Math.atan2(end[1] - line[0][1], end[0] - line[0][0]) }
  })
  const index = new Flatbush(heads.length)
  for (const { at } of heads) index.add(at[0], at[1])
  index.finish()
  let sum = 0
  for (const { at, angle } of heads) {
    const [, next] = index.neighbors(at[0], at[1], 2)
    sum += Math.cos(heads[next].angle - angle)
  }
  return sum / heads.length
}
