// How what is being edited looks: near-black on white, its corners handles, dotted where it was; guides are thin and quiet.
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

/** Handles nearer than this, in pixels, would overlap into a band that hides the line: those between are taken all the same. */
const handlesApart = 28
/** More than this are not shown. */
const mostHandles = 2000

function cornersOf(feature: FeatureLike, resolution: number): Geometry | undefined {
  const geometry = feature.getGeometry() as SimpleGeometry
  const [flat, stride] = [geometry.getFlatCoordinates(), geometry.getStride()]
  const shown: number[][] = []
  const least = handlesApart * resolution
  for (let i = 0; i < flat.length && shown.length <= mostHandles; i += stride) {
    const [last, at] = [shown.at(-1), [flat[i]!, flat[i + 1]!]]
    const isEnd = i + stride >= flat.length
    if (!last || Math.hypot(at[0]! - last[0]!, at[1]! - last[1]!) >= least) shown.push(at)
    // An end is always to be seen, rather than the corner before it.
    else if (isEnd && shown.length > 1) shown.splice(-1, 1, at)
    else if (isEnd) shown.push(at)
  }
  return shown.length > mostHandles ? undefined : new MultiPoint(shown)
}

const casing = new Style({ stroke: white, zIndex: 1 })
const core = new Style({ stroke: line, fill, zIndex: 2 })
const handles = (resolution: number) => new Style({ image: handle, geometry: (feature) => cornersOf(feature, resolution), zIndex: 3 })
const ghostLine = new Stroke({ color: 'rgba(20, 25, 29, 0.6)', width: 2, lineDash: [2, 6] })
const ghost = [
  new Style({ stroke: new Stroke({ color: 'rgba(255, 255, 255, 0.8)', width: 4 }), zIndex: 0 }),
  new Style({ stroke: ghostLine, image: new CircleStyle({ radius: 8, stroke: ghostLine, fill: new Fill({ color: 'rgba(255, 255, 255, 0.6)' }) }), zIndex: 0 }),
]
const place = new Style({ image: pin, zIndex: 4 })
const corner = new Style({ image: here, zIndex: 5 })
const other = new Style({ stroke: new Stroke({ color: ink, width: 2, lineDash: [6, 4] }), zIndex: 2 })

export function editStyle(feature: FeatureLike, resolution: number): Style[] {
  if (feature.get('ghost')) return ghost
  if (feature.get('corner')) return [corner]
  if (feature.get('other')) return [casing, other]
  if (feature.getGeometry()?.getType() === 'Point') return [place]
  return [casing, core, handles(resolution)]
}

const bank = new Style({ stroke: new Stroke({ color: 'rgba(20, 25, 29, 0.45)', width: 1, lineDash: [3, 3] }) })
const tick = new Style({ image: new RegularShape({ points: 4, radius: 5, radius2: 0, stroke: new Stroke({ color: ink, width: 1.5 }) }) })
export const guideStyle = (feature: FeatureLike): Style => (feature.get('guide') === 'tick' ? tick : bank)
