// Much asked of the database cut into parts, so that nobody waits long for any of them.
import type { Asker, Database, Queryable } from './database.ts'

/** So long may one part keep the one connection of the embedded engine, milliseconds. */
const aimMs = 20
const [first, most] = [50, 2000]

/** Asks about some items at a time, as many as take about the time others may be kept waiting; each part is a transaction of its own. */
export async function* portions<Item, Answer>(
  database: Database, asker: Asker | null, items: readonly Item[],
  ask: (db: Queryable, some: Item[]) => Promise<Answer>, givenUp?: AbortSignal,
): AsyncGenerator<{ some: Item[]; answer: Answer }> {
  let size = first
  for (let at = 0; at < items.length; ) {
    const some = items.slice(at, at + size)
    let took = 0
    const answer = await database.patient.as(asker, async (db) => {
      const began = performance.now()
      const answered = await ask(db, some)
      took = performance.now() - began
      return answered
    }, givenUp)
    yield { some, answer }
    at += some.length
    size = Math.max(1, Math.min(most, took > aimMs ? Math.floor(size / 1.5) : took < aimMs / 2 ? size * 2 : size))
  }
}
