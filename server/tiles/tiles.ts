// Tiles, made once and kept while nothing in them changes.
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { LRUCache } from 'lru-cache'
import { layerIds, layerOf, type LayerId } from '../../domain/catalogue.ts'
import type { Audience } from '../../domain/roles.ts'
import type { Database, Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { fairLine } from '../http/fairLine.ts'
import { encodeLayer } from './encode.ts'
import { broadMargin, encodedByServer, extent as extentOfTile, rowsForEncoding, type TileAddress } from './queries.ts'

const compressed = promisify(gzip)

export interface Tile {
  /** As sent: gzip, or the bare bytes where they are few. */
  body: Buffer
  encoding: 'gzip' | 'identity'
  etag: string
}

export interface Tiles {
  /**
   * Makes a tile that is not in memory when its asker's turn has come; whoever has left by then gets none, and the signal's
   * reason. Layers may be given in any order.
   */
  get(layers: readonly LayerId[], at: TileAddress, audience: Audience, asker: string, givenUp?: AbortSignal): Promise<Tile>
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

/** Layers in the one order they have in a tile, however they were asked for: the same tile is made and kept once. */
const places = new Map(layerIds.map((id, i) => [id, i]))
const inOrder = (layers: readonly LayerId[]) => [...layers].sort((a, b) => places.get(a)! - places.get(b)!)

/** Each of some layers as it is in a tile; empty where nothing of it shows. */
const make = async (database: Database, layers: readonly LayerId[], at: TileAddress, audience: Audience): Promise<Uint8Array[]> => {
  if (!layers.length) return []
  if (database.engine === 'server') return encodedByServer(database.patient, layers, at, audience)
  const made: Uint8Array[] = []
  for (const id of layers) {
    const rows = await rowsForEncoding(database.patient, id, at, audience)
    made.push((await encodeLayer(id, layerOf(id)!.geometry, rows, at)) ?? new Uint8Array())
  }
  return made
}

/** Where a place of degrees lies on a zoom's row of tiles. */
const column = (lon: number, z: number) => ((lon + 180) / 360) * 2 ** z
const row = (lat: number, z: number) =>
  ((1 - Math.asinh(Math.tan((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z

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
  const kept = new LRUCache<string, Tile & Place>({ maxSize: (3 * bytes) / 4, sizeCalculation: (tile) => tile.body.length + 300 })
  // Layers of tiles of several: another choice of layers is put together from them.
  const parts = new LRUCache<string, Place & { bare: Uint8Array }>({ maxSize: bytes / 4, sizeCalculation: ({ bare }) => bare.length + 300 })
  // Whoever asks for a tile that is just being made waits for the same one.
  const making = new Map<string, Place & { made: Promise<Tile> }>()
  const line = fairLine({ atOnce: database.engine === 'server' ? 4 : 1 })

  const key = (layers: readonly LayerId[], { z, x, y }: TileAddress, audience: Audience) => `${audience}/${(layers.length > 1 ? inOrder(layers) : layers).join(',')}/${z}/${x}/${y}`

  const begin = (name: string, layers: readonly LayerId[], at: TileAddress, audience: Audience): Promise<Tile> => {
    const mine = { layers, at, made: undefined as unknown as Promise<Tile> }
    // Forgotten while it was made: it may be of before.
    const isOfNow = () => making.get(name) === mine
    mine.made = (async () => {
      const shown = inOrder(layers).filter((id) => {
        const [first, last] = layerOf(id)!.zoom
        return at.z >= first && at.z <= last
      })
      const known = new Map(shown.map((id) => [id, parts.get(key([id], at, audience))?.bare]))
      const missing = shown.filter((id) => !known.get(id))
      const made = await make(database, missing, at, audience)
      missing.forEach((id, i) => {
        known.set(id, made[i])
        if (shown.length > 1 && isOfNow()) parts.set(key([id], at, audience), { layers: [id], at, bare: made[i] })
      })
      const bare = Buffer.concat(shown.map((id) => known.get(id)!))
      const small = bare.length < 200
      // Level 4 takes 60 % of the time of level 6 for 2 % more bytes.
      const body = small ? bare : await compressed(bare, { level: 4 })
      const tile: Tile & Place = { layers, at, body, encoding: small ? 'identity' : 'gzip', etag: `"${createHash('sha1').update(bare).digest('base64url')}"` }
      if (isOfNow()) kept.set(name, tile)
      return tile
    })().finally(() => {
      if (isOfNow()) making.delete(name)
    })
    making.set(name, mine)
    return mine.made
  }

  return {
    async get(layers, at, audience, asker, givenUp) {
      const name = key(layers, at, audience)
      const known = () => kept.get(name) ?? making.get(name)?.made
      return known() ?? line.run(asker, async () => known() ?? begin(name, layers, at, audience), givenUp)
    },
    kept: (layers, at, audience) => kept.get(key(layers, at, audience)),
    version: (layer) => versions.get(layer) ?? 0,
    versions: (layers) => layers.map((id) => versions.get(id) ?? 0).join('.'),
    async newer(db) {
      const read = await readVersions(db)
      return { version: (layer) => read.get(layer) ?? 0, adopt: () => void (versions = read) }
    },
    forget(layer, extent) {
      for (const tiles of [kept, parts, making])
        for (const [name, { layers, at }] of tiles.entries())
          if (layers.includes(layer) && (!extent || touches(at, extent))) tiles.delete(name)
    },
  }
}
