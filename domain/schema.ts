// What the schemas of many nouns are made of.
import { z } from 'zod'

/** The keys of a table, for z.enum. */
export const keysOf = <T extends object>(table: T) => Object.keys(table) as [keyof T & string, ...(keyof T & string)[]]

/** [lon, lat] in degrees, EPSG:4490. */
export const Position = z.tuple([z.number(), z.number()]).describe('[lon, lat] in degrees, EPSG:4490')
/** [west, south, east, north] in degrees. */
export const Extent = z.tuple([z.number(), z.number(), z.number(), z.number()]).describe('[west, south, east, north] in degrees')
/** Chinese, and English beside it (text.ts). */
export const Words = z.object({ zh: z.string(), en: z.string() })
/** YYYY-MM-DD. */
export const Day = z.iso.date()
/** A field of something of the register. */
export const Fact = z.union([z.string(), z.number(), z.boolean(), z.null()])

export const May = z.object({ edit: z.boolean(), keep: z.boolean() }).describe('whether who asks may correct it; and may also change what identifies it, or remove it')
