// /tiles/{layer[,layer…]}/{z}/{x}/{y}.mvt
import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { Router } from 'express'
import { layerOf, type LayerId } from '../../domain/catalogue.ts'
import { Problem } from '../http/problem.ts'
import type { TileAddress } from './queries.ts'
import type { Tile, Tiles } from './tiles.ts'

const deepest = 22

/** A tile address from a URL's parts. Throws `tileUnknown` for anything that is not a tile of the world. */
export const tileAddress = (parts: { z: string; x: string; y: string }): TileAddress => {
  const [z, x, y] = [parts.z, parts.x, parts.y].map((part) => (/^\d{1,8}$/.test(part) ? Number(part) : NaN)) as [number, number, number]
  if (!(z <= deepest && x < 2 ** z && y < 2 ** z)) throw new Problem('tileUnknown', parts)
  return { z, x, y }
}

const layersOf = (list: string): LayerId[] => {
  const ids = [...new Set(list.split(','))]
  return ids.map((id) => layerOf(id)?.id ?? (() => { throw new Problem('layerUnknown', { layer: id }) })())
}

/** `pinned`: the address names the versions, so its answer never changes; any other must be asked again. */
const send = (request: IncomingMessage, response: ServerResponse, tile: Tile, pinned: boolean) => {
  const headers: OutgoingHttpHeaders = {
    'Content-Type': 'application/vnd.mapbox-vector-tile',
    'Cache-Control': pinned ? 'public, max-age=31536000, immutable' : 'public, no-cache',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    ETag: tile.etag,
    Vary: 'Accept-Encoding',
  }
  if (request.headers['if-none-match']?.includes(tile.etag)) return void response.writeHead(304, headers).end()
  let { body } = tile
  if (tile.encoding === 'gzip') {
    // Every browser and map client accepts gzip; the few tools that do not say so by leaving the header out.
    if (/\bgzip\b/.test(String(request.headers['accept-encoding']))) headers['Content-Encoding'] = 'gzip'
    else body = gunzipSync(body)
  }
  headers['Content-Length'] = body.length
  response.writeHead(200, headers).end(body)
}

export const tileRoutes = (tiles: Tiles) =>
  Router().get('/tiles/:layers/:z/:x/:y.mvt', async (request, response, next) => {
    try {
      const { layers, ...parts } = request.params
      const ids = layersOf(layers)
      // Judged before the tile is made: versions may move on meanwhile, and an old tile kept for ever under the new ones.
      const pinned = request.query.v === tiles.versions(ids)
      send(request, response, await tiles.get(ids, tileAddress(parts)), pinned)
    } catch (reason) {
      next(reason)
    }
  })

const address = /^\/tiles\/([a-z_,]+)\/(\d{1,2})\/(\d{1,8})\/(\d{1,8})\.mvt(?:\?v=([\d.]+))?$/

/**
 * Gives out tiles that are in memory before the application is asked: its routing and security headers cost several times
 * the answer itself (bench/README.md). Whatever is not at hand, or not a plain tile address, goes on to `rest`.
 */
export const keptTiles = (tiles: Tiles, rest: RequestListener): RequestListener => (request, response) => {
  const asked = request.method === 'GET' && address.exec(request.url ?? '')
  if (!asked) return rest(request, response)
  const ids = asked[1]!.split(',') as LayerId[]
  const tile = tiles.kept(ids, { z: Number(asked[2]), x: Number(asked[3]), y: Number(asked[4]) })
  if (!tile) return rest(request, response)
  send(request, response, tile, asked[5] === tiles.versions(ids))
}
