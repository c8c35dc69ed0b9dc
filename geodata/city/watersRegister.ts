// What is known of the waters once they are named and cut: what rows, links and years of water are written from.
import type { RiverManner } from './names.ts'
import type { Reach, CityWaters } from './types.ts'
import type { Level } from './watersFacts.ts'
import type { MeasuredLine } from './watersLine.ts'

export interface RiverRecord {
  code: string
  name: string
  manner: RiverManner
  level: Level
  line: MeasuredLine
  widest: number
  reaches: Reach[]
  /** Names of the places where its reaches begin and end: one more than it has reaches. */
  stops: string[]
}

export interface StillRecord {
  code: string
  name: string
  village: string
}

/** The waters with everything the register's rows are written from. */
export interface WaterRegister extends CityWaters {
  rivers: RiverRecord[]
  lakes: StillRecord[]
  reservoirs: StillRecord[]
  smallWaters: StillRecord[]
}
