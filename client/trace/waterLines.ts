// The network's lines as the map draws and finds them: typed arrays in map metres with the measure of every vertex, a
// coarser copy for each zoom, and a tree over short pieces of line.
import Flatbush from 'flatbush'

export interface WaterLines {
  /** Vertices `first[w]` to `first[w + 1]` are those of water w, numbered as in the network. */
  first: Int32Array
  /** Web mercator metres. */
  x: Float64Array
  y: Float64Array
  /** Metres from the start of the reach, as the register measures; 0 all round a standing water. */
  m: Float64Array
}

export interface Spot {
  water: number
  measureM: number
  /** Where on the line, map metres. */
  x: number
  y: number
}

/** Radius web mercator draws the earth with, metres. */
const earth = 6378137
/** How much web mercator stretches at a northing. */
const stretchAt = (y: number) => Math.cosh(y / earth)

/**
 * Lines from degrees: `lonLat` in turn, water w from vertex `first[w]` to `first[w + 1]`, measures made
 * to end at the length the register has.
 */
export function linesOf(lonLat: ArrayLike<number>, first: Int32Array, lengthM: ArrayLike<number>): WaterLines {
  const count = lonLat.length / 2
  const [x, y, m] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)]
  for (let i = 0; i < count; i++) {
    x[i] = (earth * lonLat[2 * i]! * Math.PI) / 180
    y[i] = earth * Math.log(Math.tan(Math.PI / 4 + (lonLat[2 * i + 1]! * Math.PI) / 360))
  }
  for (let w = 0; w + 1 < first.length; w++) {
    const [start, end] = [first[w]!, first[w + 1]!]
    if (!(lengthM[w]! > 0) || end - start < 2) continue
    for (let i = start + 1; i < end; i++)
      m[i] = m[i - 1]! + Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!) / stretchAt((y[i]! + y[i - 1]!) / 2)
    const scale = m[end - 1]! > 0 ? lengthM[w]! / m[end - 1]! : 0
    for (let i = start; i < end; i++) m[i] = m[i]! * scale
    m[end - 1] = lengthM[w]!
  }
  return { first, x, y, m }
}

/** A copy without the vertices nearer than `tolerance` (map metres) to the one before; ends stay. */
export function coarser({ first, x, y, m }: WaterLines, tolerance: number): WaterLines {
  const keep = new Int32Array(x.length)
  const start = new Int32Array(first.length)
  let count = 0
  for (let w = 0; w + 1 < first.length; w++) {
    start[w] = count
    const end = first[w + 1]! - 1
    let last = -1
    for (let i = first[w]!; i <= end; i++) {
      if (last >= 0 && i < end && Math.abs(x[i]! - x[last]!) + Math.abs(y[i]! - y[last]!) < tolerance) continue
      keep[count++] = last = i
    }
  }
  start[first.length - 1] = count
  const pick = (of: Float64Array) => {
    const kept = new Float64Array(count)
    for (let i = 0; i < count; i++) kept[i] = of[keep[i]!]!
    return kept
  }
  return { first: start, x: pick(x), y: pick(y), m: pick(m) }
}

/** Where a measure lies, map metres; the first vertex of a standing water. */
export function spotAt({ first, x, y, m }: WaterLines, water: number, measureM: number): Spot {
  let [low, high] = [first[water]!, first[water + 1]! - 1]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (m[middle]! <= measureM) low = middle
    else high = middle
  }
  const long = m[high]! - m[low]!
  const share = long > 0 ? Math.min(1, Math.max(0, (measureM - m[low]!) / long)) : 0
  return { water, measureM, x: x[low]! + share * (x[high]! - x[low]!), y: y[low]! + share * (y[high]! - y[low]!) }
}

/** Segments in one leaf of the tree: a tree over every segment of a city takes ten times as long to build. */
const leaf = 8

export class WaterIndex {
  private readonly tree: Flatbush | null
  private readonly water: Int32Array
  private readonly start: Int32Array
  private readonly broadestM: number

  constructor(
    private readonly lines: WaterLines,
    private readonly widthM: ArrayLike<number>,
  ) {
    const { first, x, y } = lines
    const leaves: number[] = []
    for (let w = 0; w + 1 < first.length; w++) for (let i = first[w]!; i < first[w + 1]! - 1; i += leaf) leaves.push(w, i)
    this.water = new Int32Array(leaves.length / 2)
    this.start = new Int32Array(leaves.length / 2)
    this.tree = leaves.length ? new Flatbush(leaves.length / 2) : null
    for (let l = 0; 2 * l < leaves.length; l++) {
      const [w, from] = [leaves[2 * l]!, leaves[2 * l + 1]!]
      this.water[l] = w
      this.start[l] = from
      let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
      for (let i = from; i <= Math.min(from + leaf, first[w + 1]! - 1); i++) {
        west = Math.min(west, x[i]!)
        east = Math.max(east, x[i]!)
        south = Math.min(south, y[i]!)
        north = Math.max(north, y[i]!)
      }
      this.tree!.add(west, south, east, north)
    }
    this.tree?.finish()
    let broadest = 0
    for (let w = 0; w < widthM.length; w++) broadest = Math.max(broadest, widthM[w]! || 0)
    this.broadestM = broadest
  }

  /**
   * The place somebody points at: on the water within `tolerance` (map metres) of its bank that is nearest for how broad it
   * is drawn, so that far out a great river is meant rather than the ditch beside it; or on `only`, where that is known.
   */
  nearest(x: number, y: number, tolerance: number, drawn: (water: number) => number, only = -1): Spot | null {
    const { first, x: xs, y: ys, m } = this.lines
    const stretch = stretchAt(y)
    const far = tolerance + (this.broadestM / 2) * stretch
    let best: Spot | null = null
    let least = Infinity
    for (const l of this.tree?.search(x - far, y - far, x + far, y + far) ?? []) {
      const w = this.water[l]!
      if (only >= 0 && w !== only) continue
      const half = ((this.widthM[w]! || 0) / 2) * stretch
      const end = Math.min(this.start[l]! + leaf, first[w + 1]! - 1)
      for (let i = this.start[l]!; i < end; i++) {
        const [dx, dy] = [xs[i + 1]! - xs[i]!, ys[i + 1]! - ys[i]!]
        const long = dx * dx + dy * dy
        const share = long === 0 ? 0 : Math.min(1, Math.max(0, ((x - xs[i]!) * dx + (y - ys[i]!) * dy) / long))
        const [px, py] = [xs[i]! + share * dx, ys[i]! + share * dy]
        const away = Math.hypot(x - px, y - py)
        if (away - half > tolerance) continue
        const score = (away + tolerance / 6) / drawn(w)
        if (score >= least) continue
        least = score
        best = { water: w, measureM: m[i]! + share * (m[i + 1]! - m[i]!), x: px, y: py }
      }
    }
    return best
  }

  /** The standing water a place lies within, by its ring (even-odd); -1 where in none. `from` is the first standing water. */
  within(x: number, y: number, from: number): number {
    const { first, x: xs, y: ys } = this.lines
    for (let w = from; w + 1 < first.length; w++) {
      let inside = false
      for (let i = first[w]!, j = first[w + 1]! - 1; i < first[w + 1]!; j = i++)
        if (ys[i]! > y !== ys[j]! > y && x < ((xs[j]! - xs[i]!) * (y - ys[i]!)) / (ys[j]! - ys[i]!) + xs[i]!) inside = !inside
      if (inside) return w
    }
    return -1
  }
}
