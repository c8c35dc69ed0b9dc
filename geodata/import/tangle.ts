// How often the boundary of a polygon crosses itself, as far as anybody wants to know. A star of 3,001 corners crosses itself four
// million times: making it valid ends PostgreSQL or keeps it for minutes, so whoever would have a shape mended counts first.
import Flatbush from 'flatbush'
import type { Geometry } from 'geojson'

type Corner = readonly number[]

const side = ([ax, ay]: Corner, [bx, by]: Corner, [px, py]: Corner) => Math.sign((bx! - ax!) * (py! - ay!) - (by! - ay!) * (px! - ax!))

/** Number of pairs of edges that cross each other, counted up to `most`; 0 for what is no polygon. */
export const crossings = (shape: Geometry, most: number): number => {
  const rings = shape.type === 'Polygon' ? shape.coordinates : shape.type === 'MultiPolygon' ? shape.coordinates.flat() : []
  const edges = rings.flatMap((ring) => ring.slice(1).map((to, i): [Corner, Corner] => [ring[i]!, to]))
  if (edges.length < 4) return 0
  const index = new Flatbush(edges.length)
  for (const [[ax, ay], [bx, by]] of edges) index.add(Math.min(ax!, bx!), Math.min(ay!, by!), Math.max(ax!, bx!), Math.max(ay!, by!))
  index.finish()
  let count = 0
  for (const [i, [a, b]] of edges.entries()) {
    // Each pair once.
    index.search(Math.min(a[0]!, b[0]!), Math.min(a[1]!, b[1]!), Math.max(a[0]!, b[0]!), Math.max(a[1]!, b[1]!), (other) => {
      if (other <= i || count >= most) return false
      const [c, d] = edges[other]!
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) count++
      return false
    })
    if (count >= most) return count
  }
  return count
}
