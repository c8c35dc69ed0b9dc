// What the description of the API says of trace (/api/openapi.json).
import { TraceAnswer, CommonAnswer, PathAnswer, NearestAnswer, traceFormats, tracedKinds } from '../../domain/trace/schemas.ts'
import { inQuery, bodies, problem, type Description } from '../http/describe.ts'

const { schemas, ref } = bodies({ TraceAnswer, CommonAnswer, PathAnswer, NearestAnswer })

const tracePlace = (name: string, description: string) => ({ ...inQuery(name, `${description}: CODE@metres; CODE, the lower end of a reach or where something stands; or lon,lat within 200 m of water`), required: true })

const traceAsked = [
  inQuery('scenario', 'ebb, flood, either, ebbShut or floodShut; with gates, ebb;Z0001=shut;Z0002=open; as recorded, at:2026-07-03T14:00. Without it all of them are considered'),
  inQuery('format', 'files are whole, JSON comes in pages', { type: 'string', enum: [...traceFormats], default: 'json' }),
]

const traceLimits = [
  inQuery('within', 'metres along the water', { type: 'number', minimum: 0 }), inQuery('hours', 'hours along the water', { type: 'number', minimum: 0 }),
  inQuery('kinds', `what is listed, joined by commas: ${tracedKinds.join(', ')}; totals have all`), inQuery('limit', 'things on a page', { type: 'integer', minimum: 1, maximum: 10_000, default: 1000 }), inQuery('after', '`next` of the page before'),
]

const traceBy = inQuery('by', 'what is least', { type: 'string', enum: ['metres', 'hours'], default: 'metres' })

const traceOf = (of: 'TraceAnswer' | 'CommonAnswer' | 'PathAnswer' | 'NearestAnswer', summary: string, parameters: object[]) => ({
  get: {
    summary, parameters: [...parameters, ...traceAsked],
    responses: {
      200: { description: 'what was found, the scenario, and the version of the network', content: { 'application/json': { schema: ref(of) }, 'application/geo+json': {}, 'application/geopackage+sqlite3': {} } },
      400: problem('a parameter is wrong, beyond the end, or no such scenario'), 404: problem('no such place, gate or division; nothing recorded then'), 409: problem('the network has changed between two pages'), 429: problem('of files: others are being made'),
    },
  },
})

export const description: Description = {
  schemas,
  paths: {
    '/api/trace': traceOf('TraceAnswer', 'All that water comes from, or gets to, with what drains there', [
      tracePlace('from', 'where'), inQuery('direction', 'against the water, with it, or both', { type: 'string', enum: ['up', 'down', 'both'], default: 'up' }), inQuery('division', 'stops at the border of this division'), ...traceLimits,
    ]),
    '/api/trace/common': traceOf('CommonAnswer', 'What is upstream of several places at once and of none of others, and what sets each apart', [
      tracePlace('from', 'places, as often as there are'), inQuery('not', 'what is upstream of these is left out'), inQuery('show', 'what is listed: common, or the number of a place for what is upstream of it alone', { type: 'string', default: 'common' }), ...traceLimits,
    ]),
    '/api/trace/path': traceOf('PathAnswer', 'The way water takes from one place to another', [tracePlace('from', 'where from'), tracePlace('to', 'where to'), traceBy]),
    '/api/trace/nearest': traceOf('NearestAnswer', 'Which things that drain to the water are nearest upstream', [
      tracePlace('from', 'where'), { ...inQuery('kind', 'of what', { type: 'string', enum: tracedKinds.slice(1) }), required: true }, inQuery('most', 'how many', { type: 'integer', minimum: 1, maximum: 1000, default: 10 }), traceBy,
    ]),
  },
}
