// Which levels of chief a water should have, and when a tenure answers for a water.
import type { chiefLevels, divisionLevels } from './enums.ts'
import { may, type Actor } from './roles.ts'

export type DivisionLevel = keyof typeof divisionLevels
export type ChiefLevel = keyof typeof chiefLevels

/** What a tenure is bound to: a water, a river within a division, or all waters of a division. */
export interface Charge {
  water: string | null
  division: string | null
}

/**
 * The levels of chief a water managed by `level` should have filled (our proposal: its own level and those
 * below; never less than town and village).
 */
export function levelsDue(level: DivisionLevel): readonly ('city' | 'district' | 'town' | 'village')[] {
  if (level === 'city') return ['city', 'district', 'town', 'village']
  if (level === 'district') return ['district', 'town', 'village']
  return ['town', 'village']
}

/** Whether a tenure bound so answers for this water. Division codes nest by prefix. */
export function answersFor({ water, division }: Charge, of: { code: string; river: string | null; division: string | null }): boolean {
  if (water === of.code) return true
  const within = division === null || (of.division?.startsWith(division) ?? false)
  return within && (water === null ? division !== null : water === of.river)
}

/** Where a chief of a level is appointed: the division of that level a place lies in (sql/functions/access.sql says the same). */
export const placeOfLevel = (level: ChiefLevel, place: string): string =>
  level === 'city' ? `${place.slice(0, 4)}00` : level === 'district' ? place.slice(0, 6) : level === 'town' ? place.slice(0, 9) : place

/** Whether somebody may appoint at a level in a place, as far as can be said without the register. */
export const mayAppoint = (actor: Actor | null, level: ChiefLevel, place: string): boolean => may(actor, 'managePeople', placeOfLevel(level, place))
