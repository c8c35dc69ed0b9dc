// GET /api/openapi.json: written from the schemas the answers are checked with.
import { z } from 'zod'
import * as accounts from '../../domain/accounts/schemas.ts'
import * as city from '../../domain/city/schemas.ts'
import * as features from '../../domain/features/schemas.ts'
import * as search from '../../domain/search/schemas.ts'
import * as waters from '../../domain/waters/schemas.ts'
import { ProblemBody } from '../../domain/problem.ts'
import * as audit from '../../domain/audit/schemas.ts'
import { auditFormats, auditKindIds } from '../../domain/audit/kinds.ts'
import * as changes from '../../domain/changes/schemas.ts'
import * as quality from '../../domain/quality/schemas.ts'
import * as tracing from '../../domain/network/schemas.ts'
import * as factors from '../../domain/factors/schemas.ts'
import * as people from '../../domain/people/schemas.ts'
import * as imports from '../../domain/imports/schemas.ts'
import * as signIn from '../../domain/accounts/signIn.ts'
import * as suspects from '../../domain/suspects/schemas.ts'
import * as traced from '../../domain/trace/schemas.ts'
import { fates } from '../../domain/imports/fates.ts'
import { layerIds } from '../../domain/catalogue.ts'
import { exportFormats, exportSystems, mostCodes } from '../../domain/export/formats.ts'
import { formats } from '../../geodata/export/write.ts'

const named = {
  Health: city.Health, Settings: city.Settings, LayerEntry: city.LayerEntry, WaterCard: waters.WaterCard, FeatureCard: features.FeatureCard,
  FeaturePage: features.FeaturePage, SearchAnswer: search.SearchAnswer, StateOfMonth: city.StateOfMonth, SessionState: accounts.SessionState, Device: accounts.Device, Notice: accounts.Notice, SignInRuleSet: signIn.SignInRuleSet, NewSignInRules: signIn.NewSignInRules, DemoPerson: accounts.DemoPerson, Problem: ProblemBody,
  ChangeRequest: changes.ChangeRequest, Rehearsal: changes.Rehearsal, Changed: changes.Changed, Passage: changes.Passage, State: changes.State, LiveEvent: changes.LiveEvent,
  Factors: factors.Factors, FactorsChanged: factors.FactorsChanged, NewAuthenticator: factors.NewAuthenticator,
  QualitySeries: quality.QualitySeries, QualityMonth: quality.QualityMonth,
  PeoplePage: people.PeoplePage, Person: people.Person, PeopleChanged: people.PeopleChanged, NewPerson: people.NewPerson, PersonUpdate: people.PersonUpdate, NewPost: people.NewPost, PostUpdate: people.PostUpdate,
  AccountUpdate: people.AccountUpdate, AssistantUpdate: people.AssistantUpdate, Leave: people.Leave, NewTenure: people.NewTenure, TenureUpdate: people.TenureUpdate, Org: people.Org,
  AuditPage: audit.AuditPage, AuditDays: audit.AuditDays, AuditMine: audit.AuditMine,
  NetworkAnswer: tracing.NetworkAnswer, NetworkChanges: tracing.NetworkChanges, RelationsAnswer: tracing.RelationsAnswer,
  TraceAnswer: traced.TraceAnswer, CommonAnswer: traced.CommonAnswer, PathAnswer: traced.PathAnswer, NearestAnswer: traced.NearestAnswer,
  ImportOptions: imports.ImportOptions, StagedImport: imports.StagedImport, StagedRows: imports.StagedRows, ImportPreview: imports.ImportPreview,
  SuspectsAnswer: suspects.SuspectsAnswer, NewLook: suspects.NewLook, LookRecord: suspects.LookRecord,
} as const

/** What is sent to us: what has a default may be left out. */
const bodies = new Set(['NewPerson', 'NewLook'])

const schema = (of: keyof typeof named) => ({ $ref: `#/components/schemas/${of}` })
const json = (of: object, description: string) => ({ description, content: { 'application/json': { schema: of } } })
const problem = (description: string) => json(schema('Problem'), description)

const inPath = (name: string, description: string, of: object = { type: 'string' }) => ({ name, in: 'path', required: true, description, schema: of })
const inQuery = (name: string, description: string, of: object = { type: 'string' }) => ({ name, in: 'query', required: false, description, schema: of })

const sent = (properties: Record<string, object>) => ({
  required: true,
  content: { 'application/json': { schema: { type: 'object', properties, required: Object.keys(properties), additionalProperties: false } } },
})
/** An act on people: recorded as one change that /api/changes/{seq}/undo undoes. */
const act = (method: 'post' | 'put' | 'patch' | 'delete', summary: string, parameters: object[], body?: keyof typeof named) => ({
  [method]: {
    summary,
    parameters: body ? parameters : [...parameters, { ...inQuery('id', 'made by the sender', { type: 'string', format: 'uuid' }), required: true }],
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: schema(body) } } } }),
    responses: { [method === 'post' ? 201 : 200]: json(schema('PeopleChanged'), 'done'), 400: problem('what is wrong, by name'), 404: problem('nobody, or nothing, of that code'), 409: problem('held already, ended meanwhile, or the id was used for something else'), ...outside },
  },
})

const state = json(schema('SessionState'), 'who is signed in now')
const devices = json({ type: 'array', items: schema('Device') }, 'where one is signed in, the latest seen first')
const outside = { 401: problem('not signed in'), 403: problem('not from our own pages, or a step is left before one is in') }

const factorsChanged = json(schema('FactorsChanged'), 'what there is now; the recovery codes where they are new, said this once')
const webAuthn = json({ type: 'object' }, 'for the browser, as it is')
const said = { type: 'object', description: 'the browser’s answer as JSON' }

const staged = inPath('id', 'the import', { type: 'string', format: 'uuid' })
const importGone = { ...outside, 404: problem('no such import') }

const asksSuspects = [
  inQuery('section', 'code of the section'), inQuery('at', 'instead of a section: CODE@measure'), inQuery('item', 'of GB 3838-2002, such as NH3N; without it the worst'),
  inQuery('time', 'of the sample; without it the one of the month that misses its target by most', { type: 'string', format: 'date-time' }), inQuery('month', 'YYYY-MM; without it the last one sampled'),
  inQuery('limit', 'how many, at most 500', { type: 'integer', default: 50 }), inQuery('from', 'how many to pass over', { type: 'integer', default: 0 }), inQuery('here', 'where one stands, lon,lat'),
]
const auditFilter = [
  inQuery('from', 'from this day on', { type: 'string', format: 'date' }), inQuery('to', 'up to this day', { type: 'string', format: 'date' }), inQuery('kind', `one, or several joined by commas: ${auditKindIds.join(', ')}`),
  inQuery('person', 'code of whoever did it'), inQuery('about', 'code of whom or what the data are of'), inQuery('address', 'where from, or how that begins'), inQuery('q', 'part of a name or sign-in name, or a code'),
]
const after = inQuery('after', '`next` of the page before', { type: 'integer' })
const auditLimit = inQuery('limit', 'rows', { type: 'integer', minimum: 1, maximum: 500, default: 100 })
const tilePath = ['z', 'x', 'y'].map((name) => inPath(name, 'tile address, XYZ scheme', { type: 'integer', minimum: 0 }))
const asOf = [inQuery('on', 'as it was on this day', { type: 'string', format: 'date' }), inQuery('known', 'as the register had it by the end of this day', { type: 'string', format: 'date' })]
const tracePlace = (name: string, description: string) => ({ ...inQuery(name, `${description}: CODE@metres; CODE, the lower end of a reach or where something stands; or lon,lat within 200 m of water`), required: true })
const traceAsked = [
  inQuery('scenario', 'ebb, flood, either, ebbShut or floodShut; with gates, ebb;Z0001=shut;Z0002=open; as recorded, at:2026-07-03T14:00. Without it all of them are considered'),
  inQuery('format', 'files are whole, JSON comes in pages', { type: 'string', enum: [...traced.traceFormats], default: 'json' }),
]
const traceLimits = [
  inQuery('within', 'metres along the water', { type: 'number', minimum: 0 }), inQuery('hours', 'hours along the water', { type: 'number', minimum: 0 }),
  inQuery('kinds', `what is listed, joined by commas: ${traced.tracedKinds.join(', ')}; totals have all`), inQuery('limit', 'things on a page', { type: 'integer', minimum: 1, maximum: 10_000, default: 1000 }), inQuery('after', '`next` of the page before'),
]
const traceBy = inQuery('by', 'what is least', { type: 'string', enum: ['metres', 'hours'], default: 'metres' })
const traceOf = (of: 'TraceAnswer' | 'CommonAnswer' | 'PathAnswer' | 'NearestAnswer', summary: string, parameters: object[]) => ({
  get: {
    summary, parameters: [...parameters, ...traceAsked],
    responses: {
      200: { description: 'what was found, the scenario, and the version of the network', content: { 'application/json': { schema: schema(of) }, 'application/geo+json': {}, 'application/geopackage+sqlite3': {} } },
      400: problem('a parameter is wrong, beyond the end, or no such scenario'), 404: problem('no such place, gate or division; nothing recorded then'), 409: problem('the network has changed between two pages'), 429: problem('of files: others are being made'),
    },
  },
})
const layer = inPath('layer', 'layer id', { type: 'string', enum: [...layerIds] })

export const openapi = (version: string) => ({
  openapi: '3.1.0',
  info: { title: 'One map for a city’s rivers', version, description: '河长制一张图。Coordinates are [lon, lat] in degrees, EPSG:4490 (CGCS2000); measures in metres; days in Asia/Shanghai.' },
  paths: {
    '/api/health': { get: { summary: 'Is the server well', responses: { 200: json(schema('Health'), 'well'), 503: json(schema('Health'), 'the database is away') } } },
    '/api/settings': { get: { summary: 'The city and what the client needs to know first', responses: { 200: json(schema('Settings'), 'settings') } } },
    '/api/layers': { get: { summary: 'The catalogue of map layers', responses: { 200: json({ type: 'array', items: schema('LayerEntry') }, 'layers in drawing order') } } },
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
      get: { summary: 'What one is told about one’s own account: a password reset, a new device', responses: { 200: json({ type: 'array', items: schema('Notice') }, 'the latest fifty'), 401: problem('not signed in') } },
      put: { summary: 'All up to one have been seen', requestBody: sent({ seen: { type: 'integer' } }), responses: { 200: json({ type: 'array', items: schema('Notice') }, 'the latest fifty'), ...outside } },
    },
    '/api/session/rules': {
      get: { summary: 'How people sign in and how long they stay: lengths, guesses, idle times by role', responses: { 200: json({ type: 'array', items: schema('SignInRuleSet') }, 'the set in force first'), 401: problem('not signed in') } },
      put: { summary: 'Another set from today or a later day on, by an administrator of the whole city; those before it stay on record', requestBody: { required: true, content: { 'application/json': { schema: schema('NewSignInRules') } } }, responses: { 200: json({ type: 'array', items: schema('SignInRuleSet') }, 'the set in force first'), 400: problem('what is wrong, by name'), ...outside } },
    },
    '/api/session/devices': { get: { summary: 'Where one is signed in', responses: { 200: devices, 401: problem('not signed in') } } },
    '/api/session/devices/{code}': { delete: { summary: 'Signs out on another device', parameters: [inPath('code', 'the session')], responses: { 200: devices, ...outside } } },
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
    '/api/session/factors': { get: { summary: 'One’s own second factors', responses: { 200: json(schema('Factors'), 'what there is, and whether one’s role asks for it'), ...outside } } },
    '/api/session/factors/authenticator': {
      post: { summary: 'Begins with an authenticator app; it counts once a first code is sent', responses: { 200: json(schema('NewAuthenticator'), 'the secret, said this once'), 409: problem('there is one already'), ...outside } },
      put: { summary: 'The first code: the authenticator counts', requestBody: sent({ code: { type: 'string' } }), responses: { 200: factorsChanged, 400: problem('the code is wrong'), 409: problem('none is being set up'), ...outside } },
      delete: { summary: 'Removes the authenticator', responses: { 200: json(schema('Factors'), 'what is left'), 404: problem('there is none'), 409: problem('it is the last, and one’s role requires one'), ...outside } },
    },
    '/api/session/factors/passkeys/options': { post: { summary: 'What to ask the browser for to make a passkey (WebAuthn PublicKeyCredentialCreationOptionsJSON)', responses: { 200: webAuthn, 400: problem('no passkeys at this address'), 409: problem('too many'), ...outside } } },
    '/api/session/factors/passkeys': { post: { summary: 'Registers the passkey the browser has made', requestBody: sent({ name: { type: 'string', maxLength: 50 }, said }), responses: { 201: factorsChanged, 400: problem('it does not fit what was asked'), ...outside } } },
    '/api/session/factors/passkeys/{code}': { delete: { summary: 'Removes a passkey', parameters: [inPath('code', 'the passkey')], responses: { 200: json(schema('Factors'), 'what is left'), 404: problem('there is none'), 409: problem('it is the last, and one’s role requires one'), ...outside } } },
    '/api/session/factors/recovery': { post: { summary: 'Ten new recovery codes; the old ones open nothing any more', responses: { 201: factorsChanged, 409: problem('there is no second factor'), ...outside } } },
    '/api/session/sso': { get: { summary: 'Leaves for the city’s single sign-on (OpenID Connect)', parameters: [inQuery('to', 'the page of ours to return to')], responses: { 302: { description: 'to the provider' }, 404: problem('there is none') } } },
    '/api/session/sso/callback': { get: { summary: 'Where the single sign-on sends people back to', responses: { 302: { description: 'signed in, or /?signin= with what went wrong' }, 404: problem('there is none') } } },
    '/api/session/demonstration': { get: { summary: 'Somebody of each role to try a demonstration city as; empty in a real one', responses: { 200: json({ type: 'array', items: schema('DemoPerson') }, 'people') } } },
    '/api/audit': { get: { summary: 'The audit log, the latest first: who came in or failed to, read, exported, administered. Administrators of the whole city see all of it, others what people of their divisions did', parameters: [...auditFilter, after, auditLimit], responses: { 200: json(schema('AuditPage'), 'entries'), 400: problem('a parameter is wrong'), ...outside } } },
    '/api/audit/days': { get: { summary: 'Entries a day, for the same filters', parameters: auditFilter, responses: { 200: json(schema('AuditDays'), 'days that have any'), 400: problem('a parameter is wrong'), ...outside } } },
    '/api/audit/export': { get: { summary: 'The audit log as a file, for the same filters', parameters: [...auditFilter, inQuery('format', 'of the file', { type: 'string', enum: [...auditFormats], default: 'csv' })], responses: { 200: { description: 'CSV (UTF-8 with a byte order mark) or Excel; nothing in it runs', content: { 'text/csv': {}, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {} } }, 400: problem('a parameter is wrong'), ...outside } } },
    '/api/audit/mine': { get: { summary: 'What the log says of whoever asks: their own sign-ins, tries on their sign-in name, who read or changed what is theirs', parameters: [after, auditLimit], responses: { 200: json(schema('AuditMine'), 'entries, the latest first'), ...outside } } },
    '/api/waters/{code}': {
      get: {
        summary: 'The card of a river, reach, lake, reservoir or small water (河档河策)',
        parameters: [inPath('code', '河湖编码'), ...asOf],
        responses: { 200: json(schema('WaterCard'), 'the card'), 400: problem('not a day'), 404: problem('no such water') },
      },
    },
    '/api/features/{layer}': {
      get: {
        summary: 'A page of a layer’s rows',
        parameters: [
          layer, inQuery('bbox', 'west,south,east,north in degrees'), inQuery('q', 'part of a name or code'),
          inQuery('sort', 'field, or -field for descending'), inQuery('after', '`next` of the page before'),
          inQuery('limit', 'rows', { type: 'integer', minimum: 1, maximum: 1000, default: 100 }),
        ],
        responses: { 200: json(schema('FeaturePage'), 'rows'), 400: problem('a parameter is wrong'), 404: problem('no such layer') },
      },
    },
    '/api/features/{layer}/{code}': {
      get: { summary: 'One feature with its facts and geometry', parameters: [layer, inPath('code', 'its code'), ...asOf], responses: { 200: json(schema('FeatureCard'), 'the feature'), 401: problem('what was once believed is for those who work for the city'), 404: problem('no such feature, or not then') } },
    },
    '/api/features/{layer}/{code}/hanging': {
      get: { summary: 'What refers to a feature and would be left hanging without it', parameters: [layer, inPath('code', 'its code')], responses: { 200: json({ type: 'array', items: { type: 'object' } }, 'layer or table, how many, some names'), ...outside } },
    },
    '/api/past/{layer}': {
      get: { summary: 'What the map of a day shows otherwise than the map of now', parameters: [layer, inQuery('bbox', 'west,south,east,north in degrees'), ...asOf, inQuery('limit', 'at most', { type: 'integer', minimum: 1, maximum: 5000, default: 3000 })], responses: { 200: json({ type: 'object' }, '`things`: code, and how it was or null where it was not there; `more` where there are more'), 400: problem('a parameter is wrong'), 401: problem('what was once believed is for those who work for the city') } },
    },
    '/api/shapes/{layer}': {
      get: { summary: 'Shapes in full of what lies in a box: what drawing snaps to', parameters: [layer, inQuery('bbox', 'west,south,east,north in degrees'), inQuery('limit', 'at most', { type: 'integer', minimum: 1, maximum: 5000, default: 3000 })], responses: { 200: json({ type: 'object' }, '`pieces`, and `more` where there are more'), 400: problem('a parameter is wrong'), ...outside } },
    },
    '/api/links': { get: { summary: 'What flows into or out of some reaches', parameters: [inQuery('codes', 'joined by commas')], responses: { 200: json({ type: 'array', items: { type: 'object' } }, 'links'), ...outside } } },
    '/api/changes': {
      post: {
        summary: 'Changes the register: one act, whole or not at all; the same id again gives the same answer',
        requestBody: { required: true, content: { 'application/json': { schema: schema('ChangeRequest') } } },
        responses: { 201: json(schema('Changed'), 'done'), 400: problem('what is wrong, by name'), 409: problem('changed meanwhile: both sides and where they began'), ...outside },
      },
    },
    '/api/changes/{seq}': { get: { summary: 'What a change did', parameters: [inPath('seq', 'its number', { type: 'integer' })], responses: { 200: json(schema('Changed'), 'the change'), 404: problem('no such change'), ...outside } } },
    '/api/changes/{seq}/undo': {
      post: { summary: 'Undoes a change; undoing that does it again', parameters: [inPath('seq', 'its number', { type: 'integer' })], requestBody: sent({ id: { type: 'string', format: 'uuid' } }), responses: { 201: json(schema('Changed'), 'undone'), 404: problem('no such change'), 409: problem('changed again since'), ...outside } },
    },
    '/api/history/{layer}/{code}': { get: { summary: 'All that happened to an object, the latest first', parameters: [layer, inPath('code', 'its code')], responses: { 200: json({ type: 'array', items: schema('Passage') }, 'its history'), ...outside } } },
    '/api/history/{layer}/{code}/{seq}': { get: { summary: 'An object before and after one change', parameters: [layer, inPath('code', 'its code'), inPath('seq', 'the change', { type: 'integer' })], responses: { 200: json({ type: 'object', properties: { before: schema('State'), after: schema('State') } }, 'both sides'), ...outside } } },
    '/api/people': {
      get: {
        summary: 'People of one’s divisions, by name',
        parameters: [
          inQuery('q', 'part of a name, title or telephone number, or the beginning of a sign-in name'), inQuery('division', 'and within this division'), inQuery('role', 'who hold this role now'),
          inQuery('after', '`next` of the page before'), inQuery('limit', 'rows', { type: 'integer', minimum: 1, maximum: 200, default: 50 }),
        ],
        responses: { 200: json(schema('PeoplePage'), 'rows'), 400: problem('a parameter is wrong'), ...outside },
      },
      ...act('post', 'Enters a person, with posts and a way to sign in', [], 'NewPerson'),
    },
    '/api/people/{code}': {
      get: { summary: 'A person: posts, tenures, assistants, account', parameters: [inPath('code', 'the person')], responses: { 200: json(schema('Person'), 'the person'), 404: problem('nobody'), ...outside } },
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
    '/api/orgs': { get: { summary: 'Offices and departments by part of their name', parameters: [inQuery('q', 'part of the name')], responses: { 200: json({ type: 'array', items: schema('Org') }, 'at most 20'), ...outside } } },
    '/api/imports': {
      get: { summary: 'Files one has brought in and not put away yet; administrators of the city see everybody’s', responses: { 200: json({ type: 'array', items: schema('StagedImport') }, 'the latest first'), ...outside } },
      post: {
        summary: 'Brings a file in to be looked at: GeoJSON, shapefile (zipped), GeoPackage, at most 200 MB. Nothing of the register is touched yet',
        parameters: [{ ...inQuery('layer', 'layer id', { type: 'string', enum: [...layerIds] }), required: true }, { ...inQuery('file', 'its name'), required: true }, inQuery('options', 'ImportOptions as JSON')],
        requestBody: { required: true, content: { 'application/octet-stream': {} } },
        responses: { 202: json(schema('StagedImport'), 'being read'), 400: problem('a parameter is wrong'), 413: problem('too large'), ...outside },
      },
    },
    '/api/imports/{id}': {
      get: { summary: 'How far it is, and what was found', parameters: [staged], responses: { 200: json(schema('StagedImport'), 'the import'), ...importGone } },
      put: {
        summary: 'Looks at the file again with other options', parameters: [staged], requestBody: { required: true, content: { 'application/json': { schema: schema('ImportOptions') } } },
        responses: { 202: json(schema('StagedImport'), 'being read again'), 400: problem('an option is wrong'), 409: problem('being worked on, or written already'), 410: problem('the file is no longer there'), ...importGone },
      },
      delete: { summary: 'Puts it away', parameters: [staged], responses: { 200: json({ type: 'object' }, 'gone'), 409: problem('being written'), ...importGone } },
    },
    '/api/imports/{id}/preview': {
      get: { summary: 'What is new, changed (before and after) and vanished in a box', parameters: [staged, inQuery('bbox', 'west,south,east,north in degrees'), inQuery('limit', 'things', { type: 'integer', minimum: 1, maximum: 5000, default: 2000 })], responses: { 200: json(schema('ImportPreview'), 'GeoJSON'), 409: problem('nothing to show'), ...importGone } },
    },
    '/api/imports/{id}/rows': {
      get: {
        summary: 'What would become of things, with each field before and after',
        parameters: [staged, { ...inQuery('fate', 'which', { type: 'string', enum: [...fates] }), required: true }, inQuery('after', '`next` of the page before'), inQuery('limit', 'rows', { type: 'integer', minimum: 1, maximum: 500, default: 100 })],
        responses: { 200: json(schema('StagedRows'), 'a page'), 409: problem('nothing to show'), ...importGone },
      },
    },
    '/api/imports/{id}/errors.csv': { get: { summary: 'Every row in error: row, code, what is wrong in Chinese and English', parameters: [staged], responses: { 200: { description: 'CSV, UTF-8 with a byte order mark', content: { 'text/csv': {} } }, ...importGone } } },
    '/api/imports/{id}/commit': {
      post: {
        summary: 'Writes it, whole or not at all, as one change that can be undone; the same id again gives the same answer', parameters: [staged], requestBody: sent({ id: { type: 'string', format: 'uuid' } }),
        responses: { 201: json(schema('Changed'), 'written'), 409: problem('rows in error, or the register has moved on'), ...importGone },
      },
    },
    '/api/live': { get: { summary: 'What changes, as it changes: server-sent events, each a LiveEvent; `reset` where too much was missed', parameters: [inQuery('since', 'the last change one knows', { type: 'integer' })], responses: { 200: { description: 'a stream that does not end', content: { 'text/event-stream': { schema: schema('LiveEvent') } } } } } },
    '/api/export/{layer}': {
      get: {
        summary: 'A layer, or a selection of it, as a file that imports again without a difference',
        parameters: [
          layer, { ...inQuery('format', 'what kind of file', { type: 'string', enum: Object.keys(exportFormats) }), required: true },
          inQuery('crs', 'EPSG number of the coordinates in it', { type: 'string', enum: [...exportSystems], default: '4490' }),
          inQuery('bbox', 'west,south,east,north in degrees'), inQuery('q', 'part of a name or code'),
          inQuery('codes', `these codes joined by commas, at most ${mostCodes}`), inQuery('sort', 'field, or -field for descending'),
        ],
        responses: {
          200: { description: 'the file', content: Object.fromEntries(Object.values(formats).map(({ type }) => [type, {}])) },
          400: problem('a parameter is wrong'), 404: problem('no such layer'), 422: problem('the format cannot hold it; nothing was cut'), 429: problem('other files are being made: Retry-After says when to come again'),
        },
      },
    },
    '/api/search': {
      get: {
        summary: 'Names, pinyin, codes, chiefs, places, coordinates',
        parameters: [inQuery('q', 'what was typed'), inQuery('limit', 'lines', { type: 'integer', minimum: 1, maximum: 50, default: 20 })],
        responses: { 200: json(schema('SearchAnswer'), 'best first'), 400: problem('too long') },
      },
    },
    '/api/quality': {
      get: {
        summary: 'The class of every section in a month: target, met or not, what exceeds it, the same month last year (水质月报)',
        parameters: [inQuery('month', 'YYYY-MM'), inQuery('format', 'json or csv', { type: 'string', enum: ['json', 'csv'], default: 'json' })],
        responses: { 200: { description: 'all sections in force', content: { 'application/json': { schema: schema('QualityMonth') }, 'text/csv': {} } }, 400: problem('not a month, or not a format') },
      },
    },
    '/api/quality/{code}': {
      get: {
        summary: 'What was found in the water, sample by sample, at a section or at the sections of a water, each with its class, and the rain that fell',
        parameters: [inPath('code', 'a section, or a water'), inQuery('from', 'first day; two years before the last where left out', { type: 'string', format: 'date' }), inQuery('to', 'last day; today where left out', { type: 'string', format: 'date' }), inQuery('items', 'keys joined by commas, such as NH3N,TP')],
        responses: { 200: json(schema('QualitySeries'), 'the series; no sections where the water has none'), 400: problem('not a day, not an item, or the days the wrong way round'), 404: problem('no such section and no such water') },
      },
    },
    '/api/state': { get: { summary: 'State of the waters at the end of a month, by code', parameters: [inQuery('month', 'YYYY-MM')], responses: { 200: json(schema('StateOfMonth'), 'only waters that have something to say'), 400: problem('not a month') } } },
    '/api/suspects': { get: { summary: 'Who could have done it: everything whose water comes to a place, by a stated likelihood with its arithmetic; those not in question and why; where to look first. For those who work for the city', parameters: asksSuspects, responses: { 200: json(schema('SuspectsAnswer'), 'likeliest first; `more` says that there are others'), 400: problem('neither a section nor a place with item and time'), 404: problem('no such section, place or sample'), ...outside } } },
    '/api/suspects/pack': { get: { summary: 'The evidence pack of the same question: maps, curve, chains and arithmetic as PDF, or layers as GeoPackage', parameters: [...asksSuspects, inQuery('format', 'pdf or gpkg', { type: 'string', enum: ['pdf', 'gpkg'] })], responses: { 200: { description: 'the file', content: { 'application/pdf': {}, 'application/geopackage+sqlite3': {} } }, 400: problem('as of the ranking'), 404: problem('as of the ranking'), 429: problem('other files are being made'), ...outside } } },
    '/api/looks': { post: { summary: 'Writes down what was found at a spot; re-ranks. Sent twice it is one', requestBody: { required: true, content: { 'application/json': { schema: schema('NewLook') } } }, responses: { 201: json(schema('LookRecord'), 'written down'), 200: json(schema('LookRecord'), 'was written down already'), 400: problem('what is wrong, by name'), 409: problem('the id is another look’s'), ...outside } } },
    '/api/network': { get: { summary: 'The river network for tracing without asking: what flows into what, and what drains to it', responses: { 200: json(schema('NetworkAnswer'), 'rows as columns; the ETag is its version'), 304: { description: 'not changed' } } } },
    '/api/network/changes': { get: { summary: 'What brings an older copy of the network up to date', parameters: [inQuery('since', '`seq` of the copy', { type: 'integer', minimum: 0 })], responses: { 200: json(schema('NetworkChanges'), 'rows of touched codes, or `reset`: too much has changed, or, for the public, something is no longer for everybody'), 400: problem('a parameter is wrong') } } },
    '/api/network/relations': {
      post: {
        summary: 'What a change would do to upstream relations; nothing is changed',
        requestBody: { required: true, content: { 'application/json': { schema: schema('Rehearsal') } } },
        responses: { 200: json(schema('RelationsAnswer'), 'pairs that would appear and vanish, by water'), 400: problem('what is wrong, by name'), 409: problem('changed meanwhile'), ...outside },
      },
    },
    '/api/trace': traceOf('TraceAnswer', 'All that water comes from, or gets to, with what drains there', [
      tracePlace('from', 'where'), inQuery('direction', 'against the water, with it, or both', { type: 'string', enum: ['up', 'down', 'both'], default: 'up' }), inQuery('division', 'stops at the border of this division'), ...traceLimits,
    ]),
    '/api/trace/common': traceOf('CommonAnswer', 'What is upstream of several places at once and of none of others, and what sets each apart', [
      tracePlace('from', 'places, as often as there are'), inQuery('not', 'what is upstream of these is left out'), inQuery('show', 'what is listed: common, or the number of a place for what is upstream of it alone', { type: 'string', default: 'common' }), ...traceLimits,
    ]),
    '/api/trace/path': traceOf('PathAnswer', 'The way water takes from one place to another', [tracePlace('from', 'where from'), tracePlace('to', 'where to'), traceBy]),
    '/api/trace/nearest': traceOf('NearestAnswer', 'Which things that drain to the water are nearest upstream', [
      tracePlace('from', 'where'), { ...inQuery('kind', 'of what', { type: 'string', enum: traced.tracedKinds.slice(1) }), required: true }, inQuery('most', 'how many', { type: 'integer', minimum: 1, maximum: 1000, default: 10 }), traceBy,
    ]),
    '/tiles/{layers}/{z}/{x}/{y}.mvt': {
      get: {
        summary: 'Vector tile of one layer, or of several joined by commas',
        parameters: [inPath('layers', 'layer ids joined by commas'), ...tilePath, inQuery('v', 'versions of the layers joined by dots: the answer may then be kept for ever')],
        responses: { 200: { description: 'Mapbox Vector Tile 2.1, extent 4096', content: { 'application/vnd.mapbox-vector-tile': {} } }, 304: { description: 'not changed' }, 404: problem('no such layer or tile') },
      },
    },
    '/relief/{z}/{x}/{y}.webp': { get: { summary: 'Shaded relief of the base map, zooms 6 to 13', parameters: [...tilePath, inQuery('theme', 'light or dark', { type: 'string', enum: ['light', 'dark'] })], responses: { 200: { description: 'WebP, 256 px', content: { 'image/webp': {} } }, 204: { description: 'the city has no terrain' }, 404: problem('no such tile') } } },
  },
  components: { schemas: Object.fromEntries(Object.entries(named).map(([name, of]) => [name, z.toJSONSchema(of, { target: 'draft-2020-12', io: bodies.has(name) ? 'input' : 'output' })])) },
})
