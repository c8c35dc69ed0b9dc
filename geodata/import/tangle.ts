// How often the boundary of a polygon crosses itself, as far as anybody wants to know. A star of 3,001 corners crosses itself four
// million times: making it valid ends PostgreSQL or keeps it for minutes, so whoever would have a shape mended counts first.
import type { Geometry } from 'geojson'
import { crossing } from '../../domain/topology/plane.ts'
import { Shape } from '../../domain/topology/shape.ts'

/** Number of pairs of edges that cross each other, counted up to `most`; 0 for what is no polygon. */
export const crossings = (geometry: Geometry, most: number): number => {
  const shape = new Shape(geometry)
  if (shape.kind !== 'polygon') return 0
  let count = 0
  for (const one of shape.segments)
    for (const other of shape.meeting(one)) {
      // Each pair once.
      if (other.part < one.part || (other.part === one.part && other.i <= one.i)) continue
      if (crossing(one.a, one.b, other.a, other.b) && ++count >= most) return count
    }
  return count
}
