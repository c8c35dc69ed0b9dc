// Gates and pumps hour by hour, as the rule at their door says, and otherwise where the water behind them stands too high.
import { hours } from './hours.ts'
import type { Rain } from './rain.ts'
import { levelAt, type TideHere } from './tide.ts'

export const OPEN = 0
export const SHUT = 1
export const PUMPING = 2
export const letters = 'osp'

export interface GateIn {
  kind: '水闸' | '泵站' | '闸泵'
  rule: string
  /** It stands where its creek begins, not where it ends. */
  head: boolean
  /** The tide before it. */
  tide: TideHere
  /** Rain station it goes by. */
  station: number
  pumpM3h: number
}

/** Millimetres in six hours after which a pump runs, and in the next hours for which an order empties creeks beforehand. */
const STORM = 12
const COMING = 25
/** Water level kept in the creeks, metres: a tide above it is shut out. */
const KEPT = 0.25

/** States of all gates by the tide and the rain alone: gate × hours + hour. What stands too high behind them comes on top. */
export function operate(gates: readonly GateIn[], rain: Rain): Uint8Array {
  const states = new Uint8Array(gates.length * hours)
  const fallen = new Map<number, Float32Array>()
  const sixHours = (station: number): Float32Array => {
    let sums = fallen.get(station)
    if (!sums) {
      sums = new Float32Array(hours)
      let sum = 0
      for (let h = 0; h < hours; h++) {
        sum += rain.mm[station * hours + h] - (h >= 6 ? rain.mm[station * hours + h - 6] : 0)
        sums[h] = sum
      }
      fallen.set(station, sums)
    }
    return sums
  }
  gates.forEach((gate, g) => {
    const wet = sixHours(gate.station)
    let running = 0
    for (let h = 0; h < hours; h++) {
      const level = levelAt(gate.tide, h)
      const rising = levelAt(gate.tide, h + 1) > level
      if (wet[h] > STORM || (gate.rule.includes('预排') && wet[Math.min(hours - 1, h + 6)] > COMING)) running = 8
      const storm = running > 0
      running--
      states[g * hours + h] = stateOf(gate, level, rising, storm, h)
    }
  })
  return states
}

function stateOf({ kind, rule, head }: GateIn, level: number, rising: boolean, storm: boolean, hour: number): number {
  if (kind === '泵站') return storm ? PUMPING : SHUT
  // A creek is filled from its head while the tide rises above what is kept, and empties at its mouth while the tide is low.
  const helps = head ? rising && level > KEPT - 0.35 : level < KEPT
  if (kind === '闸泵') return storm && level >= KEPT ? PUMPING : helps || (storm && level < KEPT) ? OPEN : SHUT
  if (rule.includes('三防')) return helps && (storm || Math.floor(hour / 24) % 3 === 0) ? OPEN : SHUT
  if (rule.includes('换水')) return head ? (rising ? OPEN : SHUT) : !rising && level < KEPT + 0.3 ? OPEN : SHUT
  return helps ? OPEN : SHUT
}
