// What the description of the API says of live (/api/openapi.json).
import { LiveEvent } from '../../domain/live/schemas.ts'
import { inQuery, bodies, type Description } from '../http/describe.ts'

const { schemas, ref } = bodies({ LiveEvent })

export const description: Description = {
  schemas,
  paths: {
    '/api/live': { get: { summary: 'What changes, as it changes: server-sent events, each change a LiveEvent; `notices` where one is told something about one’s account; `reset` where too much was missed', parameters: [inQuery('since', 'the last change one knows, or the id of the last event heard', { type: 'string', pattern: '^[0-9]+([.][0-9]+)*$' })], responses: { 200: { description: 'a stream that does not end', content: { 'text/event-stream': { schema: ref('LiveEvent') } } } } } },
  },
}
