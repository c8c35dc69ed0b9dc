// The rows of table `waters`, read back with the types the later steps need.
import type { DivisionLevel } from '../../domain/tenures.ts'
import type { Row } from './rows.ts'

export interface WaterRecord {
  code: string
  kind: string
  name: string
  subkind: string | null
  river: string | null
  level: DivisionLevel
  /** The village it lies in; for rivers the town or district of the mouth. */
  division: string
  flow: string | null
  startPlace: string | null
  endPlace: string | null
  /** Metres; 0 where not given, as for the other measures. */
  length: number
  width: number
  /** Square metres. */
  area: number
  /** Square kilometres. */
  catchment: number
  target: string
  /** Ten thousand cubic metres. */
  capacity: number
}

const words = (row: Row, column: string): string | null => (typeof row[column] === 'string' ? row[column] : null)
const number = (row: Row, column: string): number => (typeof row[column] === 'number' ? row[column] : 0)

export function waterRecords(rows: readonly Row[]): WaterRecord[] {
  return rows.map((row) => ({
    code: words(row, 'code') ?? '',
    kind: words(row, 'kind') ?? '',
    name: words(row, 'name') ?? '',
    subkind: words(row, 'subkind'),
    river: words(row, 'river'),
    level: (words(row, 'level') ?? 'village') as DivisionLevel,
    division: words(row, 'division') ?? '',
    flow: words(row, 'flow_mode'),
    startPlace: words(row, 'start_place'),
    endPlace: words(row, 'end_place'),
    length: number(row, 'length_m'),
    width: number(row, 'width_m'),
    area: number(row, 'area_m2'),
    catchment: number(row, 'catchment_km2'),
    target: words(row, 'target_class') ?? 'Ⅳ',
    capacity: number(row, 'capacity_10k_m3'),
  }))
}
