// What the figures of a coordinate system are measured from. proj4 takes a datum it does not know for WGS 84 without a word, so
// each is looked up by name here before anything is projected.
import { text, type Text } from '../../domain/text.ts'
import { Refusal } from './refusal.ts'

/** Datums within two metres of CGCS2000 anywhere in China, by their names without signs and the D_ of Esri. */
const names: [pattern: RegExp, crs: 'EPSG:4490' | 'EPSG:4326', near?: string][] = [
  [/^(cgcs2000|china2000|chinageodeticcoordinatesystem2000|chinesegeodeticcoordinatesystem2000|2000国家大地坐标系)$/, 'EPSG:4490'],
  [/^(wgs(19)?84(majorauxiliarysphere|g\d+)?|worldgeodeticsystem(of)?1984(ensemble|g\d+)?)$/, 'EPSG:4326'],
  [/^(itrf?s?(19|20)?\d\d|internationalterrestrialreferenceframe(19|20)\d\d|ig[sb]\d\d)$/, 'EPSG:4326', 'ITRF'],
  [/^(etrs(19)?89|europeanterrestrialreferencesystem(of)?1989(ensemble)?)$/, 'EPSG:4326', 'ETRS89'],
  [/^(nad(19)?83|northamerican(datum(of)?)?1983)$/, 'EPSG:4326', 'NAD83'],
]

/** Datums whose way to CGCS2000 is not public: off by 50–150 m if taken as they are, which only degrees of Xian 80 are. */
const controlled = /xian|西安|beijing|北京|krasovsky|krassowsky|\+ellps=krass/i
const controlledNumbers = [[2327, 2442], [4214, 4214], [4555, 4555], [4568, 4589], [4652, 4800], [21413, 21463]] as const

const wkt = /^\s*(PROJ|GEO[GD]|BOUND|COMPOUND|COMPD|LOCAL|ENG)/i
const geographic = /^\s*(GEOGCS|GEOGCRS|GEODCRS|GEODETICCRS|GEOGRAPHICCRS)/i

/** Whether a definition is written in well-known text. */
export const isWkt = (crs: string): boolean => wkt.test(crs)
export const isGeographic = (crs: string): boolean => geographic.test(crs)

const quoted = (crs: string, words: string) => new RegExp(`\\b(?:${words})\\s*[[(]\\s*"([^"]*)"`, 'i').exec(crs)?.[1]
const datumIn = (crs: string) => quoted(crs, 'DATUM|GEODETICDATUM|TRF|ENSEMBLE|VRF') ?? null
const known = (datum: string) => {
  const bare = datum.toLowerCase().replace(/^d_/, '').replace(/[^a-z\d\u4e00-\u9fff]/g, '')
  return names.find(([pattern]) => pattern.test(bare)) ?? null
}

/** EPSG number of the degrees on the datum of well-known text; null for one we do not know. */
export const datumOf = (crs: string): 'EPSG:4490' | 'EPSG:4326' | null => known(datumIn(crs) ?? '')?.[1] ?? (xianDegrees(crs) ? 'EPSG:4490' : null)

/** Parameters to WGS 84 that say something. */
const given = (written: string | undefined) => {
  const values = written?.split(',').map(Number) ?? []
  return (values.length === 3 || values.length === 7) && values.every(Number.isFinite) && values.some((value) => value !== 0)
}

const parametersIn = (crs: string) => given(/TOWGS84\s*[[(]([^\])]*)/i.exec(crs)?.[1])

const ask = '请先转成 CGCS2000，或用 --crs "+proj=… +ellps=… +towgs84=…" 给出参数'
const askEn = 'convert to CGCS2000 first, or give the parameters with --crs'

/** Degrees on Xian 80: files say so of degrees that never were. */
const xianDegrees = (crs: string): boolean => /^EPSG:4610$/.test(crs) || (isGeographic(crs) && /xian|西安/i.test(datumIn(crs) ?? '') && !parametersIn(crs))
export const noteOnXian = text(
  '写的是西安 80 的经纬度，按 CGCS2000 读：它的转换参数不公开，可能差几十米',
  'degrees on Xian 80, read as CGCS2000: the way between them is not public, they may lie tens of metres off',
)

/** What is to be said of the datum of a system; refuses one nobody can turn into CGCS2000. `file` is what messages call the file. */
export function noteOnDatum(crs: string, file: string): Text | null {
  const number = Number(/^EPSG:(\d+)$/.exec(crs)?.[1])
  if (xianDegrees(crs)) return noteOnXian
  const secret = new Refusal(`${file} 的坐标系是西安 80 或北京 54，其转换参数不公开；${ask}`, `Xian 80 or Beijing 54: ${askEn}`)
  if (controlledNumbers.some(([first, last]) => number >= first && number <= last)) throw secret
  if (/^\+|\s\+proj=/.test(crs.trim())) return noteOnProj(crs, file, secret)
  if (!isWkt(crs)) {
    if (controlled.test(crs)) throw secret
    return null
  }
  const datum = datumIn(crs)
  const found = known(datum ?? '')
  const parameters = parametersIn(crs)
  const called = (datum ?? quoted(crs, '\\w+') ?? '').slice(0, 60)
  if (!found && !parameters && controlled.test(datum ?? crs)) throw secret
  if (/^\s*(BOUND|COMP|LOCAL|ENG)/i.test(crs)) throw new Refusal(`${file} 的坐标系 ${called} 是复合或工程坐标系，读不了；请用 --crs 指定`, `the system ${called} is a bound, compound or local one: name it with --crs`)
  if (!found && !parameters) throw new Refusal(`不认识坐标系：${file} 的大地基准是 ${called || '（没写）'}，不知道与 CGCS2000 差多少；${ask}`, `unknown datum ${called}: ${askEn}`)
  const [, semiMajor, flattening] = /\b(?:SPHEROID|ELLIPSOID)\s*[[(]\s*"[^"]*"\s*,\s*([\d.]+)\s*,\s*([\d.]+)/i.exec(crs)?.map(Number) ?? []
  if (found && semiMajor !== undefined && (Math.abs(semiMajor - 6378137) > 1
    || (flattening !== 0 && Math.abs(flattening - 298.257) > 0.001)))
    throw new Refusal(`${file} 的坐标系自相矛盾：基准 ${called} 的椭球却是 ${semiMajor}、${flattening}；请用 --crs 指定`, `datum ${called} has another ellipsoid than it should: name the system with --crs`)
  const meridian = Number(/\bPRIMEM\s*[[(]\s*"[^"]*"\s*,\s*([-+\d.eE]+)/i.exec(crs)?.[1] ?? 0)
  if (meridian !== 0) throw new Refusal(`${file} 的经度从 ${meridian}° 起算，不是格林尼治；请先转成 CGCS2000`, 'longitudes do not begin at Greenwich: convert to CGCS2000 first')
  const turned = /UNIT\s*[[(]\s*"([^"]*(?:grad|gon|radian|minute|second|mil)[^"]*)"/i.exec(crs)?.[1]
  if (turned) throw new Refusal(`${file} 的角度单位是 ${turned}，不是度；请先转成 CGCS2000`, `angles are in ${turned}, not degrees: convert to CGCS2000 first`)
  return parameters && !found ? text(`${called} 按文件所带 TOWGS84 参数转换`, `${called} by the TOWGS84 parameters of the file`) : about(found?.[2])
}

const about = (near: string | undefined): Text | null =>
  (near ? text(`${near} 与 CGCS2000 相差两米以内，按同一基准读`, `${near} is within two metres of CGCS2000: read as the same`) : null)

function noteOnProj(crs: string, file: string, secret: Refusal): Text | null {
  const value = (name: string) => new RegExp(`\\+${name}=(\\S+)`, 'i').exec(crs)?.[1]
  const [datum, ellipsoid, grids] = [value('datum'), value('ellps'), value('nadgrids')]
  if (grids && !/^@?null$/i.test(grids)) throw new Refusal(`${file} 的坐标系要用格网 ${grids.slice(0, 40)} 转换，这里没有；请先转成 CGCS2000`, 'the system needs grids that are not here: convert to CGCS2000 first')
  if (given(value('towgs84'))) return null
  if (controlled.test(crs)) throw secret
  if (datum && !/^(WGS84|NAD83)$/i.test(datum)) throw new Refusal(`不认识坐标系：${file} 的大地基准是 ${datum.slice(0, 40)}，不知道与 CGCS2000 差多少；${ask}`, `unknown datum ${datum.slice(0, 40)}: ${askEn}`)
  const sphere = value('a') && Math.abs(Number(value('a')) - 6378137) < 1
  if (!datum && ellipsoid && !/^(GRS80|WGS84)$/i.test(ellipsoid)) throw new Refusal(`${file} 的椭球是 ${ellipsoid.slice(0, 40)}，没有转换参数；${ask}`, `the ellipsoid is ${ellipsoid.slice(0, 40)}, without parameters: ${askEn}`)
  if (!datum && !ellipsoid && value('a') && !sphere) throw new Refusal(`${file} 的椭球长半轴是 ${value('a')}，没有转换参数；${ask}`, `another ellipsoid without parameters: ${askEn}`)
  return datum ? about(/nad83/i.test(datum) ? 'NAD83' : undefined) : text('没有写基准，按 CGCS2000 读', 'no datum is named: read on CGCS2000')
}
