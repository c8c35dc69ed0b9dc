// What the description of the API says of accounts (/api/openapi.json).
import { SessionState, Device, Notice, DemoPerson } from '../../domain/accounts/schemas.ts'
import { SignInRuleSet, NewSignInRules } from '../../domain/accounts/signIn.ts'
import { inPath, inQuery, json, bodies, outside, problem, sent, type Description } from '../http/describe.ts'

const { schemas, ref } = bodies({ SessionState, Device, Notice, SignInRuleSet, DemoPerson }, { NewSignInRules })

const state = json(ref('SessionState'), 'who is signed in now')

const devices = json({ type: 'array', items: ref('Device') }, 'where one is signed in, the latest seen first')

export const description: Description = {
  schemas,
  paths: {
    '/api/session': {
      get: { summary: 'Who is signed in', responses: { 200: state } },
      post: {
        summary: 'Signs in; the answer sets a cookie no script can read',
        requestBody: sent({ login: { type: 'string' }, password: { type: 'string' } }),
        responses: { 201: state, 400: problem('something is missing'), 401: problem('wrong name or password'), 403: problem('not from our own pages'), 429: problem('too many wrong tries: Retry-After says how long to wait'), 503: problem('too many at once: come again in Retry-After seconds') },
      },
      delete: { summary: 'Signs out', responses: { 200: state, 403: problem('not from our own pages') } },
    },
    '/api/session/behalf': { put: { summary: 'An assistant (河长助理) acts for a chief, or with null for themself', requestBody: sent({ chief: { type: ['string', 'null'] } }), responses: { 200: state, ...outside } } },
    '/api/session/password': { put: { summary: 'A new password; ends all other sessions', requestBody: sent({ old: { type: 'string' }, new: { type: 'string' } }), responses: { 200: state, 400: problem('the old password is wrong, or the new one will not do: passwordWeak says why'), 429: problem('too many wrong tries'), 503: problem('too many at once'), ...outside } } },
    '/api/session/login': { put: { summary: 'Another name to sign in by', requestBody: sent({ login: { type: 'string' }, password: { type: 'string' } }), responses: { 200: state, 400: problem('the password is wrong'), 409: problem('somebody has this name'), 429: problem('too many wrong tries'), ...outside } } },
    '/api/session/notices': {
      get: { summary: 'What one is told about one’s own account: a password reset, a new device', responses: { 200: json({ type: 'array', items: ref('Notice') }, 'the latest fifty'), 401: problem('not signed in') } },
      put: { summary: 'All up to one have been seen', requestBody: sent({ seen: { type: 'integer' } }), responses: { 200: json({ type: 'array', items: ref('Notice') }, 'the latest fifty'), ...outside } },
    },
    '/api/session/rules': {
      get: { summary: 'How people sign in and how long they stay: lengths, guesses, idle times by role', responses: { 200: json({ type: 'array', items: ref('SignInRuleSet') }, 'the set in force first'), 401: problem('not signed in') } },
      put: { summary: 'Another set from today or a later day on, by an administrator of the whole city; those before it stay on record', requestBody: { required: true, content: { 'application/json': { schema: ref('NewSignInRules') } } }, responses: { 200: json({ type: 'array', items: ref('SignInRuleSet') }, 'the set in force first'), 400: problem('what is wrong, by name'), ...outside } },
    },
    '/api/session/devices': { get: { summary: 'Where one is signed in', responses: { 200: devices, 401: problem('not signed in') } } },
    '/api/session/devices/{code}': { delete: { summary: 'Signs out on another device', parameters: [inPath('code', 'the session')], responses: { 200: devices, ...outside } } },
    '/api/session/sso': { get: { summary: 'Leaves for the city’s single sign-on (OpenID Connect)', parameters: [inQuery('to', 'the page of ours to return to')], responses: { 302: { description: 'to the provider' }, 404: problem('there is none') } } },
    '/api/session/sso/callback': { get: { summary: 'Where the single sign-on sends people back to', responses: { 302: { description: 'signed in, or /?signin= with what went wrong' }, 404: problem('there is none') } } },
    '/api/session/demonstration': { get: { summary: 'Somebody of each role to try a demonstration city as; empty in a real one', responses: { 200: json({ type: 'array', items: ref('DemoPerson') }, 'people') } } },
  },
}
