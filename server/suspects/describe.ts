// What the description of the API says of suspects (/api/openapi.json).
import { SuspectsAnswer, NewLook, LookRecord } from '../../domain/suspects/schemas.ts'
import { inQuery, json, bodies, outside, problem, type Description } from '../http/describe.ts'

const { schemas, ref } = bodies({ SuspectsAnswer, LookRecord }, { NewLook })

const asksSuspects = [
  inQuery('section', 'code of the section'), inQuery('at', 'instead of a section: CODE@measure'), inQuery('item', 'of GB 3838-2002, such as NH3N; without it the worst'),
  inQuery('time', 'of the sample; without it the one of the month that misses its target by most', { type: 'string', format: 'date-time' }), inQuery('month', 'YYYY-MM; without it the last one sampled'),
  inQuery('limit', 'how many, at most 500', { type: 'integer', default: 50 }), inQuery('from', 'how many to pass over', { type: 'integer', default: 0 }), inQuery('here', 'where one stands, lon,lat'),
]

export const description: Description = {
  schemas,
  paths: {
    '/api/suspects': { get: { summary: 'Who could have done it: everything whose water comes to a place, by a stated likelihood with its arithmetic; those not in question and why; where to look first. For those who work for the city', parameters: asksSuspects, responses: { 200: json(ref('SuspectsAnswer'), 'likeliest first; `more` says that there are others'), 400: problem('neither a section nor a place with item and time'), 404: problem('no such section, place or sample'), ...outside } } },
    '/api/suspects/pack': { get: { summary: 'The evidence pack of the same question: maps, curve, chains and arithmetic as PDF, or layers as GeoPackage', parameters: [...asksSuspects, inQuery('format', 'pdf or gpkg', { type: 'string', enum: ['pdf', 'gpkg'] })], responses: { 200: { description: 'the file', content: { 'application/pdf': {}, 'application/geopackage+sqlite3': {} } }, 400: problem('as of the ranking'), 404: problem('as of the ranking'), 429: problem('other files are being made'), ...outside } } },
    '/api/looks': { post: { summary: 'Writes down what was found at a spot; re-ranks. Sent twice it is one', requestBody: { required: true, content: { 'application/json': { schema: ref('NewLook') } } }, responses: { 201: json(ref('LookRecord'), 'written down'), 200: json(ref('LookRecord'), 'was written down already'), 400: problem('what is wrong, by name'), 409: problem('the id is another look’s'), ...outside } } },
  },
}
