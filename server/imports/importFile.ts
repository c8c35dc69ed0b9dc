// A file into a layer: surveyed, mapped, staged, checked, and written whole or not at all. A dry run takes the same way up to
// the last step and rehearses that in a transaction that is rolled back.
import { randomUUID } from 'node:crypto'
import { reason, Refusal } from '../../geodata/import/refusal.ts'
import { auditCommand } from '../audit/log.ts'
import type { Database, Queryable } from '../db/database.ts'
import { prepareApart } from './apart.ts'
import { finishImport, writeRows, type Act, type ImportRecord, type Joined } from './merge.ts'
import type { ImportOptions, ImportReport, Progress } from './prepare.ts'
import { dropStage, stageNamed, type Stage } from './stage.ts'

export type { ImportOptions, ImportReport, Progress } from './prepare.ts'

/** A file looked at, its rows waiting in a stage; to be written, or put away with `dropStage`. */
export interface Prepared {
  stage: Stage
  joined: Joined | null
  record: ImportRecord
  report: ImportReport
}

class Rehearsed extends Error {}

/** What the database says when it refuses rows, as a refusal; other failures as they are. */
function fromDatabase(caught: unknown): unknown {
  const { code, detail } = caught as { code?: unknown; detail?: unknown }
  // PostGIS says of shapes it cannot work with that something is wrong inside.
  const ofShape = code === 'XX000' && /^(transform|st_|lwgeom|geos|\w*geometry|\w*exception)/i.test(reason(caught))
  if (typeof code !== 'string' || !(ofShape || /^(22|23)/.test(code))) return caught
  return new Refusal(`数据库拒绝写入：${reason(caught)}${typeof detail === 'string' ? `；${detail.slice(0, 200)}` : ''}`, 'the database refuses the rows')
}

/**
 * Imports a file, or rehearses it; `first` is done before the rows are written, in the same transaction. Throws a `Refusal` for what stops
 * the whole file; row errors, and where the file lies if that is asked, are in the report, and then nothing is written.
 */
export async function importFile(
  db: Database, path: string, options: ImportOptions, progress: Progress = () => {},
  first: (tx: Queryable) => Promise<unknown> = async () => {},
): Promise<ImportReport> {
  const prepared = await prepareFile(db, path, options, progress)
  const { report, stage } = prepared
  try {
    if ((report.rowsInError && !report.leftOut) || (report.question && !options.dryRun)) return report
    const seq = await db.transaction(async (tx) => {
      await first(tx)
      const change = await writePrepared(tx, prepared, { id: randomUUID(), asked: null }, { whole: true, rehearse: options.dryRun })
      await auditCommand(tx, 'import', { change, details: { what: report.layer.id, file: report.file, rows: report.survey.count - report.skipped - report.rowsInError } })
      return change
    }).catch((caught: unknown) => {
      if (!(caught instanceof Rehearsed)) throw fromDatabase(caught)
      return null
    })
    return { ...report, seq, written: seq !== null }
  } finally {
    await dropStage(db, stage)
  }
}

/** Writes what was prepared, in a transaction; returns the number of the change. A rehearsal does all but the last, and is rolled back. */
export async function writePrepared(tx: Queryable, { stage, joined, record }: Omit<Prepared, 'report'>, act: Act, { whole, rehearse = false }: { whole: boolean; rehearse?: boolean }): Promise<number> {
  const seq = await writeRows(tx, stage, record, joined, act)
  if (rehearse) throw new Rehearsed()
  await finishImport(tx, stage, record, act, seq, whole)
  return seq
}

/** Looks at a file and stages its rows, in a thread of its own; nothing of the register is touched. Throws as `importFile` does. */
export async function prepareFile(
  db: Database, path: string, options: ImportOptions, progress: Progress = () => {}, signal?: AbortSignal,
): Promise<Prepared> {
  const { stage, ...rest } = await prepareApart(db, path, options, progress, signal).catch((caught: unknown) => {
    throw fromDatabase(caught)
  })
  return { stage: stageNamed(stage), ...rest }
}
