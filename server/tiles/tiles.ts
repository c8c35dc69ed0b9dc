// Tiles, made once and kept while nothing of their layers changes.
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { LRUCache } from 'lru-cache'
import { layerOf, type LayerId } from '../../domain/catalogue.ts'
import type { Database } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { encodeLayer } from './encode.ts'
import { encodedByServer, rowsForEncoding, type TileAddress } from './queries.ts'

const compressed = promisify(gzip)

export interface Tile {
  /** As sent: gzip, or the bare bytes where they are few. */
  body: Buffer
  encoding: 'gzip' | 'identity'
  etag: string
}

export interface Tiles {
  get(layers: readonly LayerId[], at: TileAddress): Promise<Tile>
  /** The tile if it is in memory. */
  kept(layers: readonly LayerId[], at: TileAddress): Tile | undefined
  /** Version of a layer: moves with every change of it. */
  version(layer: LayerId): number
  /** The versions of some layers as one short text, for addresses and validators. */
  versions(layers: readonly LayerId[]): string
  /** Reads the versions again; tiles of layers that moved on are not given out any more. */
  refresh(): Promise<void>
}

const make = async (database: Database, layers: readonly LayerId[], at: TileAddress): Promise<Buffer> => {
  const shown = layers.filter((id) => {
    const [first, last] = layerOf(id)!.zoom
    return at.z >= first && at.z <= last
  })
  if (!shown.length) return Buffer.alloc(0)
  if (database.engine === 'server') return Buffer.from(await encodedByServer(database, shown, at))
  const parts = await Promise.all(
    shown.map(async (id) => encodeLayer(id, layerOf(id)!.geometry, await rowsForEncoding(database, id, at), at)),
  )
  return Buffer.concat(parts.filter((part) => part !== null))
}

/** Keeps up to `bytes` of tiles in memory. */
export const createTiles = async (database: Database, { bytes = 256 * 1024 ** 2 } = {}): Promise<Tiles> => {
  const versions = new Map<LayerId, number>()
  const readVersions = async () => {
    for (const { layer, version } of await database.query<{ layer: LayerId; version: number }>(sql`select layer, version from layer_versions`))
      versions.set(layer, version)
  }
  await readVersions()
  // One reading after the other: an older answer never comes in over a newer one.
  let reading = Promise.resolve()
  const kept = new LRUCache<string, Tile>({ maxSize: bytes, sizeCalculation: (tile) => tile.body.length + 200 })
  // Whoever asks for a tile that is just being made waits for the same one.
  const making = new Map<string, Promise<Tile>>()

  const key = (layers: readonly LayerId[], { z, x, y }: TileAddress) =>
    `${layers.map((id) => `${id}@${versions.get(id) ?? 0}`).join(',')}/${z}/${x}/${y}`

  return {
    async get(layers, at) {
      const name = key(layers, at)
      const known = kept.get(name) ?? making.get(name)
      if (known) return known
      const made = (async () => {
        const bare = await make(database, layers, at)
        const small = bare.length < 200
        // Level 4 takes 60 % of the time of level 6 for 2 % more bytes.
        const body = small ? bare : await compressed(bare, { level: 4 })
        const tile: Tile = { body, encoding: small ? 'identity' : 'gzip', etag: `"${createHash('sha1').update(bare).digest('base64url')}"` }
        kept.set(name, tile)
        return tile
      })()
      making.set(name, made)
      return made.finally(() => making.delete(name))
    },
    kept: (layers, at) => kept.get(key(layers, at)),
    version: (layer) => versions.get(layer) ?? 0,
    versions: (layers) => layers.map((id) => versions.get(id) ?? 0).join('.'),
    // Keys carry the version, so tiles of before simply are not asked for again and age out.
    refresh: () => (reading = reading.then(readVersions, readVersions)),
  }
}
