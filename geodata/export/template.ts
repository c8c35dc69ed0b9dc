// A layer's template as a file.
import type { Layer } from '../../domain/catalogue.ts'
import { templateOf } from '../import/template.ts'
import { csvCell } from './csv.ts'
import { writeText } from './table.ts'
import { writeSheet } from './xlsx.ts'

async function* each<One>(ones: readonly One[]) {
  yield* ones
}

export const writeTemplate = (path: string, layer: Layer, format: 'csv' | 'xlsx'): Promise<void> => {
  const rows = templateOf(layer)
  return format === 'xlsx' ? writeSheet(path, layer.title.zh, each(rows))
    : writeText(path, each(['\ufeff', ...rows.map((row) => `${row.map(csvCell).join(',')}\r\n`)]))
}
