// /tiles/{layer[,layer…]}/{z}/{x}/{y}.mvt
import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { Router } from 'express'
import { layerOf, type LayerId } from '../../domain/catalogue.ts'
import { audienceOf, type Audience } from '../../domain/roles.ts'
import * as sessions from '../accounts/sessions.ts'
import { askerOf } from '../http/asker.ts'
import { endpoint, givenUpBy } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import { cookieOf } from '../http/session.ts'
import { tileAddress } from './address.ts'
import { reliefEndpoint } from './relief.ts'
import type { Tile, Tiles } from './tiles.ts'
import type { House, Noun } from '../house.ts'
import { description } from './describe.ts'

const layersOf = (list: string): LayerId[] => {
  const ids = [...new Set(list.split(','))]
  return ids.map((id) => layerOf(id)?.id ?? (() => { throw new Problem('layerUnknown', { layer: id }) })())
}

/** Layers some of whose rows are only for those who work for the city. */
const staffOnly = (ids: readonly LayerId[]) => ids.some((id) => layerOf(id)!.staffOnly)

/**
 * `pinned`: the address names the versions, so its answer never changes; any other must be asked again. What is not for
 * everybody is kept by nobody on the way, and asked again each time: whoever signs out sees no more of it.
 */
const send = (request: IncomingMessage, response: ServerResponse, tile: Tile, pinned: boolean, shared: boolean, audience: Audience) => {
  const headers: OutgoingHttpHeaders = {
    'Content-Type': 'application/vnd.mapbox-vector-tile',
    'Cache-Control': audience === 'staff' ? 'private, no-cache' : pinned ? 'public, max-age=31536000, immutable' : 'public, no-cache',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    ETag: tile.etag,
    Vary: shared ? 'Accept-Encoding' : 'Accept-Encoding, Cookie',
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

/** Whether an address names a version we have not heard of yet: another server of ours made it. */
const ahead = (tiles: Tiles, ids: readonly LayerId[], versions: string): boolean => {
  const named = versions.split('.').map(Number)
  return named.length === ids.length && named.some((version, i) => version > tiles.version(ids[i]))
}

/** Why a tile could not be made, told to the application so that it answers as it does all errors. */
const failed = new WeakMap<IncomingMessage, unknown>()

/** Tile addresses that are not plain, tiles that depend on who asks, HEAD, and all that goes wrong. */
const tileEndpoint = ({ database: db, tiles, live: { catchUp } }: House) =>
  endpoint('anyone', async (request, response) => {
    if (failed.has(request)) throw failed.get(request)
    const { layers, ...parts } = request.params as { layers: string; z: string; x: string; y: string }
    const ids = layersOf(layers)
    const at = tileAddress(parts)
    const asked = String(request.query.v ?? '')
    if (ahead(tiles, ids, asked)) await catchUp()
    const key = staffOnly(ids) ? cookieOf(request, 'session') : null
    const audience = audienceOf(key ? sessions.actorIn(await sessions.find(db, key, false)) : null)
    // Judged before the tile is made: versions may move on meanwhile, and an old tile kept for ever under the new ones.
    const pinned = asked === tiles.versions(ids)
    send(request, response, await tiles.get(ids, at, audience, askerOf(request), givenUpBy(response)), pinned, !staffOnly(ids), audience)
  })

const plain = /^\/tiles\/([a-z_,]+)\/(\d{1,2})\/(\d{1,8})\/(\d{1,8})\.mvt(?:\?v=([\d.]+))?$/

/**
 * Answers plain tile addresses before Express is asked: its routing costs four times a tile from memory and a third of a
 * small one that is made (bench/README.md). Everything else goes on to `rest`.
 */
export const tilesFirst = (tiles: Tiles, rest: RequestListener): RequestListener => (request, response) => {
  const asked = request.method === 'GET' && plain.exec(request.url ?? '')
  if (!asked) return rest(request, response)
  const [, list, z, x, y, version] = asked as unknown as [string, string, string, string, string, string | undefined]
  try {
    const ids = layersOf(list)
    const at = tileAddress({ z, x, y })
    const shared = !staffOnly(ids)
    if ((!shared && request.headers.cookie) || (version && ahead(tiles, ids, version))) return rest(request, response)
    const pinned = version === tiles.versions(ids)
    const kept = tiles.kept(ids, at, 'public')
    if (kept) return send(request, response, kept, pinned, shared, 'public')
    // Behind a proxy only Express knows whose turn it is.
    if (request.headers['x-forwarded-for']) return rest(request, response)
    const givenUp = givenUpBy(response)
    tiles
      .get(ids, at, 'public', `address ${request.socket.remoteAddress ?? ''}`, givenUp)
      .then((tile) => send(request, response, tile, pinned, shared, 'public'))
      .catch((reason: unknown) => {
        if (givenUp.aborted) return
        failed.set(request, reason)
        rest(request, response)
      })
  } catch {
    rest(request, response)
  }
}

export const noun: Noun = { description, routes: (house) => Router()
  .get('/tiles/:layers/:z/:x/:y.mvt', tileEndpoint(house))
  .get('/relief/:z/:x/:y.webp', reliefEndpoint(house.database)) }
