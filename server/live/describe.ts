// What the description of the API says of live (/api/openapi.json).
import { LiveEvent } from '../../domain/changes/schemas.ts'
import { inQuery, named, type Description } from '../http/describe.ts'

const { schemas, ref } = named({ LiveEvent })

export const description: Description = {
  schemas,
  paths: {
    '/api/live': { get: { summary: 'What changes, as it changes: server-sent events, each a LiveEvent; `reset` where too much was missed', parameters: [inQuery('since', 'the last change one knows', { type: 'integer' })], responses: { 200: { description: 'a stream that does not end', content: { 'text/event-stream': { schema: ref('LiveEvent') } } } } } },
  },
}
