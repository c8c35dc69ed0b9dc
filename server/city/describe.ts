// What the description of the API says of city (/api/openapi.json).
import { Health, Settings, StateOfMonth } from '../../domain/city/schemas.ts'
import { inQuery, json, bodies, problem, type Description } from '../http/describe.ts'

const { schemas, ref } = bodies({ Health, Settings, StateOfMonth })

export const description: Description = {
  schemas,
  paths: {
    '/api/health': { get: { summary: 'Is the server well', responses: { 200: json(ref('Health'), 'well'), 503: json(ref('Health'), 'the database is away') } } },
    '/api/settings': { get: { summary: 'The city and what the client needs to know first', responses: { 200: json(ref('Settings'), 'settings') } } },
    '/api/state': { get: { summary: 'State of the waters at the end of a month, by code', parameters: [inQuery('month', 'YYYY-MM')], responses: { 200: json(ref('StateOfMonth'), 'only waters that have something to say'), 400: problem('not a month') } } },
  },
}
