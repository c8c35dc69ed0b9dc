// A file that is a sheet of samples, read in a thread of its own within the limits for files, and held against the register.
import { rm } from 'node:fs/promises'
import { itemKeys } from '../../domain/quality/items.ts'
import { groupBy } from '../../domain/grouped.ts'
import { DetectionLimits, sampleFates, type SampleFate, type SampleRow, type SampleSheet } from '../../domain/samples/schemas.ts'
import { text, type Text } from '../../domain/text.ts'
import { today } from '../../domain/today.ts'
import { Refusal } from '../../geodata/import/refusal.ts'
import { folded } from '../../geodata/import/titles.ts'
import { shown } from '../../geodata/import/written.ts'
import type { SheetSample, SheetTrouble } from '../../geodata/samples/sheet.ts'
import type { Database, Queryable } from '../db/database.ts'
import { over, readingLimits } from '../imports/apart.ts'
import { verdictOf } from '../quality/months.ts'
import { samples, standards as allStandards, type Sample } from '../quality/queries.ts'
import { ruleSetOn } from '../rules.ts'
import { temporaryFolder } from '../temporary.ts'
import { startThread } from '../thread.ts'
import * as queries from './queries.ts'
import type { Found, Work } from './sheet.worker.ts'

const listedRows = 500
const listedErrors = 100

export interface Sheets {
  encoding?: string | null
  /** Which sheet of a workbook. */
  member?: string | null
}

export type ReadSheet = Extract<Found, { sheet: unknown }>['sheet'] & { file: string }

/** What a file says; nothing of the register is held meanwhile. Throws a `Refusal` for what is wrong with the whole of it. */
export async function readSheet(
  db: Database, path: string, file: string, { encoding = null, member = null }: Sheets = {},
): Promise<ReadSheet> {
  const limits = await readingLimits(db)
  const known = await ruleSetOn(db, 'detection_limits', today())
  const folder = await temporaryFolder('import')
  const work: Work = { path, folder, file, encoding, member, limits: DetectionLimits.parse(known?.body ?? {}), today: today() }
  const thread = await startThread(new URL('./sheet.worker.ts', import.meta.url), work, { maxOldGenerationSizeMb: limits.heapMegabytes })
  let late: NodeJS.Timeout | undefined
  try {
    return await new Promise<ReadSheet>((resolve, reject) => {
      late = setTimeout(() => reject(over.seconds(limits.seconds)), limits.seconds * 1000)
      thread.on('message', (found: Found) => {
        if ('sheet' in found) resolve({ ...found.sheet, file })
        else reject('refused' in found ? new Refusal(found.refused.zh, found.refused.en) : new Error(found.failed))
      })
      thread.on('error', (reason: NodeJS.ErrnoException) => reject(reason.code === 'ERR_WORKER_OUT_OF_MEMORY' ? over.memory(limits.heapMegabytes) : reason))
      thread.on('exit', () => reject(new Error('the thread that read a sheet has ended by itself')))
    })
  } finally {
    clearTimeout(late)
    await thread.terminate()
    await rm(folder, { recursive: true, force: true })
  }
}

export interface Prepared {
  sheet: SampleSheet
  placed: queries.Placed[]
}

/** What a sheet would do to the register; `db` is whoever asks, and so are the sections that are theirs. */
export async function placeSamples(db: Queryable, read: ReadSheet): Promise<Prepared> {
  const troubles: SheetTrouble[] = [...read.troubles]
  const find = finder(await queries.sections(db))
  const found = read.samples.flatMap((sample) => {
    const section = find(sample)
    if ('code' in section) return [{ sample, section }]
    troubles.push({ row: sample.row, words: section })
    return []
  })
  const fate = fates(await samples(db, ...days(read.samples), [...new Set(found.map(({ section }) => section.code))]))
  const seen = new Map<string, number>()
  const placed = found.flatMap(({ sample, section }): queries.Placed[] => {
    const one = { sample, section, ...fate(section.code, sample) }
    const before = seen.get(one.code)
    seen.set(one.code, sample.row)
    if (before === undefined) return [one]
    troubles.push({ row: sample.row, words: text(`与第 ${before} 行是同一个样品`, `the same sample as row ${before}`) })
    return []
  })
  const standards = await allStandards(db)
  const rows = placed.map(({ sample, section, fate }): SampleRow => {
    const { code: _, section: _written, at, ...said } = sample
    const { grade } = verdictOf(standards, section, { at, readings: sample.readings, below: sample.below })
    return { ...said, at: `${at}:00+08:00`, section: section.code, name: section.name, target: section.target, fate, grade }
  }).sort((a, b) => sampleFates.indexOf(a.fate) - sampleFates.indexOf(b.fate) || a.row - b.row)
  troubles.sort((a, b) => a.row - b.row)
  const countOf = (fate: SampleFate) => placed.filter((one) => one.fate === fate).length
  return {
    placed,
    sheet: {
      file: read.file, format: read.format, remarks: read.remarks, ignored: read.ignored.slice(0, 100), rows: rows.slice(0, listedRows),
      counts: { new: countOf('new'), changed: countOf('changed'), same: countOf('same') },
      items: itemKeys.filter((item) => placed.some(({ sample }) => item in sample.readings)),
      errors: { rows: new Set(troubles.map(({ row }) => row)).size, first: troubles.slice(0, listedErrors) },
    },
  }
}

const days = (samples: readonly SheetSample[]): [string, string] => {
  const all = samples.map(({ at }) => at.slice(0, 10)).sort()
  return [all[0] ?? today(), all.at(-1) ?? today()]
}

/** Finds the section a sample is of, or says why it is none. */
function finder(sections: readonly queries.SamplingSection[]): (sample: SheetSample) => queries.SamplingSection | Text {
  const byCode = new Map(sections.map((section) => [section.code.toLowerCase(), section]))
  const byName = new Map<string, queries.SamplingSection[]>()
  const called = (name: string, section: queries.SamplingSection) => byName.set(name, [...(byName.get(name) ?? []), section])
  for (const section of sections) {
    const bare = folded(section.name.replace(/[(（][涨落]潮?[)）]$/, ''))
    called(folded(section.name), section)
    // 望原(涨) and 望原(落) are both called 望原 where the sheet has a column for the tide.
    if (bare !== folded(section.name)) called(bare, section)
  }
  const named = (name: string, { tide }: SheetSample) => {
    const all = byName.get(folded(name)) ?? byName.get(folded(name.replace(/断面$/, ''))) ?? []
    return all.length > 1 && tide ? all.filter((section) => section.tide === tide) : all
  }
  const theirs = (section: queries.SamplingSection) =>
    (section.theirs ? section : text(`断面 ${section.name} 不在您管理的范围`, `the section ${section.code} is not yours to write`))
  return (sample) => {
    const { code, section: name } = sample
    const known = code === null ? undefined : byCode.get(code.toLowerCase())
    const all = name === null ? [] : named(name, sample)
    if (known && name !== null && all.length && !all.includes(known))
      return text(`编码 ${shown(code!)} 是“${known.name}”，名称却是“${shown(name)}”`, `the code ${shown(code!)} is of ${known.name}, the name of another section`)
    if (known) return theirs(known)
    // A column of codes may hold names.
    const called = code !== null && name === null ? named(code, sample) : []
    if (called.length === 1) return theirs(called[0])
    if (code !== null) return text(`断面编码 ${shown(code)} 不在册`, `no section has the code ${shown(code)}`)
    if (all.length === 1) return theirs(all[0])
    return all.length
      ? text(`“${shown(name!)}”有几个断面：${all.slice(0, 5).map((one) => one.code).join('、')}，请写编码`, `several sections are called ${shown(name!)}: write the code`)
      : text(`断面“${shown(name!)}”不在册`, `no section is called ${shown(name!)}`)
  }
}

const untimed = (at: string) => at.endsWith('T00:00')

/** What becomes of a sample, beside those of its section and day that are there: the same time, or the same day where one has none. */
function fates(there: readonly Sample[]): (section: string, sample: SheetSample) => Pick<queries.Placed, 'fate' | 'code'> {
  const byDay = groupBy(there, ({ section, kind, at }) => `${section} ${kind} ${at.slice(0, 10)}`)
  return (section, sample) => {
    const { at, kind, tide } = sample
    const sameDay = byDay.get(`${section} ${kind} ${at.slice(0, 10)}`) ?? []
    const known = sameDay.find((one) => one.at === at)
      ?? sameDay.find((one) => (untimed(one.at) || untimed(at)) && (one.tide === null || tide === null || one.tide === tide))
    if (!known) return { fate: 'new', code: `${section}-${kind === 'automatic' ? 'A' : ''}${at.replace(/T00:00$/, '').replace(/[-:]/g, '')}` }
    return { fate: sameAs(known, sample) ? 'same' : 'changed', code: known.code }
  }
}

const sameAs = (known: Sample, sample: SheetSample): boolean =>
  (untimed(sample.at) || known.at === sample.at) && (sample.tide === null || known.tide === sample.tide) && known.missing === sample.missing
  && itemKeys.every((item) => known.readings[item] === sample.readings[item])
  && [...known.below].sort().join() === [...sample.below].sort().join()
