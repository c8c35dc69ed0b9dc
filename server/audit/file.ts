// The audit log as a file: CSV or Excel, nothing in it that runs.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditEntry } from '../../domain/audit/schemas.ts'
import { auditKinds, type auditFormats } from '../../domain/audit/kinds.ts'
import { text, type Text } from '../../domain/text.ts'
import { csvCell } from '../../geodata/export/csv.ts'
import { Misfit, writeText, type Value } from '../../geodata/export/table.ts'
import { writeSheet } from '../../geodata/export/xlsx.ts'
import { Download } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import { temporaryFolder } from '../temporary.ts'

const columns: [Text, (entry: AuditEntry) => Value][] = [
  [text('序号', 'No.'), ({ seq }) => seq],
  [text('时间', 'Time'), ({ at }) => at],
  [text('类别', 'Kind'), ({ kind }) => auditKinds[kind].zh],
  [text('类别代码', 'Kind code'), ({ kind }) => kind],
  [text('人员', 'Person'), ({ name }) => name],
  [text('人员编号', 'Person code'), ({ person }) => person],
  [text('代', 'For'), ({ behalf }) => behalf],
  [text('登录名', 'Sign-in name'), ({ login }) => login],
  [text('地址', 'Address'), ({ address }) => address],
  [text('设备', 'Device'), ({ agent }) => agent],
  [text('涉及', 'About'), ({ about }) => about.join(' ') || null],
  [text('改动号', 'Change'), ({ change }) => change],
  [text('详情', 'Details'), ({ details }) => (Object.keys(details).length ? JSON.stringify(details) : null)],
]

async function* counted(rows: AsyncIterable<AuditEntry>, tally: { rows: number }): AsyncGenerator<Value[]> {
  yield columns.map(([title]) => title.zh)
  for await (const entry of rows) {
    tally.rows += 1
    yield columns.map(([, of]) => of(entry))
  }
}

async function* lines(rows: AsyncIterable<Value[]>): AsyncGenerator<string> {
  yield '\ufeff'
  for await (const row of rows) yield `${row.map(csvCell).join(',')}\r\n`
}

/** Writes entries to a file of their own; says how many. Throws a `Problem` for what Excel cannot hold. */
export const fileOf = async (
  entries: AsyncIterable<AuditEntry>, format: (typeof auditFormats)[number],
): Promise<{ file: Download; rows: number }> => {
  const folder = await temporaryFolder('file')
  const path = join(folder, 'file')
  const tally = { rows: 0 }
  try {
    const rows = counted(entries, tally)
    await (format === 'csv' ? writeText(path, lines(rows)) : writeSheet(path, '审计日志', rows))
  } catch (caught) {
    await rm(folder, { recursive: true, force: true })
    throw caught instanceof Misfit ? new Problem(caught.code, caught.details) : caught
  }
  const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  return { file: new Download(path, type, { ascii: `audit.${format}`, full: `审计日志.${format}` }), rows: tally.rows }
}
