// Parts of town built in one go, with streets of one direction: what keeps grids in town from being a honeycomb.
import type { Box } from './geometry.ts'
import { random } from './random.ts'
import type { Land, Point } from './types.ts'

/** Metres across a quarter. */
const QUARTER = 1600
/** Built-up share from which a place has streets. */
const STREETS = 0.38

interface Quarter {
  at: Point
  angle: number
  /** Metres along and across a block. */
  long: number
  wide: number
}

/** Quarters lie one to a square of a coarse lattice, anywhere in it; a place belongs to the nearest. */
export class Quarters {
  private readonly known = new Map<string, Quarter | null>()

  constructor(
    private readonly land: Land,
    private readonly seed: number,
    private readonly size: (east: number, north: number) => number,
  ) {}

  private square(column: number, row: number): Quarter | null {
    const key = `${column},${row}`
    const known = this.known.get(key)
    if (known !== undefined) return known
    const draw = random(this.seed, `quarter ${key}`)
    const at: Point = [(column + draw()) * QUARTER, (row + draw()) * QUARTER]
    const size = this.size(...at)
    const slender = 1 + 0.5 * draw()
    const quarter = this.land.terrain.builtUpAt(...at) < STREETS
      ? null
      : { at, angle: draw() * Math.PI, long: size * Math.sqrt(slender), wide: size / Math.sqrt(slender) }
    this.known.set(key, quarter)
    return quarter
  }

  /** The quarter a place belongs to, null outside town. */
  of(east: number, north: number): Quarter | null {
    if (this.land.terrain.builtUpAt(east, north) < STREETS) return null
    const column = Math.floor(east / QUARTER)
    const row = Math.floor(north / QUARTER)
    let best: Quarter | null = null
    let least = Infinity
    for (let i = -1; i <= 1; i++) {
      for (let j = -1; j <= 1; j++) {
        const quarter = this.square(column + i, row + j)
        const away = quarter ? Math.hypot(quarter.at[0] - east, quarter.at[1] - north) : Infinity
        if (away >= least) continue
        least = away
        best = quarter
      }
    }
    return best
  }

  /** Middles of blocks: rows along the quarter's direction, a street of one row rarely quite meeting that of the next. */
  blocks(box: Box): Point[] {
    const middles: Point[] = []
    for (let column = Math.floor(box.west / QUARTER); column <= box.east / QUARTER; column++) {
      for (let row = Math.floor(box.south / QUARTER); row <= box.north / QUARTER; row++) {
        const quarter = this.square(column, row)
        if (!quarter) continue
        const draw = random(this.seed, `blocks ${column},${row}`)
        const { at: [east, north], angle, long, wide } = quarter
        const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
        const reach = 1.5 * QUARTER
        for (let v = -reach; v <= reach; v += wide) {
          const shift = 0.14 * long * draw()
          for (let u = -reach + shift; u <= reach; u += long * (0.93 + 0.14 * draw())) {
            const b = v + wide * 0.06 * (draw() - 0.5)
            const x = east + u * cos - b * sin
            const y = north + u * sin + b * cos
            if (this.of(x, y) === quarter) middles.push([x, y])
          }
        }
      }
    }
    return middles
  }
}
