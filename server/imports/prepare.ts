// A file looked at, in the thread it is read in (prepare.worker.ts): surveyed, mapped, staged, checked and compared with the register.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { layerOf, type Layer } from '../../domain/catalogue.ts'
import { readCoordinate, type LonLat } from '../../domain/coordinates.ts'
import { text, type Text } from '../../domain/text.ts'
import { today } from '../../domain/today.ts'
import { codeRule, type CodeRule } from '../../geodata/import/codes.ts'
import { decideCrs, type Reading } from '../../geodata/import/crs.ts'
import { knowsTitle, mapColumns, type Mapping } from '../../geodata/import/mapping.ts'
import { openSource } from '../../geodata/import/read/open.ts'
import type { Source } from '../../geodata/import/read/source.ts'
import { nearOf } from '../../geodata/import/outliers.ts'
import { nothingIn, Refusal } from '../../geodata/import/refusal.ts'
import { makeRow, type Row, type RowPlan } from '../../geodata/import/rows.ts'
import { decideShift, type Shift } from '../../geodata/import/shifted.ts'
import { surveyOf, type Survey } from '../../geodata/import/survey.ts'
import { Tally, type RowTrouble } from '../../geodata/import/tally.ts'
import { topologyOf, type Topology } from '../../geodata/import/topology.ts'
import { defaultsOf, filterOf } from '../../geodata/import/wishes.ts'
import { speakFor, type Asker, type Database, type Queryable } from '../db/database.ts'
import { knownShapes } from './known.ts'
import { joinReaches, joinRivers, ringsOf, type ImportRecord, type Joined } from './merge.ts'
import { checkStage, compareStage, keepShapes, type Shapeless, countStage, dismiss, createStage, fillStage, findVanished, foreignRows, nameOfStage, placeStage, standOnWater, type Fates, type Stage, type StageName } from './stage.ts'
import { whereaboutsOf } from './whereabouts.ts'

export interface ImportOptions {
  layer: string
  dryRun?: boolean
  /** EPSG:n, GCJ-02, BD-09 or a proj definition. */
  crs?: string | null
  encoding?: string | null
  member?: string | null
  /** column=field */
  map?: readonly string[]
  /** field=value where the source has none. */
  defaults?: readonly string[]
  /** column=value,value: take these rows, or leave them out. */
  only?: readonly string[]
  skip?: readonly string[]
  prefix?: string
  /** Take coordinates as they are even if they look shifted. */
  keepShift?: boolean
  /** The file lies where it says, whatever the register makes of that. */
  here?: boolean
  /** A place of the city, as people write one: 113.3,23.1. */
  near?: string | null
  /** Repair invalid polygons. */
  mend?: boolean
  /** Leave rows in error out instead of refusing the file. */
  leaveOut?: boolean
  /** Look at how lines hang together. */
  topology?: boolean
  /** Join rivers where the source names no nodes. */
  links?: boolean
  /** Changed rows are valid from this day, YYYY-MM-DD. */
  day?: string
  /** Things of the register that are not in the file: left alone, counted, or ended on that day. */
  missing?: 'ignore' | 'count' | 'end'
  /** In whose name; null is the owner of the register, as on the command line. */
  asker?: Asker | null
}

export interface ImportReport {
  file: string
  layer: Layer
  format: Text
  encoding: Source['encoding']
  reading: Omit<Reading, 'toDegrees'>
  /** [west, south, east, north] in degrees. */
  extent: [number, number, number, number] | null
  survey: Omit<Survey, 'sample' | 'fractions'>
  skipped: number
  mapping: Mapping
  codes: CodeRule
  shift: Shift | null
  remarks: Text[]
  troubles: RowTrouble[]
  rowsInError: number
  /** Where the file lies has to be said to be right (`here`) before anything is written; null where it plainly is. */
  question: Text | null
  /** They are left out, and the others can be written. */
  leftOut: boolean
  fates: Fates
  network: { links: number; rivers: number } | null
  topology: Topology | null
  written: boolean
  /** The change it has become. */
  seq: number | null
}

/** A file looked at, its rows waiting in a stage: as it travels between threads. */
export interface PreparedFile {
  stage: StageName
  joined: Joined | null
  record: ImportRecord
  report: ImportReport
}

/** Called as rows pass; throws to stop. */
export type Progress = (doing: Text, done: number, total: number | null) => void

/** As much of a database as looking at a file needs. */
export type Register = Queryable & Pick<Database, 'transaction'>

export interface Heard {
  progress: Progress
  /** Rows are being written there; whoever hears it puts them away if nothing comes of it. */
  staged(stage: Stage): void
}

/** Rows written to the stage at once: this many, or as many places, so that none of what waits for the register grows large. */
const batch = 1000
const batchPlaces = 50_000

export const digestOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk)
  return hash.digest('hex')
}

/** Looks at a file and stages its rows; `folder` is for what has to be unpacked. Nothing of the register is touched. */
export async function prepare(db: Register, path: string, folder: string, options: ImportOptions, heard: Heard): Promise<PreparedFile> {
  const layer = layerOf(options.layer)
  if (!layer) throw new Refusal(`没有图层 ${options.layer}`, `no layer ${options.layer}`)
  const source = await openSource(path, {
    within: folder, encoding: options.encoding ?? null, member: options.member ?? null, knows: knowsTitle(layer),
  })
  try {
    return await prepareSource(db, path, source, layer, options, heard)
  } finally {
    await source.close()
  }
}

async function prepareSource(
  db: Register, path: string, source: Source, layer: Layer, options: ImportOptions, { progress, staged }: Heard,
): Promise<PreparedFile> {
  const file = basename(path)
  const survey = await surveyOf(source, (count) => progress(text('普查', 'surveying'), count, source.total))
  if (!survey.count) throw nothingIn(file)
  if (!Number.isFinite(survey.bounds[0])) throw new Refusal(`${file} 的 ${survey.count} 个要素都没有可用的坐标`, `no feature of ${file} has usable coordinates`)
  const decided = decideCrs({
    file, asked: options.crs ?? null, declared: source.crs.declared, where: source.crs.where, bounds: survey.bounds,
  })
  const planar = !/^EPSG:(4490|4326)$|^GCJ|^BD/.test(decided.crs)
  const mapping = mapColumns(layer, survey.columns, { asked: options.map, shortNames: source.shortNames, planar })
  const codes = codeRule(mapping.fields.find(({ field }) => field.name === 'code')?.column ?? null, options.prefix ?? '')
  const defaults = defaultsOf(layer, options.defaults ?? [])
  const wanted = filterOf(survey.columns, options.only ?? [], options.skip ?? [])
  const { reading, shift } = await decideShift(
    knownShapes(db, layer), layer, survey.sample, { mapping, codes }, decided, options.keepShift ?? false,
  )
  const nearCity = options.near ? placeCalled(options.near) : null
  const { toDegrees } = reading
  const near = layer.geometry === 'point' && !options.keepShift
    ? nearOf(survey.sample.flatMap(({ places: [at] }) => (at ? [toDegrees(at)] : [])))
    : null
  const plan = {
    layer, mapping, codes, defaults, toDegrees, near, keepRaw: reading.crs === 'GCJ-02' || reading.crs === 'BD-09', fractions: survey.fractions,
  }

  const stage = await createStage(db, layer, [...mapping.fields.map(({ field }) => field.name), ...defaults.keys()])
  staged(stage)
  const tally = new Tally(layer, options.topology ?? false)
  const { skipped, shapeless } = await fill(db, stage, source, plan, wanted, tally, (done) => progress(text('读取', 'reading'), done, survey.count))
  progress(text('检查', 'checking'), survey.count, survey.count)
  const nothing = await keepShapes(db, stage, shapeless)
  nothing.troubles.forEach((trouble) => tally.complain(trouble))
  const checked = await checkStage(db, stage, { mend: options.mend ?? false })
  const lies = await whereaboutsOf(db, stage, { reading, extent: extentOf(tally), near: nearCity })
  const asked = shift?.asks ? shift.words : lies.question
  const answered = options.here === true || options.keepShift === true
  checked.troubles.forEach((trouble) => tally.complain(trouble))
  const named = mapping.network.from !== null && mapping.network.to !== null
  const joined = layer.id === 'reaches' ? await joinReaches(db, stage, options.links || named) : layer.id === 'rivers' && (options.links || named) ? await joinRivers(db, stage) : null
  const rings = joined ? await ringsOf(db, stage, joined) : []
  const stood = await standOnWater(db, stage)
  await placeStage(db, stage)
  await compareStage(db, stage)
  const day = options.day ?? today()
  const missing = options.missing ?? 'ignore'
  const extent = extentOf(tally)
  await db.transaction(async (tx) => {
    await speakFor(tx, options.asker ?? null)
    for (const trouble of await foreignRows(tx, stage, joined?.rivers.map(({ code }) => code) ?? [])) tally.complain(trouble)
    if (missing !== 'ignore' && extent) for (const trouble of await findVanished(tx, stage, extent, missing === 'end' ? day : null)) tally.complain(trouble)
  })
  const inError = [...tally.inError]
  if (inError.length) await dismiss(db, stage, inError)
  const fates = await countStage(db, stage)
  // What lines hang together by, and what is missing, cannot be told with rows left out.
  const whole = joined !== null || missing === 'end'
  const leftOut = inError.length > 0 && options.leaveOut === true && !whole
  // Functions do not travel, and a sample is of no more use.
  const [{ toDegrees: _way, ...said }, { sample: _some, fractions: _columns, ...found }] = [reading, survey]
  const report: ImportReport = {
    file, layer, format: source.format, encoding: source.encoding, reading: said, survey: found, skipped, mapping,
    codes, shift, fates, extent,
    remarks: [
      ...source.remarks ?? [], ...(inError.length && options.leaveOut && whole ? [notLeftOut] : []),
      ...rivalsSaid(mapping), ...(asked && answered ? [confirmed(asked)] : []), ...(decided.remark ? [decided.remark] : []),
      ...lies.remarks, ...nothing.remarks, ...checked.remarks, ...rings, ...stood, ...tally.remarks(),
    ],
    troubles: tally.troubles.sort((a, b) => a.row - b.row), rowsInError: inError.length, leftOut, question: answered ? null : asked,
    network: joined && { links: joined.links.length, rivers: joined.rivers.length },
    topology: options.topology ? topologyOf(tally.lines) : null,
    written: false, seq: null,
  }
  const record: ImportRecord = {
    file, sha256: await digestOf(path), format: source.format.zh, encoding: source.encoding.name, crs: reading.crs, day, ends: missing === 'end',
    mapping: Object.fromEntries(mapping.fields.map(({ field, column }) => [column, field.name])),
    rows: survey.count - skipped - nothing.left - inError.length, added: fates.new, changed: fates.changed,
  }
  return { stage: nameOfStage(stage), joined, record, report }
}

const extentOf = ({ extent }: Tally) => (Number.isFinite(extent[0]) ? extent : null)

const confirmed = ({ zh, en }: Text): Text => text(`位置已由您确认：${zh}`, `said to be right: ${en}`)

/** A place somebody wrote; refuses what is none. */
function placeCalled(written: string): LonLat {
  const [found] = readCoordinate(written)
  if (!found) throw new Refusal(`--near ${written.slice(0, 60)} 不是坐标：请写作 113.30,23.10`, `--near ${written.slice(0, 60)} is no place: write 113.30,23.10`)
  return found.at
}

const notLeftOut = text(
  '--leave-out 在这里不行：河网要成片，停用文件里没有的要文件完整。请改好有误的行',
  '--leave-out does not do here: a network hangs together, and what is missing ends only by a whole file. Mend the rows',
)

const rivalsSaid = ({ rivals }: Mapping): Text[] => rivals.map(({ field, column, taken }) =>
  text(`${field.title.zh}取自列 ${taken}；列 ${column} 也像，没有取`, `${field.title.en} is taken from ${taken}; ${column} could be it too`))

/** Reads the file a second time, into the stage. Returns how many features were left out by wish, and what has faults but no shape. */
async function fill(
  db: Queryable, stage: Stage, source: Source, plan: RowPlan, wanted: ReturnType<typeof filterOf>,
  tally: Tally, seen: (done: number) => void,
): Promise<{ skipped: number; shapeless: Shapeless[] }> {
  const shapeless: Shapeless[] = []
  let rows: Row[] = []
  let done = 0
  let skipped = 0
  let places = 0
  const flush = async () => {
    await fillStage(db, stage, rows)
    rows = []
    places = 0
    seen(done)
  }
  for await (const feature of source.features()) {
    if (++done % batch === 0 || places > batchPlaces) await flush()
    if (!wanted(feature)) {
      skipped++
      continue
    }
    const made = makeRow(feature, plan)
    if ('troubles' in made) {
      if (made.nothing) shapeless.push({ row: feature.row, code: made.nothing.code, troubles: made.troubles })
      else for (const words of made.troubles) tally.complain({ row: feature.row, code: null, words })
      continue
    }
    places += tally.note(made.row, made.remarks)
    rows.push(made.row)
  }
  await flush()
  return { skipped, shapeless }
}
