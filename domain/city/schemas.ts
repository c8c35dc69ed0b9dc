// The city as a whole, its layers, and what the waters have to say at the end of a month.
import { z } from 'zod'
import { layerIds } from '../catalogue.ts'
import { ClassesOfMonth } from '../quality/schemas.ts'
import { Extent, Position, Words } from '../schema.ts'

export const Health = z.object({
  status: z.enum(['ok', 'degraded']),
  engine: z.enum(['server', 'embedded']),
  postgis: z.string().nullable(),
  version: z.string(),
  city: z.string().nullable(),
  /** When the database last answered. */
  seenAt: z.string().nullable(),
})
export type Health = z.infer<typeof Health>

export const LayerEntry = z.object({
  id: z.enum(layerIds),
  title: Words,
  group: z.enum(['water', 'facilities', 'areas']),
  geometry: z.enum(['line', 'polygon', 'point']),
  zoom: z.tuple([z.number(), z.number()]),
  water: z.boolean(),
  shown: z.boolean(),
  count: z.number(),
  /** Changes whenever a feature of the layer does; part of the tile address. */
  version: z.number(),
  fields: z.array(
    z.object({
      name: z.string(),
      title: Words,
      type: z.enum(['text', 'number', 'integer', 'date', 'boolean']),
      unit: z.string().optional(),
      values: z.record(z.string(), Words).optional(),
      refers: z.enum(layerIds).optional(),
      inTile: z.boolean().optional(),
      required: z.boolean().optional(),
    }),
  ),
})
export type LayerEntry = z.infer<typeof LayerEntry>

export const Settings = z.object({
  city: z.object({
    name: z.string(), extent: Extent.nullable(),
    /** Nobody in it is real, and everybody of it may be signed in as. */
    demonstration: z.boolean(),
    /** The demonstration is within reach of others than whoever runs it. */
    exposed: z.boolean(),
    /** The map is that of a demonstration which is over, or not served as one: made up, though whoever signs in is real. */
    sample: z.boolean(),
  }).nullable(),
  /** Key of the 天地图 WMTS base map, where the deployer has set one. */
  tianditu: z.string().nullable(),
  /** Name of the city's single sign-on, where there is one. */
  sso: z.string().nullable(),
  /** First and last month that can be shown, YYYY-MM. */
  months: z.tuple([z.string(), z.string()]),
  /** Number of the last change: where the stream of changes goes on from. */
  head: z.number(),
})
export type Settings = z.infer<typeof Settings>

/** State of the month, apart from geometry: parallel arrays keyed by code, only waters that have something to say. */
export const StateOfMonth = z.object({
  month: z.string().regex(/^\d{4}-\d{2}$/),
  codes: z.array(z.string()),
  /** Strategy tasks past their date at the end of the month. */
  overdue: z.array(z.number()),
  /** Levels of chief that should be filled and are not. */
  vacant: z.array(z.number()),
  /** Where each water's mark stands: on the water, half way along. Tiles hold cut pieces and could not say. */
  at: z.array(Position),
  /** Classes of the water; null where only some waters are told of anew: as it was. */
  quality: ClassesOfMonth.nullable(),
})
export type StateOfMonth = z.infer<typeof StateOfMonth>
