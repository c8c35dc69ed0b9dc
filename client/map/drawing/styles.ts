// How what is being edited looks: near-black on white, every corner a handle; guides are thin and quiet.
import type { FeatureLike } from 'ol/Feature.js'
import type Geometry from 'ol/geom/Geometry.js'
import MultiPoint from 'ol/geom/MultiPoint.js'
import type SimpleGeometry from 'ol/geom/SimpleGeometry.js'
import CircleStyle from 'ol/style/Circle.js'
import Fill from 'ol/style/Fill.js'
import RegularShape from 'ol/style/RegularShape.js'
import Stroke from 'ol/style/Stroke.js'
import Style from 'ol/style/Style.js'

const ink = '#14191d'
const white = new Stroke({ color: '#fff', width: 6 })
const line = new Stroke({ color: ink, width: 2.5 })
const fill = new Fill({ color: 'rgba(31, 90, 122, 0.12)' })
const handle = new RegularShape({ points: 4, radius: 6, angle: Math.PI / 4, fill: new Fill({ color: '#fff' }), stroke: new Stroke({ color: ink, width: 2 }) })
const pin = new CircleStyle({ radius: 8, fill: new Fill({ color: '#fff' }), stroke: new Stroke({ color: ink, width: 3 }) })
const here = new CircleStyle({ radius: 9, fill: new Fill({ color: ink }), stroke: new Stroke({ color: '#fff', width: 2 }) })

/** More corners than this are not all shown: they would hide the line. */
const mostHandles = 2000

function cornersOf(feature: FeatureLike): Geometry | undefined {
  const geometry = feature.getGeometry() as SimpleGeometry
  const [flat, stride] = [geometry.getFlatCoordinates(), geometry.getStride()]
  if (flat.length / stride > mostHandles) return undefined
  return new MultiPoint(Array.from({ length: flat.length / stride }, (_, i) => [flat[i * stride]!, flat[i * stride + 1]!]))
}

const casing = new Style({ stroke: white, zIndex: 1 })
const core = new Style({ stroke: line, fill, zIndex: 2 })
const handles = new Style({ image: handle, geometry: (feature) => cornersOf(feature), zIndex: 3 })
const place = new Style({ image: pin, zIndex: 4 })
const corner = new Style({ image: here, zIndex: 5 })
const other = new Style({ stroke: new Stroke({ color: ink, width: 2, lineDash: [6, 4] }), zIndex: 2 })

export function editStyle(feature: FeatureLike): Style[] {
  if (feature.get('corner')) return [corner]
  if (feature.get('other')) return [casing, other]
  if (feature.getGeometry()?.getType() === 'Point') return [place]
  return [casing, core, handles]
}

const bank = new Style({ stroke: new Stroke({ color: 'rgba(20, 25, 29, 0.45)', width: 1, lineDash: [3, 3] }) })
const tick = new Style({ image: new RegularShape({ points: 4, radius: 5, radius2: 0, stroke: new Stroke({ color: ink, width: 1.5 }) }) })
export const guideStyle = (feature: FeatureLike): Style => (feature.get('guide') === 'tick' ? tick : bank)
