// The waters and gates that rows name, each once and checked.
import { remark } from './remarks.ts'
import { toleranceM, type GateRow, type NetworkRows, type Remark } from './rows.ts'

/** A gate that bars a reach where it stands. */
export interface Bar {
  gate: number
  atM: number
}

/** The measure, clamped to the water where it is off by rounding; NaN where it is not on it. */
export function onWater(measureM: number, lengthM: number): number {
  if (lengthM === 0) return 0
  return measureM >= -toleranceM && measureM <= lengthM + toleranceM ? Math.min(lengthM, Math.max(0, measureM)) : NaN
}

/** Waters in the order of their rows, reaches first; doubtful rows are reported. */
export function namedWaters({ reaches, standing }: NetworkRows, remarks: Remark[]) {
  const codes: string[] = []
  const indexOf = new Map<string, number>()
  const most = reaches.length + standing.length
  const [lengthM, speedMs, tidal] = [new Float64Array(most), new Float64Array(most), new Uint8Array(most)]
  for (const { code, lengthM: long, flowMode, speedMs: speed } of reaches) {
    if (indexOf.has(code)) remarks.push(remark('duplicate_reach', code))
    else if (!(long > 0 && long < Infinity)) remarks.push(remark('no_length', code, long))
    else {
      const known = speed !== null && speed !== undefined
      const fits = known && speed > 0 && speed < Infinity
      if (known && !fits) remarks.push(remark('bad_speed', code, speed))
      const w = codes.push(code) - 1
      indexOf.set(code, w)
      lengthM[w] = long
      speedMs[w] = fits ? speed : NaN
      tidal[w] = Number(flowMode === 'tidal')
    }
  }
  for (const { code } of standing)
    if (indexOf.has(code)) remarks.push(remark('duplicate_standing', code))
    else indexOf.set(code, codes.push(code) - 1)
  return {
    codes, indexOf, lengthM: lengthM.slice(0, codes.length), speedMs: speedMs.slice(0, codes.length), tidal: tidal.slice(0, codes.length),
  }
}

/** Gates that links name act there; others where they stand. */
export function gatesOf(rows: NetworkRows, indexOf: Map<string, number>, lengthM: Float64Array, remarks: Remark[]) {
  const named = new Set<string>()
  for (const { gate } of rows.links) if (gate !== null) named.add(gate)
  const gates: GateRow[] = []
  const gateOf = new Map<string, number>()
  const standing = new Map<number, Bar[]>()
  const seen = new Set<string>()
  for (const row of rows.gates) {
    const { code, reach, measureM } = row
    if (seen.has(code)) remarks.push(remark('duplicate_gate', code))
    else if (named.has(code)) gateOf.set(code, gates.push(row) - 1)
    else {
      const w = reach ? indexOf.get(reach) : undefined
      const atM = w === undefined || !lengthM[w] || typeof measureM !== 'number' ? null : onWater(measureM, lengthM[w])
      if (w === undefined || atM === null) remarks.push(remark('gate_nowhere', code))
      else if (Number.isNaN(atM)) remarks.push(remark('beyond_end', code, reach!))
      else {
        const gate = gates.push(row) - 1
        gateOf.set(code, gate)
        standing.set(w, [...(standing.get(w) ?? []), { gate, atM }])
      }
    }
    seen.add(code)
  }
  return { gates, gateOf, standing }
}
