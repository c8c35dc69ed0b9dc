// What drains into the network: household → drainage unit → outfall → reach at a measure, treatment plant → outfall or reach,
// source of pollution → drainage unit or reach.
import type { Network } from './shape.ts'
import { report } from './reports.ts'
import { toleranceM, type Report, type ReportKind } from './rows.ts'
import type { Stretches } from './gathering.ts'

export interface DrainageRows {
  outfalls: readonly { code: string; water: string | null; measureM: number | null }[]
  /** A unit drains to its outfall; without one, to its water, nobody knows where along it. */
  units: readonly { code: string; outfall: string | null; water: string | null }[]
  households: readonly { code: string; unit: string | null }[]
  plants: readonly { code: string; outfall: string | null; water: string | null; measureM: number | null }[]
  sources: readonly { code: string; unit: string | null; water: string | null; measureM: number | null }[]
}

export const drains = ['outfalls', 'units', 'households', 'plants', 'sources'] as const
export type Drain = (typeof drains)[number]

/** Something that drains to a water; without a measure it is somewhere on it. */
interface Standing {
  water: number
  measureM: number | null
}

export interface Drainage {
  reports: readonly Report[]
  /** Where the water of each of these gets into the network. */
  of: Readonly<Record<Drain, ReadonlyMap<string, Standing>>>
  /** What drains to each water, by measure, those without one first. */
  on: ReadonlyMap<number, readonly ({ kind: Drain; code: string } & Standing)[]>
}

/** Hangs what drains on a network. What names something that is gone is left out and reported. */
export function drainage(made: Network, rows: DrainageRows): Drainage {
  const reports: Report[] = []
  const of: Record<Drain, Map<string, Standing>> = { outfalls: new Map(), units: new Map(), households: new Map(), plants: new Map(), sources: new Map() }
  const lost = (kind: ReportKind, code: string, named: string) => {
    reports.push(report(kind, code, named))
    return null
  }
  const onWater = (code: string, water: string, measureM: number | null): Standing | null => {
    const w = made.indexOf.get(water)
    if (w === undefined) return lost('unknown_water', code, water)
    const long = made.lengthM[w]
    if (measureM === null || long === 0) return { water: w, measureM: long === 0 ? 0 : null }
    if (!(measureM >= -toleranceM && measureM <= long + toleranceM)) return lost('beyond_end', code, water)
    return { water: w, measureM: Math.min(long, Math.max(0, measureM)) }
  }
  const throughOutfall = (code: string, outfall: string): Standing | null => of.outfalls.get(outfall) ?? lost('unknown_outfall', code, outfall)
  const keep = (drain: Drain, code: string, at: Standing | null) => at && of[drain].set(code, at)
  for (const { code, water, measureM } of rows.outfalls) if (water !== null) keep('outfalls', code, onWater(code, water, measureM))
  for (const { code, outfall, water } of rows.units) keep('units', code, outfall !== null ? throughOutfall(code, outfall) : water !== null ? onWater(code, water, null) : null)
  for (const { code, outfall, water, measureM } of rows.plants) keep('plants', code, outfall !== null ? throughOutfall(code, outfall) : water !== null ? onWater(code, water, measureM) : null)
  const units = new Set(rows.units.map(({ code }) => code))
  const throughUnit = (code: string, unit: string): Standing | null => {
    if (!units.has(unit)) return lost('unknown_unit', code, unit)
    return of.units.get(unit) ?? null
  }
  for (const { code, unit } of rows.households) if (unit !== null) keep('households', code, throughUnit(code, unit))
  // What lies by the water reaches it there, whatever drains the ground it stands on.
  for (const { code, unit, water, measureM } of rows.sources) keep('sources', code, water !== null ? onWater(code, water, measureM) : unit !== null ? throughUnit(code, unit) : null)
  const on = new Map<number, ({ kind: Drain; code: string } & Standing)[]>()
  for (const kind of drains)
    for (const [code, at] of of[kind]) {
      const list = on.get(at.water)
      if (list) list.push({ kind, code, ...at })
      else on.set(at.water, [{ kind, code, ...at }])
    }
  for (const list of on.values()) list.sort((a, b) => (a.measureM ?? -1) - (b.measureM ?? -1))
  return { reports, of, on }
}

/** Codes of all that drains to these stretches. Where the measure is unknown, any stretch of the water will do. */
export function draining({ on }: Drainage, { water, fromM, toM }: Stretches): Record<Drain, string[]> {
  const codes: Record<Drain, string[]> = { outfalls: [], units: [], households: [], plants: [], sources: [] }
  for (let i = 0; i < water.length; i++) {
    const again = i > 0 && water[i - 1] === water[i]
    for (const { kind, code, measureM } of on.get(water[i]) ?? [])
      if (measureM === null ? !again : measureM >= fromM[i] && measureM <= toM[i]) codes[kind].push(code)
  }
  return codes
}
