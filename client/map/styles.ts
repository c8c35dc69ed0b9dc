// How tiles are drawn. A style function runs for every feature of every tile, so styles are made once per look and
// looked up by what distinguishes them; nothing is allocated while panning.
import type { FeatureLike } from 'ol/Feature.js'
import Fill from 'ol/style/Fill.js'
import Stroke from 'ol/style/Stroke.js'
import Style from 'ol/style/Style.js'
import { isMissed, type ClassOf } from '../stores/month.ts'
import type { Palette } from './colours.ts'
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

function remembered(make: (key: string) => Style): (key: string) => Style {
  const styles = new Map<string, Style>()
  return (key) => {
    let style = styles.get(key)
    if (!style) styles.set(key, (style = make(key)))
    return style
  }
}

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
  const surface = (color: string, zIndex: number, edge: number) => new Style({ fill: new Fill({ color }), stroke: new Stroke({ color, width: edge * scale }), zIndex })
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
  const borders: Record<string, Style> = {
    city: border(palette.districtBorder, 2 * scale),
    district: border(palette.districtBorder, 1.2 * scale),
    town: border(palette.border, 1 * scale),
    village: border(palette.border, 0.75 * scale, [3, 3]),
  }
  const grid = border(palette.grid, 0.75 * scale)
  const unit = new Style({ fill: new Fill({ color: palette.unit }), stroke: new Stroke({ color: palette.unitBorder, width: 0.6 * scale }), zIndex: 1 })
  // Not compliant yet: hatched, since a tone alone would be lost among a thousand neighbours.
  const unitTrouble = new Style({ fill: new Fill({ color: hatch(palette.unitTrouble) }), stroke: new Stroke({ color: palette.unitBorder, width: 0.6 * scale }), zIndex: 1 })

  return (feature) => {
    const layer = feature.get('layer') as string
    if (!shown.has(layer)) return undefined
    if (layer === 'divisions') return borders[feature.get('level') as string]
    if (layer === 'grids') return grid
    return feature.get('compliant') === false ? unitTrouble : unit
  }
}

const border = (color: string, width: number, lineDash?: number[]) => new Style({ stroke: new Stroke({ color, width, lineDash, lineJoin: 'round' }), zIndex: 2 })

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

const outfallSigns: Record<string, string> = { 工业排污口: 'outfall_industrial', 城镇污水处理厂排污口: 'outfall_plant', 农业排口: 'outfall_farm' }
const gateSigns: Record<string, string> = { 水闸: 'sluice', 泵站: 'pump', 闸泵: 'sluice_pump' }
const householdSigns: Record<string, string> = { 餐饮排污类: 'household_catering', 沉淀物排污类: 'household_sediment', 有毒有害排污类: 'household_toxic' }

/** View zoom from which every outfall is a sign with its letter. */
export const outfallLettersFrom = 15

/** Name of the sign and its radius in pixels for a point of a layer at a view zoom; a section says the month's class where `classes` knows it. */
export function pointSign(layer: string, get: (field: string) => unknown, zoom: number, classes: Look['classes']): [name: string, radius: number] {
  switch (layer) {
    case 'outfalls':
      if (zoom >= outfallLettersFrom) return [outfallSigns[String(get('class1'))] ?? 'outfall', get('dry_flow') ? 9 : 8]
      return get('dry_flow') ? ['ring', zoom < 13.5 ? 3.5 : 4.5] : ['dot', zoom < 13.5 ? 2 : 3]
    case 'sections': {
      const found = classes?.get(String(get('code')))
      if (found) return classSign(found, zoom)
      if (zoom >= 13) return [`section_${String(get('target_class') ?? '')}`, 10]
      return ['section', zoom < 10.5 ? 3.5 : 5.5]
    }
    case 'gates':
      return [gateSigns[String(get('kind'))] ?? 'sluice', zoom < 13 ? 5 : 8]
    case 'pollution_sources':
      return zoom >= 14 ? ['source', 9] : ['source_small', 4]
    case 'treatment_plants':
      return ['plant', zoom < 12 ? 7 : 9]
    default: {
      // Most households only wash and cook: a dot. The others say what they let go.
      const named = zoom >= 17 ? householdSigns[String(get('class'))] : undefined
      return named ? [named, 8.5] : ['dot', zoom >= 17 ? 3.5 : 2.2]
    }
  }
}

/** A diamond in the colour of its class, with the numeral once there is room; larger and cased where the target is missed, hollow without a sample. */
function classSign(found: ClassOf, zoom: number): [name: string, radius: number] {
  const missed = isMissed(found)
  const name = `class_${found.grade ?? 0}${missed ? '_missed' : ''}`
  if (zoom < classLettersFrom) return [`${name}_small`, (zoom < 10.5 ? 3.5 : 4.5) + (missed ? 2 : 0)]
  return [name, (zoom < 13 ? 8 : 9.5) + (missed ? 1.5 : 0)]
}

/** Whether a section is drawn at a view zoom: far out only those that matter most, and every one that misses its target. */
export function sectionSeen(get: (field: string) => unknown, zoom: number, classes: Look['classes']): boolean {
  const from: Record<string, number> = { 国考: 0, 省考: 0, 市考: 11, 交界: 11 }
  if (zoom >= (from[String(get('kind'))] ?? 12)) return true
  const found = classes?.get(String(get('code')))
  return found !== undefined && isMissed(found)
}

/** View zoom from which sections carry the numeral of their class. */
const classLettersFrom = 11

/** Of sections at one place, sampled at flood and at ebb, the worse lies on top. */
const worse = (name: string) => Number(/^class_(\d)/.exec(name)?.[1] ?? 0) / 10

export function pointPaint({ palette, scale, shown, classes }: Look): Paint {
  const order: Record<string, number> = { treatment_plants: 5, sections: 4, gates: 3, pollution_sources: 3, outfalls: 2 }
  const styles = new Map<string, Style>()
  return (feature, resolution) => {
    const layer = feature.get('layer') as string
    if (!shown.has(layer)) return undefined
    const zoom = zoomOf(resolution * scale)
    if (layer === 'sections' && !sectionSeen((field) => feature.get(field), zoom, classes)) return undefined
    const [name, radius] = pointSign(layer, (field) => feature.get(field), zoom, classes)
    const key = `${layer}|${name}|${radius}`
    let style = styles.get(key)
    if (!style) styles.set(key, (style = new Style({ image: sign(name.replace(/_$/, ''), radius * scale, palette), zIndex: (order[layer] ?? 1) + worse(name) })))
    return style
  }
}
