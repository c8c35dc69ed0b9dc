// Every address by every role: what each lets in is declared, and is what happens.
import { expect, test } from 'vitest'
import { may, rights, roleIds, type Actor } from '../../domain/roles.ts'
import { addressesOf, descriptionOf, saidOf } from '../../test/addresses.ts'
import { Browser } from '../../test/browser.ts'
import { browserOf, ownRegister, serve } from '../../test/register.ts'

const endsSession = ({ method, path }: { method: string; path: string }) => method === 'DELETE' && path === '/api/session'
const fill = (path: string) => path.replace(':layers', 'rivers').replace(':layer', 'rivers').replace(/:[xyz]\b/g, '8').replace(/:\w+/g, 'x')

test('every address is described, says who may, and lets in exactly those', async () => {
  const own = await ownRegister()
  const { url, close } = await serve(own.database)
  try {
    const ours = await addressesOf(own.database)
    expect(ours.length).toBeGreaterThan(15)
    expect(ours.filter(({ allow }) => allow === undefined)).toEqual([])

    const description = await descriptionOf(url)
    const undescribed = ours.filter((address) => address.path !== '/api/openapi.json' && !saidOf(description, address))
    expect(undescribed).toEqual([])

    await own.database.script(`
      insert into divisions (code, name, level, geom) values ('449000', '榕州市', 'city', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 23)))');
      ${roleIds.map((role) => `
        insert into people (code, name, role, division) values ('P-${role}', '甲', 'staff', '449000');
        insert into posts (code, person, role, division, valid_from) values ('G-${role}', 'P-${role}', '${role}', '449000', '2020-01-01');
        insert into accounts (code, person, login) values ('A-${role}', 'P-${role}', '${role.replaceAll('_', '')}');`).join('')}`)
    const wrong: string[] = []
    // The stream of changes never ends; it lets everybody in (live.test.ts). Signing out is asked last.
    const asked = ours.filter(({ path }) => path !== '/api/live').sort((one, other) => Number(endsSession(one)) - Number(endsSession(other)))
    await Promise.all([null, ...roleIds].map(async (who) => {
      const actor: Actor | null = who && { account: '', person: '', name: '', behalf: null, posts: [{ role: who, division: '449000', place: '榕州市' }] }
      const browser = await browserOf(own.database, url, who && `A-${who}`)
      for (const { method, path, allow } of asked) {
        const { status, body } = await browser.ask<{ code?: string } | null>(method, fill(path), ['PUT', 'POST', 'PATCH'].includes(method) ? {} : undefined).catch(() => ({ status: 200, body: null }))
        const refused = (status === 401 && body?.code === 'signInFirst') || (status === 403 && body?.code === 'notAllowed')
        if (refused === may(actor, allow!)) wrong.push(`${who ?? 'public'}: ${method} ${path} ${allow} ${status}`)
      }
    }))
    expect(wrong).toEqual([])
  } finally {
    await close()
    await own.close()
  }
})

test('every right is some role’s', () => {
  for (const [right, held] of Object.entries(rights)) expect(held.length, right).toBeGreaterThan(0)
})

test('whoever asks too often is told to wait; somebody signed in at the same address is not', async () => {
  const own = await ownRegister()
  const { url, close } = await serve(own.database, { ratePerMinute: 5 })
  try {
    await own.database.script(`
      insert into people (code, name, role) values ('P', '甲', 'staff');
      insert into accounts (code, person, login) values ('A', 'P', 'a')`)
    const codes: number[] = []
    for (let i = 0; i < 6; i++) codes.push((await fetch(`${url}/api/settings`)).status)
    expect(codes).toEqual([200, 200, 200, 200, 200, 429])
    const refused = await new Browser(url).ask<{ code: string }>('GET', '/api/settings')
    expect([refused.body.code, Number(refused.headers.get('retry-after')) > 0]).toEqual(['tooMany', true])
    const mine = await browserOf(own.database, url, 'A')
    expect((await mine.ask('GET', '/api/settings')).status).toBe(200)
    expect((await fetch(`${url}/api/health`)).status).toBe(200)
  } finally {
    await close()
    await own.close()
  }
})
