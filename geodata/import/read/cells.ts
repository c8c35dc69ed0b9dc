// Features out of rows of cells, as spreadsheets and CSV hold them: titles, then a row for each feature, whose place is text (WKT)
// or figures in one cell, or a longitude and a latitude in two and more.
import { text, type Text } from '../../../domain/text.ts'
import { Refusal } from '../refusal.ts'
import { folded } from '../titles.ts'
import { shown, visible } from '../written.ts'
import type { Encoding } from './encoding.ts'
import { beginningOf, filledIn, headingIn, LeftOut, leftOut, likeliest, type Heading, type Knows } from './heading.ts'
import { isEmpty, isPlaceTitle, locate, type Cell, type Located } from './place.ts'
import type { Source, SourceFeature } from './source.ts'

export type { Cell } from './place.ts'

/** Rows of cells, as a spreadsheet or a CSV holds them. */
export interface Table {
  format: Text
  encoding: Encoding
  /** What is said where nothing in it names a coordinate system. */
  unnamed: Text
  /** Shapes too long for one cell go on in the cells to the right of it. */
  goesOn: boolean
  /** What was guessed or left out, once the rows have been read. */
  remarks?(): Text[]
  /** Every row of it, empty ones too: the nth is row n of the sheet. */
  rows(): AsyncGenerator<Cell[]>
}

/** A table as a source of features; `file` is what messages call it. */
export const featuresOfTable = (table: Table, file: string, knows: Knows): Source => {
  const { format, encoding, unnamed, goesOn, rows } = table
  let declared: { crs: string; where: Text } | null = null
  let remarks: readonly Text[] = []
  return {
    format, encoding,
    // Titles and shapes may name it; known once they have been read.
    get crs() {
      return { declared: declared?.crs ?? null, where: declared?.where ?? unnamed }
    },
    get remarks() {
      return [...table.remarks?.() ?? [], ...remarks]
    },
    total: null,
    features: () => featuresOf(rows(), {
      file, goesOn, knows, named: (crs, where) => (declared = { crs, where }), said: (words) => (remarks = words),
    }),
    close: () => Promise.resolve(),
  }
}

interface Cells {
  file: string
  goesOn: boolean
  knows: Knows
  /** Told the system the titles or shapes name, once they do. */
  named(crs: string, where: Text): void
  /** Told, at the end, what was left out. */
  said(remarks: Text[]): void
}

function headingOf(rows: readonly Cell[][], file: string, knows: Knows): Heading {
  const found = headingIn(rows, knows)
  if (found && !('several' in found)) return found
  if (found) throw new Refusal(`${file} 有几对坐标列（${found.several.map(shown).join('、')}），分不清用哪一对：请只留一对，或把要用的改名为经度、纬度`, `${file} has several pairs of coordinate columns: keep one, or call it longitude and latitude`)
  const titles = likeliest(rows, knows)
  if (!titles) throw new Refusal(`${file} 既不是 GeoJSON，也不是有列名的表格`, `${file} is neither GeoJSON nor a table with titles`)
  const columns = titles.map((cell) => visible(String(cell ?? ''))).filter(Boolean).slice(0, 30).join('、').slice(0, 300)
  throw new Refusal(`${file} 既不是 GeoJSON，也没有坐标列：要有 geometry_wkt（WKT），或经度和纬度两列；只有 ${columns}`, `${file} is not GeoJSON, and as a table it has neither a geometry_wkt column nor longitude and latitude`)
}

/** A, B … Z, AA, as spreadsheets call their columns. */
const letterOf = (at: number): string => (at >= 26 ? letterOf(Math.floor(at / 26) - 1) : '') + String.fromCharCode(65 + (at % 26))

interface Column {
  at: number
  title: string
  /** Columns of the same title, of which nothing may differ. */
  same: number[]
}

/** Columns by their titles; one whose title was there before is the same, or another where nobody knows the title. */
function columnsOf({ titles, place }: Heading, knows: Knows): { columns: Column[]; twice: Column[] } {
  const columns: Column[] = []
  const alike = (at: number) => titles.flatMap((title, i) => (!place.taken.includes(i) && folded(title) === folded(titles[at]) ? [i] : []))
  const twice: Column[] = place.taken.map((at) => ({ at, title: titles[at], same: alike(at) }))
  const apart = new Set([...place.taken, ...twice.flatMap(({ same }) => same)])
  titles.forEach((title, at) => {
    if (!title || apart.has(at)) return
    const before = columns.find((column) => column.title === title)
    if (before && (knows(title) || isPlaceTitle(title))) before.same.push(at)
    else if (before) columns.push({ at, title: `${title} (${columns.filter((column) => titles[column.at] === title).length + 1})`, same: [] })
    else columns.push({ at, title, same: [] })
  })
  return { columns, twice: [...columns, ...twice].filter(({ same }) => same.length) }
}

const written = (cell: Cell | undefined) => (isEmpty(cell) ? '' : visible(String(cell)))

/** No place, or words, or whole figures before any data have come, as numbers of columns are. */
const liesNowhere = (located: Located, first: boolean): boolean => {
  if ('trouble' in located || located.geometry === null) return true
  const { type } = located.geometry
  const at: unknown[] = type === 'Point' ? located.geometry.coordinates : []
  return type === 'Point' && at.every((one) => typeof one !== 'number' || (first && Number.isInteger(one)))
}

/** Features of rows of cells. */
async function* featuresOf(rows: AsyncGenerator<Cell[]>, { file, goesOn, knows, named, said }: Cells): AsyncGenerator<SourceFeature> {
  const start = await beginningOf(rows)
  const heading = headingOf(start, file, knows)
  const { titles, place, above, deep } = heading
  const { columns, twice } = columnsOf(heading, knows)
  if (place.system) named(place.system, text(`标题 ${shown(titles[place.taken[0]])}`, `the title ${shown(titles[place.taken[0]])}`))
  const left = new LeftOut()
  let system: number | null = null
  let row = above
  let some = false
  async function* below() {
    yield* start.slice(above)
    yield* rows
  }
  for await (const cells of below()) {
    row++
    if (!filledIn(cells)) continue
    const located = locate(cells, place, goesOn)
    const why = liesNowhere(located, !some) ? leftOut(cells, heading, !some) : null
    if (why) {
      left.add(row, why, cells)
      continue
    }
    some = true
    for (const { at, title, same } of twice)
      for (const other of same)
        if (written(cells[other]) !== '' && written(cells[other]) !== written(cells[at]))
          throw new Refusal(`${file} 有两列都叫 ${shown(title)}（${letterOf(at)} 列和 ${letterOf(other)} 列），第 ${row} 行写的不同：“${shown(written(cells[at]))}” 和 “${shown(written(cells[other]))}”。请删去一列，或改它的名字`, `${file} has two columns called ${shown(title)} (${letterOf(at)} and ${letterOf(other)}) that differ in row ${row}: delete one, or give it another name`)
    const properties = Object.fromEntries(columns.map(({ at, title }): [string, Cell] => [title, cells[at] ?? null]))
    const feature = { row, properties, geometry: null }
    const trouble = (words: Text): SourceFeature => ({ ...feature, trouble: words })
    if (!goesOn && cells.slice(titles.length).some((cell) => !isEmpty(cell))) {
      yield trouble(text(`有 ${cells.length} 格，多于 ${titles.length} 个列名`, `${cells.length} cells for ${titles.length} titles`))
      continue
    }
    if ('trouble' in located) {
      yield trouble(located.trouble)
      continue
    }
    const { geometry, srid = null, remarks = [] } = located
    if (srid !== null && system === null) named(`EPSG:${(system = srid)}`, text('WKT 里的 SRID', 'SRID of the WKT'))
    yield srid !== null && srid !== system ? trouble(text(`坐标系 ${srid} 与前面的 ${system} 不同`, `system ${srid} is not ${system}, as before`)) : { ...feature, geometry, ...(remarks.length && { remarks }) }
  }
  said([
    ...(above > deep && start.slice(0, above - deep).some((cells) => filledIn(cells)) ? [text(`标题在第 ${above} 行，上面的 ${start.slice(0, above - deep).filter((cells) => filledIn(cells)).length} 行没有读`, `the titles are in row ${above}; what stands above them was not read`)] : []),
    ...(deep > 1 ? [text(`标题有 ${deep} 行，合在一起读`, `the titles take ${deep} rows and were read together`)] : []),
    ...twice.map(({ at, title, same }) => text(`有 ${same.length + 1} 列叫 ${shown(title)}，取 ${letterOf(at)} 列；别的是空的或相同`, `${same.length + 1} columns are called ${shown(title)}: ${letterOf(at)} is taken, the others are empty or the same`)),
    ...left.remarks(),
  ])
}
