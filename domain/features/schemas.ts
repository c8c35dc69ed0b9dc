// A thing of the register that is not a water, and the rows of a layer.
import type { Geometry } from 'geojson'
import { z } from 'zod'
import { layerIds } from '../catalogue.ts'
import { Extent, Fact, May, Position } from '../schema.ts'

/** GeoJSON, EPSG:4490. */
const Shape = z.custom<Geometry>((shape) => typeof shape === 'object').meta({ type: 'object', description: 'GeoJSON, EPSG:4490' })

/** Any catalogue feature that is not a water. */
export const FeatureCard = z.object({
  layer: z.enum(layerIds),
  code: z.string(),
  name: z.string(),
  facts: z.record(z.string(), Fact),
  /** Code → name of what the facts refer to. */
  names: z.record(z.string(), z.string()),
  version: z.number(),
  extent: Extent,
  at: Position,
  geometry: z.unknown().describe('GeoJSON, EPSG:4490'),
  may: May,
})
export type FeatureCard = z.infer<typeof FeatureCard>

/** One page of a layer's rows: the table twin. */
export const FeaturePage = z.object({
  layer: z.enum(layerIds),
  total: z.number(),
  rows: z.array(z.record(z.string(), Fact)),
  next: z.string().nullable().describe('pass as `after` for the following page'),
})
export type FeaturePage = z.infer<typeof FeaturePage>

/** What of a layer was otherwise on a day, in a part of the map; `null` was not there. */
export const PastThings = z.object({
  things: z.array(z.object({ code: z.string(), state: z.object({ props: z.record(z.string(), Fact), geometry: Shape }).nullable() })),
  more: z.boolean().describe('there is more than was asked for'),
})
export type PastThings = z.infer<typeof PastThings>

/** Whole shapes of a layer in a part of the map, for drawing beside them. */
export const Pieces = z.object({
  pieces: z.array(z.object({
    code: z.string(), name: z.string(), version: z.number(), geometry: Shape,
    widthM: z.number().nullable(), bedFromM: z.number().nullable(), bedToM: z.number().nullable(),
    water: z.string().nullable().describe('the water it stands on'),
  })),
  more: z.boolean().describe('there is more than was asked for'),
})
export type Pieces = z.infer<typeof Pieces>

/** Two waters that meet, and where on each, metres. */
export const SceneLink = z.object({
  upstream: z.string(), upstreamM: z.number(), downstream: z.string(), downstreamM: z.number(), flowMode: z.string(),
})
export type SceneLink = z.infer<typeof SceneLink>
