// What an edit would do to "a is upstream of b": done in its maker's name, looked at, and taken back.
import { difference, type Turn } from '../../domain/network/index.ts'
import type { Operation } from '../../domain/changes/schemas.ts'
import type { Actor } from '../../domain/roles.ts'
import type { RelationsAnswer } from '../../domain/network/schemas.ts'
import { rehearse } from '../changes/make.ts'
import type { Database, Queryable } from '../db/database.ts'
import { Problem } from '../http/problem.ts'
import { inTurn, judgedInTurn } from '../http/turns.ts'
import { reread, type LiveNetwork, type Snapshot } from './network.ts'

/** How often others may have been quicker before we ask to wait. */
const tries = 5

/** Ends a transaction without leaving anything behind. */
class TakenBack extends Error {
  constructor(readonly after: Snapshot | null) {
    super('taken back')
  }
}

const listed = (turns: ReadonlyMap<string, Turn>) => [...turns].map(([code, turn]) => ({ code, ...turn })).sort((a, b) =>
  b.appear + b.vanish - a.appear - a.vanish || (a.code < b.code ? -1 : 1))

/** `judge` looks at the operations before anybody waits for them. */
export async function relationsOf(
  database: Database, network: LiveNetwork, actor: Actor | null, operations: readonly Operation[], judge: (db: Queryable) => Promise<void>,
): Promise<RelationsAnswer> {
  const who = actor?.person ?? ''
  await judgedInTurn(database, who, () => database.as(actor, judge))
  for (let tried = 0; tried < tries; tried++) {
    const found = await inTurn(database, who, async () => {
      const before = await network.current()
      const after = await database.as(actor, async (db): Promise<Snapshot | null> => {
        const seq = await rehearse(db, operations)
        // Somebody else's change came between: theirs is not ours to count.
        const mine = seq === before.seq + 1
        throw new TakenBack(mine ? await reread(db, before, seq) : null)
      }).catch((reason: unknown) => {
        if (reason instanceof TakenBack) return reason.after
        throw reason
      })
      return after && { before, after }
    })
    if (!found) continue
    const { before, after } = found
    const { appear, vanish, upstream, downstream } = difference(before.drawn('staff').network, after.drawn('staff').network)
    return { seq: before.seq, appear, vanish, upstream: listed(upstream), downstream: listed(downstream) }
  }
  throw new Problem('busy')
}
