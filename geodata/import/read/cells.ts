// Features out of rows of cells, as spreadsheets and CSV hold them: a row of titles, then a row for each feature, whose shape
// is text (WKT) in one cell or a longitude and a latitude in two.
import type { Geometry } from 'geojson'
import wkx from 'wkx'
import { text, type Text } from '../../../domain/text.ts'
import { reason, Refusal } from '../refusal.ts'
import type { Encoding } from './encoding.ts'
import type { Source, SourceFeature } from './source.ts'

export type Cell = string | number | boolean | null

const folded = (title: string) => title.normalize('NFKC').toLowerCase().replace(/[\s_()（）-]+/g, '')

const shapeTitles = ['geometrywkt', 'wktgeometry', 'wktgeom', 'wkt', 'geometry', 'geom', 'thegeom', '几何', '图形']
const eastTitles = ['经度', '东经', 'longitude', 'lon', 'lng', 'long', 'x', 'x坐标', '东坐标']
const northTitles = ['纬度', '北纬', 'latitude', 'lat', 'y', 'y坐标', '北坐标']

type Place = { wkt: number } | { east: number; north: number }

interface Head {
  titles: string[]
  place: Place
}

const isEmpty = (cell: Cell | undefined) => cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '')

function headOf(row: readonly Cell[], file: string): Head {
  const titles = row.map((cell) => String(cell ?? '').trim())
  const find = (names: string[]) => names.map((name) => titles.findIndex((title) => folded(title) === name)).find((at) => at >= 0) ?? -1
  const [wkt, east, north] = [find(shapeTitles), find(eastTitles), find(northTitles)]
  if (wkt >= 0) return { titles, place: { wkt } }
  if (east >= 0 && north >= 0) return { titles, place: { east, north } }
  const columns = titles.filter(Boolean).slice(0, 30).join('、').slice(0, 300)
  throw new Refusal(`${file} 既不是 GeoJSON，也没有坐标列：要有 geometry_wkt（WKT），或经度和纬度两列；只有 ${columns}`, `${file} is not GeoJSON, and as a table it has neither a geometry_wkt column nor longitude and latitude`)
}

const figure = (cell: Cell | undefined): unknown => (typeof cell === 'string' && /^\s*[-+]?\d+(\.\d+)?\s*$/.test(cell) ? Number(cell) : cell)

function shapeOf(row: readonly Cell[], place: Place, goesOn: boolean): { geometry: Geometry | null; srid: number | null } {
  if ('east' in place) {
    const at = [figure(row[place.east]), figure(row[place.north])]
    // Coordinates that are no numbers are complained of with the others, by their row.
    return { geometry: at.every((cell) => isEmpty(cell as Cell)) ? null : { type: 'Point', coordinates: at as number[] }, srid: null }
  }
  const written = String((goesOn ? row.slice(place.wkt).map((cell) => cell ?? '').join('') : row[place.wkt]) ?? '').trim()
  if (!written) return { geometry: null, srid: null }
  const shape = wkx.Geometry.parse(written)
  return { geometry: shape.toGeoJSON() as Geometry, srid: (shape as unknown as { srid?: number }).srid ?? null }
}

/** Rows of cells, as a spreadsheet or a CSV holds them. */
export interface Table {
  format: Text
  encoding: Encoding
  /** What is said where nothing in it names a coordinate system. */
  unnamed: Text
  /** Shapes too long for one cell go on in the cells to the right of it. */
  goesOn: boolean
  rows(): AsyncGenerator<Cell[]>
}

/** A table as a source of features; `file` is what messages call it. */
export const featuresOfTable = ({ format, encoding, unnamed, goesOn, rows }: Table, file: string): Source => {
  let declared: string | null = null
  return {
    format, encoding,
    // Shapes may name it; known once they have been read.
    get crs() {
      return { declared, where: declared ? text('WKT 里的 SRID', 'SRID of the WKT') : unnamed }
    },
    total: null,
    features: () => featuresOf(rows(), { file, goesOn, named: (crs) => (declared = crs) }),
    close: () => Promise.resolve(),
  }
}

interface Cells {
  file: string
  goesOn: boolean
  /** Told the system the shapes name, once one does. */
  named(crs: string): void
}

/** Features of rows of cells; the first row that has two filled cells holds the titles. */
async function* featuresOf(rows: AsyncIterable<readonly Cell[]>, { file, goesOn, named }: Cells): AsyncGenerator<SourceFeature> {
  let head: Head | null = null
  let system: number | null = null
  let row = 0
  for await (const cells of rows) {
    const filled = cells.filter((cell) => !isEmpty(cell)).length
    if (!head) {
      if (filled > 1) head = headOf(cells, file)
      continue
    }
    if (!filled) continue
    row++
    const { titles, place } = head
    const ofPlace = Object.values<number>(place)
    const properties = Object.fromEntries(titles.flatMap((title, i): [string, Cell][] =>
      (title && !ofPlace.includes(i) ? [[title, cells[i] ?? null]] : [])))
    const feature = { row, properties, geometry: null }
    const trouble = (words: Text): SourceFeature => ({ ...feature, trouble: words })
    if (!goesOn && cells.slice(titles.length).some((cell) => !isEmpty(cell))) {
      yield trouble(text(`有 ${cells.length} 格，多于 ${titles.length} 个列名`, `${cells.length} cells for ${titles.length} titles`))
      continue
    }
    try {
      const { geometry, srid } = shapeOf(cells, place, goesOn)
      if (srid !== null && system === null) named(`EPSG:${(system = srid)}`)
      yield srid !== null && srid !== system ? trouble(text(`坐标系 ${srid} 与前面的 ${system} 不同`, `system ${srid} is not ${system}, as before`)) : { ...feature, geometry }
    } catch (caught) {
      yield trouble(text(`几何不是 WKT：${reason(caught)}`, `the geometry is not WKT: ${reason(caught)}`))
    }
  }
  if (!head) throw new Refusal(`${file} 既不是 GeoJSON，也不是有列名的表格`, `${file} is neither GeoJSON nor a table with titles`)
}
