// What drains into the network: household → drainage unit → outfall → reach at a measure, and so on, as the catalogue says of each
// layer (`drains.by`).
import { drainingLayers, drains, forDrains, type Drain } from '../catalogue.ts'
import type { Network } from './shape.ts'
import { remark } from './remarks.ts'
import { toleranceM, type Remark, type RemarkKind } from './rows.ts'
import type { Stretches } from './gathering.ts'

/** A row of what drains, with the columns its layer goes by; without a measure nobody knows where along its water. */
export interface DrainRow {
  code: string
  water?: string | null
  measureM?: number | null
  outfall?: string | null
  unit?: string | null
}
export type DrainageRows = Readonly<Record<Drain, readonly DrainRow[]>>

/** Something that drains to a water; without a measure it is somewhere on it. */
interface Standing {
  water: number
  measureM: number | null
}

export interface Drainage {
  remarks: readonly Remark[]
  /** Where the water of each of these gets into the network. */
  of: Readonly<Record<Drain, ReadonlyMap<string, Standing>>>
  /** What drains to each water, by measure, those without one first. */
  on: ReadonlyMap<number, readonly ({ kind: Drain; code: string } & Standing)[]>
}

/** Hangs what drains on a network. What names something that is gone is left out and reported. */
export function drainage(made: Network, rows: DrainageRows): Drainage {
  const remarks: Remark[] = []
  const of = forDrains(() => new Map<string, Standing>())
  const lost = (kind: RemarkKind, code: string, named: string) => {
    remarks.push(remark(kind, code, named))
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
  const units = new Set(rows.units.map(({ code }) => code))
  const throughUnit = (code: string, unit: string): Standing | null => (units.has(unit) ? (of.units.get(unit) ?? null) : lost('unknown_unit', code, unit))
  const getsTo = {
    water: ({ code, measureM }: DrainRow, water: string) => onWater(code, water, measureM ?? null),
    outfall: ({ code }: DrainRow, outfall: string) => throughOutfall(code, outfall),
    unit: ({ code }: DrainRow, unit: string) => throughUnit(code, unit),
  }
  for (const { drains: { as, by } } of drainingLayers)
    for (const row of rows[as]) {
      const first = by.find((column) => (row[column] ?? null) !== null)
      const at = first && getsTo[first](row, row[first]!)
      if (at) of[as].set(row.code, at)
    }
  const on = new Map<number, ({ kind: Drain; code: string } & Standing)[]>()
  for (const kind of drains)
    for (const [code, at] of of[kind]) {
      const list = on.get(at.water)
      if (list) list.push({ kind, code, ...at })
      else on.set(at.water, [{ kind, code, ...at }])
    }
  for (const list of on.values()) list.sort((a, b) => (a.measureM ?? -1) - (b.measureM ?? -1))
  return { remarks, of, on }
}

/** Codes of all that drains to these stretches. Where the measure is unknown, any stretch of the water will do. */
export function drainsTo({ on }: Drainage, { water, fromM, toM }: Stretches): Record<Drain, string[]> {
  const codes = forDrains((): string[] => [])
  for (let i = 0; i < water.length; i++) {
    const again = i > 0 && water[i - 1] === water[i]
    for (const { kind, code, measureM } of on.get(water[i]) ?? [])
      if (measureM === null ? !again : measureM >= fromM[i] && measureM <= toM[i]) codes[kind].push(code)
  }
  return codes
}
