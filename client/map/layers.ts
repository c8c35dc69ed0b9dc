// How each layer looks: its signs, how its things are named, and what the legend shows of it. A layer without an entry does not
// compile. How waters are drawn, which follow each other and the month's classes, is in styles.ts.
import type { LayerId } from '../../domain/catalogue.ts'
import type { ClassOf } from '../../domain/quality/classes.ts'
import { light } from './colours.ts'
import { diamond, disc, dot, leaves, letter, lift, square, triangle, type Draw } from './draws.ts'
import { classSign, sectionSeen, sectionSigns } from './sectionSign.ts'
import { riverPixels } from './widths.ts'

type Get = (field: string) => unknown
/** The month's classes by code; null where they are switched off. */
type Classes = ReadonlyMap<string, ClassOf> | null
type Sign = [name: string, radius: number]

/** How a name is set. */
export interface Manner {
  along: boolean
  size: number
  weight: number
  color: 'waterLabel' | 'label' | 'faintLabel' | 'onWater'
  /** Higher is placed first. */
  rank: number
  spaced?: boolean
  /** Pixels it stands below its place; less than nothing is above. */
  below?: number
}

/** How an area below the waters is drawn. */
export interface Area {
  border: 'districtBorder' | 'border' | 'grid' | 'unitBorder'
  width: number
  dash?: number[]
  fill?: 'unit' | 'unitTrouble'
  /** In diagonal lines: a tone alone would be lost among a thousand neighbours. */
  hatched?: boolean
}

interface LayerSigns {
  /** What the legend shows: a sign of the map, or a small drawing of 24 × 16 in which colours are those of a desk. */
  legend: Sign | { d: string; fill?: string; stroke?: string; width?: number; dash?: string }
  /** Of points: signs of its own, and which one stands for a thing at a view zoom, with its radius in pixels. */
  signs?: Readonly<Record<string, Draw[]>>
  sign?: (get: Get, zoom: number, classes: Classes) => Sign
  /** Whether a thing is drawn at a view zoom: all are where this is left out. */
  seen?: (get: Get, zoom: number, classes: Classes) => boolean
  /** The higher lies on top; its signs no name may cover. */
  order?: number
  clear?: boolean
  area?: (get: Get) => Area | undefined
  /** How a thing is named, as large as it is in pixels; nothing is where this is left out, or for null. */
  named?: (get: Get, zoom: number, pixels: number, resolution: number) => Manner | null
}

/** View zoom from which every outfall is a sign with its letter. */
export const outfallLettersFrom = 15

const outfallSigns: Readonly<Record<string, string>> = { 工业排污口: 'outfall_industrial', 城镇污水处理厂排污口: 'outfall_plant', 农业排口: 'outfall_farm' }
const gateSigns: Readonly<Record<string, string>> = { 水闸: 'sluice', 泵站: 'pump', 闸泵: 'sluice_pump' }
const householdSigns: Readonly<Record<string, string>> = { 餐饮排污类: 'household_catering', 沉淀物排污类: 'household_sediment', 有毒有害排污类: 'household_toxic' }

const borders: Readonly<Record<string, Area>> = {
  city: { border: 'districtBorder', width: 2 },
  district: { border: 'districtBorder', width: 1.2 },
  town: { border: 'border', width: 1 },
  village: { border: 'border', width: 0.75, dash: [3, 3] },
}
const grid: Area = { border: 'grid', width: 0.75 }
const unit: Area = { border: 'unitBorder', width: 0.6, fill: 'unit' }
const unitTrouble: Area = { ...unit, fill: 'unitTrouble', hatched: true }

const stream = 'M2 12C8 12 9 4 14 5s4 3 8 1'
const ground = 'M5 2.5h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1z'
const lake: LayerSigns = {
  legend: { d: 'M4 9c0-4 4-6 8-5s9 1 8 5-6 5-9 4-7 0-7-4z', fill: light.water },
  named: (_get, zoom, pixels) => (pixels > 14 && zoom >= 11.5 ? { along: false, size: 12, weight: 400, color: 'waterLabel', rank: 500 + pixels } : null),
}
const below = (from: number, rank: number) => (_get: Get, zoom: number): Manner | null =>
  zoom >= from ? { along: false, size: 12, weight: 400, color: 'label', rank, below: 15 } : null

export const layerSigns: Readonly<Record<LayerId, LayerSigns>> = {
  rivers: {
    legend: { d: stream, stroke: light.water, width: 5 },
    named: (get, _zoom, _pixels, resolution) => {
      const width = Number(get('width_m') ?? 6)
      const size = width >= 100 ? 14 : 12
      return { along: true, size, weight: width >= 100 ? 500 : 400, color: riverPixels(width, resolution) > size + 4 ? 'onWater' : 'waterLabel', rank: 1000 + width }
    },
  },
  reaches: { legend: { d: stream, stroke: light.water, width: 2.5 } },
  lakes: lake,
  reservoirs: { ...lake, legend: { d: 'M5 3h12v10c-2-3-5-1-7-3S6 8 5 3z', fill: light.water } },
  small_waters: {
    legend: { d: 'M7 8a5 3 0 1 0 10 0a5 3 0 1 0-10 0z', fill: light.smallWater },
    named: (_get, zoom, pixels) => (pixels > 24 && zoom >= 15 ? { along: false, size: 12, weight: 400, color: 'waterLabel', rank: 10 + pixels } : null),
  },
  outfalls: {
    legend: ['dot', 4],
    signs: {
      dot: [dot(false)], ring: [dot(true)], outfall: [disc, letter('排')],
      outfall_industrial: [disc, letter('工')], outfall_plant: [disc, letter('厂')], outfall_farm: [disc, letter('农')],
    },
    sign: (get, zoom) => {
      if (zoom >= outfallLettersFrom) return [outfallSigns[String(get('class1'))] ?? 'outfall', get('dry_flow') ? 9 : 8]
      return get('dry_flow') ? ['ring', zoom < 13.5 ? 3.5 : 4.5] : ['dot', zoom < 13.5 ? 2 : 3]
    },
    order: 2,
  },
  drainage_units: {
    legend: { d: ground, fill: '#eceae2', stroke: '#b9b5a6', width: 1.2 },
    // Not compliant yet: hatched.
    area: (get) => (get('compliant') === false ? unitTrouble : unit),
    named: (_get, zoom, pixels) => (zoom >= 16.5 && pixels > 60 ? { along: false, size: 12, weight: 400, color: 'faintLabel', rank: 20 } : null),
  },
  drainage_households: {
    legend: ['dot', 3],
    signs: { household_catering: [square, letter('餐')], household_sediment: [disc, letter('沉')], household_toxic: [diamond, letter('毒', 1.0)] },
    // Most households only wash and cook: a dot. The others say what they let go.
    sign: (get, zoom) => {
      const named = zoom >= 17 ? householdSigns[String(get('class'))] : undefined
      return named ? [named, 8.5] : ['dot', zoom >= 17 ? 3.5 : 2.2]
    },
    order: 1,
  },
  treatment_plants: {
    legend: ['plant', 8],
    signs: { plant: [square, letter('污')] },
    sign: (_get, zoom) => ['plant', zoom < 12 ? 7 : 9],
    order: 5, clear: true,
    named: below(13, 600),
  },
  pollution_sources: {
    legend: ['source', 8.5],
    signs: { source: [triangle, letter('源', 0.8)], source_small: [triangle] },
    sign: (_get, zoom) => (zoom >= 14 ? ['source', 9] : ['source_small', 4]),
    order: 3, clear: true,
  },
  sections: {
    legend: ['section_Ⅲ', 9],
    signs: sectionSigns,
    // What the month says of it where that is known, else its target.
    sign: (get, zoom, classes) => {
      const found = classes?.get(String(get('code')))
      if (found) return classSign(found, zoom)
      if (zoom >= 13) return [`section_${String(get('target_class') ?? '')}`, 10]
      return ['section', zoom < 10.5 ? 3.5 : 5.5]
    },
    seen: (get, zoom, classes) => sectionSeen(String(get('kind')), classes?.get(String(get('code'))), zoom),
    order: 4, clear: true,
    named: below(14, 550),
  },
  gates: {
    legend: ['sluice', 8],
    signs: { sluice: [square, leaves], pump: [disc, lift], sluice_pump: [square, lift] },
    sign: (get, zoom) => [gateSigns[String(get('kind'))] ?? 'sluice', zoom < 13 ? 5 : 8],
    order: 3, clear: true,
    named: below(15, 300),
  },
  divisions: {
    legend: { d: ground, stroke: light.districtBorder, width: 1.2, dash: '4 2' },
    area: (get) => borders[String(get('level'))],
    named: (get, zoom) => {
      const level = get('level')
      if (level === 'district' && zoom < 11.5) return { along: false, size: 14, weight: 600, color: 'label', rank: 3000, spaced: true }
      if (level === 'town' && zoom >= 11 && zoom < 14.5) return { along: false, size: 12, weight: 400, color: 'faintLabel', rank: 400 }
      if (level === 'village' && zoom >= 14.5) return { along: false, size: 12, weight: 400, color: 'faintLabel', rank: 50 }
      return null
    },
  },
  grids: { legend: { d: ground, stroke: '#9aa1a7', width: 1.2 }, area: () => grid },
}

const plain: LayerSigns = { legend: ['dot', 3] }

/** What a layer looks like; a page older than its server may be told of one it does not know. */
export const looksOf = (layer: string): LayerSigns => (layerSigns as Partial<Record<string, LayerSigns>>)[layer] ?? plain

/** The sign of a point of a layer at a view zoom, and its radius. */
export const pointSign = (layer: string, get: Get, zoom: number, classes: Classes): Sign => looksOf(layer).sign?.(get, zoom, classes) ?? ['dot', 2.2]
