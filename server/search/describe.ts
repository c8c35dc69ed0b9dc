// What the description of the API says of search (/api/openapi.json).
import { SearchAnswer } from '../../domain/search/schemas.ts'
import { inQuery, json, bodies, problem, type Description } from '../http/describe.ts'

const { schemas, ref } = bodies({ SearchAnswer })

export const description: Description = {
  schemas,
  paths: {
    '/api/search': {
      get: {
        summary: 'Names, pinyin, codes, chiefs, places, coordinates',
        parameters: [inQuery('q', 'what was typed'), inQuery('limit', 'lines', { type: 'integer', minimum: 1, maximum: 50, default: 20 })],
        responses: { 200: json(ref('SearchAnswer'), 'best first'), 400: problem('too long') },
      },
    },
  },
}
