// What an open screen is told.
import { z } from 'zod'
import { layerIds } from '../catalogue.ts'
import { ChangedItem } from '../changes/schemas.ts'
import { StateOfMonth } from '../city/schemas.ts'
import { Extent } from '../schema.ts'

/** What all screens are told of a change, in the order of changes. */
export const LiveEvent = z.object({
  seq: z.number(), at: z.string(),
  versions: z.partialRecord(z.enum(layerIds), z.number()).describe('layers whose tiles moved on'),
  areas: z.array(z.object({ layer: z.enum(layerIds), extent: Extent })).describe('where shapes changed, degrees'),
  items: z.array(ChangedItem.pick({ layer: true, code: true, op: true, version: true })).describe('what changed; empty where it is more than 200 things'),
  network: z.boolean().describe('whether copies of the network (/api/network) have to be brought up to this'),
  samples: z.array(z.string()).describe('sections of which samples of water were written or taken back; at most a thousand are named'),
  state: StateOfMonth.nullable().describe('what the waters whose state changed have to say now'),
})
export type LiveEvent = z.infer<typeof LiveEvent>
