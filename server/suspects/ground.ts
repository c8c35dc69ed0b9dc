// What lies behind every question: the network and all that drains into it, read once for each state of the register.
import type { DrawnNetwork } from '../../domain/network/index.ts'
import { SuspectRules, things, type Facts, type Things } from '../../domain/suspects/index.ts'
import type { Queryable } from '../db/database.ts'
import { Problem } from '../http/problem.ts'
import type { Snapshot } from '../network/network.ts'
import { ruleSetOn, type RuleSet as Kept } from '../rules.ts'
import * as queries from './queries.ts'

export interface Ground {
  drawn: DrawnNetwork
  seq: number
  version: string
  facts: readonly Facts[]
  sections: Awaited<ReturnType<typeof queries.sectionPlaces>>
  /** Things under a rule set, prepared once. */
  under: (rules: SuspectRules, code: string) => Things
}

const kept = new WeakMap<Snapshot, Promise<Ground>>()

/** What a snapshot of the network stands on, read in the name of whoever asks first: all who may see suspects may see all of it. */
export function groundOf(snapshot: Snapshot, db: Queryable): Promise<Ground> {
  const known = kept.get(snapshot)
  if (known) return known
  const ground = read(snapshot, db)
  kept.set(snapshot, ground)
  ground.catch(() => kept.delete(snapshot))
  return ground
}

async function read(snapshot: Snapshot, db: Queryable): Promise<Ground> {
  const drawn = snapshot.drawn('staff')
  const facts = await queries.facts(db)
  const prepared = new Map<string, Things>()
  return {
    drawn, seq: snapshot.seq, version: snapshot.version('staff'), facts, sections: await queries.sectionPlaces(db),
    under(rules, code) {
      let of = prepared.get(code)
      if (!of) prepared.set(code, (of = things(drawn.network, drawn.drainage, facts, rules)))
      return of
    },
  }
}

/** [lon, lat] at a measure of a water: along the line a browser draws too. */
export function pointAt({ network, lines, firstVertex }: DrawnNetwork, water: number, measureM: number): [number, number] | null {
  const [first, last] = [firstVertex[water], firstVertex[water + 1] - 1]
  if (last < first) return null
  const vertex = (v: number): [number, number] => [lines[2 * v], lines[2 * v + 1]]
  const long = (a: [number, number], b: [number, number]) => Math.hypot((b[0] - a[0]) * Math.cos((a[1] * Math.PI) / 180), b[1] - a[1])
  let whole = 0
  for (let v = first; v < last; v++) whole += long(vertex(v), vertex(v + 1))
  let left = network.lengthM[water] > 0 ? (measureM / network.lengthM[water]) * whole : 0
  for (let v = first; v < last; v++) {
    const [a, b] = [vertex(v), vertex(v + 1)]
    const step = long(a, b)
    if (left <= step && step > 0) return [a[0] + ((b[0] - a[0]) * left) / step, a[1] + ((b[1] - a[1]) * left) / step]
    left -= step
  }
  return vertex(last)
}

export interface RuleSet extends Omit<Kept, 'body'> {
  rules: SuspectRules
}

const parsed = new Map<string, SuspectRules>()

/** The rules in force on a day. */
export async function rulesOn(db: Queryable, on: string): Promise<RuleSet> {
  const row = await ruleSetOn(db, 'suspects', on)
  if (!row) throw new Problem('rulesNone', { on })
  const key = JSON.stringify(row.body)
  let rules = parsed.get(key)
  if (!rules) parsed.set(key, (rules = SuspectRules.parse(row.body)))
  return { ...row, rules }
}
