// What the stream (/api/live) tells comes from sources, each in an order of its own: the record of changes is one, what a person is
// told about their account another. A screen that was away says how far it has heard of each.
import type { LiveEvent } from '../../domain/live/schemas.ts'
import type { Audience } from '../../domain/roles.ts'
import type { Queryable } from '../db/database.ts'

/** Whoever has a stream open. */
export interface Listener {
  audience: Audience
  account: string | null
}

/** One thing told. */
export interface Told {
  /** Its place in its source's order, 1 or more. */
  at: number
  /** What one hears of it; null where it is not for them. The same object for all who hear the same. */
  heardBy(listener: Listener): object | null
}

export interface Source {
  /** Name of its events; those of 'message' need none. */
  readonly name: string
  /** Place of the last that was told. */
  readonly head: number
  /** Calls back with everything told from now on, in order; the function returned ends it. */
  follow(hear: (told: Told) => void): () => void
  /** What was told after a place; null where that is too much: then everything is to be read anew. */
  since(at: number, listener: Listener): Promise<readonly Told[] | null>
}

/** What a noun adds to what is told of a change, by its number, to each audience. */
export type Teller = (db: Queryable, seq: number) => Promise<Record<Audience, Partial<LiveEvent>>>
