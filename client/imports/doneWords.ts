// What an import has done, in one sentence.
import type { StagedImport } from '../../domain/imports/schemas.ts'
import { count } from '../i18n.ts'

export const doneWords = (t: (key: string, named: Record<string, unknown>) => string, { report, options }: StagedImport): string => {
  const { new: n, changed: m, vanished: k } = report!.counts
  return t(options.missing === 'end' && k ? 'imports.doneEnded' : 'imports.done', { n: count(n), m: count(m), k: count(k) })
}
