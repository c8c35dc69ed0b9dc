// Scenarios as they are written in an address: a name, gates by name, or what was recorded at an hour.
import type { Network, Scenario } from '../../domain/network/index.ts'
import { considered, ebb, ebbShut, either, flood, floodShut, type GateState } from '../../domain/network/index.ts'
import type { Queryable } from '../db/database.ts'
import { Problem } from '../http/problem.ts'
import { gatesAt } from '../network/queries.ts'
import { tideAt } from './queries.ts'

const byName: Record<string, Scenario> = { ebb, flood, either, ebbShut, floodShut }
const states: readonly string[] = ['open', 'shut', 'pumping'] satisfies GateState[]

export interface Asked {
  /** As it was written; `considered` where nothing was. */
  name: string
  /** What is traced. One: that alone. Several: what is in all is certain, what is in any is shown. */
  scenarios: readonly Scenario[]
  /** Holds all of them: distances are measured in it. */
  widest: Scenario
}

const one = (name: string, scenario: Scenario): Asked => ({ name, scenarios: [scenario], widest: scenario })

/** Kept, so that what is worked out for a scenario is worked out once; the least asked for go first. */
const kept = new Map<string, Scenario>()
const same = (scenario: Scenario): Scenario => {
  const key = JSON.stringify(scenario)
  const known = kept.get(key) ?? scenario
  kept.delete(key)
  kept.set(key, known)
  if (kept.size > 50) kept.delete(kept.keys().next().value!)
  return known
}

const wrong = (scenario: string, reason: string) => new Problem('scenarioInvalid', { scenario, reason })

/**
 * `ebb`, `flood`, `either`, `ebbShut`, `floodShut`; `ebb;Z0001=shut;Z0002=open` with gates named; `at:2026-07-03T14:00` for
 * tide and gates as recorded at that hour, gates nobody recorded open. Without one all of `considered`.
 */
export async function scenarioFrom(db: Queryable, network: Network, text: string | undefined, at: { lon: number; lat: number } | null): Promise<Asked> {
  if (!text || text === 'considered') return { name: 'considered', scenarios: considered, widest: either }
  const recorded = /^at:(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3])):00$/.exec(text)
  if (recorded) {
    const hour = recorded[1]!
    if (Number.isNaN(Date.parse(`${hour}:00Z`)) || hour.startsWith('0000') || new Date(`${hour}:00Z`).toISOString().slice(0, 13) !== hour) throw wrong(text, '没有这一天 (no such day)')
    const tide = await tideAt(db, hour, at)
    if (!tide) throw wrong(text, '这个时刻没有潮位记录 (no tide was recorded at that hour)')
    const gates = Object.fromEntries([...(await gatesAt(db, hour))].filter(([gate]) => network.gateOf.has(gate)).sort(([a], [b]) => (a < b ? -1 : 1)))
    return one(text, same({ name: text, tide, gates, rest: 'open' }))
  }
  const [name = '', ...named] = text.split(';').filter(Boolean)
  const base = Object.hasOwn(byName, name) ? byName[name] : undefined
  if (!base) throw wrong(text, '写成 ebb、flood、either、ebbShut、floodShut，可加 ;闸泵=open|shut|pumping，或 at:YYYY-MM-DDTHH:00')
  if (!named.length) return one(text, base)
  const gates: Record<string, GateState> = {}
  for (const part of named) {
    const [, gate, state] = /^(.+)=(\w+)$/.exec(part) ?? []
    if (!gate || !states.includes(state!)) throw wrong(text, `${part.slice(0, 60)} 不是 闸泵=open|shut|pumping`)
    const row = network.gates[network.gateOf.get(gate) ?? -1]
    if (!row) throw new Problem('gateUnknown', { gate })
    if (row.kind === '水闸' && state === 'pumping') throw wrong(text, `${gate} 是水闸，不能抽水 (a sluice cannot pump)`)
    gates[gate] = state as GateState
  }
  return one(text, same({ ...base, name: text, gates }))
}
