// A file is a part of the whole: what is not in it stays as it is, and what is in it finds its place among the rest.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LonLat } from '../../domain/coordinates.ts'
import { collection, feature, line, realData, written } from '../../geodata/import/files.fixture.ts'
import { join } from 'node:path'
import { sql } from '../db/sql.ts'
import { ownRegister, type OwnRegister } from '../../test/register.ts'
import { importFile, type ImportOptions } from './importFile.ts'

let own: OwnRegister
beforeAll(async () => (own = await ownRegister()))
afterAll(() => own.close())
beforeEach(() => own.database.script('truncate waters, divisions, outfalls, gates, links, imports, import_originals, past_versions, search_entries, shapes, city cascade'))

const take = (name: string, features: object[], layer: string, more: Partial<ImportOptions> = {}) =>
  importFile(own.database, written(`${name}.geojson`, collection(features)), { layer, here: true, ...more })
const links = async () => (await own.database.query<{ of: string }>(sql`select upstream || '→' || downstream as of from links order by 1`)).map(({ of }) => of)

/** A river of ten reaches, one after the other, each a hundredth of a degree long. */
const reach = (i: number, name = '甲河', north = 23.1) =>
  feature({ 河段编码: `R${i}`, 河段名称: name }, line([113 + i / 100, north], [113.005 + i / 100, north + 0.001], [113.01 + i / 100, north]))
const all = Array.from({ length: 10 }, (_, i) => reach(i))
const chain = Array.from({ length: 9 }, (_, i) => `R${i}→R${i + 1}`)

describe('lines of a network', () => {
  it('that come alone cut no link of others', async () => {
    await take('all', all, 'reaches')
    expect(await links()).toEqual(chain)
    const some = await take('some', [reach(3, '甲河改'), reach(4, '甲河改'), reach(7, '甲河改')], 'reaches')
    expect([some.fates.changed, some.troubles]).toEqual([3, []])
    expect(await links()).toEqual(chain)
  })

  it('that are new are joined to those they meet end to end', async () => {
    await take('ends', all.filter((_, i) => i !== 5), 'reaches')
    expect(await links()).toEqual(chain.filter((of) => !of.includes('R5')))
    await take('gap', [reach(5)], 'reaches')
    expect(await links()).toEqual(chain)
  })

  it('in another order are the same', async () => {
    await take('all', all, 'reaches')
    const again = await take('turned', [...all].reverse(), 'reaches')
    expect(again.fates).toEqual({ new: 0, changed: 0, same: 10 })
    expect(await links()).toEqual(chain)
  })

  it('that run in a ring are told, unless they are tidal', async () => {
    const corner: LonLat[] = [[113, 23], [113.01, 23], [113.01, 23.01], [113, 23]]
    const ring = (flow: string) => [0, 1, 2].map((i) => feature({ 河段编码: `C${i}`, 河段名称: '环', 水流方式: flow }, line(corner[i], corner[i + 1])))
    const said = async (flow: string) => (await take(`ring-${flow}`, ring(flow), 'reaches', { dryRun: true })).remarks.map(({ zh }) => zh).join()
    expect(await said('单向')).toMatch(/3 条单向的线首尾相接成环/)
    expect(await said('感潮')).not.toMatch(/成环/)
  })

  it.skipIf(!realData())('whose parts are out of order keep their links', async () => {
    for (const name of ['net_ordered', 'net_shuffled']) {
      await own.database.script('truncate waters, links cascade')
      await importFile(own.database, join(realData()!, 'reported', `${name}.geojson`), { layer: 'rivers', here: true, links: true })
      expect([name, (await links()).length]).toEqual([name, 2])
    }
  })

  it('without codes that begin at one place are told apart, the same in any order and when they come again', async () => {
    const spring: LonLat = [113, 23]
    const fan = [1, 2, 3].map((i) => feature({}, line(spring, [113.01, 23 + i / 100])))
    const codes = async () => (await own.database.query<{ code: string }>(sql`select code from waters order by code`)).map(({ code }) => code)
    const first = await take('fan', fan, 'rivers')
    expect([first.troubles, first.fates.new]).toEqual([[], 3])
    const before = await codes()
    expect((await take('fan-turned', [...fan].reverse(), 'rivers')).fates).toEqual({ new: 0, changed: 0, same: 3 })
    expect(await codes()).toEqual(before)
    expect((await take('twice', [fan[0], fan[0]], 'rivers')).troubles.length).toBeGreaterThan(0)
  })
})

describe('facilities', () => {
  const outfall = (code: string, lon: number, lat: number, more = {}) => feature({ 排口编码: code, 名称: `口${code}`, 一级分类: '农业排口', ...more }, { type: 'Point', coordinates: [lon, lat] })
  const stand = () => own.database.query<{ code: string; water: string | null; m: number | null; bank: string | null; right: boolean }>(sql`
    select o.code, o.water, o.measure_m as m, o.bank, o.measure_m is not distinct from measure_on(w.geom, o.geom) and o.bank is not distinct from side_of(w.geom, o.geom) as right
    from outfalls o left join waters w on w.code = o.water order by o.code`)

  it('that name no water stand on the nearest, with measure and bank, and it is said', async () => {
    await take('all', all, 'reaches')
    const found = await take('outfalls', [outfall('1', 113.0251, 23.1012), outfall('2', 113.0251, 23.1005), outfall('3', 113.05, 23.2)], 'outfalls')
    expect(found.remarks.map(({ zh }) => zh).join()).toMatch(/2 行没有写所在水体.*2 行的里程、左右岸由位置算出/)
    const rows = await stand()
    expect(rows.map(({ water, bank }) => [water, bank])).toEqual([['R2', 'left'], ['R2', 'right'], [null, null]])
    expect(rows.slice(0, 2).every(({ right }) => right)).toBe(true)
    expect((await take('again', [outfall('1', 113.0251, 23.1012), outfall('2', 113.0251, 23.1005), outfall('3', 113.05, 23.2)], 'outfalls')).fates).toEqual({ new: 0, changed: 0, same: 3 })
  })

  it('that came before their division get it with the division', async () => {
    await take('outfalls', [outfall('1', 113.05, 23.05)], 'outfalls')
    await take('divisions', [feature({ 编码: '440105', 名称: '海珠区', 级别: '区' }, { type: 'Polygon', coordinates: [[[113, 23], [113.1, 23], [113.1, 23.1], [113, 23.1], [113, 23]]] })], 'divisions')
    expect(await own.database.query(sql`select division from outfalls`)).toEqual([{ division: '440105' }])
  })
})

it.each([105, 114, 121.4])('at %s°E a length is what the ellipsoid says, to one in three thousand, for imports as for edits', async (lon) => {
  await take('one', [feature({ 编码: 'L', 名称: '长河' }, line([lon, 30], [lon + 0.1, 30.05], [lon + 0.2, 30]))], 'rivers')
  const [row] = await own.database.query<{ imported: number; edited: number; geodesic: number }>(sql`
    select length_m as imported, round(st_length(plane(geom))::numeric, 2)::float8 as edited, st_length(geom::geography) as geodesic from waters where code = 'L'`)
  expect(row.imported).toBe(row.edited)
  expect(Math.abs(row.imported / row.geodesic - 1)).toBeLessThan(1 / 3000)
})
