// /api/layers, /api/features/{layer}, /api/features/{layer}/{code}
import { Router } from 'express'
import { z } from 'zod'
import type { LayerEntry } from '../../domain/api.ts'
import { catalogue, layerOf, type Layer } from '../../domain/catalogue.ts'
import type { Database } from '../db/database.ts'
import { endpoint, read } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import type { Tiles } from '../tiles/tiles.ts'
import * as features from './queries.ts'

const known = (id: unknown): Layer => layerOf(String(id)) ?? (() => { throw new Problem('layerUnknown', { layer: id }) })()

const degrees = (least: number, most: number) => z.coerce.number().min(least).max(most)
const Bbox = z.preprocess((text) => String(text).split(','), z.tuple([degrees(-180, 180), degrees(-90, 90), degrees(-180, 180), degrees(-90, 90)]))

/** A page's place in the order, as we gave it out ourselves. */
const After = z.string().max(2000).refine((text) => {
  try {
    const [value, code, ...rest] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[]
    return typeof code === 'string' && !rest.length && (value === null || ['string', 'number', 'boolean'].includes(typeof value))
  } catch {
    return false
  }
}, '不是本接口给出的页码 (not a page mark of ours)')

const pageOf = (layer: Layer) => {
  const names = layer.fields.map((field) => field.name)
  return z.object({
    bbox: Bbox.optional(),
    q: z.string().trim().max(100).optional(),
    sort: z.string().default('code')
      .transform((text) => ({ field: text.replace(/^-/, ''), descending: text.startsWith('-') }))
      .refine(({ field }) => names.includes(field), `可按 ${names.join(', ')} 排序 (unknown field)`),
    after: After.optional(),
    limit: z.coerce.number().int().min(1).max(1000).default(100),
  })
}

/** The catalogue as clients see it. */
export const layerEntries = async (db: Database, tiles: Tiles): Promise<LayerEntry[]> => {
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

export const featureRoutes = (db: Database, tiles: Tiles) =>
  Router()
    .get('/api/layers', endpoint(() => layerEntries(db, tiles)))
    .get('/api/features/:layer', endpoint((request) => {
      const layer = known(request.params.layer)
      return features.page(db, layer, read(pageOf(layer), request.query))
    }))
    .get('/api/features/:layer/:code', endpoint(async (request) => {
      const layer = known(request.params.layer)
      const code = String(request.params.code)
      return (await features.card(db, layer, code)) ?? (() => { throw new Problem('featureUnknown', { layer: layer.id, code }) })()
    }))
