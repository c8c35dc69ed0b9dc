// Who is where on the water: river surfaces and still waters already placed, so that new ones keep clear.

import Flatbush from 'flatbush'
import { boxOf, distance, inRing, segmentGap } from './geometry.ts'
import type { Plan } from './plan.ts'
import type { Point, RiverCourse } from './types.ts'

const CELL = 500

export class Shores {
  private index: Flatbush
  private owner: Int32Array
  private vertex: Int32Array
  private cells = new Map<number, number[]>()
  private rings: Point[][] = []

  constructor(
    private plan: Plan,
    private rivers: RiverCourse[],
  ) {
    const count = rivers.reduce((sum, { line }) => sum + line.length - 1, 0)
    this.index = new Flatbush(count)
    this.owner = new Int32Array(count)
    this.vertex = new Int32Array(count)
    let at = 0
    for (const { id, line, width } of rivers) {
      for (let k = 0; k + 1 < line.length; k++) {
        const half = width[k + 1] / 2
        const [a, b] = [line[k], line[k + 1]]
        this.index.add(Math.min(a[0], b[0]) - half, Math.min(a[1], b[1]) - half, Math.max(a[0], b[0]) + half, Math.max(a[1], b[1]) + half)
        this.owner[at] = id
        this.vertex[at++] = k
      }
    }
    this.index.finish()
  }

  /**
   * True where a ring keeps `gap` metres from every river's water except those `allowed`, from all still
   * waters, and stays on land inside the city.
   */
  free(ring: Point[], gap: number, allowed: (river: number) => boolean = () => false): boolean {
    for (const [x, y] of ring) if (!this.plan.inside(x, y) || this.plan.seaward(x, y) > -30) return false
    const box = boxOf(ring, gap)
    for (const s of this.index.search(box.west, box.south, box.east, box.north)) {
      if (allowed(this.owner[s])) continue
      const { line, width } = this.rivers[this.owner[s]]
      const k = this.vertex[s]
      const room = gap + width[k + 1] / 2
      if (inRing(ring, line[k][0], line[k][1])) return false
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++)
        if (segmentGap(ring[j], ring[i], line[k], line[k + 1]) < room) return false
    }
    return !this.near(ring, gap)
  }

  private near(ring: Point[], gap: number): boolean {
    for (const other of this.around(ring, gap)) if (ringGapBelow(ring, other, gap)) return true
    return false
  }

  private around(ring: Point[], gap: number): Set<Point[]> {
    const found = new Set<Point[]>()
    this.eachCell(ring, gap, (key) => {
      for (const i of this.cells.get(key) ?? []) found.add(this.rings[i])
    })
    return found
  }

  /** True inside a still water. */
  taken(at: Point): boolean {
    const here = this.cells.get(Math.floor(at[0] / CELL) * 100_000 + Math.floor(at[1] / CELL)) ?? []
    return here.some((i) => inRing(this.rings[i], at[0], at[1]))
  }

  /** Marks a ring as taken. */
  take(ring: Point[]): void {
    const number = this.rings.push(ring) - 1
    this.eachCell(ring, 0, (key) => {
      const list = this.cells.get(key)
      if (list) list.push(number)
      else this.cells.set(key, [number])
    })
  }

  private eachCell(ring: Point[], gap: number, visit: (key: number) => void): void {
    const box = boxOf(ring, gap)
    for (let c = Math.floor(box.west / CELL); c <= Math.floor(box.east / CELL); c++) {
      for (let r = Math.floor(box.south / CELL); r <= Math.floor(box.north / CELL); r++) visit(c * 100_000 + r)
    }
  }
}

function ringGapBelow(one: Point[], two: Point[], gap: number): boolean {
  const a = boxOf(one, gap)
  const b = boxOf(two)
  if (a.west > b.east || b.west > a.east || a.south > b.north || b.south > a.north) return false
  if (inRing(one, two[0][0], two[0][1]) || inRing(two, one[0][0], one[0][1])) return true
  for (let i = 0, j = one.length - 1; i < one.length; j = i++) {
    const [p, q] = [one[j], one[i]]
    if (Math.max(p[0], q[0]) + gap < b.west || Math.min(p[0], q[0]) - gap > b.east || Math.max(p[1], q[1]) + gap < b.south
      || Math.min(p[1], q[1]) - gap > b.north) continue
    for (let k = 0, m = two.length - 1; k < two.length; m = k++) if (segmentGap(p, q, two[m], two[k]) < gap) return true
  }
  return false
}

/** Metres along a line up to each vertex. */
export function measures(line: Point[]): number[] {
  const along = [0]
  for (let k = 1; k < line.length; k++) along.push(along[k - 1] + distance(line[k - 1], line[k]))
  return along
}
