// What the description of the API says of network (/api/openapi.json).
import { Rehearsal } from '../../domain/changes/schemas.ts'
import { NetworkAnswer, NetworkChanges, RelationsAnswer } from '../../domain/network/schemas.ts'
import { inQuery, json, bodies, outside, problem, type Description } from '../http/describe.ts'

const { schemas, ref } = bodies({ NetworkAnswer, NetworkChanges, RelationsAnswer }, { Rehearsal })

export const description: Description = {
  schemas,
  paths: {
    '/api/network': { get: { summary: 'The river network for tracing without asking: what flows into what, and what drains to it', responses: { 200: json(ref('NetworkAnswer'), 'rows as columns; the ETag is its version'), 304: { description: 'not changed' } } } },
    '/api/network/changes': { get: { summary: 'What brings an older copy of the network up to date', parameters: [inQuery('since', '`seq` of the copy', { type: 'integer', minimum: 0 })], responses: { 200: json(ref('NetworkChanges'), 'rows of touched codes, or `reset`: too much has changed, or, for the public, something is no longer for everybody'), 400: problem('a parameter is wrong') } } },
    '/api/network/relations': {
      post: {
        summary: 'What a change would do to upstream relations; nothing is changed',
        requestBody: { required: true, content: { 'application/json': { schema: ref('Rehearsal') } } },
        responses: { 200: json(ref('RelationsAnswer'), 'pairs that would appear and vanish, by water'), 400: problem('what is wrong, by name'), 409: problem('changed meanwhile'), ...outside },
      },
    },
  },
}
