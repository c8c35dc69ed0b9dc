// The rows a tile is made of. Both engines read exactly these; they differ only in who encodes them.
import type { LayerId } from '../../domain/catalogue.ts'
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

const bandOf = (z: number) => (z <= 9 ? 0 : z <= 11 ? 1 : z <= 13 ? 2 : 3)

/** Named by partition, so that only the band's own R-tree is looked at, and without planning over the others. */
const shapes = (layer: LayerId, { z, x, y }: TileAddress): Sql =>
  sql`${identifier(`shapes_${layer}_${bandOf(z)}`)} s where s.min_zoom <= ${z} and s.geom && st_tileenvelope(${z}, ${x}, ${y}, margin => ${margin / extent}::float8)`

/** Encoded by PostGIS: layers one after the other, which is how MVT joins them. */
export const encodedByServer = async (db: Queryable, layers: readonly LayerId[], at: TileAddress): Promise<Uint8Array> => {
  const parts = layers.map(
    (layer) => sql`coalesce((
      select st_asmvt(t, ${layer}::text, ${extent}::int, 'geom')
      from (
        select s.code, s.props, st_asmvtgeom(s.geom, st_tileenvelope(${at.z}, ${at.x}, ${at.y}), ${extent}::int, ${margin}::int, true) as geom
        from ${shapes(layer, at)}
      ) t
      where t.geom is not null), ''::bytea)`,
  )
  const [row] = await db.query<{ tile: Uint8Array }>(sql`select ${join(parts, ' || ')} as tile`)
  return row!.tile
}

export interface TileRow {
  code: string
  props: Record<string, string | number | boolean>
  /** WKB in web mercator metres, cut to the tile and its margin. */
  wkb: Uint8Array
}

/** Rows for the engine that cannot encode. */
export const rowsForEncoding = (db: Queryable, layer: LayerId, at: TileAddress): Promise<TileRow[]> =>
  db.query<TileRow>(sql`
    select s.code, s.props, st_asbinary(st_clipbybox2d(s.geom, st_tileenvelope(${at.z}, ${at.x}, ${at.y}, margin => ${margin / extent}::float8)::box2d)) as wkb
    from ${shapes(layer, at)}`)
