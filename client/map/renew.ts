// Asks anew for the tiles a change touches, and for no others. OpenLayers renews all tiles of a source or none, so the
// tiles at hand are given their new features here, and only what they are drawn in is drawn again.
import type Layer from 'ol/layer/VectorTile.js'
import type VectorTile from 'ol/VectorTile.js'
import type VectorRenderTile from 'ol/VectorRenderTile.js'
import type { FeatureLike } from 'ol/Feature.js'
import { at } from '../base.ts'

type SourceTile = VectorTile<FeatureLike>

/** Broad rivers reach a quarter of a tile into the next (server/tiles/queries.ts). */
const reach = 0.25

/** Whether a tile shows anything of an extent of degrees. */
export function touches([z, x, y]: readonly number[], [west, south, east, north]: readonly [number, number, number, number]): boolean {
  const column = (lon: number) => ((lon + 180) / 360) * 2 ** z!
  const row = (lat: number) => ((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z!
  return column(east) >= x! - reach && column(west) <= x! + 1 + reach && row(south) >= y! - reach && row(north) <= y! + 1 + reach
}

/**
 * Renews the loaded tiles for which `address` gives an address; resolves with how many. Those that fail stay as they were; `heard`
 * is told of each.
 */
export async function renewTiles(
  layer: Layer, address: (tile: number[]) => string | undefined, heard: (tile: object, failed: boolean) => void,
): Promise<number> {
  const source = layer.getSource()
  if (!source) return 0
  const tiles = Object.values((source as unknown as { sourceTiles_: Record<string, SourceTile> }).sourceTiles_)
  const renewed = new Set<SourceTile>()
  await Promise.all(tiles.map(async (tile) => {
    const asked = tile.getFeatures() && address(tile.getTileCoord())
    if (!asked) return
    const response = await fetch(at(asked)).catch(() => null)
    heard(tile, !response?.ok)
    if (!response?.ok) return
    tile.setFeatures(tile.getFormat().readFeatures(await response.arrayBuffer(), { extent: tile.extent!, featureProjection: 'EPSG:3857' }))
    renewed.add(tile)
  }))
  if (renewed.size) redraw(layer, renewed)
  return renewed.size
}

function redraw(layer: Layer, renewed: ReadonlySet<SourceTile>) {
  const cache = (
    layer.getRenderer() as unknown as { getTileCache?: () => { forEach(each: (tile: VectorRenderTile) => void): void } } | null
  )?.getTileCache?.()
  if (!cache) return layer.changed()
  cache.forEach((tile) => {
    if (!tile.sourceTiles?.some((one) => renewed.has(one as unknown as SourceTile))) return
    const drawn = tile.getReplayState(layer)
    drawn.renderedRevision = -1
    drawn.renderedTileRevision = -1
  })
  layer.getSource()!.changed()
}
