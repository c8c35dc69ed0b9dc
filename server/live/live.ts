// What changed, told on: first our own caches, then every open screen. The record of changes is read in its order, so that a
// server, or a screen, that was away catches up with exactly what it missed.
import type { Changed, ChangedItem, LiveEvent } from '../../domain/changes/schemas.ts'
import { catalogue, type LayerId } from '../../domain/catalogue.ts'
import type { Audience } from '../../domain/roles.ts'
import type { Database, Queryable } from '../db/database.ts'
import { today } from '../../domain/today.ts'
import { lastDayOf } from '../../domain/months.ts'
import { state } from '../city/queries.ts'
import { sql } from '../db/sql.ts'
import { touchedIn } from '../network/queries.ts'
import type { Tiles } from '../tiles/tiles.ts'
import { changedFor } from '../changes/queries.ts'

/** One change, as each audience is told it: what may not be seen is not told either. */
export interface Told extends Record<Audience, LiveEvent> {
  /** When something everybody could see became secret by it: whoever holds it is told to drop it, by its code; null where nothing did. */
  turnedAt: string | null
}

export interface Live {
  /** Number of the last change read. */
  readonly head: number
  /** Reads what has changed since. */
  catchUp(): Promise<void>
  /** Calls back with every change from now on, in order; the function returned ends it. */
  follow(heard: (told: Told) => void): () => void
  /** Changes after `seq`, or null where they are too many: then everything is to be read anew. */
  since(seq: number): Promise<Told[] | null>
}

/** More items than this are told as areas only, and more changes than this not one by one. */
const mostItems = 200
const mostChanges = 200

type Area = LiveEvent['areas'][number]

const areasOf = (items: readonly ChangedItem[]): Area[] => {
  const areas = items.flatMap(({ layer, extent }) => (extent ? [{ layer, extent }] : []))
  if (areas.length <= mostItems) return areas
  const whole = new Map<string, Area>()
  for (const { layer, extent: [w, s, e, n] } of areas) {
    const before = whole.get(layer)?.extent
    whole.set(layer, { layer, extent: before ? [Math.min(w, before[0]), Math.min(s, before[1]), Math.max(e, before[2]), Math.max(n, before[3])] : [w, s, e, n] })
  }
  return [...whole.values()]
}

/** Waters whose chiefs or strategy a change touched. */
const statedIn = async (db: Queryable, seq: number): Promise<string[]> => {
  const rows = await db.query<{ water: string }>(sql`
    select distinct water from (
      select unnest(array[i.before ->> 'water', i.after ->> 'water']) as water from change_items i where i.change = ${seq} and i.what in ('tenures', 'strategies')
      union all
      select s.water from change_items i join strategies s on s.code = coalesce(i.after, i.before) ->> 'strategy' where i.change = ${seq} and i.what = 'strategy_items'
    ) w where water is not null limit 1000`)
  return rows.map(({ water }) => water)
}

const tell = async (db: Queryable, version: Tiles['version'], seq: number): Promise<Told> => {
  const done = (await changedFor(db, seq))!
  const waters = await statedIn(db, seq)
  const touched = await touchedIn(db, seq - 1, seq)
  const month = today().slice(0, 7)
  const stated = waters.length ? await state(db, month, lastDayOf(month), waters) : null
  const eventOf = ({ at, items }: Changed, network: boolean): LiveEvent => ({
    seq, at, network, state: stated,
    versions: Object.fromEntries([...new Set(items.flatMap(({ layer, extent }) => (extent ? [layer] : [])))].map((layer) => [layer, version(layer)])),
    areas: areasOf(items),
    items: items.length > mostItems ? [] : items.map(({ layer, code, op, version }) => ({ layer, code, op, version })),
  })
  return { staff: eventOf(done.staff, touched.length > 0), public: eventOf(done.public, touched.some(({ staffOnly }) => !staffOnly)), turnedAt: touched.find(({ turnedAt }) => turnedAt !== null)?.turnedAt ?? null }
}

/** A database that was away is asked again after this long, until it is back. */
const againMs = 1000

export const createLive = async (db: Database, tiles: Tiles, trouble: (reason: unknown) => void): Promise<Live> => {
  const headOf = async (db: Queryable) => (await db.query<{ head: number }>(sql`select coalesce(max(seq), 0) as head from changes`))[0]!.head
  const followers = new Set<(told: Told) => void>()
  let head = await headOf(db)
  // Layers that were cut anew as a whole, outside of any change.
  const cutAnew = new Set<LayerId>()
  // What was told lately: after a restart two hundred screens come back at once, and all have missed the same.
  const lately = new Map<number, Promise<Told>>()
  const toldOf = (db: Queryable, seq: number, version: Tiles['version']): Promise<Told> => {
    const known = lately.get(seq)
    if (known) return known
    const telling = tell(db, version, seq)
    lately.set(seq, telling)
    telling.catch(() => lately.delete(seq))
    if (lately.size > mostChanges) lately.delete(lately.keys().next().value!)
    return telling
  }

  const read = async () => {
    // In one go: on the embedded engine each question by itself waits for whoever is changing something, and with one
    // editor at work screens fell seconds behind.
    const { newer, news } = await db.transaction(async (tx) => {
      // The versions before the head: none is of a change that has not been read.
      const newer = await tiles.newer(tx)
      const last = await headOf(tx)
      const news: Told[] = []
      for (let seq = head + 1; seq <= last; seq++) news.push(await toldOf(tx, seq, newer.version))
      return { newer, news }
    })
    for (const { staff } of news) for (const { layer, extent } of staff.areas) tiles.forget(layer, extent)
    for (const layer of cutAnew) tiles.forget(layer, null)
    cutAnew.clear()
    newer.adopt()
    for (const told of news) {
      head = told.staff.seq
      for (const heard of followers) heard(told)
    }
  }
  // One reading after the other.
  let reading: Promise<void> = Promise.resolve()
  const catchUp = () => (reading = reading.then(read, read))
  let waiting: NodeJS.Timeout | undefined
  const soon = () =>
    void catchUp().catch((reason) => {
      trouble(reason)
      clearTimeout(waiting)
      waiting = setTimeout(soon, againMs).unref()
    })

  await db.listen('changes', soon)
  await db.listen('layers', (layer) => {
    // Null: something was missed, and it may have been any layer.
    for (const { id } of catalogue) if (!layer || layer === id) cutAnew.add(id)
    soon()
  })
  await catchUp()

  return {
    get head() {
      return head
    },
    catchUp,
    follow(heard) {
      followers.add(heard)
      return () => followers.delete(heard)
    },
    async since(seq) {
      // Another server of ours may have told of more than we have read.
      if (seq > head) await catchUp()
      if (seq > head || head - seq > mostChanges) return null
      const missed = Array.from({ length: head - seq }, (_, i) => seq + 1 + i)
      if (missed.every((number) => lately.has(number))) return Promise.all(missed.map((number) => lately.get(number)!))
      return db.transaction(async (tx) => {
        const told: Told[] = []
        for (const number of missed) told.push(await toldOf(tx, number, tiles.version))
        return told
      })
    },
  }
}
