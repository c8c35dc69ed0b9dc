// Finds lines that cross, block by block through a spatial index.

import Flatbush from 'flatbush'
import { segmentsMeet } from './geometry.ts'
import type { Point } from './types.ts'

/** A line between two junctions; lines that end at the same junction may touch there. */
export interface Span {
  points: Point[]
  ends: [number, number]
}

// vertices per index box: one box a segment makes the index ten times as large for no fewer tests
const BLOCK = 10

/** Spans that cross one another, or themselves, anywhere but at the junction they share. */
export function meetings<T extends Span>(spans: T[]): Set<T> {
  const blocks: { span: T; from: number; box: [number, number, number, number] }[] = []
  for (const span of spans)
    for (let k = 0; k + 1 < span.points.length; k += BLOCK) blocks.push({ span, from: k, box: blockBox(span.points, k) })
  const index = new Flatbush(blocks.length)
  for (const { box } of blocks) index.add(...box)
  index.finish()
  const found = new Set<T>()
  blocks.forEach(({ span, from, box }, b) => {
    for (const other of index.search(...box, (o) => o >= b)) {
      const { span: two, from: start } = blocks[other]
      if (found.has(span) && found.has(two)) continue
      if (!blocksMeet(span, from, two, start)) continue
      found.add(span)
      found.add(two)
    }
  })
  return found
}

function blockBox(points: Point[], from: number): [number, number, number, number] {
  let west = Infinity
  let south = Infinity
  let east = -Infinity
  let north = -Infinity
  for (let m = from; m <= Math.min(points.length - 1, from + BLOCK); m++) {
    west = Math.min(west, points[m][0])
    east = Math.max(east, points[m][0])
    south = Math.min(south, points[m][1])
    north = Math.max(north, points[m][1])
  }
  return [west, south, east, north]
}

function blocksMeet(one: Span, i0: number, two: Span, j0: number): boolean {
  const a = one.points
  const b = two.points
  for (let i = i0; i < Math.min(a.length - 1, i0 + BLOCK); i++) {
    for (let j = j0; j < Math.min(b.length - 1, j0 + BLOCK); j++) {
      if (!segmentsMeet(a[i], a[i + 1], b[j], b[j + 1])) continue
      if (one === two ? Math.abs(i - j) > 1 : !touchAtJunction(one, i, two, j)) return true
    }
  }
  return false
}

function touchAtJunction(one: Span, i: number, two: Span, j: number): boolean {
  const junctions = ({ points, ends }: Span, k: number) => [k === 0 ? ends[0] : -1, k === points.length - 2 ? ends[1] : -1]
  return junctions(one, i).some((node) => node >= 0 && junctions(two, j).includes(node))
}
