// Tiles, made once and kept while nothing in them changes.
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { LRUCache } from 'lru-cache'
import { layerOf, type LayerId } from '../../domain/catalogue.ts'
import type { Database, Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { encodeLayer } from './encode.ts'
import { broadMargin, encodedByServer, extent as extentOfTile, rowsForEncoding, type Audience, type TileAddress } from './queries.ts'

const compressed = promisify(gzip)

export interface Tile {
  /** As sent: gzip, or the bare bytes where they are few. */
  body: Buffer
  encoding: 'gzip' | 'identity'
  etag: string
}

export interface Tiles {
  get(layers: readonly LayerId[], at: TileAddress, audience: Audience): Promise<Tile>
  /** The tile if it is in memory. */
  kept(layers: readonly LayerId[], at: TileAddress, audience: Audience): Tile | undefined
  /** Version of a layer: moves with every change of it. */
  version(layer: LayerId): number
  /** The versions of some layers as one short text, for addresses and validators. */
  versions(layers: readonly LayerId[]): string
  /**
   * Reads the versions again, without giving them out: a tile of before asked for under a new version would be kept for ever.
   * First what has changed is forgotten, then they are adopted.
   */
  newer(db: Queryable): Promise<{ version(layer: LayerId): number; adopt(): void }>
  /** Tiles of a layer over an extent of degrees, or all of them, are not given out any more. */
  forget(layer: LayerId, extent: Extent | null): void
}

type Extent = readonly [west: number, south: number, east: number, north: number]

const make = async (database: Database, layers: readonly LayerId[], at: TileAddress, audience: Audience): Promise<Buffer> => {
  const shown = layers.filter((id) => {
    const [first, last] = layerOf(id)!.zoom
    return at.z >= first && at.z <= last
  })
  if (!shown.length) return Buffer.alloc(0)
  if (database.engine === 'server') return Buffer.from(await encodedByServer(database, shown, at, audience))
  const parts = await Promise.all(
    shown.map(async (id) => encodeLayer(id, layerOf(id)!.geometry, await rowsForEncoding(database, id, at, audience), at)),
  )
  return Buffer.concat(parts.filter((part) => part !== null))
}

/** Where a place of degrees lies on a zoom's row of tiles. */
const column = (lon: number, z: number) => ((lon + 180) / 360) * 2 ** z
const row = (lat: number, z: number) => ((1 - Math.asinh(Math.tan((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z

/** Broad rivers reach a quarter of a tile into the next (queries.ts). */
const reach = broadMargin / extentOfTile

const touches = ({ z, x, y }: TileAddress, [west, south, east, north]: Extent): boolean =>
  column(east, z) >= x - reach && column(west, z) <= x + 1 + reach && row(south, z) >= y - reach && row(north, z) <= y + 1 + reach

/** Keeps up to `bytes` of tiles in memory. */
export const createTiles = async (database: Database, { bytes = 256 * 1024 ** 2 } = {}): Promise<Tiles> => {
  const readVersions = async (db: Queryable) =>
    new Map((await db.query<{ layer: LayerId; version: number }>(sql`select layer, version from layer_versions`)).map(({ layer, version }) => [layer, version]))
  let versions = await readVersions(database)
  interface Place {
    layers: readonly LayerId[]
    at: TileAddress
  }
  const kept = new LRUCache<string, Tile & Place>({ maxSize: bytes, sizeCalculation: (tile) => tile.body.length + 300 })
  // Whoever asks for a tile that is just being made waits for the same one.
  const making = new Map<string, Place & { made: Promise<Tile> }>()

  const key = (layers: readonly LayerId[], { z, x, y }: TileAddress, audience: Audience) => `${audience}/${layers.join(',')}/${z}/${x}/${y}`

  return {
    async get(layers, at, audience) {
      const name = key(layers, at, audience)
      const known = kept.get(name) ?? making.get(name)?.made
      if (known) return known
      const mine = { layers, at, made: undefined as unknown as Promise<Tile> }
      mine.made = (async () => {
        const bare = await make(database, layers, at, audience)
        const small = bare.length < 200
        // Level 4 takes 60 % of the time of level 6 for 2 % more bytes.
        const body = small ? bare : await compressed(bare, { level: 4 })
        const tile: Tile & Place = { layers, at, body, encoding: small ? 'identity' : 'gzip', etag: `"${createHash('sha1').update(bare).digest('base64url')}"` }
        // Forgotten while it was made: it may be of before.
        if (making.get(name) === mine) kept.set(name, tile)
        return tile
      })().finally(() => {
        if (making.get(name) === mine) making.delete(name)
      })
      making.set(name, mine)
      return mine.made
    },
    kept: (layers, at, audience) => kept.get(key(layers, at, audience)),
    version: (layer) => versions.get(layer) ?? 0,
    versions: (layers) => layers.map((id) => versions.get(id) ?? 0).join('.'),
    async newer(db) {
      const read = await readVersions(db)
      return { version: (layer) => read.get(layer) ?? 0, adopt: () => void (versions = read) }
    },
    forget(layer, extent) {
      for (const tiles of [kept, making])
        for (const [name, { layers, at }] of tiles.entries()) if (layers.includes(layer) && (!extent || touches(at, extent))) tiles.delete(name)
    },
  }
}
