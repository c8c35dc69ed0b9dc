// The city's heights as the base map keeps them: a raster in degrees, resampled from the planar one.
import { projection } from '../../domain/coordinates.ts'
import { heightsToBytes } from '../heights.ts'
import type { HeightGrid } from './types.ts'

const { toDegrees, fromDegrees } = projection('EPSG:4547')!

export interface Raster {
  /** [west, south, east, north] in degrees. */
  extent: [number, number, number, number]
  columns: number
  rows: number
  bytes: Uint8Array
}

const sample = ({ west, north, step, columns, rows, heights }: HeightGrid, east: number, northing: number) => {
  const x = Math.max(0, Math.min(columns - 1.001, (east - west) / step))
  const y = Math.max(0, Math.min(rows - 1.001, (north - northing) / step))
  const [column, row] = [Math.floor(x), Math.floor(y)]
  const at = (c: number, r: number) => heights[r * columns + c]
  const [u, v] = [x - column, y - row]
  return (at(column, row) * (1 - u) + at(column + 1, row) * u) * (1 - v) + (at(column, row + 1) * (1 - u) + at(column + 1, row + 1) * u) * v
}

/** Same fineness as the grid it is made from. */
export const raster = (grid: HeightGrid): Raster => {
  const [east, south] = [grid.west + grid.step * (grid.columns - 1), grid.north - grid.step * (grid.rows - 1)]
  const corners = [[grid.west, grid.north], [east, grid.north], [grid.west, south], [east, south]].map((corner) =>
    toDegrees(corner as [number, number]))
  const [lons, lats] = [corners.map(([lon]) => lon), corners.map(([, lat]) => lat)]
  const extent: Raster['extent'] = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
  const { columns, rows } = grid
  const heights = new Float32Array(columns * rows)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const lon = extent[0] + ((extent[2] - extent[0]) * column) / (columns - 1)
      const lat = extent[3] - ((extent[3] - extent[1]) * row) / (rows - 1)
      const [e, n] = fromDegrees([lon, lat])
      heights[row * columns + column] = sample(grid, e, n)
    }
  return { extent, columns, rows, bytes: heightsToBytes(heights) }
}
