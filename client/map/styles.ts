// How tiles are drawn. A style function runs for every feature of every tile, so styles are made once per look and
// looked up by what distinguishes them; nothing is allocated while panning.
import type { FeatureLike } from 'ol/Feature.js'
import Fill from 'ol/style/Fill.js'
import Stroke from 'ol/style/Stroke.js'
import Style from 'ol/style/Style.js'
import { isMissed, type ClassOf } from '../../domain/quality/classes.ts'
import { remembered } from '../../domain/remembered.ts'
import type { Palette } from './colours.ts'
import { looksOf, pointSign, type Area } from './layers.ts'
import { worse } from './sectionSign.ts'
import { sign } from './signs.ts'
import { deepestTile, drawsReaches } from './tiles.ts'
import { riverPixels, stepped } from './widths.ts'

/** What all styles of a map depend on. */
export interface Look {
  palette: Palette
  /** 1 on a desk, 2 on a wall read from across the room. */
  scale: number
  shown: ReadonlySet<string>
  /** The day the map is of; null is now. What was otherwise then hides what is now: `layer/code`. */
  past: { day: string; replaced: ReadonlySet<string> } | null
  /** The month's classes by code of section or water; null where they are switched off, or no numeral would say them. */
  classes: ReadonlyMap<string, ClassOf> | null
}

/** Whether what a tile holds was there as it is drawn, on the day the map is of. */
export const wasThere = (feature: FeatureLike, { past }: Look): boolean =>
  !past || (!(String(feature.get('since') ?? '') > past.day) && !past.replaced.has(`${String(feature.get('layer'))}/${String(feature.get('code'))}`))

type Paint = (feature: FeatureLike, resolution: number) => Style | Style[] | undefined

export const zoomOf = (resolution: number) => Math.log2(156543.03392804097 / resolution)
/** The tile zoom of the waters drawn at a resolution (tiles.ts says why it is one less than the view's). */
export const tileZoomOf = (resolution: number) => Math.min(deepestTile.water, Math.floor(zoomOf(resolution) + 1e-6) - 1)

// ── Waters ──

/** Pixels a river or reach is drawn with; also what a pointer must be within to be on it. */
export const linePixels = (feature: FeatureLike, resolution: number, scale: number) =>
  stepped(riverPixels(Number(feature.get('width_m') ?? 6), resolution, scale))

export function waterPaint({ palette, scale, shown, classes }: Look): Paint {
  const line = remembered((key) => {
    const width = Number(key)
    // Broad over narrow: a creek ends under the river it flows into.
    const zIndex = width < 2 ? 3 : width < 6 ? 4 : 5
    return new Style({ stroke: new Stroke({ color: palette.water, width, lineCap: 'round', lineJoin: 'round' }), zIndex })
  })
  // The thin edge keeps a small reservoir visible from far out.
  const surface = (color: string, zIndex: number, edge: number) =>
    new Style({ fill: new Fill({ color }), stroke: new Stroke({ color, width: edge * scale }), zIndex })
  const lake = surface(palette.water, 2, 1)
  const pond = surface(palette.smallWater, 1, 0.5)

  // Calm water, clear trouble: only where a section found worse than its target, and only that reach, the water carries
  // the class as a thread within it; from far out, where whole rivers are drawn, their sections alone say so.
  const thread = remembered((key) => {
    const [grade, width] = key.split('|').map(Number) as [number, number]
    return new Style({ stroke: new Stroke({ color: palette.grades[grade - 1]!.fill, width, lineCap: 'butt', lineJoin: 'round' }), zIndex: 6 })
  })
  const missed = (feature: FeatureLike) => {
    const found = classes?.get(String(feature.get('code')))
    return found && isMissed(found) ? found.grade : null
  }

  return (feature, resolution) => {
    const layer = feature.get('layer') as string
    if (!shown.has(layer)) return undefined
    if (layer === 'small_waters') return pond
    const grade = layer === 'rivers' ? null : missed(feature)
    if (layer === 'lakes' || layer === 'reservoirs') return grade ? [lake, thread(`${grade}|${2.5 * scale}`)] : lake
    if ((layer === 'reaches') !== drawsReaches(tileZoomOf(resolution), shown)) return undefined
    const width = linePixels(feature, resolution, scale)
    if (!grade) return line(String(width))
    const core = Math.min(Math.max(2.5 * scale, width / 2), 6 * scale)
    return [line(String(Math.max(width, core + 2 * scale))), thread(`${grade}|${core}`)]
  }
}

// ── Areas below the waters ──

export function groundPaint({ palette, scale, shown }: Look): Paint {
  const styles = new Map<Area, Style>()
  const styleOf = ({ border, width, dash, fill, hatched }: Area) => new Style({
    stroke: new Stroke({ color: palette[border], width: width * scale, lineDash: dash, lineJoin: 'round' }),
    ...(fill && { fill: new Fill({ color: hatched ? hatch(palette[fill]) : palette[fill] }) }),
    // What is filled lies below what is only bordered.
    zIndex: fill ? 1 : 2,
  })
  return (feature) => {
    const layer = feature.get('layer') as string
    const area = shown.has(layer) ? looksOf(layer).area?.((field) => feature.get(field)) : undefined
    if (!area) return undefined
    let style = styles.get(area)
    if (!style) styles.set(area, (style = styleOf(area)))
    return style
  }
}

/** Diagonal lines, repeated; a plain tone where there is no canvas to draw them on. */
function hatch(color: string): CanvasPattern | string {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 6
  const pen = canvas.getContext('2d')
  if (!pen) return color
  pen.strokeStyle = color
  pen.lineWidth = 1.4
  for (const shift of [-6, 0, 6]) {
    pen.beginPath()
    pen.moveTo(shift, 6)
    pen.lineTo(shift + 6, 0)
    pen.stroke()
  }
  return pen.createPattern(canvas, 'repeat') ?? color
}

// ── Points above ──

export function pointPaint({ palette, scale, shown, classes }: Look): Paint {
  const styles = new Map<string, Style>()
  return (feature, resolution) => {
    const layer = feature.get('layer') as string
    if (!shown.has(layer)) return undefined
    const zoom = zoomOf(resolution * scale)
    const get = (field: string): unknown => feature.get(field)
    const { seen, order = 1 } = looksOf(layer)
    if (seen && !seen(get, zoom, classes)) return undefined
    const [name, radius] = pointSign(layer, get, zoom, classes)
    const key = `${layer}|${name}|${radius}`
    let style = styles.get(key)
    if (!style) styles.set(key, (style = new Style({ image: sign(name.replace(/_$/, ''), radius * scale, palette), zIndex: order + worse(name) })))
    return style
  }
}
