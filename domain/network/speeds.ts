// How fast water goes by flow mode and width: dated data (table rule_sets, kind `water_speeds`).
import { z } from 'zod'
import { flowModes } from '../enums.ts'
import type { FlowMode } from './rows.ts'

export const WaterSpeeds = z.object({
  rows: z.array(z.object({
    flowMode: z.enum(Object.keys(flowModes) as [FlowMode, ...FlowMode[]]),
    widthFromM: z.number().nonnegative(), speedMs: z.number().positive(),
  })).min(1),
})
export type WaterSpeeds = z.infer<typeof WaterSpeeds>

/** Metres per second; a reach nobody measured counts as narrow. Null where the rules say nothing of it. */
export function speedOf({ rows }: WaterSpeeds, flowMode: FlowMode, widthM: number | null): number | null {
  const fits = rows.filter((row) => row.flowMode === flowMode && row.widthFromM <= (widthM ?? 0))
  return fits.reduce<WaterSpeeds['rows'][number] | null>((best, row) => (!best || row.widthFromM > best.widthFromM ? row : best), null)?.speedMs ?? null
}
