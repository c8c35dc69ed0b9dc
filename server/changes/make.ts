// Making a change and undoing one: once under the id its maker gave it, whole or not at all, and tiles and search follow.
import { createHash } from 'node:crypto'
import type { Changed, ChangeRequest, Operation } from '../../domain/changes/schemas.ts'
import { catalogue } from '../../domain/catalogue.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { Problem } from '../http/problem.ts'
import { indexFeatures, indexPeople } from '../search/index.ts'
import { refreshShapes } from '../tiles/shapes.ts'
import { apply, settle, type Touched } from './operations.ts'
import { withoutDoubt } from './doubts.ts'
import { changeOf, changeUnder } from './queries.ts'

const digestOf = (asked: unknown) => createHash('sha256').update(JSON.stringify(asked)).digest('hex')

/** Tiles and search follow what a change did to the layers. Returns what that was. */
const follow = async (db: Queryable, seq: number): Promise<Changed> => {
  const done = (await changeOf(db, seq))!
  const shown = done.items.filter(({ extent }) => extent)
  for (const layer of catalogue) {
    const codes = shown.filter((item) => item.layer === layer.id).map(({ code }) => code)
    if (!codes.length) continue
    await refreshShapes(db, layer, codes)
    await indexFeatures(db, layer.id, codes)
  }
  const people = await db.query<{ code: string }>(sql`select code from people_changed()`)
  if (people.length) await indexPeople(db, people.map(({ code }) => code))
  return done
}

export interface Act {
  id: string
  kind: 'edit' | 'undo' | 'people' | 'import'
  /** All that was asked for: with the same id it has to be the same. */
  asked: unknown
  note?: string | null
  undoes?: number | null
}

/** Does something as one recorded change, whole or not at all; what has been done under this id is not done again, and `done` is null. */
export const once = async (
  db: Queryable, { id, kind, asked, note = null, undoes = null }: Act, work: (seq: number) => Promise<unknown>,
): Promise<{ seq: number; done: Changed | null; again: boolean }> => {
  const digest = digestOf(asked)
  const [{ seq }] = (await db.query<{ seq: number | null }>(sql`select begin_change(${id}, ${kind}, ${note}, ${undoes}::bigint, ${digest}) as seq`)) as [{ seq: number | null }]
  if (seq === null) {
    const known = await changeUnder(db, id)
    if (known?.asked !== digest) throw new Problem('changeReused')
    return { seq: known.seq, done: null, again: true }
  }
  await work(seq)
  const done = await follow(db, seq)
  await db.script('set constraints all immediate')
  return { seq, done, again: false }
}

const applyAll = async (db: Queryable, operations: readonly Operation[]) => {
  const touched: Touched = new Map()
  for (const operation of operations) await apply(db, operation, touched)
  await settle(db, touched)
}

/**
 * Does operations without what follows for tiles and search: for a transaction that is taken back.
 * Returns the number the change would have.
 */
export const rehearse = async (db: Queryable, operations: readonly Operation[]): Promise<number> => {
  const [{ seq }] = (await db.query<{ seq: number }>(sql`select begin_change(gen_random_uuid(), 'edit') as seq`)) as [{ seq: number }]
  await applyAll(db, operations)
  return seq
}

/** Makes a change, with the reason of what needs one in its note; the same request again gives the same answer. */
export const make = async (db: Queryable, request: ChangeRequest): Promise<Changed> => {
  const { id, operations, reason } = request
  const note = [request.note, reason].filter(Boolean).join('；') || null
  const { seq, done } = await once(db, { id, kind: 'edit', asked: request, note }, (seq) =>
    withoutDoubt(db, operations, seq, reason, () => applyAll(db, operations)))
  return done ?? (await changeOf(db, seq))!
}

/** Undoes a change; undoing an undoing does it again. */
export const undo = async (db: Queryable, id: string, undone: number): Promise<Changed> => {
  const [before] = await db.query<{ kind: string; again: number | null }>(sql`select c.kind, (select u.seq from changes u where u.undoes = c.seq and u.id <> ${id}) as again from changes c where c.seq = ${undone}`)
  if (!before) throw new Problem('changeUnknown', { seq: undone })
  if (before.kind === 'city') throw new Problem('notUndoable', { seq: undone })
  if (before.again) throw new Problem('undoneAlready', { seq: undone })
  const { seq, done } = await once(db, { id, kind: 'undo', asked: { undo: undone }, undoes: undone }, async () => {
    const moved = await db.query<{ what: string; key: string; layer: string | null }>(sql`select * from undo_change(${undone})`)
    if (moved.length) throw new Problem('movedOn', { keys: moved.filter(({ layer }) => layer).slice(0, 5).map(({ key }) => key).join('、') || '这些登记 (these entries)', moved: moved.slice(0, 100) })
  })
  return done ?? (await changeOf(db, seq))!
}
