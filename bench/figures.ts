// Figures out of many measurements, and tables of them.

/** The value below which `share` (0…1) of the values lie. NaN of none. */
export const quantile = (values: ArrayLike<number>, share: number): number => {
  const sorted = Float64Array.from(values).sort()
  return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] : NaN
}

export const median = (values: ArrayLike<number>) => quantile(values, 0.5)

export const sum = (values: Iterable<number>): number => {
  let total = 0
  for (const value of values) total += value
  return total
}

/** Three digits that matter, without an exponent. */
export const short = (value: number): string =>
  Number.isFinite(value) ? (Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : Number(value.toPrecision(3)).toString()) : '–'

export const times = (value: number): string => (Number.isFinite(value) ? `${short(value)}×` : '–')

export const kilobytes = (bytes: number): string => `${short(bytes / 1024)} kB`

export type Row = Record<string, string | number>

/** Prints rows under a title; columns in the order of the first row, numbers to the right. */
export const printTable = (title: string, rows: readonly Row[]): void => {
  if (!rows.length) return
  const columns = Object.keys(rows[0])
  const cells = rows.map((row) => columns.map((column) => (typeof row[column] === 'number' ? short(row[column]) : (row[column] ?? ''))))
  const widths = columns.map((column, i) => Math.max(column.length, ...cells.map((line) => line[i].length)))
  const line = (of: readonly string[]) => of.map((cell, i) => (typeof rows[0][columns[i]] === 'number' || /^[\d.,–]/.test(cells[0][i]) ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  ')
  console.log(`\n${title}\n${line(columns)}\n${widths.map((width) => '─'.repeat(width)).join('──')}`)
  for (const cell of cells) console.log(line(cell))
}
