// Which tiles are measured: all that are not empty where they are few, a repeatable draw of them where they are many.
import { layerOf, type LayerId } from '../domain/catalogue.ts'
import { random } from '../geodata/city/random.ts'
import type { Database } from '../server/db/database.ts'
import { identifier, join, sql } from '../server/db/sql.ts'
import type { TileAddress } from '../server/tiles/queries.ts'

/** Layers that have tiles at a zoom. */
export const shownAt = (layers: readonly LayerId[], z: number): LayerId[] =>
  layers.filter((id) => z >= layerOf(id)!.zoom[0] && z <= layerOf(id)!.zoom[1])

const shuffled = <T>(list: T[], seed: number): T[] => {
  const draw = random(seed, 'tiles of the bench')
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(draw() * (i + 1))
    ;[list[i], list[j]] = [list[j], list[i]]
  }
  return list
}

/** Up to `most` tiles of a zoom in which at least one feature of the layers lies. */
export const tilesOf = async (database: Database, layers: readonly LayerId[], z: number, most: number): Promise<TileAddress[]> => {
  const [box] = await database.query<{ west: number; south: number; east: number; north: number }>(sql`
    select st_xmin(box) as west, st_ymin(box) as south, st_xmax(box) as east, st_ymax(box) as north
    from (select st_transform(st_setsrid(extent::geometry, 4490), 3857) as box from city) c`)
  const half = Math.PI * 6378137
  const columnOf = (metres: number) => Math.floor(((metres + half) / (2 * half)) * 2 ** z)
  const rowOf = (metres: number) => Math.floor(((half - metres) / (2 * half)) * 2 ** z)
  const all: TileAddress[] = []
  for (let y = rowOf(box.north); y <= rowOf(box.south); y++)
    for (let x = columnOf(box.west); x <= columnOf(box.east); x++) all.push({ z, x, y })
  // Twenty candidates a tile are enough even where the water lies thin.
  const candidates = shuffled(all, z).slice(0, most * 20)
  const holds = layers.map((id) => sql`exists (select from ${identifier(`layer_${id}`)} f where st_intersects(f.geom, st_transform(st_tileenvelope(${z}, t.x, t.y), 4490)))`)
  return database.query<TileAddress>(sql`
    select ${z}::int as z, t.x, t.y
    from unnest(${candidates.map(({ x }) => x)}::int[], ${candidates.map(({ y }) => y)}::int[]) with ordinality t (x, y, nth)
    where ${join(holds, ' or ')}
    order by nth
    limit ${most}`)
}
