// One name for each thing in view. Left to the tiles, a river would be named once in every tile it crosses and a
// district at the middle of each of its pieces; so names are laid over the tiles, each on its largest piece, whenever
// the view comes to rest. A name that is still in view stays where it is: nothing moves under the finger.
import Feature from 'ol/Feature.js'
import { containsCoordinate } from 'ol/extent.js'
import LineString from 'ol/geom/LineString.js'
import Point from 'ol/geom/Point.js'
import VectorImageLayer from 'ol/layer/VectorImage.js'
import type RenderFeature from 'ol/render/Feature.js'
import VectorSource from 'ol/source/Vector.js'
import Circle from 'ol/style/Circle.js'
import Fill from 'ol/style/Fill.js'
import Stroke from 'ol/style/Stroke.js'
import Style from 'ol/style/Style.js'
import Text from 'ol/style/Text.js'
import { family } from './colours.ts'
import { clipLine } from './clipLine.ts'
import type { Drawn } from './bundles.ts'
import { heights } from './heights.ts'
import { looksOf, outfallLettersFrom, pointSign, type Manner } from './layers.ts'
import { piecesIn } from './pieces.ts'
import { lengthOf, straightest } from './straightest.ts'
import { zoomOf, type Look } from './styles.ts'

/** The whole city is a picture first; further in names are what one looks for. */
const mostNames = (zoom: number) => (zoom < 10.5 ? 56 : 220)

const area = (piece: RenderFeature) => {
  const [west = 0, south = 0, east = 0, north = 0] = piece.getExtent()
  return (east - west) * (north - south)
}

/** The longest unbroken part of a line within the view, as flat coordinates with its length in metres. */
function longestPart(piece: RenderFeature, view: readonly number[]): { flat: number[]; length: number } {
  const flat = piece.getFlatCoordinates()
  let best: { flat: number[]; length: number } = { flat: [], length: 0 }
  let start = 0
  for (const end of (piece.getEnds() as number[] | null) ?? [flat.length]) {
    const part = clipLine(flat.slice(start, end), view)
    const length = lengthOf(part)
    if (length > best.length) best = { flat: part, length }
    start = end
  }
  return best
}

const unseen = new Map<number, Style>()

/** Takes its room before any name does, and is not seen. */
const obstacle = ([x = 0, y = 0]: readonly number[], radius: number) => {
  const style = unseen.get(radius) ?? new Style({ image: new Circle({ radius }) })
  unseen.set(radius, style)
  return new Feature({ geometry: new Point([x, y]), rank: Number.MAX_SAFE_INTEGER, style })
}

export class Names {
  readonly layer: VectorImageLayer
  private readonly source = new VectorSource()
  private readonly styles = new Map<string, Style>()
  private placed = new Map<string, Feature>()
  private placedFor = 0

  constructor(private look: Look) {
    // One picture, drawn when the view is at rest and moved about with it: text is by far the dearest thing to paint.
    this.layer = new VectorImageLayer({
      source: this.source,
      zIndex: heights.names,
      declutter: 'names',
      renderOrder: (a, b) => (b.get('rank') as number) - (a.get('rank') as number),
      style: (feature) => feature.get('style') as Style,
    })
  }

  relook(look: Look) {
    this.look = look
    this.styles.clear()
    this.placed.clear()
  }

  /** Places the names anew for what the tiles hold within an extent (map metres), clear of what is `kept`. */
  place(layers: readonly Drawn[], extent: number[], resolution: number, kept: readonly { places: number[][]; radius: number }[]) {
    // On a wall a name takes twice the pixels: what there is room for is what a desk would show one zoom further out.
    const seen = resolution * this.look.scale
    const zoom = zoomOf(seen)
    const keep = Math.abs(resolution / this.placedFor - 1) < 0.01
    const before = this.placed
    this.placed = new Map()
    this.placedFor = resolution

    const best = new Map<string, { piece: RenderFeature; manner: Manner; weight: number }>()
    const obstacles = kept.flatMap(({ places, radius }) => places.map((place) => obstacle(place, radius)))
    for (const piece of piecesIn(layers, extent, this.look)) {
      const layer = piece.get('layer') as string
      if (!this.look.shown.has(layer) || !piece.get('name')) continue
      const get = (field: string): unknown => piece.get(field)
      const { clear, named, seen: isSeen } = looksOf(layer)
      // No name may cover such a sign.
      if (clear && (!isSeen || isSeen(get, zoom, this.look.classes)))
        obstacles.push(obstacle(piece.getFlatCoordinates(), pointSign(layer, get, zoom, this.look.classes)[1] * this.look.scale))
      const manner = named?.(get, zoom, Math.sqrt(area(piece)) / seen, seen)
      if (!manner) continue
      // A ditch strung with outfalls is named beside it.
      if (manner.color === 'waterLabel' && manner.along && zoom >= outfallLettersFrom && this.look.shown.has('outfalls')) manner.below = -17
      const key = `${layer}/${String(piece.get('code'))}`
      const weight = manner.along ? longestPart(piece, extent).length : area(piece)
      const known = best.get(key)
      if (!known || weight > known.weight) best.set(key, { piece, manner, weight })
    }

    const wanted = [...best].sort(([, a], [, b]) => b.manner.rank - a.manner.rank)
    for (const [key, { piece, manner }] of wanted) {
      if (this.placed.size >= mostNames(zoom)) break
      const stays = keep ? before.get(key) : undefined
      // Renamed meanwhile, it is another name.
      const feature = stays && stays.get('name') === String(piece.get('name')) && containsCoordinate(extent, stays.get('anchor') as number[]) ? stays : this.named(piece, manner, resolution, extent)
      if (feature) this.placed.set(key, feature)
    }
    this.source.clear(true)
    this.source.addFeatures([...obstacles, ...this.placed.values()])
  }

  private named(piece: RenderFeature, manner: Manner, resolution: number, extent: readonly number[]): Feature | null {
    const text = String(piece.get('name'))
    let geometry: LineString | Point
    if (manner.along) {
      const stretch = straightest(longestPart(piece, extent).flat, text.length * manner.size * this.look.scale * 1.35 * resolution)
      if (!stretch) return null
      geometry = new LineString(stretch, 'XY')
    } else if (piece.getType().endsWith('Point')) {
      geometry = new Point(piece.getFlatCoordinates().slice(0, 2))
    } else {
      const [x = 0, y = 0] = piece.getFlatInteriorPoint()
      geometry = new Point([x, y])
    }
    const anchor = geometry instanceof LineString ? geometry.getCoordinateAt(0.5) : geometry.getCoordinates()
    return new Feature({ geometry, anchor, name: text, rank: manner.rank, style: this.styleOf(text, manner) })
  }

  private styleOf(text: string, { along, size, weight, color, spaced, below }: Manner): Style {
    const { palette, scale } = this.look
    const key = [text, along, size, weight, color, below].join('|')
    let style = this.styles.get(key)
    if (!style) {
      style = new Style({
        text: new Text({
          text: spaced ? [...text].join('\u2009') : text,
          font: `${weight} ${size * scale}px ${family}`,
          placement: along ? 'line' : 'point',
          maxAngle: Math.PI / 4,
          offsetY: (below ?? 0) * scale,
          textBaseline: below && below > 0 ? 'top' : 'middle',
          padding: [4, 6, 4, 6],
          fill: new Fill({ color: palette[color] }),
          // A name within a broad river needs no halo but its water.
          stroke: new Stroke({ color: color === 'onWater' ? palette.water : palette.halo, width: 3 * scale }),
        }),
      })
      this.styles.set(key, style)
    }
    return style
  }
}
