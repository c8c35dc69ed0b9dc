// /api/layers, /api/features/{layer}, /api/features/{layer}/{code}
import { Router, type Request } from 'express'
import { z } from 'zod'
import type { LayerEntry } from '../../domain/city/schemas.ts'
import { catalogue, type Field, type Layer } from '../../domain/catalogue.ts'
import { today } from '../../domain/today.ts'
import type { Queryable } from '../db/database.ts'
import { askerOf } from '../http/asker.ts'
import { audit, filterOf } from '../http/audit.ts'
import { Day, endpoint, givenUpBy, read, register } from '../http/endpoint.ts'
import { fairLine } from '../http/fairLine.ts'
import { actorOf } from '../http/session.ts'
import { Problem } from '../http/problem.ts'
import { asOf } from '../http/asOf.ts'
import type { Tiles } from '../tiles/tiles.ts'
import * as features from './queries.ts'
import { Bbox, layerNamed, orderOf, personalIn, Selecting } from './selecting.ts'
import type { House, Noun } from '../house.ts'
import { description } from './describe.ts'

const valueOf = { text: z.string(), number: z.number(), integer: z.number(), date: Day, boolean: z.boolean() } as const

/** A page's place in the order, as we gave it out ourselves: the value of the sorted field, and the code. */
const placeOf = ({ type }: Field, text: string) => {
  const place = Buffer.from(text, 'base64url').toString()
  try {
    return z.tuple([valueOf[type].nullable(), z.string()]).parse(JSON.parse(place))
  } catch {
    throw new Problem('inputInvalid', { field: 'after', reason: '不是这个排序的页码 (not a page mark of this order)' })
  }
}

const Paging = Selecting.extend({
  after: z.string().max(2000).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})

const Box = z.object({ bbox: Bbox, limit: z.coerce.number().int().min(1).max(5000).default(3000) })
const Codes = z.object({ codes: z.preprocess((text) => String(text).split(','), z.array(z.string().max(64)).max(200)) })

const pageOf = (layer: Layer, query: unknown): features.Page => {
  const { sort, after, ...rest } = read(Paging, query)
  const { field, descending } = orderOf(layer, sort)
  return { ...rest, sort: { field: field.name, descending }, after: after ? placeOf(field, after) : undefined }
}

/** The catalogue as clients see it. */
const layerEntries = async (db: Queryable, tiles: Tiles): Promise<LayerEntry[]> => {
  const counted = await features.counts(db)
  return catalogue.map(({ id, title, group, geometry, zoom, water, shown, fields }) => ({
    id, title, group, geometry, zoom,
    water: water ?? false,
    shown: shown ?? false,
    count: counted[id],
    version: tiles.version(id),
    fields: fields.map(({ aliases: _, ...field }) => field),
  }))
}

/** Whose particulars an answer has is written down. */
const gaveOut = (request: Request, layer: Layer, rows: readonly Record<string, unknown>[]): void => {
  const about = personalIn(layer, rows)
  if (about.length) audit(request, 'readPersonal', { about, details: { what: layer.id, filter: filterOf(request), rows: about.length } })
}

/** How many pasts are worked out at a time. */
const pastsAtOnce = 2

const routes = ({ database, tiles }: House) => {
  const line = fairLine({ atOnce: pastsAtOnce })
  return Router()
    .get('/api/layers', register('anyone', (db) => layerEntries(db, tiles)))
    .get('/api/features/:layer', register('anyone', async (db, request) => {
      const layer = layerNamed(request.params.layer)
      const found = await features.page(db, layer, pageOf(layer, request.query))
      gaveOut(request, layer, found.rows)
      return found
    }))
    .get('/api/shapes/:layer', register('signedIn', (db, request) => {
      const { bbox, limit } = read(Box, request.query)
      return features.pieces(db, layerNamed(request.params.layer), bbox, limit)
    }))
    .get('/api/links', register('signedIn', (db, request) => features.linksOf(db, read(Codes, request.query).codes)))
    .get('/api/features/:layer/:code', register('anyone', async (db, request) => {
      const layer = layerNamed(request.params.layer)
      const code = String(request.params.code)
      const card = (await features.card(db, layer, code)) ?? (() => { throw new Problem('featureUnknown', { layer: layer.id, code }) })()
      gaveOut(request, layer, [card.facts])
      const { on, known: believed } = asOf(request)
      if (!on) return card
      const then = (await features.on(db, layer, code, on, believed ?? null)) ?? (() => { throw new Problem('notThen', { code, on }) })()
      return { ...card, ...then, name: String(then.facts.name) }
    }))
    .get('/api/past/:layer', endpoint('anyone', (request, response) => {
      const layer = layerNamed(request.params.layer)
      const { bbox, limit } = read(Box, request.query)
      const { on = today(), known: believed } = asOf(request)
      const givenUp = givenUpBy(response)
      // The map asks for all its layers at once: they stand in line and are not refused.
      return line.run(
        askerOf(request), () => features.past(database, actorOf(request), layer, bbox, on, believed ?? null, limit, givenUp), givenUp,
      )
    }))
}

export const noun: Noun = { description, routes }
