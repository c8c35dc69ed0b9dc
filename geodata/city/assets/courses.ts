// Linear referencing: places beside a reach from metres along it, and back.
import { clamp } from '../geometry.ts'
import type { Land, Point, Reach } from '../types.ts'
import { MeasuredLine } from '../watersLine.ts'

export type Bank = 'left' | 'right'

export interface Beside {
  /** Metres from the reach's start. */
  measure: number
  bank: Bank
}

export class Courses {
  private readonly reaches = new Map<Reach, MeasuredLine>()
  private readonly rivers: MeasuredLine[]

  constructor(private readonly land: Land) {
    this.rivers = land.rivers.map(({ line }) => new MeasuredLine(line))
  }

  lengthOf(reach: Reach): number {
    return this.line(reach).length
  }

  /** Metres from bank to bank at a place of a reach. */
  widthAt(reach: Reach, measure: number): number {
    return this.rivers[reach.river].value(this.land.rivers[reach.river].width, reach.from + measure)
  }

  pointAt(reach: Reach, measure: number): Point {
    return this.line(reach).at(measure)
  }

  /** The point `away` metres from the line and square to it; banks are named looking downstream. */
  beside(reach: Reach, measure: number, bank: Bank, away: number): Point {
    const line = this.line(reach)
    const [ax, ay] = line.at(measure - 0.5)
    const [bx, by] = line.at(measure + 0.5)
    const [x, y] = line.at(measure)
    const aside = (bank === 'left' ? away : -away) / (Math.hypot(bx - ax, by - ay) || 1)
    return [x - (by - ay) * aside, y + (bx - ax) * aside]
  }

  /** Where along a reach, and on which side of it, a point lies. */
  project(reach: Reach, [x, y]: Point): Beside {
    const { line, along } = this.line(reach)
    let best: Beside = { measure: 0, bank: 'left' }
    let least = Infinity
    for (let i = 0; i + 1 < line.length; i++) {
      const [ax, ay] = line[i]
      const dx = line[i + 1][0] - ax
      const dy = line[i + 1][1] - ay
      const squared = dx * dx + dy * dy
      if (squared === 0) continue
      const share = clamp(((x - ax) * dx + (y - ay) * dy) / squared, 0, 1)
      const away = Math.hypot(x - ax - share * dx, y - ay - share * dy)
      if (away >= least) continue
      least = away
      best = { measure: along[i] + share * Math.sqrt(squared), bank: dx * (y - ay) - dy * (x - ax) >= 0 ? 'left' : 'right' }
    }
    return best
  }

  private line(reach: Reach): MeasuredLine {
    const known = this.reaches.get(reach) ?? new MeasuredLine(reach.line)
    this.reaches.set(reach, known)
    return known
  }
}
