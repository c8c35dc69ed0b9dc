// Places with a number, as a list beside the map has them: suspects in the order of their likelihood, and where to look next.
import Feature from 'ol/Feature.js'
import Point from 'ol/geom/Point.js'
import VectorLayer from 'ol/layer/Vector.js'
import VectorSource from 'ol/source/Vector.js'
import CircleStyle from 'ol/style/Circle.js'
import Fill from 'ol/style/Fill.js'
import RegularShape from 'ol/style/RegularShape.js'
import Stroke from 'ol/style/Stroke.js'
import Style from 'ol/style/Style.js'
import Text from 'ol/style/Text.js'
import { toMap } from './place.ts'

export interface Numbered {
  /** [lon, lat], degrees. */
  at: readonly [number, number]
  words: string
  /** A suspect is a disc, a spot to look at a square: never the colour alone. */
  kind: 'suspect' | 'look'
}

const paper = new Fill({ color: '#fff' })
const ink = new Fill({ color: '#1b2733' })
const signs = {
  suspect: new CircleStyle({ radius: 11, fill: paper, stroke: new Stroke({ color: '#1b2733', width: 2 }) }),
  look: new RegularShape({ points: 4, radius: 15, angle: Math.PI / 4, fill: ink, stroke: new Stroke({ color: '#fff', width: 2 }) }),
}

export class Numbers {
  private readonly source = new VectorSource()
  readonly layer = new VectorLayer({
    source: this.source, zIndex: 70,
    style: (feature) => {
      const { kind, words } = feature.getProperties() as Numbered
      return new Style({ image: signs[kind], text: new Text({ text: words, font: '600 12px sans-serif', fill: kind === 'look' ? paper : ink }), zIndex: kind === 'look' ? 1000 : -Number(words) })
    },
  })

  show(things: readonly Numbered[]) {
    this.source.clear(true)
    this.source.addFeatures(things.map(({ at, words, kind }) => new Feature({ geometry: new Point(toMap(at)), words, kind })))
  }
}
