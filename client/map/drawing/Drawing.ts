// Drawing and reshaping on the map: OpenLayers' own tools, snapping to what lies around, and everything by keyboard too.
// Plain GeoJSON in degrees comes in and goes out.
import { lineOffset } from '@turf/line-offset'
import type { Geometry, LineString, Position } from 'geojson'
import Collection from 'ol/Collection.js'
import Feature from 'ol/Feature.js'
import GeoJSON from 'ol/format/GeoJSON.js'
import type OlGeometry from 'ol/geom/Geometry.js'
import Point from 'ol/geom/Point.js'
import Draw from 'ol/interaction/Draw.js'
import Modify from 'ol/interaction/Modify.js'
import Snap from 'ol/interaction/Snap.js'
import VectorLayer from 'ol/layer/Vector.js'
import type Map from 'ol/Map.js'
import type MapBrowserEvent from 'ol/MapBrowserEvent.js'
import { unByKey } from 'ol/Observable.js'
import type { EventsKey } from 'ol/events.js'
import { altKeyOnly, singleClick } from 'ol/events/condition.js'
import VectorSource from 'ol/source/Vector.js'
import { measureOn, placesAlong, type Line } from '../../../domain/lines.ts'
import { heights } from '../heights.ts'
import { toDegrees, toMap } from '../place.ts'
import { cornersOf, following, KnownCorners, mapped, moves } from './exact.ts'
import { editStyle, guideStyle } from './styles.ts'

const shapes = new GeoJSON({ dataProjection: 'EPSG:4326', featureProjection: 'EPSG:3857' })

/** What one may snap to and what goes along: shapes as registered, by `layer/code`. */
interface Around {
  key: string
  geometry: Geometry
  version: number
  widthM?: number | null
}

export interface Scene {
  key: string
  kind: 'line' | 'polygon' | 'point'
  /** Null before it is drawn. */
  shape: Geometry | null
  /** Where it was, once that is elsewhere. */
  was: Geometry | null
  /** Other shapes of the draft, by key. */
  others: Readonly<Record<string, Geometry>>
  around: readonly Around[]
  tool: 'shape' | 'draw' | 'pin' | 'walk' | 'split' | 'pick'
}

export interface Out {
  reshaped(shapes: Record<string, Geometry>, bases: Record<string, { version: number; geometry: Geometry }>): void
  /** A measure on the line was chosen, metres from its start. */
  split(atM: number): void
}

const snapPixels = 10
/** Ticks one may snap to along the line, metres apart. */
const tickM = 100
/** Metres a corner goes with each press of an arrow. */
const stepM = { plain: 1, far: 10, fine: 0.1 }

export class Drawing {
  private readonly layers: VectorLayer[]
  private readonly listening: EventsKey
  private readonly own = new VectorSource()
  private readonly guides = new VectorSource()
  private readonly snaps = new Collection<Feature>()
  private readonly snap = new Snap({ features: this.snaps, pixelTolerance: snapPixels, vertex: true, edge: true })
  private modify: Modify | null = null
  private draw: Draw | null = null
  private scene: Scene | null = null
  /** The corner the keyboard is at. */
  private corner = -1

  constructor(private readonly map: Map, private readonly out: Out) {
    this.layers = [
      new VectorLayer({ source: this.guides, style: guideStyle, zIndex: heights.guides }),
      new VectorLayer({ source: this.own, style: editStyle, zIndex: heights.drawing, updateWhileInteracting: true }),
    ]
    this.layers.forEach((layer) => map.addLayer(layer))
    this.listening = map.on('singleclick', (event) => this.clicked(event as MapBrowserEvent<PointerEvent>))
  }

  /** Leaves the map as it was. */
  dispose() {
    this.show(null)
    unByKey(this.listening)
    this.layers.forEach((layer) => this.map.removeLayer(layer))
  }

  /** Shows what is being edited with the tool at hand; null puts everything away. */
  show(scene: Scene | null) {
    const before = this.scene
    this.scene = scene
    if (!scene || !before || scene.tool !== before.tool || scene.kind !== before.kind || scene.key !== before.key) this.retool()
    if (scene && scene.around !== before?.around) this.surround(scene)
    this.redraw()
  }

  private redraw() {
    this.own.clear(true)
    const { scene } = this
    if (!scene) return
    for (const [key, shape] of Object.entries(scene.others))
      this.own.addFeature(new Feature({ geometry: shapes.readGeometry(shape) ?? undefined, key, other: true }))
    if (scene.was) this.own.addFeature(new Feature({ geometry: shapes.readGeometry(scene.was) ?? undefined, ghost: true }))
    if (scene.shape) this.own.addFeature(new Feature({ geometry: shapes.readGeometry(scene.shape) ?? undefined, key: scene.key }))
    const at = this.corners()[this.corner]
    if (at) this.own.addFeature(new Feature({ geometry: new Point(toMap(at as [number, number])), corner: true }))
    // The modifying tool keeps its own index of corners.
    if (this.modify) this.retool()
  }

  private retool() {
    for (const tool of [this.modify, this.draw, this.snap]) if (tool) this.map.removeInteraction(tool)
    this.modify = null
    this.draw = null
    const { scene } = this
    if (!scene) {
      this.corner = -1
      this.guides.clear()
      this.snaps.clear()
      return
    }
    if (scene.tool === 'draw') this.startDrawing(scene)
    else if (scene.tool === 'shape' && scene.shape) this.startModifying()
    // Added last, so that it sees the pointer first.
    this.map.addInteraction(this.snap)
  }

  private startDrawing({ kind }: Scene) {
    this.draw = new Draw({ type: kind === 'line' ? 'LineString' : kind === 'polygon' ? 'Polygon' : 'Point', style: editStyle, snapTolerance: snapPixels })
    this.draw.on('drawend', ({ feature }) => this.finished(feature.getGeometry()!))
    this.map.addInteraction(this.draw)
  }

  private startModifying() {
    const features = new Collection(this.own.getFeatures().filter((feature) => feature.get('key') === this.scene!.key))
    this.modify = new Modify({
      features, pixelTolerance: 12, style: editStyle, deleteCondition: (event) => altKeyOnly(event) && singleClick(event),
    })
    let detached = false
    this.modify.on('modifystart', ({ mapBrowserEvent }) => (detached = (mapBrowserEvent?.originalEvent as PointerEvent | undefined)?.shiftKey ?? false))
    this.modify.on('modifyend', () => this.finished(features.item(0)!.getGeometry()!, detached))
    this.map.addInteraction(this.modify)
  }

  private finished(geometry: OlGeometry, detached = false) {
    this.change(shapes.writeGeometryObject(geometry) as Geometry, detached)
  }

  /** A new shape of the thing: on known corners, with the corners neighbours share going along unless `detached`. */
  private change(drawn: Geometry, detached = false) {
    const scene = this.scene!
    const known = new KnownCorners()
    for (const { geometry } of scene.around) known.add(geometry)
    if (scene.shape) known.add(scene.shape)
    const next = known.exact(drawn)
    const changed: Record<string, Geometry> = { [scene.key]: next }
    const bases: Record<string, { version: number; geometry: Geometry }> = {}
    const moved = scene.shape && !detached && scene.kind !== 'point' ? moves(scene.shape, next) : new globalThis.Map<string, Position>()
    if (moved.size)
      for (const { key, geometry, version } of scene.around) {
        if (key === scene.key || key.split('/')[0] !== scene.key.split('/')[0]) continue
        const now = scene.others[key] ?? geometry
        const went = following(now, moved)
        if (went === now) continue
        changed[key] = went
        bases[key] = { version, geometry }
      }
    this.out.reshaped(changed, bases)
  }

  /** Guides: neighbours, banks (half a width to each side), and ticks along the line. */
  private surround(scene: Scene) {
    this.guides.clear(true)
    this.snaps.clear()
    const add = (geometry: Geometry, guide: string) => {
      const feature = new Feature({ geometry: shapes.readGeometry(geometry) ?? undefined, guide })
      if (guide !== 'around') this.guides.addFeature(feature)
      this.snaps.push(feature)
    }
    for (const { key, geometry, widthM } of scene.around) {
      if (key === scene.key) continue
      add(geometry, 'around')
      if (scene.kind === 'point' && widthM && widthM >= 4 && geometry.type === 'LineString')
        for (const side of [-1, 1]) add(lineOffset(geometry, (side * widthM) / 2, { units: 'meters' }).geometry, 'bank')
      if (scene.kind === 'point' && geometry.type === 'LineString') this.tick(geometry, (place) => add(place, 'around'))
    }
    if (scene.shape?.type === 'LineString') this.tick(scene.shape, add)
  }

  private tick(line: LineString, add: (geometry: Geometry, guide: string) => void) {
    for (const coordinates of placesAlong(line.coordinates as Line, tickM, 200)) add({ type: 'Point', coordinates }, 'tick')
  }

  private clicked(event: MapBrowserEvent<PointerEvent>) {
    const { scene } = this
    if (scene?.tool !== 'split' || scene.shape?.type !== 'LineString') return
    const { measureM } = measureOn(scene.shape.coordinates as Line, toDegrees(event.coordinate))
    this.out.split(measureM)
  }

  // ── By keyboard ──

  private corners(): Position[] {
    const shape = this.scene?.shape
    if (!shape) return []
    const all = [...cornersOf(shape)]
    return shape.type.endsWith('Polygon') ? all.filter((at, i) => all.findIndex((one) => one[0] === at[0] && one[1] === at[1]) === i) : all
  }

  /** A key pressed on the map; true where it was for us. */
  key(event: KeyboardEvent): boolean {
    const { scene } = this
    if (!scene) return false
    if (scene.tool === 'draw') return this.drawKey(event)
    if (scene.tool === 'split' && event.key === 'Enter' && scene.shape?.type === 'LineString') {
      this.out.split(measureOn(scene.shape.coordinates as Line, toDegrees(this.centre())).measureM)
      return true
    }
    if (scene.tool !== 'shape' || !scene.shape) return false
    const corners = this.corners()
    if (event.key === '[' || event.key === ']') {
      this.corner = (this.corner + (event.key === ']' ? 1 : corners.length - 1) + (this.corner < 0 && event.key === '[' ? 1 : 0)) % corners.length
      this.map.getView().setCenter(toMap(corners[this.corner] as [number, number]))
      this.redraw()
      return true
    }
    const at = corners[this.corner]
    if (!at) return false
    const arrows: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }
    const way = arrows[event.key]
    if (way) {
      const metres = event.shiftKey ? stepM.far : event.altKey ? stepM.fine : stepM.plain
      const to = [at[0]! + (way[0] * metres) / (111_320 * Math.cos((at[1]! * Math.PI) / 180)), at[1]! + (way[1] * metres) / 110_574]
      this.change(mapped(scene.shape, (one) => (one[0] === at[0] && one[1] === at[1] ? to : one)))
      return true
    }
    if (event.key === 'Escape') {
      this.corner = -1
      this.redraw()
      return true
    }
    if (event.key === 'Delete' || event.key === 'Insert') {
      const next = event.key === 'Delete' ? withoutCorner(scene.shape, at) : withCorner(scene.shape, at)
      if (next) this.change(next)
      return true
    }
    return false
  }

  private drawKey(event: KeyboardEvent): boolean {
    if (event.key === 'Enter' && !event.ctrlKey) {
      if (this.scene!.kind === 'point') this.change({ type: 'Point', coordinates: toDegrees(this.centre()) })
      else this.draw!.appendCoordinates([this.centre()])
      return true
    }
    if (event.key === 'Enter') this.draw!.finishDrawing()
    else if (event.key === 'Backspace') this.draw!.removeLastPoint()
    else if (event.key === 'Escape') this.draw!.abortDrawing()
    else return false
    return true
  }

  private centre(): number[] {
    return this.map.getView().getCenter()!
  }
}

type Parts = Position[][]

/** Changes the part (a line, or a ring without its closing corner) that holds a corner. */
function inPart(shape: Geometry, at: Position, change: (part: Position[], i: number) => Position[] | null): Geometry | null {
  const ring = shape.type.endsWith('Polygon')
  const parts: Parts = shape.type === 'LineString' ? [shape.coordinates] : shape.type === 'Polygon' || shape.type === 'MultiLineString' ? shape.coordinates : shape.type === 'MultiPolygon' ? shape.coordinates.flat() : []
  for (const part of parts) {
    const open = ring ? part.slice(0, -1) : part
    const i = open.findIndex((one) => one[0] === at[0] && one[1] === at[1])
    if (i < 0) continue
    const next = change(open, i)
    if (!next || next.length < (ring ? 3 : 2)) return null
    const closed = ring ? [...next, next[0]!] : next
    const swap = (coordinates: unknown): unknown => (coordinates === part ? closed
      : Array.isArray(coordinates) && Array.isArray((coordinates as unknown[])[0]) ? (coordinates as unknown[]).map(swap)
      : coordinates)
    return { ...shape, coordinates: swap((shape as LineString).coordinates) } as Geometry
  }
  return null
}
const withoutCorner = (shape: Geometry, at: Position) => inPart(shape, at, (part, i) => part.toSpliced(i, 1))
/** A corner more, half way to the next. */
const withCorner = (shape: Geometry, at: Position) =>
  inPart(shape, at, (part, i) => {
    const next = part[i + 1] ?? (shape.type.endsWith('Polygon') ? part[0] : part[i - 1])
    const middle = [(at[0]! + next![0]!) / 2, (at[1]! + next![1]!) / 2]
    return part.toSpliced(part[i + 1] || shape.type.endsWith('Polygon') ? i + 1 : i, 0, middle)
  })
