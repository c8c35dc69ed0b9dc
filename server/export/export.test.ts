// Files out of a served register, and the same files in again.
import { writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exportPath } from '../../domain/export/paths.ts'
import { featurePaths } from '../../domain/features/paths.ts'
import { type FeaturePage } from '../../domain/features/schemas.ts'
import { type ProblemBody } from '../../domain/problem.ts'
import { catalogue, type LayerId } from '../../domain/catalogue.ts'
import { exportFormats, exportSystems, type ExportFormat, type ExportSystem } from '../../domain/export/formats.ts'
import { temporaryFolder } from '../../geodata/import/files.fixture.ts'
import { importFile } from '../imports/importFile.ts'
import { openSource } from '../../geodata/import/read/open.ts'
import { unpack } from '../../geodata/import/read/zip.ts'
import { getJson } from '../../test/http.ts'
import { ownRegister, serve, served, type OwnRegister } from '../../test/register.ts'
import type { Database } from '../db/database.ts'
import { openDatabase } from '../db/open.ts'
import { sql } from '../db/sql.ts'

const formats = Object.keys(exportFormats) as ExportFormat[]

const ask = (url: string, layer: string, query: Record<string, string>) => fetch(url + exportPath(layer, query))

async function taken(url: string, layer: string, query: Record<string, string>): Promise<string> {
  const answer = await ask(url, layer, query)
  if (answer.status !== 200) throw new Error(await answer.text())
  const path = join(temporaryFolder(), 'x')
  writeFileSync(path, new Uint8Array(await answer.arrayBuffer()))
  return path
}

const rowsOf = async (path: string) => {
  const source = await openSource(path, { encoding: null, member: null })
  const rows = []
  for await (const row of source.features()) rows.push(row)
  await source.close()
  return rows
}

describe('the small city', () => {
  const { url, city, engine } = served()
  let database: Database
  beforeAll(async () => {
    database = await openDatabase(city, { attachable: true })
  })
  afterAll(() => database.close())

  // Every layer in two formats, and formats and systems in turn, so that each meets each. Files are the same from either engine:
  // on the embedded one each layer comes back once.
  const combinations = catalogue.flatMap(({ id }, i) => [0, 2].map((k) => [id, formats[(i + k) % formats.length], exportSystems[(i + k) % exportSystems.length]] as const).filter((_, k) => engine === 'server' || k === 0))

  it.each<readonly [LayerId, ExportFormat, ExportSystem]>(combinations)('gives %s as %s in EPSG:%s that imports again without a difference', async (layer, format, crs) => {
    const { total } = (await getJson<FeaturePage>(`${url}${featurePaths.page(layer)}?limit=1`)).body
    const report = await importFile(database, await taken(url, layer, { format, crs }), { layer, dryRun: true })
    expect(report.reading.crs).toBe(`EPSG:${crs}`)
    expect([report.troubles.slice(0, 3), report.mapping.fields.length])
      .toEqual([[], report.layer.fields.filter(({ confidential }) => !confidential).length])
    expect(report.fates).toEqual({ new: 0, changed: 0, same: total })
  })
})

const shapes = {
  gates: { type: 'Point', coordinates: [113.123456789, 23.000000001] },
  rivers: { type: 'MultiLineString', coordinates: [[[113.1, 23.1], [113.123456789, 23.2]], [[113.3, 23.3], [113.4, 23.400000001]]] },
  lakes: { type: 'Polygon', coordinates: [[[113, 23], [113.2, 23], [113.2, 23.2], [113, 23.2], [113, 23]], [[113.05, 23.05], [113.05, 23.1], [113.1, 23.1], [113.05, 23.05]]] },
  /** Two parts, each with a hole, and more places than a cell of Excel has room for. */
  divisions: { type: 'MultiPolygon', coordinates: [0, 1].map((east) => [[0.1, 1], [0.05, -1]].map(([radius, turn]) => Array.from({ length: 1501 }, (_, i) => {
    const angle = (turn * (i % 1500) * 2 * Math.PI) / 1500
    return [113 + east + radius * Math.cos(angle), 23 + radius * Math.sin(angle)].map((degrees) => Math.round(degrees * 1e9) / 1e9)
  }))) },
} as const

/** Names that a spreadsheet, a browser, a table or an encoding could stumble over. */
const nasty = ['=HYPERLINK("http://x.test","点我")', '+1+cmd|calc', '-2+3', '@SUM(A1)', '＝1+1', "'=1", "''@x", "'引号", '<script>alert(1)</script>&amp;', '双"引"号，逗,号；分;号', '两\n行\r\n三行', '水闸🌊𠮷', '_x000D_ 不是回车', '***', 'NULL', '0012', 'true', '1e5', '2024-01-05']

describe('a register of odd things', () => {
  let register: OwnRegister
  let url: string
  let stop: () => Promise<void>

  const add = async (layer: keyof typeof shapes, features: { code: string; name: string }[]) => {
    const path = join(temporaryFolder(), 'x.geojson')
    writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features: features.map((properties) => ({ type: 'Feature', properties, geometry: shapes[layer] })) }))
    const { written, troubles } = await importFile(register.database, path, { layer, here: true })
    expect([written, troubles]).toEqual([true, []])
  }
  const count = { gates: nasty.length, rivers: 2, lakes: 1, divisions: 1 }

  beforeAll(async () => {
    register = await ownRegister()
    ;({ url, close: stop } = await serve(register.database))
    await add('gates', nasty.map((name, i) => ({ code: `G${String(i).padStart(2, '0')}`, name, kind: '水闸', rule: name, width_m: 0.1 + 0.2, pump_m3_s: i ? 1e21 / 3 : 5e-324, openings: i })))
    await add('rivers', [{ code: 'R1', name: '甲河' }, { code: 'R2', name: '乙河' }])
    await add('lakes', [{ code: 'L1', name: '湖' }])
    await add('divisions', [{ code: '440100', name: '市' }])
  })
  afterAll(async () => {
    await stop()
    await register.close()
  })

  // All the odd texts in every format, systems and odd shapes in turn; every layer in every system is above.
  const turns = (['rivers', 'lakes', 'divisions'] as const)
  it.each(formats.map((format, i) => [format, exportSystems[i % exportSystems.length], turns[(i + 1) % turns.length]] as const))('comes back from %s in EPSG:%s as it was, %s among it', async (format, crs, shape) => {
    for (const layer of ['gates', shape] as const) {
      const report = await importFile(register.database, await taken(url, layer, { format, crs }), { layer, dryRun: true })
      expect([layer, report.troubles, report.fates]).toEqual([layer, [], { new: 0, changed: 0, same: count[layer] }])
    }
  })

  it('has no cell that a spreadsheet would run', async () => {
    const csv = await readFile(await taken(url, 'gates', { format: 'csv' }), 'utf8')
    expect(csv.startsWith('\ufeff编码,名称,')).toBe(true)
    expect(csv.split(/[,\n]"?/).filter((cell) => /^[=+\-@＝＋－＠]/.test(cell))).toEqual([])
    const workbook = await unpack(await taken(url, 'gates', { format: 'xlsx' }), 'x.xlsx', null)
    const sheet = await readFile(workbook.kind === 'excel' ? workbook.parts.get('xl/worksheets/sheet1.xml')! : '', 'utf8')
    expect(sheet).toContain('<t xml:space="preserve">=HYPERLINK(&quot;')
    expect(sheet).not.toMatch(/<f[ >]|<script/)
  })

  it('is refused as a shapefile, with the row and the field, where a text is longer than its table can hold', async () => {
    const rule = '闸'.repeat(85)
    await add('gates', [{ code: 'G00', name: '闸', kind: '水闸', rule } as { code: string; name: string }])
    try {
      const answer = await ask(url, 'gates', { format: 'shp' })
      const problem = (await answer.json()) as ProblemBody
      expect([answer.status, problem.code]).toEqual([422, 'exportTextTooLong'])
      expect(problem.zh).toBe('编码 G00 的“调度规则”长 255，Shapefile 每格最多 254，没有截断也没有导出；请改用 GeoPackage')
      expect((await rowsOf(await taken(url, 'gates', { format: 'gpkg' })))[0]?.properties.rule).toBe(rule)
      expect((await ask(url, 'gates', { format: 'shp', codes: 'G01,G02' })).status).toBe(200)
    } finally {
      await add('gates', [{ code: 'G00', name: nasty[0], kind: '水闸', rule: nasty[0], width_m: 0.1 + 0.2, pump_m3_s: 5e-324, openings: 0 } as { code: string; name: string }])
    }
  })

  it('drawn finer than files are read, or the other way round, is the same still', async () => {
    const [layer, crs] = ['divisions', '4547'] as const
    const shapes = () => register.database.query(sql`select st_astext(geom, 15) as shape from divisions`)
    const before = await shapes()
    await register.database.script(`update divisions set geom = st_reverse(st_translate(geom, 4e-10, -4e-10))`)
    expect(await shapes()).not.toEqual(before)
    const fates = async () => (await importFile(register.database, await taken(url, layer, { format: 'gpkg', crs }), { layer, dryRun: true })).fates
    expect(await fates()).toEqual({ new: 0, changed: 0, same: 1 })
    const path = await taken(url, layer, { format: 'geojson' })
    await register.database.script(`update divisions set geom = st_translate(geom, 4e-9, 0)`)
    expect((await importFile(register.database, path, { layer, dryRun: true })).fates).toEqual({ new: 0, changed: 1, same: 0 })
    expect(await fates()).toEqual({ new: 0, changed: 0, same: 1 })
  })

  it('keeps its links when a file of its reaches comes back', async () => {
    const line = (x: number) => ({ type: 'LineString', coordinates: [[113 + x, 23], [113.1 + x, 23]] })
    const path = join(temporaryFolder(), 'x.geojson')
    const reaches = [0, 1].map((i) => ({ type: 'Feature', properties: { code: `R1-${i}`, name: '甲河', river: 'R1', river_from_m: 100.04 * i, river_to_m: 100.04 * (i + 1) }, geometry: line(i / 10) }))
    writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features: reaches }))
    expect((await importFile(register.database, path, { layer: 'reaches' })).fates.new).toBe(2)
    await register.database.script(`update links set upstream_m = 42, flow_mode = 'tidal'`)
    const links = () => register.database.query(sql`select upstream, upstream_m, downstream, downstream_m, flow_mode from links`)
    const before = await links()
    expect(before).toHaveLength(1)
    const report = await importFile(register.database, await taken(url, 'reaches', { format: 'csv', crs: '4547' }), { layer: 'reaches' })
    expect([report.written, report.fates]).toEqual([true, { new: 0, changed: 0, same: 2 }])
    expect(await links()).toEqual(before)
  })
})

describe('a selection', () => {
  const { url } = served()
  const codesOf = async (query: Record<string, string>) => (await rowsOf(await taken(url, 'reaches', { format: 'csv', ...query }))).map(({ properties }) => properties['编码'])
  const page = async (query: string) => (await getJson<FeaturePage>(`${url}/api/features/reaches?limit=1000&${query}`)).body.rows.map(({ code }) => code)

  it('is the one the table shows, in its order', async () => {
    const [any] = (await getJson<FeaturePage>(`${url}/api/features/reaches?limit=1`)).body.rows
    const bbox = '113.2,22.9,113.4,23.2'
    for (const query of [{ sort: '-length_m' }, { q: String(any.name), sort: 'code' }, { bbox, sort: 'name' }] as Record<string, string>[]) {
      const codes = await codesOf(query)
      expect(codes).toEqual(await page(String(new URLSearchParams(query))))
      expect(codes.length).toBeGreaterThan(0)
    }
  })

  it('may be named code by code', async () => {
    const codes = (await page('sort=-code')).slice(0, 3) as string[]
    expect((await codesOf({ codes: codes.join() })).sort()).toEqual(codes.sort())
    expect(await codesOf({ codes: 'none' })).toEqual([])
  })
})

describe('a file', () => {
  const { url } = served()

  it.each(formats.map((format) => [format, format === 'shp' ? 'zip' : format]))('%s is named in Chinese, with a plain name for programs that know none', async (format, ending) => {
    const answer = await ask(url, 'gates', { format, crs: '3857', codes: 'none' })
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="gates-3857.${ending}"; filename*=UTF-8''${encodeURIComponent(`水闸泵站-3857.${ending}`)}`)
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it.each([['format=pdf', 'format'], ['', 'format'], ['format=csv&crs=4326', 'crs'], ['format=csv&sort=geom', 'sort'], ['format=csv&bbox=1,2', 'bbox'], [`format=csv&codes=${'A,'.repeat(500)}A`, 'codes']])('asked for with %s is refused, naming %s', async (query, field) => {
    const { status, body } = await getJson<ProblemBody>(`${url}/api/export/gates?${query}`)
    expect([status, body.code, (body.details as { field: string }).field]).toEqual([400, 'inputInvalid', field])
  })

  it('of a layer that does not exist is said to be so', async () => {
    expect((await getJson<ProblemBody>(`${url}/api/export/people?format=csv`)).body.code).toBe('layerUnknown')
  })
})
