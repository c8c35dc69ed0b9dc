// The rows a tile is made of. Both engines read the same ones; they differ only in who encodes them.
import type { LayerId } from '../../domain/catalogue.ts'
import type { Audience } from '../../domain/roles.ts'
import type { Queryable } from '../db/database.ts'
import { identifier, join, sql, type Sql } from '../db/sql.ts'

export interface TileAddress {
  z: number
  x: number
  y: number
}

/** Units across a tile, and how many of them a tile knows of its neighbours. */
export const extent = 4096
export const margin = 64

const lines: readonly LayerId[] = ['rivers', 'reaches']
const worldMetres = 2 * Math.PI * 6378137
/** Web mercator stretches the ground by this at the city's latitude. */
const stretch = 1.09
/** Half the breadth of the broadest river that is drawn whole, in units. */
export const broadMargin = 16 * margin

/**
 * Whether a row is a river whose banks lie beyond the margin at a zoom. Its water reaches into tiles its centre line
 * does not touch, and cut at the margin it would end in a straight edge: such lines go whole into every tile they wet.
 */
const isBroad = (layer: LayerId, z: number): Sql =>
  lines.includes(layer) ? sql`coalesce((s.props ->> 'width_m')::float8 > ${((2 * margin) / stretch) * (worldMetres / 2 ** z / extent)}::float8, false)` : sql`false`

const bandOf = (z: number) => (z <= 9 ? 0 : z <= 11 ? 1 : z <= 13 ? 2 : 3)

/** Named by partition, so that only the band's own R-tree is looked at, and without planning over the others. */
const shapes = (layer: LayerId, { z, x, y }: TileAddress, audience: Audience): Sql => {
  const envelope = (units: number) => sql`st_tileenvelope(${z}, ${x}, ${y}, margin => ${units / extent}::float8)`
  const near = sql`s.geom && ${envelope(margin)}`
  const wets = sql`s.geom && ${envelope(broadMargin)} and case when ${isBroad(layer, z)} then st_intersects(s.geom, ${envelope(broadMargin)}) else ${near} end`
  return sql`${identifier(`shapes_${layer}_${bandOf(z)}`)} s where s.min_zoom <= ${z} and ${audience === 'staff' ? sql`true` : sql`not s.staff_only`} and ${lines.includes(layer) ? wets : near}`
}

type Asked = Pick<Queryable, 'query'>

/** Encoded by PostGIS (sql/functions/tiles.sql): each layer by itself; MVT joins them by putting one after the other. */
export const encodedByServer = async (
  db: Asked, layers: readonly LayerId[], { z, x, y }: TileAddress, audience: Audience,
): Promise<Uint8Array[]> => {
  const parts = layers.map((layer) => sql`${identifier(`tile_${layer}`)}(${z}, ${x}, ${y}, ${extent}, ${margin}, ${audience === 'staff'}) as ${identifier(layer)}`)
  const [row] = await db.query<Record<LayerId, Uint8Array | null>>(sql`select ${join(parts)}`)
  return layers.map((layer) => row[layer] ?? new Uint8Array())
}

export interface TileRow {
  code: string
  props: Record<string, string | number | boolean>
  /** WKB in web mercator metres, cut to the tile and its margin where it is not a broad river. */
  wkb: Uint8Array
}

/**
 * Rows for the engine that cannot encode. Shapes are set on the tile's grid before they are cut, as ST_AsMVTGeom does: what
 * only just reaches the margin is then in or out on both engines alike. Points are never cut (on the margin they would come back empty).
 */
export const rowsForEncoding = (db: Asked, layer: LayerId, at: TileAddress, audience: Audience): Promise<TileRow[]> => {
  const unit = worldMetres / 2 ** at.z / extent
  const [west, north] = [at.x * extent * unit - worldMetres / 2, worldMetres / 2 - at.y * extent * unit]
  return db.query<TileRow>(sql`
    select s.code, s.props, st_asbinary(case when st_dimension(s.geom) = 0 or ${isBroad(layer, at.z)} then s.geom
      else st_clipbybox2d(st_snaptogrid(s.geom, ${west}::float8, ${north}::float8, ${unit}::float8, ${unit}::float8),
        st_tileenvelope(${at.z}, ${at.x}, ${at.y}, margin => ${margin / extent}::float8)::box2d) end) as wkb
    from ${shapes(layer, at, audience)}`)
}
