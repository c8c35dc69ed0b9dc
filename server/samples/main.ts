// npm run samples -- FILE: what was found in the water, from a laboratory's or a station's sheet into the register.
import { randomUUID } from 'node:crypto'
import { basename, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { items } from '../../domain/quality/items.ts'
import { numeralOf } from '../../domain/quality/numerals.ts'
import type { SampleSheet } from '../../domain/samples/schemas.ts'
import { once } from '../changes/make.ts'
import { fileCommand, Usage } from '../command.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase, placesFromEnvironment } from '../db/open.ts'
import { inTurn } from '../http/turns.ts'
import * as queries from './queries.ts'
import { placeSamples, readSheet } from './read.ts'

const usage = `npm run samples -- 文件 [选项]
  文件 CSV 或 Excel：每个样品一行（各项目一列），或每个数值一行（“项目”“监测值”两列），或断面横排
       断面编码或名称、采样日期必有；<0.05、0.005L、ND、未检出 是低于检出限；断流之类写在格里或备注里
  --dry-run        只看会发生什么，不写入     show what would happen
  --member 名称    Excel 里的哪一张表         which sheet
  --encoding gbk   CSV 的文字编码             text encoding
  --leave-out      有误的行略过，其余写入     leave out rows in error
写入后是一项改动，可在“改动”里整份撤销。环境变量 DATA_DIR (.data) · DATABASE_URL；服务运行时也可`

const readArguments = () => {
  try {
    const { values, positionals: [path, ...more] } = parseArgs({ allowPositionals: true, options: {
      'dry-run': { type: 'boolean', default: false }, 'leave-out': { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
      member: { type: 'string' }, encoding: { type: 'string' },
    } })
    if (values.help || !path || more.length) throw new Usage(usage)
    return { path: resolve(path), ...values }
  } catch (caught) {
    throw caught instanceof Usage ? caught : new Usage(`${(caught as Error).message}\n${usage}`)
  }
}

const listed = 20

/** What is in a sheet, in words. */
const words = ({ file, format, counts, items: measured, rows, errors, remarks, ignored }: SampleSheet): string => [
  `${file}  ${format.zh}`,
  `样品 samples：新增 ${counts.new}，改动 ${counts.changed}，不变 ${counts.same}；有误的行 in error ${errors.rows}`,
  `项目 items：${measured.map((item) => items[item].zh).join('、')}`,
  ...rows.slice(0, listed).map(({ row, name, at, tide, grade, missing, fate }) =>
    `  第 ${row} 行  ${name}  ${at.slice(0, 16).replace('T', ' ')}${tide ? ` ${tide}` : ''}  ${missing ?? (grade ? numeralOf(grade) : '—')}  ${{ new: '新增', changed: '改动', same: '不变' }[fate]}`),
  ...(rows.length > listed ? ['  …'] : []),
  ...remarks.map(({ zh, en }) => `请注意 note：${zh}  ${en}`),
  ...(ignored.length ? [`没有导入的列 columns left out：${ignored.join('、')}`] : []),
  ...errors.first.map(({ row, words: { zh, en } }) => `  第 ${row} 行：${zh}  ${en}`),
].map((line) => line.replace(/\p{Cc}/gu, '·')).join('\n')

async function main(): Promise<number> {
  const { path, member, encoding, 'dry-run': dryRun, 'leave-out': leaveOut } = readArguments()
  const file = basename(path)
  const database = await openDatabase(placesFromEnvironment(), { attachable: true })
  try {
    await migrate(database)
    const { sheet, placed } = await placeSamples(database, await readSheet(database, path, file, { member, encoding }))
    console.log(words(sheet))
    const writes = !dryRun && (leaveOut || !sheet.errors.rows)
    if (writes && placed.some(({ fate }) => fate !== 'same')) {
      const { seq } = await inTurn(database, '', () => database.transaction((tx) =>
        once(tx, { id: randomUUID(), kind: 'import', asked: { file }, note: file }, () => queries.write(tx, placed, file))))
      console.log(`已写入，第 ${seq} 号改动 (written as change ${seq})`)
    } else console.log(writes ? '没有要写的：名录里都有了 (nothing to write)' : '没有写入 (nothing was written)')
    return sheet.errors.rows ? 2 : 0
  } finally {
    await database.close()
  }
}

fileCommand(main)
