// What an import tells the person who runs it: Chinese first, English beside it.
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { nameOf } from '../../domain/coordinates.ts'
import { text, type Text } from '../../domain/text.ts'
import type { RowTrouble } from '../../geodata/import/tally.ts'
import type { Topology } from '../../geodata/import/topology.ts'
import type { ImportReport } from './importFile.ts'

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/

/** Text from a file, made harmless to a terminal. */
const printable = (written: string) => written.replace(/\p{Cc}/gu, '·')
const widthOf = (written: string) => [...written].reduce((sum, character) => sum + (wide.test(character) ? 2 : 1), 0)
const padded = (written: string, width: number) => written + ' '.repeat(Math.max(0, width - widthOf(written)))
const both = ({ zh, en }: Text) => (zh === en ? zh : `${zh}  ${en}`)

/** Rows in columns, each as wide as its widest cell. */
function table(rows: readonly string[][]): string {
  const safe = rows.map((row) => row.map(printable))
  const widths = safe.reduce<number[]>((most, row) => row.map((cell, i) => Math.max(most[i] ?? 0, widthOf(cell))), [])
  return safe.map((row) => '  ' + row.map((cell, i) => (i === row.length - 1 ? cell : padded(cell, widths[i] ?? 0))).join('  ')).join('\n')
}

const listed = 20

/** Rows that fail for the same reason stand in one line: 1–9, 11. */
function byReason(troubles: readonly RowTrouble[]): { rows: string; code: string; words: Text; count: number }[] {
  const groups = new Map<string, RowTrouble[]>()
  for (const trouble of troubles) {
    const group = groups.get(trouble.words.zh)
    if (group) group.push(trouble)
    else groups.set(trouble.words.zh, [trouble])
  }
  return [...groups.values()].map((group) => ({ rows: ranges(group.map(({ row }) => row)), code: (group.length === 1 && group[0]?.code) || '', words: group[0]?.words ?? text('', ''), count: group.length }))
}

const rangesShown = 8

function ranges(rows: readonly number[]): string {
  const runs: [number, number][] = []
  for (const row of rows) {
    const last = runs.at(-1)
    if (last && row <= last[1] + 1) last[1] = row
    else runs.push([row, row])
  }
  const shown = runs.slice(0, rangesShown).map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ')
  return runs.length > rangesShown ? `${shown} …` : shown
}

const count = (n: number) => n.toLocaleString('en-US')

function head({ file, layer, format, encoding, reading, extent, survey, skipped, shift, codes }: ImportReport): string {
  const crs = [reading.crs.length > 30 ? '' : reading.crs, both(reading.name)].filter(Boolean).join('  ')
  return table([
    ['文件 file', file],
    ['图层 layer', `${layer.id}  ${both(layer.title)}`],
    ['格式 format', both(format)],
    ['字符集 encoding', `${encoding.name}（${encoding.why.zh}  ${encoding.why.en}）`],
    ['坐标系 coordinates', `${crs}（${reading.why.zh}  ${reading.why.en}）`],
    ...(shift ? [['偏移 shift', both(shift.words)]] : []),
    ['范围 extent', extent ? `${extent.map((degrees) => degrees.toFixed(5)).join(', ')}（度 degrees，${nameOf('EPSG:4490').zh}）` : '–'],
    ['要素 features', `${count(survey.count)}（${[...survey.types].map(([type, n]) => `${type} ${n}`).join(', ')}）${skipped ? `，按条件略过 ${count(skipped)} skipped` : ''}`],
    ['编码来源 code', both(codes.words)],
  ])
}

function mapped({ mapping }: ImportReport): string {
  const rows = mapping.fields.map(({ column, field, how }) => [column, '→', `${field.title.zh} ${field.name}`, how.zh === how.en ? how.zh : `${how.zh} ${how.en}`])
  const network = ([['from', text('起点节点', 'from node')], ['to', text('终点节点', 'to node')], ['group', text('同一河流', 'same river')]] as const)
    .flatMap(([role, words]) => (mapping.network[role] ? [[mapping.network[role], '→', words.zh, `网络 network: ${words.en}`]] : []))
  const left = mapping.unmapped.length ? `\n  不导入 not taken: ${printable(mapping.unmapped.slice(0, 40).join(', '))}${mapping.unmapped.length > 40 ? ' …' : ''}` : ''
  return table([...rows, ...network]) + left
}

function outcome({ fates, rowsInError, remarks, troubles, network }: ImportReport): string {
  const lines = [`  新增 new ${count(fates.new)} · 改动 changed ${count(fates.changed)} · 不变 unchanged ${count(fates.same)} · 有误 in error ${count(rowsInError)}`]
  if (network) lines.push(`  河网 network: 上下游关系 ${count(network.links)} links${network.rivers ? `，归成河流 ${count(network.rivers)} rivers` : ''}`)
  for (const remark of remarks) lines.push(`  注意 note: ${printable(both(remark))}`)
  if (troubles.length) {
    const reasons = byReason(troubles)
    lines.push(table([['行 row', '编码 code', '原因 reason'], ...reasons.slice(0, listed).map(({ rows, code, words }) => [rows, code, both(words)])]))
    const rest = reasons.slice(listed).reduce((sum, group) => sum + group.count, 0)
    if (rest) lines.push(`  …… 其余 ${count(rest)} 条用 --errors 文件.csv 全部写出 (all of them with --errors FILE)`)
  }
  return lines.join('\n')
}

function topologyText({ lines, lowerEnds, upperEnds, groups, findings }: Topology): string {
  const connected = lowerEnds.onAnotherLine + lowerEnds.closed
  const rows = [
    ['线 lines', count(lines)],
    ['末端接上 lower ends that meet a line', `${count(connected)}（接他线 another line ${count(lowerEnds.onAnotherLine)}，其中接在端点 at its end ${count(lowerEnds.atItsEnd)}；自身闭合 closed ${count(lowerEnds.closed)}）`],
    ['首端接上 upper ends that meet a line', `${count(upperEnds.onAnotherLine)}（接在端点 at its end ${count(upperEnds.atItsEnd)}）`],
    ['连通组 connected groups', `${count(groups.length)}，最大 largest ${count(groups[0] ?? 0)} 条`],
    ...findings.map(({ what, count: n, examples }) => [both(what), `${count(n)}${examples.length ? '：' + examples.slice(0, 3).map(({ label, at }) => `${label} @ ${at[0].toFixed(6)},${at[1].toFixed(6)}`).join('；') : ''}`]),
  ]
  return table(rows)
}

/** The whole report as printed. */
export function reportText(report: ImportReport, dryRun: boolean): string {
  const left = report.leftOut ? `有误的 ${count(report.rowsInError)} 行略去。 ${count(report.rowsInError)} rows in error were left out. ` : ''
  const verdict = report.rowsInError && !report.leftOut ? '有误，整份没有写入；改好，或用 --leave-out 略去有误的行。 Refused: nothing was written (--leave-out leaves rows in error out).'
    : report.question ? dryRun ? '试运行：没有写入；真正导入时要先回答上面这一句。 Dry run: nothing was written; this has to be answered first.' : '没有写入。 Nothing was written.'
    : dryRun ? '试运行：没有写入。 Dry run: nothing was written.'
    : report.fates.new + report.fates.changed === 0 ? '名录已是如此，没有改动。 Nothing to change.'
    : '已写入。 Written.'
  const parts = [head(report), '字段 fields', mapped(report), '结果 rows', outcome(report)]
  if (report.topology) parts.push('拓扑 topology', topologyText(report.topology))
  return [...parts, ...(report.question ? [printable(both(report.question))] : []), left + verdict].join('\n')
}

/** A cell beginning with one of these would be run as a formula by a spreadsheet. */
const cellOf = (cell: string) => `"${cell.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`

/** Row errors as CSV with a byte order mark, so that a spreadsheet opens the Chinese right; line by line. */
export function* errorsCsv(troubles: readonly RowTrouble[]): Generator<string> {
  yield '\ufeff行 row,编码 code,原因,reason\r\n'
  for (const { row, code, words } of troubles) yield [row ? String(row) : '', code ?? '', words.zh, words.en].map(cellOf).join(',') + '\r\n'
}

export const writeErrors = (path: string, { troubles }: ImportReport): Promise<void> =>
  pipeline(Readable.from(errorsCsv(troubles)), createWriteStream(path))
