// What was found under its names: as lists of JSON, as GeoJSON, as tables of a GeoPackage.
import { forDrains, type Field, type Layer } from '../../domain/catalogue.ts'
import { drains, type DrawnNetwork } from '../../domain/network/index.ts'
import { text } from '../../domain/text.ts'
import { tracedKinds, type TraceAnswer, type TracedKind, type TraceHead, type TracePlace } from '../../domain/trace/schemas.ts'
import type { Sheet } from '../../geodata/export/table.ts'
import type { Queryable } from '../db/database.ts'
import type { SentRow } from '../scribe/jobs.ts'
import { piecesOf, thingsOf } from './queries.ts'
import type { Item } from './traced.ts'

export type Lists = Pick<TraceAnswer, TracedKind>

/** Items by kind, with their names. */
export async function listsOf(db: Queryable, { network, names }: DrawnNetwork, page: readonly Item[]): Promise<Lists> {
  const called = new Map<string, string>()
  for (const kind of drains) for (const { code, name } of await thingsOf(db, kind, page.filter((item) => item.kind === kind).map(({ code }) => code), false)) called.set(`${kind} ${code}`, name)
  const lists: Lists = { reaches: [], outfalls: [], units: [], households: [], plants: [], sources: [] }
  for (const { kind, code, water, fromM, toM, ...away } of page)
    if (kind === 'reaches') lists.reaches.push({ code, name: names[network.indexOf.get(code)!], fromM: fromM!, toM: toM!, ...away })
    else lists[kind].push({ code, name: called.get(`${kind} ${code}`) ?? code, water, measureM: fromM, ...away })
  return lists
}

export interface Feature {
  properties: {
    kind: TracedKind; code: string; name: string; water: string; fromM: number | null; toM: number | null; direction: string;
    distanceM: number | null; hours: number | null; certain: boolean
  }
  /** GeoJSON. */
  shape: string | null
}

export type Place = Omit<Item, 'distanceM'> & { distanceM: number | null }

/** Some items with shapes from the register, in the name of whoever asks: what they may not see has none, and no name. */
export async function featuresOf(db: Queryable, { network, names }: DrawnNetwork, items: readonly Place[]): Promise<Feature[]> {
  const pieces = items.filter(({ kind }) => kind === 'reaches')
  const lines = await piecesOf(db, pieces.map(({ code, fromM, toM }) => ({ code, fromM: fromM!, toM: toM! })))
  const lineOf = new Map(pieces.map((item, i) => [item, lines[i]!]))
  const rows = new Map<string, { name: string; shape: string | null }>()
  for (const kind of drains) for (const row of await thingsOf(db, kind, items.filter((item) => item.kind === kind).map(({ code }) => code), true)) rows.set(`${kind} ${row.code}`, row)
  return items.map((item): Feature => {
    const { kind, code, water, fromM, toM, direction, distanceM, hours, certain } = item
    const row = kind === 'reaches' ? { name: names[network.indexOf.get(code)!], shape: lineOf.get(item) ?? null } : rows.get(`${kind} ${code}`)
    return {
      properties: { kind, code, name: row?.name ?? code, water, fromM, toM, direction, distanceM, hours, certain },
      shape: row?.shape ?? null,
    }
  })
}

const field = (name: string, zh: string, en: string, type: Field['type'] = 'text', unit?: string): Field => ({ name, title: text(zh, en), type, unit })
const fields: Field[] = [
  field('code', '编码', 'Code'), field('name', '名称', 'Name'), field('water', '所在水体', 'Water'), field('from_m', '起点里程', 'From', 'number', 'm'), field('to_m', '终点里程', 'To', 'number', 'm'),
  field('direction', '方向', 'Direction'), field('distance_m', '沿水距离', 'Distance', 'number', 'm'), field('hours', '水流时间', 'Hours', 'number', 'h'), field('certain', '必然', 'Certain', 'boolean'),
]
const askedFields: Field[] = [
  field('code', '编码', 'Code'), field('name', '名称', 'Name'), field('measure_m', '里程', 'Measure', 'number', 'm'), field('role', '作用', 'Role'),
  field('scenario', '情景', 'Scenario'), field('scenario_words', '情景说明', 'Scenario in words'), field('network_version', '河网版本', 'Network version'), field('seq', '改动序号', 'Change'),
]

const sheets: Record<TracedKind | 'standing', readonly [zh: string, en: string, geometry: Layer['geometry']]> = {
  reaches: ['河段', 'Reaches', 'line'], standing: ['湖泊水库', 'Standing waters', 'polygon'],
  ...forDrains(({ title, geometry }) => [title.zh, title.en, geometry] as const),
}

const order = ['asked', ...tracedKinds, 'standing'] as const

/** A table a kind, and `asked`: the places asked for, with scenario and version of the network. */
export const traceTables: readonly Sheet[] = order.map((id) =>
  id === 'asked' ? { id, title: text('所问', 'Asked'), geometry: 'point', fields: askedFields } : { id, title: text(sheets[id][0], sheets[id][1]), geometry: sheets[id][2], fields })

/** Rows of the table of what was asked. */
export const askedRows = (places: readonly { role: string; said: TracePlace }[], { scenario, version, seq }: TraceHead): SentRow[] =>
  places.flatMap(({ role, said: { code, name, measureM, at } }) => at ? [{
    fields: { code, name, measure_m: measureM, role, scenario: scenario.name, scenario_words: scenario.words.zh, network_version: version, seq: String(seq) }, shape: JSON.stringify({ type: 'Point', coordinates: at }),
  }] : [])

/** Some features as rows of tables, by the table's place among `traceTables`. */
export function tableRows(features: readonly Feature[]): Map<number, SentRow[]> {
  const rows = new Map<number, SentRow[]>()
  for (const { properties: { kind, fromM, toM, distanceM, ...rest }, shape } of features) {
    if (!shape) continue
    const table = order.indexOf(kind === 'reaches' && /^\{"type":"(Multi)?Polygon/.test(shape) ? 'standing' : kind)
    let list = rows.get(table)
    if (!list) rows.set(table, (list = []))
    list.push({ fields: { ...rest, from_m: fromM, to_m: toM, distance_m: distanceM }, shape })
  }
  return rows
}
