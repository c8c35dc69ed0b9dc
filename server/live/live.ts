// What changed, told on: first our own caches, then every open screen. The record of changes is read in its order, so that a
// server, or a screen, that was away catches up with exactly what it missed.
import type { Changed, ChangedItem } from '../../domain/changes/schemas.ts'
import { catalogue, type LayerId } from '../../domain/catalogue.ts'
import type { LiveEvent } from '../../domain/live/schemas.ts'
import type { Audience } from '../../domain/roles.ts'
import { isLongAgo, mostAwayMs } from '../changes/away.ts'
import { becameSecretAt, changedFor } from '../changes/queries.ts'
import type { Database, Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { Tiles } from '../tiles/tiles.ts'
import type { Source, Teller, Told } from './source.ts'

/** One change, as each audience is told it: what may not be seen is not told either. */
interface Change extends Told {
  events: Record<Audience, LiveEvent>
  /** When something everybody could see became secret by it: whoever holds it is told to drop it, by its code; null where nothing did. */
  becameSecretAt: string | null
}

/** The record of changes as a source of the stream. */
export interface Live extends Source {
  /** Number of the last change read. */
  readonly head: number
  /** Reads what has changed since. */
  catchUp(): Promise<void>
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
    whole.set(layer, {
      layer,
      extent: before ? [Math.min(w, before[0]), Math.min(s, before[1]), Math.max(e, before[2]), Math.max(n, before[3])] : [w, s, e, n],
    })
  }
  return [...whole.values()]
}

const read = async (db: Queryable, version: Tiles['version'], tellers: readonly Teller[], seq: number): Promise<Change> => {
  const done = (await changedFor(db, seq))!
  const added: Record<Audience, Partial<LiveEvent>>[] = []
  for (const tell of tellers) added.push(await tell(db, seq))
  const eventFor = (audience: Audience): LiveEvent => {
    const { at, items }: Changed = done[audience]
    return Object.assign({
      seq, at, network: false, samples: [], state: null,
      versions: Object.fromEntries([...new Set(items.flatMap(({ layer, extent }) => (extent ? [layer] : [])))]
        .map((layer) => [layer, version(layer)])),
      areas: areasOf(items),
      items: items.length > mostItems ? [] : items.map(({ layer, code, op, version }) => ({ layer, code, op, version })),
    }, ...added.map((of) => of[audience]))
  }
  const events = { staff: eventFor('staff'), public: eventFor('public') }
  return { at: seq, events, becameSecretAt: await becameSecretAt(db, seq), heardBy: ({ audience }) => events[audience] }
}

export interface LiveOptions {
  /** What nouns add to what is told of a change. */
  tellers?: readonly Teller[]
  /** How long a public screen may be away and still be told, by its code, of what became secret, ms. */
  awayMs?: number
}

/** A database that was away is asked again after this long, until it is back. */
const againMs = 1000

export const createLive = async (
  db: Database, tiles: Tiles, trouble: (reason: unknown) => void, { tellers = [], awayMs = mostAwayMs }: LiveOptions = {},
): Promise<Live> => {
  const headOf = async (db: Queryable) => (await db.query<{ head: number }>(sql`select coalesce(max(seq), 0) as head from changes`))[0].head
  const followers = new Set<(change: Change) => void>()
  let head = await headOf(db)
  // Layers that were cut anew as a whole, outside of any change.
  const cutAnew = new Set<LayerId>()
  // What was told lately: after a restart two hundred screens come back at once, and all have missed the same.
  const lately = new Map<number, Promise<Change>>()
  const changeOf = (db: Queryable, seq: number, version: Tiles['version']): Promise<Change> => {
    const known = lately.get(seq)
    if (known) return known
    const reading = read(db, version, tellers, seq)
    lately.set(seq, reading)
    reading.catch(() => lately.delete(seq))
    if (lately.size > mostChanges) lately.delete(lately.keys().next().value!)
    return reading
  }

  const readOn = async () => {
    // In one go: on the embedded engine each question by itself waits for whoever is changing something, and with one
    // editor at work screens fell seconds behind.
    const { newer, news } = await db.transaction(async (tx) => {
      // The versions before the head: none is of a change that has not been read.
      const newer = await tiles.newer(tx)
      const last = await headOf(tx)
      const news: Change[] = []
      for (let seq = head + 1; seq <= last; seq++) news.push(await changeOf(tx, seq, newer.version))
      return { newer, news }
    })
    for (const { events } of news) for (const { layer, extent } of events.staff.areas) tiles.forget(layer, extent)
    for (const layer of cutAnew) tiles.forget(layer, null)
    cutAnew.clear()
    newer.adopt()
    for (const change of news) {
      head = change.at
      for (const hear of followers) hear(change)
    }
  }
  // One reading after the other.
  let reading: Promise<void> = Promise.resolve()
  const catchUp = () => (reading = reading.then(readOn, readOn))
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
    name: 'message',
    get head() {
      return head
    },
    catchUp,
    follow(hear) {
      followers.add(hear)
      return () => followers.delete(hear)
    },
    async since(seq, { audience }) {
      // Another server of ours may have told of more than we have read.
      if (seq > head) await catchUp()
      if (seq > head || head - seq > mostChanges) return null
      const numbers = Array.from({ length: head - seq }, (_, i) => seq + 1 + i)
      const all = numbers.every((number) => lately.has(number))
        ? await Promise.all(numbers.map((number) => lately.get(number)!))
        : await db.transaction(async (tx) => {
            const changes: Change[] = []
            for (const number of numbers) changes.push(await changeOf(tx, number, tiles.version))
            return changes
          })
      return audience === 'public' && all.some((change) => isLongAgo(change.becameSecretAt, awayMs)) ? null : all
    },
  }
}
