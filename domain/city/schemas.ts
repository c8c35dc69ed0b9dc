// The city as a whole, its layers, and what the waters have to say at the end of a month.
import { z } from 'zod'
import { layerIds } from '../catalogue.ts'
import type { MarkId } from '../marks.ts'
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
      /** The largest whole number it takes. */
      most: z.number().optional(),
      values: z.record(z.string(), Words).optional(),
      refers: z.enum(layerIds).optional(),
      inTile: z.boolean().optional(),
      required: z.boolean().optional(),
      /** For those who work on it; null for everybody else. */
      confidential: z.boolean().optional(),
      /** Follows from the shape or the network. */
      derived: z.boolean().optional(),
      /** Only offices change it. */
      identity: z.boolean().optional(),
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

const Counts = z.array(z.number())
const says = { overdue: Counts, vacant: Counts, quality: ClassesOfMonth } satisfies Record<MarkId, z.ZodType>

/** State of the month, apart from geometry and keyed by code: only what has something to say. */
export const StateOfMonth = z.object({
  month: z.string().regex(/^\d{4}-\d{2}$/),
  codes: z.array(z.string()).describe('waters that a mark stands on'),
  /** Tiles hold cut pieces and could not say. */
  at: z.array(Position).describe('where it stands on each of them: on the water, half way along'),
  says: z.object(says).partial()
    .describe('by mark; counts are parallel to codes. Where some waters are told of anew, what is not counted on waters is left out'),
})
export type StateOfMonth = z.infer<typeof StateOfMonth>
