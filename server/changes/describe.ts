// What the description of the API says of changes (/api/openapi.json).
import { BeforeAndAfter, ChangeRequest, Changed, Hanging, Passage } from '../../domain/changes/schemas.ts'
import { inPath, json, layer, bodies, outside, problem, sent, type Description } from '../http/describe.ts'

const { schemas, ref } = bodies({ BeforeAndAfter, Changed, Hanging, Passage }, { ChangeRequest })

export const description: Description = {
  schemas,
  paths: {
    '/api/features/{layer}/{code}/hanging': {
      get: { summary: 'What refers to a feature and would be left hanging without it', parameters: [layer, inPath('code', 'its code')], responses: { 200: json({ type: 'array', items: ref('Hanging') }, 'layer or table, how many, some names'), ...outside } },
    },
    '/api/changes': {
      post: {
        summary: 'Changes the register: one act, whole or not at all; the same id again gives the same answer',
        requestBody: { required: true, content: { 'application/json': { schema: ref('ChangeRequest') } } },
        responses: { 201: json(ref('Changed'), 'done'), 400: problem('what is wrong, by name'), 409: problem('changed meanwhile: both sides and where they began'), ...outside },
      },
    },
    '/api/changes/{seq}': { get: { summary: 'What a change did', parameters: [inPath('seq', 'its number', { type: 'integer' })], responses: { 200: json(ref('Changed'), 'the change'), 404: problem('no such change'), ...outside } } },
    '/api/changes/{seq}/undo': {
      post: { summary: 'Undoes a change; undoing that does it again', parameters: [inPath('seq', 'its number', { type: 'integer' })], requestBody: sent({ id: { type: 'string', format: 'uuid' } }), responses: { 201: json(ref('Changed'), 'undone'), 404: problem('no such change'), 409: problem('changed again since'), ...outside } },
    },
    '/api/history/{layer}/{code}': { get: { summary: 'All that happened to an object, the latest first', parameters: [layer, inPath('code', 'its code')], responses: { 200: json({ type: 'array', items: ref('Passage') }, 'its history'), ...outside } } },
    '/api/history/{layer}/{code}/{seq}': { get: { summary: 'An object before and after one change', parameters: [layer, inPath('code', 'its code'), inPath('seq', 'the change', { type: 'integer' })], responses: { 200: json(ref('BeforeAndAfter'), 'both sides'), ...outside } } },
  },
}
