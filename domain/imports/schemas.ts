// Bringing a file in on a page: what can be corrected, what is found in it, what it would change.
import { z } from 'zod'
import { layerIds } from '../catalogue.ts'
import { Value } from '../changes/schemas.ts'
import { fates, importStates } from './fates.ts'

const Words = z.object({ zh: z.string(), en: z.string() })
const Day = z.iso.date()
const Short = z.string().trim().max(200)

/** What a person may say about a file that it does not say itself, or says wrong. */
export const ImportOptions = z.strictObject({
  crs: Short.optional().describe('EPSG:n, GCJ-02, BD-09 or a proj definition; left out, found in the file'),
  encoding: Short.optional(),
  member: Short.optional().describe('which of several data sets in an archive'),
  prefix: Short.regex(/^[\p{L}\p{N}._:@-]*$/u, '前缀只能有文字、数字和 . _ : @ - (letters, digits and . _ : @ -)').optional().describe('codes begin with this'),
  map: z.record(Short, z.string().max(50)).optional().describe('column → field; an empty field leaves the column out'),
  defaults: z.record(z.string().max(50), z.string().max(2000)).optional().describe('field → value where the file has none'),
  mend: z.boolean().optional().describe('repair invalid polygons'),
  keepShift: z.boolean().optional().describe('take coordinates as they are even if they look shifted or lie far from the others'),
  here: z.boolean().optional().describe('the file lies where it says: answers `question`'),
  near: Short.optional().describe('a place of the city, 113.3,23.1: what a file is compared with while the register is empty'),
  leaveOut: z.boolean().optional().describe('leave rows in error out and write the others'),
  links: z.boolean().optional().describe('join rivers by their ends'),
  day: Day.optional().describe('changed rows are valid from this day'),
  missing: z.enum(['ignore', 'count', 'end']).optional().describe('what lies where the file does and is not in it: left alone, counted, or ended on that day'),
})
export type ImportOptions = z.infer<typeof ImportOptions>

/** What reading a file may take, and how long one that was brought is kept (rule set file_reading). */
export const ReadingLimits = z.strictObject({
  megabytes: z.number().int().min(1).max(2048).describe('of a file brought on a page'),
  hours: z.number().min(0.01).max(720).describe('an import is kept before it is written'),
  waiting: z.number().int().min(1).max(1000).describe('imports of one person that may wait to be read'),
  seconds: z.number().min(1).max(86_400).describe('the reading may take, what it waits for the register apart'),
  silentSeconds: z.number().min(1).max(3600).describe('it may take without getting any further'),
  heapMegabytes: z.number().int().min(64).max(65_536).describe('of memory for what is read'),
  residentMegabytes: z.number().int().min(64).max(65_536).describe('the whole process may grow by meanwhile'),
})
export type ReadingLimits = z.infer<typeof ReadingLimits>

const RowError = z.object({ row: z.number().nullable(), code: z.string().nullable(), words: Words })
type RowError = z.infer<typeof RowError>

export const ImportReport = z.object({
  format: Words,
  encoding: z.object({ name: z.string(), why: Words }),
  crs: z.object({ code: z.string(), name: Words, why: Words }),
  shift: Words.nullable(),
  extent: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
  features: z.number(),
  codes: Words.describe('where codes come from'),
  columns: z.array(z.object({ column: z.string(), field: z.string().nullable(), how: Words.nullable() })).describe('every column of the file, and the field it goes into'),
  remarks: z.array(Words),
  counts: z.object({ new: z.number(), changed: z.number(), same: z.number(), vanished: z.number() }),
  network: z.object({ links: z.number(), rivers: z.number() }).nullable(),
  errors: z.object({ rows: z.number(), leftOut: z.boolean().optional().describe('the others can be written'), first: z.array(RowError) }).describe('the first hundred; all of them in errors.csv'),
  question: Words.nullable().optional().describe('where the file lies has to be said to be right (`here`) before it can be written'),
  day: Day,
})
export type ImportReport = z.infer<typeof ImportReport>

/** Which layers a file looks to be for, the likeliest first, and why. */
export const LayerGuess = z.object({
  sure: z.boolean().describe('one stands out'),
  layers: z.array(z.object({ layer: z.enum(layerIds), reasons: z.array(Words) })),
})
export type LayerGuess = z.infer<typeof LayerGuess>

export const StagedImport = z.object({
  id: z.string(),
  layer: z.enum(layerIds).nullable().describe('null until somebody says which'),
  guess: LayerGuess.nullable().describe('where nobody said which layer'),
  file: z.string(),
  state: z.enum(importStates),
  done: z.number(),
  total: z.number().nullable(),
  options: ImportOptions,
  report: ImportReport.nullable(),
  problem: Words.extend({ options: z.boolean().optional().describe('reading it differently may help') }).nullable().describe('why the file is not taken in'),
  seq: z.number().nullable().describe('the change it has become'),
  at: z.string(),
  by: z.string().nullable(),
})
export type StagedImport = z.infer<typeof StagedImport>

/** One thing an import would make, change or end. */
export const StagedRow = z.object({
  row: z.number().nullable(),
  code: z.string(),
  name: z.string().nullable(),
  fate: z.enum(fates),
  extent: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  shape: z.boolean().describe('whether its shape changes'),
  changed: z.record(z.string(), z.tuple([Value, Value])).describe('field → before, after'),
})
export type StagedRow = z.infer<typeof StagedRow>

export const StagedRows = z.object({ rows: z.array(StagedRow), next: z.string().nullable().describe('pass as `after` for the following page') })
export type StagedRows = z.infer<typeof StagedRows>

export const ImportPreview = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(z.object({
    type: z.literal('Feature'),
    properties: z.object({ fate: z.enum(fates), side: z.enum(['before', 'after']), code: z.string(), name: z.string().nullable() }),
    geometry: z.any(),
  })),
  more: z.boolean().describe('there is more in view than was sent'),
})
export type ImportPreview = z.infer<typeof ImportPreview>
