// Bodies of the rule sets that grade water (table rule_sets). All numbers of the trade are in them, none in code.
import { z } from 'zod'
import { itemKeys } from './items.ts'
import { numerals } from './numerals.ts'

const five = <Of extends z.ZodType>(of: Of) => z.tuple([of, of, of, of, of])
const rising = (limits: readonly number[]) => limits.every((limit, i) => i === 0 || limit >= limits[i - 1])

const shared = {
  item: z.enum(itemKeys),
  /** Of one kind of water only; of both where it is left out. */
  water: z.enum(['river', 'lake']).optional(),
  /** Whether it counts for the class; what does not is graded for itself. */
  counts: z.boolean().default(true),
  /** Whether its limits were compared with the published text. */
  checked: z.boolean().default(true),
}

/** Limits of classes Ⅰ to Ⅴ in the item's unit; a value equal to a limit is within it. */
export const ItemLimits = z.discriminatedUnion('direction', [
  z.object({ ...shared, direction: z.literal('most'), limits: five(z.number().positive()).refine(rising, 'limits must not fall from Ⅰ to Ⅴ') }),
  z.object({
    ...shared, direction: z.literal('least'), limits: five(z.number().nonnegative()).refine((limits) => rising(limits.toReversed()), 'limits must not rise from Ⅰ to Ⅴ'),
    /** Class Ⅰ also from this share of saturation, which in mg/L is `numerator / (offset + ℃)`. */
    saturation: z.object({ share: z.number().positive(), numerator: z.number(), offset: z.number(), source: z.string() }).optional(),
  }),
  z.object({ ...shared, direction: z.literal('range'), limits: five(z.tuple([z.number(), z.number()])) }),
])
export type ItemLimits = z.infer<typeof ItemLimits>

const share = z.number().min(0).max(1)

/** Kind `quality_standard`. */
export const QualityStandard = z.object({
  items: z.array(ItemLimits).min(1),
  assessment: z.object({
    source: z.string(),
    /** Pollutants worse than this class are the main ones, at most `mainItems` of them. */
    mainBeyond: z.enum(numerals),
    mainItems: z.number().int().positive(),
    /** A river of this many sections or more is judged by shares of its sections, of fewer by mean concentrations. */
    sectionsForShares: z.number().int().positive(),
    /** Least share of Ⅰ–Ⅲ that is 优, 良好; least share of 劣Ⅴ that is 中度, 重度污染. */
    shares: z.object({ excellent: share, good: share, moderate: share, heavy: share }),
  }),
  /** 城市水质指数: C / S of this class; pH by its distance from neutral. */
  index: z.object({ reference: z.enum(numerals), neutral: z.number(), source: z.string() }),
})
export type QualityStandard = z.infer<typeof QualityStandard>

/** Kind `black_odour`: between the limits is mild, beyond the second severe; a limit itself is mild. */
export const BlackOdour = z.object({
  items: z.array(z.object({ item: z.enum(itemKeys), direction: z.enum(['most', 'least']), mild: z.number(), severe: z.number() })).min(1),
  /** In water shallower than this (cm) transparency is held against a share of the depth. */
  shallow: z.object({ belowCm: z.number(), share }),
})
export type BlackOdour = z.infer<typeof BlackOdour>
