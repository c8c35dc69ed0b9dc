// What a search answers.
import { z } from 'zod'
import { layerIds } from '../catalogue.ts'
import { Extent, Position } from '../schema.ts'

export const Found = z.object({
  kind: z.enum(['feature', 'person', 'position']),
  layer: z.enum(layerIds).nullable(),
  code: z.string().nullable(),
  title: z.string(),
  detail: z.string(),
  at: Position,
  extent: Extent.nullable(),
  /** For a position: the coordinate system it was read in, and its offset in metres where it was shifted. */
  crs: z.string().nullable(),
})
export type Found = z.infer<typeof Found>

export const SearchAnswer = z.object({ q: z.string(), found: z.array(Found) })
export type SearchAnswer = z.infer<typeof SearchAnswer>
