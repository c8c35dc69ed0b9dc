// PGlite with PostGIS in a thread of its own, so that no query ever stalls the thread that answers HTTP.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { dataDir as newCluster } from '@electric-sql/pglite-prepopulatedfs'
import { zone } from '../../domain/today.ts'
import { postgis } from './postgis.ts'

export type Request =
  | { op: 'query'; text: string; values: readonly unknown[] }
  | { op: 'script'; text: string }
  | { op: 'copy'; text: string; data: string }
  | { op: 'unload'; text: string }
  | { op: 'listen'; channel: string }
  | { op: 'close' }

export type Reply = { id: number; rows?: unknown[]; error?: { message: string; code?: string; detail?: string; constraint?: string } }
export type Heard = { channel: string; payload: string }

const port = parentPort!
const same = (value: string) => value
const parsers = { 20: Number, 1700: Number, 1082: same, 1114: same, 1184: same }

/**
 * Whenever PostgreSQL looks a C function up, PGlite (Emscripten's dlsym) lists all names of its library anew to count where it stands:
 * 8 ms each, 7 of the 8 seconds that `create extension postgis` took. A list that long is kept; nothing else here has one.
 */
const keptFrom = 5000
const lists = new WeakMap<object, string[]>()
const listed = Object.keys
Object.keys = (of: object) => {
  const list = lists.get(of) ?? listed(of)
  if (list.length >= keptFrom) lists.set(of, list)
  return list
}

const { directory } = workerData as { directory: string | null }

const isNew = !directory || !existsSync(join(directory, 'PG_VERSION'))

const create = async () => PGlite.create({
  dataDir: directory ?? undefined,
  // A cluster as initdb of this very version makes it, in half the time.
  loadDataDir: isNew ? await newCluster() : undefined,
  extensions: { postgis, pg_trgm, btree_gist },
  parsers,
  relaxedDurability: false,
})

const opened = create().then(
  async (database) => {
    // No schema that somebody names after a role is looked in before ours.
    await database.query("select set_config('TimeZone', $1, false), set_config('search_path', 'public', false)", [zone])
    port.postMessage({ id: 0 } satisfies Reply)
    return database
  },
  (reason: Error) => {
    port.postMessage({ id: 0, error: { message: String(reason?.message ?? reason) } } satisfies Reply)
    throw reason
  },
)
opened.catch(() => {})

const answer = async (database: PGlite, request: Request): Promise<unknown[]> => {
  switch (request.op) {
    case 'query':
      return (await database.query(request.text, [...request.values])).rows
    case 'script':
      await database.exec(request.text)
      return []
    case 'copy':
      await database.query(request.text, [], { blob: new Blob([request.data]) })
      return []
    case 'unload':
      return [{ text: (await (await database.query(request.text)).blob?.text()) ?? '' }]
    case 'listen':
      await database.listen(request.channel, (payload) => port.postMessage({ channel: request.channel, payload } satisfies Heard))
      return []
    case 'close':
      await database.close()
      return []
  }
}

port.on('message', ({ id, ...request }: Request & { id: number }) => {
  opened
    .then((database) => answer(database, request))
    .then(
      (rows) => port.postMessage({ id, rows } satisfies Reply),
      (reason: Error & { code?: string; detail?: string; constraint?: string }) =>
        port.postMessage({
          id, error: { message: reason.message, code: reason.code, detail: reason.detail, constraint: reason.constraint },
        } satisfies Reply),
    )
})
