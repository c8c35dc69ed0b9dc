// /tiles/{layer[,layer…]}/{z}/{x}/{y}.mvt
import { gunzipSync } from 'node:zlib'
import { Router } from 'express'
import { layerOf, type LayerId } from '../../domain/catalogue.ts'
import { Problem } from '../http/problem.ts'
import type { TileAddress } from './queries.ts'
import type { Tiles } from './tiles.ts'

const deepest = 22

/** A tile address from a URL's parts. Throws `tileUnknown` for anything that is not a tile of the world. */
export const tileAddress = (parts: { z: string; x: string; y: string }): TileAddress => {
  const [z, x, y] = [parts.z, parts.x, parts.y].map((part) => (/^\d{1,8}$/.test(part) ? Number(part) : NaN)) as [number, number, number]
  if (!(z <= deepest && x < 2 ** z && y < 2 ** z)) throw new Problem('tileUnknown', parts)
  return { z, x, y }
}

const layersOf = (list: string): LayerId[] => {
  const ids = list.split(',', 20)
  return ids.map((id) => layerOf(id)?.id ?? (() => { throw new Problem('layerUnknown', { layer: id }) })())
}

export const tileRoutes = (tiles: Tiles) =>
  Router().get('/tiles/:layers/:z/:x/:y.mvt', async (request, response, next) => {
    try {
      const { layers, ...parts } = request.params
      const ids = [...new Set(layersOf(layers))]
      const tile = await tiles.get(ids, tileAddress(parts))
      // An address that names the versions never changes its answer; one that does not must be asked again.
      const pinned = request.query.v === tiles.versions(ids)
      response.setHeader('Content-Type', 'application/vnd.mapbox-vector-tile')
      response.setHeader('Cache-Control', pinned ? 'public, max-age=31536000, immutable' : 'public, no-cache')
      response.setHeader('ETag', tile.etag)
      response.setHeader('Vary', 'Accept-Encoding')
      if (request.get('If-None-Match')?.includes(tile.etag)) return void response.status(304).end()
      if (tile.encoding === 'gzip') {
        // Every browser and map client accepts gzip; the few tools that do not say so by leaving the header out.
        if (!/\bgzip\b/.test(request.get('Accept-Encoding') ?? '')) {
          return void response.end(gunzipSync(tile.body))
        }
        response.setHeader('Content-Encoding', 'gzip')
      }
      response.setHeader('Content-Length', tile.body.length)
      response.end(tile.body)
    } catch (reason) {
      next(reason)
    }
  })
