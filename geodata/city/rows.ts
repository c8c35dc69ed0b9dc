// The rows a city is made of, named as the tables and columns of sql/ they are copied into.
// Shapes stay planar (metres, EPSG:4547) until they are written.
import type { Point } from './types.ts'

export type Shape =
  | { type: 'Point'; coordinates: Point }
  | { type: 'LineString'; coordinates: Point[] }
  | { type: 'Polygon'; coordinates: Point[][] }
  | { type: 'MultiPolygon'; coordinates: Point[][][] }

type Cell = string | number | boolean | null | Shape
/** A row: column name → value. A column left out takes the table's default; all rows of a table name the same columns. */
export type Row = Record<string, Cell>

/** Parents before children; the database checks the rest when the transaction ends. */
export const tableOrder = [
  'divisions', 'grids', 'basins', 'waters', 'links', 'outfalls', 'drainage_units', 'drainage_households', 'household_owners', 'treatment_plants',
  'pollution_sources', 'sections', 'gates', 'orgs', 'people', 'contacts', 'tenures', 'posts', 'assistants', 'accounts', 'demonstration_people',
  'strategies', 'strategy_items', 'archive_entries', 'past_versions',
] as const

/** What happened in the water, which takes longest to think up. */
export const lifeOrder = ['stations', 'rain_days', 'tide_days', 'gate_months', 'samples'] as const

export type TableName = (typeof tableOrder)[number] | (typeof lifeOrder)[number]

export type Tables = Partial<Record<TableName, Row[]>>

/** Rows of several steps as one set; a table may come from more than one step. */
export const mergeTables = (parts: readonly Tables[]): Tables => {
  const all: Tables = {}
  for (const part of parts)
    for (const [table, rows] of Object.entries(part) as [TableName, Row[]][]) all[table] = all[table] ? all[table].concat(rows) : rows
  return all
}
