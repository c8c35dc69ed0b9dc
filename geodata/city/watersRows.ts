// Rows of the tables basins, waters and links, and of past_versions for what changed since the register began.
import { ringArea } from './geometry.ts'
import { basinGroups } from './watersBasins.ts'
import { catchments, classOf, lakeTarget, targetOf } from './watersFacts.ts'
import { links } from './watersLinks.ts'
import { stillLinks, stretchesInside } from './watersStill.ts'
import { withPast } from './watersPast.ts'
import { CITY } from './places.ts'
import { random } from './random.ts'
import type { RiverRecord, WaterRegister } from './watersRegister.ts'
import { gateCodes } from './watersWhere.ts'
import type { Row, Shape, Tables } from './rows.ts'
import type { Land, Places, Point, StillWater } from './types.ts'

const SOURCE = '演示城市'
/** Metres: nobody asks a still water farther from any river for its basin. */
const FAR = 30_000

const tenth = (value: number): number => Math.round(value * 10) / 10
const hundredth = (value: number): number => Math.round(value * 100) / 100

/** Every column a water may fill, so that all rows name the same. */
const blank: Row = {
  code: '', kind: '', name: '', alias: null, subkind: null, river: null, river_from_m: null, river_to_m: null, level: null,
  division: null, basin: null, bank: null, flow_mode: null, start_place: null, end_place: null, length_m: null, width_m: null,
  area_m2: null, catchment_km2: null, stream_order: null, bed_from_m: null, bed_to_m: null, target_class: null, max_depth_m: null,
  capacity_10k_m3: null, dam_material: null, dam_height_m: null, national_code: null, provincial_code: null, source: SOURCE,
  valid_from: '2017-01-01', version: 1, geom: null,
}

export function waterRows(land: Land, places: Places, register: WaterRegister): Tables {
  const groups = basinGroups(land, 9)
  const basinOf = new Map(groups.flatMap(({ rivers }, g) => rivers.map((river): [number, string] => [river, basinCode(g)])))
  const basinAt = (at: Point, river: number | null): string =>
    basinOf.get(river ?? register.nearestReach(at, FAR)?.reach.river ?? groups[0].root) ?? basinCode(0)
  const areas = new Map<string, number>()
  for (const { ring, area } of places.grids) {
    const basin = basinAt(ring[0], null)
    areas.set(basin, (areas.get(basin) ?? 0) + area)
  }
  const rows = [
    ...riverRows(land, register, basinOf),
    ...stillRows(land, register, basinAt),
  ]
  const { current, past } = withPast(rows)
  return {
    basins: groups.map(({ root }, g) => ({ code: basinCode(g), name: `${register.rivers[root].name}流域`, area_km2: tenth((areas.get(basinCode(g)) ?? 0) / 1e6) })),
    waters: current,
    links: [
      ...links(land, register, gateCodes(land, places)), ...stillLinks(land, register, stretchesInside(land, register)),
    ].map((link) => ({ ...link })),
    past_versions: past,
  }
}

const basinCode = (g: number): string => `${CITY.code}-B${String(g + 1).padStart(2, '0')}`

// Made-up codes in the lengths the standards give (rivers 12, lakes 8, reservoirs and reaches county code + 6 digits); HZ is nobody's.
const nationalRiver = (serial: number): string => `HZ${String(serial).padStart(9, '0')}R`
const nationalLake = (serial: number): string => `HZ${String(serial).padStart(5, '0')}L`
const nationalInCounty = (serials: Map<string, number>, village: string): string => {
  const county = village.slice(0, 6)
  const serial = (serials.get(county) ?? 0) + 1
  serials.set(county, serial)
  return county + String(serial).padStart(6, '0')
}

function riverRows(land: Land, register: WaterRegister, basinOf: Map<number, string>): Row[] {
  const kindOf = new Map(land.nodes.map(({ id, kind }) => [id, kind]))
  const tributaries = joining(land, register.rivers)
  const serials = new Map<string, number>()
  let listed = 0
  let provincial = 0
  const draw = random(land.rivers.length, 'aliases')
  const rows: Row[] = []
  land.rivers.forEach((course, id) => {
    const record = register.rivers[id]
    const { line, level, reaches, stops } = record
    const target = targetOf(land, line, course, record.manner)
    const national = course.catchment >= 50 || line.length >= 30_000
    const shared: Row = {
      ...blank, level, basin: basinOf.get(id) ?? null, flow_mode: course.flow, target_class: target, stream_order: course.order,
    }
    const mouth = reaches[reaches.length - 1].village
    const riverRow: Row = {
      ...shared,
      code: record.code,
      kind: 'river',
      name: record.name,
      alias: draw() < 0.06 ? alias(record.name) : null,
      subkind: classOf[record.manner],
      division: mouth.slice(0, level === 'city' || level === 'district' ? 6 : 9),
      start_place: stops[0],
      end_place: stops[stops.length - 1],
      length_m: hundredth(line.length),
      width_m: tenth(line.mean(course.width, 0, line.length)),
      catchment_km2: hundredth(course.catchment),
      bed_from_m: hundredth(course.bed[0]),
      bed_to_m: hundredth(course.bed[course.bed.length - 1]),
      national_code: national ? nationalRiver(++listed) : null,
      provincial_code: level === 'city' || level === 'district' ? `GD${CITY.code.slice(2)}${String(++provincial).padStart(6, '0')}` : null,
      geom: { type: 'LineString', coordinates: course.line },
    }
    rows.push(riverRow)
    const areas = catchments(course, line, tributaries[id], kindOf.get(course.nodes[0].node) === 'inflow', reaches.map(({ to }) => to))
    reaches.forEach((reach, k) => {
      const area = areas[k]
      rows.push({
        ...shared,
        code: reach.code,
        kind: 'reach',
        name: reach.name,
        river: record.code,
        river_from_m: reach.from,
        river_to_m: reach.to,
        division: reach.village,
        bank: 'both',
        start_place: stops[k],
        end_place: stops[k + 1],
        length_m: hundredth(reach.to - reach.from),
        width_m: tenth(reach.width),
        catchment_km2: area === null ? null : hundredth(area),
        bed_from_m: hundredth(line.value(course.bed, reach.from)),
        bed_to_m: hundredth(line.value(course.bed, reach.to)),
        national_code: national ? nationalInCounty(serials, reach.village) : null,
        geom: { type: 'LineString', coordinates: reach.line },
      })
    })
  })
  return rows
}

/** Per river, which others join it, where, and what they bring. */
function joining(land: Land, rivers: RiverRecord[]): { at: number; catchment: number }[][] {
  const lists: { at: number; catchment: number }[][] = rivers.map(() => [])
  for (const { into, nodes, catchment } of land.rivers) {
    if (into === null) continue
    const vertex = land.rivers[into].nodes.find(({ node }) => node === nodes[nodes.length - 1].node)?.vertex
    if (vertex !== undefined) lists[into].push({ at: rivers[into].line.along[vertex], catchment })
  }
  return lists
}

const alias = (name: string): string => (/涌$/.test(name) ? name.replace(/涌$/, '河涌') : /[坑溪]$/.test(name) ? `${name}水` : `${name[0]}${name.slice(-1)}`)

function stillRows(land: Land, register: WaterRegister, basinAt: (at: Point, river: number | null) => string): Row[] {
  const serials = new Map<string, number>()
  let listed = 0
  const polygon = (ring: Point[]): Shape => ({ type: 'Polygon', coordinates: [[...ring, ring[0]]] })
  const base = (still: StillWater, { code, name, village }: { code: string; name: string; village: string }, kind: string): Row => ({
    ...blank, code, kind, name, division: village, area_m2: Math.round(Math.abs(ringArea(still.ring))),
    river: still.river === null ? null : register.riverCodes[still.river],
    basin: basinAt(still.ring[0], still.river),
    geom: polygon(still.ring),
  })
  const lakes = land.lakes.map((lake, k): Row => {
    const row = base(lake, register.lakes[k], 'lake')
    const area = row.area_m2 as number
    return {
      ...row,
      level: area >= 1_000_000 ? 'city' : area >= 200_000 ? 'district' : 'town',
      target_class: lakeTarget(land, lake),
      max_depth_m: tenth(1.4 + Math.sqrt(area) / 400),
      national_code: area >= 1_000_000 ? nationalLake(++listed) : null,
    }
  })
  const reservoirs = land.reservoirs.map((reservoir, k): Row => ({
    ...base(reservoir, register.reservoirs[k], 'reservoir'),
    level: reservoir.capacity >= 100 ? 'city' : reservoir.capacity >= 10 ? 'district' : 'town',
    target_class: 'Ⅱ',
    capacity_10k_m3: tenth(reservoir.capacity * 100),
    dam_material: damMaterial(reservoir.damHeight, k),
    dam_height_m: tenth(reservoir.damHeight),
    max_depth_m: tenth(reservoir.damHeight * 0.86),
    national_code: nationalInCounty(serials, register.reservoirs[k].village),
  }))
  const smallWaters = land.smallWaters.map((small, k): Row => {
    const row = base(small, register.smallWaters[k], 'small_water')
    return {
      ...row,
      subkind: small.kind,
      level: 'village',
      target_class: 'Ⅴ',
      max_depth_m: small.kind === '沟渠' || small.kind === '边沟' ? 0.8 : tenth(1.1 + Math.min(2, Math.sqrt(row.area_m2 as number) / 120)),
    }
  })
  return [...lakes, ...reservoirs, ...smallWaters]
}

const damMaterial = (height: number, k: number): string => {
  if (height < 18) return '均质土坝'
  if (height < 35) return k % 3 ? '黏土心墙土坝' : '浆砌石重力坝'
  return k % 2 ? '混凝土重力坝' : '黏土心墙土坝'
}
