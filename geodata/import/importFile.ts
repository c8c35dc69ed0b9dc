// A file into a layer: surveyed, mapped, staged, checked, and written whole or not at all. A dry run takes the same way up to
// the last step and rehearses that in a transaction that is rolled back.
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { layerOf, type Layer } from '../../domain/catalogue.ts'
import { projection, type LonLat } from '../../domain/coordinates.ts'
import { text, type Text } from '../../domain/text.ts'
import type { Database } from '../../server/db/database.ts'
import { codeOf, codeRule, type CodeRule } from './codes.ts'
import { decideCrs, type Reading } from './crs.ts'
import { lengthOf } from './geometry.ts'
import { mapColumns, type Mapping } from './mapping.ts'
import { finishImport, joinReaches, joinRivers, writeRows, type Joined } from './merge.ts'
import { openSource } from './read/open.ts'
import type { Source, SourceFeature } from './read/source.ts'
import { reason, Refusal } from './refusal.ts'
import { flat, makeRow, type Row } from './rows.ts'
import { judgeShift, type Verdict } from './shifted.ts'
import { checkStage, compareStage, createStage, dropStage, fillStage, type Fates, type RowTrouble, type Stage } from './stage.ts'
import { surveyOf, type Sample, type Survey } from './survey.ts'
import { topologyOf, type Topology, type TopologyLine } from './topology.ts'
import { readValue, type Value } from './values.ts'

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
  /** Repair invalid polygons. */
  mend?: boolean
  /** Look at how lines hang together. */
  topology?: boolean
  /** Join rivers where the source names no nodes. */
  links?: boolean
  /** Changed rows are valid from this day, YYYY-MM-DD. */
  day?: string
}

export interface ImportReport {
  file: string
  layer: Layer
  format: Text
  encoding: Source['encoding']
  reading: Reading
  /** [west, south, east, north] in degrees. */
  extent: [number, number, number, number] | null
  survey: Survey
  skipped: number
  mapping: Mapping
  codes: CodeRule
  shift: { verdict: Verdict; words: Text } | null
  remarks: Text[]
  troubles: RowTrouble[]
  rowsInError: number
  fates: Fates
  network: { links: number; rivers: number } | null
  topology: Topology | null
  written: boolean
}

export type Progress = (doing: Text, done: number, total: number | null) => void

const batch = 1000
const mostTroubles = 100_000

const pairOf = (wish: string, option: string): [string, string] => {
  const at = wish.indexOf('=')
  if (at < 1) throw new Refusal(`${option} ${wish} 应写作 名称=值`, `${option} ${wish} should read name=value`)
  return [wish.slice(0, at), wish.slice(at + 1)]
}

/** Which rows are wanted, by --only and --skip. */
function filterOf(columns: readonly string[], only: readonly string[], skip: readonly string[]): (feature: SourceFeature) => boolean {
  const parse = (option: string) => (wish: string) => {
    const [column, values] = pairOf(wish, option)
    if (!columns.includes(column)) throw new Refusal(`${option} ${wish}：文件没有列 ${column}；有：${columns.join('、')}`, `${option} ${wish}: no such column`)
    return { column, values: new Set(values.split(',')) }
  }
  const [wanted, unwanted] = [only.map(parse('--only')), skip.map(parse('--skip'))]
  if (!wanted.length && !unwanted.length) return () => true
  return ({ properties }) => {
    const source = flat(properties)
    const has = ({ column, values }: { column: string; values: Set<string> }) => values.has(String(source[column] ?? ''))
    return wanted.every(has) && !unwanted.some(has)
  }
}

function defaultsOf(layer: Layer, wishes: readonly string[]): Map<string, Value> {
  return new Map(wishes.map((wish) => {
    const [name, written] = pairOf(wish, '--default')
    const field = layer.fields.find((one) => one.name === name)
    if (!field) throw new Refusal(`--default ${wish}：${layer.title.zh}没有字段 ${name}；有：${layer.fields.map((one) => one.name).join('、')}`, `--default ${wish}: no such field`)
    const read = readValue({ ...field, required: true }, written)
    if ('trouble' in read) throw new Refusal(`--default ${wish}：${read.trouble.zh}`, `--default ${wish}: ${read.trouble.en}`)
    return [name, read.value]
  }))
}

/** Whether the coordinates are shifted ones, judged by what the register already holds. */
async function decideShift(db: Database, layer: Layer, samples: Sample[], mapping: Mapping, codes: CodeRule, reading: Reading, options: ImportOptions): Promise<{ reading: Reading; shift: ImportReport['shift'] }> {
  const shifted = reading.crs === 'GCJ-02' || reading.crs === 'BD-09'
  // A file that was declared shifted is judged by its figures as they stand.
  const toDegrees = shifted ? (at: [number, number]): LonLat => (reading.swapped ? [at[1], at[0]] : at) : reading.toDegrees
  const naming = mapping.fields.find(({ field }) => field.name === 'name')
  const verdict = await judgeShift(db, layer, samples.flatMap(({ properties, places }) => {
    const read = naming && readValue(naming.field, properties[naming.column])
    const name = read && 'value' in read ? (read.value as string | null) : null
    const degrees = places.map(toDegrees).filter((at) => at.every(Number.isFinite) && Math.abs(at[1]) <= 90)
    const coded = codeOf(codes, layer, codes.column === null ? null : properties[codes.column], name, degrees[0] ?? null)
    return degrees.length ? [{ code: 'code' in coded ? coded.code : '', name, places: degrees }] : []
  }))
  const { votes, metres, crs } = verdict
  const cast = votes.straight + votes['GCJ-02'] + votes['BD-09']
  const figures = `${cast} 个要素与名录比对，原样相距 ${Math.round(metres.straight)} 米`
  if (shifted) {
    if (crs === 'straight' && cast >= 3) throw new Refusal(`${figures}：坐标已经与名录相合，再按 ${reading.crs} 转换就偏了两次；请去掉 --crs`, 'the coordinates already agree with the register: converting them would shift them twice')
    return { reading, shift: cast ? { verdict, words: text(`按 ${reading.crs} 转换（命令行指定）；${figures}，转换后 ${Math.round(metres.turned)} 米`, `converted from ${reading.crs} as asked; now ${Math.round(metres.turned)} m from the register`) } : null }
  }
  if (!cast) return { reading, shift: null }
  if (crs === 'straight') return { reading, shift: { verdict, words: text(`${figures}：没有偏移，不转换`, `agrees with the register as it is, nothing converted`) } }
  if (crs === null) return { reading, shift: { verdict, words: text(`${figures}，各要素说法不一，不转换`, 'features disagree, nothing converted') } }
  const turned = `${figures}，按 ${crs} 转换后 ${Math.round(metres.turned)} 米`
  if (options.keepShift || cast < 3)
    return { reading, shift: { verdict, words: text(`${turned}：像是 ${crs}，${options.keepShift ? '按 --keep-shift 未转换' : `可比的要素太少，没有转换；确认后用 --crs ${crs}`}`, `looks like ${crs}; not converted${options.keepShift ? ' as asked' : `: too few to be sure, use --crs ${crs}`}`) } }
  const way = projection(crs)
  if (!way) return { reading, shift: null }
  return {
    reading: { ...reading, crs, toDegrees: (at) => way.toDegrees(reading.toDegrees(at)) },
    shift: { verdict, words: text(`${turned}：认定为 ${crs}，已转换，原坐标另存`, `${crs} by the register: converted, the original kept`) },
  }
}

const digestOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk)
  return hash.digest('hex')
}

class Rehearsed extends Error {}

/** What the database says when it refuses rows, as a refusal; other failures as they are. */
function fromDatabase(caught: unknown): unknown {
  const { code, detail } = caught as { code?: unknown; detail?: unknown }
  if (typeof code !== 'string' || !/^(22|23)/.test(code)) return caught
  return new Refusal(`数据库拒绝写入：${reason(caught)}${typeof detail === 'string' ? `；${detail.slice(0, 200)}` : ''}`, 'the database refuses the rows')
}

/** Imports a file, or rehearses it. Throws a `Refusal` for what stops the whole file; row errors are in the report, and then nothing is written. */
export async function importFile(db: Database, path: string, options: ImportOptions, progress: Progress = () => {}): Promise<ImportReport> {
  const layer = layerOf(options.layer)
  if (!layer) throw new Refusal(`没有图层 ${options.layer}`, `no layer ${options.layer}`)
  const source = await openSource(path, { encoding: options.encoding ?? null, member: options.member ?? null })
  try {
    return await importSource(db, path, source, layer, options, progress)
  } finally {
    await source.close()
  }
}

async function importSource(db: Database, path: string, source: Source, layer: Layer, options: ImportOptions, progress: Progress): Promise<ImportReport> {
  const file = basename(path)
  const survey = await surveyOf(source, (count) => progress(text('普查', 'surveying'), count, source.total))
  if (!survey.count) throw new Refusal(`${file} 里没有要素`, `${file} holds no features`)
  if (!Number.isFinite(survey.bounds[0])) throw new Refusal(`${file} 的 ${survey.count} 个要素都没有可用的坐标`, `no feature of ${file} has usable coordinates`)
  const decided = decideCrs({ file, asked: options.crs ?? null, declared: source.crs.declared, where: source.crs.where, bounds: survey.bounds })
  const planar = !/^EPSG:(4490|4326)$|^GCJ|^BD/.test(decided.crs)
  const mapping = mapColumns(layer, survey.columns, { asked: options.map, shortNames: source.shortNames, planar })
  const codes = codeRule(mapping.fields.find(({ field }) => field.name === 'code')?.column ?? null, options.prefix ?? '')
  const defaults = defaultsOf(layer, options.defaults ?? [])
  const wanted = filterOf(survey.columns, options.only ?? [], options.skip ?? [])
  const { reading, shift } = await decideShift(db, layer, survey.sample, mapping, codes, decided, options)
  const plan = { layer, mapping, codes, defaults, toDegrees: reading.toDegrees, keepRaw: reading.crs === 'GCJ-02' || reading.crs === 'BD-09' }

  const troubles: RowTrouble[] = []
  const inError = new Set<number>()
  const remarked = new Map<string, { words: Text; count: number }>()
  const lines: TopologyLine[] = []
  const extent: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  const lengths = { far: 0, compared: 0 }
  let skipped = 0
  const complain = (trouble: RowTrouble) => {
    inError.add(trouble.row)
    if (troubles.length < mostTroubles) troubles.push(trouble)
  }
  const note = (row: Row) => {
    const visit = (value: unknown): void => {
      if (!Array.isArray(value)) return
      if (typeof value[0] !== 'number') return value.forEach(visit)
      const [lon, lat] = value as LonLat
      extent[0] = Math.min(extent[0], lon)
      extent[1] = Math.min(extent[1], lat)
      extent[2] = Math.max(extent[2], lon)
      extent[3] = Math.max(extent[3], lat)
    }
    visit(row.shape.coordinates)
    if (options.topology && (row.shape.type === 'LineString' || row.shape.type === 'MultiLineString'))
      lines.push({ label: `${row.values.get('name')} (${row.code})`, parts: row.shape.type === 'LineString' ? [row.shape.coordinates] : row.shape.coordinates })
    const said = row.values.get('length_m')
    if (layer.geometry === 'line' && typeof said === 'number' && said > 0) {
      lengths.compared++
      const ratio = said / lengthOf(row.shape)
      if (ratio > 100 || ratio < 0.01) lengths.far++
    }
  }

  const stage = await createStage(db, layer, mapping.fields.map(({ field }) => field.name).concat([...defaults.keys()]))
  try {
    let rows: Row[] = []
    let done = 0
    const flush = async () => {
      await fillStage(db, stage, rows)
      rows = []
      progress(text('读取', 'reading'), done, survey.count)
    }
    for await (const feature of source.features()) {
      if (++done % batch === 0) await flush()
      if (!wanted(feature)) {
        skipped++
        continue
      }
      const made = makeRow(feature, plan)
      if ('troubles' in made) {
        for (const words of made.troubles) complain({ row: feature.row, code: null, words })
        continue
      }
      for (const { field, words } of made.remarks) {
        const known = remarked.get(field + words.zh)
        if (known) known.count++
        else if (remarked.size < 200) remarked.set(field + words.zh, { words: text(`${field}：${words.zh}`, `${field}: ${words.en}`), count: 1 })
      }
      note(made.row)
      rows.push(made.row)
    }
    await flush()
    progress(text('检查', 'checking'), done, survey.count)
    const checked = await checkStage(db, stage, { mend: options.mend ?? false })
    checked.troubles.forEach(complain)
    const remarks = [...checked.remarks, ...[...remarked.values()].map(({ words, count }) => text(`${words.zh}（${count} 行）`, `${words.en} (${count} rows)`))]
    if (lengths.far > lengths.compared / 2) remarks.push(text('长度与图形相差百倍以上：单位可能写错，用 --map 改列或先换算', 'lengths differ from the shapes a hundredfold: is the unit right?'))

    const joined = layer.id === 'reaches' ? await joinReaches(db, stage) : layer.id === 'rivers' && (options.links || (mapping.network.from && mapping.network.to)) ? await joinRivers(db, stage) : null
    const fates = await compareStage(db, stage)
    const report: ImportReport = {
      file, layer, format: source.format, encoding: source.encoding, reading, survey, skipped, mapping, codes, shift, remarks, fates,
      extent: Number.isFinite(extent[0]) ? extent : null,
      troubles: troubles.sort((a, b) => a.row - b.row), rowsInError: inError.size,
      network: joined && { links: joined.network.links.length, rivers: joined.network.rivers.length },
      topology: options.topology ? topologyOf(lines) : null,
      written: false,
    }
    if (inError.size) return report
    await write(db, stage, path, report, joined, options)
    return { ...report, written: !options.dryRun }
  } finally {
    await dropStage(db, stage)
  }
}

async function write(db: Database, stage: Stage, path: string, report: ImportReport, joined: Joined | null, options: ImportOptions): Promise<void> {
  const { file, format, encoding, reading, mapping, survey, skipped, fates } = report
  const record = {
    code: randomUUID(), file, sha256: await digestOf(path), format: format.zh, encoding: encoding.name, crs: reading.crs,
    mapping: Object.fromEntries(mapping.fields.map(({ field, column }) => [column, field.name])),
    rows: survey.count - skipped, added: fates.new, changed: fates.changed,
    day: options.day ?? new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10),
  }
  try {
    await db.transaction(async (tx) => {
      const rivers = await writeRows(tx, stage, record, joined)
      if (options.dryRun) throw new Rehearsed()
      await finishImport(tx, stage, record, rivers)
    })
  } catch (caught) {
    if (!(caught instanceof Rehearsed)) throw fromDatabase(caught)
  }
}
