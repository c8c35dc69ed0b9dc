// What is asked and answered about suspects over HTTP.
import { z } from 'zod'
import { drainLayers } from '../network/schemas.ts'
import { findings } from './rules.ts'

const Words = z.object({ zh: z.string(), en: z.string() })
const Position = z.tuple([z.number(), z.number()])
const Instant = z.iso.datetime({ offset: true, error: '写成 2026-07-03T14:00:00+08:00' })
const Item = z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,20}$/, '没有这项指标 (no such item)')

const Spot = {
  layer: z.enum(drainLayers).nullish(),
  code: z.string().min(1).max(100).nullish(),
  water: z.string().min(1).max(100).nullish(),
  measureM: z.number().min(0).nullish(),
}

/** A look on its way in, under an id its maker gave it: sent twice it is one. */
export const NewLook = z.object({
  id: z.uuid(),
  /** The inquiry: a section's code or CODE@measure, the item, and when the water was sampled. */
  place: z.string().min(1).max(120),
  item: Item,
  sampledAt: Instant,
  ...Spot,
  result: z.enum(findings),
  readings: z.record(z.string().max(20), z.number()).optional(),
  note: z.string().max(1000).nullish(),
  /** The look this one puts right: that one then no longer counts. */
  corrects: z.uuid().nullish(),
  lookedAt: Instant,
}).refine(({ layer, code, water, measureM }) => (layer && code && !water && (measureM ?? null) === null) || (!layer && !code && water && (measureM ?? null) !== null), { error: '写明看了什么：图层和编码，或水体和里程 (say what was looked at)', path: ['layer'] })
export type NewLook = z.infer<typeof NewLook>

export const LookRecord = z.object({
  id: z.string(), place: z.string(), item: z.string(), sampledAt: z.string(),
  layer: z.enum(drainLayers).nullable(), code: z.string().nullable(), water: z.string().nullable(), measureM: z.number().nullable(),
  result: z.enum(findings), readings: z.record(z.string(), z.number()), note: z.string().nullable(), corrects: z.string().nullable(),
  lookedAt: z.string(), by: z.string(), behalf: z.string().nullable(),
})
export type LookRecord = z.infer<typeof LookRecord>

const Thing = z.object({ layer: z.enum(drainLayers), code: z.string(), name: z.string() })

export const Suspect = Thing.extend({
  /** Place in the order, from 1. */
  place: z.number(),
  /** Share of the whole likelihood, 0 to 1; all shares sum to 1. */
  share: z.number(),
  kind: Words,
  metres: z.number(),
  seconds: z.number(),
  /** Whether its water came here at that hour's tide and gates. */
  certain: z.boolean(),
  at: Position.nullable(),
  /** What its water passes on the way to the river. */
  chain: z.array(Thing),
  water: z.string(),
  measureM: z.number(),
  /** Each term's factor is the natural logarithm of a likelihood ratio; `score` is their sum. */
  terms: z.array(z.object({ id: z.string(), zh: z.string(), en: z.string(), words: Words, factor: z.number() })),
  score: z.number(),
})
export type Suspect = z.infer<typeof Suspect>

export const NextLook = z.object({
  layer: z.enum(drainLayers).nullable(), code: z.string().nullable(), water: z.string().nullable(), measureM: z.number().nullable(),
  name: z.string(), at: Position.nullable(), share: z.number(), bits: z.number(), walkM: z.number().nullable(),
  wells: z.number().nullable(),
})
export type NextLook = z.infer<typeof NextLook>

export const SuspectsAnswer = z.object({
  /** What looks of this inquiry are kept under. */
  inquiry: z.object({ place: z.string(), item: z.string(), sampledAt: z.string() }),
  at: z.object({ water: z.string(), measureM: z.number(), name: z.string(), section: z.string().nullable(), point: Position.nullable() }),
  /** What was found, exceeding first: value, what is usual there, the limit of the target class and how many times over it. */
  items: z.array(z.object({
    item: z.string(), value: z.number(), below: z.boolean(), usual: z.number().nullable(),
    limit: z.number().nullable(), times: z.number().nullable(),
  })),
  /** Samples of the section of that month and the ones before, to choose from. */
  samples: z.array(z.object({ at: z.string(), worst: z.string().nullable(), times: z.number().nullable() })),
  scenario: z.object({ name: z.string(), words: Words }),
  rainMm: z.number().nullable(),
  rules: z.object({ code: z.string(), zh: z.string(), en: z.string(), source: z.string(), proposal: z.boolean(), from: z.string() }),
  network: z.object({ version: z.string(), seq: z.number() }),
  /** How many are in question; `suspects` has those asked for, `more` says there are others. */
  count: z.number(),
  more: z.boolean(),
  suspects: z.array(Suspect),
  excluded: z.object({
    count: z.number(),
    reasons: z.array(z.object({ reason: z.string(), zh: z.string(), en: z.string(), count: z.number() })),
    list: z.array(Thing.extend({ reason: z.string(), metres: z.number() })),
    more: z.boolean(),
  }),
  next: z.array(NextLook),
  looks: z.array(LookRecord),
})
export type SuspectsAnswer = z.infer<typeof SuspectsAnswer>

/** What the ranking is asked. Either a section or a place on the water. */
export const SuspectsAsked = z.object({
  section: z.string().min(1).max(100).optional(),
  at: z.string().min(1).max(120).optional(),
  item: Item.optional(),
  time: Instant.optional(),
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  from: z.coerce.number().int().min(0).max(1_000_000).default(0),
  /** Where one stands, lon,lat. */
  here: z.string().regex(/^-?\d+(\.\d+)?,-?\d+(\.\d+)?$/).optional(),
}).refine(({ section, at }) => section || at, { error: '写明断面或水上的位置 (a section or a place)', path: ['section'] })
export type SuspectsAsked = z.infer<typeof SuspectsAsked>
