// What a month has to say, gathered from the nouns that say it.
import type { StateOfMonth } from '../../domain/city/schemas.ts'
import { countingIds, type CountingId } from '../../domain/marks.ts'
import type { Queryable } from '../db/database.ts'
import { vacant } from '../people/month.ts'
import { quality } from '../quality/month.ts'
import { overdue } from '../waters/month.ts'
import { middles } from './queries.ts'

/** How many of a mark on a day, by water: of all waters that have any, or of some. */
type Counting = (db: Queryable, on: string, codes: readonly string[] | null) => Promise<ReadonlyMap<string, number>>

const counting: Record<CountingId, Counting> = { overdue, vacant }

/**
 * The state at the end of a month. Of some waters alone, `codes`, each is answered, also where it has nothing to say, and only what
 * is counted on waters.
 */
export const state = async (db: Queryable, month: string, on: string, codes: readonly string[] | null = null): Promise<StateOfMonth> => {
  const counts = {} as Record<CountingId, ReadonlyMap<string, number>>
  for (const id of countingIds) counts[id] = await counting[id](db, on, codes)
  const places = await middles(db, codes ?? [...new Set(countingIds.flatMap((id) => [...counts[id].keys()]))])
  const parallel = (id: CountingId) => places.map(({ code }) => counts[id].get(code) ?? 0)
  const counted = Object.fromEntries(countingIds.map((id) => [id, parallel(id)])) as Record<CountingId, number[]>
  return {
    month, codes: places.map(({ code }) => code), at: places.map(({ at }) => at),
    says: codes ? counted : { ...counted, quality: await quality(db, month, on) },
  }
}
