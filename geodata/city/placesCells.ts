// The planar map under all divisions: one cell a grid, every border stored once with the cell on either side.
// Larger units are unions of cells, found by dropping the borders inside them, so nothing is ever clipped twice.
import Delaunator from 'delaunator'
import Flatbush from 'flatbush'
import { ringArea } from './geometry.ts'
import { border, type Border, type Pen } from './placesBorders.ts'
import { ringsOf } from './placesRings.ts'
import { circumcentre, type Inside, type Sites } from './placesSites.ts'
import type { Point } from './types.ts'

interface Crossing {
  /** Share of the way along the outline's side, or along the straight border. */
  at: number
  corner: number
  /** The border crossed. */
  edge: number
}

interface Straight {
  left: number
  right: number
  from: number
  to: number
}

/** Voronoi cells of the sites, cut exactly at the outline; `pen` then draws the borders between them. */
export function cells(sites: Sites, outline: Point[], inside: Inside, pen: Omit<Pen, 'atOutline'>): Border[] {
  const corners: Point[] = []
  const straight = voronoi(sites, corners)
  const index = new Flatbush(outline.length)
  outline.forEach((a, i) => {
    const b = outline[(i + 1) % outline.length]
    index.add(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1]))
  })
  index.finish()
  const atOutline: Pen['atOutline'] = (west, south, east, north) => index.collides(west, south, east, north)
  const reached = new Uint8Array(sites.at.length + sites.frame.length)
  const borders = cut(straight, corners, outline, index, inside, reached)
  for (const each of borders) {
    if (each.right >= 0)
      each.line = border(corners[each.from], corners[each.to], sites.at[each.left], sites.at[each.right], { ...pen, atOutline })
  }
  gatherPieces(borders, reached)
  return borders
}

/** Straight borders between neighbouring sites; fills in the corners. */
function voronoi(sites: Sites, corners: Point[]): Straight[] {
  const { triangles, halfedges, coords } = Delaunator.from([...sites.at, ...sites.frame])
  for (let t = 0; t < triangles.length / 3; t++) corners.push(circumcentre(coords, triangles, t))
  const straight: Straight[] = []
  for (let e = 0; e < halfedges.length; e++) {
    if (halfedges[e] < e) continue
    const from = Math.floor(e / 3)
    const to = Math.floor(halfedges[e] / 3)
    const one = triangles[e]
    const other = triangles[e % 3 === 2 ? e - 2 : e + 1]
    // all triangles turn the same way, so the sides are known even where both corners fall together
    straight.push({ left: one, right: other, from, to })
  }
  return straight
}

/** Keeps what lies inside the outline and adds the outline itself; marks the cells the outline reaches. */
function cut(straight: Straight[], corners: Point[], outline: Point[], index: Flatbush, inside: Inside, reached: Uint8Array): Border[] {
  const within = corners.map(([x, y]) => inside(x, y))
  const onOutline: Crossing[][] = outline.map(() => [])
  const borders: Border[] = []
  straight.forEach((edge, number) => {
    const { from, to, left, right } = edge
    const [u, v] = [corners[from], corners[to]]
    const crossings: Crossing[] = []
    for (const side of index.search(Math.min(u[0], v[0]), Math.min(u[1], v[1]), Math.max(u[0], v[0]), Math.max(u[1], v[1]))) {
      const p = outline[side]
      const q = outline[(side + 1) % outline.length]
      const turn = (v[0] - u[0]) * (q[1] - p[1]) - (v[1] - u[1]) * (q[0] - p[0])
      if (turn === 0) continue
      const t = ((p[0] - u[0]) * (q[1] - p[1]) - (p[1] - u[1]) * (q[0] - p[0])) / turn
      const s = ((p[0] - u[0]) * (v[1] - u[1]) - (p[1] - u[1]) * (v[0] - u[0])) / turn
      if (t < 0 || t >= 1 || s < 0 || s >= 1) continue
      const corner = corners.push([p[0] + s * (q[0] - p[0]), p[1] + s * (q[1] - p[1])]) - 1
      crossings.push({ at: t, corner, edge: number })
      onOutline[side].push({ at: s, corner, edge: number })
    }
    crossings.sort((a, b) => a.at - b.at)
    const stops = [from, ...crossings.map(({ corner }) => corner), to]
    let isIn = within[from]
    for (let k = 1; k < stops.length; k++, isIn = !isIn) {
      if (isIn) borders.push({ left, right, from: stops[k - 1], to: stops[k], line: [corners[stops[k - 1]], corners[stops[k]]] })
    }
    if (crossings.length) reached[left] = reached[right] = 1
  })

  // The outline, counter-clockwise with the city on its left, piece by piece from crossing to crossing.
  const around = onOutline.flatMap((list, side) => list.sort((a, b) => a.at - b.at).map((crossing) => ({ ...crossing, side })))
  around.forEach((start, k) => {
    const end = around[(k + 1) % around.length]
    const line = [corners[start.corner]]
    for (let side = start.side; side !== end.side || (line.length === 1 && end.at <= start.at); ) {
      side = (side + 1) % outline.length
      line.push(outline[side])
      if (side === end.side) break
    }
    line.push(corners[end.corner])
    const { left, right, from, to } = straight[start.edge]
    // ahead of the crossing lies the cell on the side the outline turns to
    const [u, v, next] = [corners[from], corners[to], line[1]]
    const ahead = (v[0] - u[0]) * (next[1] - u[1]) - (v[1] - u[1]) * (next[0] - u[0]) > 0 ? left : right
    reached[ahead] = 1
    borders.push({ left: ahead, right: -1, from: start.corner, to: end.corner, line })
  })
  return borders
}

/** The outline may cut a cell in pieces: the largest stays, the others go to the neighbour with the longest common border. */
function gatherPieces(borders: Border[], reached: Uint8Array): void {
  const atOutline = borders.filter(({ left, right }) => reached[left] || (right >= 0 && reached[right]))
  for (let moved = true; moved; ) {
    moved = false
    for (const [cell, rings] of ringsOf(atOutline, (each) => (each >= 0 && reached[each] ? each : -1))) {
      if (rings.length < 2) continue
      const pieces = rings.map((ring) => ({ ring, area: ringArea(ring.points) })).sort((a, b) => b.area - a.area)
      for (const { ring } of pieces.slice(1)) {
        let longest = 0
        let taker = -1
        for (const { border: side, forward } of ring.arcs) {
          const other = forward ? side.right : side.left
          const [a, b] = [side.line[0], side.line[side.line.length - 1]]
          const long = Math.hypot(b[0] - a[0], b[1] - a[1])
          if (other >= 0 && other !== cell && long > longest) {
            longest = long
            taker = other
          }
        }
        if (taker < 0) continue
        for (const { border: side, forward } of ring.arcs) {
          if (forward) side.left = taker
          else side.right = taker
        }
        moved = true
      }
    }
  }
}
