import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { LookRecord, SuspectsAnswer } from '../../domain/suspects/schemas.ts'
import type { Browser } from '../../test/browser.ts'
import { browserOf, ownRegister, serve } from '../../test/register.ts'

/**
 * A reach R of 1000 m with a section S at 900. Outfall a at 300 with a unit and two households behind it, outfall b at 950, below S.
 * Ten ordinary months and a bad July.
 */
const script = `
  insert into divisions (code, name, level, geom) values ('449000', '榕州市', 'city', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 23)))');
  insert into waters (code, kind, name, division, flow_mode, length_m, width_m, geom) values ('V', 'river', '甲河', '449000', 'one_way', 1000, 8, 'SRID=4490;LINESTRING(113.1 23.1, 113.11 23.1)');
  insert into waters (code, kind, name, river, river_from_m, river_to_m, division, flow_mode, length_m, width_m, geom) values ('R', 'reach', '甲河上段', 'V', 0, 1000, '449000', 'one_way', 1000, 8, 'SRID=4490;LINESTRING(113.1 23.1, 113.11 23.1)');
  insert into sections (code, name, kind, water, measure_m, division, target_class, geom) values ('S', '甲断面', '市考', 'R', 900, '449000', 'Ⅲ', 'SRID=4490;POINT(113.109 23.1)');
  insert into outfalls (code, name, class1, class2, water, measure_m, division, geom) values
    ('a', '甲排口', '其他排口', '城镇生活污水散排口', 'R', 300, '449000', 'SRID=4490;POINT(113.103 23.1)'), ('b', '乙排口', '其他排口', '城镇生活污水散排口', 'R', 950, '449000', 'SRID=4490;POINT(113.1095 23.1)');
  insert into drainage_units (code, name, kind, outfall, division, connection_wells, geom) values ('u', '部队营区1号', '部队类', 'a', '449000', 2, 'SRID=4490;MULTIPOLYGON(((113.103 23.101,113.104 23.101,113.104 23.102,113.103 23.101)))');
  insert into drainage_households (code, name, class, subclass, unit, division, geom) values ('h', '甲店', '餐饮排污类', '餐饮店', 'u', '449000', 'SRID=4490;POINT(113.1035 23.1015)');
  insert into household_owners (household, owner, phone) values ('h', '张三丰', '13800000000');
  insert into samples (code, section, taken_at, kind, readings)
    select 'S-' || m, 'S', make_timestamptz(2025, 8, 3, 10, 0, 0, 'Asia/Shanghai') + make_interval(months => m), 'monthly', '{"NH3N": 0.4, "TP": 0.1, "COD": 12}' from generate_series(0, 10) m;
  insert into samples (code, section, taken_at, kind, readings) values ('S-bad', 'S', '2026-07-03 10:00+08', 'monthly', '{"NH3N": 4.2, "TP": 0.6, "COD": 48}');
  ${['office', 'delegate'].map((role) => `
    insert into people (code, name, role, division) values ('P-${role}', '${role}', 'staff', '449000');
    insert into posts (code, person, role, division, valid_from) values ('G-${role}', 'P-${role}', '${role}', '449000', '2020-01-01');
    insert into accounts (code, person, login) values ('A-${role}', 'P-${role}', '${role}');`).join('')}`

async function city(work: (as: (who: 'office' | 'delegate' | null) => Promise<Browser>, url: string) => Promise<void>) {
  const own = await ownRegister()
  const { url, close } = await serve(own.database, { ratePerMinute: 0 })
  try {
    await own.database.script(script)
    await work((who) => browserOf(own.database, url, who && `A-${who}`), url)
  } finally {
    await close()
    await own.close()
  }
}

const july = '/api/suspects?section=S&month=2026-07'

test('the worst sample of the month is asked about: what drains above it is ranked, what drains below it says why not', () =>
  city(async (as) => {
    const { status, body } = await (await as('office')).ask<SuspectsAnswer>('GET', july)
    expect(status).toBe(200)
    expect(body.inquiry).toEqual({ place: 'S', item: 'NH3N', sampledAt: '2026-07-03T10:00:00+08:00' })
    expect(body.items[0]).toMatchObject({ item: 'NH3N', value: 4.2, usual: 0.4, limit: 1 })
    expect(body.suspects.map(({ code }) => code).toSorted()).toEqual(['a', 'h', 'u'])
    expect(body.suspects.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
    for (const { score, terms } of body.suspects) expect(terms.reduce((sum, { factor }) => sum + factor, 0)).toBeCloseTo(score)
    expect(body.suspects.find(({ code }) => code === 'h')!.chain.map(({ code }) => code)).toEqual(['h', 'u', 'a'])
    expect(body.excluded.list).toEqual([{ layer: 'outfalls', code: 'b', name: '乙排口', reason: 'notConnected', metres: 50 }])
    expect([body.count, body.more, body.rules.proposal]).toEqual([3, false, true])
    expect((await (await as('office')).ask<SuspectsAnswer>('GET', `${july}&limit=1&from=1`)).body.suspects.map(({ place }) => place)).toEqual([2])
  }))

test('nobody outside is told who is suspected, and owners and telephones are told to nobody', () =>
  city(async (as) => {
    for (const path of [july, `${july.replace('suspects', 'suspects/pack')}`]) {
      expect((await (await as(null)).ask('GET', path)).status).toBe(401)
      expect((await (await as('delegate')).ask('GET', path)).status).toBe(403)
    }
    expect(JSON.stringify((await (await as('office')).ask('GET', july)).body)).not.toMatch(/张三丰|13800000000/)
  }))

test('a look re-ranks; sent again it is the same look, and another under its id is refused', () =>
  city(async (as) => {
    const office = await as('office')
    const before = (await office.ask<SuspectsAnswer>('GET', july)).body
    const look = { id: randomUUID(), ...before.inquiry, layer: 'outfalls', code: 'a', result: 'dry', lookedAt: '2026-07-04T09:00:00+08:00' }
    const first = await office.ask<LookRecord>('POST', '/api/looks', look)
    expect([first.status, first.body.by, first.body.result]).toEqual([201, 'office', 'dry'])
    expect(await office.ask('POST', '/api/looks', look)).toMatchObject({ status: 200, body: first.body })
    expect(await office.ask('POST', '/api/looks', { ...look, result: 'high' })).toMatchObject({ status: 409, body: { code: 'lookReused' } })
    const after = (await office.ask<SuspectsAnswer>('GET', july)).body
    expect(after.looks.map(({ id }) => id)).toEqual([look.id])
    expect(after.suspects.find(({ code }) => code === 'a')!.terms.find(({ id }) => id === 'look')!.factor).toBeCloseTo(Math.log(0.12 / 0.6))
    expect(after.next.map(({ code }) => code)).not.toContain('a')
    // A later one that puts it right: the first no longer counts, and stays.
    await office.ask('POST', '/api/looks', { ...look, id: randomUUID(), result: 'notFound', corrects: look.id })
    const corrected = (await office.ask<SuspectsAnswer>('GET', july)).body
    expect(corrected.looks).toHaveLength(2)
    expect(corrected.suspects.map(({ code, share }) => [code, share.toFixed(9)]))
      .toEqual(before.suspects.map(({ code, share }) => [code, share.toFixed(9)]))
    expect((await (await as('delegate')).ask('POST', '/api/looks', { ...look, id: randomUUID() })).status).toBe(403)
    expect((await office.ask('POST', '/api/looks', { ...look, id: randomUUID(), code: null })).status).toBe(400)
  }))

test('the evidence pack is a PDF, and a GeoPackage with its four layers', () =>
  city(async (as, url) => {
    const office = await as('office')
    const cookie = [...office.cookies].map((pair) => pair.join('=')).join('; ')
    const taken = async (format: string) => {
      const response = await fetch(`${url}${july.replace('suspects', 'suspects/pack')}&format=${format}`, { headers: { cookie } })
      return { type: response.headers.get('content-type'), bytes: Buffer.from(await response.arrayBuffer()) }
    }
    const pdf = await taken('pdf')
    expect([pdf.type, pdf.bytes.subarray(0, 5).toString()]).toEqual(['application/pdf', '%PDF-'])
    const geo = await taken('gpkg')
    expect(geo.type).toBe('application/geopackage+sqlite3')
    for (const layer of ['reaches', 'suspects', 'looks', 'excluded']) expect(geo.bytes.includes(`create table ${layer} `) || geo.bytes.includes(`CREATE TABLE ${layer} `)).toBe(true)
    expect(geo.bytes.includes('13800000000')).toBe(false)
  }))

test('a section that is not there, one never sampled, and a place without item and time are said by name', () =>
  city(async (as) => {
    const code = async (query: string) => (await (await as('office')).ask<{ code: string }>('GET', `/api/suspects?${query}`)).body.code
    expect([await code('section=X'), await code('section=S&month=2020-01'), await code('at=R@500'), await code('at=R@5000&item=TP&time=2026-07-03T10:00:00%2B08:00'), await code('')])
      .toEqual(['featureUnknown', 'sampleNone', 'inputInvalid', 'beyondEnd', 'inputInvalid'])
    const anywhere = await (await as('office')).ask<SuspectsAnswer>('GET', '/api/suspects?at=R@500&item=TP&time=2026-07-03T10:00:00%2B08:00')
    expect(anywhere.body.suspects.map(({ code }) => code)).toContain('a')
  }))
