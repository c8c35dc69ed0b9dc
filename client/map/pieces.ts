// Tiles cut things into pieces; this reads the pieces that are on the map right now.
import type { FeatureLike } from 'ol/Feature.js'
import VectorTileLayer from 'ol/layer/VectorTile.js'
import RenderFeature from 'ol/render/Feature.js'
import type { Hit, Shape } from './hit.ts'
import { distanceTo } from './hit.ts'
import type { Drawn } from './bundles.ts'
import { linePixels, wasThere, type Look } from './styles.ts'
import { broadestPixels } from './widths.ts'

const kinds: Record<string, Shape['kind']> = { Point: 'point', MultiPoint: 'point', LineString: 'line', MultiLineString: 'line' }

/** What a geometry's type is drawn as. */
export const kindOf = (type: string): Shape['kind'] => kinds[type] ?? 'polygon'

/** Pieces within an extent (map metres) in the layers' order. */
export const piecesIn = (layers: readonly Drawn[], extent: number[], look: Look): RenderFeature[] =>
  layers.flatMap((layer) =>
    layer instanceof VectorTileLayer
      ? (layer.getFeaturesInExtent(extent) as FeatureLike[]).filter((feature): feature is RenderFeature =>
        feature instanceof RenderFeature && wasThere(feature, look))
      : (layer.getSource()!.getFeaturesInExtent(extent) as unknown as RenderFeature[]))

const shapeOf = (piece: RenderFeature): Shape => ({
  kind: kindOf(piece.getType()),
  flat: piece.getFlatCoordinates(),
  ends: (piece.getEnds() as number[] | null) ?? [],
})

/** Everything drawn within `tolerance` pixels of a place; `isDrawn` leaves out what the tile holds but the map does not show. */
export function hitsAt(
  layers: readonly Drawn[], [x, y]: number[], resolution: number, tolerance: number, look: Look, isDrawn: (layer: string) => boolean,
): Hit[] {
  // A broad river's centre line may be far from a pointer that is on its water.
  const reach = Math.max(tolerance, broadestPixels / 2) * resolution
  const found: Hit[] = []
  for (const piece of piecesIn(layers, [x! - reach, y! - reach, x! + reach, y! + reach], look)) {
    const layer = piece.get('layer') as string
    if (!isDrawn(layer)) continue
    const shape = shapeOf(piece)
    const half = shape.kind === 'line' ? linePixels(piece, resolution, look.scale) / 2 : 0
    const distance = distanceTo(shape, x!, y!) / resolution
    if (distance > (shape.kind === 'polygon' ? 0 : Math.max(tolerance, half + 2))) continue
    const [west = 0, south = 0, east = 0, north = 0] = piece.getExtent()
    found.push({
      layer,
      code: String(piece.get('code')),
      name: String(piece.get('name') ?? piece.get('code')),
      kind: shape.kind,
      distance,
      size: ((east - west) * (north - south)) / (resolution * resolution),
    })
  }
  return found
}
