// An import taken back and done again, on both engines, as a ratio to the import itself.
//   npx tsx bench/undo.ts [--rows 50000]
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { undo } from '../server/changes/make.ts'
import { migrate } from '../server/db/migrate.ts'
import { openDatabase } from '../server/db/open.ts'
import { importFile } from '../server/imports/importFile.ts'
import { startPostgres } from '../test/postgres.ts'
import { printTable, type Row } from './figures.ts'

const { values } = parseArgs({ options: { rows: { type: 'string', default: '50000' } } })
const rows = Number(values.rows)
const folder = mkdtempSync(join(tmpdir(), 'one-map-undo-'))
const file = join(folder, 'gates.csv')
writeFileSync(file, ['编码,名称,类型,经度,纬度', ...Array.from({ length: rows }, (_, i) =>
  `G${i},闸${i},水闸,${(113 + (i % 400) / 1e3).toFixed(3)},${(23 + Math.floor(i / 400) / 1e3).toFixed(3)}`)].join('\n'))

/** Seconds that work takes, and what came of it. */
const timed = async <T>(work: () => Promise<T>): Promise<[number, T]> => {
  const began = performance.now()
  const result = await work()
  return [(performance.now() - began) / 1000, result]
}

const table: Row[] = []
const cluster = await startPostgres()
for (const url of [await cluster.create('undo'), undefined]) {
  const database = await openDatabase({ url, directory: join(folder, 'data') })
  await migrate(database)
  const [imported, { seq }] = await timed(() => importFile(database, file, { layer: 'gates', here: true }))
  const again = (of: number) => timed(() => database.transaction((tx) => undo(tx, randomUUID(), of)))
  const [undone, change] = await again(seq!)
  const [redone] = await again(change.seq)
  await database.close()
  table.push({
    engine: url ? 'PostGIS' : 'embedded', rows, 'import, s': imported.toFixed(1), 'undo, s': undone.toFixed(1), 'redo, s': redone.toFixed(1),
    'undo ÷ import': (undone / imported).toFixed(2), 'redo ÷ import': (redone / imported).toFixed(2),
  })
}
await cluster.stop()
rmSync(folder, { recursive: true, force: true })
printTable('An import taken back and done again', table)
