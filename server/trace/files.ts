// What was found as GeoJSON features and as tables of a GeoPackage.
import type { DrawnNetwork } from '../../domain/network/index.ts'
import { drains } from '../../domain/network/index.ts'
import { layerOf, type Field, type Layer, type LayerId } from '../../domain/catalogue.ts'
import { text } from '../../domain/text.ts'
import type { TracedKind } from '../../domain/trace.ts'
import type { Geometry } from '../../geodata/ewkb.ts'
import { writeGeoPackage } from '../../geodata/export/geopackage.ts'
import type { ExportRow, Table } from '../../geodata/export/table.ts'
import type { Queryable } from '../db/database.ts'
import { shownOf, stretchShapes, type Shown } from './queries.ts'
import type { Item } from './traced.ts'

interface Feature {
  type: 'Feature'
  properties: Record<string, string | number | boolean | null> & { kind: TracedKind; code: string }
  geometry: Shown['shape']
}

export async function featuresOf(db: Queryable, { network, names }: DrawnNetwork, items: readonly Item[]): Promise<Feature[]> {
  const reaches = items.filter(({ kind }) => kind === 'reaches')
  const lines = await stretchShapes(db, reaches.map(({ code, fromM, toM }) => ({ code, fromM: fromM!, toM: toM! })))
  const line = new Map(reaches.map((item, i) => [item, lines[i]!]))
  const called = new Map<string, Shown>()
  for (const kind of drains) for (const row of await shownOf(db, kind, items.filter((item) => item.kind === kind).map(({ code }) => code), true)) called.set(`${kind} ${row.code}`, row)
  return items.map((item): Feature => {
    const { kind, code, water, fromM, toM, distanceM, hours, certain } = item
    const away = { distanceM, hours, certain }
    if (kind === 'reaches') return { type: 'Feature', properties: { kind, code, name: names[network.indexOf.get(code)!]!, fromM, toM, ...away }, geometry: line.get(item) ?? null }
    const row = called.get(`${kind} ${code}`)
    return { type: 'Feature', properties: { kind, code, name: row?.name ?? code, water, measureM: fromM, ...away }, geometry: row?.shape ?? null }
  })
}

const number = (name: string, zh: string, en: string, unit?: string): Field => ({ name, title: text(zh, en), type: 'number', unit })
const fields: Field[] = [
  { name: 'code', title: text('编码', 'Code'), type: 'text' }, { name: 'name', title: text('名称', 'Name'), type: 'text' }, { name: 'water', title: text('所在水体', 'Water'), type: 'text' },
  number('from_m', '起点里程', 'From', 'm'), number('to_m', '终点里程', 'To', 'm'), number('distance_m', '沿水距离', 'Distance', 'm'), number('hours', '水流时间', 'Hours', 'h'),
  { name: 'certain', title: text('是否确定', 'Certain'), type: 'boolean' },
]

const layers: Record<Exclude<TracedKind, 'reaches'>, LayerId> = { outfalls: 'outfalls', units: 'drainage_units', households: 'drainage_households', plants: 'treatment_plants', sources: 'pollution_sources' }

/** Tables of a GeoPackage, named like the layers: those that have something in them. */
export async function tablesOf(db: Queryable, on: DrawnNetwork, items: readonly Item[]): Promise<Table[]> {
  const rows = new Map<LayerId, ExportRow[]>()
  for (const { properties: { kind, code, name, water, fromM, toM, measureM, distanceM, hours, certain }, geometry } of await featuresOf(db, on, items)) {
    if (!geometry) continue
    const layer = kind !== 'reaches' ? layers[kind] : geometry.type.endsWith('Polygon') ? 'lakes' : 'reaches'
    const row = { fields: { code, name: name!, water: water ?? code, from_m: fromM ?? measureM ?? null, to_m: toM ?? measureM ?? null, distance_m: distanceM!, hours: hours!, certain: certain! }, geometry: geometry as Geometry }
    const list = rows.get(layer)
    if (list) list.push(row)
    else rows.set(layer, [row])
  }
  if (!rows.size) rows.set('reaches', [])
  return [...rows].map(([id, list]) => ({ layer: { ...layerOf(id), fields } as Layer, system: '4490', rows: each(list) }))
}

async function* each<Row>(rows: readonly Row[]): AsyncGenerator<Row> {
  yield* rows
}

/** Prepares a GeoPackage; the function returned writes it. */
export async function packageOf(db: Queryable, on: DrawnNetwork, items: readonly Item[]): Promise<(path: string) => Promise<void>> {
  const tables = await tablesOf(db, on, items)
  return (path) => writeGeoPackage(path, ...tables)
}
