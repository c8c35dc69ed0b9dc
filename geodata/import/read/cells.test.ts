// Tables as offices send them: CSV in every encoding, and workbooks Excel has written.
import { describe, expect, it } from 'vitest'
import { big5, gbk, written, zip } from '../files.fixture.ts'
import { openSource, tableIn } from './open.ts'

async function read(path: string, member: string | null = null) {
  const source = await openSource(path, { encoding: null, member })
  const features = []
  for await (const feature of source.features()) features.push(feature)
  await source.close()
  return { source, features }
}
const at = (lon: number, lat: number) => ({ type: 'Point', coordinates: [lon, lat] })

describe('a CSV', () => {
  it.each([
    ['UTF-8', Buffer.from('名称,经度,纬度\n猎德涌闸,113.33,23.11\n'), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from('\ufeff名称,经度,纬度\r\n猎德涌闸,113.33,23.11'), 'utf-8'],
    ['GBK', gbk('名称,经度,纬度\n猎德涌闸,113.33,23.11\n'), 'gb18030'],
    ['UTF-16', Buffer.from('\ufeff名称\t经度\t纬度\n猎德涌闸\t113.33\t23.11\n', 'utf16le'), 'utf-16le'],
    ['UTF-16 without a mark', Buffer.from('名称\t经度\t纬度\n猎德涌闸\t113.33\t23.11\n', 'utf16le'), 'utf-16le'],
    ['UTF-16 the other way about', Buffer.from('\ufeff名称\t经度\t纬度\n猎德涌闸\t113.33\t23.11\n', 'utf16le').swap16(), 'utf-16be'],
    ['semicolons', Buffer.from('名称;经度;纬度\n"猎德涌闸";113.33;23.11\n'), 'utf-8'],
  ])('in %s gives its rows, whatever its ending', async (_, bytes, encoding) => {
    const { source, features } = await read(written('gates.txt', bytes))
    expect([source.format.zh, source.encoding.name, source.crs.declared]).toEqual(['CSV', encoding, null])
    expect(features).toEqual([{ row: 2, properties: { 名称: '猎德涌闸' }, geometry: at(113.33, 23.11) }])
  })

  it('in Big5 gives its rows, and what no encoding or two of them fit is asked about', async () => {
    const { source, features } = await read(written('x.csv', big5('編碼,名稱,類型,經度,緯度,備註\nZ1,獵德涌水閘,水閘,113.33,23.11,廣州市天河區獵德村河口\n')))
    expect([source.encoding.name, features[0].properties['名稱'], features[0].geometry]).toEqual(['big5', '獵德涌水閘', at(113.33, 23.11)])
    const line = '猎德涌闸,113.33,23.11\n'
    await expect(read(written('x.csv', Buffer.concat([gbk('名称,经度,纬度\n'), Buffer.from(line), gbk(line)])))).rejects.toThrow(/文字是混的：第 2 行是 UTF-8/)
    await expect(read(written('x.csv', Buffer.concat([gbk('名称,经度,纬度\n'), Buffer.from([0xff, 0xff, 0x2c]), gbk(line)])))).rejects.toThrow(/既不是 UTF-8，也不是.*--encoding/)
    const rare = await read(written('x.csv', gbk('名称,经度,纬度\n大塱滘漖闸,113.33,23.11\n')))
    expect([rare.source.encoding.name, rare.features[0].properties['名称']]).toEqual(['gb18030', '大塱滘漖闸'])
  })

  it('may hold shapes as WKT, with their system', async () => {
    const { source, features } = await read(written('x.csv', 'name,WKT\n甲,"SRID=4547;LINESTRING(400000 2500000, 400100 2500000.5)"\n乙,\n丙,LINESTRING EMPT\n丁,SRID=3857;POINT(1 2)\n'))
    expect(source.crs.declared).toBe('EPSG:4547')
    expect(features.map(({ geometry }) => geometry)).toEqual([{ type: 'LineString', coordinates: [[400000, 2500000], [400100, 2500000.5]] }, null, null, null])
    expect(features.map(({ trouble }) => trouble?.zh.slice(0, 8))).toEqual([undefined, undefined, '几何不是 WKT', '坐标系 3857'])
  })

  it('says which row has more cells than titles, and leaves figures that are none to be complained of', async () => {
    const { features } = await read(written('x.csv', 'name,lon,lat\n甲,乙,113,23\n丙,东,23\n'))
    expect(features[0]?.trouble?.zh).toBe('有 4 格，多于 3 个列名')
    expect(features[1]?.geometry).toEqual({ type: 'Point', coordinates: ['东', 23] })
  })

  it.each([
    ['has no place in it', 'name,length\n甲,3\n', /没有坐标列：要有 geometry_wkt（WKT），或经度和纬度两列；只有 name、length/],
    ['is only words', 'hello, I am text', /没有坐标列/],
    ['is one word', 'hello', /也不是有列名的表格/],
    ['breaks off within quotes', 'name,lon,lat\n甲,"113,23', /不是完好的 CSV/],
  ])('that %s is refused', async (_, content, words) => {
    await expect(read(written('x.csv', content))).rejects.toThrow(words)
  })
})

describe('rows', () => {
  const sheet = (...rows: [number | null, ...string[]][]) => written('x.xlsx', zip([
    { name: 'xl/workbook.xml', data: Buffer.from('<workbook><sheets><sheet name="闸" sheetId="1" r:id="a"/></sheets></workbook>') },
    { name: 'xl/_rels/workbook.xml.rels', data: Buffer.from('<Relationships><Relationship Id="a" Target="worksheets/one.xml"/></Relationships>') },
    { name: 'xl/worksheets/one.xml', data: Buffer.from(`<worksheet><sheetData>${rows.map(([n, ...cells]) => `<row${n === null ? '' : ` r="${n}"`}>${cells.map((cell) => `<c t="str"><v>${cell}</v></c>`).join('')}</row>`).join('')}</sheetData></worksheet>`) },
  ]))
  const csv = (...lines: string[]) => written('x.csv', lines.join('\n'))
  const titles = ['名称', '经度', '纬度']
  const [bad, good] = [['坏', '113', '东'], ['好', '113.1', '23.1']]
  it.each<[title: string, path: () => string, rows: number[]]>([
    ['below the titles', () => csv('名称,经度,纬度', '好,113.1,23.1', '坏,113,东'), [2, 3]],
    ['with empty lines between', () => csv('名称,经度,纬度', '', '好,113.1,23.1', '', ',,', '坏,113,东', ''), [3, 6]],
    ['below notes and empty lines', () => csv('', '水闸一览表', '', '单位：米,,', '名称,经度,纬度', '好,113.1,23.1', '坏,113,东'), [6, 7]],
    ['with line ends within cells', () => csv('名称,"经度\n（度）",纬度', '"好\n闸",113.1,23.1', '坏,113,东'), [2, 3]],
    ['after what is left out', () => csv('名称,经度,纬度', '1,2,3', '好,113.1,23.1', '合计,,', '坏,113,东'), [3, 5]],
    ['in CRLF', () => csv('名称,经度,纬度\r', '\r', '好,113.1,23.1\r', '坏,113,东\r'), [3, 4]],
    ['of a sheet that says its rows', () => sheet([3, ...titles], [5, ...good], [9, ...bad]), [5, 9]],
    ['of a sheet that does not', () => sheet([null, '水闸一览表'], [null, ...titles], [null, ...good], [null], [null, ...bad]), [3, 5]],
    ['of a sheet with titles in two rows', () => sheet([2, '名称', '位置', ''], [3, '', '经度', '纬度'], [6, ...good], [7, ...bad]), [6, 7]],
  ])('%s are called as whoever has the sheet open sees them', async (_, path, rows) => {
    const { features } = await read(path())
    expect(features.map(({ row }) => row)).toEqual(rows)
    const { rows: all } = await tableIn(path(), { encoding: null, member: null }, 100)
    expect(rows.map((row) => String(all[row - 1][0])[0])).toEqual(['好', '坏'])
  })

  it('beyond the last of a sheet are none', async () => {
    await expect(read(sheet([1, ...titles], [1_048_577, ...good]))).rejects.toThrow(/不是完好的 Excel/)
  })
})

describe('a workbook', () => {
  const part = (name: string, xml: string) => ({ name: `xl/${name}.xml`, data: Buffer.from(xml) })
  const book = (sheetRows: string, more: ReturnType<typeof part>[] = [], properties = '') => written('x.bin', zip([
    part('workbook', `<x:workbook xmlns:x="m" xmlns:r="r">${properties}<x:sheets><x:sheet name="闸" sheetId="1" r:id="a"/><x:sheet name="别的" sheetId="2" state="hidden" r:id="b"/></x:sheets></x:workbook>`),
    { name: 'xl/_rels/workbook.xml.rels', data: Buffer.from('<Relationships><Relationship Id="b" Target="worksheets/two.xml"/><Relationship Id="a" Target="/xl/worksheets/one.xml"/></Relationships>') },
    part('worksheets/one', `<worksheet><sheetData>${sheetRows}</sheetData></worksheet>`),
    part('worksheets/two', '<worksheet><sheetData><row><c t="str"><v>经度</v></c><c t="str"><v>纬度</v></c></row><row><c><v>113</v></c><c><v>23</v></c></row></sheetData></worksheet>'),
    ...more,
  ]))
  const titled = '<row r="1"><c r="A1" t="inlineStr"><is><t>水闸一览表</t></is></c></row><row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="D3" t="s"><v>2</v></c><c r="E3" t="s"><v>3</v></c></row>'
  const strings = part('sharedStrings', '<sst><si><t>名称</t></si><si><r><t>建成</t></r><r><rPr/><t>日期</t></r><rPh><t>ひ</t></rPh></si><si><t>经度</t></si><si><t>纬度</t></si><si><t xml:space="preserve">a&amp;b_x000D_&lt;</t></si></sst>')
  const styles = part('styles', '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="165" formatCode="[Red]0.00&quot;d&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>')

  it('gives shared words, days, results of formulas and cells by their place, below a title', async () => {
    const row = (n: number, first: string, day: string) => `<row r="${n}"><c r="A${n}" ${first}</c><c r="B${n}" ${day}</c><c r="D${n}"><f>100+13</f><v>113</v></c><c r="E${n}"><v>23.5</v></c></row>`
    const { source, features } = await read(book(titled + row(4, 't="s"><v>4</v>', 's="1"><v>45356</v>') + row(5, 't="b"><v>1</v>', 's="2"><v>45356.75</v>') + row(6, '><v>7</v>', 's="3"><v>45356</v>') + '<row r="7"/>', [strings, styles]))
    expect(source.format.zh).toBe('Excel，工作表 闸')
    expect(features.map(({ properties }) => properties)).toEqual([{ 名称: 'a&b\r<', 建成日期: '2024-03-05' }, { 名称: true, 建成日期: '2024-03-05' }, { 名称: 7, 建成日期: 45356 }])
    expect(features.map(({ geometry }) => geometry)).toEqual([at(113, 23.5), at(113, 23.5), at(113, 23.5)])
  })

  it('of a Macintosh counts its days from 1904', async () => {
    const { features } = await read(book(`${titled}<row r="4"><c r="B4" s="1"><v>43894</v></c></row>`, [strings, styles], '<x:workbookPr date1904="1"/>'))
    expect(features[0]?.properties['建成日期']).toBe('2024-03-05')
  })

  it('has a sheet chosen by its name', async () => {
    expect((await read(book(titled, [strings]), '别的')).features).toEqual([{ row: 2, properties: {}, geometry: at(113, 23) }])
    await expect(read(book(titled, [strings]), '没有')).rejects.toThrow(/没有工作表 没有；有：闸、别的（隐藏）/)
  })

  it('shows numbers with the noughts of their format, and long ones as having lost their digits', async () => {
    const formats = part('styles', '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="000000000"/><numFmt numFmtId="165" formatCode="&quot;GZ-&quot;000\\-00;@"/><numFmt numFmtId="166" formatCode="0.00"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>')
    const row = (n: number, style: number, figures: string) => `<row r="${n}"><c r="A${n}" s="${style}"><v>${figures}</v></c><c r="D${n}"><v>113.5</v></c><c r="E${n}"><v>23.5</v></c></row>`
    const { source, features } = await read(book(titled + row(4, 1, '440100') + row(5, 2, '123456') + row(6, 3, '7') + row(7, 0, '440104199001011234') + row(8, 1, '1234567890'), [strings, formats]))
    expect(features.map(({ properties }) => properties['名称'])).toEqual(['000440100', 'GZ-1234-56', 7, '4.4010419900101126e+17', 1234567890])
    expect(source.remarks?.map(({ zh }) => zh)).toContain('有的数按单元格的数字格式取（如前面补零）')
  })

  it('of several sheets is read where data are, and asks where there are several', async () => {
    const cover = '<row r="1"><c r="A1" t="inlineStr"><is><t>一、</t></is></c><c r="B1" t="inlineStr"><is><t>本表由各镇街填报</t></is></c></row>'
    await expect(read(book(cover))).rejects.toThrow(/数据在隐藏的工作表里（别的（隐藏））.*--member/)
    const { source } = await read(book(titled + '<row r="4"><c r="D4"><v>113.5</v></c><c r="E4"><v>23.5</v></c></row>', [strings]))
    expect(source.remarks?.[0].zh).toBe('只读工作表 闸；没有读：别的（隐藏）')
  })

  it.each([
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae100000000', 'hex'), /旧格式的 Office 文件/],
    ['a web page', Buffer.from('\ufeff<html xmlns:x="urn:x"><table>'), /其实是网页/],
    ['a spreadsheet of 2003', Buffer.from('<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook>'), /Excel 2003 的 XML/],
  ])('that is %s is told how to be brought', async (_, bytes, words) => {
    await expect(read(written('x.xls', bytes))).rejects.toThrow(words)
  })

  it('whose rows are wanted as they are is its first sheet that holds some', async () => {
    const { rows, format } = await tableIn(book(titled, [strings]), { encoding: null, member: null }, 100)
    expect([format.zh, rows.map((row) => row.length)]).toEqual(['Excel，工作表 闸', [1, 0, 5]])
    expect((await tableIn(book('', [strings]), { encoding: null, member: null }, 100)).rows).toEqual([])
  })

  it.each([
    ['breaks off', '<row r="1"><c'],
    ['ends in the middle', `${titled}<row r="4"><c r="D4"><v>113</v></c><c r="E4"><v>23</v></c></row><!--`],
    ['has a cell beyond the last column', '<row r="1"><c r="XFE1"><v>1</v></c></row>'],
    ['refers to an entity of its own', '<row r="1"><c r="A1" t="str"><v>&bomb;</v></c></row>'],
  ])('that %s is refused in a sentence', async (_, rows) => {
    await expect(read(book(rows))).rejects.toThrow(/x.bin 不是完好的 Excel 文件/)
  })

  it('that would become far larger than it is, is not unpacked', async () => {
    await expect(read(book(' '.repeat(60 << 20)))).rejects.toThrow(/像压缩炸弹/)
  })

  it('that is none is refused', async () => {
    await expect(read(written('x.xlsx', 'hello'))).rejects.toThrow(/不是 xlsx：内容与后缀不符/)
  })
})
