// What every reader makes of a file: one stream of numbered features, whatever the format was.
import type { Geometry } from 'geojson'
import type { Text } from '../../../domain/text.ts'

export interface SourceFeature {
  /** Counts from 1 in file order; of a table, the row of the sheet, titles and empty rows counted. */
  row: number
  properties: Record<string, unknown>
  geometry: Geometry | null
  /** The feature itself could not be read. */
  trouble?: Text
  /** What was guessed or left out in reading it. */
  remarks?: readonly Text[]
}

export interface Source {
  format: Text
  /** How text was decoded, and how that was decided. */
  encoding: { name: string; why: Text }
  /** What the file says of its coordinates: an EPSG number, WKT or name; null where it says nothing. */
  crs: { declared: string | null; where: Text }
  /** How many features there are, where the file tells before it is read. */
  total: number | null
  /** Attribute names may be cut short to 10 bytes, as DBF does. */
  shortNames?: boolean
  /** What was guessed or left out of the file as a whole, known once it has been read. */
  readonly remarks?: readonly Text[]
  /** Reads from the start each time it is called. */
  features(): AsyncGenerator<SourceFeature>
  close(): Promise<void>
}

/** The most one feature may hold; beyond it the file is hostile or broken. */
export const mostCharactersAFeature = 64 * 1024 ** 2
/** GeoJSON needs eight levels. */
export const deepestNesting = 100
