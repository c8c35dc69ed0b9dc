// Coordinate systems a Chinese water office meets, and the reading of a coordinate someone typed.
// Stored coordinates are CGCS2000 degrees (EPSG:4490), [lon, lat]; WGS-84 differs by less than a metre and counts as the same.
import proj4 from 'proj4'
import { fromBd09, fromGcj02, metresBetween, outOfChina, toBd09, toGcj02, type LonLat } from './shift.ts'
import { text, type Text } from './text.ts'

export * from './shift.ts'

const storedCrs = 'EPSG:4490'

interface GaussKruger {
  /** Degrees east. */
  meridian: number
  width: 3 | 6
  /** Zone number that leads the easting; null where eastings are plain. */
  zone: number | null
}

/** The Gauss-Krüger zone of an EPSG number (4491–4554), all on CGCS2000. */
export function gaussKruger(epsg: number): GaussKruger | null {
  if (epsg >= 4491 && epsg <= 4501) return { meridian: 75 + 6 * (epsg - 4491), width: 6, zone: 13 + epsg - 4491 }
  if (epsg >= 4502 && epsg <= 4512) return { meridian: 75 + 6 * (epsg - 4502), width: 6, zone: null }
  if (epsg >= 4513 && epsg <= 4533) return { meridian: 75 + 3 * (epsg - 4513), width: 3, zone: 25 + epsg - 4513 }
  if (epsg >= 4534 && epsg <= 4554) return { meridian: 75 + 3 * (epsg - 4534), width: 3, zone: null }
  return null
}

const transverse = (meridian: number, falseEasting: number) =>
  `+proj=tmerc +lat_0=0 +lon_0=${meridian} +k=1 +x_0=${falseEasting} +y_0=0 +ellps=GRS80 +units=m +no_defs`

/** proj definition of `EPSG:n`; null for one we do not know. Axes are always east (longitude) first. */
export function definitionOf(crs: string): string | null {
  const epsg = Number(/^EPSG:(\d+)$/i.exec(crs)?.[1])
  if (epsg === 4490) return '+proj=longlat +ellps=GRS80 +no_defs'
  if (epsg === 4326) return '+proj=longlat +datum=WGS84 +no_defs'
  if (epsg === 3857) return '+proj=merc +a=6378137 +b=6378137 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +no_defs'
  if (epsg >= 32601 && epsg <= 32660) return `+proj=utm +zone=${epsg - 32600} +datum=WGS84 +units=m +no_defs`
  const zone = gaussKruger(epsg)
  return zone && transverse(zone.meridian, (zone.zone ?? 0) * 1_000_000 + 500_000)
}

/** What people call a system. */
export function nameOf(crs: string): Text {
  const epsg = Number(/^EPSG:(\d+)$/i.exec(crs)?.[1])
  const zone = gaussKruger(epsg)
  if (zone) {
    const numbered = zone.zone === null ? ['', ''] : [`，带号 ${zone.zone}`, `, zone ${zone.zone}`]
    return text(`CGCS2000 高斯-克吕格 ${zone.width} 度带 中央经线 ${zone.meridian}°E${numbered[0]}`, `CGCS2000 ${zone.width}-degree Gauss-Krüger CM ${zone.meridian}E${numbered[1]}`)
  }
  if (epsg === 4490) return text('CGCS2000 经纬度', 'CGCS2000 degrees')
  if (epsg === 4326) return text('WGS-84 经纬度', 'WGS-84 degrees')
  if (epsg === 3857) return text('Web 墨卡托', 'Web Mercator')
  if (crs === 'GCJ-02') return text('GCJ-02（火星坐标）', 'GCJ-02 (shifted)')
  if (crs === 'BD-09') return text('BD-09（百度坐标）', 'BD-09 (shifted twice)')
  return text(crs, crs)
}

export interface Projection {
  toDegrees(at: [x: number, y: number]): LonLat
  fromDegrees(at: LonLat): [x: number, y: number]
}

const known = new Map<string, Projection>()

/** Way between a system and stored degrees. `crs` is `EPSG:n`, `GCJ-02`, `BD-09`, a proj string or WKT; null where none can be made. */
export function projection(crs: string): Projection | null {
  const before = known.get(crs)
  if (before) return before
  const made = makeProjection(crs)
  if (made) known.set(crs, made)
  return made
}

function makeProjection(crs: string): Projection | null {
  if (crs === 'GCJ-02') return { toDegrees: fromGcj02, fromDegrees: toGcj02 }
  if (crs === 'BD-09') return { toDegrees: fromBd09, fromDegrees: toBd09 }
  const definition = definitionOf(crs) ?? (/^\s*(\+proj=|PROJCS|GEOGCS|PROJCRS|GEOGCRS|GEODCRS|BOUNDCRS)/i.test(crs) ? crs : null)
  if (!definition) return null
  try {
    const way = proj4(definition, definitionOf(storedCrs) as string)
    return {
      toDegrees: (at) => way.forward<LonLat>([at[0], at[1]]),
      fromDegrees: (at) => way.inverse<[number, number]>([at[0], at[1]]),
    }
  } catch {
    return null
  }
}

/** The 3-degree system of a place, by the meridian nearest to it, without zone number: EPSG:4547 for Guangzhou. */
export const gaussKrugerAt = (lon: number): string => `EPSG:${4534 + Math.min(20, Math.max(0, Math.round(lon / 3) - 25))}`

/** The system whose zone number leads an easting such as 38424654; null where the number has none. */
export function zoneOfEasting(easting: number): string | null {
  const zone = Math.floor(easting / 1_000_000)
  const within = easting - zone * 1_000_000
  if (within < 50_000 || within > 950_000) return null
  if (zone >= 13 && zone <= 23) return `EPSG:${4491 + zone - 13}`
  if (zone >= 25 && zone <= 45) return `EPSG:${4513 + zone - 25}`
  return null
}

// ── A coordinate someone typed ──

export interface Candidate {
  /** [lon, lat] in degrees, EPSG:4490. */
  at: LonLat
  /** The system the text was read in: EPSG:n, GCJ-02 or BD-09. */
  crs: string
  note: Text
  /** How far reading it in this system moved the place, where it is a shifted one. */
  shiftedMetres?: number
}

interface Part {
  value: number
  axis: 'lon' | 'lat' | null
}

const number = String.raw`[-+]?\d+(?:\.\d+)?`
const sexagesimal = new RegExp(String.raw`^(${number})°(?:(\d+(?:\.\d+)?)['](?:(\d+(?:\.\d+)?)["])?)?$`)

/** Everything people write around the figures, brought to one spelling. */
const plain = (typed: string) =>
  typed
    .replace(/[º˚度]/g, '°')
    .replace(/[分′’‘´]/g, "'")
    .replace(/[秒″”“]/g, '"')
    .normalize('NFKC')
    .toUpperCase()
    .replace(/''/g, '"')
    .replace(/经度|东经|LONGITUDE|LON|LNG/g, 'E')
    .replace(/纬度|北纬|LATITUDE|LAT/g, 'N')
    .replace(/西经/g, 'W')
    .replace(/南纬/g, 'S')
    .replace(/\s*([°'"])\s*/g, '$1 ')
    .replace(/[()[\]:=]/g, ' ')
    .trim()

function readPart(written: string): Part | null {
  const letters = written.match(/[A-Z]/g) ?? []
  const letter = letters[0]
  if (letters.length > 1 || (letter && !'EWNSXY'.includes(letter))) return null
  const bare = written.replace(/[A-Z\s]/g, '')
  const parts = sexagesimal.exec(bare.includes('°') ? bare : `${bare}°`)
  if (!parts) return null
  const [degrees, minutes, seconds] = [Number(parts[1]), Number(parts[2] ?? 0), Number(parts[3] ?? 0)]
  if (minutes >= 60 || seconds >= 60) return null
  const sign = (letter === 'W' || letter === 'S' ? -1 : 1) * (parts[1]?.startsWith('-') ? -1 : 1)
  // X and Y say nothing: surveyors' X points north, everybody else's east.
  const axis = letter === 'E' || letter === 'W' ? 'lon' : letter === 'N' || letter === 'S' ? 'lat' : null
  return { value: sign * (Math.abs(degrees) + minutes / 60 + seconds / 3600), axis }
}

const figures = String.raw`${number}(?:°(?:\s*[\d.]+'(?:\s*[\d.]+")?)?)?`
const letterFirst = new RegExp(String.raw`^([A-Z]\s*${figures})\s*[,;、/]?\s*([A-Z]\s*${figures})$`)
const letterLast = new RegExp(String.raw`^(${figures}\s*[A-Z]?)\s*[,;、/\s]\s*(${figures}\s*[A-Z]?)$`)

function readPair(typed: string): [Part, Part] | null {
  const line = plain(typed)
  const pair = letterFirst.exec(line) ?? letterLast.exec(line)
  const [first, second] = [readPart(pair?.[1] ?? ''), readPart(pair?.[2] ?? '')]
  return first && second ? [first, second] : null
}

const inDegrees = ([lon, lat]: LonLat) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90

function degreeCandidates(first: Part, second: Part): Candidate[] {
  const asWritten = first.axis !== 'lat' && second.axis !== 'lon'
  const turned = first.axis !== 'lon' && second.axis !== 'lat'
  const readings: { at: LonLat; swapped: boolean }[] = []
  if (asWritten) readings.push({ at: [first.value, second.value], swapped: false })
  if (turned) readings.push({ at: [second.value, first.value], swapped: true })
  const possible = readings.filter(({ at }) => inDegrees(at))
  const here = possible.filter(({ at }) => !outOfChina(at))
  return (here.length ? here : possible).flatMap(({ at, swapped }): Candidate[] => {
    const order = swapped ? text('（纬度在前）', ' (latitude first)') : text('', '')
    const straight: Candidate = { at, crs: storedCrs, note: text(`CGCS2000 / WGS-84 经纬度${order.zh}`, `CGCS2000 / WGS-84 degrees${order.en}`) }
    if (outOfChina(at)) return [straight]
    const unshifted = fromGcj02(at)
    const shiftedMetres = Math.round(metresBetween(at, unshifted))
    return [straight, { at: unshifted, crs: 'GCJ-02', shiftedMetres, note: text(`按 GCJ-02 纠偏 ${shiftedMetres} 米${order.zh}`, `read as GCJ-02, moved ${shiftedMetres} m${order.en}`) }]
  })
}

/** In metres: the northing of a place in China is greater than its easting without zone and smaller than one with. */
function metreCandidates(a: number, b: number, plainCrs: string): Candidate[] {
  const tries: [easting: number, northing: number, crs: string][] = []
  for (const [easting, northing] of [[a, b], [b, a]] as const) {
    if (northing < 300_000 || northing > 6_300_000) continue
    const zoned = zoneOfEasting(easting)
    if (zoned) tries.push([easting, northing, zoned])
    if (easting >= 50_000 && easting <= 950_000 && northing > 950_000) tries.push([easting, northing, plainCrs])
    if (easting >= 8_000_000 && easting <= 15_400_000) tries.push([easting, northing, 'EPSG:3857'])
  }
  return tries.flatMap(([easting, northing, crs]): Candidate[] => {
    const at = projection(crs)?.toDegrees([easting, northing])
    return at && !outOfChina(at) ? [{ at, crs, note: nameOf(crs) }] : []
  })
}

/**
 * Reads a coordinate in any of the ways people write one: degrees in either order, degrees-minutes-seconds, Gauss-Krüger
 * metres with or without zone number in either order, Web Mercator. Metres without a zone number are read in `plainCrs`.
 * The likeliest reading comes first; degrees in China have a second one, as GCJ-02. Empty where the text is no coordinate.
 */
export function readCoordinate(typed: string, plainCrs = 'EPSG:4547'): Candidate[] {
  if (typed.length > 100) return []
  const pair = readPair(typed)
  if (!pair) return []
  const [first, second] = pair
  return Math.max(Math.abs(first.value), Math.abs(second.value)) <= 180
    ? degreeCandidates(first, second)
    : metreCandidates(first.value, second.value, plainCrs)
}

