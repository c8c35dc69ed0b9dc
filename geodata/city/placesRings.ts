import type { Border } from './placesBorders.ts'
import type { Point } from './types.ts'

interface Arc {
  border: Border
  /** False where the ring runs against the border's own direction. */
  forward: boolean
}

export interface Ring {
  arcs: Arc[]
  /** Not closed; counter-clockwise around what it encloses, clockwise around a hole. */
  points: Point[]
}

/**
 * The rings of every unit, by walking the borders that have the unit on one side only.
 * `unitOf` names the unit of a cell, −1 for none. No more than three borders meet in a corner, so the walk never has to choose.
 */
export function ringsOf(borders: Border[], unitOf: (cell: number) => number): Map<number, Ring[]> {
  const arcsOf = new Map<number, Map<number, Arc>>()
  const add = (unit: number, border: Border, forward: boolean): void => {
    if (unit < 0) return
    let arcs = arcsOf.get(unit)
    if (!arcs) arcsOf.set(unit, (arcs = new Map()))
    arcs.set(forward ? border.from : border.to, { border, forward })
  }
  for (const border of borders) {
    const left = border.left < 0 ? -1 : unitOf(border.left)
    const right = border.right < 0 ? -1 : unitOf(border.right)
    if (left === right) continue
    add(left, border, true)
    add(right, border, false)
  }
  const rings = new Map<number, Ring[]>()
  for (const [unit, arcs] of arcsOf) {
    const found: Ring[] = []
    while (arcs.size) {
      const ring: Ring = { arcs: [], points: [] }
      let [corner] = arcs.keys()
      for (let arc = arcs.get(corner); arc; arc = arcs.get(corner)) {
        arcs.delete(corner)
        ring.arcs.push(arc)
        const { line } = arc.border
        if (arc.forward) for (let k = 0; k + 1 < line.length; k++) ring.points.push(line[k])
        else for (let k = line.length - 1; k > 0; k--) ring.points.push(line[k])
        corner = arc.forward ? arc.border.to : arc.border.from
      }
      found.push(ring)
    }
    rings.set(unit, found)
  }
  return rings
}
