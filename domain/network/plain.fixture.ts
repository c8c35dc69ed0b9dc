// For tests: the network done the plainest way, to compare with. Water stands at every half metre of every reach and goes
// from place to place in a set; nothing of the real one is used.
import type { GateState, NetworkRows } from './rows.ts'
import type { Scenario } from './scenario.ts'

/** `reach@measure`; measures are multiples of a half, those of links, gates and ends whole. */
export type Spot = string
export const spot = (code: string, measureM: number): Spot => `${code}@${measureM}`

export interface Plain {
  spots: Spot[]
  /** Where water of a spot goes at once, and how many metres that takes. */
  next: Map<Spot, { to: Spot; metres: number; seconds: number }[]>
}

export function plain({ reaches, links, gates, standing }: NetworkRows, { tide, gates: states = {}, rest }: Scenario): Plain {
  const next: Plain['next'] = new Map()
  const go = (from: Spot, to: Spot, metres: number, seconds: number) => next.get(from)!.push({ to, metres, seconds })
  /** Which ways are open: with the nominal direction, and against it. */
  const open = (follows: boolean, gate: string | null, controlled: boolean): [boolean, boolean] => {
    const [down, up] = follows ? [tide !== 'flood', tide !== 'ebb'] : [true, false]
    const row = gates.find(({ code }) => code === gate)
    const state: GateState = row ? (states[row.code] ?? rest) : controlled ? rest : 'open'
    if (state === 'shut') return [false, false]
    return state === 'pumping' || row?.kind === '泵站' ? [true, false] : [down, up]
  }
  const tidal = (code: string) => reaches.some((row) => row.code === code && row.flowMode === 'tidal')
  for (const { code, lengthM, speedMs } of reaches) {
    for (let m = 0; m <= lengthM; m += 0.5) next.set(spot(code, m), [])
    for (let m = 0; m < lengthM; m += 0.5) {
      const bars = gates.filter((gate) => gate.reach === code && gate.measureM === m && !links.some((link) => link.gate === gate.code))
      const ways = [open(tidal(code), null, false), ...bars.map((gate) => open(tidal(code), gate.code, true))]
      if (ways.every(([down]) => down)) go(spot(code, m), spot(code, m + 0.5), 0.5, 0.5 / (speedMs ?? 1))
      if (ways.every(([, up]) => up)) go(spot(code, m + 0.5), spot(code, m), 0.5, 0.5 / (speedMs ?? 1))
    }
  }
  for (const { code } of standing) next.set(spot(code, 0), [])
  const still = new Set(standing.map(({ code }) => code))
  for (const { upstream, upstreamM, downstream, downstreamM, flowMode, gate } of links) {
    const [from, to] = [spot(upstream, still.has(upstream) ? 0 : upstreamM), spot(downstream, still.has(downstream) ? 0 : downstreamM)]
    const follows = flowMode === 'tidal' || (flowMode === 'gated' && tidal(upstream) && tidal(downstream))
    const [down, up] = open(follows, gate, flowMode === 'gated' || flowMode === 'pumped')
    if (down) go(from, to, 0, 0)
    if (up) go(to, from, 0, 0)
  }
  return { spots: [...next.keys()], next }
}

/** Every spot water of this one gets to, breadth first. */
export function from({ next }: Plain, start: Spot): Set<Spot> {
  const seen = new Set([start])
  for (const at of seen) for (const { to } of next.get(at)!) seen.add(to)
  return seen
}

/** The least metres or seconds to every spot water gets to: Dijkstra without a heap. */
export function least({ next }: Plain, start: Spot, by: 'metres' | 'seconds'): Map<Spot, number> {
  const open = new Map([[start, 0]])
  const done = new Map<Spot, number>()
  while (open.size) {
    const [at, far] = [...open].reduce((a, b) => (b[1] < a[1] ? b : a))
    open.delete(at)
    done.set(at, far)
    for (const step of next.get(at)!)
      if (!done.has(step.to)) open.set(step.to, Math.min(far + step[by], open.get(step.to) ?? Infinity))
  }
  return done
}
