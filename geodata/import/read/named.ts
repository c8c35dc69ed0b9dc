// Files that are not read, known by what is in them, each with the way to make something of them that is.
import { Refusal } from '../refusal.ts'

type Way = 'map' | 'archive' | 'table' | 'image' | 'part'

const ways: Record<Way, (name: string) => [zh: string, en: string]> = {
  map: (name) => [`请在 QGIS 里另存为 GeoPackage，或 ogr2ogr out.gpkg ${name}`, `save it as GeoPackage in QGIS, or ogr2ogr out.gpkg ${name}`],
  archive: () => ['请解开，再以 .zip 压缩或直接提供里面的文件', 'unpack it and bring a .zip or the files'],
  table: () => ['请打开后另存为 .xlsx 或 CSV', 'save it as .xlsx or CSV'],
  image: () => ['图里没有坐标，请提供数据文件', 'bring the data it was made from'],
  part: () => ['请把 .shp、.dbf、.shx、.prj 一起压缩成 zip', 'zip it with the .shp, .dbf, .shx and .prj beside it'],
}

const starts: [hex: string, what: string, way: Way][] = [
  ['414331', 'DWG（CAD 图）', 'map'], ['4175746f4341442042696e61727920445846', 'DXF（CAD 图）', 'map'],
  ['526172211a07', 'RAR', 'archive'], ['377abcaf271c', '7z', 'archive'], ['1f8b', 'gzip', 'archive'], ['425a68', 'bzip2', 'archive'],
  ['fd377a585a00', 'xz', 'archive'], ['28b52ffd', 'zstd', 'archive'],
  ['255044462d', 'PDF', 'image'], ['89504e47', 'PNG 图片', 'image'], ['ffd8ff', 'JPEG 图片', 'image'], ['47494638', 'GIF 图片', 'image'],
  ['49492a00', 'TIFF 图片', 'image'], ['4d4d002a', 'TIFF 图片', 'image'], ['52494646', 'WEBP 或影音', 'image'],
  ['000100005374616e64617264', 'Access 数据库（MDB）', 'map'],
  ['66676203666762', 'FlatGeobuf', 'map'], ['50415231', 'Parquet', 'map'], ['4152524f5731', 'Arrow', 'map'],
  ['0101000000', 'WKB', 'map'], ['0102000000', 'WKB', 'map'], ['0103000000', 'WKB', 'map'], ['0106000000', 'WKB', 'map'],
]
const patterns: [pattern: RegExp, what: string, way: Way][] = [
  [/^\s*(999\s*\n[^\n]*\n\s*)?0\s*\r?\n\s*SECTION/i, 'DXF（CAD 图）', 'map'],
  [/^!table/i, 'MapInfo TAB', 'map'],
  [/^version\s+\d+\s*\r?\n\s*charset/i, 'MapInfo MIF', 'map'],
  [/^\s*(SRID=\d+;\s*)?(MULTI)?(POINT|LINESTRING|POLYGON|CURVE|SURFACE)\s*(Z|M|ZM)?\s*\(/i, 'WKT 文字（没有列名）', 'map'],
  [/^\s*0[01](0[1-7]0000[02a]0|0000000[1-7])[\da-f]{32,}\s/i, 'WKB 十六进制文字', 'map'],
  [/^\{\\rtf/, 'RTF 文档', 'table'],
]
const endings: Record<string, [what: string, way: Way]> = {
  dbf: ['Shapefile 的属性表', 'part'], shx: ['Shapefile 的索引', 'part'], prj: ['Shapefile 的坐标系', 'part'], cpg: ['Shapefile 的字符集', 'part'],
  sbn: ['Shapefile 的索引', 'part'], sbx: ['Shapefile 的索引', 'part'], ovobj: ['奥维对象文件：请在奥维里导出为 KML', 'map'],
  dwg: ['DWG（CAD 图）', 'map'], dxf: ['DXF（CAD 图）', 'map'], tab: ['MapInfo TAB', 'map'], mif: ['MapInfo MIF', 'map'], mid: ['MapInfo MID', 'map'],
  gdb: ['文件地理数据库（FileGDB）', 'map'], gdbtable: ['文件地理数据库（FileGDB）', 'map'], mdb: ['Access 数据库（MDB）', 'map'],
  accdb: ['Access 数据库', 'map'], fgb: ['FlatGeobuf', 'map'], parquet: ['Parquet', 'map'], gml: ['GML', 'map'], xls: ['旧版 Excel', 'table'],
  et: ['WPS 表格', 'table'], ods: ['OpenDocument 表格', 'table'], rar: ['RAR', 'archive'], '7z': ['7z', 'archive'], gz: ['gzip', 'archive'],
  pdf: ['PDF', 'image'], docx: ['Word 文档', 'table'], mpk: ['ArcGIS 地图包', 'map'], lyr: ['ArcGIS 图层样式', 'map'], mxd: ['ArcGIS 地图', 'map'],
}

const endingOf = (name: string) => name.slice(name.lastIndexOf('.') + 1).toLowerCase()

const refusal = (name: string, what: string, way: Way, led = name) => {
  const [zh, en] = ways[way](name)
  return new Refusal(`${led} 是 ${what}，读不了：${zh}`, `${led} (${endingOf(name).slice(0, 20)}) is not read: ${en}`)
}

/** The refusal of a file whose first bytes are those of a format that is not read; null for any other. */
export function named(first: Buffer, name: string): Refusal | null {
  const hex = first.toString('hex')
  const start = starts.find(([sign]) => hex.startsWith(sign))
  if (start) return refusal(name, start[1], start[2])
  if (first.toString('latin1', 257, 262) === 'ustar') return refusal(name, 'tar', 'archive')
  const written = first.toString('latin1').replace(/\0+$/, '')
  const pattern = patterns.find(([one]) => one.test(written))
  if (pattern) return refusal(name, pattern[1], pattern[2])
  const ending = endings[endingOf(name)]
  // A table by any ending is a table; what is binary is what it is called.
  const binary = endingOf(name) === 'prj' || endingOf(name) === 'cpg' || first.subarray(0, 512).some((byte) => byte < 9)
  return ending && binary ? refusal(name, ...ending) : null
}

/** What lies in a folder or an archive that holds nothing to read. */
export function namedWithin(members: readonly string[], name: string): Refusal | null {
  if (members.some((member) => /\.gdb([\\/]|$)|\.gdbtable$/i.test(member))) return refusal(name, '文件地理数据库（FileGDB）', 'map')
  if (members.some((member) => member.startsWith('word/'))) return refusal(name, 'Word 文档', 'table')
  if (members.some((member) => member === 'content.xml')) return refusal(name, 'OpenDocument 表格', 'table')
  const found = members.find((member) => endings[endingOf(member)])
  return found ? refusal(found, ...endings[endingOf(found)], `${name} 里的 ${found}`) : null
}
