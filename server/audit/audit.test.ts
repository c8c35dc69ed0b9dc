// The audit log through HTTP: what each act leaves, who sees it, that it is not rewritten, and how it is let go.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FeaturePage } from '../../domain/features/schemas.ts'
import type { ProblemBody } from '../../domain/problem.ts'
import { AuditMine, AuditPage, AuditRules, type AuditDays, type AuditEntry } from '../../domain/audit/schemas.ts'
import { today } from '../../domain/today.ts'
import { maskedDigits, maskedLogin } from '../../domain/audit/kinds.ts'
import { importFile } from '../imports/importFile.ts'
import { Browser } from '../../test/browser.ts'
import { browserOf, ownRegister, serve, type OwnRegister } from '../../test/register.ts'
import { giveAccount } from '../accounts/give.ts'
import { hashOf } from '../accounts/password.ts'
import { begin } from '../accounts/sessions.ts'
import type { Queryable } from '../db/database.ts'
import { files, openDatabase } from '../db/open.ts'
import { sql } from '../db/sql.ts'
import { ruleSetOn } from '../rules.ts'
import { append, auditLog, expire } from './log.ts'
import { verifyAudit } from './verify.ts'

let own: OwnRegister
let server: Awaited<ReturnType<typeof serve>>

beforeAll(async () => {
  own = await ownRegister('drawn')
  server = await serve(own.database, { ratePerMinute: 0 })
  const password = await hashOf('a good password')
  await own.database.script(`
    insert into contacts (person, phone) values ('helper', '139-0000-0001');
    update accounts set password = '${password}';
    insert into drainage_households (code, name, class, subclass, division, valid_from, geom) select 'H-' || i, '户' || i, '工业', '工业', '449003', '2020-01-01', 'SRID=4490;POINT(113.1 23.1)' from generate_series(1, 3) i;
    insert into household_owners (household, owner, phone) values ('H-1', '张三', '13811112222'), ('H-2', '=cmd', '13811113333')`)
})
afterAll(async () => {
  await server.close()
  await own.close()
})

const head = async () => (await own.database.query<{ seq: number }>(sql`select coalesce(max(seq), 0) as seq from audit_entries`))[0].seq
const since = (seq: number) => own.database.query<AuditEntry & { account: string | null }>(sql`select * from audit_entries where seq > ${seq} order by seq`)
/** What an act has left. */
const left = async (act: () => Promise<unknown>) => {
  const before = await head()
  await act()
  return since(before)
}
const as = (person: string | null, headers: Record<string, string> = {}) => 
  browserOf(own.database, server.url, person && `A-${person}`, headers)
const kinds = (entries: AuditEntry[]) => entries.map(({ kind }) => kind)
const beneath = (text: string) => own.database.script(`set session_replication_role = replica; ${text}; set session_replication_role = origin`)

describe('coming and going', () => {
  test('signing in and out leaves who, when, from where and with what', async () => {
    const browser = await as(null, { 'user-agent': 'Firefox of the test' })
    const [entry, ...more] = await left(() => browser.signIn('west', 'a good password'))
    expect(more).toEqual([])
    expect(entry).toMatchObject({ kind: 'signedIn', person: 'west', name: '西办', account: 'A-west', division: '449003', address: '127.0.0.1', agent: 'Firefox of the test', details: { by: 'password', knownDevice: false } })
    expect(Math.abs(Date.now() - Date.parse(String(entry.at)))).toBeLessThan(60_000)
    expect(await left(() => browser.ask('DELETE', '/api/session'))).toMatchObject([{ kind: 'signedOut', person: 'west' }])
    // There is nobody left to go.
    expect(await left(() => browser.ask('DELETE', '/api/session'))).toEqual([])
  })

  test('a failed try says whose name it was; of a name nobody has only what cannot be a password', async () => {
    const browser = await as(null)
    expect(await left(() => browser.signIn('west', 'wrong'))).toMatchObject([{ kind: 'signInFailed', person: null, login: 'west', about: ['west'], division: '449003', address: '127.0.0.1', details: { reason: 'wrong', by: 'password' } }])
    const entries = await left(() => browser.signIn('My_Secret_2026!', 'wrong'))
    expect(entries).toMatchObject([{ kind: 'signInFailed', person: null, login: 'my…(15)', about: [], division: null }])
    expect(JSON.stringify(entries)).not.toMatch(/secret|wrong"?,"pass/i)
  })

  test('whoever hammers on fills the log once', async () => {
    const browser = await as(null)
    const entries = await left(async () => { for (let i = 0; i < 12; i++) await browser.signIn('east', 'wrong') })
    expect(entries.filter(({ details }) => details.reason === 'tooOften').length).toBe(1)
    expect(entries.filter(({ details }) => details.reason === 'wrong').length).toBe(5)
  })

  test('another device ended, a password changed or mistyped, acting for a chief: each is one entry', async () => {
    const helper = await as('helper')
    await begin(own.database, 'A-helper', 'another')
    const devices = (await helper.ask<{ code: string; here: boolean }[]>('GET', '/api/session/devices')).body
    expect(kinds(await left(() => helper.ask('DELETE', `/api/session/devices/${devices.find(({ here }) => !here)!.code}`)))).toEqual(['sessionEnded'])
    expect(kinds(await left(() => helper.ask('DELETE', '/api/session/devices/nothing')))).toEqual([])
    expect(await left(() => helper.ask('PUT', '/api/session/password', { old: 'not it', new: 'another good password' }))).toMatchObject([{ kind: 'signInFailed', person: 'helper', details: { reason: 'oldPassword' } }])
    expect(kinds(await left(() => helper.ask('PUT', '/api/session/password', { old: 'a good password', new: 'another good password' })))).toEqual(['passwordChanged'])
    expect(await left(() => helper.ask('PUT', '/api/session/behalf', { chief: 'chief' }))).toMatchObject([{ kind: 'actedFor', person: 'helper', about: ['chief'] }])
    expect(JSON.stringify(await since(0))).not.toContain('good password')
  })

  test('no session is begun that the log does not know of', async () => {
    await own.database.script('alter table audit_entries add constraint shut check (false) not valid')
    try {
      const browser = await as(null)
      const before = await own.database.query(sql`select count(*) from sessions`)
      expect((await browser.signIn('chief', 'a good password')).status).toBeGreaterThanOrEqual(400)
      expect(browser.cookies.has('one_map_session')).toBe(false)
      expect(await own.database.query(sql`select count(*) from sessions`)).toEqual(before)
      // Nor does anybody read what is not public.
      expect((await (await as('west')).ask<ProblemBody>('GET', '/api/people/helper')).status).toBeGreaterThanOrEqual(400)
    } finally {
      await own.database.script('alter table audit_entries drop constraint shut')
    }
  })
})

describe('what is not public', () => {
  test('reading owners of households is an entry that says whose, once for a while; the public and whoever sees none leave none', async () => {
    const west = await as('west')
    const [entry, ...more] = await left(() => west.ask<FeaturePage>('GET', '/api/features/drainage_households?q=户'))
    expect(more).toEqual([])
    expect(entry).toMatchObject({ kind: 'readPersonal', person: 'west', about: ['H-1', 'H-2'], details: { what: 'drainage_households', rows: 2, filter: { q: '户' } } })
    expect(await left(() => west.ask('GET', '/api/features/drainage_households?q=户'))).toEqual([])
    expect(kinds(await left(() => west.ask('GET', '/api/features/drainage_households/H-1')))).toEqual(['readPersonal'])
    expect(await left(() => west.ask('GET', '/api/features/drainage_households/H-3'))).toEqual([])
    for (const who of [null, 'delegate', 'east']) expect(await left(async () => (await as(who)).ask('GET', '/api/features/drainage_households/H-1')), String(who)).toEqual([])
  })

  test('looking people up is an entry; numbers searched by do not stand in it', async () => {
    const west = await as('west')
    const entries = await left(() => west.ask('GET', '/api/people?q=13900000001'))
    expect(entries).toMatchObject([{ kind: 'readPersonal', about: ['helper'], details: { what: 'people', filter: { q: '*******0001' } } }])
    expect(await left(() => west.ask('GET', '/api/people/helper'))).toMatchObject([{ kind: 'readPersonal', about: ['helper'], details: { what: 'person' } }])
  })

  test('an export is an entry with its format, filter and rows, each time', async () => {
    const west = await as('west')
    const file = (path: string) => fetch(server.url + path, { headers: { cookie: `one_map_session=${west.cookies.get('one_map_session')}` } }).then((response) => response.text())
    for (let i = 0; i < 2; i++) expect(await left(() => file('/api/export/drainage_households?format=csv'))).toMatchObject([{ kind: 'exported', person: 'west', about: ['H-1', 'H-2'], details: { what: 'drainage_households', format: 'csv', system: '4490', rows: 3, personal: 2 } }])
    expect(await left(() => file('/api/quality?month=2026-10&format=csv'))).toMatchObject([{ kind: 'exported', details: { what: 'quality' } }])
    expect(await left(() => fetch(`${server.url}/api/export/drainage_households?format=csv`))).toEqual([])
  })

  test('whoever is refused leaves that', async () => {
    // By the database, too: a post in the whole city is not a district office's to give.
    const given = { id: randomUUID(), role: 'administrator', division: '449000', from: '2026-01-01' }
    expect(await left(async () => (await as('west')).ask('POST', '/api/people/west/posts', given))).toMatchObject([{ kind: 'refused', person: 'west', details: { method: 'POST', path: '/api/people/west/posts', code: 'notYours' } }])
    expect(await left(async () => (await as('delegate')).ask('GET', '/api/people'))).toMatchObject([{ kind: 'refused', person: 'delegate', details: { method: 'GET', path: '/api/people', code: 'notAllowed' } }])
  })
})

describe('administering', () => {
  const act = async (who: string, method: string, path: string, sent: object = {}) =>
    (await as(who)).ask<{ seq: number; code: string }>(method, path, { id: randomUUID(), ...sent })

  test('each act on people is one entry, with the change it was and whom it was about; sent again it is none', async () => {
    const id = randomUUID()
    const admin = await as('admin')
    const enter = () => admin.ask('POST', '/api/people', { id, name: '新人', division: '449003', account: { login: 'newcomer' } })
    const [entry, ...more] = await left(enter)
    expect(more).toEqual([])
    expect(entry).toMatchObject({ kind: 'administered', person: 'admin', about: [id], details: { act: 'enter' } })
    expect(await own.database.query(sql`select id from changes where seq = ${entry.change}`)).toEqual([{ id }])
    expect(await left(enter)).toEqual([])
    expect(await left(() => act('admin', 'PUT', `/api/people/${id}/account`, { newPassword: true }))).toMatchObject([{ kind: 'administered', about: [id], details: { act: 'account', fields: ['newPassword'] } }])
    expect(await left(() => act('admin', 'PUT', '/api/people/chief/assistants/helper', { from: '2024-01-01', to: '2030-01-01' }))).toMatchObject([{ kind: 'administered', details: { act: 'assist' } }])
    expect(await left(() => act('admin', 'POST', `/api/changes/${entry.change}/undo`))).toHaveLength(1)
  })

  test('a file brought in is an entry with its change, at a page and at the machine', async () => {
    const admin = await as('admin')
    const file = (code: string) => JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: { code, name: '甲口', class1: '工业排污口' }, geometry: { type: 'Point', coordinates: [113.1, 23.1] } }] })
    const { body: { id } } = await admin.ask<{ id: string }>('POST', '/api/imports?layer=outfalls&file=a.geojson', file('Y-1'), { 'content-type': 'application/octet-stream' })
    await expect.poll(async () => (await admin.ask<{ state: string }>('GET', `/api/imports/${id}`)).body.state).toBe('ready')
    const [entry, ...more] = await left(() => admin.ask('POST', `/api/imports/${id}/commit`, { id: randomUUID() }))
    expect(more).toEqual([])
    expect(entry).toMatchObject({ kind: 'administered', person: 'admin', details: { act: 'import', what: 'outfalls', file: 'a.geojson' } })
    expect(entry.change).toBeGreaterThan(0)
    const path = join(mkdtempSync(join(tmpdir(), 'one-map-test-')), 'b.geojson')
    writeFileSync(path, file('Y-2'))
    expect(await left(() => importFile(own.database, path, { layer: 'outfalls', dryRun: true }))).toEqual([])
    expect(await left(() => importFile(own.database, path, { layer: 'outfalls' }))).toMatchObject([{ kind: 'administered', address: 'command', person: null, details: { act: 'import', what: 'outfalls', rows: 1 } }])
    rmSync(dirname(path), { recursive: true })
  })

  test('an account given at the machine says so', async () => {
    const [entry, ...more] = await left(() => giveAccount(own.database, { login: 'first', name: '周管理' }))
    expect(more).toEqual([])
    expect(entry).toMatchObject({ kind: 'administered', person: null, address: 'command', login: 'first', details: { act: 'giveAccount', role: 'administrator' } })
    expect(typeof entry.details.user).toBe('string')
  })
})

describe('reading the log', () => {
  const page = async (who: string, query = '') => (await (await as(who)).ask<AuditPage>('GET', `/api/audit${query}`)).body

  test('an administrator of the whole city sees all, a district office what its people did, nobody else anything', async () => {
    const all = AuditPage.parse(await page('admin', '?limit=500'))
    expect(all.rows.length).toBe(await head() - 1)
    expect(all.rows.map(({ seq }) => seq)).toEqual(all.rows.map(({ seq }) => seq).sort((a, b) => b - a))
    const west = await page('west', '?limit=500')
    expect(west.rows.length).toBeGreaterThan(5)
    expect(new Set(west.rows.map(({ person, about }) => person ?? about[0]))).toEqual(new Set(['west', 'helper', 'delegate']))
    expect(west.rows.some(({ address }) => address === 'command')).toBe(false)
    expect((await page('east', '?limit=500&kind=readPersonal,exported,administered')).rows).toEqual([])
    for (const who of ['planner', 'chief', 'delegate']) expect((await (await as(who)).ask('GET', '/api/audit')).status, who).toBe(403)
    expect((await (await as(null)).ask('GET', '/api/audit')).status).toBe(401)
    // Nor beneath the addresses.
    expect(await own.database.as({ person: 'chief', behalf: null }, (db: Queryable) => db.query(sql`select seq from audit_entries`))).toEqual([])
  })

  test('it is searched by day, kind, person, whose data, address and words, and walked page by page', async () => {
    const count = async (query: string) => (await page('admin', `?limit=500&${query}`)).rows.length
    const { rows } = await page('admin', '?kind=readPersonal&person=west&about=H-1&limit=500')
    expect(rows.length).toBe(2)
    expect(rows.every(({ kind, person, about }) => kind === 'readPersonal' && person === 'west' && about.includes('H-1'))).toBe(true)
    expect(await count('about=H-3')).toBe(0)
    expect(await count('address=127.0.')).toBeGreaterThan(10)
    expect(await count('address=command')).toBe(2)
    expect(await count('q=my…')).toBe(1)
    expect(await count(`q=${encodeURIComponent('李助理')}&kind=sessionEnded`)).toBe(1)
    expect(await count('q=%25')).toBe(0)
    expect([await count('to=2020-01-01'), await count('from=2999-01-01')]).toEqual([0, 0])
    const days = (await (await as('admin')).ask<AuditDays>('GET', '/api/audit/days?kind=signInFailed')).body.days
    expect(days.reduce((sum, day) => sum + day.failed, 0)).toBe(await count('kind=signInFailed'))
    const walked: number[] = []
    const to = (await page('admin')).rows[0].seq
    for (let after: number | null = to + 1; after !== null; ) {
      const some: AuditPage = await page('admin', `?limit=7&after=${after}`)
      walked.push(...some.rows.map(({ seq }) => seq))
      after = some.next
    }
    expect(walked).toEqual(Array.from({ length: to }, (_, i) => to - i))
    for (const wrong of ['kind=nothing', 'from=yesterday', 'after=x', 'limit=0']) expect((await (await as('admin')).ask('GET', `/api/audit?${wrong}`)).status, wrong).toBe(400)
  })

  test('whoever reads or exports it is in it', async () => {
    const admin = await as('admin')
    expect(await left(() => admin.ask('GET', '/api/audit?kind=exported&q=12345&from=2020-01-01'))).toMatchObject([{ kind: 'auditRead', person: 'admin', details: { filter: { kind: 'exported', q: '*2345', from: '2020-01-01' } } }])
    const entries = await left(() => fetch(`${server.url}/api/audit/export?format=xlsx&kind=exported`, { headers: { cookie: `one_map_session=${admin.cookies.get('one_map_session')}` } }))
    expect(entries).toMatchObject([{ kind: 'auditExported', person: 'admin', details: { format: 'xlsx', rows: 3 } }])
  })

  test('an exported log runs nothing', async () => {
    const cookie = (await as('admin')).cookies.get('one_map_session')
    await fetch(`${server.url}/api/people/${encodeURIComponent('none')}`, { headers: { cookie: `one_map_session=${cookie}`, 'user-agent': '=HYPERLINK("http://evil.example")' } })
    await new Browser(server.url, { 'user-agent': '@SUM(1)' }).signIn('=1+1', 'x')
    const response = await fetch(`${server.url}/api/audit/export?format=csv&kind=signInFailed`, { headers: { cookie: `one_map_session=${cookie}` } })
    expect(response.headers.get('content-disposition')).toContain(encodeURIComponent('审计日志.csv'))
    const cells = (await response.text()).split(/[,\r\n]+/)
    expect(cells.some((cell) => cell.includes("'@SUM(1)"))).toBe(true)
    expect(cells.filter((cell) => /^"?[=+@]/.test(cell))).toEqual([])
  })

  test('everybody is told of their own sign-ins, tries on their name and who read or changed what is theirs, but not from where others did', async () => {
    const mine = AuditMine.parse((await (await as('helper')).ask('GET', '/api/audit/mine')).body).rows
    expect(mine.find(({ kind }) => kind === 'readPersonal')).toMatchObject({ own: false, name: '西办', address: null, agent: null })
    expect(mine.some(({ kind, name }) => kind === 'administered' && name === '市管理员')).toBe(true)
    expect(mine.some(({ kind, own: theirs }) => kind === 'passwordChanged' && theirs)).toBe(true)
    expect(mine.map(({ seq }) => seq)).toEqual(mine.map(({ seq }) => seq).sort((a, b) => b - a))
    const west = (await (await as('west')).ask<AuditMine>('GET', '/api/audit/mine')).body.rows
    expect(west.find(({ kind }) => kind === 'signInFailed')).toMatchObject({ own: false, address: '127.0.0.1' })
    expect(west.some(({ kind }) => kind === 'readPersonal')).toBe(false)
    const paged = (await (await as('helper')).ask<AuditMine>('GET', '/api/audit/mine?limit=2')).body
    expect([paged.rows.length, paged.next]).toEqual([2, paged.rows[1].seq])
    expect((await (await as(null)).ask('GET', '/api/audit/mine')).status).toBe(401)
  })
})

describe('the chain', () => {
  const broken = async (noted?: string) => {
    const found = (await verifyAudit(own.database, noted)).broken
    return found && `${found.seq} ${found.why}`
  }

  test('many at once lose nothing and break nothing', async () => {
    const west = await as('west')
    const entries = await left(() => Promise.all(Array.from({ length: 40 }, (_, i) => west.ask('GET', `/api/features/drainage_households/H-1?n=${i}`))))
    expect(entries.length).toBe(40)
    expect(await broken()).toBeNull()
  })

  test('two servers, and a command beside one, write one chain', async () => {
    const { attach } = await import('../db/socket.ts')
    const other = own.places.url ? await openDatabase(own.places) : await attach(files(own.places.directory).socket)
    try {
      const entries = await left(() => Promise.all(Array.from({ length: 40 }, (_, i) => auditLog(i % 2 ? other : own.database).write([{ kind: 'readPersonal', person: 'west', details: { i } }]))))
      expect(entries.map(({ details }) => Number(details.i)).sort((x, y) => x - y)).toEqual(Array.from({ length: 40 }, (_, i) => i))
      expect(await broken()).toBeNull()
    } finally {
      await other.close()
    }
  })

  test('nobody changes or removes an entry; done beneath, the break is named', async () => {
    for (const text of ["update audit_entries set name = 'x' where seq = 3", 'delete from audit_entries where seq = 3', 'delete from audit_entries', 'truncate audit_entries']) await expect(own.database.script(text), text).rejects.toMatchObject({ code: '23000' })
    for (const text of ['delete from audit_entries', "insert into audit_entries (seq, at, kind, digest) values (999999, now(), 'signedIn', '')", 'select expire_audit()'])
      await expect(own.database.as({ person: 'admin', behalf: null }, (db) => db.script(text)), text).rejects.toMatchObject({ code: '42501' })
    expect(await broken()).toBeNull()
    await beneath(`create table aside as select * from audit_entries where seq = 3; update audit_entries set address = '10.0.0.1' where seq = 3`)
    expect(await broken()).toBe('3 altered')
    await beneath('delete from audit_entries where seq = 3')
    expect(await broken()).toBe('3 missing')
    await beneath('insert into audit_entries select * from aside')
    expect(await broken()).toBeNull()
    await beneath('truncate aside; insert into aside select * from audit_entries where seq < 4; delete from audit_entries where seq < 4')
    expect(await broken()).toBe('3 missing')
    await beneath('insert into audit_entries select * from aside')
    const { head: noted } = await verifyAudit(own.database)
    await append(own.database, [{ kind: 'signedOut' }])
    expect(await broken(noted)).toBeNull()
    await beneath(`delete from audit_entries where seq >= ${(await head()) - 1}`)
    expect(await broken()).toBeNull()
    expect(await broken(noted)).toBe(`${await head()} cut off`)
  })

  test('the command says so', async () => {
    const root = fileURLToPath(new URL('../..', import.meta.url))
    const verified = async (...args: string[]) => {
      const child = spawn('npm', ['run', '--silent', 'verify', '--', ...args], { cwd: root, env: { ...process.env, DATABASE_URL: own.places.url ?? '', DATA_DIR: own.places.directory } })
      let said = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()))
      return { code: await new Promise<number | null>((resolve) => child.once('close', resolve)), said }
    }
    const whole = await verified()
    expect([whole.code, whole.said]).toEqual([expect.any(Number), expect.stringMatching(/the audit log holds: \d+ entries\)\n审计摘要 \(audit head\): [0-9a-f]{64}/)])
    expect((await since((await head()) - 1))[0]).toMatchObject({ kind: 'administered', address: 'command', details: { act: 'verify' } })
    await beneath("update audit_entries set kind = 'signedOut' where seq = 1")
    const cut = await verified()
    expect([cut.code, cut.said]).toEqual([1, expect.stringContaining('the audit log breaks at entry 1: it is not as it was written')])
    await beneath("update audit_entries set kind = 'signedIn' where seq = 1")
  })
})

describe('kept by a rule', () => {
  test('there is one in force, of six months at least', async () => {
    const { body } = (await ruleSetOn(own.database, 'audit_retention', today()))!
    expect(AuditRules.parse(body)).toEqual(body)
    expect(AuditRules.safeParse({ keepMonths: 5, repeatMinutes: 10 }).success).toBe(false)
  })

  /** A log of its own with an entry a month, as if it had been written then. */
  const aged = async (months: readonly number[]) => {
    const register = await ownRegister()
    for (const [i, month] of months.entries())
      await register.database.query(sql`
        with made as (
          select jsonb_populate_record(null::audit_entries, jsonb_build_object('seq', ${i + 1}::int, 'kind', 'signedIn', 'about', '[]'::jsonb, 'details', '{}'::jsonb,
            'at', date_trunc('milliseconds', now() - make_interval(months => ${month}::int)))) as entry)
        insert into audit_entries
        select (jsonb_populate_record(entry, jsonb_build_object('digest', audit_digest(coalesce((select digest from audit_entries order by seq desc limit 1), ''), entry)))).* from made`)
    return register
  }

  test('what has run out leaves from the beginning, says so in the chain, and the rest still holds', async () => {
    const old = await aged([40, 39, 37, 35, 20, 1])
    try {
      expect((await verifyAudit(old.database)).broken).toBeNull()
      await expect(old.database.script('delete from audit_entries where seq = 4')).rejects.toMatchObject({ code: '23000' })
      expect(await expire(old.database)).toBe(3)
      expect(await verifyAudit(old.database)).toMatchObject({ entries: 4, from: 4, broken: null })
      expect(await old.database.query(sql`select seq, details ->> 'from' as a, details ->> 'upTo' as b from audit_entries where kind = 'expired'`)).toEqual([{ seq: 7, a: '1', b: '3' }])
      expect(await expire(old.database)).toBe(0)
      // A shorter rule; never shorter than six months.
      await old.database.script(`update rule_sets set body = '{"keepMonths": 1, "repeatMinutes": 10}' where kind = 'audit_retention'`)
      expect(await expire(old.database)).toBe(2)
      expect(await verifyAudit(old.database)).toMatchObject({ entries: 3, from: 6, broken: null })
      // Without a rule nothing goes.
      await old.database.script("delete from rule_sets where kind = 'audit_retention'")
      await expect(old.database.script('delete from audit_entries')).rejects.toMatchObject({ code: '23000' })
      expect(await expire(old.database)).toBe(0)
    } finally {
      await old.close()
    }
    // Another embedded database has to be opened for it.
  }, 240_000)

  test('old entries taken out without the rule saying so are missed', async () => {
    const old = await aged([40, 39, 1])
    try {
      await old.database.script('delete from audit_entries where seq = 1')
      expect((await verifyAudit(old.database)).broken).toMatchObject({ seq: 1, why: 'missing' })
    } finally {
      await old.close()
    }
    // Another embedded database has to be opened for it.
  }, 240_000)
})

test('names and numbers are kept only as far as they are no secret', () => {
  expect(['a', 'abc', 'abcdef', '13900000001', '秘密的口令是'].map(maskedLogin)).toEqual(['…(1)', 'a…(3)', 'ab…(6)', '13…(11)', '秘密…(6)'])
  expect(['139-0000-0001', '甲河', '1234', '12345'].map(maskedDigits)).toEqual(['***-****-0001', '甲河', '1234', '*2345'])
})
