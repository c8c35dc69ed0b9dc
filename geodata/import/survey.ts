// The first reading of a file: its columns, where its figures lie, and a sample of its features. Nothing grows with the file.
import type { Bounds } from './crs.ts'
import { longestTitle } from './mapping.ts'
import { flat } from './rows.ts'
import type { Source, SourceFeature } from './read/source.ts'

export interface Survey {
  count: number
  columns: string[]
  /** Of the figures as written, wild ones left out. */
  bounds: Bounds
  types: Map<string, number>
  /** At most 400, spread over the file. */
  sample: Sample[]
  /** Columns that hold numbers with a fraction: there 1.0 is one of 1.1 and 1.2, not a whole number. */
  fractions: Set<string>
}

/** Enough of a feature to find it in the register. */
export interface Sample {
  properties: Record<string, unknown>
  /** At most 12, as written; the first is the shape's first. */
  places: [number, number][]
}

const mostColumns = 1000
const largestSample = 400

class Extent {
  count = 0
  bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity]
  add(x: number, y: number) {
    this.count++
    const [west, south, east, north] = this.bounds
    this.bounds = [Math.min(west, x), Math.min(south, y), Math.max(east, x), Math.max(north, y)]
  }
}

const eachPlace = (geometry: SourceFeature['geometry'], visit: (x: number, y: number) => void): void =>
  geometry?.type === 'GeometryCollection'
    ? [geometry.geometries].flat().forEach((one) => eachPlace(one, visit))
    : eachIn(geometry?.coordinates, visit)

function eachIn(value: unknown, visit: (x: number, y: number) => void, depth = 0): void {
  if (!Array.isArray(value) || depth > 6) return
  const [x, y] = value as unknown[]
  if (typeof x === 'number' && typeof y === 'number') {
    if (Number.isFinite(x) && Number.isFinite(y)) visit(x, y)
  } else for (const inner of value) eachIn(inner, visit, depth + 1)
}

const placesASample = 12
const longestSampled = 200

function sampleOf({ properties, geometry }: SourceFeature): Sample {
  const places: [number, number][] = []
  eachPlace(geometry, (x, y) => places.push([x, y]))
  const step = Math.max(1, Math.ceil(places.length / placesASample))
  const short = Object.entries(flat(properties)).filter(([, value]) => typeof value !== 'object' && String(value).length <= longestSampled)
  return { properties: Object.fromEntries(short), places: places.filter((_, i) => i % step === 0) }
}

const isFraction = (value: unknown) =>
  typeof value === 'number' ? !Number.isInteger(value) : typeof value === 'string' && value.length < 20 && /^\s*\d+\.\d*[1-9]\d*\s*$/.test(value)

/** `seen` is called now and then with the number of features read. */
export async function surveyOf(source: Source, seen: (count: number) => void): Promise<Survey> {
  const columns = new Set<string>()
  const fractions = new Set<string>()
  const types = new Map<string, number>()
  // A few wild figures must not decide what the others are: degrees, degrees turned about and larger figures are counted apart.
  const extents = { degrees: new Extent(), turned: new Extent(), larger: new Extent() }
  let sample: Sample[] = []
  let step = 1
  let count = 0
  for await (const feature of source.features()) {
    if (count % step === 0) sample.push(sampleOf(feature))
    if (sample.length > largestSample) {
      sample = sample.filter((_, i) => i % 2 === 0)
      step *= 2
    }
    if (++count % 500 === 0) seen(count)
    for (const [column, value] of Object.entries(flat(feature.properties))) {
      if (columns.size < mostColumns && column.length <= longestTitle) columns.add(column)
      if (isFraction(value) && columns.has(column)) fractions.add(column)
    }
    const { geometry } = feature
    const type = String(geometry?.type ?? '无 none').slice(0, 30)
    if (types.size < 20 || types.has(type)) types.set(type, (types.get(type) ?? 0) + 1)
    eachPlace(geometry, (x, y) => {
      // 0, 0 is no place, and would draw the middle of the others to it.
      if (x === 0 && y === 0) return
      const [width, height] = [Math.abs(x), Math.abs(y)]
      extents[width <= 180.5 && height <= 90.5 ? 'degrees' : width <= 90.5 && height <= 180.5 ? 'turned' : 'larger'].add(x, y)
    })
  }
  seen(count)
  const { bounds } = Object.values(extents).reduce((most, extent) => (extent.count > most.count ? extent : most))
  return { count, columns: [...columns], bounds, types, sample, fractions }
}
