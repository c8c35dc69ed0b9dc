// A fact as people read it, from what the catalogue says about its field.
import type { LayerEntry } from '../../domain/city/schemas.ts'
import { count, i18n, say } from '../i18n.ts'

export type Field = LayerEntry['fields'][number]
export type Value = string | number | boolean | null | undefined

/** Units that grow with their number: from how much on, into what, divided by what. */
const larger: Record<string, [from: number, unit: string, per: number]> = {
  m: [1000, 'km', 1000],
  'm²': [100_000, 'km²', 1_000_000],
  mm: [10_000, 'm', 1000],
}

/** A number for a column that names its unit. */
export const plain = (value: number): string => count(Math.abs(value) >= 100 ? Math.round(value) : value)

/** 3420 m → 3.42 km, 820 m → 820 m. */
export function inUnit(value: number, unit = ''): string {
  const grown = larger[unit]
  if (grown && Math.abs(value) >= grown[0]) return `${count(value / grown[2])} ${grown[1]}`
  return `${plain(value)} ${unit}`.trimEnd()
}

/** The value of a field in words; null where nothing is recorded. */
export function factOf(field: Field, value: Value, names: Readonly<Record<string, string>> = {}): string | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'boolean') return i18n.global.t(value ? 'card.yes' : 'card.no')
  if (typeof value === 'number') return inUnit(value, field.unit)
  const word = field.values?.[value]
  return word ? say(word) : (names[value] ?? value)
}
