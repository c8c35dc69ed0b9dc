// Rivers as borders know them: an index of the segments wide enough to part two villages.
import Flatbush from 'flatbush'
import { toSegment } from './geometry.ts'
import type { Point, RiverCourse } from './types.ts'

export interface Barrier {
  /** Metres: the widest river the segment a–b crosses, 0 where it crosses none. */
  crossedBy(a: Point, b: Point): number
  /** Where a–b first meets a river, as a share of the way; null where it meets none. */
  meeting(a: Point, b: Point): number | null
  /** True where the place lies nearer to a river than its half width and `margin` metres. */
  near(east: number, north: number, margin: number): boolean
}

/** Indexes the parts of rivers at least `least` metres wide. */
export function barrier(rivers: RiverCourse[], least: number): Barrier {
  const ax: number[] = []
  const ay: number[] = []
  const bx: number[] = []
  const by: number[] = []
  const wide: number[] = []
  for (const { line, width } of rivers) {
    for (let k = 1; k < line.length; k++) {
      if (width[k] < least) continue
      ax.push(line[k - 1][0])
      ay.push(line[k - 1][1])
      bx.push(line[k][0])
      by.push(line[k][1])
      wide.push(width[k])
    }
  }
  if (wide.length === 0) return { crossedBy: () => 0, meeting: () => null, near: () => false }
  const index = new Flatbush(wide.length)
  for (let i = 0; i < wide.length; i++)
    index.add(Math.min(ax[i], bx[i]), Math.min(ay[i], by[i]), Math.max(ax[i], bx[i]), Math.max(ay[i], by[i]))
  index.finish()
  const widest = wide.reduce((most, width) => Math.max(most, width), 0)

  const each = (a: Point, b: Point, visit: (segment: number, share: number) => void): void => {
    const dx = b[0] - a[0]
    const dy = b[1] - a[1]
    for (const i of index.search(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1]))) {
      const ex = bx[i] - ax[i]
      const ey = by[i] - ay[i]
      const turn = dx * ey - dy * ex
      if (turn === 0) continue
      const share = ((ax[i] - a[0]) * ey - (ay[i] - a[1]) * ex) / turn
      const along = ((ax[i] - a[0]) * dy - (ay[i] - a[1]) * dx) / turn
      if (share >= 0 && share <= 1 && along >= 0 && along <= 1) visit(i, share)
    }
  }
  return {
    crossedBy(a, b) {
      let most = 0
      each(a, b, (i) => (most = Math.max(most, wide[i])))
      return most
    },
    meeting(a, b) {
      let best: number | null = null
      each(a, b, (_, share) => {
        if (best === null || share < best) best = share
      })
      return best
    },
    near(east, north, margin) {
      const reach = widest / 2 + margin
      return index.search(east - reach, north - reach, east + reach, north + reach)
        .some((i) => toSegment(east, north, ax[i], ay[i], bx[i], by[i]) < wide[i] / 2 + margin)
    },
  }
}
