import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LineString } from 'geojson'
import { describe, expect, it } from 'vitest'
import type { DbfColumn } from '../../export/shapefile.ts'
import { collection, dbf, endlessPackages, feature, gbk, geopackage, handMade, line, realData, shpOfLines, temporaryFolder, written, zip } from '../files.fixture.ts'
import { encodingCalled, encodingOfDbf } from './encoding.ts'
import { openSource } from './open.ts'
import { Refusal } from '../refusal.ts'
import type { SourceFeature } from './source.ts'

const open = (path: string, more: { encoding?: string; member?: string } = {}) =>
  openSource(path, { encoding: more.encoding ?? null, member: more.member ?? null })

async function read(path: string, more: { encoding?: string; member?: string } = {}) {
  const source = await open(path, more)
  const features: SourceFeature[] = []
  try {
    for await (const one of source.features()) features.push(one)
  } finally {
    await source.close()
  }
  return { source, features }
}

const creek = line([113.1, 23.1], [113.2, 23.2])
const columns: DbfColumn[] = [{ name: '河流名称', type: 'C', width: 20 }, { name: '长度km', type: 'N', width: 8 }]
const rows = [['沙河涌', 14.1], ['猎德涌', 5.2]]
const lines: [number, number][][] = [[[113.1, 23.1], [113.2, 23.2]], [[113.3, 23.1], [113.4, 23.2]]]
const utf8 = (text: string) => Buffer.from(text)

function shapefile({ encode = gbk, languageDriver = 0, cpg, prj }: {
  encode?: (text: string) => Buffer; languageDriver?: number; cpg?: string; prj?: string
} = {}): string {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'rivers.shp'), shpOfLines(lines))
  writeFileSync(join(folder, 'rivers.dbf'), dbf(columns, rows, encode, languageDriver))
  if (cpg) writeFileSync(join(folder, 'rivers.cpg'), cpg)
  if (prj) writeFileSync(join(folder, 'rivers.prj'), prj)
  return join(folder, 'rivers.shp')
}

describe('GeoJSON', () => {
  it.each([
    ['a collection', collection([feature({ name: '沙河涌' }, creek), feature({ name: '{"[]}' }, creek)])],
    ['a collection whose other members come last', `{"features":[${JSON.stringify(feature({ name: '沙河涌' }, creek))} , ${JSON.stringify(feature({ name: '{"[]}' }, creek))}], "type":"FeatureCollection","crs":null,"n":12.5}`],
    ['one feature a line', [feature({ name: '沙河涌' }, creek), feature({ name: '{"[]}' }, creek)].map((one) => JSON.stringify(one)).join('\n')],
    ['a bare array', JSON.stringify([feature({ name: '沙河涌' }, creek), feature({ name: '{"[]}' }, creek)])],
    ['a byte order mark before it', `\ufeff${collection([feature({ name: '沙河涌' }, creek), feature({ name: '{"[]}' }, creek)])}`],
  ])('is read as %s', async (_, content) => {
    const { features } = await read(written('x.geojson', content))
    expect(features.map(({ row, properties, geometry }) => [row, properties.name, geometry])).toEqual([[1, '沙河涌', creek], [2, '{"[]}', creek]])
  })

  it('takes a feature across the border of two blocks of the file', async () => {
    const long = 'é'.repeat(700_000)
    const { features } = await read(written('x.geojson', collection([feature({ name: long }, creek), feature({ name: 'b' }, creek)])))
    expect(features.map(({ properties }) => properties.name)).toEqual([long, 'b'])
  })

  it('says its coordinate system, or that the standard says it', async () => {
    const named = await read(written('x.geojson', collection([feature({}, creek)], { crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4547' } } })))
    expect(named.source.crs.declared).toBe('EPSG:4547')
    const silent = await read(written('x.geojson', collection([feature({}, creek)])))
    expect(silent.source.crs).toMatchObject({ declared: 'EPSG:4326', where: { zh: expect.stringContaining('RFC 7946') as string } })
  })

  it('is read in GBK where the bytes are not UTF-8', async () => {
    const { source, features } = await read(written('x.geojson', gbk(collection([feature({ name: '沙河涌' }, creek)]))))
    expect(source.encoding.name).toBe('gb18030')
    expect(features[0]?.properties.name).toBe('沙河涌')
  })

  it('reports a feature that is not JSON by its row and reads on', async () => {
    const { features } = await read(written('x.geojson', `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[NaN,1]}},${JSON.stringify(feature({ name: 'b' }, creek))}]}`))
    expect(features.map(({ row, trouble }) => [row, Boolean(trouble)])).toEqual([[1, true], [2, false]])
  })

  it.each([
    ['breaks off in the middle', collection([feature({}, creek), feature({}, creek)]).slice(0, -60), /第 2 个要素附近文件中断/],
    ['is nested without end', `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":${'['.repeat(5000)}`, /第 1 个要素附近嵌套超过 100 层/],
    ['is something else', 'hello', /不是 GeoJSON/],
    ['holds features that are none', '{"type":"FeatureCollection","features":[1,2]}', /不是 Feature/],
    ['is blank', '  \n ', /是空的/],
    ['goes on after its end', `${collection([])}]`, /括号不配对/],
  ])('is refused by row when it %s', async (_, content, words) => {
    await expect(read(written('x.geojson', content))).rejects.toThrow(words)
  })
})

describe('a shapefile', () => {
  it.each([
    ['GBK with a language byte', shapefile({ languageDriver: 0x4d }), 'gb18030', /0x4d/],
    ['GBK with a .cpg', shapefile({ cpg: 'CP936' }), 'gb18030', /CP936/],
    ['GBK without any hint', shapefile(), 'gb18030', /没有说明/],
    ['UTF-8 without any hint', shapefile({ encode: utf8 }), 'utf-8', /没有说明/],
    ['UTF-8 whose .cpg claims GBK', shapefile({ encode: utf8, cpg: 'GBK' }), 'utf-8', /但内容是合法 UTF-8/],
    ['GBK whose .cpg claims UTF-8', shapefile({ cpg: 'UTF-8' }), 'gb18030', /但内容不是合法 UTF-8/],
  ])('is decoded: %s', async (_, path, encoding, why) => {
    const { source, features } = await read(path)
    expect(source.encoding.name).toBe(encoding)
    expect(source.encoding.why.zh).toMatch(why)
    expect(features.map(({ properties }) => Object.values(properties))).toEqual(rows)
    expect(features[1]?.geometry).toEqual(line(...(lines[1] ?? [])))
  })

  it('keeps long figures, takes stars for nothing with a word, and tells two columns of one name apart', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'a.shp'), shpOfLines(lines))
    const wide: DbfColumn[] = [{ name: 'code', type: 'N', width: 18 }, { name: 'code', type: 'N', width: 4 }]
    writeFileSync(join(folder, 'a.dbf'), dbf(wide, [['440104199001011234', '****'], [7, 8]], gbk))
    const { features } = await read(join(folder, 'a.shp'))
    expect(features.map(({ properties }) => properties)).toEqual([{ code: '440104199001011234', 'code #2': null }, { code: 7, 'code #2': 8 }])
    expect(features[0]?.remarks?.map(({ zh }) => zh).join()).toMatch(/写了两次.*\*\*\*\*/)
  })

  it('stays UTF-8 when one row among many is broken, and drops half a character', () => {
    const bytes = Buffer.concat([...Array.from({ length: 9 }, () => utf8('沙河涌\n')), Buffer.of(0xd0, 0xce, 0x0a)])
    expect(encodingOfDbf(bytes, 0, 'UTF-8', null).name).toBe('utf-8')
  })

  it('obeys the encoding asked for, and refuses one nobody knows', async () => {
    expect((await read(shapefile({ encode: utf8 }), { encoding: 'gbk' })).source.encoding.why.zh).toBe('命令行指定')
    await expect(open(shapefile(), { encoding: 'klingon' })).rejects.toThrow(/不认识的编码 klingon/)
    expect([encodingCalled('ANSI 936'), encodingCalled('65001'), encodingCalled('UTF8')]).toEqual(['gb18030', 'utf-8', 'utf-8'])
  })

  it('is not taken for UTF-8 because a few GBK characters happen to be valid', () => {
    expect(encodingOfDbf(Buffer.from([0xc4, 0xa3, 0xc8, 0xa1]), 0x4d, null, null).name).toBe('gb18030')
  })

  it('is read out of a zip, whatever folder it lies in and whatever else is there', async () => {
    const packed = zip([
      { name: '__MACOSX/._rivers.shp', data: Buffer.from('x') },
      { name: gbk('河流/河流.shp'), data: shpOfLines(lines) },
      { name: gbk('河流/河流.dbf'), data: dbf(columns, rows, gbk) },
      { name: gbk('河流/河流.PRJ'), data: Buffer.from('GEOGCS["x"]') },
      { name: 'readme.txt', data: Buffer.from('x') },
    ])
    const { source, features } = await read(written('x.zip', packed))
    expect(features.map(({ properties }) => properties['河流名称'])).toEqual(['沙河涌', '猎德涌'])
    expect(source.crs.declared).toBe('GEOGCS["x"]')
  })

  it.each([
    ['its .shp is cut short', () => written('x.shp', shpOfLines(lines).subarray(0, 150)), /应有 276 字节，只有 150/],
    ['its .dbf is cut short', () => written('x.zip', zip([{ name: 'a.shp', data: shpOfLines(lines) }, { name: 'a.dbf', data: dbf(columns, rows, gbk).subarray(0, 130) }])), /应有 2 行，文件在此之前中断/],
    ['shapes and rows differ in number', () => written('x.zip', zip([{ name: 'a.shp', data: shpOfLines(lines) }, { name: 'a.dbf', data: dbf(columns, rows.slice(0, 1), gbk) }])), /行数不同（第 2 行起）/],
    ['it is only called one', () => written('x.shp', 'hello, I am text'), /内容与后缀不符/],
  ])('is refused when %s', async (_, make, words) => {
    await expect(read(make())).rejects.toThrow(words)
  })
})

describe('KML and GPX', () => {
  const kml = (inner: string) => `\ufeff<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>图</name>${inner}</Document></kml>`
  const point = '<Point><coordinates> 113.1, 23.1, 5\n</coordinates></Point>'

  it('give folders, data, tables of descriptions and every kind of shape', async () => {
    const content = kml(`<Folder><name>水闸</name><Folder><name>二期</name><Placemark><name>甲闸</name><description><![CDATA[<table><tr><td>类型</td><td><b>水闸</b></td></tr></table>]]></description>
      <ExtendedData><Data name="code"><value>A1</value></Data><SchemaData><SimpleData name="宽">3</SimpleData></SchemaData></ExtendedData>${point}</Placemark></Folder></Folder>
      <NetworkLink><Link><href>http://x</href></Link></NetworkLink>
      <Placemark><MultiGeometry><LineString><coordinates>1,2 3,4</coordinates></LineString><gx:Track><when>x</when><gx:coord>5 6 7</gx:coord><gx:coord>7 8 9</gx:coord></gx:Track></MultiGeometry></Placemark>
      <Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>0,0,0 1,0,0 1,1,0 0,0,0</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark><Placemark><Point><coordinates>a,b</coordinates></Point></Placemark>`)
    for (const path of [written('x.kml', content), written('x.kmz', zip([{ name: 'doc.kml', data: Buffer.from(content) }, { name: 'files/i.png', data: Buffer.of(1) }]))]) {
      const { source, features } = await read(path)
      expect(source.crs.declared).toBe('EPSG:4326')
      expect(features.map(({ geometry }) => geometry)).toEqual([
        { type: 'Point', coordinates: [113.1, 23.1] }, { type: 'MultiLineString', coordinates: [[[1, 2], [3, 4]], [[5, 6], [7, 8]]] },
        { type: 'Polygon', coordinates: [[[0, 0], [1, 0], [1, 1], [0, 0]]] }, null,
      ])
      expect(features[0]?.properties).toEqual({ folder: '水闸/二期', name: '甲闸', 类型: '水闸', code: 'A1', 宽: '3' })
      expect(features[3]?.trouble?.zh).toContain('坐标不是数')
      expect(features[3]?.remarks?.[0]?.zh).toContain('NetworkLink')
    }
  })

  it('give waypoints, routes and tracks', async () => {
    const { features } = await read(written('x.gpx', '<gpx><wpt lat="23" lon="113"><name>甲</name></wpt><rte><rtept lat="1" lon="2"/><rtept lat="3" lon="4"/></rte><trk><name>t</name><trkseg><trkpt lat="1" lon="2"><ele>3</ele></trkpt><trkpt lat="3" lon="4"/></trkseg></trk></gpx>'))
    expect(features.map(({ properties, geometry }) => [properties.element, properties.name, geometry?.type])).toEqual([['wpt', '甲', 'Point'], ['rte', undefined, 'LineString'], ['trk', 't', 'LineString']])
  })

  it.each([
    ['breaks off', kml('<Placemark>').slice(0, -20), /中断/], ['is GML', '<gml:FeatureCollection></gml:FeatureCollection>', /是 GML/],
    ['is nested without end', '<a>'.repeat(500), /a|嵌套/], ['links elsewhere', kml('<NetworkLink/>'), /NetworkLink/],
  ])('are refused when it %s', async (_, content, words) => {
    await expect(read(written('x.kml', content))).rejects.toThrow(words)
    await expect(read(written('x.kml', content))).rejects.toBeInstanceOf(Refusal)
  })
})

describe('what is not read', () => {
  it.each([
    ['x.dwg', 'AC1032\0', /DWG/], ['x.dxf', '  0\r\nSECTION\r\n', /DXF.*ogr2ogr/], ['x.csv', 'Rar!\x1a\x07\x00', /RAR/], ['x.xls', '\u00d0\u00cf\x11\u00e0\u00a1\u00b1\x1a\u00e1', /Office 文件.*xlsx/],
    ['x.tab', '!table\n!version 300', /MapInfo TAB/], ['x.mif', 'Version 300\nCharset "x"', /MIF/], ['x.txt', 'POINT (1 2)\n', /WKT/], ['x.fgb', 'fgb\x03fgb\x00', /FlatGeobuf/],
    ['x.parquet', 'PAR1', /Parquet/], ['x.dbf', '\x03\x01\x01\x01', /属性表.*zip/], ['x.pdf', '%PDF-1.4', /PDF/], ['x.mdb', '\x00\x01\x00\x00Standard Jet DB', /MDB/],
  ])('%s is named with the way to something that is', async (name, content, words) => {
    await expect(read(written(name, Buffer.from(content, 'latin1')))).rejects.toThrow(words)
  })

  it('is named in an archive and as a folder', async () => {
    await expect(read(written('x.zip', zip([{ name: 'a.gdb/a0001.gdbtable', data: Buffer.of(1) }])))).rejects.toThrow(/FileGDB/)
    await expect(read(temporaryFolder())).rejects.toThrow(/文件夹/)
  })
})

describe('an archive', () => {
  const good = { name: 'a.geojson', data: Buffer.from(collection([feature({ name: 'a' }, creek)])) }

  it('is not unpacked when it would become far larger than it is', async () => {
    await expect(open(written('x.zip', zip([{ name: 'a.geojson', data: Buffer.alloc(80 << 20, ' ') }])))).rejects.toThrow(/像压缩炸弹/)
    await expect(open(written('x.zip', zip([{ ...good, claim: 4_000_000_000 }])))).rejects.toThrow(/像压缩炸弹/)
  })

  it('cannot hold more than it says', async () => {
    await expect(open(written('x.zip', zip([{ ...good, claim: 10 }])))).rejects.toThrow(/不是完好的 zip/)
  })

  it('cannot write outside its folder', async () => {
    await expect(open(written('x.zip', zip([{ ...good, name: '../../evil.geojson' }])))).rejects.toThrow(/没有 .shp、.geojson、.gpkg、.kml、.gpx 或 .csv/)
  })

  it('is refused when it is cut short, or holds thousands of entries', async () => {
    await expect(open(written('x.zip', zip([good]).subarray(0, -10)))).rejects.toThrow(/不是完好的 zip/)
    await expect(open(written('x.zip', zip(Array.from({ length: 10_001 }, (_, i) => ({ name: `${i}`, data: Buffer.of() })))))).rejects.toThrow(/最多 10000 个/)
  })

  it('asks which of several data sets is meant', async () => {
    const path = written('x.zip', zip([good, { ...good, name: 'b.geojson' }]))
    await expect(open(path)).rejects.toThrow(/a\.geojson、b\.geojson.*--member/)
    expect((await read(path, { member: 'b' })).features).toHaveLength(1)
  })
})

describe('a GeoPackage', () => {
  it('gives its rows, shapes and coordinate system', async () => {
    const { source, features } = await read(written('x.gpkg', await geopackage([{ name: '沙河涌', shape: creek }], 4547)))
    expect(source.crs.declared).toBe('EPSG:4547')
    expect(features).toEqual([{ row: 1, properties: { fid: 1, name: '沙河涌' }, geometry: creek }])
  })

  const at = (blob: string) => handMade(`create table gpkg_geometry_columns (table_name text, column_name text, srs_id integer); insert into gpkg_geometry_columns values ('WATERS', 'GEOM', -1);
    create table waters (fid integer primary key, geom blob); insert into waters values (1, x'4750000100000000${blob}');`)
  const doubles = (...figures: number[]) => Buffer.from(new Float64Array(figures).buffer).toString('hex')

  it('has its curves made straight, with a word, whatever the case its tables are written in', async () => {
    const { features: [half] } = await read(written('x.gpkg', await at(`010800000003000000${doubles(-1, 0, 0, 1, 1, 0)}`)))
    const places = (half?.geometry as LineString).coordinates as [number, number][]
    expect(places).toHaveLength(91)
    expect(Math.max(...places.map(([x, y]) => Math.abs(Math.hypot(x, y) - 1)))).toBeLessThan(1e-12)
    expect(places.every(([, y]) => y > -1e-9)).toBe(true)
    expect(half?.remarks?.[0]?.zh).toContain('化成折线')
    const ring = `010900000002000000010800000003000000${doubles(-1, 0, 0, 1, 1, 0)}010200000002000000${doubles(1, 0, -1, 0)}`
    const { features: [pie] } = await read(written('x.gpkg', await at(`010a00000001000000${ring}`)))
    expect(pie?.geometry?.type).toBe('Polygon')
    const { features: [z] } = await read(written('x.gpkg', await at(`01e9030000${doubles(113, 23, 5)}`)))
    expect(z?.geometry).toEqual({ type: 'Point', coordinates: [113, 23] })
  })

  it.each([['01', 'breaks off'], ['0102000000ffffffff', 'claims more places than it holds'], [`${'0107000000010000'.padEnd(18, '0')}`.repeat(300), 'is nested'], ['0163000000', 'is of no type']])(
    'tells a shape that is broken by its row: %s', async (blob) => {
      const { features } = await read(written('x.gpkg', await at(blob)))
      expect(features[0]?.trouble?.zh).toContain('几何损坏')
    })

  it('is refused when it is cut short or only called one', async () => {
    const bytes = await geopackage(Array.from({ length: 200 }, () => ({ name: '沙河涌', shape: creek })))
    await expect(read(written('x.gpkg', bytes.subarray(0, bytes.length / 2)))).rejects.toThrow(/不是完好的 GeoPackage/)
    await expect(read(written('x.gpkg', 'hello, I am text'))).rejects.toThrow(/内容与后缀不符/)
  })
})

describe.skipIf(!realData())('the real files (skipped without ../shared/data or REAL_DATA)', () => {
  it('are all read, row for row', async () => {
    const counts: Record<string, number> = {}
    for (const name of ['dengzhou_hydro/rivers.geojson', 'chinese_inputs/shp_gbk_with_ldid_0x4d/districts.shp', 'nhdplus/new_hope_wgs84.geojson'])
      counts[name] = (await read(join(realData() ?? '', name))).features.length
    expect(Object.values(counts)).toEqual([19, 11, 746])
  })
})

describe.skipIf(!realData())('files people reported (skipped without ../shared/data or REAL_DATA)', () => {
  const reported = (name: string) => join(realData() ?? '', 'reported', name)

  it('are read with what was meant', async () => {
    const logged = await read(reported('pend.gpkg'))
    expect(logged.features).toHaveLength(4)
    expect(logged.features[0]?.remarks?.[0]?.zh).toContain('-wal')
    const alone = await read(written('pend.gpkg', readFileSync(reported('pend.gpkg'))))
    expect([alone.features.length, alone.features[0]?.remarks?.[0]?.zh]).toEqual([3, expect.stringContaining('没有一起带来')])
    const packed = zip(['pend.gpkg', 'pend.gpkg-wal'].map((name) => ({ name, data: readFileSync(reported(name)) })))
    expect((await read(written('p.zip', packed))).features).toHaveLength(4)
    for (const name of ['curve.gpkg', 'zm.gpkg', 'srs_minus1.gpkg', 'a.kml', 'a.kmz'])
      expect((await read(reported(name))).features.map(({ trouble }) => trouble), name).not.toContainEqual(expect.anything())
  })

  it('are refused with the way', async () => {
    await expect(open(reported('view.gpkg'), { member: 'gates' })).rejects.toThrow(/没有图层 gates；有：gates_all、gates_view/)
    await expect(open(reported('a.dxf'))).rejects.toThrow(/DXF/)
    await expect(open(reported('a.xls'))).rejects.toThrow(/xlsx/)
  })
})

describe('a GeoPackage made by hand', () => {
  const systems = "create table gpkg_spatial_ref_sys (srs_name text, srs_id integer, organization text, organization_coordsys_id integer, definition text); insert into gpkg_spatial_ref_sys values ('x', 4326, 'EPSG', 4326, '');"
  const point = "x'4750000100000000' || x'0101000000' || x'0000000000405C40' || x'0000000000003740'"
  const gates = `create table "Gates_All" (fid integer primary key, Code text, Geom blob); insert into Gates_All values (1, 'Z1', cast(${point} as blob)), (2, 'Z2', null); create table named (code text, name text); insert into named values ('Z1', '甲闸'), ('Z2', '乙闸');`
  const listed = (...rows: [string, string][]) => `create table GPKG_Geometry_Columns (Table_Name text, Column_Name text, Srs_Id integer); ${rows.map(([table, column]) => `insert into gpkg_geometry_columns values ('${table}', '${column}', 4326);`).join('')}`

  it.each<[title: string, sentences: string, member: string | null, format: string, first: object]>([
    ['a table whose name is written in another case', listed(['GATES_ALL', 'GEOM']), null, 'GeoPackage，表 GATES_ALL', { fid: 1, Code: 'Z1' }],
    ['a view', listed(['v', 'geom']) + 'create view V as select fid, geom, code as 编码 from gates_all;', null, 'GeoPackage，视图 v', { fid: 1, 编码: 'Z1' }],
    ['a view that joins, beside its table', listed(['Gates_All', 'Geom'], ['Gates_Named', 'geom']) + 'create view gates_named as select g.fid, g.geom, n.name from gates_all g join named n on n.code = g.code;', 'gates_named', 'GeoPackage，视图 Gates_Named', { fid: 1, name: '甲闸' }],
    ['a table, with word of its view', listed(['Gates_All', 'Geom'], ['v', 'geom']) + 'create view v as select * from gates_all;', null, 'GeoPackage，表 Gates_All', { fid: 1, Code: 'Z1' }],
  ])('reads %s', async (_, sentences, member, format, first) => {
    const { source, features } = await read(written('x.gpkg', await handMade(systems + gates + sentences)), { ...(member && { member }) })
    expect([source.format.zh, features.length, features[0].properties, features[0].geometry, features[1].geometry]).toEqual([format, 2, first, { type: 'Point', coordinates: [113, 23] }, null])
  })

  it.each([
    ['a join of everything with everything', `create view v as select a.geom from ${[...'abcdefghijklmnopqrstuvwxyzABCDE'].map((name) => `named n${name}`).join(', ')}, gates_all a;`],
    ['a query that calls itself', 'create view v as with n(i) as (select 1 union all select i + 1 from n) select i, geom from n, gates_all;'],
    ['what is no table', `create view v as select value, null as geom from json_each('[1]');`],
  ])('does not run a view of %s', async (_, sentence) => {
    await expect(open(written('x.gpkg', await handMade(systems + gates + listed(['v', 'geom']) + sentence)))).rejects.toThrow(/是视图.*会不会结束/)
  })

  it.each<[shape: string, told: string | RegExp]>([
    ['CIRCULARSTRING (113 23, 114 24, 115 23)', 'LineString 91'],
    ['SRID=4490;COMPOUNDCURVE Z ((113 23 1, 113.1 23 1), CIRCULARSTRING Z (113.1 23 1, 113.11 23.01 1, 113.12 23 1))', 'LineString 92'],
    ['CURVEPOLYGON (CIRCULARSTRING (113 23, 113.02 23, 113 23))', 'Polygon [181]'],
    ['MULTISURFACE (((113 23, 113.1 23, 113.1 23.1, 113 23)), CURVEPOLYGON (COMPOUNDCURVE (CIRCULARSTRING (113 23, 114 24, 115 23), (115 23, 113 23))))', 'MultiPolygon [[4],[92]]'],
    ['MultiCurve ((113 23, 113.1 23), CircularString (113 23, 114 24, 115 23))', 'MultiLineString [2,91]'],
    ['multipoint ((113 23), 113.1 23.1)', 'MultiPoint 2'],
    ['POINT EMPTY', 'Point []'],
    ['CIRCULARSTRING (113 23, 113.01 23.01)', /几何不是 WKT/], ['POINT (1 2, 3 4)', /几何不是 WKT/], ['LINESTRING (1 2, 3 4', /几何不是 WKT/], ['HELIX (1 2)', /几何不是 WKT.*HELIX/], ['POINT (1 2) x', /几何不是 WKT/],
  ])('%s in a cell', async (shape, told) => {
    const { features: [{ geometry, trouble, remarks }] } = await read(written('x.csv', `编码,geometry_wkt\nA,"${shape}"\n`))
    const lengths = (value: unknown): unknown => (Array.isArray(value) && Array.isArray(value[0]) ? (typeof value[0][0] === 'number' ? value.length : value.map(lengths)) : value)
    const said = trouble?.zh ?? `${geometry?.type} ${JSON.stringify(lengths((geometry as LineString).coordinates))}`
    expect(said).toMatch(told)
    expect(remarks?.some(({ zh }) => zh.includes('曲线')) ?? false).toBe(!trouble && /circular/i.test(shape))
  })

  it('says that a .shp came without its .dbf', async () => {
    const path = join(temporaryFolder(), 'x.zip')
    writeFileSync(path, zip([{ name: 'x.shp', data: shpOfLines([[[113, 23], [113.1, 23]]]) }]))
    const { source, features } = await read(path)
    expect([features.length, source.remarks?.map(({ zh }) => zh)]).toEqual([1, [expect.stringContaining('没有 .dbf')]])
  })

  it.each(Object.entries(endlessPackages))('with %s is read no further than its tables', async (_, sentences) => {
    const read = open(written('x.gpkg', await handMade(sentences))).then(async (source) => {
      const rows = []
      for await (const feature of source.features()) rows.push(feature.properties)
      await source.close()
      return rows
    })
    await read.then((rows) => expect(rows).toEqual([{ fid: 1, ...(rows[0] && 'name' in rows[0] ? { name: '河' } : {}) }]), (caught: unknown) => expect(caught).toBeInstanceOf(Refusal))
  })

  it('is read whatever way its tables’ names are written', async () => {
    for (const name of ['"水 系"', '[waters]', '`waters`', "'waters'", '水系'])
      await open(written('x.gpkg', await handMade(`create table gpkg_geometry_columns (table_name text, column_name text, srs_id integer);
        create table ${name} (fid integer primary key, geom blob); insert into ${name.replaceAll("'", '"')} values (7, null);
        insert into gpkg_geometry_columns select name, 'geom', 4326 from sqlite_master where name not like 'gpkg%'`))).then(async (source) => {
        const rows = []
        for await (const feature of source.features()) rows.push(feature.properties.fid)
        expect(rows, name).toEqual([7])
        await source.close()
      })
  })
})

describe('any file', () => {
  it('cut short or with bytes turned is read or refused, and nothing else', async () => {
    const shapes = [feature({ 名称: '沙河' }, line([113, 23], [113.1, 23.1])), feature({ 名称: '石榴' }, line([113.2, 23], [113.1, 23.1]))]
    const files: Record<string, Buffer> = {
      'x.geojson': Buffer.from(collection(shapes)),
      'x.csv': Buffer.from('名称,geometry_wkt\n沙河,"LINESTRING (113 23, 113.1 23.1)"\n'),
      'x.gpkg': await geopackage([{ name: '沙河', shape: line([113, 23], [113.1, 23.1]) }]),
      'x.kml': Buffer.from('<kml><Placemark><name>沙河</name><LineString><coordinates>113,23 113.1,23.1</coordinates></LineString></Placemark></kml>'),
      'x.shp': shpOfLines([[[113, 23], [113.1, 23.1]], [[113.2, 23], [113.1, 23.1]]]),
      'x.zip': zip([{ name: 'a.geojson', data: Buffer.from(collection(shapes)) }]),
    }
    let seed = 7
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below
    for (const [name, whole] of Object.entries(files))
      for (let i = 0; i < 40; i++) {
        const bytes = Buffer.from(whole.subarray(0, i % 2 ? whole.length : 1 + random(whole.length)))
        for (let n = random(6); n > 0; n--) bytes[random(bytes.length)] = random(256)
        const caught = await open(written(name, bytes)).then(async (source) => {
          for await (const feature of source.features()) expect(feature.row).toBeGreaterThan(0)
          await source.close()
          return null
        }).catch((reason: unknown) => reason)
        if (caught) expect(caught, `${name}, ${i}: ${caught as Error}`).toBeInstanceOf(Refusal)
      }
  })
})
