// What the description of the API says of factors (/api/openapi.json).
import { SessionState } from '../../domain/accounts/schemas.ts'
import { FactorsChanged, Factors, NewAuthenticator } from '../../domain/factors/schemas.ts'
import { inPath, json, bodies, outside, problem, sent, type Description } from '../http/describe.ts'

const { schemas, ref } = bodies({ SessionState, FactorsChanged, Factors, NewAuthenticator })

const state = json(ref('SessionState'), 'who is signed in now')

const factorsChanged = json(ref('FactorsChanged'), 'what there is now; the recovery codes where they are new, said this once')

const webAuthn = json({ type: 'object' }, 'for the browser, as it is')

const said = { type: 'object', description: 'the browser’s answer as JSON' }

export const description: Description = {
  schemas,
  paths: {
    '/api/session/proof': {
      post: {
        summary: 'Proves once more that it is oneself: after the password with a second factor, and again for administering. Who has no factor proves it with the password before setting one up',
        requestBody: json({ oneOf: [{ required: ['code'] }, { required: ['recovery'] }, { required: ['password'] }, { required: ['said'] }].map((one) => ({ type: 'object', ...one, properties: Object.fromEntries(one.required.map((name) => [name, { type: name === 'said' ? 'object' : 'string' }])) })) }, 'six digits of the authenticator, a recovery code, the password, or what the browser says of a passkey'),
        responses: { 200: state, 400: problem('it is not the one'), 429: problem('too many wrong tries'), ...outside, 401: problem('not signed in, or guessed too often: the session has ended') },
      },
    },
    '/api/session/proof/passkey': { post: { summary: 'What to ask the browser for to prove oneself with a passkey (WebAuthn PublicKeyCredentialRequestOptionsJSON)', responses: { 200: webAuthn, 400: problem('no passkeys at this address'), ...outside } } },
    '/api/session/passkey/options': { post: { summary: 'What to ask the browser for to sign in with a passkey alone', responses: { 200: webAuthn, 400: problem('no passkeys at this address'), 403: problem('not from our own pages') } } },
    '/api/session/passkey': { post: { summary: 'Signs in with a passkey that showed who holds it: counts as password and second factor', requestBody: sent({ said }), responses: { 201: state, 400: problem('not recognised, or too late'), 403: problem('not from our own pages') } } },
    '/api/session/factors': { get: { summary: 'One’s own second factors', responses: { 200: json(ref('Factors'), 'what there is, and whether one’s role asks for it'), ...outside } } },
    '/api/session/factors/authenticator': {
      post: { summary: 'Begins with an authenticator app; it counts once a first code is sent', responses: { 200: json(ref('NewAuthenticator'), 'the secret, said this once'), 409: problem('there is one already'), ...outside } },
      put: { summary: 'The first code: the authenticator counts', requestBody: sent({ code: { type: 'string' } }), responses: { 200: factorsChanged, 400: problem('the code is wrong'), 409: problem('none is being set up'), ...outside } },
      delete: { summary: 'Removes the authenticator', responses: { 200: json(ref('Factors'), 'what is left'), 404: problem('there is none'), 409: problem('it is the last, and one’s role requires one'), ...outside } },
    },
    '/api/session/factors/passkeys/options': { post: { summary: 'What to ask the browser for to make a passkey (WebAuthn PublicKeyCredentialCreationOptionsJSON)', responses: { 200: webAuthn, 400: problem('no passkeys at this address'), 409: problem('too many'), ...outside } } },
    '/api/session/factors/passkeys': { post: { summary: 'Registers the passkey the browser has made', requestBody: sent({ name: { type: 'string', maxLength: 50 }, said }), responses: { 201: factorsChanged, 400: problem('it does not fit what was asked'), ...outside } } },
    '/api/session/factors/passkeys/{code}': { delete: { summary: 'Removes a passkey', parameters: [inPath('code', 'the passkey')], responses: { 200: json(ref('Factors'), 'what is left'), 404: problem('there is none'), 409: problem('it is the last, and one’s role requires one'), ...outside } } },
    '/api/session/factors/recovery': { post: { summary: 'Ten new recovery codes; the old ones open nothing any more', responses: { 201: factorsChanged, 409: problem('there is no second factor'), ...outside } } },
  },
}
