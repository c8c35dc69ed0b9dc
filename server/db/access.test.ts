// Who sees and changes what is the database's own decision.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeaturePage } from '../../domain/features/schemas.ts'
import type { WaterCard } from '../../domain/waters/schemas.ts'
import { layerIds } from '../../domain/catalogue.ts'
import { withinOf } from '../../domain/roles.ts'
import { ownRegister, served, type OwnRegister } from '../../test/register.ts'
import type { Asker } from './database.ts'
import { openDatabase } from './open.ts'
import { identifier, sql } from './sql.ts'

let own: OwnRegister
beforeAll(async () => {
  own = await ownRegister('drawn')
  await own.database.script(`
    insert into people (code, name, role, division) values ('former', '陈', 'chief', '449003');
    insert into contacts (person, phone) select code, 'phone of ' || code from people;
    insert into posts (code, person, role, division, valid_from, valid_to) values ('ended', 'planner', 'office', '449000', '2019-01-01', '2020-01-01');
    insert into tenures (code, person, level, water, valid_from, valid_to) values ('T-2', 'former', 'district', 'R', '2018-01-01', '2021-01-01')`)
})
afterAll(() => own.close())

const phonesSeenBy = async (person: string | null, behalf: string | null = null) => {
  const asker: Asker | null = person === null ? null : { person, behalf: behalf === null ? null : { person: behalf } }
  const rows = await own.database.as(asker, (db) => db.query<{ person: string }>(sql`select person from contacts order by person`))
  return rows.map((row) => row.person)
}

test('the public sees whom to call by the river, and nobody else', async () => {
  expect(await phonesSeenBy(null)).toEqual(['chief'])
})

test('an office sees the numbers of its division and below; a post that has ended, or another trade, sees none but its own', async () => {
  expect(await phonesSeenBy('city')).toEqual(['admin', 'chief', 'city', 'delegate', 'east', 'former', 'helper', 'planner', 'town', 'west', 'works'])
  expect(await phonesSeenBy('west')).toEqual(['chief', 'delegate', 'former', 'helper', 'town', 'west', 'works'])
  expect(await phonesSeenBy('east')).toEqual(['chief', 'east'])
  expect(await phonesSeenBy('planner')).toEqual(['chief', 'planner'])
})

test('on behalf of a chief one sees what the chief sees', async () => {
  expect(await phonesSeenBy('helper', 'chief')).toEqual(['chief', 'helper'])
})

test('a name in one transaction is forgotten in the next', async () => {
  await phonesSeenBy('city')
  for (let i = 0; i < 12; i++) expect(await phonesSeenBy(null)).toEqual(['chief'])
})

test('the role of requests reads no secrets, and changes what is somebody’s to change and nothing else', async () => {
  const asked = (text: string, person = 'planner') => own.database.as({ person, behalf: null }, (db) => db.script(text))
  const all = () => own.database.query(sql`select (select jsonb_agg(to_jsonb(w) - 'geom') from waters w) as waters, (select jsonb_agg(c) from contacts c) as contacts, (select jsonb_agg(p) from posts p) as posts`)
  const before = await all()
  for (const table of ['accounts', 'sessions', 'devices', 'sign_in_failures']) await expect(asked(`select * from ${table}`, 'city'), table).rejects.toMatchObject({ code: '42501' })
  for (const text of ["insert into contacts values ('x', 'y')", "insert into posts values ('9', 'planner', 'administrator', '449000', '2020-01-01')", "insert into outfalls (code, name, class1, geom) values ('X', 'x', 'x', 'SRID=4490;POINT(113 23)')",
    'truncate waters', 'drop table waters', 'alter table contacts disable row level security', 'create table mine (x int)', 'delete from changes', 'insert into change_items (change, ord) values (1, 99)', "select record_item('waters', 'R', 'rivers', 'delete', null, null, null)", 'update layer_versions set version = 0'])
    await expect(asked(text, 'planner'), text).rejects.toMatchObject({ code: '42501' })
  // What is not theirs is not there to be changed.
  for (const text of ["update waters set name = 'x'", 'delete from contacts', 'delete from posts', "update posts set role = 'administrator'"]) await asked(text)
  expect(await all()).toEqual(before)
})

test('what fails in somebody’s name leaves nothing, and the connection is the owner’s again', async () => {
  await expect(own.database.as(null, async (db) => { await db.query(sql`select 1 as one`); throw new Error('ours') })).rejects.toThrow('ours')
  for (let i = 0; i < 12; i++) {
    const [row] = await own.database.query<{ name: string }>(sql`select current_user::text as name`)
    expect(row.name).not.toBe('one_map_app')
  }
})

test('who is told that they may change a thing, may: policies and the question of one row say the same', async () => {
  const { database } = own
  await database.script(`
    insert into grids (code, name, division, geom) values ('G', '格', '449003', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 23)))')`)
  const tables = await database.query<{ name: string; place: string; water: string | null; point: boolean }>(sql`
    select t.name, t.place, t.water, exists (select from layers l where l."table" = t.name and l.geometry = 'point') as point from layer_tables t order by t.name`)
  // Things in one district and the other, and nowhere, on a water somebody answers for and on none.
  for (const { name, water, point } of tables.filter((table) => table.point)) {
    const [more, value] = [{ outfalls: ', class1', gates: ', kind', pollution_sources: ', kind' }[name] ?? '', { outfalls: ", '其他'", gates: ", '水闸'", pollution_sources: ", '水体'" }[name] ?? '']
    for (const [n, division] of ["'449003'", "'449005'", 'null'].entries())
      for (const [m, on] of ["'R-01'", 'null'].entries())
        if (point) await database.script(`insert into ${name} (code, name, division, geom ${more} ${water ? ', water' : ''}) values ('T-${n}${m}', '物', ${division}, 'SRID=4490;POINT(113 23)' ${value} ${water ? `, ${on}` : ''})`)
  }
  const counted: Record<string, number> = {}
  for (const person of [null, 'admin', 'city', 'west', 'east', 'works', 'planner', 'chief'])
    for (const { name, place, water } of tables) {
      const { said, done } = await database.as(person === null ? null : { person, behalf: null }, async (db) => ({
        said: await db.query<{ code: string }>(sql`select code from ${identifier(name)} where actor_changes(${name}, ${identifier(place)}, ${water ? identifier(water) : sql`null`}) order by code`),
        done: await db.query<{ code: string }>(sql`with changed as (update ${identifier(name)} set name = name returning code) select code from changed order by code`),
      }))
      expect([person, name, done]).toEqual([person, name, said])
      counted[String(person)] = (counted[String(person)] ?? 0) + done.length
    }
  expect(counted).toMatchObject({ null: 0, planner: 0 })
  expect([counted.admin > counted.city, counted.city > counted.west, counted.west > counted.works, counted.chief > 0])
    .toEqual([true, true, true, true])
})

test('a division reaches as far in the database as in the rules', async () => {
  const codes = ['449000', '449003', '449003104', '449003104005', '440100']
  const rows = await own.database.query<{ code: string; within: string }>(sql`select code, division_within(code) as within from unnest(${codes}::text[]) code`)
  expect(rows.map(({ within }) => within)).toEqual(codes.map(withinOf))
})

// What rules say of an answer; the embedded engine's answers are held equal (engines.test.ts).
test.runIf(served().engine === 'server')('nothing the public is sent holds a number that is not on a board, or anything of an account', async () => {
  const { url, city } = served()
  const owner = await openDatabase(city, { attachable: true })
  const hidden = (await owner.query<{ phone: string }>(sql`
    select phone from contacts c where not exists (select from tenures t where t.person = c.person and t.valid_from <= current_date and (t.valid_to is null or t.valid_to > current_date))`)).map(({ phone }) => phone)
  const owners = (await owner.query<{ phone: string }>(sql`select phone from household_owners order by household limit 400`)).map(({ phone }) => phone)
  const barracks = await owner.query<{ code: string; name: string; at: [number, number] }>(sql`select code, name, array[st_x(st_pointonsurface(geom)), st_y(st_pointonsurface(geom))] as at from drainage_units where kind = '部队类'`)
  const names = await owner.query<{ name: string }>(sql`select name from people where role in ('staff', 'delegate') order by code limit 20`)
  await owner.close()
  expect([hidden.length > 50, owners.length > 50, barracks.length > 0]).toEqual([true, true, true])

  const sent: [string, string][] = []
  const take = async (path: string): Promise<string> => {
    const body = Buffer.from(await (await fetch(url + path)).arrayBuffer()).toString('latin1')
    sent.push([path, body])
    return body
  }
  for (const path of ['/api/settings', '/api/layers', '/api/state', '/api/session', '/api/openapi.json', '/api/health']) await take(path)
  const codes: string[] = []
  for (const layer of layerIds) {
    const page = JSON.parse(Buffer.from(await take(`/api/features/${layer}?limit=1000`), 'latin1').toString()) as FeaturePage
    const some = page.rows.filter((_, i) => i % Math.ceil(page.rows.length / 15) === 0).map((row) => String(row.code))
    for (const code of some) await take(`/api/features/${layer}/${encodeURIComponent(code)}`)
    if (['rivers', 'reaches', 'lakes', 'reservoirs', 'small_waters'].includes(layer)) codes.push(...some)
    for (const [z, x, y] of [[9, 417, 222], [11, 1668, 888], [13, 6672, 3553]]) await take(`/tiles/${layer}/${z}/${x}/${y}.mvt`)
  }
  for (const code of codes) for (const on of ['', '?on=2019-06-01', '?on=2022-06-01']) await take(`/api/waters/${encodeURIComponent(code)}${on}`)
  for (const q of [...names.map(({ name }) => name), ...hidden.slice(0, 10)]) await take(`/api/search?q=${encodeURIComponent(q)}`)

  // Where troops are quartered, in every way one could ask: tile, search, card, page, export, past.
  for (const { code, name, at: [lon, lat] } of barracks.slice(0, 5)) {
    const [x, y] = [
      Math.floor(((lon + 180) / 360) * 2 ** 14), Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** 14),
    ]
    for (const path of [`/tiles/drainage_units/14/${x}/${y}.mvt`, `/api/search?q=${encodeURIComponent(name)}`, `/api/features/drainage_units?q=${encodeURIComponent(code)}`, `/api/export/drainage_units?format=geojson&codes=${encodeURIComponent(code)}`,
      `/api/past/drainage_units?bbox=${lon - 0.01},${lat - 0.01},${lon + 0.01},${lat + 0.01}&on=2021-01-01`]) await take(path)
    expect((await fetch(`${url}/api/features/drainage_units/${encodeURIComponent(code)}`)).status).toBe(404)
  }
  await take('/api/export/drainage_households?format=csv')

  const cards = sent.filter(([path]) => path.startsWith('/api/waters/'))
  expect(cards.some(([, body]) => (JSON.parse(Buffer.from(body, 'latin1').toString()) as WaterCard).chiefs.now.some(({ phone }) => phone))).toBe(true)
  const secret = new RegExp(`scrypt\\$|${[...hidden, ...owners].map((phone) => phone.replaceAll('-', '-?')).join('|')}`)
  const troops = new RegExp(barracks.flatMap(({ code }) => [code]).join('|'))
  expect(sent.filter(([path, body]) => !path.includes('codes=') && !path.startsWith('/api/search') && !path.includes('?q=') && troops.test(body)).map(([path]) => path)).toEqual([])
  // What was searched for is said back.
  expect(sent.filter(([path, body]) => secret.test(path.startsWith('/api/search') ? body.replace(/"q":"[^"]*"/, '') : body)).map(([path]) => path)).toEqual([])
})
