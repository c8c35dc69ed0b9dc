// The month's state on the map: a small ring with a letter where somebody is needed. It hangs on codes, not on tiles,
// so another month is one small answer and no tile is asked for again.
import Feature from 'ol/Feature.js'
import Point from 'ol/geom/Point.js'
import VectorLayer from 'ol/layer/Vector.js'
import VectorSource from 'ol/source/Vector.js'
import Style from 'ol/style/Style.js'
import type { WaterState } from '../stores/month.ts'
import { toMap } from './place.ts'
import { lettersFrom, sign } from './signs.ts'
import { zoomOf, type Look } from './styles.ts'

/** Pixels. */
const letterRadius = 9

export class Marks {
  readonly layer: VectorLayer
  private readonly source = new VectorSource()

  constructor(private look: Look) {
    this.layer = new VectorLayer({
      source: this.source,
      zIndex: 55,
      declutter: 'marks',
      updateWhileAnimating: false,
      updateWhileInteracting: false,
      // Where two collide the more overdue one is seen.
      renderOrder: (a, b) => weight(b) - weight(a),
      style: (feature, resolution) => this.styleOf(feature as Feature, resolution),
    })
  }

  show(states: ReadonlyMap<string, WaterState>) {
    const features = [...states].map(([code, { overdue, vacant, at }]) => new Feature({ geometry: new Point(toMap(at)), code, overdue, vacant }))
    this.source.clear(true)
    this.source.addFeatures(features)
  }

  /** Far out names go over the small marks; where marks carry letters names keep clear of them: where those are, and how large. */
  settle(extent: number[], resolution: number): { places: number[][]; radius: number } {
    const lettered = zoomOf(resolution * this.look.scale) >= lettersFrom
    this.layer.setZIndex(lettered ? 70 : 55)
    const seen = lettered ? this.source.getFeaturesInExtent(extent).filter((feature) => this.kindOf(feature)) : []
    return { places: seen.map((feature) => (feature.getGeometry() as Point).getCoordinates()), radius: letterRadius * this.look.scale }
  }

  relook(look: Look) {
    this.look = look
    this.layer.changed()
  }

  /** Code of the mark at a place, if one is drawn within `pixels` of it. */
  at([x, y]: number[], resolution: number, pixels: number): string | null {
    const reach = pixels * resolution
    for (const feature of this.source.getFeaturesInExtent([x! - reach, y! - reach, x! + reach, y! + reach])) {
      if (this.kindOf(feature)) return feature.get('code') as string
    }
    return null
  }

  private kindOf(feature: Feature): 'overdue' | 'vacant' | null {
    if (feature.get('overdue') && this.look.shown.has('overdue')) return 'overdue'
    if (feature.get('vacant') && this.look.shown.has('vacant')) return 'vacant'
    return null
  }

  private styleOf(feature: Feature, resolution: number): Style | undefined {
    const kind = this.kindOf(feature)
    if (!kind) return undefined
    // The whole city has hundreds of them: there a small ring or triangle, further in the letter.
    const small = zoomOf(resolution * this.look.scale) < lettersFrom
    const radius = (small ? 4 : letterRadius) * this.look.scale
    return (this.styles[`${kind}|${radius}|${this.look.palette.land}`] ??= new Style({ image: sign(small ? `${kind}_small` : kind, radius, this.look.palette) }))
  }

  private readonly styles: Record<string, Style> = {}
}

const weight = (feature: { get(name: string): unknown }) => Number(feature.get('overdue')) * 10 + Number(feature.get('vacant'))
