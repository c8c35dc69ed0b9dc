// Layers travel in three bundles, by where they lie in the drawing: areas below, waters, points above. A tile of a
// bundle holds the layers that are switched on and needed at its zoom, so a view asks 3 × 6 times instead of 13 × 24.
//
// Tiles are 512 px with the address of the ordinary XYZ scheme. A 512 px tile of zoom z looks like four 256 px tiles of
// zoom z + 1, so the view's zoom (OpenLayers counts in 256 px) is the tile's plus one.
import type { LayerEntry } from '../../domain/city/schemas.ts'
import type { LayerId } from '../../domain/catalogue.ts'

export const bundles = ['ground', 'water', 'points'] as const
export type Bundle = (typeof bundles)[number]

export const tilePixels = 512
/**
 * Shapes are whole and everything is there from here on: further in the same tile is drawn larger and nothing is asked
 * again. Drainage households, the most numerous, come last.
 */
export const deepestTile: Record<Bundle, number> = { ground: 14, water: 14, points: 15 }
/** From here on all reaches are in the tiles and the rivers step back to their names. */
const reachesFrom = 10

export const bundleOf = (layer: LayerEntry): Bundle =>
  layer.group === 'water' ? 'water' : layer.geometry === 'polygon' ? 'ground' : 'points'

/** View zoom from which a layer can be seen. */
export const seenFrom = (layer: LayerEntry): number => layer.zoom[0] + 1

/** Whether reaches, not rivers, are the lines drawn at a tile zoom. */
export const drawsReaches = (z: number, shown: ReadonlySet<string>) => shown.has('reaches') && (z >= reachesFrom || !shown.has('rivers'))

/** Layers of a bundle that a tile of zoom `z` should hold, in the catalogue's order. */
export function wanted(layers: readonly LayerEntry[], bundle: Bundle, shown: ReadonlySet<string>, z: number): LayerEntry[] {
  return layers.filter(
    (layer) =>
      bundleOf(layer) === bundle &&
      layer.count > 0 &&
      shown.has(layer.id) &&
      z >= layer.zoom[0] &&
      (layer.id !== 'reaches' || drawsReaches(z, shown)),
  )
}

/** Versions in the address make its answer eternal: a changed layer gets another address. */
export function tileAddress(layers: readonly LayerEntry[], [z, x, y]: readonly number[]): string | undefined {
  if (!layers.length) return undefined
  const ids: LayerId[] = layers.map((layer) => layer.id)
  return `/tiles/${ids.join(',')}/${z}/${x}/${y}.mvt?v=${layers.map((layer) => layer.version).join('.')}`
}
