// Cuts the tile shapes of a layer anew, after its rows have changed.
import type { Layer } from '../../domain/catalogue.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'

/** All of a layer, or some codes of it. Whoever shows the layer is told when the transaction commits. */
export const refreshShapes = async (db: Queryable, layer: Layer, codes: readonly string[] | null = null): Promise<void> => {
  const inTile = layer.fields.filter((field) => field.inTile).map((field) => field.name)
  await db.query(sql`select refresh_shapes(${layer.id}, ${inTile}::text[], ${codes}::text[])`)
}
