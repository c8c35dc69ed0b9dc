// What an import would do, before it does: new in green with a plus, changed as it was (dashed) and as it becomes (solid),
// vanished in grey red with a cross. Never the colour alone.
import Feature from 'ol/Feature.js'
import GeoJSON from 'ol/format/GeoJSON.js'
import type Geometry from 'ol/geom/Geometry.js'
import LineString from 'ol/geom/LineString.js'
import MultiLineString from 'ol/geom/MultiLineString.js'
import MultiPolygon from 'ol/geom/MultiPolygon.js'
import Point from 'ol/geom/Point.js'
import Polygon from 'ol/geom/Polygon.js'
import VectorLayer from 'ol/layer/Vector.js'
import VectorSource from 'ol/source/Vector.js'
import CircleStyle from 'ol/style/Circle.js'
import Fill from 'ol/style/Fill.js'
import RegularShape from 'ol/style/RegularShape.js'
import Stroke from 'ol/style/Stroke.js'
import Style from 'ol/style/Style.js'
import type { Fate } from '../../domain/imports/fates.ts'

export interface PreviewThing {
  fate: Fate
  side: 'before' | 'after'
  code: string
  /** GeoJSON. */
  geometry: unknown
}

const shapes = new GeoJSON({ dataProjection: 'EPSG:4326', featureProjection: 'EPSG:3857' })

/** Where the sign stands: half way along, or within. */
const middle = (shape: Geometry): Point | undefined => {
  if (shape instanceof Point) return shape
  if (shape instanceof LineString) return new Point(shape.getCoordinateAt(0.5))
  if (shape instanceof MultiLineString) return new Point(shape.getLineStrings()[0]!.getCoordinateAt(0.5))
  if (shape instanceof Polygon) return shape.getInteriorPoint()
  return shape instanceof MultiPolygon ? shape.getPolygons()[0]!.getInteriorPoint() : undefined
}

const paper = new Fill({ color: '#fff' })
const drawn = (color: string, wash: string, lineDash?: number[]) => {
  const stroke = new Stroke({ color, width: 3.5, lineDash })
  return [
    new Style({ stroke: new Stroke({ color: '#fff', width: 7 }), zIndex: 1 }),
    new Style({ stroke, fill: new Fill({ color: wash }), image: new CircleStyle({ radius: 9, stroke: new Stroke({ color, width: 2.5, lineDash: lineDash && [4, 3] }), fill: paper }), zIndex: 2 }),
  ]
}
const sign = (color: string, angle: number) => [
  new Style({ geometry: (feature) => middle(feature.getGeometry() as Geometry), image: new CircleStyle({ radius: 9, stroke: new Stroke({ color, width: 2 }), fill: paper }), zIndex: 3 }),
  new Style({ geometry: (feature) => middle(feature.getGeometry() as Geometry), image: new RegularShape({ points: 4, radius: 6, radius2: 0, angle, stroke: new Stroke({ color, width: 2.5 }) }), zIndex: 4 }),
]

const [green, brown, red] = ['#177245', '#8a5a00', '#8f4a4a']
const styles = {
  new: [...drawn(green, 'rgba(23, 114, 69, 0.12)'), ...sign(green, 0)],
  before: drawn(brown, 'rgba(138, 90, 0, 0.05)', [7, 7]),
  after: drawn(brown, 'rgba(138, 90, 0, 0.14)'),
  vanished: [...drawn(red, 'rgba(143, 74, 74, 0.12)'), ...sign(red, Math.PI / 4)],
}

export class Preview {
  private readonly source = new VectorSource()
  readonly layer = new VectorLayer({ source: this.source, zIndex: 42, style: (feature) => styles[feature.get('sign') as keyof typeof styles] })

  show(things: readonly PreviewThing[]) {
    this.source.clear(true)
    this.source.addFeatures(things.map(({ fate, side, geometry }) => new Feature({ geometry: shapes.readGeometry(geometry) ?? undefined, sign: fate === 'changed' ? side : fate })))
  }
}
