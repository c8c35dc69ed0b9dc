// Samples of water brought in as a sheet: what is found in it, with the class of each sample, before anything is written.
import { z } from 'zod'
import { itemKeys } from '../quality/items.ts'
import { numerals } from '../quality/numerals.ts'
import { QualitySample } from '../quality/schemas.ts'

const Words = z.object({ zh: z.string(), en: z.string() })

/** What becomes of a sample: it is new, says something else than the register, or the same. */
export const sampleFates = ['new', 'changed', 'same'] as const
export type SampleFate = (typeof sampleFates)[number]

export const SampleRow = QualitySample.extend({
  row: z.number().describe('row of the file'),
  section: z.string(),
  name: z.string(),
  target: z.enum(numerals).nullable(),
  fate: z.enum(sampleFates),
})
export type SampleRow = z.infer<typeof SampleRow>

export const SampleSheet = z.object({
  file: z.string(),
  format: Words,
  counts: z.record(z.enum(sampleFates), z.number()),
  items: z.array(z.enum(itemKeys)).describe('measured in any of them'),
  rows: z.array(SampleRow).describe('the first five hundred, what is new or changed before what is the same'),
  errors: z.object({ rows: z.number(), first: z.array(z.object({ row: z.number(), words: Words })) }).describe('the first hundred'),
  remarks: z.array(Words).describe('what was guessed or left out'),
  ignored: z.array(z.string()).describe('columns that mean nothing here'),
})
export type SampleSheet = z.infer<typeof SampleSheet>

/** What was written, and the change it is undone by. */
export const SamplesWritten = z.object({ seq: z.number(), counts: z.object({ new: z.number(), changed: z.number() }) })
export type SamplesWritten = z.infer<typeof SamplesWritten>

/** Detection limits of the usual methods, by item in its unit (rule set detection_limits). */
export const DetectionLimits = z.partialRecord(z.enum(itemKeys), z.number().positive())
export type DetectionLimits = z.infer<typeof DetectionLimits>
