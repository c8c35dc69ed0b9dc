// What the register holds of features on their way in: by code, else by a name that is not common.
import type { Geometry } from 'geojson'
import type { Layer } from '../../domain/catalogue.ts'
import type { Known } from '../../geodata/import/shifted.ts'
import type { Queryable } from '../db/database.ts'
import { identifier, sql } from '../db/sql.ts'

export const knownShapes = (db: Queryable, layer: Layer): Known => async (codes, names) => {
  const view = identifier(`layer_${layer.id}`)
  const found = await db.query<{ key: string; shape: string }>(sql`
    select 'code ' || code as key, st_asgeojson(geom, 7) as shape from ${view} where code = any (${codes}::text[])
    union all
    select 'name ' || name, st_asgeojson(st_collect(geom), 7) from ${view} where name = any (${names}::text[]) group by name having count(*) <= 10`)
  return new Map(found.map(({ key, shape }) => [key, JSON.parse(shape) as Geometry]))
}
