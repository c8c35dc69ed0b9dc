// What the server says of water quality (GET /api/quality and /api/quality/{code}).
import { z } from 'zod'
import { itemKeys } from './items.ts'
import { conditions, numerals, type Condition } from './numerals.ts'
import { ItemLimits } from './standard.ts'

const Grade = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5), z.literal(6)]).describe('1 is Ⅰ, 5 is Ⅴ, 6 is 劣Ⅴ')
const ItemKey = z.enum(itemKeys)
const Month = z.string().regex(/^\d{4}-\d{2}$/)
const Rules = z.object({ code: z.string(), title: z.object({ zh: z.string(), en: z.string() }), source: z.string(), proposal: z.boolean() })

const Exceedance = z.object({ item: ItemKey, grade: Grade, times: z.number().nullable().describe('(C − S) / S; null for oxygen and pH') })

const Verdict = z.object({
  grade: Grade.nullable(),
  assessed: z.number().describe('items that counted'),
  worst: z.array(ItemKey),
  exceeded: z.array(Exceedance).describe('beyond the target, or beyond Ⅲ where there is none; the worst first'),
  met: z.boolean().nullable(),
})

export const QualitySample = z.object({
  at: z.string().describe('Asia/Shanghai'),
  kind: z.enum(['monthly', 'automatic']),
  tide: z.string().nullable(),
  missing: z.string().nullable().describe('why there is none'),
  readings: z.partialRecord(ItemKey, z.number()),
  below: z.array(ItemKey).describe('below the detection limit, which the reading is'),
  grade: Grade.nullable(),
})
export type QualitySample = z.infer<typeof QualitySample>

export const QualitySection = z.object({
  code: z.string(),
  name: z.string(),
  water: z.string().nullable(),
  waterKind: z.enum(['river', 'lake']),
  target: z.enum(numerals).nullable(),
  samples: z.array(QualitySample),
  months: z.array(Verdict.extend({ month: Month, index: z.number().nullable().describe('断面水质指数') })).describe('mean of the month’s samples'),
  rain: z.object({ station: z.string(), name: z.string(), days: z.array(z.string()), mm: z.array(z.number()) }).nullable().describe('of the nearest station'),
})
export type QualitySection = z.infer<typeof QualitySection>

/** The series of a section, or of the sections of a water. */
export const QualitySeries = z.object({
  code: z.string(),
  from: z.iso.date(),
  to: z.iso.date(),
  /** In force on the last day; null where no rule set is. */
  standard: Rules.extend({ items: z.array(ItemLimits) }).nullable(),
  sections: z.array(QualitySection).describe('from source to mouth'),
  conditions: z.array(z.object({ month: Month, condition: z.enum(Object.keys(conditions) as [Condition, ...Condition[]]) })).describe('of all sections together'),
})
export type QualitySeries = z.infer<typeof QualitySeries>

/** The monthly table (水质月报). */
export const QualityMonth = z.object({
  month: Month,
  standard: Rules.nullable(),
  rows: z.array(Verdict.extend({
    section: z.string(),
    name: z.string(),
    kind: z.string().nullable(),
    district: z.string().nullable(),
    water: z.string().nullable(),
    river: z.string().nullable(),
    relation: z.string().nullable(),
    target: z.enum(numerals).nullable(),
    before: Grade.nullable().describe('the same month last year'),
    index: z.number().nullable(),
    missing: z.string().nullable(),
  })),
})
export type QualityMonth = z.infer<typeof QualityMonth>

const Classes = z.object({
  codes: z.array(z.string()),
  grades: z.array(Grade.nullable()),
  targets: z.array(Grade.nullable()),
  /** The main items beyond the target, with how many times. */
  over: z.array(z.array(z.tuple([ItemKey, z.number().nullable()]))),
})

/** Classes of a month: parallel arrays by code, of every section and of every water that has one (its worst). */
export const ClassesOfMonth = z.object({ sections: Classes, waters: Classes })
export type ClassesOfMonth = z.infer<typeof ClassesOfMonth>
