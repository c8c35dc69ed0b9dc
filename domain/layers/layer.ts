// What an entry of the catalogue says of a layer. What the rules of the register go by stands in its row (sql/198_layers.sql),
// its numbers for search and its note on a card in its view (sql/layers), its signs in client/map/layers.ts.
import type { Enumeration } from '../enums.ts'
import type { Text } from '../text.ts'

export interface Field<Id extends string = string> {
  /** Column of the layer's view and of its table. */
  name: string
  title: Text
  type: 'text' | 'number' | 'integer' | 'date' | 'boolean'
  unit?: string
  /** The largest whole number its column holds, where that is fewer than four bytes. */
  most?: number
  values?: Enumeration
  /** The layer whose codes this field holds. */
  refers?: Id
  /** Travels in the tile beside the code: only what drawing needs. */
  inTile?: boolean
  required?: boolean
  /** Kept apart, for those who work on it only: null for everybody else. */
  confidential?: boolean
  /** Follows from the shape or the network; nobody types it. */
  derived?: boolean
  /** Identifies the thing or says who answers for it: only offices change it. */
  identity?: boolean
  /** Column names under which offices and open data send this field. */
  aliases?: string[]
}

/** What the register can say of a thing that speaks for or against its having fouled the water (domain/suspects). */
export type Evidence =
  | 'state' | 'dryFlow' | 'licenceNo' | 'licensedTo' | 'separated' | 'compliant' | 'compliantOn' | 'wells' | 'reboundCount' | 'foundOn' | 'closedOn' | 'openedOn'

/** How things of a layer drain into the network. */
interface Drains<Name extends string> {
  /** What traces call their list. */
  as: Name
  /** A word after a number. */
  short: Text
  /** Columns that say where their water gets to; the first that says something counts. */
  by: ('water' | 'outfall' | 'unit')[]
  /** Columns that tell what kind of discharge it is, most particular first, and those that hold evidence. */
  classes: string[]
  evidence: Partial<Record<Evidence, string>>
}

/** An entry: `Id` is its own, `Name` what traces call it, `Other` the layers there are. */
export interface CatalogueEntry<Id extends string = string, Name extends string = string, Other extends string = string> {
  id: Id
  title: Text
  group: 'water' | 'facilities' | 'areas'
  geometry: 'line' | 'polygon' | 'point'
  /** Tiles exist from the first to the last of these; above the last the map draws the last one larger. */
  zoom: [number, number]
  /** Where rows of this layer are kept, and the columns that make a row of the table a row of this layer. */
  table: string
  fixed?: Record<string, string>
  /** Its table holds multi-polygons only. */
  multi?: boolean
  /** Opens the water card (河档河策) instead of the facts card. */
  water?: boolean
  /** Drawn and corrected on the map, by those who may (sql/functions/access.sql). */
  editable?: boolean
  /** Whoever patrols a village adds what they find. */
  patrolled?: boolean
  /** Letter and digits of codes made here, as the demonstration city's (our proposal: cities have their own rules). */
  codes?: [beginning: string, digits: number]
  /** Some of its rows are for staff only. */
  staffOnly?: boolean
  /** Shown when the map first opens. */
  shown?: boolean
  /** Its names are heard often enough to be typed by sound; the many others are found by their characters and codes. */
  heard?: boolean
  drains?: Drains<Name>
  fields: Field<Other>[]
}

/** Declares a layer. */
export const layer =
  <const Id extends string, const Name extends string = never>(entry: CatalogueEntry<Id, Name>): CatalogueEntry<Id, Name> => entry
