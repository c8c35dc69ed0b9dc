// Files into a register that is being served, on either engine.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { projection, toGcj02, type LonLat } from '../../domain/coordinates.ts'
import { cityPaths } from '../../domain/city/paths.ts'
import { searchPath } from '../../domain/search/paths.ts'
import { waterPaths } from '../../domain/waters/paths.ts'
import { type SearchAnswer } from '../../domain/search/schemas.ts'
import { type WaterCard } from '../../domain/waters/schemas.ts'
import { collection, dbf, feature, gbk, geopackage, line, realData, shpOfLines, temporaryFolder, written, zip } from '../../geodata/import/files.fixture.ts'
import { sql } from '../db/sql.ts'
import { ownRegister, serve, type OwnRegister } from '../../test/register.ts'
import { importFile, type ImportOptions } from './importFile.ts'

let register: OwnRegister
let url: string
let stop: () => Promise<void>

beforeAll(async () => {
  register = await ownRegister()
  ;({ url, close: stop } = await serve(register.database))
})
afterAll(async () => {
  await stop()
  await register.close()
})

/**
 * Everything an import may leave behind is gone before the next test. The server may be reading what the last one changed: then once more.
 */
beforeEach(async () => {
  const empty = () => register.database.script('truncate waters, divisions, gates, links, imports, import_originals, past_versions, search_entries, shapes, city cascade')
  await empty().catch((reason: { code?: string }) => (reason.code === '40P01' ? empty() : Promise.reject(reason as Error)))
})

/** Each test begins with an empty register, where a file has to be said to lie where it does. */
const take = (path: string, layer: string, more: Partial<ImportOptions> = {}) =>
  importFile(register.database, path, { layer, here: true, ...more })
const count = async (table: 'waters' | 'links' | 'import_originals' | 'past_versions' | 'imports') =>
  (await register.database.query<{ n: number }>({ waters: sql`select count(*) as n from waters`, links: sql`select count(*) as n from links`, import_originals: sql`select count(*) as n from import_originals`, past_versions: sql`select count(*) as n from past_versions`, imports: sql`select count(*) as n from imports` }[table]))[0]?.n
const leftOver = () => register.database.query(sql`select tablename from pg_tables where tablename like 'import\\_1%'`)
const get = async <T>(path: string) => (await fetch(url + path)).json() as Promise<T>

const creeks: [code: string, name: string, places: LonLat[]][] = [
  ['GZ1', '沙河涌', [[113.3, 23.17], [113.31, 23.15], [113.305, 23.12]]],
  ['GZ2', '猎德涌', [[113.33, 23.16], [113.335, 23.14], [113.332, 23.11]]],
  ['GZ3', '石榴岗河', [[113.36, 23.1], [113.37, 23.09], [113.39, 23.085]]],
]
const geojson = (
  turn: (at: LonLat) => LonLat = (at) => at,
  properties: (code: string, name: string) => object = (code, name) => ({ 河湖编码: code, 河流名称: name }),
) =>
  written('creeks.geojson', collection(creeks.map(([code, name, places]) => feature(properties(code, name), line(...places.map(turn))))))

describe('a file', () => {
  it('with a point far from all others is refused by row, unless coordinates are taken as they are', async () => {
    const path = written('gates.csv', '编码,名称,类型,经度,纬度\nZ1,甲闸,水闸,113.31,23.11\nZ2,乙闸,水闸,131.31,23.11\nZ3,丙闸,水闸,113.32,23.12\n')
    expect((await take(path, 'gates')).troubles.map(({ row, words }) => [row, words.zh.split('：')[0]])).toEqual([[3, '坐标 131.31, 23.11 离别的行太远']])
    expect((await take(path, 'gates', { keepShift: true })).fates.new).toBe(3)
  })

  it('with rows in error is refused, or written without them where somebody says so, and counts each row once', async () => {
    const path = written('gates.csv', '编码,名称,类型,经度,纬度\nZ1,甲闸,水闸,113.31,23.11\nZ2,乙闸,水闸,0,0\nZ3,丙闸,水闸,113.32,23.12\nZ3,丁闸,水闸,113.33,23.12\n')
    const refused = await take(path, 'gates')
    expect([refused.written, refused.fates, refused.rowsInError]).toEqual([false, { new: 2, changed: 0, same: 0 }, 2])
    const taken = await take(path, 'gates', { leaveOut: true })
    expect([taken.written, taken.leftOut, taken.fates.new, taken.troubles.map(({ row }) => row)]).toEqual([true, true, 2, [3, 5]])
    expect(await register.database.query(sql`select code, name from gates order by code`)).toEqual([{ code: 'Z1', name: '甲闸' }, { code: 'Z3', name: '丙闸' }])
    expect((await take(path, 'gates', { leaveOut: true })).fates).toEqual({ new: 0, changed: 0, same: 2 })
    expect((await take(path, 'gates', { leaveOut: true, missing: 'count' })).fates.vanished).toBeUndefined()
  })

  it('is written, and the same file again changes nothing', async () => {
    const first = await take(geojson(), 'rivers')
    expect([first.written, first.fates, first.troubles]).toEqual([true, { new: 3, changed: 0, same: 0 }, []])
    const again = await take(geojson(), 'rivers')
    expect(again.fates).toEqual({ new: 0, changed: 0, same: 3 })
    expect(await count('waters')).toBe(3)
  })

  it('is found, tapped and drawn like the city’s own', async () => {
    await take(geojson(), 'rivers')
    const { found } = await get<SearchAnswer>(searchPath('shihe'))
    expect(found).toEqual([])
    expect((await get<SearchAnswer>(searchPath('slgh'))).found.map(({ code }) => code)).toContain('GZ3')
    const card = await get<WaterCard>(waterPaths.card('GZ1'))
    expect(card.name).toBe('沙河涌')
    expect(card.facts.length_m).toBeGreaterThan(5000)
    const [x, y] = [
      Math.floor(((113.31 + 180) / 360) * 2 ** 12),
      Math.floor(((1 - Math.asinh(Math.tan((23.15 * Math.PI) / 180)) / Math.PI) / 2) * 2 ** 12),
    ]
    const bytesOf = async (tile: string) => (await (await fetch(`${url}/tiles/rivers/${tile}.mvt`)).arrayBuffer()).byteLength
    expect(await bytesOf(`12/${x}/${y}`)).toBeGreaterThan(0)
    expect(await bytesOf(`12/${x + 9}/${y}`)).toBe(0)
    expect((await get<{ city: { extent: number[] } | null }>(cityPaths.settings())).city?.extent?.[0]).toBeCloseTo(113.3, 5)
  })

  it('run dry says what would happen and writes nothing', async () => {
    const report = await take(geojson(), 'rivers', { dryRun: true })
    expect([report.written, report.fates.new]).toEqual([false, 3])
    expect([await count('waters'), await count('imports')]).toEqual([0, 0])
    expect(await leftOver()).toEqual([])
  })

  it('with one bad row is refused whole, with every reason by its row', async () => {
    const path = written('x.geojson', collection([
      feature({ code: 'a', name: '好' }, line([113, 23], [113.1, 23])),
      feature({ code: 'b', name: '点' }, { type: 'Point', coordinates: [113, 23] }),
      feature({ code: 'a', name: '重' }, line([113, 23.1], [113.1, 23.1])),
      feature({ code: 'c', name: '长', length: '很长' }, line([113, 23.2], [113.1, 23.2])),
    ]))
    const report = await take(path, 'rivers')
    expect(report.troubles.map(({ row, words }) => [row, words.zh])).toEqual([[2, '几何是 Point，河流要线'], [3, '编码与第 1 行相同'], [4, '长度（length）：“很长” 不是数']])
    expect([report.written, await count('waters'), await leftOver()]).toEqual([false, 0, []])
  })

  it('with figures that are none names each row, and a wild one does not decide for the rest', async () => {
    const row = (code: string, place: string) => `{"type":"Feature","properties":{"code":"${code}","name":"${code}"},"geometry":{"type":"LineString","coordinates":[[113,23],${place}]}}`
    const path = written('x.geojson', `{"type":"FeatureCollection","features":[${['[1e400,23]', '["113.1","23"]', '[NaN,23]', '[113,95]', '[1e9,23]', '[113.1,23]'].map((place, i) => row(`r${i}`, place)).join(',')}]}`)
    const report = await take(path, 'rivers')
    expect(report.reading.crs).toBe('EPSG:4326')
    expect(report.troubles.map(({ row: n, words }) => `${n} ${words.zh.slice(0, 6)}`)).toEqual(['1 坐标不是有限', '2 坐标不是数：', '3 不是合法的 ', '4 坐标越界：1', '5 坐标越界：1'])
  })

  it('that changes a name keeps what was valid before', async () => {
    await take(geojson(), 'rivers', { day: '2025-01-01' })
    const report = await take(geojson((at) => at, (code, name) => ({ 河湖编码: code, 河流名称: code === 'GZ1' ? '沙河' : name })), 'rivers', { day: '2026-03-01' })
    expect(report.fates).toEqual({ new: 0, changed: 1, same: 2 })
    expect((await get<WaterCard>(waterPaths.card('GZ1', '2026-02-01'))).name).toBe('沙河涌')
    expect((await get<WaterCard>(waterPaths.card('GZ1', '2026-04-01'))).name).toBe('沙河')
    expect(await count('past_versions')).toBe(1)
  })

  it('keeps SQL, script and control characters as harmless text', async () => {
    const name = `'; drop table waters; --<script>alert(1)</script>\\N\\.`
    await take(written('x.geojson', collection([feature({ code: 'a', name: `${name}\u0000\u001b[31m` }, line([113, 23], [113.1, 23]))])), 'rivers')
    expect((await get<WaterCard>(waterPaths.card('a'))).name).toBe(`${name}[31m`)
  })

  it('whose codes are another place’s or another kind’s is refused', async () => {
    await take(geojson(), 'rivers')
    const far = await take(written('x.geojson', collection([feature({ code: 'GZ1', name: '外地' }, line([9.5, 47.1], [9.6, 47.1]))])), 'rivers')
    expect(far.troubles[0]?.words.zh).toMatch(/远处的另一个要素（沙河涌，\d+ km）.*--prefix/)
    const square = { type: 'Polygon', coordinates: [[[113.3, 23.1], [113.31, 23.1], [113.31, 23.11], [113.3, 23.1]]] }
    const lake = await take(written('x.geojson', collection([feature({ code: 'GZ1', name: '湖' }, square)])), 'lakes')
    expect(lake.troubles[0]?.words.zh).toMatch(/另一类水体（river）/)
    expect((await take(written('x.geojson', collection([feature({ code: 'GZ1', name: '湖' }, square)])), 'lakes', { prefix: 'HU-' })).written).toBe(true)
  })

  it('with an invalid polygon is refused with the database’s reason, or mended when asked', async () => {
    const bow = { type: 'Polygon', coordinates: [[[113, 23], [113.1, 23.1], [113.1, 23], [113, 23.1], [113, 23]]] }
    const path = written('x.geojson', collection([feature({ code: 'a', name: '湖' }, bow)]))
    expect((await take(path, 'lakes')).troubles[0]?.words.zh).toMatch(/面不合法：Self-intersection/)
    expect((await take(path, 'lakes', { mend: true })).written).toBe(true)
  })

  it('with a star that crosses itself a million times is refused in time, and not mended', async () => {
    const corner = (i: number) =>
      [113.25 + 0.01 * Math.cos((2 * Math.PI * 1500 * i) / 3001), 23.1 + 0.01 * Math.sin((2 * Math.PI * 1500 * i) / 3001)]
    const star = { type: 'Polygon', coordinates: [[...Array.from({ length: 3001 }, (_, i) => corner(i)), corner(0)]] }
    const path = written('x.geojson', collection([feature({ code: 'star', name: '星' }, star)]))
    expect((await take(path, 'lakes')).troubles.map(({ words }) => words.zh)).toEqual([expect.stringMatching(/面不合法：Self-intersection/)])
    expect((await take(path, 'lakes', { mend: true })).troubles.map(({ words }) => words.zh)).toEqual([expect.stringContaining('修不了')])
  })

  it('may name what it refers to instead of giving its code', async () => {
    await take(geojson(), 'rivers')
    const square = { type: 'Polygon', coordinates: [[[113.3, 23.1], [113.31, 23.1], [113.31, 23.11], [113.3, 23.1]]] }
    const path = (river: string) => written('x.geojson', collection([feature({ code: 'SK1', 水库名称: '水库', 所在河流: river }, square)]))
    expect((await take(path('沙河涌'), 'reservoirs')).written).toBe(true)
    expect((await get<WaterCard>(waterPaths.card('SK1'))).facts.river).toBe('GZ1')
    expect((await take(path('没有的河'), 'reservoirs')).troubles[0]?.words.zh).toBe('所在河流 “没有的河” 不在名录里')
  })

  it('of each format, encoding and coordinate system gives the same register', async () => {
    const folder = temporaryFolder()
    const zoned = projection('EPSG:4526')
    const metres = creeks.map(([, , places]) => places.map<[number, number]>((at) => zoned?.fromDegrees(at) ?? [0, 0]))
    const table = dbf([{ name: '河湖编码', type: 'C', width: 10 }, { name: '河流名称', type: 'C', width: 20 }], creeks.map(([code, name]) => [code, name]), gbk)
    const archive = join(folder, 'x.zip')
    writeFileSync(archive, zip([{ name: 'x.shp', data: shpOfLines(metres) }, { name: 'x.dbf', data: table }]))
    const gpkg = written('x.gpkg', await geopackage(creeks.map(([, name, places]) => ({ name, shape: line(...places) }))))
    await take(geojson(), 'rivers')
    const shapefile = await take(archive, 'rivers')
    expect([shapefile.reading.crs, shapefile.encoding.name, shapefile.fates.same]).toEqual(['EPSG:4526', 'gb18030', 3])
    expect((await take(gpkg, 'rivers')).fates.new).toBe(3)
    expect((await take(gpkg, 'rivers')).fates).toEqual({ new: 0, changed: 0, same: 3 })
  })
})

describe('shifted coordinates', () => {
  it('are turned back when the register shows the shift, the originals are kept, and nothing is turned twice', async () => {
    await take(geojson(), 'rivers')
    const shifted = await take(geojson(toGcj02), 'rivers')
    expect([shifted.reading.crs, shifted.fates.same, await count('import_originals')]).toEqual(['GCJ-02', 3, 3])
    expect(shifted.shift?.words.zh).toMatch(/3 个要素与名录比对，原样相距 \d+ 米，按 GCJ-02 转换后 0 米：认定为 GCJ-02/)
    const straight = await take(geojson(), 'rivers')
    expect([straight.reading.crs, straight.fates.same]).toEqual(['EPSG:4326', 3])
    await expect(take(geojson(), 'rivers', { crs: 'GCJ-02' })).rejects.toThrow(/偏了两次/)
  })

  it('are left as they are when the person says so', async () => {
    await take(geojson(), 'rivers')
    const kept = await take(geojson(toGcj02), 'rivers', { keepShift: true, dryRun: true })
    expect([kept.reading.crs, kept.fates.changed]).toEqual(['EPSG:4326', 3])
  })
})

describe('the command', () => {
  const run = promisify(execFile)
  const command = (...words: string[]) =>
    run(process.execPath, ['--import', 'tsx', 'server/imports/main.ts', ...words], { env: { ...process.env, DATA_DIR: register.places.directory, DATABASE_URL: register.places.url ?? '', VITEST: '' } }).then(({ stdout }) => ({ code: 0, text: stdout }), (failed: { code: number; stdout: string; stderr: string }) => ({ code: failed.code, text: failed.stdout + failed.stderr }))

  it('writes while the server runs, and says in Chinese and English what it did', async () => {
    const { code, text } = await command(geojson(), '--layer', 'rivers', '--here')
    expect(code).toBe(0)
    expect(text).toContain('新增 new 3')
    expect(text).toContain('已写入。 Written.')
    expect((await get<WaterCard>(waterPaths.card('GZ2'))).name).toBe('猎德涌')
  })

  it('ends with 2, a sentence and no stack for a file it refuses', async () => {
    const path = written('x.geojson', collection([feature({ code: 'a', name: 'b' }, { type: 'Point', coordinates: [1, 2] })]))
    const errors = join(temporaryFolder(), 'errors.csv')
    const refused = await command(path, '--layer', 'rivers', '--errors', errors)
    expect([refused.code, refused.text.includes('整份没有写入')]).toEqual([2, true])
    const missing = await command('nowhere.zip', '--layer', 'rivers')
    expect([missing.code, missing.text]).toEqual([2, '没有文件 nowhere.zip (no such file)\n'])
  })
})

describe.skipIf(!realData())('the real data (skipped without ../shared/data or REAL_DATA)', () => {
  const at = (name: string) => join(realData() ?? '', name)

  it('of the county fill rivers, reservoirs and gates', async () => {
    expect((await take(at('dengzhou_hydro/rivers.geojson'), 'rivers')).fates.new).toBe(19)
    expect((await take(at('dengzhou_hydro/canals.geojson'), 'rivers')).fates.new).toBe(4)
    expect((await take(at('dengzhou_hydro/osm-reservoir-surfaces.geojson'), 'reservoirs')).fates.new).toBe(3)
    const structures = at('dengzhou_hydro/hydraulic-structures.geojson')
    const all = await take(structures, 'gates')
    expect([all.written, all.rowsInError]).toEqual([false, 20])
    expect((await take(structures, 'gates', { only: ['category=sluice,rubber_dam'], defaults: ['kind=水闸'] })).fates.new).toBe(4)
    expect((await get<SearchAnswer>(searchPath('湍河'))).found.length).toBeGreaterThan(0)
  })

  it('of the eleven districts are one register, whichever of the three files brings them', async () => {
    const derived = await take(at('guangzhou_districts/guangzhou_districts_wgs84_derived.geojson'), 'divisions')
    expect(derived.fates.new).toBe(11)
    const gbkFile = await take(at('chinese_inputs/shp_gbk_with_ldid_0x4d/districts.shp'), 'divisions')
    expect([gbkFile.encoding.name, gbkFile.shift?.verdict.crs, gbkFile.fates.new]).toEqual(['gb18030', 'straight', 0])
    const metres = await take(at('chinese_inputs/shp_cgcs2000_gk114_epsg4547/districts.shp'), 'divisions')
    expect([metres.reading.crs, metres.fates]).toEqual(['EPSG:4547', { new: 0, changed: 0, same: 11 }])
    const [area] = await register.database.query<{ km2: number }>(sql`select round((sum(st_area(geom::geography)) / 1e6)::numeric, 1) as km2 from divisions`)
    expect(area?.km2).toBeCloseTo(7399.5, 0)
  })

  it('of OpenStreetMap come with a report that finds what is known of them', async () => {
    const { topology, written: done } = await take(at('osm_liechtenstein/waterways.geojson'), 'rivers', { topology: true })
    expect(done).toBe(true)
    // Published: 50 of 76 ends meet a line, 31 at an end point. Two of the 50 are closed banks that meet only themselves.
    expect([topology?.lines, (topology?.lowerEnds.onAnotherLine ?? 0) + (topology?.lowerEnds.closed ?? 0), topology?.lowerEnds.atItsEnd])
      .toEqual([76, 50, 31])
  })

  it.each([['walker_wgs84', 62, 61], ['new_hope_wgs84', 746, 831]])('of %s make a network whose sums over everything upstream are the published ones', async (name, lines, links) => {
    const report = await take(at(`nhdplus/${name}.geojson`), 'reaches')
    expect([report.fates.new, report.network?.links]).toEqual([lines, links])
    const source = await import('node:fs').then(({ readFileSync }) => JSON.parse(readFileSync(at(`nhdplus/${name}.geojson`), 'utf8')) as { features: { properties: { comid: number; areasqkm: number; totdasqkm: number } }[] })
    const areas = source.features.map(({ properties }) => ({ code: `COMID-${properties.comid}`, area: properties.areasqkm, published: properties.totdasqkm }))
    const [worst] = await register.database.query<{ error: number; n: number }>(sql`
      with recursive known as (select * from jsonb_to_recordset(${JSON.stringify(areas)}::jsonb) as k(code text, area float8, published float8)),
      upstream as (
        select code as reach, code as above from known
        union
        select u.reach, l.upstream from upstream u join links l on l.downstream = u.above
      )
      select max(abs(total - published)) as error, count(*) as n
      from (select u.reach, sum(k.area) as total from upstream u join known k on k.code = u.above group by u.reach) sums join known on known.code = sums.reach`)
    expect(worst?.n).toBe(lines)
    expect(worst?.error).toBeLessThan(0.001)
    const [whole] = await register.database.query<{ reaches: number; rivers: number }>(sql`select count(*) filter (where kind = 'reach') as reaches, count(*) filter (where kind = 'river') as rivers from waters`)
    expect(whole).toEqual({ reaches: lines, rivers: report.network?.rivers })
  })
})
