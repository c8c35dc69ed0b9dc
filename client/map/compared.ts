// Two shapes of one thing, one over the other: what it was dashed, what it became solid.
import Feature from 'ol/Feature.js'
import GeoJSON from 'ol/format/GeoJSON.js'
import VectorLayer from 'ol/layer/Vector.js'
import VectorSource from 'ol/source/Vector.js'
import CircleStyle from 'ol/style/Circle.js'
import Fill from 'ol/style/Fill.js'
import Stroke from 'ol/style/Stroke.js'
import Style from 'ol/style/Style.js'

const shapes = new GeoJSON({ dataProjection: 'EPSG:4326', featureProjection: 'EPSG:3857' })
const sideStyle = (color: string, fill: string, lineDash?: number[]) => {
  const stroke = new Stroke({ color, width: 3, lineDash })
  return [
    new Style({ stroke: new Stroke({ color: '#fff', width: 6 }), zIndex: 1 }),
    new Style({ stroke, fill: new Fill({ color: fill }), image: new CircleStyle({ radius: 8, stroke, fill: new Fill({ color: '#fff' }) }), zIndex: 2 }),
  ]
}
const styles = { before: sideStyle('#8a5a00', 'rgba(138, 90, 0, 0.08)', [8, 5]), after: sideStyle('#14191d', 'rgba(20, 25, 29, 0.08)') }

export class Compared {
  private readonly source = new VectorSource()
  readonly layer = new VectorLayer({ source: this.source, zIndex: 43, style: (feature) => styles[feature.get('side') as 'before' | 'after'] })

  show(sides: { before: unknown; after: unknown } | null) {
    this.source.clear(true)
    for (const side of ['before', 'after'] as const)
      if (sides?.[side]) this.source.addFeature(new Feature({ geometry: shapes.readGeometry(sides[side]) ?? undefined, side }))
  }
}
