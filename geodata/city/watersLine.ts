import type { Point } from './types.ts'

/** Metres: measures are rounded to the centimetre, so one this near to a vertex means the vertex. */
const ROUNDING = 0.006

/** A river's line with its measure: metres along it from the source, planar (within 0.02 % of the ellipsoid here). */
export class MeasuredLine {
  /** Per vertex. */
  readonly along: Float64Array

  constructor(readonly line: Point[]) {
    this.along = new Float64Array(line.length)
    for (let k = 1; k < line.length; k++) {
      this.along[k] = this.along[k - 1] + Math.hypot(line[k][0] - line[k - 1][0], line[k][1] - line[k - 1][1])
    }
  }

  get length(): number {
    return this.along[this.along.length - 1]
  }

  /** The segment that holds a measure, as its first vertex, and how far along it. */
  private locate(measure: number): { vertex: number; share: number } {
    const { along } = this
    let low = 0
    let high = along.length - 1
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (along[middle] <= measure) low = middle
      else high = middle
    }
    const long = along[high] - along[low]
    return { vertex: low, share: long > 0 ? Math.min(1, Math.max(0, (measure - along[low]) / long)) : 0 }
  }

  at(measure: number): Point {
    const { vertex, share } = this.locate(measure)
    const [a, b] = [this.line[vertex], this.line[vertex + 1]]
    if (measure - this.along[vertex] < ROUNDING) return a
    if (this.along[vertex + 1] - measure < ROUNDING) return b
    return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]
  }

  /** A per-vertex value at a measure. */
  value(values: ArrayLike<number>, measure: number): number {
    const { vertex, share } = this.locate(measure)
    return values[vertex] + share * (values[vertex + 1] - values[vertex])
  }

  /** The part of the line between two measures. */
  part(from: number, to: number): Point[] {
    const points = [this.at(from)]
    for (let k = this.locate(from).vertex + 1; k < this.line.length && this.along[k] < to - ROUNDING; k++) {
      if (this.along[k] > from + ROUNDING) points.push(this.line[k])
    }
    points.push(this.at(to))
    return points
  }

  /** The mean of a per-vertex value between two measures, weighted by length. */
  mean(values: ArrayLike<number>, from: number, to: number): number {
    let sum = 0
    let last = from
    let before = this.value(values, from)
    for (let k = this.locate(from).vertex + 1; k < this.line.length && this.along[k] < to; k++) {
      if (this.along[k] <= last) continue
      sum += ((before + values[k]) / 2) * (this.along[k] - last)
      last = this.along[k]
      before = values[k]
    }
    sum += ((before + this.value(values, to)) / 2) * (to - last)
    return sum / (to - from)
  }
}
