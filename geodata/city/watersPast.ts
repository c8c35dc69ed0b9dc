// Some waters were not always what they are now: renamed, given a stricter target, handed to a higher level.
import { catalogue, type LayerId } from '../../domain/catalogue.ts'
import { random } from './random.ts'
import { worse, type Level } from './watersFacts.ts'
import type { Row } from './rows.ts'

/** About three in a hundred. */
const SHARE = 0.03
const layerOfKind: Record<string, LayerId> = { river: 'rivers', reach: 'reaches', lake: 'lakes', reservoir: 'reservoirs', small_water: 'small_waters' }
const below: Record<Level, Level> = { city: 'district', district: 'town', town: 'village', village: 'village' }
const fields = new Map(catalogue.map(({ id, fields: list }) => [id, list.map(({ name }) => name)]))

interface Change {
  from: string
  /** What was different before, for a water or for a reach of it. */
  before(row: Row): Row
}

/** The rows as they are now, and a row of past_versions for each that was different once. Reaches change with their river. */
export function withPast(rows: Row[]): { current: Row[]; past: Row[] } {
  const draw = random(2017, 'past versions')
  const changes = new Map<string, Change>()
  for (const row of rows) {
    if (row.kind === 'reach' || draw() >= SHARE) continue
    const change = changeOf(row, draw())
    if (change) changes.set(row.code as string, change)
  }
  const past: Row[] = []
  const current = rows.map((row) => {
    const change = changes.get((row.kind === 'reach' ? row.river : row.code) as string)
    if (!change) return row
    const old = { ...row, ...change.before(row) }
    const layer = layerOfKind[row.kind as string]
    past.push({
      layer,
      code: row.code,
      valid_from: row.valid_from,
      valid_to: change.from,
      version: 1,
      attributes: JSON.stringify(Object.fromEntries((fields.get(layer) ?? []).map((name) => [name, old[name]]))),
      geom: null,
    })
    return { ...row, valid_from: change.from, version: 2 }
  })
  return { current, past }
}

function changeOf(row: Row, chance: number): Change | null {
  const target = row.target_class as string
  if (chance < 0.45 && target !== 'Ⅴ') return { from: '2021-01-01', before: () => ({ target_class: worse(target) }) }
  const level = row.level as Level
  if (chance < 0.65 && row.kind === 'river' && (level === 'town' || level === 'district')) return { from: '2019-07-01', before: () => ({ level: below[level] }) }
  const name = row.name as string
  const former = formerName(name)
  return { from: '2022-06-01', before: (of) => ({ name: (of.name as string).replace(name, former), alias: null }) }
}

/** 石榕涌 was 石榕河涌 or 旧石榕涌 once; 大塘村鱼塘 was 大塘村旧鱼塘. */
function formerName(name: string): string {
  if (/涌$/.test(name)) return name.replace(/涌$/, '河涌')
  const small = /^(.+?(?:村|社区))(.+)$/.exec(name)
  return small ? `${small[1]}旧${small[2]}` : `旧${name}`
}
