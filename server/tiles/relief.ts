// The quiet base map's ground: tiles of shaded relief and a breath of colour, drawn from the city's own heights.
import { LRUCache } from 'lru-cache'
import sharp from 'sharp'
import type { Database } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { endpoint } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import { heightsFrom } from '../../geodata/heights.ts'
import type { TileAddress } from './queries.ts'
import { tileAddress } from './address.ts'

interface Terrain {
  extent: [number, number, number, number]
  columns: number
  rows: number
  /** Metres, row 0 in the north. */
  heights: Float32Array
}

const size = 256
const pixelMargin = 1

const load = async (db: Database): Promise<Terrain | null> => {
  const [row] = await db.query<Omit<Terrain, 'heights'> & { heights: Uint8Array }>(sql`
    select array[st_xmin(extent), st_ymin(extent), st_xmax(extent), st_ymax(extent)] as extent, columns, rows, heights from terrain`)
  return row ? { ...row, heights: heightsFrom(row.heights) } : null
}

/** Catmull-Rom over the four neighbours: bilinear would show the raster's squares in the shade. */
const cubic = (a: number, b: number, c: number, d: number, t: number) =>
  b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))

/** Where the samples of a tile's row or column fall in the raster: each one's four neighbours, and how far between the middle two. */
interface Axis {
  cells: Int32Array
  between: Float64Array
  /** Distance to the raster's nearer edge as a share of its size; negative outside. */
  inward: Float64Array
}

/** `shareOf`: where a sample lies from the first (0) to the last (1) cell. */
const axisOf = (samples: number, cells: number, shareOf: (sample: number) => number): Axis => {
  const axis: Axis = { cells: new Int32Array(4 * samples), between: new Float64Array(samples), inward: new Float64Array(samples) }
  for (let i = 0; i < samples; i++) {
    const share = shareOf(i)
    const cell = Math.floor(share * (cells - 1))
    for (let k = 0; k < 4; k++) axis.cells[4 * i + k] = Math.max(0, Math.min(cells - 1, cell - 1 + k))
    axis.between[i] = share * (cells - 1) - cell
    axis.inward[i] = Math.min(share, 1 - share)
  }
  return axis
}

/** One of the four lines of cells around a sample. */
const alongRow = (heights: Float32Array, start: number, { cells, between }: Axis, column: number) => {
  const at = 4 * column
  return cubic(
    heights[start + cells[at]], heights[start + cells[at + 1]], heights[start + cells[at + 2]],
    heights[start + cells[at + 3]], between[column],
  )
}

/**
 * Heights over a tile. Degrees are reckoned by row and column, and no function is made inside the loops (tsx gives each
 * one its name when it is made): by pixel the two took nine tenths of a tile's time.
 */
const heightsOver = ({ heights, columns }: Terrain, across: number, xs: Axis, ys: Axis): Float32Array => {
  const over = new Float32Array(across * across)
  for (let row = 0; row < across; row++) {
    const [a, b, c, d] = Array.from(ys.cells.subarray(4 * row, 4 * row + 4), (cell) => cell * columns) as [number, number, number, number]
    const t = ys.between[row]
    for (let column = 0; column < across; column++)
      over[row * across + column] = cubic(
        alongRow(heights, a, xs, column), alongRow(heights, b, xs, column), alongRow(heights, c, xs, column),
        alongRow(heights, d, xs, column), t,
      )
  }
  return over
}

/** 1 inside the raster, falling to 0 over a tenth of its size at the edge: beyond it nothing is known, so nothing is shaded. */
const known = (inward: number) => {
  const t = Math.max(0, Math.min(1, inward / 0.1))
  return t * t * (3 - 2 * t)
}

const degrees = 180 / Math.PI
const lonOf = (x: number, z: number) => (x / 2 ** z) * 360 - 180
const latOf = (y: number, z: number) => Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 2 ** z))) * degrees

/** Light: paper that cools with height, a pale sea. Dark: night, in which hills are a breath lighter. */
const palettes = {
  light: { low: [245, 245, 242], high: [233, 239, 228], sea: [200, 216, 227], contrast: 1 },
  dark: { low: [13, 19, 25], high: [27, 36, 42], sea: [20, 36, 49], contrast: 1.6 },
} as const
type Palette = keyof typeof palettes

/** Light from the north-west. */
const draw = (terrain: Terrain, inks: (typeof palettes)[Palette], z: number, x: number, y: number): Promise<Buffer> => {
  const across = size + 2 * pixelMargin
  const { extent: [west, south, east, north], columns, rows } = terrain
  const xs = axisOf(across, columns, (column) => (lonOf(x + (column - pixelMargin + 0.5) / size, z) - west) / (east - west))
  const ys = axisOf(across, rows, (row) => (north - latOf(y + (row - pixelMargin + 0.5) / size, z)) / (north - south))
  const heights = heightsOver(terrain, across, xs, ys)
  const metresPerPixel = (40075016.7 / 2 ** z / size) * Math.cos(latOf(y + 0.5, z) / degrees)
  // The farther one stands, the more relief has to be lifted to be seen at all.
  const lift = Math.max(1.2, Math.min(3.5, metresPerPixel / 50))
  const pixels = Buffer.alloc(size * size * 3)
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const i = (row + pixelMargin) * across + column + pixelMargin
      const height = heights[i]
      const eastward = ((heights[i + 1] - heights[i - 1]) * lift) / (2 * metresPerPixel)
      const southward = ((heights[i + across] - heights[i - across]) * lift) / (2 * metresPerPixel)
      const light = (1 + 0.6 * eastward + 0.6 * southward) / Math.sqrt(1 + eastward ** 2 + southward ** 2)
      const sure = known(Math.min(xs.inward[column + pixelMargin], ys.inward[row + pixelMargin]))
      const shade = sure * Math.max(-0.22, Math.min(0.06, (light - 1) * 0.3))
      // Where nothing is known the paper stays bare: neither coast nor height goes on in a straight line.
      const land = Math.max(1 - sure, Math.max(0, Math.min(1, (height + 1.5) / 2)))
      const high = sure * Math.min(1, Math.max(0, height) / 900)
      for (let band = 0; band < 3; band++) {
        const ground = Math.min(255, (inks.low[band] + (inks.high[band] - inks.low[band]) * high) * (1 + shade * inks.contrast))
        pixels[(row * size + column) * 3 + band] = Math.round(inks.sea[band] + (ground - inks.sea[band]) * land)
      }
    }
  return sharp(pixels, { raw: { width: size, height: size, channels: 3 } }).webp({ quality: 88, effort: 2 }).toBuffer()
}

/** The map asks for these and draws the last one larger: finer ones cost a quarter of a second each and say nothing new. */
const reliefZooms = [6, 13] as const

/** Whether a tile lies beside the raster: it is bare paper, and one such tile does for all. */
const isBeside = ({ extent: [west, south, east, north] }: Terrain, { z, x, y }: TileAddress) =>
  lonOf(x, z) > east || lonOf(x + 1, z) < west || latOf(y, z) < south || latOf(y + 1, z) > north

/** GET /relief/{z}/{x}/{y}.webp, for a dark page with ?theme=dark; 204 where the city has no terrain. */
export const reliefEndpoint = (db: Database) => {
  let terrain: Promise<Terrain | null> | null = null
  const kept = new LRUCache<string, Promise<Buffer>>({ max: 2500 })
  return endpoint('anyone', async (request, response) => {
    const at = tileAddress(request.params as { z: string; x: string; y: string })
    const { z, x, y } = at
    if (z < reliefZooms[0] || z > reliefZooms[1]) throw new Problem('tileUnknown', { z, x, y })
    terrain ??= load(db)
    const ground = await terrain.catch((reason: unknown) => {
      terrain = null
      throw reason
    })
    if (!ground) {
      terrain = null
      return void response.status(204).end()
    }
    const palette: Palette = request.query.theme === 'dark' ? 'dark' : 'light'
    const name = isBeside(ground, at) ? palette : `${palette}/${z}/${x}/${y}`
    const drawn = kept.get(name) ?? draw(ground, palettes[palette], z, x, y)
    kept.set(name, drawn)
    drawn.catch(() => kept.delete(name))
    const body = await drawn
    response.setHeader('Cache-Control', 'public, max-age=3600')
    response.type('webp').send(body)
  })
}
