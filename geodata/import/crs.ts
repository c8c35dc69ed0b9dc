// Which coordinate system the figures of a file are in: what was asked for, what the file says, what the figures themselves allow.
import { definitionOf, gaussKruger, gaussKrugerAt, nameOf, outOfChina, projection, zoneOfEasting, type LonLat } from '../../domain/coordinates.ts'
import { text, type Text } from '../../domain/text.ts'
import { datumOf, isGeographic, isWkt, noteOnDatum, noteOnXian } from './datums.ts'
import { Refusal } from './refusal.ts'

/** [least x, least y, greatest x, greatest y] as written in the file. */
export type Bounds = [number, number, number, number]

export interface Reading {
  crs: string
  name: Text
  why: Text
  /** The file writes the northing or latitude first. */
  swapped: boolean
  /** What is doubtful in it. */
  remark?: Text
  toDegrees(at: [number, number]): LonLat
}

interface Question {
  file: string
  asked: string | null
  declared: string | null
  where: Text
  bounds: Bounds
}

const isDegrees = (crs: string) => /^EPSG:(4490|4326)$/.test(crs) || crs === 'GCJ-02' || crs === 'BD-09' || isGeographic(crs) || /\+proj=(longlat|latlong|lonlat|latlon)/i.test(crs)

/** Other numbers of systems whose figures are those of one we know. */
const sameAs: Record<number, number> = {
  4480: 4490, 4610: 4490, 4979: 4326, 9057: 4326, 4258: 4326, 4269: 4326, 3785: 3857, 900913: 3857, 102100: 3857, 102113: 3857,
}

/** A parameter of a projection in well-known text, old or new. */
function parameterOf(crs: string, names: string): number | null {
  const found = new RegExp(`PARAMETER\\s*[[(]\\s*"(?:${names})"\\s*,\\s*([-+\\d.eE]+)`, 'i').exec(crs)?.[1]
  return found === undefined ? null : Number(found)
}

const meridianOf = (crs: string) => parameterOf(crs, 'central_meridian|longitude_of_center|longitude[ _]of[ _]natural[ _]origin')

/** Metres east and north from the equator, unscaled, as every Gauss-Krüger system has them. */
function gaussKrugerOf(crs: string): { meridian: number; east: number } | null {
  if (!/"(Gauss[ _]?Kr[uü]ger|Transverse[ _]Mercator)"/i.test(crs)) return null
  const [meridian, east, scale] = [meridianOf(crs), parameterOf(crs, 'false[ _]easting'), parameterOf(crs, 'scale_factor|scale[ _]factor[ _]at[ _]natural[ _]origin')]
  const [north, latitude] = [parameterOf(crs, 'false[ _]northing'), parameterOf(crs, 'latitude_of_origin|latitude[ _]of[ _]natural[ _]origin')]
  const metre = !/\b(?:LENGTH)?UNIT\s*[[(]\s*"[^"]*(?:foot|feet|km|kilom|chain|link|yard)/i.test(crs)
  return meridian !== null && east !== null && metre && (scale ?? 1) === 1 && !north && !latitude ? { meridian, east } : null
}

/** The EPSG number that is written, in whichever way; null where none is. */
function numbered(declared: string): number | null {
  const epsg = /^\s*(?:urn:ogc:def:crs:)?(?:(?:EPSG|ESRI):(?:[\d.]*:)?)?(\d{4,6})\s*$/i.exec(declared)?.[1]
  return epsg ? Number(epsg) : null
}

/** `EPSG:n` for WKT or names of systems we know by number; otherwise what was given. */
export function canonical(declared: string): string {
  const epsg = numbered(declared)
  if (epsg !== null) return `EPSG:${sameAs[epsg] ?? epsg}`
  if (/^\s*(urn:ogc:def:crs:OGC:[\d.]*:|OGC:)?CRS84h?\s*$/i.test(declared)) return 'EPSG:4326'
  if (/^\s*(GCJ-?02|火星坐标系?)\s*$/i.test(declared)) return 'GCJ-02'
  if (/^\s*(BD-?09(LL)?|百度坐标系?)\s*$/i.test(declared)) return 'BD-09'
  const datum = isWkt(declared) ? datumOf(declared) : null
  if (!datum) return declared
  if (isGeographic(declared)) return datum
  const projected = gaussKrugerOf(declared)
  if (projected && datum === 'EPSG:4490') for (let number = 4491; number <= 4554; number++) {
    const zone = gaussKruger(number)
    // The 6-degree and the 3-degree system of one meridian are the same figures; the narrower is the usual one.
    if (zone?.meridian !== projected.meridian || (zone.zone ?? 0) * 1_000_000 + 500_000 !== projected.east) continue
    if (zone.width === 3 || zone.zone !== null) return `EPSG:${number}`
  }
  const plainMercator = !meridianOf(declared) && !parameterOf(declared, 'false[ _]easting') && !parameterOf(declared, 'false[ _]northing')
  if (plainMercator && /Mercator_Auxiliary_Sphere|Pseudo[ _-]?Mercator/i.test(declared)) return 'EPSG:3857'
  return declared
}

const middle = ([west, south, east, north]: Bounds): [number, number] => [(west + east) / 2, (south + north) / 2]
const turned = ([west, south, east, north]: Bounds): Bounds => [south, west, north, east]
const written = (values: readonly number[]) => values.map((value) => Number(value.toFixed(Math.abs(value) > 1000 ? 1 : 5))).join(', ')

type Figures = 'degrees' | 'turned degrees' | 'metres' | 'turned metres'

/** What kind of figures these are, from their size alone. */
function figures([x0, y0, x1, y1]: Bounds): Figures {
  const within = (low: number, high: number, limit: number) => low >= -limit && high <= limit
  if (within(x0, x1, 180.5) && within(y0, y1, 90.5)) return !outOfChina([(y0 + y1) / 2, (x0 + x1) / 2]) && outOfChina([(x0 + x1) / 2, (y0 + y1) / 2]) ? 'turned degrees' : 'degrees'
  if (within(x0, x1, 90.5) && within(y0, y1, 180.5)) return 'turned degrees'
  // A northing in China exceeds an easting without zone number and is exceeded by one with it.
  const [x, y] = middle([x0, y0, x1, y1])
  const zoned = zoneOfEasting(y) !== null && x < 6_300_000
  return zoned || (y > 0 && y < 950_000 && x > 1_500_000 && x < 6_300_000) ? 'turned metres' : 'metres'
}

/** Systems these metres could be in, with the place each would put them. */
function plausible(bounds: Bounds): { crs: string; at: LonLat }[] {
  const [x] = middle(bounds)
  const zoned = zoneOfEasting(x)
  const numbers = zoned ? [zoned] : x > 8_000_000 ? ['EPSG:3857'] : [111, 114, 117].map((meridian) => gaussKrugerAt(meridian))
  return numbers.flatMap((crs) => {
    const at = projection(crs)?.toDegrees(middle(bounds))
    return at && !outOfChina(at) ? [{ crs, at }] : []
  })
}

function reading(crs: string, why: Text, swapped: boolean): Reading {
  const way = projection(crs)
  if (!way) throw new Refusal(`不认识坐标系 ${crs.slice(0, 80)}；请用 --crs EPSG:编号 或 proj 定义指定`, `unknown coordinate system: name it with --crs EPSG:n or a proj definition`)
  const name = definitionOf(crs) || /^(GCJ|BD)-/.test(crs) ? nameOf(crs) : text(/"([^"]+)"/.exec(crs)?.[1] ?? crs, /"([^"]+)"/.exec(crs)?.[1] ?? crs)
  return { crs, name, why, swapped, toDegrees: swapped ? (at) => way.toDegrees([at[1], at[0]]) : way.toDegrees }
}

const joined = (first: Text, second: Text) => text(`${first.zh}；${second.zh}`, `${first.en}; ${second.en}`)

/** Decides, or refuses: figures that contradict what is declared, or metres nobody has named. */
export function decideCrs({ file, asked, declared, where, bounds }: Question): Reading {
  const source = asked ? text('命令行 --crs', '--crs') : where
  const stated = asked ?? declared
  const epsg = stated ? numbered(stated) : null
  const note = stated ? noteOnDatum(epsg === null ? stated.trim() : `EPSG:${epsg}`, file) ?? noteOnDatum(canonical(stated), file) : null
  const crs = stated ? canonical(stated) : null
  if (crs && !projection(crs)) return reading(crs, source, false)
  const kind = figures(bounds)
  const swapped = kind.startsWith('turned')
  const order = swapped ? text('纬度（北坐标）写在前，已对调', 'latitude (northing) comes first: swapped') : null
  const straight = swapped ? turned(bounds) : bounds
  const said = (why: Text) => [note, order].reduce<Text>((all, more) => (more ? joined(all, more) : all), why)

  if (kind.endsWith('degrees')) {
    if (crs && !isDegrees(crs)) throw new Refusal(`${file} 的${source.zh}说坐标系是 ${crs.slice(0, 60)}（米），坐标却是度：${written(bounds)}`, `${source.en} says metres, but the figures are degrees`)
    const made = reading(crs ?? 'EPSG:4490', said(crs ? source : joined(where, text('数值是经纬度，按 CGCS2000 读', 'the figures are degrees, read as CGCS2000'))), swapped)
    return note === noteOnXian ? { ...made, remark: note } : made
  }
  const zoned = zoneOfEasting(middle(straight)[0])
  if (crs && isDegrees(crs)) {
    const silent = !asked && /RFC 7946/.test(where.zh)
    if (zoned && silent) return reading(zoned, said(text(`东坐标带带号 ${Math.floor(straight[0] / 1_000_000)}，由数值认出`, 'zone number recognised in the eastings')), swapped)
    if (!silent) throw new Refusal(`${file} 的${source.zh}说坐标系是 ${crs.slice(0, 60)}（度），坐标却像米：${written(bounds)}${suggestion(straight)}`, `${source.en} says degrees, but the figures look like metres`)
  } else if (crs) {
    const zone = gaussKruger(Number(crs.slice(5)))
    if (zone && zone.zone === null && zoned) return twin(zoned, zone.meridian, text('坐标带带号', 'the eastings carry the zone number'))
    if (zone?.zone && !zoned) return twin(`EPSG:${Number(crs.slice(5)) + (zone.width === 3 ? 21 : 11)}`, zone.meridian, text('坐标不带带号', 'the eastings carry no zone number'))
    return checked(reading(crs, said(source), swapped))
  } else if (zoned) return checked(reading(zoned, said(joined(where, text('东坐标带带号，由数值认出', 'zone number recognised in the eastings'))), swapped))
  throw new Refusal(`${file} 没有说明坐标系，坐标像米：${written(bounds)}。请用 --crs 指定${suggestion(straight)}`, 'the file does not name its coordinate system and the figures look like metres: name it with --crs')

  function twin(other: string, meridian: number, note: Text): Reading {
    const zone = gaussKruger(Number(other.slice(5)))
    if (zone?.meridian !== meridian) throw new Refusal(`${file} 的${source.zh}说坐标系是 ${crs}（中央经线 ${meridian}°），坐标的带号却属于中央经线 ${zone?.meridian}°：${written(bounds)}`, 'the zone number in the eastings belongs to another meridian than declared')
    return checked(reading(other, said(joined(source, text(`${note.zh}，按 ${other} 读`, `${note.en}: read as ${other}`))), swapped))
  }

  function checked(result: Reading): Reading {
    const meridian = gaussKruger(Number(result.crs.slice(5)))?.meridian ?? (/"(Gauss[ _]?Kr[uü]ger|Transverse[ _]Mercator)"/i.test(result.crs) ? meridianOf(result.crs) : null)
    const way = projection(result.crs)
    const [x, y] = middle(straight)
    const at = way?.toDegrees([x, y])
    const [againX = NaN, againY = NaN] = at?.every(Number.isFinite) ? way?.fromDegrees(at) ?? [] : []
    // Far from its meridian a projection has no way back: there the figures are those of another.
    const back = Math.hypot(againX - x, againY - y) < 1
    if (!at || !back || Math.abs(at[1]) > 90 || (meridian !== null && Math.abs(at[0] - meridian) > 6))
      throw new Refusal(`${file} 的坐标 ${written(bounds)} 不在 ${result.crs.slice(0, 80)}（${result.name.zh}）的范围内${suggestion(straight)}`, `the figures lie outside ${result.crs.slice(0, 80)}`)
    return result
  }
}

function suggestion(bounds: Bounds): string {
  const options = plausible(bounds).map(({ crs, at }) => `${crs}（${nameOf(crs).zh}，则位于 ${written(at)}）`)
  return options.length ? `。可能是：${options.join('；')}` : ''
}
