// Hover and selection, drawn over the tiles from the pieces the tiles already hold: restyling the tiles themselves
// would redraw every one of them for each move of the mouse.
import type { FeatureLike } from 'ol/Feature.js'
import Feature from 'ol/Feature.js'
import GeoJSON from 'ol/format/GeoJSON.js'
import Point from 'ol/geom/Point.js'
import VectorLayer from 'ol/layer/Vector.js'
import type RenderFeature from 'ol/render/Feature.js'
import VectorSource from 'ol/source/Vector.js'
import CircleStyle from 'ol/style/Circle.js'
import Fill from 'ol/style/Fill.js'
import Stroke from 'ol/style/Stroke.js'
import Style from 'ol/style/Style.js'
import type { Drawn } from './bundles.ts'
import { kindOf, piecesIn } from './pieces.ts'
import { pointSign } from './layers.ts'
import { linePixels, zoomOf, type Look } from './styles.ts'

export interface Target {
  /** `water` where only the code is known. */
  layer: string
  code: string
}

const shapes = new GeoJSON({ dataProjection: 'EPSG:4326', featureProjection: 'EPSG:3857' })
const waterLayers = new Set(['rivers', 'reaches', 'lakes', 'reservoirs', 'small_waters'])
const isPiece = ({ layer, code }: Target) => (piece: RenderFeature) =>
  piece.get('code') === code && (layer === 'water' ? waterLayers.has(piece.get('layer') as string) : piece.get('layer') === layer)

export class Highlight {
  readonly layer: VectorLayer
  private readonly source = new VectorSource<FeatureLike>()

  /** `casing` is how far the near-black edge stands out on each side, pixels. */
  constructor(
    private look: Look,
    private readonly casing: number,
    zIndex: number,
  ) {
    this.layer = new VectorLayer({
      source: this.source as VectorSource<Feature>,
      zIndex,
      updateWhileAnimating: true,
      updateWhileInteracting: true,
      style: (feature, resolution) => this.styleOf(feature, resolution),
    })
  }

  relook(look: Look) {
    this.look = look
    this.layer.changed()
  }

  /**
   * Lights up a thing: its whole shape (GeoJSON) where that is known, else the pieces of it that tiles hold; where they
   * hold none at this zoom, the place `at` (map metres) is ringed.
   */
  show(target: Target | null, layers: readonly Drawn[], extent: number[], at: number[] | null = null, shape: unknown = null) {
    const whole = target && shape ? new Feature({ geometry: shapes.readGeometry(shape) ?? undefined, layer: target.layer }) : null
    const pieces = target && !whole ? piecesIn(layers, extent, this.look).filter(isPiece(target)) : []
    if (!whole && !pieces.length && !at && this.source.isEmpty()) return
    this.source.clear(true)
    if (whole) this.source.addFeature(whole)
    else if (pieces.length) this.source.addFeatures(pieces)
    else if (target && at) this.source.addFeature(new Feature(new Point(at)))
  }

  private styleOf(feature: FeatureLike, resolution: number): Style[] {
    const { palette, scale } = this.look
    const edge = this.casing * scale
    const line = (color: string, width: number, zIndex: number) => new Style({ stroke: new Stroke({ color, width, lineCap: 'round', lineJoin: 'round' }), zIndex })
    const kind = kindOf(feature.getGeometry()?.getType() ?? 'Point')
    if (kind === 'line') {
      const width = Math.max(linePixels(feature, resolution, scale), 3 * scale)
      // All casings below all cores, so that no seam shows where a tile has cut the line.
      return [line(palette.selection, width + 2 * edge, 1), line(palette.water, width, 2)]
    }
    if (kind === 'polygon') {
      const water = waterLayers.has(feature.get('layer') as string)
      return [
        new Style({
          fill: new Fill({ color: water ? palette.water : 'rgba(20,25,29,0.05)' }),
          stroke: new Stroke({ color: palette.selection, width: edge * 1.2 }),
          zIndex: 2,
        }),
      ]
    }
    const [, radius] = feature.get('layer') ? pointSign(feature.get('layer') as string, (field) => feature.get(field), zoomOf(resolution * scale), this.look.classes) : ['', 8]
    return [
      new Style({
        image: new CircleStyle({ radius: (radius + 4) * scale, stroke: new Stroke({ color: palette.selection, width: edge }), fill: new Fill({ color: 'rgba(255,255,255,0.01)' }) }),
        zIndex: 3,
      }),
    ]
  }
}
