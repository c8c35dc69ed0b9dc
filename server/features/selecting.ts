// Which layer is meant, which of its rows, in which order: the same for a page and for a file.
import { z } from 'zod'
import { layerOf, type Field, type Layer } from '../../domain/catalogue.ts'
import { Problem } from '../http/problem.ts'

export const layerNamed = (id: unknown): Layer => layerOf(String(id)) ?? (() => { throw new Problem('layerUnknown', { layer: id }) })()

const degrees = (least: number, most: number) => z.string().trim().min(1).transform(Number).pipe(z.number().min(least).max(most))
/** west,south,east,north in degrees. */
export const Bbox = z.preprocess((text) => String(text).split(','), z.tuple([degrees(-180, 180), degrees(-90, 90), degrees(-180, 180), degrees(-90, 90)]))

/** Which rows of a layer. */
export const Selecting = z.object({
  bbox: Bbox.optional(),
  q: z.string().trim().max(100).optional(),
  sort: z.string().default('code'),
})

export const orderOf = (layer: Layer, sort: string): { field: Field; descending: boolean } => {
  const field = layer.fields.find(({ name }) => name === sort.replace(/^-/, ''))
  if (!field) throw new Problem('inputInvalid', { field: 'sort', reason: `可按 ${layer.fields.map(({ name }) => name).join(', ')} 排序 (unknown field)` })
  return { field, descending: sort.startsWith('-') }
}

/** Rows with something in a field that is not for everybody. */
export const personalIn = (layer: Layer, rows: readonly Record<string, unknown>[]): string[] => {
  const secret = layer.fields.filter(({ confidential }) => confidential)
  return secret.length ? rows.filter((row) => secret.some(({ name }) => (row[name] ?? null) !== null)).map(({ code }) => String(code)) : []
}
