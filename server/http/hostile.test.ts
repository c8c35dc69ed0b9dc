// SQL, script and nonsense in every parameter of every address: nothing breaks, and nothing is done.
import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { addressesOf } from '../../test/addresses.ts'
import { Browser } from '../../test/browser.ts'
import { ownRegister, serve, served } from '../../test/register.ts'
import { begin } from '../accounts/sessions.ts'
import { createRoutes } from '../app.ts'
import { sql } from '../db/sql.ts'
import { createLive } from '../live/live.ts'
import { createTiles } from '../tiles/tiles.ts'

const hostile = ["'; drop table waters;--", "1' or '1'='1", '<script>alert(1)</script>', '${7*7}{{7*7}}', '../../../etc/passwd', '%00', 'x\0y', '-1e999', '[]', '{"$gt":""}', '涌'.repeat(3000), '9'.repeat(400)]
const asked = ['bbox', 'q', 'sort', 'after', 'limit', 'on', 'known', 'month', 'v', 'codes', 'format', 'crs', 'layer', 'file', 'options', 'fate', 'division', 'role', 'to', 'theme', 'since', 'from', 'not', 'scenario', 'direction', 'within', 'hours', 'kind', 'kinds', 'most', 'show', 'by', 'items', 'at', 'section', 'item', 'time', 'here']
const known: Record<string, string> = { layers: 'rivers', layer: 'outfalls', z: '8', x: '208', y: '111', code: 'R', seq: '1', id: randomUUID(), person: 'P', fate: 'new' }

// What a word means to SQL is the server's and the embedded engine's alike; thousands of requests are asked of the quicker one.
test.runIf(served().engine === 'server')('nothing hostile breaks an address, as an administrator or as the public', async () => {
  const own = await ownRegister()
  const { url, close } = await serve(own.database, { ratePerMinute: 0 })
  try {
    await own.database.script(`
      insert into divisions (code, name, level, geom) values ('449000', '榕州市', 'city', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 23)))');
      insert into people (code, name, role, division) values ('P', '甲', 'staff', '449000');
      insert into posts (code, person, role, division, valid_from) values ('G', 'P', 'administrator', '449000', '2020-01-01');
      insert into accounts (code, person, login) values ('A', 'P', 'a');
      insert into waters (code, kind, name, division, geom) values ('R', 'river', '甲河', '449000', 'SRID=4490;LINESTRING(113.1 23.1, 113.2 23.1)')`)
    const tiles = await createTiles(own.database)
    const routes = createRoutes(own.database, tiles, await createLive(own.database, tiles, () => {}), { log: pino({ level: 'silent' }) })
    // Signing out and leaving would end the test, a stream would not end at all.
    const ours = addressesOf(routes.router).filter(({ method, path }) => /^\/(api|tiles|relief)\b/.test(path) && path !== '/api/live' && !(method === 'DELETE' && path === '/api/session'))
    const before = await own.database.query(sql`select (select count(*) from waters) as waters, (select max(seq) from changes) as head, (select jsonb_agg(p) from people p) as people`)
    const browser = new Browser(url)
    browser.cookies.set('one_map_session', await begin(own.database, 'A', 'test'))
    const broken: string[] = []
    const send = async (who: Browser, method: string, path: string, body?: unknown) => {
      const status = await fetch(url + path, {
        method, redirect: 'manual', headers: { 'sec-fetch-site': 'same-origin', cookie: [...who.cookies].map((pair) => pair.join('=')).join('; '), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        body: body === undefined ? undefined : JSON.stringify(body),
      }).then(async (response) => (await response.arrayBuffer(), response.status), () => 599)
      if (status >= 500) broken.push(`${method} ${path.slice(0, 120)} ${JSON.stringify(body)?.slice(0, 80) ?? ''} ${status}`)
    }
    for (const { method, path } of ours)
      for (const text of hostile) {
        const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!)
        const filled = (bad: string | null) => names.reduce((address, name) => address.replace(`:${name}`, encodeURIComponent(name === bad ? text.slice(0, 500) : (known[name] ?? 'x'))), path)
        const query = asked.map((name) => `${name}=${encodeURIComponent(text.slice(0, 300))}`).join('&')
        const writes = ['POST', 'PUT', 'PATCH'].includes(method)
        for (const bad of names) await send(browser, method, filled(bad), writes ? {} : undefined)
        if (method === 'GET') for (const who of [browser, new Browser(url)]) await send(who, method, `${filled(null)}?${query}`)
        if (writes) for (const body of [text, [text], { id: text, operations: text }, { id: randomUUID(), operations: [{ op: 'update', layer: 'rivers', code: text, version: 1, fields: { [text]: text } }] }]) await send(browser, method, filled(null), body)
      }
    expect(broken).toEqual([])
    expect(await own.database.query(sql`select (select count(*) from waters) as waters, (select max(seq) from changes) as head, (select jsonb_agg(p) from people p) as people`)).toEqual(before)
  } finally {
    await close()
    await own.close()
  }
}, 240_000)
