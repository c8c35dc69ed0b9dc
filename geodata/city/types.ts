// What the steps of the demonstration city hand to each other. Everything is planar:
// metres east and north in EPSG:4547; degrees appear only where rows are written.

/** [east, north] in metres, EPSG:4547. */
export type Point = [number, number]

/** A regular sample of the terrain, row 0 in the north; heights in metres, at or below 0 in the sea, never NaN. */
export interface HeightGrid {
  west: number
  north: number
  /** metres between samples */
  step: number
  columns: number
  rows: number
  heights: Float32Array
}

export interface Terrain {
  /** The city's border, one ring, counter-clockwise, not closed. Follows the divides; the sea is its south side. */
  outline: Point[]
  /** Sea and estuary surface inside and just outside the outline. */
  sea: Point[][]
  heightAt(east: number, north: number): number
  /** Share of the ground that is built up around a place, 0…1: a dense core, towns along the rivers, villages elsewhere. */
  builtUpAt(east: number, north: number): number
  grid: HeightGrid
}

export type FlowMode = 'one_way' | 'tidal' | 'gated' | 'pumped'

export type NodeKind = 'source' | 'inflow' | 'confluence' | 'bifurcation' | 'mouth'

export interface NetworkNode {
  id: number
  at: Point
  kind: NodeKind
  /** Bed level in metres. */
  bed: number
}

/** One river: a line digitised downstream, with everything that changes along it. */
export interface RiverCourse {
  id: number
  line: Point[]
  /** Per vertex, metres: bank to bank. Grows downstream. */
  width: number[]
  /** Per vertex, metres: bed level, never rising downstream. */
  bed: number[]
  /** Network nodes on this river, in order, with their vertex index. First and last vertex always have one. */
  nodes: { node: number; vertex: number }[]
  flow: FlowMode
  /** Square kilometres above the mouth. */
  catchment: number
  /** Strahler order at the mouth. */
  order: number
  /** The river it flows into, or null where it reaches the sea. */
  into: number | null
  /** The river it branches off from, or null where it rises by itself or enters from outside. */
  from: number | null
  delta: boolean
}

export interface Basin {
  /** The trunk river (a RiverCourse id) each river of the basin belongs to. */
  trunk: number
  rivers: number[]
}

export interface GateSite {
  at: Point
  river: number
  vertex: number
  kind: 'sluice' | 'pump' | 'sluice_pump'
  /** Net width of opening, metres. */
  width: number
}

export interface StillWater {
  ring: Point[]
  /** The river it lies on, if it lies on one. */
  river: number | null
  /** Mean water level, metres. */
  level: number
}

export interface ReservoirSite extends StillWater {
  river: number
  /** Where the dam stands on its river. */
  damVertex: number
  /** The dam's crest, two points across the valley. */
  dam: [Point, Point]
  /** Metres. */
  damHeight: number
  /** Millions of cubic metres. */
  capacity: number
}

export interface PondOrDitch extends StillWater {
  kind: '沟渠' | '鱼塘' | '山塘' | '风水塘' | '边沟'
}

/** The natural half of the city: what `land({ seed, scale })` returns. */
export interface Land {
  terrain: Terrain
  nodes: NetworkNode[]
  rivers: RiverCourse[]
  basins: Basin[]
  gates: GateSite[]
  lakes: StillWater[]
  reservoirs: ReservoirSite[]
  smallWaters: PondOrDitch[]
}

// ── The human half ──

export interface Division {
  /** 6, 9 or 12 digits; starts with its parent's code. The demonstration city is 449000, a code no real place has. */
  code: string
  level: 'city' | 'district' | 'town' | 'village'
  kind: string
  name: string
  parent: string | null
  /** Polygons with their rings, outer counter-clockwise. */
  polygons: Point[][][]
  /** Square metres. */
  area: number
  /** 0…1 */
  builtUp: number
}

export interface Grid {
  code: string
  name: string
  village: string
  ring: Point[]
  area: number
  builtUp: number
}

export interface Places {
  divisions: Division[]
  grids: Grid[]
  byCode: Map<string, Division>
  /** The village (or, where a place has none, null) a point lies in. */
  villageAt(at: Point): string | null
}

export interface Reach {
  code: string
  name: string
  /** Index into Land.rivers. */
  river: number
  riverCode: string
  line: Point[]
  /** Metres from the river's source. */
  from: number
  to: number
  village: string
  width: number
  flow: FlowMode
}

export interface OnReach {
  reach: Reach
  /** Metres from the reach's start. */
  measure: number
  /** Looking downstream. */
  bank: 'left' | 'right'
  /** Metres from the point to the line. */
  distance: number
  /** The place on the line. */
  at: Point
}

export interface CityWaters {
  reaches: Reach[]
  /** Code of each Land.rivers entry, same order; likewise for the rest. */
  riverCodes: string[]
  lakeCodes: string[]
  reservoirCodes: string[]
  smallWaterCodes: string[]
  /** The nearest reach to a point within a distance in metres. */
  nearestReach(at: Point, within: number): OnReach | null
  /** The reach of a river that holds a measure of that river. */
  reachAt(river: number, measure: number): Reach
}
