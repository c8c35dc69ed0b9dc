// The card of a water: 河档 and 河策.
import { z } from 'zod'
import { layerIds } from '../catalogue.ts'
import { archiveGroups, chiefLevels, flowModes, strategyLists, waterKinds } from '../enums.ts'
import { Day, Extent, Fact, keysOf, May, Position } from '../schema.ts'

export const Tenure = z.object({
  code: z.string(),
  /** What it is bound to: this water, its river within a division, or all waters of a division. */
  water: z.string().nullable(),
  division: z.string().nullable(),
  level: z.enum(keysOf(chiefLevels)),
  name: z.string(),
  person: z.string(),
  post: z.string().nullable(),
  phone: z.string().nullable(),
  org: z.string().nullable(),
  from: Day,
  to: Day.nullable(),
})
export type Tenure = z.infer<typeof Tenure>

export const StrategyItem = z.object({
  code: z.string(),
  list: z.enum(keysOf(strategyLists)),
  seq: z.number(),
  answers: z.string().nullable(),
  text: z.string(),
  owner: z.string().nullable(),
  quantity: z.number().nullable(),
  done: z.number().nullable(),
  unit: z.string().nullable(),
  dueOn: Day.nullable(),
  doneOn: Day.nullable(),
})
export type StrategyItem = z.infer<typeof StrategyItem>

const Neighbour = z.object({
  code: z.string(),
  name: z.string(),
  flowMode: z.enum(keysOf(flowModes)),
  /** Measure on this water where the two meet, metres. */
  measure: z.number(),
})

/** The card of a water in one response: 河档 (facts, people, archive, what stands on it) and 河策 (strategy). */
export const WaterCard = z.object({
  code: z.string(),
  kind: z.enum(keysOf(waterKinds)),
  layer: z.enum(layerIds),
  name: z.string(),
  on: Day,
  /** Field name → value, as of the day; titles and units are the catalogue's. */
  facts: z.record(z.string(), Fact),
  /** True where the facts come from a past version. */
  past: z.boolean(),
  version: z.number(),
  extent: Extent,
  at: Position,
  places: z.object({
    district: z.string().nullable(), town: z.string().nullable(), village: z.string().nullable(), basin: z.string().nullable(),
  }),
  river: z.object({ code: z.string(), name: z.string() }).nullable(),
  reaches: z.array(z.object({ code: z.string(), name: z.string(), fromM: z.number(), toM: z.number() })).describe('a river’s reaches from source to mouth, or the reach’s neighbours on its river'),
  chiefs: z.object({ now: z.array(Tenure), before: z.array(Tenure) }),
  upstream: z.array(Neighbour),
  downstream: z.array(Neighbour),
  facilities: z.array(z.object({ layer: z.enum(layerIds), code: z.string(), name: z.string(), measure: z.number().nullable(), bank: z.string().nullable(), note: z.string().nullable() })).describe('what stands on or drains to this water, in order of measure; of each layer at most 50, spread over the whole length'),
  facilityCounts: z.record(z.string(), z.number()),
  archive: z.array(z.object({
    group: z.enum(keysOf(archiveGroups)), title: z.string(), value: z.string(), unit: z.string().nullable(), from: Day, to: Day.nullable(),
  })),
  strategy: z.object({
    code: z.string(), startsOn: Day, endsOn: Day, edition: z.number(), approvedBy: z.string().nullable(),
    approvedOn: Day.nullable(), items: z.array(StrategyItem),
  }).nullable(),
  history: z.array(z.object({ from: Day, to: Day, version: z.number(), changed: z.array(z.string()) })),
  may: May,
})
export type WaterCard = z.infer<typeof WaterCard>
