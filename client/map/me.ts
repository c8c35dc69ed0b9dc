// The person on the map: a dot, and a circle as large as the doubt. And a pin for a place that somebody asked for.
import Feature from 'ol/Feature.js'
import { circular } from 'ol/geom/Polygon.js'
import Point from 'ol/geom/Point.js'
import VectorLayer from 'ol/layer/Vector.js'
import VectorSource from 'ol/source/Vector.js'
import CircleStyle from 'ol/style/Circle.js'
import Fill from 'ol/style/Fill.js'
import Stroke from 'ol/style/Stroke.js'
import Style from 'ol/style/Style.js'
import { heights } from './heights.ts'
import { toMap } from './place.ts'
import type { Position } from './tools/locate.ts'

const doubt = new Style({ fill: new Fill({ color: 'rgba(31,90,122,0.12)' }), stroke: new Stroke({ color: 'rgba(31,90,122,0.4)', width: 1 }) })
const dot = new Style({ image: new CircleStyle({ radius: 8, fill: new Fill({ color: '#1f5a7a' }), stroke: new Stroke({ color: '#fff', width: 3 }) }) })

const pin = new Style({ image: new CircleStyle({ radius: 9, fill: new Fill({ color: 'rgba(255,255,255,0.4)' }), stroke: new Stroke({ color: '#14191d', width: 3 }) }) })
const styles = { doubt, dot, pin }

export class Me {
  private readonly source = new VectorSource()
  readonly layer = new VectorLayer({ source: this.source, zIndex: heights.me, style: (feature) => styles[feature.get('kind') as keyof typeof styles] })

  show({ at, accuracyM }: Position) {
    this.source.clear(true)
    this.source.addFeatures([
      new Feature({ geometry: circular(at, accuracyM).transform('EPSG:4326', 'EPSG:3857'), kind: 'doubt' }),
      new Feature({ geometry: new Point(toMap(at)), kind: 'dot' }),
    ])
  }

  /** Marks [lon, lat]. */
  pin(at: readonly [number, number]) {
    this.source.clear(true)
    this.source.addFeature(new Feature({ geometry: new Point(toMap(at)), kind: 'pin' }))
  }
}
