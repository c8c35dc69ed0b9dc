// What lies behind every question: the network and all that drains into it, read once for each state of the register.
import { digestOf, drainage, network, type Network } from '../../domain/network/index.ts'
import { SuspectRules, things, type Things } from '../../domain/suspects/index.ts'
import type { Database, Queryable } from '../db/database.ts'
import { Problem } from '../http/problem.ts'
import * as queries from './queries.ts'

export interface Ground {
  seq: number
  network: Network
  version: string
  facts: Awaited<ReturnType<typeof queries.facts>>
  sections: Awaited<ReturnType<typeof queries.sectionPlaces>>
  /** Things under a rule set, prepared once. */
  under: (rules: SuspectRules, code: string) => Things
}

const kept = new WeakMap<Database, { seq: number; ground: Promise<Ground> }>()

/** The ground as of the last change, read in the name of whoever asks first: all who may see suspects may see all of it. */
export async function groundOf(database: Database, db: Queryable): Promise<Ground> {
  const seq = await queries.head(db)
  const known = kept.get(database)
  if (known?.seq === seq) return known.ground
  const ground = read(db, seq)
  kept.set(database, { seq, ground })
  ground.catch(() => kept.delete(database))
  return ground
}

async function read(tx: Queryable, seq: number): Promise<Ground> {
  const made = network(await queries.networkRows(tx))
  const facts = await queries.facts(tx)
  const hung = drainage(made, queries.drainageRows(facts))
  const prepared = new Map<string, Things>()
  return {
    seq, network: made, version: digestOf(made.rows), facts, sections: await queries.sectionPlaces(tx),
    under(rules, code) {
      let of = prepared.get(code)
      if (!of) prepared.set(code, (of = things(made, hung, facts, rules)))
      return of
    },
  }
}

export interface RuleSet {
  code: string
  title: string
  titleEn: string
  source: string
  proposal: boolean
  from: string
  rules: SuspectRules
}

const parsed = new Map<string, SuspectRules>()

/** The rules in force on a day. */
export async function rulesOn(db: Queryable, on: string): Promise<RuleSet> {
  const row = await queries.rulesOn(db, on)
  if (!row) throw new Problem('rulesNone', { on })
  const key = JSON.stringify(row.body)
  let rules = parsed.get(key)
  if (!rules) parsed.set(key, (rules = SuspectRules.parse(row.body)))
  return { ...row, rules }
}
