import type { Tenure } from '../../domain/waters/schemas.ts'

/** What somebody is to answer for, and who has until then. */
export interface Charge {
  levels: readonly Tenure['level'][]
  water: string | null
  division: string | null
  /** In words, where it is more than the water one looks at. */
  scope: string | null
  replaces: { code: string; name: string } | null
}
