// Drainage units, households, plants and sources that hang on a trace, lit where tiles draw them.
import type Feature from 'ol/Feature.js'
import type { FeatureLike } from 'ol/Feature.js'
import VectorLayer from 'ol/layer/Vector.js'
import VectorSource from 'ol/source/Vector.js'
import CircleStyle from 'ol/style/Circle.js'
import Fill from 'ol/style/Fill.js'
import Stroke from 'ol/style/Stroke.js'
import Style from 'ol/style/Style.js'
import { drainingLayers } from '../../domain/catalogue.ts'
import type { Drawn } from './bundles.ts'
import { pointSign } from './layers.ts'
import { kindOf, piecesIn } from './pieces.ts'
import { zoomOf, type Look } from './styles.ts'

/** Outfalls are lit with the water (traceLight.ts). */
const layers = new Set<string>(drainingLayers.map(({ id }) => id).filter((id) => id !== 'outfalls'))

export class TraceThings {
  readonly layer: VectorLayer
  private readonly source = new VectorSource<FeatureLike>()

  constructor(private look: Look) {
    this.layer = new VectorLayer({ source: this.source as VectorSource<Feature>, zIndex: 44, style: (feature, resolution) => this.styleOf(feature, resolution) })
  }

  relook(look: Look) {
    this.look = look
    this.layer.changed()
  }

  show(codes: ReadonlySet<string> | null, drawn: readonly Drawn[], extent: number[]) {
    if (!codes?.size && this.source.isEmpty()) return
    this.source.clear(true)
    if (codes?.size) this.source.addFeatures(piecesIn(drawn, extent, this.look).filter((piece) => layers.has(piece.get('layer') as string) && this.look.shown.has(piece.get('layer') as string) && codes.has(piece.get('code') as string)))
  }

  private styleOf(feature: FeatureLike, resolution: number): Style {
    const { palette, scale, classes } = this.look
    const stroke = new Stroke({ color: palette.trace, width: 1.6 * scale })
    if (kindOf(feature.getGeometry()?.getType() ?? 'Point') === 'polygon') return new Style({ stroke, fill: new Fill({ color: `${palette.trace}26` }) })
    const [, radius] = pointSign(feature.get('layer') as string, (field) => feature.get(field), zoomOf(resolution * scale), classes)
    return new Style({ image: new CircleStyle({ radius: (radius + 2.5) * scale, stroke }) })
  }
}
