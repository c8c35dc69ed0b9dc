// /api/search?q=
import { Router } from 'express'
import { z } from 'zod'
import type { SearchAnswer } from '../../domain/search/schemas.ts'
import { read, register } from '../http/endpoint.ts'
import * as search from './queries.ts'
import type { Noun } from '../house.ts'
import { description } from './describe.ts'

const Query = z.object({
  q: z.string().max(200, '最多 200 个字').default('').transform((text) => text.normalize('NFKC').replace(/\p{Cc}/gu, ' ').trim()),
  limit: z.coerce.number().int().min(1).max(50).default(20),
})

export const noun: Noun = { description, routes: () => Router().get('/api/search', register('anyone', async (db, request): Promise<SearchAnswer> => {
  const { q, limit } = read(Query, request.query)
  return { q, found: await search.find(db, q, limit) }
})) }
