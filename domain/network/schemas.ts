// What a trace is asked and what it answers, over HTTP and between the parts of the client.
import { z } from 'zod'
import { drainingLayers, forDrains, isMeasured, type LayerId } from '../catalogue.ts'
import { flowModes } from '../enums.ts'

const keys = <T extends object>(of: T) => Object.keys(of) as [keyof T & string, ...(keyof T & string)[]]
const Columns = <T extends z.ZodType>(of: T) => z.array(of)

/** Ids of the layers whose things drain into the network. */
export const drainLayers = drainingLayers.map(({ id }) => id) as [LayerId, ...LayerId[]]

const Numbers = Columns(z.number())
/**
 * Where each thing of a list stands, by the columns its layer goes by: `water` a place in `reaches` followed by `standing`,
 * `outfall` and `unit` one in their lists; -1 for none.
 */
export interface DrainColumns {
  code: string[]
  water?: number[]
  outfall?: number[]
  unit?: number[]
  measureM?: (number | null)[]
}
const drainColumns = forDrains((layer) => z.object({
  code: Columns(z.string()), ...Object.fromEntries(layer.drains.by.map((name) => [name, Numbers])),
  ...(isMeasured(layer) && { measureM: Columns(z.number().nullable()) }),
}) as z.ZodType<DrainColumns>)

/**
 * The network as it travels to a browser: parallel arrays, so that a city is one small answer. What somebody may not see is
 * not in it. Numbers that name another row are its place in that list; those past the list's end are places in `unknown`,
 * codes that rows name and that are not here: gone from the register, or in a part of a network, in the rest of it.
 * `shape` holds each line in degrees × 1e6, every vertex as the difference to the one before (the first of each line to
 * 0, 0), lon and lat in turn; `vertices` counts them per water, for lakes too (their ring).
 */
export const NetworkAnswer = z.object({
  /** Digest of all rows: two networks with the same version are the same network. */
  version: z.string(),
  /** Number of the last change that is in it. */
  seq: z.number(),
  unknown: Columns(z.string()),
  reaches: z.object({
    code: Columns(z.string()), name: Columns(z.string()), lengthM: Columns(z.number()), flowMode: Columns(z.enum(keys(flowModes))),
    speedMs: Columns(z.number().nullable()),
    widthM: Columns(z.number().nullable()), division: Columns(z.string().nullable()), vertices: Columns(z.number()),
  }),
  standing: z.object({ code: Columns(z.string()), name: Columns(z.string()), vertices: Columns(z.number()) }),
  /** `upstream` and `downstream` are places in `reaches` followed by `standing`; `gate` a place in `gates`, -1 for none. */
  links: z.object({
    upstream: Columns(z.number()), upstreamM: Columns(z.number()), downstream: Columns(z.number()), downstreamM: Columns(z.number()),
    flowMode: Columns(z.enum(keys(flowModes))), gate: Columns(z.number()),
  }),
  gates: z.object({ code: Columns(z.string()), name: Columns(z.string()), kind: Columns(z.enum(['水闸', '泵站', '闸泵'])), reach: Columns(z.number()), measureM: Columns(z.number().nullable()), state: Columns(z.enum(['open', 'shut', 'pumping']).nullable()) }),
  ...drainColumns,
  /** Base64 of zigzag LEB128 varints: reaches first, then standing waters. */
  shape: z.string(),
})
export type NetworkAnswer = z.infer<typeof NetworkAnswer>

/** What brings an older copy of the network up to `version`; `reset` where it is too much, or the copy too old: read it anew. */
export const NetworkChanges = z.object({
  version: z.string(), seq: z.number(), reset: z.boolean(),
  /** Codes whose rows are gone or come again in `part`, links from these waters included. */
  touched: Columns(z.string()),
  part: NetworkAnswer.nullable(),
})
export type NetworkChanges = z.infer<typeof NetworkChanges>

const Turn = { appear: z.number(), vanish: z.number() }
/** What an edit would do to "a is upstream of b", over many tides with gates open. */
export const RelationsAnswer = z.object({
  seq: z.number(), ...Turn,
  upstream: z.array(z.object({ code: z.string(), ...Turn })).describe('waters that gain or lose something they are upstream of'),
  downstream: z.array(z.object({ code: z.string(), ...Turn })).describe('waters that gain or lose something upstream of them'),
})
export type RelationsAnswer = z.infer<typeof RelationsAnswer>
