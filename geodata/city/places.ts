// Divisions and grids of the demonstration city: grids first, then villages, towns and districts as unions of them.
import Flatbush from 'flatbush'
import { apportion } from './apportion.ts'
import { boxOf, distance, inRing, ringArea } from './geometry.ts'
import { Names } from './names.ts'
import type { Border } from './placesBorders.ts'
import { cells } from './placesCells.ts'
import { insideRings } from './placesInside.ts'
import { partition, subgraph, type CellGraph } from './placesPartition.ts'
import { ringsOf, type Ring } from './placesRings.ts'
import { barrier, type Barrier } from './placesRivers.ts'
import { sites, type Inside } from './placesSites.ts'
import { fractal, noise, random, type Noise } from './random.ts'
import type { Shape, Tables } from './rows.ts'
import type { Division, Grid, Land, Places, Point } from './types.ts'

export const CITY = { code: '449000', name: '榕州市' }
/** A city of full size; towns are streets (街道) and towns (镇) together. */
export const COUNTS = { districts: 11, towns: 176, villages: 2724, grids: 19_660 }

/** From the old core outwards, in the proportions of Guangzhou: streets, towns, share of the grids. */
const DISTRICTS = [
  { streets: 18, towns: 0, share: 55 },
  { streets: 22, towns: 0, share: 68 },
  { streets: 18, towns: 0, share: 85 },
  { streets: 21, towns: 0, share: 105 },
  { streets: 20, towns: 4, share: 170 },
  { streets: 16, towns: 1, share: 95 },
  { streets: 11, towns: 5, share: 125 },
  { streets: 4, towns: 6, share: 90 },
  { streets: 6, towns: 7, share: 100 },
  { streets: 3, towns: 6, share: 60 },
  { streets: 3, towns: 5, share: 60 },
]
/** Metres: rivers at least this wide part neighbours. */
const PARTING = 12

interface Unit {
  cells: number[]
  builtUp: number
}

export function places(land: Land, { seed, scale }: { seed: number; scale: number }): Places {
  const { outline, sea } = land.terrain
  const inside = insideRings([outline])
  const inSea = insideRings(sea)
  const rivers = barrier(land.rivers, PARTING)
  const draw = random(seed, 'divisions')
  const wanted = (count: number): number => Math.max(1, Math.round(count * scale))
  const middles = sites(land, wanted(COUNTS.grids), seed, inside, inSea)
  const builtUp = Float32Array.from(middles.at, ([east, north]) => land.terrain.builtUpAt(east, north))
  const ragged = ([east, north]: Point): number => Math.max(0.06, 1 - 1.6 * land.terrain.builtUpAt(east, north))
  const borders = cells(middles, outline, inside, { ragged, rivers, draw: random(seed, 'borders') })
  const rings = ringsOf(borders, (cell) => cell)
  const graph = touching(middles.at, rings, borders, land, rivers, inSea, fractal(noise(seed, 'customs'), 2))

  // ── From the city down: districts, towns, villages, each cut into a known number of the next ──
  const names = new Names(seed, 'places')
  const scratch = new Int32Array(middles.at.length).fill(-1)
  const cutInto = (unit: Unit, targets: number[], densestFirst = false): Unit[] => {
    const label = partition(subgraph(graph, unit.cells, scratch), targets, draw, densestFirst)
    const parts = targets.map((): Unit => ({ cells: [], builtUp: 0 }))
    unit.cells.forEach((cell, i) => parts[label[i]].cells.push(cell))
    return parts.map((part) => ({ ...part, builtUp: mean(part.cells, graph.area, builtUp) }))
  }
  const city: Unit = { cells: Array.from(middles.at.keys()), builtUp: 0 }
  city.builtUp = mean(city.cells, graph.area, builtUp)
  const plans = districtPlans(scale)
  const towns = apportion(wanted(COUNTS.towns), plans.map((plan) => plan.streets + plan.towns))
  const divisions: Division[] = []
  const grids: Grid[] = []
  const unitOf = {
    district: new Int32Array(middles.at.length), town: new Int32Array(middles.at.length), village: new Int32Array(middles.at.length),
  }
  const add = (division: Omit<Division, 'polygons' | 'area' | 'builtUp'>, unit: Unit): void => {
    if (division.level !== 'city') for (const cell of unit.cells) unitOf[division.level][cell] = divisions.length
    divisions.push({ ...division, polygons: [], area: unit.cells.reduce((sum, cell) => sum + graph.area[cell], 0), builtUp: unit.builtUp })
  }
  add({ code: CITY.code, level: 'city', kind: '市', name: CITY.name, parent: null }, city)
  const districts = cutInto(city, plans.map(({ share }) => share), true)
  const townUnits = districts.map((district, d) => inOrder(cutInto(district, Array<number>(towns[d]).fill(1)), graph))
  const gridsOfTown = townUnits.flat().map(({ cells: { length } }) => length)
  const villages = apportion(wanted(COUNTS.villages), gridsOfTown.map((count) => count ** 0.8), 1, (k) => gridsOfTown[k])
  let next = 0
  districts.forEach((district, d) => {
    const code = `${CITY.code.slice(0, 3)}${String(d + 1).padStart(3, '0')}`
    add({ code, level: 'district', kind: '区', name: names.district(d), parent: CITY.code }, district)
    const streets = Math.round((towns[d] * plans[d].streets) / (plans[d].streets + plans[d].towns))
    const byDensity = townUnits[d].toSorted((a, b) => b.builtUp - a.builtUp)
    const isStreet = new Set(byDensity.slice(0, streets))
    const serials = new Serials(streets)
    for (const town of townUnits[d]) {
      const kind = isStreet.has(town) ? '街道' : '镇'
      const townCode = code + serials.next(kind === '街道')
      add({ code: townCode, level: 'town', kind, name: names.town(kind), parent: code }, town)
      const parts = inOrder(cutInto(town, Array<number>(villages[next++]).fill(1)), graph)
      const urban = parts.map((part, k) => (kind === '街道' ? part.builtUp > 0.25 || k === 0 : part.builtUp > 0.6 || k === 0))
      const villageSerials = new Serials(urban.filter(Boolean).length)
      parts.forEach((village, k) => {
        const villageKind = urban[k] ? '社区' : '村'
        const villageCode = townCode + villageSerials.next(urban[k])
        const name = names.village(villageKind)
        add({ code: villageCode, level: 'village', kind: villageKind, name, parent: townCode }, village)
        village.cells.forEach((cell, g) => {
          const serial = String(g + 1).padStart(3, '0')
          grids.push({ code: villageCode + serial, name: `${name}第${g + 1}网格`, village: villageCode, ring: onlyRing(rings.get(cell)), area: graph.area[cell], builtUp: builtUp[cell] })
        })
      })
    }
  })
  divisions[0].polygons = [[outlineOf(borders)]]
  for (const level of ['district', 'town', 'village'] as const) {
    for (const [unit, found] of ringsOf(borders, (cell) => unitOf[level][cell]))
      divisions[unit].polygons = polygons(found.map(({ points }) => points))
  }
  const byCode = new Map(divisions.map((division) => [division.code, division]))
  return { divisions, grids, byCode, villageAt: lookup(grids) }
}

const mean = (cells: number[], weight: Float64Array, value: Float32Array): number =>
  cells.reduce((sum, cell) => sum + weight[cell] * value[cell], 0) / cells.reduce((sum, cell) => sum + weight[cell], 0)

/** The plans of as many districts as a city of this scale has, core and outskirts alike. */
function districtPlans(scale: number): typeof DISTRICTS {
  const count = Math.max(1, Math.min(DISTRICTS.length, Math.round(DISTRICTS.length * Math.sqrt(scale))))
  return Array.from({ length: count }, (_, k) => DISTRICTS[count === 1 ? 4 : Math.round((k * (DISTRICTS.length - 1)) / (count - 1))])
}

/** From the densest part outwards, as serial numbers were given when a place grew. */
function inOrder(units: Unit[], graph: CellGraph): Unit[] {
  const middle = ({ cells }: Unit): Point => {
    const [x, y] = cells.reduce(([sx, sy], cell) => [sx + graph.at[cell][0], sy + graph.at[cell][1]], [0, 0])
    return [x / cells.length, y / cells.length]
  }
  const placed = units.map((unit) => ({ unit, at: middle(unit) }))
  const core = placed.reduce((best, each) => (each.unit.builtUp > best.unit.builtUp ? each : best)).at
  return placed.sort((a, b) => distance(a.at, core) - distance(b.at, core)).map(({ unit }) => unit)
}

/** Three-digit serials: streets and communities from 001, towns and villages from 100 or 200 (NBS practice). */
class Serials {
  private urban = 0
  private rural: number

  constructor(urban: number) {
    this.rural = Math.max(99, Math.ceil((urban + 1) / 100) * 100 - 1)
  }

  next(urban: boolean): string {
    return String(urban ? ++this.urban : ++this.rural).padStart(3, '0')
  }
}

/** Which cells touch, and what it costs to cross from one to the other. */
function touching(
  at: Point[], rings: Map<number, Ring[]>, borders: Border[], land: Land, rivers: Barrier, inSea: Inside, customs: Noise,
): CellGraph {
  const count = at.length
  const area = new Float64Array(count)
  for (const [cell, found] of rings) area[cell] = found.reduce((sum, { points }) => sum + ringArea(points), 0)
  const shared = borders.filter(({ left, right, line }) => right >= 0 && left !== right && distance(line[0], line[line.length - 1]) > 5)
  const start = new Uint32Array(count + 1)
  for (const { left, right } of shared) {
    start[left + 1]++
    start[right + 1]++
  }
  for (let i = 0; i < count; i++) start[i + 1] += start[i]
  const fill = start.slice()
  const links = new Uint32Array(start[count])
  const cost = new Float32Array(start[count])
  const height = at.map(([east, north]) => land.terrain.heightAt(east, north))
  for (const { left, right } of shared) {
    const [a, b] = [at[left], at[right]]
    const saddle = land.terrain.heightAt((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
    const ridge = Math.max(0, saddle - Math.max(height[left], height[right])) / 40
    const across = distance(a, b) / (0.5 * (Math.sqrt(area[left]) + Math.sqrt(area[right])))
    const ferry = inSea(...a) || inSea(...b) ? 10 : 0
    // where people feel they belong differs from place to place; it keeps units from being round
    const belonging = Math.exp(0.8 * customs(a[0] / 5000, a[1] / 5000))
    const price = belonging * Math.max(0.2, Math.min(3, across)) + Math.min(9, rivers.crossedBy(a, b) / 16)
      + Math.min(3, ridge || 0) + ferry
    for (const [one, other] of [[left, right], [right, left]]) {
      links[fill[one]] = other
      cost[fill[one]++] = price
    }
  }
  return { start, links, cost, at, mass: Float32Array.from(at, ([east, north]) => (inSea(east, north) ? 0.15 : 1)), area }
}

const onlyRing = (rings: Ring[] | undefined): Point[] => {
  if (!rings) throw new Error('a grid without ground')
  return rings.reduce((best, ring) => (ring.points.length > best.points.length ? ring : best)).points
}

const outlineOf = (borders: Border[]): Point[] => onlyRing(ringsOf(borders, () => 0).get(0))

/** Polygons from rings: counter-clockwise ones are shells, each hole goes to the shell around it. */
function polygons(rings: Point[][]): Point[][][] {
  const shells = rings.filter((ring) => ringArea(ring) > 0).map((ring) => [ring])
  for (const hole of rings) {
    if (ringArea(hole) > 0) continue
    const shell = shells.length === 1 ? shells[0] : shells.find(([outer]) => inRing(outer, hole[0][0], hole[0][1]))
    shell?.push(hole)
  }
  return shells
}

function lookup(grids: Grid[]): Places['villageAt'] {
  const index = new Flatbush(grids.length)
  for (const { ring } of grids) {
    const box = boxOf(ring)
    index.add(box.west, box.south, box.east, box.north)
  }
  index.finish()
  let last = 0
  return ([east, north]) => {
    // those who ask tend to ask for the neighbourhood next
    if (inRing(grids[last].ring, east, north)) return grids[last].village
    for (const i of index.search(east, north, east, north)) {
      if (!inRing(grids[i].ring, east, north)) continue
      last = i
      return grids[i].village
    }
    return null
  }
}

const closed = (ring: Point[]): Point[] => [...ring, ring[0]]

/** Rows of the tables divisions and grids. Rings are closed here. */
export function placeRows({ divisions, grids }: Places): Tables {
  const shape = (rings: Point[][][]): Shape => ({ type: 'MultiPolygon', coordinates: rings.map((polygon) => polygon.map(closed)) })
  return {
    divisions: divisions.map(({ code, level, kind, name, parent, area, polygons: parts }) => ({
      code, level, kind, name, parent, area_m2: Math.round(area), geom: shape(parts),
    })),
    grids: grids.map(({ code, name, village, area, ring }) => ({
      code, name, division: village, area_m2: Math.round(area), geom: shape([[ring]]),
    })),
  }
}

