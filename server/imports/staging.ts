// The work on an import, behind the requests: looking at its file, writing it, putting it away.
import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { ImportOptions, ImportReport, StagedImport } from '../../domain/imports/schemas.ts'
import type { Changed } from '../../domain/changes/schemas.ts'
import type { LayerId } from '../../domain/catalogue.ts'
import { Refusal } from '../../geodata/import/refusal.ts'
import type { RowTrouble } from '../../geodata/import/tally.ts'
import { changeOf, changeUnder } from '../changes/queries.ts'
import { text, type Text } from '../../domain/text.ts'
import type { Asker, Database, Queryable } from '../db/database.ts'
import { Problem } from '../http/problem.ts'
import { guessApart, readingLimits } from './apart.ts'
import { prepareFile, writePrepared, type Prepared } from './importFile.ts'
import { MovedOn, Repeated } from './merge.ts'
import type { ImportReport as Found } from './prepare.ts'
import * as imports from './queries.ts'
import { dropStage, nameOfStage, stageNamed } from './stage.ts'
import { inTurn, turns } from '../http/turns.ts'
import { sweepTemporary } from '../temporary.ts'
import { discard, pathOf, sweepUploads } from './upload.ts'
import { onPage } from './words.ts'

const listed = 100

const told = (
  { format, encoding, reading, shift, extent, survey, skipped, codes, mapping, remarks, fates, network, troubles, rowsInError,
    leftOut, question }: Found,
  day: string,
): ImportReport => ({
  format, extent, network, day,
  encoding: { name: encoding.name, why: onPage(encoding.why) },
  crs: { code: reading.crs, name: reading.name, why: onPage(reading.why) },
  shift: shift && onPage(shift.words),
  features: survey.count - skipped,
  codes: onPage(codes.words),
  columns: survey.columns.map((column) => {
    const mapped = mapping.fields.find((one) => one.column === column)
    return { column, field: mapped?.field.name ?? null, how: mapped ? onPage(mapped.how) : null }
  }),
  remarks: remarks.map(onPage),
  question: question && onPage(question),
  counts: { vanished: 0, ...fates },
  errors: {
    rows: rowsInError, leftOut,
    first: troubles.slice(0, listed).map(({ row, code, words }) => ({ row: row || null, code, words: onPage(words) })),
  },
})

/** Why a file is not taken in; `options` where it names one that may help. */
const withOptions = (words: Text) => {
  const said = onPage(words)
  return { ...said, ...(said.zh !== words.zh && { options: true }) }
}

/** Stops the work on an import that has been put away. */
class PutAway extends Error {}

/** One after the other: a large file takes a processor and much memory. Whoever brings many waits for others in between. */
const readInTurn = turns({ atOnce: 1, patienceMs: null, mostEach: Infinity })

/** What is being worked on here, so that it can be stopped at once. */
const underWay = new Map<string, AbortController>()

export interface Work {
  id: string
  /** Null where it is to be asked. */
  layer: LayerId | null
  options: ImportOptions
  asker: Asker
}

/** Looks at a file, after those before it; `trouble` hears what is a bug of ours. */
export const stageLater = (db: Database, work: Work, trouble: (reason: unknown) => void, before: imports.Plan | null = null): void => {
  const stopping = new AbortController()
  underWay.set(work.id, stopping)
  // Whoever waits in line is not silent; and another server may have been told to put it away.
  const beat = setInterval(
    () => void imports.touch(db, work.id).then((there) => there || stopping.abort(new PutAway()), trouble), imports.beatSeconds * 1000,
  )
  void readInTurn(work.asker.person, async () => {
    stopping.signal.throwIfAborted()
    if (before) await dropStage(db, stageNamed(before.stage))
    await stage(db, work, stopping.signal)
  }).catch(async (reason: unknown) => {
    if (reason instanceof PutAway) return
    if (!(reason instanceof Refusal)) trouble(reason)
    await imports.markFailed(db, work.id, reason instanceof Refusal ? withOptions(reason.words) : text('程序出错，文件没有读完；名录没有改动', 'something is broken on our side; the register is as it was')).catch(trouble)
  }).finally(() => {
    clearInterval(beat)
    if (underWay.get(work.id) === stopping) underWay.delete(work.id)
  })
}

const tellEveryMs = 300

const stage = async (db: Database, { id, layer, options, asker }: Work, signal: AbortSignal): Promise<void> => {
  const path = await pathOf(id)
  if (!path) throw new PutAway()
  let there = true
  let toldAt = 0
  // One after the other, and all of them before the last word.
  let telling: Promise<unknown> = Promise.resolve()
  const progress = (state: 'reading' | 'checking', done: number, total: number | null) => {
    if (!there) throw new PutAway()
    if (state === 'reading' && Date.now() - toldAt < tellEveryMs) return
    toldAt = Date.now()
    telling = telling.then(() => imports.progress(db, id, state, done, total)).then((found) => (there = found), () => {})
  }
  const { map = {}, defaults = {}, ...rest } = options
  const wishes = { ...rest, asker, map: Object.entries(map).map(([column, field]) => `${column}=${field}`), defaults: Object.entries(defaults).map(([field, value]) => `${field}=${value}`) }
  const seen = (doing: Text, done: number, total: number | null) => progress(doing.en === 'checking' ? 'checking' : 'reading', done, total)
  let prepared: Prepared
  try {
    if (layer === null) {
      const guess = await guessApart(db, path, wishes, seen, signal)
      await telling
      await imports.asking(db, id, guess)
      return
    }
    prepared = await prepareFile(db, path, { ...wishes, layer }, seen, signal)
  } finally {
    await telling
  }
  const { stage: made, joined, record, report } = prepared
  const kept = await imports.ready(db, id, told(report, record.day), await onPages(report.troubles), {
    stage: nameOfStage(made), joined, record,
  })
  if (!kept) await dropStage(db, made)
}

/** Thousands of errors are put in words for a page little by little, so that nobody waits for it. */
const onPages = async (troubles: readonly RowTrouble[]): Promise<RowTrouble[]> => {
  const said: RowTrouble[] = []
  for (const [i, trouble] of troubles.entries()) {
    if (i % 500 === 499) await setImmediate()
    said.push({ ...trouble, words: onPage(trouble.words) })
  }
  return said
}

/** All or nothing, in the name of whoever asks; `last` is what its transaction ends with. The same id again gives the same answer. */
export const commit = async (
  db: Database, asker: Asker, found: StagedImport, id: string, last: (tx: Queryable, seq: number) => Promise<void>,
): Promise<Changed> => {
  const asked = createHash('sha256').update(JSON.stringify({ import: found.id })).digest('hex')
  const again = async (): Promise<Changed | null> => {
    const known = await changeUnder(db, id)
    if (known && known.asked !== asked) throw new Problem('changeReused')
    return known && changeOf(db, known.seq)
  }
  const before = await again()
  if (before) return before
  if (found.state === 'done') throw new Problem('importDone', { seq: found.seq })
  if (found.state === 'failed') throw new Problem('importNotReady', { zh: found.problem?.zh, en: found.problem?.en })
  if (found.state === 'asking') throw new Problem('importNotReady', { zh: '还没有选图层', en: 'no layer has been chosen yet' })
  if (found.state !== 'ready') throw new Problem('importBusy')
  // Rows that are not theirs may be so because the file lies elsewhere.
  if (found.report!.question) throw new Problem('importPlaceAsked', { zh: found.report!.question.zh, en: found.report!.question.en })
  if (found.report!.errors.rows && !found.report!.errors.leftOut) throw new Problem('importHasErrors', { rows: found.report!.errors.rows })
  const plan = (await imports.planOf(db, found.id))!
  if (!(await imports.stageStands(db, plan))) throw new Problem('importMovedOn', { codes: '' })
  if (!(await imports.take(db, found.id))) throw new Problem('importBusy')
  const beat = setInterval(() => void imports.touch(db, found.id).catch(() => {}), imports.beatSeconds * 1000)
  try {
    // It holds the record until all rows are in; whoever waits for that meanwhile is told which file it is.
    const done = await inTurn<Changed>(db, asker.person, () => db.as(asker, async (tx) => {
      await tx.script('set local statement_timeout = 0')
      const seq = await writePrepared(tx, { ...plan, stage: stageNamed(plan.stage) }, { id, asked }, { whole: false })
      await imports.written(tx, found.id, seq)
      const done = (await changeOf(tx, seq))!
      await last(tx, seq)
      return done
    }), found.file)
    await Promise.all([dropStage(db, stageNamed(plan.stage)), discard(found.id)])
    return done
  } catch (reason) {
    await imports.letGo(db, found.id)
    if (reason instanceof Repeated) return (await again())!
    if (reason instanceof MovedOn) throw new Problem('importMovedOn', { codes: reason.codes.length ? `（${reason.codes.join('、')}）` : '' })
    throw reason
  } finally {
    clearInterval(beat)
  }
}

/** Puts imports away with their rows and files. */
export const putAway = async (db: Database, ids: readonly string[]): Promise<void> => {
  for (const { id, plan } of await imports.remove(db, ids)) {
    underWay.get(id)?.abort(new PutAway())
    await discard(id)
    if (plan) await dropStage(db, stageNamed(plan.stage))
  }
}

const sweepEveryMs = 3_600_000

/** Puts away what has had its time, now and every hour: imports, their files, and what processes that were killed left behind. */
export const sweepImports = (db: Database, trouble: (reason: unknown) => void): void => {
  const sweep = async () => {
    const { hours } = await readingLimits(db)
    await putAway(db, await imports.stale(db, hours))
    await sweepUploads(hours)
    await sweepTemporary(hours)
  }
  void sweep().catch(trouble)
  setInterval(() => void sweep().catch(trouble), sweepEveryMs).unref()
}
