// What the description of the API says of quality (/api/openapi.json).
import { QualityMonth, QualitySeries } from '../../domain/quality/schemas.ts'
import { inPath, inQuery, json, bodies, problem, type Description } from '../http/describe.ts'

const { schemas, ref } = bodies({ QualityMonth, QualitySeries })

export const description: Description = {
  schemas,
  paths: {
    '/api/quality': {
      get: {
        summary: 'The class of every section in a month: target, met or not, what exceeds it, the same month last year (水质月报)',
        parameters: [inQuery('month', 'YYYY-MM'), inQuery('format', 'json or csv', { type: 'string', enum: ['json', 'csv'], default: 'json' })],
        responses: { 200: { description: 'all sections in force', content: { 'application/json': { schema: ref('QualityMonth') }, 'text/csv': {} } }, 400: problem('not a month, or not a format') },
      },
    },
    '/api/quality/{code}': {
      get: {
        summary: 'What was found in the water, sample by sample, at a section or at the sections of a water, each with its class, and the rain that fell',
        parameters: [inPath('code', 'a section, or a water'), inQuery('from', 'first day; two years before the last where left out', { type: 'string', format: 'date' }), inQuery('to', 'last day; today where left out', { type: 'string', format: 'date' }), inQuery('items', 'keys joined by commas, such as NH3N,TP')],
        responses: { 200: json(ref('QualitySeries'), 'the series; no sections where the water has none'), 400: problem('not a day, not an item, or the days the wrong way round'), 404: problem('no such section and no such water') },
      },
    },
  },
}
