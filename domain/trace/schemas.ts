// What the server answers to a trace (server/trace), for programs and people without the map.
import { z } from 'zod'
import { drains, forDrains } from '../catalogue.ts'

/** In the order they are listed. */
export const tracedKinds = ['reaches', ...drains] as const
export type TracedKind = (typeof tracedKinds)[number]

/** JSON comes in pages, files are whole. */
export const traceFormats = ['json', 'geojson', 'gpkg'] as const

const Words = z.object({ zh: z.string(), en: z.string() })
export const TracePlace = z.object({
  code: z.string().describe('a reach, lake or reservoir'), name: z.string(), measureM: z.number(), at: z.tuple([z.number(), z.number()]).nullable().describe('[lon, lat]'),
  awayM: z.number().describe('metres from the point asked for to the water; 0 where a code was asked for'),
})
export type TracePlace = z.infer<typeof TracePlace>
export const TraceHead = z.object({
  scenario: z.object({ name: z.string(), words: Words }),
  version: z.string().describe('of the network; the same version is the same network'), seq: z.number().describe('the last change that is in it'),
})
export type TraceHead = z.infer<typeof TraceHead>

const side = z.enum(['up', 'down'])
const away = {
  direction: side, distanceM: z.number().describe('least along the water'), hours: z.number().nullable().describe('quickest along the water; null where a speed is unknown'),
  certain: z.boolean().describe('at ebb and at flood, with gates open and with gates shut'),
}
const TracedReach = z.object({ code: z.string(), name: z.string(), fromM: z.number(), toM: z.number(), ...away })
type TracedReach = z.infer<typeof TracedReach>
const TracedDrain = z.object({ code: z.string(), name: z.string(), water: z.string(), measureM: z.number().nullable().describe('null: somewhere on the water'), ...away })
type TracedDrain = z.infer<typeof TracedDrain>

const Count = z.object({ certain: z.number(), possible: z.number().describe('the certain among them') })
/** Of reaches each is counted once, and as certain where all of it that is found is. */
export const Totals = z.object({ reaches: Count, metres: Count, ...forDrains(() => Count) })
export type Totals = z.infer<typeof Totals>
const lists = {
  reaches: z.array(TracedReach), ...forDrains(() => z.array(TracedDrain)),
  next: z.string().nullable().describe('`after` of the next page; null where all has been delivered'),
}
const remarks = z.array(z.object({ kind: z.string(), code: z.string(), leftOut: z.boolean(), words: Words })).describe('what the register says of these waters and the network could not take as it stands')

export const TraceAnswer = TraceHead.extend({
  from: TracePlace, totals: z.object({ up: Totals.nullable(), down: Totals.nullable() }).describe('of everything found, whatever of it is on this page; null for a direction not asked for'), ...lists, remarks,
})
export type TraceAnswer = z.infer<typeof TraceAnswer>
export const CommonAnswer = TraceHead.extend({
  from: z.array(TracePlace), not: z.array(TracePlace), common: Totals.describe('upstream of all of `from` and of none of `not`'),
  apart: z.array(Totals).describe('of each of `from`: what is upstream of it and of no other'), show: z.string().describe('which of these is listed'), ...lists, remarks,
})
export type CommonAnswer = z.infer<typeof CommonAnswer>
export const PathAnswer = TraceHead.extend({
  from: TracePlace, to: TracePlace,
  path: z.object({ metres: z.number(), hours: z.number().nullable(), certain: z.boolean(), stretches: z.array(z.object({ code: z.string(), name: z.string(), fromM: z.number(), toM: z.number() })).describe('in the order the water takes; fromM is more than toM where it runs up a reach') })
    .nullable().describe('null: no water of the one comes to the other'),
})
export type PathAnswer = z.infer<typeof PathAnswer>
export const NearestAnswer = TraceHead.extend({
  from: TracePlace, kind: z.enum(drains), nearest: z.array(TracedDrain),
  more: z.boolean().describe('there are more than were asked for'), unplaced: z.number().describe('upstream too, but nobody knows where along their water'),
})
export type NearestAnswer = z.infer<typeof NearestAnswer>
