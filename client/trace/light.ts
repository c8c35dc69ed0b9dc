// The light of a trace. It has canvases of its own and draws from the network's own lines, so that pointing at water neither
// asks the server nor draws a tile anew: what lights up is there before the frame ends.
import type { Stretches } from '../../domain/network/index.ts'
import { family } from '../map/colours.ts'
import { coarser, spotAt, type WaterLines } from './waterLines.ts'
import { zoomOf, type Look } from '../map/styles.ts'
import { riverPixels } from '../map/widths.ts'

/** The lines of a network and what is needed to draw them. */
export interface Course {
  lines: WaterLines
  /** Metres, of each water. */
  widthM: ArrayLike<number>
  /** 1 where the water follows the tide. */
  tidal: ArrayLike<number>
}

/** What is lit. Stretches and measures are of the network whose lines are drawn. */
export interface Lit {
  certain: Stretches
  /** Without what is certain. */
  possible: Stretches
  /** Lit faintly: what is of one of several places only. */
  faint?: Stretches
  /** Downstream, by the hours water takes; in place of `certain`. */
  steps?: readonly { stretches: Stretches; words: string; at: { water: number; measureM: number } | null }[]
  /** Waters that lose something, drawn broken. */
  lost?: Stretches
  places: readonly { water: number; measureM: number; letter: string; good?: boolean }[]
  /** Where outfalls let in. */
  outlets?: readonly { water: number; measureM: number; certain: boolean }[]
  /** The reach under the pointer, cased as what a click opens. */
  around?: number
  /** Whether what is tidal runs upstream. */
  flood?: boolean
  flowing?: boolean
}

/** What is to be drawn: CSS pixels, map metres. */
export interface Shot {
  size?: number[]
  pixelRatio: number
  viewState: { center: number[]; resolution: number }
}

interface Frame {
  width: number
  height: number
  ratio: number
  resolution: number
  west: number
  north: number
}

type Pen = CanvasRenderingContext2D

/** Pixels between two arrows, and how long a line must be to carry one. */
const [arrowEvery, arrowFrom] = [130, 6]
/** Zoom from which outfalls are dots: further out they would make a string of beads of a solid line. */
const outletsFrom = 14.5
/** Pixels a second that the sparks run, and the zoom from which lines are broad enough to carry them and still read as solid. */
const [flowSpeed, flowFrom] = [28, 11.5]

export class TraceLight {
  private readonly box = document.createElement('div')
  private readonly still = this.canvas()
  private readonly moving = this.canvas()
  private readonly above = this.canvas()
  private course: Course | null = null
  private boxes: Float64Array = new Float64Array()
  private levels = new Map<number, WaterLines>()
  private widthsOf: { key: string; course: Course | null; classes: Uint8Array } = { key: '', course: null, classes: new Uint8Array() }
  private lit: Lit | null = null
  private frame: Frame | null = null
  private running = 0

  /** `changed` asks for a shot: the light comes onto the map, or leaves it. */
  constructor(private look: Look, private readonly changed: () => void) {
    this.box.className = 'ol-layer trace-light'
    this.box.style.cssText = 'position:absolute;inset:0;pointer-events:none'
    this.box.append(this.still, this.moving)
    this.above.className = 'ol-layer trace-signs'
    this.above.style.pointerEvents = 'none'
  }

  private canvas() {
    const canvas = document.createElement('canvas')
    canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%'
    return canvas
  }

  relook(look: Look) {
    this.look = look
    this.draw()
  }

  /** The lines to draw from: another network's stretches mean nothing on these. */
  lay(course: Course | null) {
    this.course = course
    this.levels.clear()
    this.lit = null
    if (course) this.boxes = boxesOf(course.lines)
    this.draw()
  }

  /** Lights up, at once where the canvas hangs on the map already. */
  show(lit: Lit | null) {
    if (!lit && !this.lit) return
    this.lit = lit
    if (this.box.isConnected) this.draw()
    if (!this.box.isConnected || (this.signed && !this.above.isConnected)) this.changed()
  }

  private get signed() {
    return Boolean(this.lit && (this.lit.steps || this.lit.places.some(({ letter }) => letter)))
  }

  dispose() {
    window.cancelAnimationFrame(this.running)
  }

  /** Nothing to light, nothing on the map: another canvas costs every frame something. */
  rendered({ size, pixelRatio, viewState: { center, resolution } }: Shot): HTMLElement | null {
    const [width, height] = size as [number, number]
    this.frame = {
      width, height, ratio: pixelRatio, resolution, west: center[0]! - (width / 2) * resolution,
      north: center[1]! + (height / 2) * resolution,
    }
    this.draw()
    return this.lit || this.box.isConnected ? this.box : null
  }

  /** Letters and hours, which lie over the names of the map. */
  signs(): HTMLElement | null {
    return this.signed ? this.above : null
  }

  private pen(canvas: HTMLCanvasElement, { width, height, ratio }: Frame): Pen {
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)]
    const pen = canvas.getContext('2d')!
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w
      canvas.height = h
    } else {
      pen.setTransform(1, 0, 0, 1, 0, 0)
      pen.clearRect(0, 0, w, h)
    }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0)
    pen.lineCap = 'round'
    pen.lineJoin = 'round'
    return pen
  }

  private draw() {
    window.cancelAnimationFrame(this.running)
    const { frame, lit, course } = this
    if (!frame) return
    const pen = this.pen(this.still, frame)
    this.moving.style.display = 'none'
    const over = this.pen(this.above, frame)
    if (!lit || !course) return
    const { palette, scale } = this.look
    const { lines } = course
    // What takes longer than the last step is only hinted at.
    const beyond = lit.steps?.find(({ words }) => !words)
    const solid = lit.steps
      ? lit.steps.filter((step) => step !== beyond)
        .map(({ stretches }, i) => [stretches, palette.traceSteps[Math.min(i, palette.traceSteps.length - 1)]!] as const)
      : [[lit.certain, palette.trace] as const]
    if (lit.around !== undefined) this.stroke(pen, whole(lit.around), palette.selection, 6, [])
    // The land between line and water keeps violet apart from blue; far out there is no room for it.
    if (zoomOf(frame.resolution * scale) >= 11) for (const [stretches] of solid) this.stroke(pen, stretches, palette.halo, 3, [])
    if (beyond) this.stroke(pen, beyond.stretches, palette.trace, -0.6, [4, 5], 0.4)
    if (lit.faint) this.stroke(pen, lit.faint, palette.trace, 0, [], 0.35)
    // Paler too: a reach shorter than a dash would look solid. Hours hold both.
    if (!lit.steps) this.stroke(pen, lit.possible, palette.trace, -0.4, [4, 5], 0.7)
    if (lit.lost) this.stroke(pen, lit.lost, '#8a5a00', 0.5, [2, 5])
    for (const [stretches, color] of [...solid].reverse()) this.stroke(pen, stretches, color, 0, [])
    for (const [stretches] of solid) this.arrows(pen, stretches, lit.flood ?? false)
    for (const { water, measureM, certain } of lit.outlets ?? []) this.dot(pen, frame, spotAt(lines, water, measureM), certain)
    for (const { at, words } of lit.steps ?? []) if (at) this.label(over, frame, spotAt(lines, at.water, at.measureM), words)
    for (const place of lit.places)
      this.place(place.letter ? over : pen, frame, spotAt(lines, place.water, place.measureM), place.letter, place.good ?? false)
    if (lit.flowing && zoomOf(frame.resolution * scale) >= flowFrom && !window.matchMedia('(prefers-reduced-motion: reduce)').matches) this.flow(solid.map(([stretches]) => stretches), lit.flood ?? false)
  }

  /** Lines of a coarseness nobody sees at this resolution. */
  private level(resolution: number): WaterLines {
    const { lines } = this.course!
    const step = Math.floor(Math.log2(resolution))
    let level = this.levels.get(step)
    if (!level) this.levels.set(step, (level = step < 1 ? lines : coarser(lines, 2 ** step * 1.5)))
    return level
  }

  /** Of each water, which of three widths it is drawn with here: worked out once a view, for a pointer asks many times. */
  private widths(): Uint8Array {
    const { resolution } = this.frame!
    const { scale } = this.look
    const key = `${resolution} ${scale}`
    if (this.widthsOf.key === key && this.widthsOf.course === this.course) return this.widthsOf.classes
    const classes = Uint8Array.from(this.course!.widthM, (widthM) => {
      const pixels = Math.max(1.5, Math.min(5, riverPixels(widthM || 6, resolution, scale) / scale + 0.8))
      return pixels < 2.2 ? 0 : pixels < 3.4 ? 1 : 2
    })
    this.widthsOf = { key, course: this.course, classes }
    return classes
  }

  /** Strokes by width, three widths: a stroke a reach would take ten times as long. */
  private stroke(pen: Pen, stretches: Stretches, color: string, more: number, dash: number[], alpha = 1) {
    const { scale } = this.look
    const widths = [1.8 * scale, 2.8 * scale, 4.6 * scale]
    const classes = this.widths()
    pen.strokeStyle = color
    pen.globalAlpha = alpha
    pen.setLineDash(dash.map((pixels) => pixels * scale))
    pen.lineCap = dash.length ? 'butt' : 'round'
    for (const [i, width] of widths.entries()) {
      pen.beginPath()
      const any = this.trail(pen, stretches, (water) => classes[water] === i)
      pen.lineWidth = Math.max(1, width + more * scale)
      if (any) pen.stroke()
    }
    pen.setLineDash([])
    pen.globalAlpha = 1
    pen.lineCap = 'round'
  }

  /** Puts the stretches in view into the path. */
  private trail(pen: Pen, { water, fromM, toM }: Stretches, wanted: (water: number) => boolean): boolean {
    const { resolution, west, north, width, height } = this.frame!
    const { first, x, y, m } = this.level(resolution)
    const [east, south] = [west + width * resolution, north - height * resolution]
    const { boxes } = this
    let any = false
    for (let i = 0; i < water.length; i++) {
      const w = water[i]!
      if (boxes[4 * w]! > east || boxes[4 * w + 2]! < west || boxes[4 * w + 1]! > north || boxes[4 * w + 3]! < south || !wanted(w)) continue
      const [begin, end] = [first[w]!, first[w + 1]! - 1]
      const ring = m[end] === 0
      if (!ring && fromM[i] === toM[i]) continue
      any = true
      if (ring || (fromM[i]! <= m[begin]! && toM[i]! >= m[end]!)) {
        pen.moveTo((x[begin]! - west) / resolution, (north - y[begin]!) / resolution)
        for (let v = begin + 1; v <= end; v++) pen.lineTo((x[v]! - west) / resolution, (north - y[v]!) / resolution)
        continue
      }
      const start = spotAt(this.course!.lines, w, fromM[i]!)
      pen.moveTo((start.x - west) / resolution, (north - start.y) / resolution)
      for (let v = begin + 1; v < end && m[v]! < toM[i]!; v++)
        if (m[v]! > fromM[i]!) pen.lineTo((x[v]! - west) / resolution, (north - y[v]!) / resolution)
      const stop = spotAt(this.course!.lines, w, toM[i]!)
      pen.lineTo((stop.x - west) / resolution, (north - stop.y) / resolution)
    }
    return any
  }

  /** Which way it runs, now and then along the way. */
  private arrows(pen: Pen, { water, fromM, toM }: Stretches, flood: boolean) {
    const { resolution, west, north, width, height } = this.frame!
    const { scale, palette } = this.look
    const { first, x, y, m } = this.level(resolution)
    const { tidal } = this.course!
    let run = arrowEvery * scale * 0.6
    pen.fillStyle = palette.trace
    pen.strokeStyle = palette.paper
    pen.lineWidth = 1 * scale
    pen.beginPath()
    for (let i = 0; i < water.length; i++) {
      const w = water[i]!
      const back = flood && tidal[w] === 1
      for (let v = first[w]!; v < first[w + 1]! - 1; v++) {
        if (m[v]! < fromM[i]! || m[v + 1]! > toM[i]! || m[v + 1] === 0) continue
        const [ax, ay] = [(x[v]! - west) / resolution, (north - y[v]!) / resolution]
        const [bx, by] = [(x[v + 1]! - west) / resolution, (north - y[v + 1]!) / resolution]
        const long = Math.hypot(bx - ax, by - ay)
        run += long
        if (run < arrowEvery * scale || long < arrowFrom) continue
        const [cx, cy] = [(ax + bx) / 2, (ay + by) / 2]
        if (cx < 0 || cy < 0 || cx > width || cy > height) continue
        run = 0
        const size = 5.5 * scale * (back ? -1 : 1)
        const [ux, uy] = [((bx - ax) / long) * size, ((by - ay) / long) * size]
        pen.moveTo(cx + ux, cy + uy)
        pen.lineTo(cx - ux - uy, cy - uy + ux)
        pen.lineTo(cx - ux * 0.4, cy - uy * 0.4)
        pen.lineTo(cx - ux + uy, cy - uy - ux)
        pen.closePath()
      }
    }
    pen.fill()
    pen.stroke()
  }

  private pixel({ west, north, resolution }: Frame, { x, y }: { x: number; y: number }): [number, number] {
    return [(x - west) / resolution, (north - y) / resolution]
  }

  private dot(pen: Pen, frame: Frame, spot: { x: number; y: number }, certain: boolean) {
    const zoom = zoomOf(frame.resolution * this.look.scale)
    const [x, y] = this.pixel(frame, spot)
    if (zoom < outletsFrom || x < 0 || y < 0 || x > frame.width || y > frame.height) return
    const radius = (zoom < 15.5 ? 3 : 4) * this.look.scale
    pen.beginPath()
    pen.arc(x, y, radius, 0, 7)
    pen.fillStyle = certain ? this.look.palette.trace : this.look.palette.paper
    pen.strokeStyle = certain ? this.look.palette.paper : this.look.palette.trace
    pen.lineWidth = 1.2 * this.look.scale
    pen.fill()
    pen.stroke()
  }

  private label(pen: Pen, frame: Frame, spot: { x: number; y: number }, words: string) {
    const { palette, scale } = this.look
    const [x, y] = this.pixel(frame, spot)
    pen.font = `600 ${12 * scale}px ${family}`
    const wide = pen.measureText(words).width + 10 * scale
    pen.fillStyle = palette.paper
    pen.strokeStyle = palette.trace
    pen.lineWidth = scale
    pen.beginPath()
    pen.roundRect(x - wide / 2, y - 10 * scale, wide, 20 * scale, 4 * scale)
    pen.fill()
    pen.stroke()
    pen.fillStyle = palette.trace
    pen.textAlign = 'center'
    pen.textBaseline = 'middle'
    pen.fillText(words, x, y + 0.5 * scale)
  }

  /** The place itself: a ring, or its letter; a good one is hollow. */
  private place(pen: Pen, frame: Frame, spot: { x: number; y: number }, letter: string, good: boolean) {
    const { palette, scale } = this.look
    const [x, y] = this.pixel(frame, spot)
    pen.beginPath()
    pen.arc(x, y, (letter ? 11 : 5.5) * scale, 0, 7)
    pen.fillStyle = letter && !good ? palette.trace : palette.paper
    pen.strokeStyle = letter && !good ? palette.paper : palette.trace
    pen.lineWidth = 2.5 * scale
    pen.fill()
    pen.stroke()
    if (!letter) return
    pen.font = `700 ${13 * scale}px ${family}`
    pen.fillStyle = good ? palette.trace : palette.paper
    pen.textAlign = 'center'
    pen.textBaseline = 'middle'
    pen.fillText(letter, x, y + 0.5 * scale)
  }

  /** Sparks that run with the water within what is certain, twenty times a second. */
  private flow(sets: readonly Stretches[], flood: boolean) {
    const { scale, palette } = this.look
    const { tidal } = this.course!
    this.moving.style.display = ''
    let last = -Infinity
    const step = (now: number) => {
      this.running = window.requestAnimationFrame(step)
      if (now - last < 50 || document.hidden) return
      last = now
      const pen = this.pen(this.moving, this.frame!)
      pen.strokeStyle = palette.traceFlow
      pen.lineWidth = 1.1 * scale
      pen.setLineDash([4 * scale, 20 * scale])
      const run = ((now / 1000) * flowSpeed * scale) % (24 * scale)
      for (const back of [false, true]) {
        if (back && !flood) continue
        pen.beginPath()
        pen.lineDashOffset = back ? run : -run
        for (const stretches of sets) this.trail(pen, stretches, (water) => (flood && tidal[water] === 1) === back)
        pen.stroke()
      }
    }
    this.running = window.requestAnimationFrame(step)
  }
}

/** All of one water. */
const whole = (water: number): Stretches => ({ water: Int32Array.of(water), fromM: Float64Array.of(0), toM: Float64Array.of(Infinity) })

/** West, south, east, north of each water. */
function boxesOf({ first, x, y }: WaterLines): Float64Array {
  const boxes = new Float64Array(4 * (first.length - 1))
  for (let w = 0; w + 1 < first.length; w++) {
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
    for (let i = first[w]!; i < first[w + 1]!; i++) {
      west = Math.min(west, x[i]!)
      east = Math.max(east, x[i]!)
      south = Math.min(south, y[i]!)
      north = Math.max(north, y[i]!)
    }
    boxes.set([west, south, east, north], 4 * w)
  }
  return boxes
}
