// What a person asks to change, and what comes of it. A change is one act: whole or not at all, under an id its maker gives
// it, so that sending it twice does it once.
import { z } from 'zod'
import { layerIds } from '../catalogue.ts'
import { flowModes } from '../enums.ts'

const keys = <T extends object>(of: T) => Object.keys(of) as [keyof T & string, ...(keyof T & string)[]]

export const Value = z.union([z.string(), z.number(), z.boolean(), z.null()])
export type Value = z.infer<typeof Value>
export type Fields = Record<string, Value>

const Code = z.string().min(1).max(64).regex(/^[\p{L}\p{N}._:@()（）/-]+$/u, '编码只能有文字、数字和 . _ : @ - ( ) (letters, digits and . _ : @ - ( ) only)')
const Base = z.number().int().min(1).describe('the version this change was made on')
const Metres = z.number().min(0).max(1e7)
const Day = z.iso.date()
/** Looked at by the database: zod would take a second over 200,000 vertices. */
const Shape = z.looseObject({ type: z.enum(['Point', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon']), coordinates: z.array(z.any()) }).describe('GeoJSON geometry, EPSG:4490')
const Texts = z.record(z.string().max(50), Value)

export const Operation = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('create'), layer: z.enum(layerIds), code: Code.optional(), fields: Texts, geometry: Shape }),
  z.strictObject({
    op: z.literal('update'), layer: z.enum(layerIds), code: Code, version: Base, fields: Texts.optional(), geometry: Shape.optional(),
    since: Day.optional().describe('it has been so since this day; left out, it was always so and the register was wrong'),
  }),
  z.strictObject({
    op: z.literal('remove'), layer: z.enum(layerIds), code: Code, version: Base,
    ended: Day.optional().describe('it was there until this day; left out, it never was'),
  }),
  z.strictObject({ op: z.literal('split'), code: Code, version: Base, atM: Metres, newCode: Code.optional() }).describe('cuts a reach at a measure'),
  z.strictObject({ op: z.literal('merge'), upper: z.object({ code: Code, version: Base }), lower: z.object({ code: Code, version: Base }) }).describe('joins a reach to the one above it'),
  z.strictObject({ op: z.literal('reverse'), code: Code, version: Base }).describe('turns a reach drawn against its flow'),
  z.strictObject({ op: z.literal('link'), upstream: Code, upstreamM: Metres, downstream: Code, downstreamM: Metres, flowMode: z.enum(keys(flowModes)) }),
  z.strictObject({ op: z.literal('unlink'), upstream: Code, downstream: Code, downstreamM: Metres }),
])
export type Operation = z.infer<typeof Operation>

const Operations = z.array(Operation).min(1).max(500)

export const ChangeRequest = z.strictObject({
  id: z.uuid().describe('made by the sender; the same id again gives the same answer'),
  note: z.string().trim().max(500).optional(),
  reason: z.string().trim().min(2).max(200).optional().describe('why what is torn, of no length or outside its division is so: from those who keep the register'),
  operations: Operations,
})
export type ChangeRequest = z.infer<typeof ChangeRequest>

/** What a change would do is asked with the operations alone. */
export const Rehearsal = z.strictObject({ operations: Operations })
export type Rehearsal = z.infer<typeof Rehearsal>

export const ChangedItem = z.object({
  layer: z.enum(layerIds),
  code: z.string(),
  op: z.enum(['insert', 'update', 'delete']),
  version: z.number().nullable().describe('null where it is gone'),
  extent: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable().describe('degrees, of what it covered before and covers now'),
})
export type ChangedItem = z.infer<typeof ChangedItem>

export const Changed = z.object({ seq: z.number(), id: z.string(), at: z.string(), items: z.array(ChangedItem) })
export type Changed = z.infer<typeof Changed>

/** An object as it is, or was. */
export const State = z.object({ fields: z.record(z.string(), Value), geometry: z.any().nullable() })
export type State = z.infer<typeof State>

/** Two people changed one thing: where both began, what is in the register now, and who put it there. */
export const Conflict = z.object({
  layer: z.enum(layerIds), code: z.string(), version: z.number().nullable(),
  base: State.nullable(), theirs: State.nullable(),
  by: z.string().nullable(), at: z.string().nullable(),
})
export type Conflict = z.infer<typeof Conflict>

/** One change of one object, for its history. */
export const Passage = z.object({
  seq: z.number(), at: z.string(), by: z.string().nullable(), behalf: z.string().nullable(), kind: z.string(), note: z.string().nullable(),
  op: z.enum(['insert', 'update', 'delete']), version: z.number().nullable(), derived: z.boolean(), undone: z.boolean(),
  shape: z.boolean().describe('whether its shape changed'),
  changed: z.record(z.string(), z.tuple([Value, Value])).describe('field → before, after'),
})
export type Passage = z.infer<typeof Passage>

/** An object before and after one change. */
export const BeforeAndAfter = z.object({ before: State.nullable(), after: State.nullable() })
export type BeforeAndAfter = z.infer<typeof BeforeAndAfter>

/** What refers to an object and would be left hanging or go with it. */
export const Hanging = z.object({
  what: z.enum([...layerIds, 'links', 'tenures', 'strategies']).describe('layer, or table'),
  count: z.number(),
  names: z.array(z.string().nullable()).describe('some of them'),
})
export type Hanging = z.infer<typeof Hanging>
