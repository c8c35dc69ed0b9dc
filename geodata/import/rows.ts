// One source feature made into a row of the layer's table, or into the reasons why it cannot be.
import type { Geometry } from 'geojson'
import type { Field, Layer } from '../../domain/catalogue.ts'
import type { LonLat } from '../../domain/coordinates.ts'
import { text, type Text } from '../../domain/text.ts'
import { ewkbHex } from '../ewkb.ts'
import { codeOf, nameless, type CodeRule } from './codes.ts'
import { isNothing, placesOf, shapeFor, type Shape } from './geometry.ts'
import type { Mapping } from './mapping.ts'
import { isFar, type Near } from './outliers.ts'
import type { SourceFeature } from './read/source.ts'
import { readValue, type Value } from './values.ts'

export interface RowPlan {
  layer: Layer
  mapping: Mapping
  codes: CodeRule
  /** Field name → value where the source has none or one nobody understands. */
  defaults: ReadonlyMap<string, Value>
  toDegrees(at: [number, number]): LonLat
  /** Keep the shape as it came, because its coordinates are shifted ones. */
  keepRaw: boolean
  /** Where points are looked for; null where anywhere does. */
  near?: Near | null
  /** Columns that hold numbers with a fraction. */
  fractions?: ReadonlySet<string>
}

export interface Row {
  row: number
  code: string
  values: Map<string, Value>
  /** Null where the file has none: what the register holds keeps its own. */
  shape: Shape | null
  /** EWKB before conversion; null where there was none to keep. */
  raw: string | null
  from: string | null
  to: string | null
  group: string | null
  /** The file has no code for it: its code was made from its name and where it begins. */
  made: boolean
}

/** Something guessed or left out: in a field, or in the feature as a whole (''). */
export interface Remark {
  field: string
  words: Text
}

/** `nothing`: it has no shape, and is in error only where the register holds what it is about. */
export type Made = { row: Row; remarks: Remark[] } | { troubles: Text[]; nothing?: { code: string | null } }

/** Attributes with one level of nesting opened: {parent: {adcode: 1}} is the column parent.adcode. */
export const flat = (properties: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(properties).flatMap(([key, value]): [string, unknown][] =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value).map(([inner, one]): [string, unknown] => [`${key}.${inner}`, one]) : [[key, value]]))

/** Level of a division by the length of its GB/T 2260 or NBS code, trailing zeros aside. */
const divisionLevel = (code: string): string | null => {
  if (!/^\d{6}(\d{3}){0,2}$/.test(code)) return null
  const kept = code.replace(/(000){0,2}$/, '')
  return kept.length === 12 ? 'village' : kept.length === 9 ? 'town' : code.slice(4, 6) === '00' ? 'city' : 'district'
}

/** What a gate is, by the words of its kind or name. */
const gateKind = (words: string): string | null => {
  const [gate, pump] = [/闸|sluice|gate/i.test(words), /泵|抽水|电排|排灌站|pump/i.test(words)]
  return gate && pump ? '闸泵' : gate ? '水闸' : pump ? '泵站' : null
}

/** Required fields that can be told from what else is known. */
const derived: Partial<Record<string, (code: string, words: string) => string | null>> = {
  'divisions.level': (code) => divisionLevel(code),
  'gates.kind': (_, words) => gateKind(words),
}

/** Fields that are worked out when the lines are joined to a network. */
const fromNetwork = new Set(['reaches.river', 'reaches.river_from_m', 'reaches.river_to_m'])

/** Where the equator meets Greenwich: what programs write for a point that has no place. */
const isNowhere = (shape: Shape) => shape.type === 'Point' && shape.coordinates.every((degrees) => Math.abs(degrees) < 1e-6)

const farAway = ([lon, lat]: LonLat) => text(
  `坐标 ${lon}, ${lat} 离别的行太远：像是写错了数字；确是那里就用 --keep-shift 照原样取`,
  `the place ${lon}, ${lat} is far from all others: a digit may be wrong; if it is right, take coordinates as they are with --keep-shift`,
)

const node = (value: unknown, at: LonLat | undefined) => (value !== null && value !== undefined && value !== '' && value !== 0 ? String(value) : at ? `${at[0].toFixed(6)},${at[1].toFixed(6)}` : null)

export function makeRow(
  { row, properties, geometry, trouble, remarks: guessed = [] }: SourceFeature,
  { layer, mapping, codes, defaults, toDegrees, keepRaw, fractions, near = null }: RowPlan,
): Made {
  if (trouble) return { troubles: [trouble] }
  const source = flat(properties)
  const troubles: Text[] = []
  const remarks: Remark[] = guessed.map((words) => ({ field: '', words }))
  const values = new Map<string, Value>()
  const missing = (field: Field) => field.required && !fromNetwork.has(`${layer.id}.${field.name}`)

  const nothing = isNothing(geometry)
  const made = nothing ? { shape: null } : shapeFor(layer, geometry, toDegrees)
  if ('trouble' in made) troubles.push(made.trouble)
  else if (made.shape && isNowhere(made.shape)) troubles.push(text('坐标是 0, 0：像是没有填', 'the place is 0, 0: it looks like one nobody gave'))
  else if (near && made.shape?.type === 'Point' && isFar(near, made.shape.coordinates)) troubles.push(farAway(made.shape.coordinates))
  else if ('remark' in made && made.remark) remarks.push({ field: '', words: made.remark })
  for (const { field, column, factor } of mapping.fields) {
    if (field.name === 'code') continue
    const read = readValue(field, source[column], factor, { fractions: fractions?.has(column) })
    const usable = 'trouble' in read ? (derived[`${layer.id}.${field.name}`] || defaults.has(field.name)) && field.values : true
    if ('trouble' in read && !usable) troubles.push(text(`${field.title.zh}（${column}）：${read.trouble.zh}`, `${field.title.en} (${column}): ${read.trouble.en}`))
    if ('remark' in read && read.remark) remarks.push({ field: field.name, words: read.remark })
    values.set(field.name, 'value' in read ? read.value : null)
  }
  const name = (values.get('name') ?? null) as string | null
  const first = 'shape' in made && made.shape ? (placesOf(made.shape)[0] ?? null) : null
  const coded = codeOf(codes, layer, codes.column === null ? null : source[codes.column], name, first, fractions?.has(codes.column ?? ''))
  if ('trouble' in coded) return { troubles: [...troubles, coded.trouble], ...(nothing && { nothing: { code: null } }) }
  const { code } = coded
  if (coded.remark) remarks.push({ field: 'code', words: coded.remark })
  if (name === null) {
    values.set('name', nameless(layer, code))
    remarks.push({ field: 'name', words: text('没有名称', 'no name') })
  } else if (name.length > 200) troubles.push(text(`名称有 ${name.length} 字，最多 200`, `a name of ${name.length} characters, at most 200`))
  for (const field of layer.fields) {
    if (field.name === 'code' || (values.get(field.name) ?? null) !== null) continue
    const column = mapping.fields.find((mapped) => mapped.field === field)?.column
    const words = [column === undefined ? '' : source[column], name].filter(Boolean).join(' ')
    const value = derived[`${layer.id}.${field.name}`]?.(code, words) ?? defaults.get(field.name) ?? null
    if (value !== null) values.set(field.name, value)
    else if (missing(field)) {
      const had = column !== undefined && source[column] ? `（${String(source[column]).slice(0, 40)}）` : ''
      troubles.push(text(`${field.title.zh}${had}得不出，可用 --map 列=${field.name} 或 --default ${field.name}=值`, `${field.title.en}${had.replace('（', ' (').replace('）', ')')} is missing: --map column=${field.name} or --default ${field.name}=value`))
    }
  }
  if (troubles.length || !('shape' in made)) return { troubles, ...(nothing && { nothing: { code } }) }
  const ends = made.shape ? placesOf(made.shape) : []
  const { network } = mapping
  return {
    remarks,
    row: {
      row, code, values, shape: made.shape,
      raw: keepRaw ? rawShape(layer, geometry) : null,
      from: layer.geometry === 'line' ? node(network.from && source[network.from], ends[0]) : null,
      to: layer.geometry === 'line' ? node(network.to && source[network.to], ends.at(-1)) : null,
      group: network.group !== null && source[network.group] ? String(source[network.group]) : null,
      made: coded.made ?? false,
    },
  }
}

function rawShape(layer: Layer, geometry: Geometry | null): string | null {
  const raw = shapeFor(layer, geometry, (at) => at)
  return 'shape' in raw ? ewkbHex(raw.shape) : null
}
