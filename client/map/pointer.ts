// Hover and tap. Plain objects come out; what they mean is for others to say.
import type Map from 'ol/Map.js'
import type MapBrowserEvent from 'ol/MapBrowserEvent.js'
import type { Bundles } from './bundles.ts'
import { ranked, type Hit } from './hit.ts'
import { hitsAt } from './pieces.ts'
import type { Tap } from './part.ts'
import { tileZoomOf, type Look } from './styles.ts'
import { drawsReaches } from './tiles.ts'

const mouseTolerance = 6
const fingerTolerance = 14
/** Two taps no further apart than this (pixels) are at the same place: the second, with Alt, means the next thing there. */
const samePlace = 5
/** A finger that rests this long, ms, without moving further than this, pixels, means the place and not the way there. */
const [pressMs, pressStill] = [500, 10]

export interface Pointer {
  /** The thing under the pointer, where on the screen, and how many more lie there. */
  hover(hit: Hit | null, pixel: [number, number], others: number, since: number): void
  pick(tap: Tap): void
  /** A right click, or a finger that stays. */
  press(tap: Tap): void
}

export class Pointing {
  private waiting = 0
  private last: { pixel: number[]; hits: Hit[]; index: number } | null = null
  private hovered = ''
  private pressing = 0
  /** A long press has been answered: the tap that ends it means nothing. */
  private answered = false

  constructor(
    private readonly map: Map,
    private readonly bundles: Bundles,
    /** Code of the water that something over the tiles stands for. */
    private readonly standsFor: (at: number[], resolution: number) => string | null,
    private readonly look: () => Look,
    private readonly out: Pointer,
  ) {
    map.on('pointermove', (event) => this.move(event as MapBrowserEvent<PointerEvent>))
    map.on('click', (event) => this.tap(event as MapBrowserEvent<PointerEvent>))
    const surface = map.getViewport()
    surface?.addEventListener('pointerleave', () => this.leave())
    surface?.addEventListener('contextmenu', (event) => this.menu(event))
    surface?.addEventListener('pointerdown', (event) => this.down(event))
  }

  /** What is at a pixel as a press means it; asked by keyboard too. */
  pressAt(pixel: [number, number], touch: boolean) {
    const hits = this.hits(pixel, touch ? fingerTolerance : mouseTolerance)
    this.out.press({ hit: hits.find((hit) => hit.layer !== 'divisions') ?? null, pixel, touch })
  }

  private menu(event: MouseEvent) {
    event.preventDefault()
    // A finger's own press is timed below: browsers differ in when, and whether, they say so.
    if ((event as PointerEvent).pointerType === 'touch' || event.button !== 2) return
    this.pressAt(this.map.getEventPixel(event) as [number, number], false)
  }

  private down(event: PointerEvent) {
    window.clearTimeout(this.pressing)
    this.answered = false
    if (event.pointerType !== 'touch' || !event.isPrimary) return
    const [x, y] = [event.clientX, event.clientY]
    const stop = new AbortController()
    const end = () => {
      window.clearTimeout(this.pressing)
      stop.abort()
    }
    const pixel = this.map.getEventPixel(event) as [number, number]
    window.addEventListener('pointermove', (move) => Math.hypot(move.clientX - x, move.clientY - y) > pressStill && end(), { signal: stop.signal })
    for (const over of ['pointerup', 'pointercancel', 'pointerdown']) window.addEventListener(over, end, { signal: stop.signal, capture: true })
    this.pressing = window.setTimeout(() => {
      stop.abort()
      this.answered = true
      this.pressAt(pixel, true)
    }, pressMs)
  }

  /** Picks what is at a pixel; asked again at the same place with `next`, the thing below it. */
  pickAt(pixel: [number, number], tolerance: number, next: boolean) {
    const last = this.last
    if (next && last && Math.hypot(pixel[0]! - last.pixel[0]!, pixel[1]! - last.pixel[1]!) <= samePlace) {
      last.index = (last.index + 1) % Math.max(1, last.hits.length)
      return this.out.pick({ hit: last.hits[last.index] ?? null, pixel, touch: false })
    }
    const hits = this.hits(pixel, tolerance)
    this.last = { pixel, hits, index: 0 }
    // Bare ground is not a choice: a division is reached by going through what lies there, by search or by the table.
    this.out.pick({ hit: hits.find((hit) => hit.layer !== 'divisions') ?? null, pixel, touch: tolerance > mouseTolerance })
  }

  private hits(pixel: number[], tolerance: number): Hit[] {
    const at = this.map.getCoordinateFromPixel(pixel)
    const resolution = this.map.getView().getResolution()
    if (!at || !resolution) return []
    const { shown } = this.look()
    const reaches = drawsReaches(tileZoomOf(resolution), shown)
    const isDrawn = (layer: string) => shown.has(layer) && !(layer === 'rivers' && reaches)
    const found = ranked(hitsAt(this.bundles.drawn, at, resolution, tolerance, this.look(), isDrawn))
    const marked = this.standsFor(at, resolution)
    if (!marked) return found
    // A mark says nothing by itself: it stands for its water, which lies beneath it.
    const water = found.find((hit) => hit.code === marked) ?? { layer: 'water', code: marked, name: marked, kind: 'point', distance: 0, size: 0 }
    return [water, ...found.filter((hit) => hit !== water)]
  }

  private move(event: MapBrowserEvent<PointerEvent>) {
    if (event.dragging || event.originalEvent.pointerType === 'touch') return
    const pixel = event.pixel as [number, number]
    const since = event.originalEvent.timeStamp
    window.cancelAnimationFrame(this.waiting)
    this.waiting = window.requestAnimationFrame(() => {
      const hits = this.hits(pixel, mouseTolerance).filter((hit) => hit.layer !== 'divisions')
      const hit = hits[0] ?? null
      const surface = this.map.getTargetElement()
      if (surface) surface.style.cursor = hit ? 'pointer' : ''
      this.hovered = hit ? `${hit.layer}/${hit.code}` : ''
      this.out.hover(hit, pixel, hits.length - 1, since)
    })
  }

  private leave() {
    window.cancelAnimationFrame(this.waiting)
    if (this.hovered) this.out.hover(null, [0, 0], 0, 0)
    this.hovered = ''
  }

  private tap(event: MapBrowserEvent<PointerEvent>) {
    if (this.answered) return void (this.answered = false)
    const tolerance = event.originalEvent.pointerType === 'touch' ? fingerTolerance : mouseTolerance
    this.pickAt(event.pixel as [number, number], tolerance, event.originalEvent.altKey)
  }
}
