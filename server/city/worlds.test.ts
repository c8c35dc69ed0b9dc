// Demonstration and real are two worlds: who is let in where, and how the one ends.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import type { DemoPerson, SessionState } from '../../domain/accounts/schemas.ts'
import type { ProblemBody } from '../../domain/problem.ts'
import type { Settings } from '../../domain/city/schemas.ts'
import { demoPassword } from '../../domain/accounts/demonstration.ts'
import { Browser } from '../../test/browser.ts'
import { getJson } from '../../test/http.ts'
import { ownRegister, serve, served, type OwnRegister } from '../../test/register.ts'
import { bySubject } from '../accounts/queries.ts'
import { openDatabase } from '../db/open.ts'
import { hashOf } from '../accounts/password.ts'
import { sql } from '../db/sql.ts'

/** Several commands one after the other, each a start of Node, on a busy machine. */
const commandsMs = 240_000

const leave: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of leave.splice(0).reverse()) await step()
})

/** A small demonstration as the city's build leaves one: its rows are not in the record. */
const demonstration = async (): Promise<OwnRegister> => {
  const own = await ownRegister()
  leave.push(own.close)
  const kept = await hashOf(demoPassword)
  await own.database.transaction((tx) => tx.script(`
    select begin_change(gen_random_uuid(), 'city', '榕州市, seed 1, scale 1');
    alter table divisions disable trigger divisions_recorded; alter table people disable trigger people_recorded; alter table posts disable trigger posts_recorded;
    alter table accounts disable trigger accounts_recorded; alter table waters disable trigger waters_recorded; alter table tenures disable trigger tenures_recorded;
    insert into city (name, source, seed, scale) values ('榕州市', 'demonstration', 1, 1);
    insert into divisions (code, name, level, geom) values ('449000', '榕州市', 'city', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 23)))');
    insert into waters (code, kind, name, division, geom) values ('R', 'river', '甲河', '449000', 'SRID=4490;LINESTRING(113.1 23.5, 113.12 23.5)');
    insert into people (code, name, role, division) values ('admin', '林市办', 'staff', '449000'), ('chief', '王河长', 'chief', '449000');
    insert into posts (code, person, role, division, valid_from) values ('G-admin', 'admin', 'administrator', '449000', '2020-01-01'), ('G-chief', 'chief', 'chief', '449000', '2020-01-01');
    insert into tenures (code, person, level, water, valid_from) values ('T', 'chief', 'city', 'R', '2021-01-01');
    insert into accounts (code, person, login, password, subject) values ('A-admin', 'admin', '19900000001', '${kept}', 'issuer admin'), ('A-chief', 'chief', '19900000002', '${kept}', null);
    insert into demonstration_people (person) values ('admin'), ('chief');
    set constraints all immediate;
    alter table divisions enable trigger divisions_recorded; alter table people enable trigger people_recorded; alter table posts enable trigger posts_recorded;
    alter table accounts enable trigger accounts_recorded; alter table waters enable trigger waters_recorded; alter table tenures enable trigger tenures_recorded`))
  return own
}

const servedAs = async ({ database }: OwnRegister, options: Parameters<typeof serve>[1]) => {
  const site = await serve(database, options)
  leave.push(site.close)
  return site.url
}
const listed = async (url: string) => (await getJson<DemoPerson[]>(`${url}/api/session/demonstration`)).body.map(({ login }) => login).sort()
const signIn = async (url: string, login: string, password = demoPassword) => {
  const browser = new Browser(url)
  const { status, body } = await browser.signIn<SessionState & ProblemBody>(login, password)
  return { browser, status, body }
}
const whoIs = async (browser: Browser) => (await browser.ask<SessionState>('GET', '/api/session')).body.actor?.name ?? null
const settings = async (url: string) => (await getJson<Settings>(`${url}/api/settings`)).body.city

/** A command as an operator types it, with nobody there to answer; what it said. */
const command = async (own: OwnRegister, script: string, ...words: string[]) => {
  const ran = promisify(execFile)(process.execPath, ['--import', 'tsx', script, ...words], { env: { ...process.env, DATA_DIR: own.places.directory, DATABASE_URL: own.places.url ?? '', VITEST: '' } })
  ran.child.stdin?.end()
  return ran.then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (failed: { code: number; stdout: string; stderr: string }) => ({ code: failed.code, said: failed.stdout + failed.stderr }),
  )
}
const account = (own: OwnRegister, ...words: string[]) => command(own, 'server/accounts/main.ts', '--login', '13900000001', '--name', '真管理员', ...words)

test('everybody of the built city is marked as of a demonstration', async () => {
  const database = await openDatabase(served().city, { attachable: true })
  leave.push(() => database.close())
  expect(await database.query(sql`select count(*) = (select count(*) from demonstration_people where not trial) as all, count(*) > 0 as any from people`)).toEqual([{ all: true, any: true }])
})

test('people of a demonstration are listed and let in only where it is served as one, whichever way they come', async () => {
  const own = await demonstration()
  const [shown, closed] = [await servedAs(own, { demonstration: true }), await servedAs(own, {})]
  expect([await listed(shown), await listed(closed)]).toEqual([['19900000001', '19900000002'], []])
  const inside = await signIn(shown, '19900000001')
  expect([inside.status, (await signIn(closed, '19900000001')).status]).toEqual([201, 401])
  // The same session at the other door, as after a restart without the word.
  const outside = new Browser(closed)
  for (const [name, key] of inside.browser.cookies) outside.cookies.set(name, key)
  expect([await whoIs(inside.browser), await whoIs(outside)]).toEqual(['林市办', null])
  for (const [served, found] of [[true, 'A-admin'], [false, null]] as const) {
    const door = { ...own.database, demonstration: served }
    expect([await bySubject(door, 'issuer admin', null), await bySubject(door, 'issuer anew', '19900000001')]).toEqual([found, null])
  }
  expect([await settings(shown), await settings(closed)])
    .toMatchObject([{ demonstration: true, exposed: false, sample: false }, { demonstration: false, exposed: false, sample: true }])
})

test('a demonstration that others can reach says so to every page; a real city never does', async () => {
  const own = await demonstration()
  expect(await settings(await servedAs(own, { demonstration: true, exposed: true }))).toMatchObject({ demonstration: true, exposed: true })
  await own.database.query(sql`update city set source = 'import'`)
  const real = await servedAs(own, { demonstration: true, exposed: true })
  expect(await settings(real)).toMatchObject({ demonstration: false, exposed: false, sample: false })
  expect([await listed(real), (await signIn(real, '19900000001')).status]).toEqual([[], 401])
})

test('whom people of a demonstration enter is of it too, and is not offered for one click', async () => {
  const own = await demonstration()
  const shown = await servedAs(own, { demonstration: true })
  const { browser } = await signIn(shown, '19900000001')
  const made = await browser.ask<{ person: string; password: string }>('POST', '/api/people', { id: crypto.randomUUID(), name: '试用者', division: '449000', posts: [{ role: 'supervisor', division: '449000', from: '2026-01-01', to: null }], account: { login: '13911112222' } })
  expect(made.status, JSON.stringify(made.body)).toBeLessThan(300)
  expect(await own.database.query(sql`select p.name, d.trial from demonstration_people d join people p on p.code = d.person where d.trial`)).toEqual([{ name: '试用者', trial: true }])
  expect(await listed(shown)).toEqual(['19900000001', '19900000002'])
})

test('the first real account asks first, and ends the demonstration at once for a server that runs', async () => {
  const own = await demonstration()
  const shown = await servedAs(own, { demonstration: true })
  const { browser } = await signIn(shown, '19900000001')
  const asked = await account(own)
  expect([asked.code, asked.said]).toEqual([1, expect.stringMatching(/2 个演示人员（2 个账号）[^]*--end-demonstration/)])
  expect(await whoIs(browser)).toBe('林市办')
  // What cannot be done ends nothing either.
  expect((await account(own, '--division', '999999', '--end-demonstration')).code).toBe(1)
  expect(await whoIs(browser)).toBe('林市办')
  const done = await account(own, '--end-demonstration')
  expect([done.code, done.said]).toEqual([0, expect.stringContaining('演示已结束')])
  expect([await whoIs(browser), (await signIn(shown, '19900000002')).status, await listed(shown)]).toEqual([null, 401, []])
  const real = await signIn(shown, '13900000001', /密码（只显示这一次）：(\S+)/.exec(done.said)![1])
  // Nobody yet: the first password is changed before anything else.
  expect([real.status, (await real.browser.ask<SessionState>('GET', '/api/session')).body]).toEqual([201, expect.objectContaining({ actor: null, who: { name: '真管理员', login: '13900000001' }, pending: ['password'] })])
  expect(await own.database.query(sql`select (select count(*) from people) as people, (select count(*) from sessions) as sessions, (select count(*) from tenures) as tenures, (select count(*) from waters) as waters`)).toEqual([{ people: 1, sessions: 1, tenures: 0, waters: 1 }])
  expect(await settings(shown)).toMatchObject({ demonstration: false, sample: true })
  expect([(await own.database.query(sql`select * from record_break()`)), await own.database.query(sql`select * from record_strays()`)]).toEqual([[], []])
  // Nothing of it is left to ask about.
  expect((await account(own)).said).not.toContain('演示')
}, commandsMs)

test('the first import by command asks first and ends it; a rehearsal and a file in error end nothing', async () => {
  const own = await demonstration()
  const shown = await servedAs(own, { demonstration: true })
  const { browser } = await signIn(shown, '19900000001')
  const folder = mkdtempSync(join(tmpdir(), 'one-map-worlds-'))
  leave.push(async () => rmSync(folder, { recursive: true, force: true }))
  const file = (name: string, ...names: (string | null)[]) => {
    writeFileSync(join(folder, name), JSON.stringify({ type: 'FeatureCollection', features: names.map((one, i) => ({ type: 'Feature', properties: { code: `X-${i}`, name: one, level: 'city' }, geometry: { type: i ? 'Point' : 'LineString', coordinates: i ? [113, 23] : [[113.2, 23.4], [113.22, 23.4]] } })) }))
    return join(folder, name)
  }
  const [good, bad] = [file('good.geojson', '真河'), file('bad.geojson', '真河', '点')]
  const bring = (...words: string[]) => command(own, 'server/imports/main.ts', ...words, '--layer', 'rivers')
  const rehearsed = await bring(good, '--dry-run')
  expect([rehearsed.code, rehearsed.said]).toEqual([0, expect.stringContaining('先问是否结束演示')])
  expect((await bring(good)).code).toBe(2)
  expect((await bring(bad, '--end-demonstration')).code).toBe(2)
  expect(await whoIs(browser)).toBe('林市办')
  const done = await bring(good, '--end-demonstration')
  expect([done.code, done.said]).toEqual([0, expect.stringContaining('演示已结束')])
  expect([await whoIs(browser), await listed(shown)]).toEqual([null, []])
  expect(await own.database.query(sql`select source, (select count(*) from waters) as waters from city`)).toEqual([{ source: 'sample', waters: 2 }])
}, commandsMs)

test('a register of the version before is marked by whom the record saw come: a real administrator and whom that one entered are not', async () => {
  const own = await demonstration()
  await own.database.script(`
    drop trigger people_demonstration on people;
    drop table demonstration_people;
    insert into people (code, name, role, division) values ('real', '真管理员', 'staff', '449000')`)
  const entered = async (by: string, code: string) => own.database.transaction(async (tx) => {
    await tx.query(sql`select set_config('one_map.person', ${by}, true)`)
    await tx.query(sql`insert into people (code, name, role, division) values (${code}, ${code}, 'staff', '449000')`)
  })
  await entered('admin', 'trial')
  await entered('trial', 'trial-2')
  await entered('real', 'colleague')
  await own.database.script(readFileSync('sql/190_demonstration.sql', 'utf8'))
  expect(await own.database.query(sql`select person, trial from demonstration_people order by person`)).toEqual([
    { person: 'admin', trial: false }, { person: 'chief', trial: false }, { person: 'trial', trial: true }, { person: 'trial-2', trial: true },
  ])
})

test('a register that was never a demonstration has nobody marked after the upgrade', async () => {
  const own = await demonstration()
  await own.database.script(`
    drop trigger people_demonstration on people;
    drop table demonstration_people;
    update city set source = 'import', seed = null`)
  await own.database.script(readFileSync('sql/190_demonstration.sql', 'utf8'))
  expect(await own.database.query(sql`select person from demonstration_people`)).toEqual([])
})
