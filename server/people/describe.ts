// What the description of the API says of people (/api/openapi.json).
import { PeopleChanged, PeoplePage, Person, Org, NewPerson, PersonUpdate, NewPost, PostUpdate, AccountUpdate, AssistantUpdate, Leave, NewTenure, TenureUpdate } from '../../domain/people/schemas.ts'
import { inPath, inQuery, json, bodies, outside, problem, type Description } from '../http/describe.ts'

const sent = { NewPerson, PersonUpdate, NewPost, PostUpdate, AccountUpdate, AssistantUpdate, Leave, NewTenure, TenureUpdate }
const { schemas, ref } = bodies({ PeopleChanged, PeoplePage, Person, Org }, sent)

/** An act on people: recorded as one change that /api/changes/{seq}/undo undoes. */
const act = (method: 'post' | 'put' | 'patch' | 'delete', summary: string, parameters: object[], body?: keyof typeof sent) => ({
  [method]: {
    summary,
    parameters: body ? parameters : [...parameters, { ...inQuery('id', 'made by the sender', { type: 'string', format: 'uuid' }), required: true }],
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: ref(body) } } } }),
    responses: { ...(method === 'post' && { 201: json(ref('PeopleChanged'), 'done') }), 200: json(ref('PeopleChanged'), method === 'post' ? 'it had been done already: the same id again' : 'done'), 400: problem('what is wrong, by name'), 404: problem('nobody, or nothing, of that code'), 409: problem('held already, ended meanwhile, or the id was used for something else'), ...outside },
  },
})

export const description: Description = {
  schemas,
  paths: {
    '/api/people': {
      get: {
        summary: 'People of one’s divisions, by name',
        parameters: [
          inQuery('q', 'part of a name, title or telephone number, or the beginning of a sign-in name'), inQuery('division', 'and within this division'), inQuery('role', 'who hold this role now'),
          inQuery('after', '`next` of the page before'), inQuery('limit', 'rows', { type: 'integer', minimum: 1, maximum: 200, default: 50 }),
        ],
        responses: { 200: json(ref('PeoplePage'), 'rows'), 400: problem('a parameter is wrong'), ...outside },
      },
      ...act('post', 'Enters a person, with posts and a way to sign in', [], 'NewPerson'),
    },
    '/api/people/{code}': {
      get: { summary: 'A person: posts, tenures, assistants, account', parameters: [inPath('code', 'the person')], responses: { 200: json(ref('Person'), 'the person'), 404: problem('nobody'), ...outside } },
      ...act('patch', 'Corrects name, title, office, division or telephone', [inPath('code', 'the person')], 'PersonUpdate'),
    },
    '/api/people/{code}/posts': act('post', 'Gives a post', [inPath('code', 'the person')], 'NewPost'),
    '/api/posts/{code}': {
      ...act('patch', 'Corrects a post, or ends it', [inPath('code', 'the post')], 'PostUpdate'),
      ...act('delete', 'Removes a post entered by mistake', [inPath('code', 'the post')]),
    },
    '/api/people/{code}/account': act('put', 'Makes an account, closes it, opens it again, gives a new password', [inPath('code', 'the person')], 'AccountUpdate'),
    '/api/people/{code}/assistants/{person}': act('put', 'From when to when somebody acts for a chief (河长助理)', [inPath('code', 'the chief'), inPath('person', 'the assistant')], 'AssistantUpdate'),
    '/api/people/{code}/leave': act('post', 'Somebody leaves (离任): posts, tenures and assistantships end on a day, the account is closed; a successor takes over the waters', [inPath('code', 'the person')], 'Leave'),
    '/api/tenures': act('post', 'Gives a water, or a river within a division, or a division; with `replaces`, hands it over (交接)', [], 'NewTenure'),
    '/api/tenures/{code}': {
      ...act('patch', 'Corrects a tenure, or ends it', [inPath('code', 'the tenure')], 'TenureUpdate'),
      ...act('delete', 'Removes a tenure entered by mistake', [inPath('code', 'the tenure')]),
    },
    '/api/orgs': { get: { summary: 'Offices and departments by part of their name', parameters: [inQuery('q', 'part of the name')], responses: { 200: json({ type: 'array', items: ref('Org') }, 'at most 20'), ...outside } } },
  },
}
