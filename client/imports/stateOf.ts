// What is said of how far an import is.
import type { StagedImport } from '../../domain/imports/schemas.ts'

/** Whether it waits only to have its rows mended: nothing can be written. */
export const isWrong = ({ state, report }: StagedImport): boolean =>
  state === 'ready' && report !== null && report.errors.rows > 0 && !report.errors.leftOut

/** A key of `imports.states`. */
export const stateOf = (staged: StagedImport): string => (isWrong(staged) ? 'wrong' : staged.state)
