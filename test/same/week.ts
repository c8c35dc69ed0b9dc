// A week in which somebody uses every address that changes anything, once as it should be and once where it is refused.
import { Secret, TOTP } from 'otpauth'
import { setTimeout as wait } from 'node:timers/promises'
import { demoPassword } from '../../domain/accounts/demonstration.ts'
import type { DemoPerson, Notice } from '../../domain/accounts/schemas.ts'
import type { SignInRuleSet } from '../../domain/accounts/signIn.ts'
import type { Changed, Operation } from '../../domain/changes/schemas.ts'
import type { FactorsChanged, NewAuthenticator } from '../../domain/factors/schemas.ts'
import type { FeatureCard, FeaturePage } from '../../domain/features/schemas.ts'
import { underWay } from '../../domain/imports/fates.ts'
import type { StagedImport } from '../../domain/imports/schemas.ts'
import type { PeopleChanged, Person } from '../../domain/people/schemas.ts'
import type { SuspectsAnswer } from '../../domain/suspects/schemas.ts'
import type { Ask } from './transcript.ts'
import type { SamplesWritten } from '../../domain/samples/schemas.ts'

/** Ids that a maker gives: the same on both sides. */
const ids = () => {
  let n = 0
  return () => `00000000-0000-4000-8000-${String(++n).padStart(12, '0')}`
}

const geojson = (rows: [code: string, name: string, lon: number, lat: number][]) => JSON.stringify({
  type: 'FeatureCollection',
  features: rows.map(([编码, 名称, lon, lat]) => ({
    type: 'Feature', properties: { 编码, 名称, 一级分类: '农业排口' }, geometry: { type: 'Point', coordinates: [lon, lat] },
  })),
})

/** Signing in, and what is one's own: devices, notices, password, second factors. */
const monday = async (ask: Ask) => {
  const { body: people } = await ask<DemoPerson[]>('public', 'GET', '/api/session/demonstration')
  const loginOf = (role: string) => people.find((person) => person.role === role)!.login
  const enter = (who: string, login: string, password = demoPassword) => ask(who, 'POST', '/api/session', { login, password })
  await enter('public', loginOf('office'), 'wrong')
  for (const role of ['office', 'administrator', 'chief', 'delegate']) await enter(role, loginOf(role))
  const assistant = people.find((person) => person.assistant)!
  const { body: { chiefs } } = await enter('assistant', assistant.login) as { body: { chiefs: { person: string }[] } }
  await ask('assistant', 'PUT', '/api/session/behalf', { chief: 'nobody' })
  await ask('assistant', 'PUT', '/api/session/behalf', { chief: chiefs[0].person })
  await ask('assistant', 'PUT', '/api/session/behalf', { chief: null })
  await enter('office elsewhere', loginOf('office'))
  const { body: devices } = await ask<{ code: string; here: boolean }[]>('office', 'GET', '/api/session/devices')
  await ask('office', 'DELETE', `/api/session/devices/${devices.find(({ here }) => !here)!.code}`)
  await ask('office elsewhere', 'GET', '/api/session/devices')
  await ask('chief', 'PUT', '/api/session/password', { old: demoPassword, new: 'short' })
  await ask('chief', 'PUT', '/api/session/password', { old: demoPassword, new: '铜钥匙 雨天 老井 第七棵' })
  await ask('chief', 'PUT', '/api/session/login', { login: 'wangwang', password: '铜钥匙 雨天 老井 第七棵' })
  const { body: notices } = await ask<Notice[]>('chief', 'GET', '/api/session/notices')
  await ask('chief', 'PUT', '/api/session/notices', { seen: Math.max(0, ...notices.map(({ code }) => Number(code))) })
  const { body: [rules] } = await ask<SignInRuleSet[]>('administrator', 'GET', '/api/session/rules')
  const set = { source: '榕河长办〔2026〕1号', body: { ...rules.body, renewMinutes: 20 } }
  await ask('office', 'PUT', '/api/session/rules', set)
  await ask('administrator', 'PUT', '/api/session/rules', set)
  // The chief has changed their password a moment ago; what proves it again is the password until there is a factor.
  await ask('chief', 'POST', '/api/session/proof', { password: '铜钥匙 雨天 老井 第七棵' })
  const { body: { secret } } = await ask<NewAuthenticator>('chief', 'POST', '/api/session/factors/authenticator')
  await ask('chief', 'PUT', '/api/session/factors/authenticator', { code: 'x' })
  const code = TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() - 30_000 })
  await ask('chief', 'PUT', '/api/session/factors/authenticator', { code })
  const { body: { codes } } = await ask<FactorsChanged>('chief', 'POST', '/api/session/factors/recovery')
  await ask('chief', 'POST', '/api/session/proof', { recovery: codes![0] })
  await ask('chief', 'DELETE', '/api/session/factors/authenticator')
  // There are none at an address that is a number: what a key says is another test's (factors.test.ts).
  for (const path of ['proof/passkey', 'passkey/options', 'factors/passkeys/options']) await ask('chief', 'POST', `/api/session/${path}`)
  await ask('public', 'POST', '/api/session/passkey', { said: {} })
  await ask('chief', 'POST', '/api/session/factors/passkeys', { name: '钥匙', said: {} })
  await ask('chief', 'DELETE', '/api/session/factors/passkeys/none')
}

/** What lies on the map: drawn, corrected, cut, joined, turned, tied, taken away, undone. */
const tuesday = async (ask: Ask, id: () => string) => {
  const change = (who: string, ...operations: Operation[]) => ask<Changed>(who, 'POST', '/api/changes', { id: id(), operations })
  const undo = (who: string, seq: number) => ask<Changed>(who, 'POST', `/api/changes/${seq}/undo`, { id: id() })
  const card = async (layer: string, code: string) => (await ask<FeatureCard>('administrator', 'GET', `/api/features/${layer}/${code}`)).body
  const versionOf = async (layer: string, code: string) => (await card(layer, code)).version
  const outfall = (version: number, more: object): Operation => ({ op: 'update', layer: 'outfalls', code: 'O-WEEK', version, ...more })
  const { body: { rows: [longest, second] } } = await ask<FeaturePage>('administrator', 'GET', '/api/features/reaches?sort=-length_m&limit=2')
  const [reach, other] = [await card('reaches', String(longest.code)), await card('reaches', String(second.code))]
  const line = (reach.geometry as { coordinates: [number, number][] }).coordinates
  const place = line[Math.floor(line.length / 2)]
  const create: Operation = {
    op: 'create', layer: 'outfalls', code: 'O-WEEK', fields: { name: '周二排口', class1: '其他排口' }, geometry: { type: 'Point', coordinates: place },
  }
  await change('public', create)
  await change('delegate', create)
  const { body: made } = await change('administrator', create)
  await change('administrator', { ...create, code: undefined })
  for (const diameter_mm of [600, 700, -1]) await change('administrator', outfall(1, { fields: { diameter_mm } }))
  await change('administrator', outfall(await versionOf('outfalls', 'O-WEEK'), { since: '2026-11-01', fields: { name: '周二排口改名' } }))
  const split: Operation = { op: 'split', code: reach.code, version: reach.version, atM: Math.round(Number(reach.facts.length_m) / 2) }
  await ask('administrator', 'POST', '/api/network/relations', { operations: [split] })
  const { body: cut } = await change('administrator', split)
  const lower = cut.items.find(({ layer, op }) => layer === 'reaches' && op === 'insert')!.code
  await change('administrator', { op: 'reverse', code: reach.code, version: await versionOf('reaches', reach.code) })
  const { body: turned } = await change('administrator', { op: 'reverse', code: reach.code, version: await versionOf('reaches', reach.code) })
  await undo('administrator', cut.seq)
  const [upperVersion, lowerVersion] = [await versionOf('reaches', reach.code), await versionOf('reaches', lower)]
  await change('administrator', { op: 'merge', upper: { code: reach.code, version: upperVersion }, lower: { code: lower, version: lowerVersion } })
  const link = { upstream: reach.code, downstream: other.code, downstreamM: 10 }
  // Far from each other: refused, and taken from who keeps the register with a reason.
  const tied: Operation = { op: 'link', ...link, upstreamM: 0, flowMode: 'one_way' }
  await change('administrator', tied)
  await ask('administrator', 'POST', '/api/changes', { id: id(), operations: [tied], reason: '经地下箱涵相通' })
  const { body: cutLink } = await change('administrator', { op: 'unlink', ...link })
  await undo('administrator', cutLink.seq)
  const bent = { type: 'LineString' as const, coordinates: [line[0], [line[0][0] + 1e-5, line[0][1] + 1e-5], ...line.slice(1)] }
  await change('administrator', { op: 'update', layer: 'reaches', code: reach.code, version: await versionOf('reaches', reach.code), geometry: bent })
  const away = { type: 'LineString' as const, coordinates: [[line[0][0] + 0.02, line[0][1]], [line[0][0] + 0.0201, line[0][1]]] }
  for (const geometry of [away, { ...away, coordinates: [line[0], [line[0][0] + 1e-5, line[0][1]]] }])
    await change('administrator', { op: 'update', layer: 'reaches', code: reach.code, version: await versionOf('reaches', reach.code), geometry })
  await change('administrator', { op: 'split', code: reach.code, version: await versionOf('reaches', reach.code), atM: 0.5 })
  await change('administrator', { op: 'remove', layer: 'outfalls', code: 'O-WEEK', version: await versionOf('outfalls', 'O-WEEK') })
  await undo('office', made.seq)
  await undo('administrator', made.seq)
  await undo('administrator', turned.seq)
  const { body: { rows: [unit] } } = await ask<FeaturePage>('administrator', 'GET', '/api/features/drainage_units?limit=1')
  const { code, version } = await card('drainage_units', String(unit.code))
  const { body: barracks } = await change('administrator', { op: 'update', layer: 'drainage_units', code, version, fields: { kind: '部队类' } })
  await undo('administrator', barracks.seq)
}

/** Who is who: entered, corrected, given posts and waters, handed over, let go. */
const wednesday = async (ask: Ask, id: () => string) => {
  const { body: { rows } } = await ask<{ rows: { code: string }[] }>('administrator', 'GET', '/api/people?role=chief&limit=3')
  const { body: chief } = await ask<Person>('administrator', 'GET', `/api/people/${rows[0].code}`)
  const { body: { rows: [river] } } = await ask<FeaturePage>('administrator', 'GET', '/api/features/rivers?sort=-length_m&limit=1')
  const division = chief.division!.code
  const person = id()
  const asked = {
    id: person, name: '新同志', division, post: '副主任', phone: '138 0000 9999', posts: [{ role: 'office', division, from: '2026-01-01' }],
    account: { login: 'xintongzhi' },
  }
  for (const who of ['public', 'delegate', 'administrator', 'administrator']) await ask(who, 'POST', '/api/people', asked)
  await ask('administrator', 'PATCH', `/api/people/${person}`, { id: id(), name: '新主任' })
  const planner = { role: 'planner', division, from: '2026-02-01' }
  const { body: post } = await ask<PeopleChanged>('administrator', 'POST', `/api/people/${person}/posts`, { id: id(), ...planner })
  await ask('administrator', 'PATCH', `/api/posts/${post.code}`, { id: id(), from: '2026-03-01' })
  await ask('administrator', 'DELETE', `/api/posts/${post.code}?id=${id()}`)
  const { body: closed } = await ask<PeopleChanged>('administrator', 'PUT', `/api/people/${person}/account`, { id: id(), closed: true })
  await ask('administrator', 'POST', `/api/changes/${closed.seq}/undo`, { id: id() })
  await ask('administrator', 'PUT', `/api/people/${person}/account`, { id: id(), newPassword: true, unlock: true, resetFactors: true })
  await ask('administrator', 'PUT', `/api/people/${chief.code}/assistants/${person}`, { id: id(), from: '2026-01-01' })
  const tenure = { person, level: 'city', water: String(river.code), division: null, document: '榕河长办〔2026〕2号', from: '2026-01-01' }
  const { body: given } = await ask<PeopleChanged>('administrator', 'POST', '/api/tenures', { id: id(), ...tenure })
  await ask('administrator', 'POST', '/api/tenures', { id: id(), ...tenure })
  await ask('administrator', 'PATCH', `/api/tenures/${given.code}`, { id: id(), document: '更正' })
  const { body: mistaken } = await ask<PeopleChanged>('administrator', 'POST', '/api/tenures', { id: id(), ...tenure, water: null, division })
  await ask('administrator', 'DELETE', `/api/tenures/${mistaken.code}?id=${id()}`)
  const leave = { on: '2026-11-01', successor: rows[1].code }
  const { body: left } = await ask<PeopleChanged>('administrator', 'POST', `/api/people/${chief.code}/leave`, { id: id(), ...leave })
  await ask('administrator', 'POST', `/api/changes/${left.seq}/undo`, { id: id() })
  await ask('administrator', 'POST', `/api/people/${person}/leave`, { id: id(), on: '2026-11-02' })
}

/** Files brought in, looked at, corrected, written and put away. */
const thursday = async (ask: Ask, id: () => string) => {
  const { body: { rows } } = await ask<FeaturePage>('administrator', 'GET', '/api/features/outfalls?limit=2')
  const outfall = await ask<FeatureCard>('administrator', 'GET', `/api/features/outfalls/${String(rows[0].code)}`)
  const [lon, lat] = (outfall.body.geometry as { coordinates: [number, number] }).coordinates
  const bring = async (who: string, content: string) => {
    const bytes = { 'content-type': 'application/octet-stream' }
    const { body } = await ask<StagedImport>(who, 'POST', '/api/imports?layer=outfalls&file=x.geojson', content, bytes)
    return body.id
  }
  const ready = async (staged: string) => {
    while (underWay((await ask<StagedImport>('administrator', 'GET', `/api/imports/${staged}`)).body)) await wait(100)
  }
  await bring('public', '{}')
  const broken = await bring('administrator', 'no file at all')
  await ready(broken)
  await ask('administrator', 'DELETE', `/api/imports/${broken}`)
  // Nobody says for which layer: it is looked at, and asked.
  const { body: asked } = await ask<StagedImport>('administrator', 'POST', `/api/imports?file=${encodeURIComponent('入河排污口.geojson')}`, geojson([['O-NEW', '新口', lon + 0.001, lat]]), { 'content-type': 'application/octet-stream' })
  await ready(asked.id)
  await ask('administrator', 'POST', `/api/imports/${asked.id}/commit`, { id: id() })
  await ask('administrator', 'PUT', `/api/imports/${asked.id}?layer=sections`, {})
  await ready(asked.id)
  await ask('administrator', 'DELETE', `/api/imports/${asked.id}`)
  const rowsIn: Parameters<typeof geojson>[0] = [[String(rows[0].code), '改了名的口', lon, lat], ['O-NEW', '新口', lon + 0.001, lat], ['O-FAR', '远口', 1, 1]]
  const inError = await bring('administrator', geojson(rowsIn))
  await ready(inError)
  await ask('administrator', 'POST', `/api/imports/${inError}/commit`, { id: id() })
  await ask('administrator', 'PUT', `/api/imports/${inError}`, { defaults: { state: '整治中' }, map: { 一级分类: 'class1' } })
  await ready(inError)
  const good = await bring('administrator', geojson(rowsIn.slice(0, 2)))
  await ready(good)
  const commit = { id: id() }
  const { body: written } = await ask<Changed>('administrator', 'POST', `/api/imports/${good}/commit`, commit)
  await ask('administrator', 'POST', `/api/imports/${good}/commit`, commit)
  await ask('administrator', 'POST', `/api/changes/${written.seq}/undo`, { id: id() })
  const left = await bring('administrator', geojson(rowsIn.slice(0, 2)))
  await ready(left)
  await samples(ask, id)
  return [inError, good, left]
}

/** A laboratory's sheet: looked at, refused for its wrong row, written without it, sent again, and undone. */
const samples = async (ask: Ask, id: () => string) => {
  const { body: { rows: [section] } } = await ask<FeaturePage>('administrator', 'GET', '/api/features/sections?limit=1')
  const sheet = `断面编码,采样日期,pH,氨氮（mg/L）,石油类(μg/L)\n${String(section.code)},2026-11-20 10:30,7.1,2.6,10L\n${String(section.code)},2026-11-21,7,7.2hd,\n`
  const bytes = { 'content-type': 'application/octet-stream' }
  for (const who of ['public', 'administrator']) await ask(who, 'POST', '/api/samples/look?file=x.csv', sheet, bytes)
  const change = id()
  await ask('administrator', 'POST', `/api/samples?file=x.csv&id=${id()}`, sheet, bytes)
  const { body: { seq } } = await ask<SamplesWritten>('administrator', 'POST', `/api/samples?file=x.csv&leaveOut=yes&id=${change}`, sheet, bytes)
  await ask('administrator', 'POST', `/api/samples?file=x.csv&leaveOut=yes&id=${change}`, sheet, bytes)
  await ask('administrator', 'GET', `/api/quality/${String(section.code)}?from=2026-11-20&to=2026-11-21`)
  await ask('administrator', 'POST', `/api/changes/${seq}/undo`, { id: id() })
}

/** Who did it: asked, looked, asked again; and then out. */
const friday = async (ask: Ask, id: () => string) => {
  const { body: { rows: [section] } } = await ask<FeaturePage>('office', 'GET', '/api/features/sections?limit=1')
  const question = `/api/suspects?section=${String(section.code)}&limit=5`
  const { body: { inquiry, suspects: [first] } } = await ask<SuspectsAnswer>('administrator', 'GET', question)
  const look = { id: id(), ...inquiry, layer: first.layer, code: first.code, result: 'none', lookedAt: '2026-11-20T10:00:00+08:00' }
  await ask('delegate', 'POST', '/api/looks', look)
  for (const note of [undefined, undefined, '别的']) await ask('administrator', 'POST', '/api/looks', { ...look, note })
  await ask('administrator', 'GET', question)
  await ask('chief', 'DELETE', '/api/session')
  await ask('chief', 'GET', '/api/session')
}

/** The week; what of it is asked for afterwards. */
export const week = async (ask: Ask) => {
  const id = ids()
  await monday(ask)
  await tuesday(ask, id)
  await wednesday(ask, id)
  const imports = await thursday(ask, id)
  await friday(ask, id)
  return imports
}
