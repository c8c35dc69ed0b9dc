// Where a row of a table lies: which of its columns say so, and what their cells say, in the ways people write coordinates.
import type { Geometry } from 'geojson'
import { outOfChina } from '../../../domain/coordinates.ts'
import { text, type Text } from '../../../domain/text.ts'
import { reason } from '../refusal.ts'
import { bracketed, folded } from '../titles.ts'
import { saysNothing, shown, visible } from '../written.ts'
import { madeStraight, readWkb } from './wkb.ts'
import { readWkt } from './wkt.ts'

export type Cell = string | number | boolean | null

export const isEmpty = (cell: Cell | undefined): boolean =>
  cell === null || cell === undefined || (typeof cell === 'string' && visible(cell) === '')

interface Columns {
  /** The system the titles name, in the words `--crs` takes. */
  system: string | null
  /** The columns that are no attributes. */
  taken: number[]
}

export type Place = Columns & (
  | { kind: 'shape'; shape: number }
  | { kind: 'both'; both: number }
  /** Each in one column, or in columns of degrees, minutes and seconds; `packed`: 1131836.5 is degrees, minutes and seconds. */
  | { kind: 'two'; east: number[]; north: number[]; packed: boolean }
)

const shapes = ['geometrywkt', 'wktgeometry', 'wktgeom', 'wkt', 'ewkt', 'wkb', 'geometry', 'geom', 'thegeom', 'geojson', '几何', '图形']
const axes = {
  east: ['经度', '东经', 'longitude', 'lon', 'lng', 'long', 'x', 'x坐标', '东坐标', '横坐标', '坐标x'],
  north: ['纬度', '北纬', 'latitude', 'lat', 'y', 'y坐标', '北坐标', '纵坐标', '坐标y'],
} as const
type Axis = keyof typeof axes
/** Names that mean the same after others: 排口经度. */
const led = { east: /^(.+?)(?:经度|东经|x坐标|longitude)$/, north: /^(.+?)(?:纬度|北纬|y坐标|latitude)$/ }
const bothNames = /^(.*(经纬度|(?<![xy东北横纵])坐标|坐标值|坐标点|坐标位置)|(经度|lon|lng|longitude)[,/、;和与]?(纬度|lat|latitude)|(纬度|lat|latitude)[,/、;和与]?(经度|lon|lng|longitude)|coordinates?|coords?|location|point)$/

const systems: [words: RegExp, system: string][] = [
  [/gcj-?0?2|火星|高德|腾讯|谷歌/, 'GCJ-02'], [/bd-?0?9|百度/, 'BD-09'], [/西安|xian/, '西安 80'], [/北京|beijing/, '北京 54'],
]

interface Named {
  at: number
  /** What stands before it: 排口 of 排口经度. */
  lead: string
  rank: number
  part: '度' | '分' | '秒' | null
  packed: boolean
}

/** A title without degrees, units, remarks and the number of a system (_WKT_EPSG_4547), and what the remarks say. */
function bare(title: string): { base: string; asides: string } {
  let [base, asides] = [folded(title).replace(/°|(?<=.)epsg\d{4,5}$/g, ''), '']
  for (let found = bracketed(base); found; found = bracketed(base)) [base, asides] = [found.base, `${asides} ${found.aside}`]
  return { base: base.replace(/[/,、]+$/, ''), asides }
}

function namedOf(title: string, axis: Axis, at: number): Named | null {
  const { base, asides } = bare(title)
  const part = (/^ ([度分秒])$/.exec(asides) ?? /(?<=[度经纬])([度分秒])$/.exec(base))?.[1] as Named['part'] | undefined
  const packed = /度分秒|dms|ddmmss/.test(asides + base)
  const name = base.replace(/(?<=[经纬]度|东经|北纬)(度分秒|[度分秒米em n])$/, '').replace(/\/?(米|m)$/, '')
  const rank = (axes[axis] as readonly string[]).indexOf(name)
  const lead = rank >= 0 ? '' : led[axis].exec(name)?.[1]
  return lead === undefined ? null : { at, lead, rank, part: part ?? null, packed }
}

/** Several pairs of columns that could each be the place. */
export interface Several {
  several: string[]
}

/** Where the columns with these titles put a row; null where none of them does. */
export function placeOf(titles: readonly string[]): Place | Several | null {
  const system = (taken: number[]) => {
    const said = taken.map((at) => folded(titles[at])).join(' ')
    const [epsg] = /(?<=epsg)\d{4,5}/.exec(said) ?? []
    return epsg ? `EPSG:${epsg}` : (systems.find(([words]) => words.test(said))?.[1] ?? null)
  }
  const shape = shapes.map((name) => titles.findIndex((title) => bare(title).base === name)).find((at) => at >= 0)
  if (shape !== undefined) return { kind: 'shape', shape, taken: [shape], system: system([shape]) }

  const find = (axis: Axis) => titles.flatMap((title, at) => (title ? namedOf(title, axis, at) ?? [] : []))
  const [east, north] = [find('east'), find('north')]
  const leads = [...new Set(east.map(({ lead }) => lead))].filter((lead) => north.some((one) => one.lead === lead))
  const lead = leads.includes('') ? '' : leads[0]
  if (lead !== undefined && lead !== '' && leads.length > 1) return { several: leads }
  if (lead !== undefined) {
    const [easts, norths] = [east, north].map((all) => {
      const own = all.filter((one) => one.lead === lead).sort((a, b) => a.rank - b.rank || a.at - b.at)
      const parts = (['分', '秒'] as const).map((part) => own.find((one) => one.part === part))
      const whole = own.find(({ part }) => part === '度') ?? own.find(({ part }) => part === null)
      return whole && parts[0] ? [whole, ...parts.filter((one) => one !== undefined)] : own.filter(({ part }) => part !== '分' && part !== '秒').slice(0, 1)
    })
    if (easts.length && norths.length) {
      const taken = [...easts, ...norths].map(({ at }) => at)
      return { kind: 'two', east: easts.map(({ at }) => at), north: norths.map(({ at }) => at), packed: easts.length === 1 && [...easts, ...norths].every((one) => one.packed), taken, system: system(taken) }
    }
  }
  const both = titles.flatMap((title, at) => (bothNames.test(bare(title).base) ? [at] : []))
  if (both.length > 1) return { several: both.map((at) => titles[at]) }
  return both.length ? { kind: 'both', both: both[0], taken: both, system: system(both) } : null
}

/** Whether a title says where something lies. */
export const isPlaceTitle = (title: string): boolean => {
  const { base } = bare(title)
  return shapes.includes(base) || bothNames.test(base) || namedOf(title, 'east', 0) !== null || namedOf(title, 'north', 0) !== null
}

/** What a cell says of one axis; `value` is the cell itself where that is no figure, to be complained of with the others. */
interface Angle {
  value: unknown
  axis: 'lon' | 'lat' | null
  remark?: Text
}

const sexagesimal = text('度分秒换算成了度', 'degrees, minutes and seconds were turned into degrees')
const commas = text('坐标里的逗号读作小数点', 'a comma in a coordinate is read as a decimal point')
const latitudeFirst = text('坐标里纬度在前，已对调', 'latitude comes first in the coordinates: swapped')
const turnedAbout = text('经纬两列的内容写反了，按字母 E、N 对调', 'longitude and latitude stand in each other’s columns: swapped by their letters')

/** One spelling of all that people write around the figures. */
const plain = (written: string) => visible(written)
  .replace(/[º˚度]/g, '°').replace(/[分′’‘´`]/g, "'").replace(/[秒″”“]/g, '"')
  .normalize('NFKC').toUpperCase().replace(/[\u2212\u2013\u2010\u2011\u2014]/g, '-').replace(/''/g, '"')
  .replace(/东经|经°|LONGITUDE|LON|LNG/g, 'E').replace(/北纬|纬°|LATITUDE|LAT/g, 'N').replace(/西经/g, 'W').replace(/南纬/g, 'S')
  .replace(/([EWNS])\s*[:=]/g, '$1').trim()

const inSixties = (degrees: string, minutes: string, seconds: string): number | null => {
  const [d, m, s] = [degrees, minutes, seconds].map((part) => Number(part.replace(',', '.')))
  return m < 60 && s < 60 ? (degrees.startsWith('-') ? -1 : 1) * (Math.abs(d) + m / 60 + s / 3600) : null
}

const part = String.raw`\d{1,2}(?:[.,]\d+)?`
const withSigns = new RegExp(String.raw`^([-+]?\d{1,3})\s*°\s*(?:(${part})\s*'?\s*(?:(${part})\s*"?)?)?$`)
const withMarks = new RegExp(String.raw`^([-+]?\d{1,3})\s*([-: /.])\s*(\d{1,2})\s*\2\s*(${part})$`)

function angleOf(cell: Cell | undefined, packed: boolean): Angle {
  if (typeof cell !== 'string' && !(packed && typeof cell === 'number')) return { value: cell, axis: null }
  const written = plain(String(cell))
  const letters = written.match(/[A-Z]/g) ?? []
  const axis = letters.length !== 1 ? null : /[EW]/.test(letters[0]) ? 'lon' : /[NS]/.test(letters[0]) ? 'lat' : null
  if (letters.length > 1 || (letters.length === 1 && !axis)) return { value: cell, axis: null }
  const figures = written.replace(/[A-Z]/g, '').trim()
  const sign = /[WS]/.test(letters[0] ?? '') ? -1 : 1
  const told = (value: number | null, remark?: Text): Angle =>
    (value === null ? { value: cell, axis } : { value: sign * value, axis, ...(remark && { remark }) })
  if (packed) {
    const [, d, m, s] = /^(\d{2,3})(\d{2})(\d{2}(?:\.\d+)?)$/.exec(figures) ?? []
    if (s !== undefined) return told(inSixties(d, m, s), sexagesimal)
    if (/^[-+]?\d+\.\d+$/.test(figures)) return { value: cell, axis }
  }
  if (/^[-+]?(\d+\.?\d*|\.\d+)(E[-+]?\d+)?\s*°?$/.test(figures)) return told(Number(figures.replace(/\s*°$/, '')))
  if (/^[-+]?\d+,(\d{1,2}|\d{4,})\s*°?$/.test(figures)) return told(Number(figures.replace(',', '.').replace(/\s*°$/, '')), commas)
  if (/^[-+]?\d{1,3}(,\d{3})+\.\d+$/.test(figures) || /^[-+]?\d{1,3}(,\d{3}){2,}$/.test(figures)) return told(Number(figures.replaceAll(',', '')))
  const signs = withSigns.exec(figures)
  if (signs) return told(inSixties(signs[1], signs[2] ?? '0', signs[3] ?? '0'), sexagesimal)
  const marks = withMarks.exec(figures)
  return marks ? told(inSixties(marks[1], marks[3], marks[4]), sexagesimal) : { value: cell, axis }
}

/** Degrees, minutes and seconds that stand in columns of their own. */
function angleOfParts(cells: (Cell | undefined)[]): Angle {
  const parts = cells.map((cell) => (isEmpty(cell) ? '' : plain(String(cell)).replace(/\s*[°'"]$/, '')))
  const last = parts.findLastIndex((one) => one !== '')
  const figures = parts.slice(0, last + 1).every((one, i) => (i === last ? /^[-+]?\d+([.,]\d+)?$/ : /^[-+]?\d+(\.0+)?$/).test(one))
  const value = last < 0 ? null : figures ? inSixties(parts[0], parts[1] || '0', parts[2] || '0') : null
  return last < 0 ? { value: null, axis: null } : value === null ? { value: parts.join(' '), axis: null } : { value, axis: null, ...(last > 0 && { remark: sexagesimal }) }
}

interface Found {
  geometry: Geometry | null
  srid?: number | null
  remarks?: Text[]
}
export type Located = Found | { trouble: Text }

const point = (east: unknown, north: unknown): Geometry => ({ type: 'Point', coordinates: [east, north] as number[] })

/** A shape as text: WKT, EWKT, WKB in hexadecimal figures, GeoJSON. */
function shapeOf(written: string): Found {
  if (written.startsWith('{')) return { geometry: JSON.parse(written) as Geometry }
  const { geometry, curved, srid } = /^(00|01)[0-9a-f]{8,}$/i.test(written) ? readWkb(Buffer.from(written, 'hex')) : readWkt(written)
  return { geometry, srid, ...(curved && { remarks: [madeStraight] }) }
}

const isShape = /^(srid\s*=|(multi)?(point|linestring|polygon|curve|surface)|circularstring|compoundcurve|curvepolygon|polyhedralsurface|tin\b|triangle|geometrycollection|\{|(00|01)[0-9a-f]{16})/i

const noCoordinate = (written: string): Located => ({
  trouble: text(`“${shown(written)}” 不是一对坐标：请写作 113.30,23.10，或分成经度和纬度两列`, `"${shown(written)}" is no pair of coordinates: write 113.30,23.10, or use two columns`),
})

const figure = String.raw`[-+]?\d+(?:\.\d+)?(?:\s*°(?:\s*[\d.]+\s*'(?:\s*[\d.]+\s*")?)?)?`
const letterFirst = new RegExp(String.raw`^([EWNS]\s*${figure})\s*[,;、/|]?\s*([EWNS]\s*${figure})$`)
const letterLast = new RegExp(String.raw`^(${figure}\s*[EWNS]?)\s*[,;、/|\s]\s*(${figure}\s*[EWNS]?)$`)

/** Both figures in one cell, in whichever order their letters or sizes tell. */
function pairOf(cell: string): Located {
  let written = plain(cell).replace(/[()[\]【】]/g, ' ').replace(/\s+/g, ' ').trim()
  const remarks: Text[] = []
  if (/^\d+,\d+ ?[;、/| ] ?\d+,\d+$/.test(written)) {
    written = written.replaceAll(',', '.')
    remarks.push(commas)
  }
  const pair = letterFirst.exec(written) ?? letterLast.exec(written)
  const [a, b] = [angleOf(pair?.[1] ?? null, false), angleOf(pair?.[2] ?? null, false)]
  if (typeof a.value !== 'number' || typeof b.value !== 'number' || (a.axis && a.axis === b.axis)) return noCoordinate(cell)
  if (a.remark ?? b.remark) remarks.push(sexagesimal)
  // Metres are told apart from all rows together.
  if (Math.max(Math.abs(a.value), Math.abs(b.value)) > 180) return { geometry: point(a.value, b.value), remarks }
  const lettered = a.axis ?? b.axis
  const turned = lettered
    ? a.axis === 'lat' || b.axis === 'lon'
    : outOfChina([a.value, b.value]) && !outOfChina([b.value, a.value])
  if (!lettered && !turned && outOfChina([a.value, b.value]) && Math.abs(a.value) <= 90 && Math.abs(b.value) <= 90 && (a.value || b.value))
    return { trouble: text(`“${shown(cell)}” 分不清哪个是经度：请写作 E113.3 N23.1`, `"${shown(cell)}": which is the longitude? Write E113.3 N23.1`) }
  return turned
    ? { geometry: point(b.value, a.value), remarks: [...remarks, latitudeFirst] }
    : { geometry: point(a.value, b.value), remarks }
}

const says = (cell: Cell | undefined): Cell => (isEmpty(cell) || (typeof cell === 'string' && saysNothing(cell, 'other')) ? null : cell as Cell)

/** Where a row lies. */
export function locate(row: readonly Cell[], place: Place, goesOn: boolean): Located {
  if (place.kind === 'shape') {
    const written = String((goesOn ? row.slice(place.shape).map((cell) => cell ?? '').join('') : row[place.shape]) ?? '').trim()
    if (!written || saysNothing(written, 'other')) return { geometry: null }
    try {
      return shapeOf(written)
    } catch (caught) {
      return { trouble: text(`几何不是 WKT：${reason(caught)}`, `the geometry is not WKT: ${reason(caught)}`) }
    }
  }
  if (place.kind === 'both') {
    const cell = says(row[place.both])
    if (cell === null) return { geometry: null }
    if (!isShape.test(String(cell).trim())) return pairOf(String(cell))
    return locate([String(cell)], { ...place, kind: 'shape', shape: 0 }, false)
  }
  const read = (columns: number[]) =>
    (columns.length > 1 ? angleOfParts(columns.map((at) => says(row[at]))) : angleOf(says(row[columns[0]]), place.packed))
  const [east, north] = [read(place.east), read(place.north)]
  if (east.value === null && north.value === null) return { geometry: null }
  const remarks = [...new Set([east.remark, north.remark].filter((one) => one !== undefined))]
  if (place.packed && [east, north].some(({ value }) => typeof value === 'string' && /^\d+\.\d+$/.test(value)))
    return { trouble: text('标题说是度分秒，写的却像度：请改标题，或写作 113°18′36″', 'the title says degrees, minutes, seconds, the figures look like degrees') }
  if (east.axis && east.axis === north.axis)
    return { trouble: text('经度和纬度写的是同一个方向', 'longitude and latitude have letters of the same axis') }
  const turned = east.axis === 'lat' || north.axis === 'lon'
  return turned
    ? { geometry: point(north.value, east.value), remarks: [...remarks, turnedAbout] }
    : { geometry: point(east.value, north.value), remarks }
}
