// 小微水体, small waters: fish ponds in blocks along the delta's creeks, hill ponds, half-moon ponds before villages, ditches.

import { centimetre, lerp, simple } from './geometry.ts'
import type { Plan } from './plan.ts'
import type { Noise, Random } from './random.ts'
import { noise, random } from './random.ts'
import { around, band, tidy } from './shapes.ts'
import type { Shores } from './shores.ts'
import type { Point, PondOrDitch, RiverCourse, Terrain } from './types.ts'

const SHARES: [PondOrDitch['kind'], number][] = [
  ['鱼塘', 0.44],
  ['山塘', 0.19],
  ['风水塘', 0.1],
  ['沟渠', 0.19],
  ['边沟', 0.08],
]

interface Country {
  plan: Plan
  terrain: Terrain
  rivers: RiverCourse[]
  lowland: RiverCourse[]
  shores: Shores
  draw: Random
  rough: Noise
}

/** Exactly `wanted` small waters, each clear of every other water by at least a metre and a half. */
export function smallWaters(plan: Plan, terrain: Terrain, rivers: RiverCourse[], shores: Shores, wanted: number): PondOrDitch[] {
  const country: Country = {
    plan,
    terrain,
    rivers,
    lowland: rivers.filter((river) => river.delta && river.width[0] < 140),
    shores,
    draw: random(plan.seed, 'small waters'),
    rough: noise(plan.seed, 'pond shores'),
  }
  if (country.lowland.length === 0) country.lowland = rivers
  const result: PondOrDitch[] = []
  const keep = (kind: PondOrDitch['kind'], ring: Point[] | null, gap: number): boolean => {
    if (!ring || !shores.free(ring, gap) || !simple(ring)) return false
    shores.take(ring)
    const [x, y] = ring[0]
    result.push({ kind, ring, river: null, level: Math.max(0.2, Math.round((terrain.heightAt(x, y) - 0.8) * 100) / 100) })
    return true
  }
  let target = 0
  SHARES.forEach(([kind, share], i) => {
    target = i === SHARES.length - 1 ? wanted : target + Math.round(share * wanted)
    for (let tries = 0; result.length < target; tries++) {
      if (tries > 400 * wanted) throw new Error(`room for ${result.length} of ${wanted} small waters only`)
      if (kind === '鱼塘') for (const ring of fishPonds(country).slice(0, target - result.length)) keep(kind, ring, 3)
      else if (kind === '山塘') keep(kind, hillPond(country), 6)
      else if (kind === '风水塘') keep(kind, villagePond(country), 5)
      else keep(kind, ditch(country, kind), 1.5)
    }
  })
  return result
}

const pick = <T>(list: T[], draw: Random): T => list[Math.floor(draw() * list.length)]

/** A place on a river with the river's bearing there. */
function onRiver({ draw }: Country, rivers: RiverCourse[]): { at: Point; heading: number; width: number; river: RiverCourse } {
  const river = pick(rivers, draw)
  const k = Math.floor(draw() * (river.line.length - 1))
  const [a, b] = [river.line[k], river.line[k + 1]]
  return {
    at: [lerp(a[0], b[0], draw()), lerp(a[1], b[1], draw())], heading: Math.atan2(b[1] - a[1], b[0] - a[0]), width: river.width[k], river,
  }
}

const turned = ([x, y]: Point, heading: number, along: number, across: number): Point => [
  centimetre(x + along * Math.cos(heading) - across * Math.sin(heading)),
  centimetre(y + along * Math.sin(heading) + across * Math.cos(heading)),
]

/** A block of ponds with dikes between, lined up with the creek beside it. */
function fishPonds(country: Country): Point[][] {
  const { draw, terrain } = country
  const { at, heading, width } = onRiver(country, country.lowland)
  if (terrain.builtUpAt(at[0], at[1]) > 0.35 + 0.2 * draw()) return []
  const side = draw() < 0.5 ? 1 : -1
  const lean = heading + lerp(-0.12, 0.12, draw())
  const rows = 1 + Math.floor(draw() * 3)
  const columns = 2 + Math.floor(draw() * 7)
  const rings: Point[][] = []
  let across = width / 2 + 12 + 20 * draw()
  for (let row = 0; row < rows; row++) {
    const depth = lerp(55, 130, draw())
    let along = -lerp(20, 60, draw())
    for (let column = 0; column < columns; column++) {
      const length = lerp(34, 80, draw()) * (draw() < 0.15 ? 1.8 : 1)
      const shake = () => lerp(-3.5, 3.5, draw())
      // now and then a field instead of a pond
      if (draw() > 0.14) {
        const near = across + shake()
        const far = across + depth * lerp(0.85, 1, draw())
        const corners: Point[] = [
          [along + shake(), near],
          [along + length + shake(), near + shake()],
          [along + length + shake(), far + shake()],
          [along + shake(), far + shake()],
        ]
        const ring = rounded(corners.map(([x, y]) => turned(at, lean, x, side * y)))
        rings.push(side > 0 ? ring : ring.reverse())
      }
      along += length + lerp(9, 16, draw())
    }
    across += depth + lerp(10, 22, draw())
  }
  return rings
}

/** Corners cut, as spades leave them. */
function rounded(corners: Point[]): Point[] {
  return corners.flatMap((corner, k) => {
    const before = corners[(k + corners.length - 1) % corners.length]
    const after = corners[(k + 1) % corners.length]
    const cut = (other: Point): Point => {
      const t = Math.min(0.4, 5 / Math.hypot(other[0] - corner[0], other[1] - corner[1]))
      return [centimetre(lerp(corner[0], other[0], t)), centimetre(lerp(corner[1], other[1], t))]
    }
    return [cut(before), cut(after)]
  })
}

/** A pond behind a small dam in a hill hollow: pointed uphill, straight at the dam. */
function hillPond(country: Country): Point[] | null {
  const { draw, terrain, rough } = country
  const { at } = onRiver(country, country.rivers)
  const away = lerp(60, 1400, draw())
  const bearing = draw() * 2 * Math.PI
  const place: Point = [at[0] + away * Math.cos(bearing), at[1] + away * Math.sin(bearing)]
  const h = terrain.heightAt(place[0], place[1])
  if (h < 16 || h > 420 || terrain.builtUpAt(place[0], place[1]) > 0.6) return null
  const east = terrain.heightAt(place[0] + 120, place[1]) - h
  const north = terrain.heightAt(place[0], place[1] + 120) - h
  if (Math.hypot(east, north) < 1.5 || Math.hypot(east, north) > 38) return null
  const up = Math.atan2(north, east)
  const size = 16 * (1 - draw()) ** -0.5
  const length = Math.min(190, size * lerp(2, 3.6, draw()))
  const bend = lerp(-0.5, 0.5, draw())
  const spine = [0, 0.5, 1].map((t) => turned(place, up + bend * t, length * t, 0))
  const ring = around(spine, [Math.min(60, size), Math.min(50, 0.8 * size), 3], rough, 0.25, 26)
  // the dam: everything below it is cut off
  return ring && cut(ring, place, up, -0.35 * Math.min(60, size))
}

/** The part of a ring uphill of a straight dam `offset` metres from a place. */
function cut(ring: Point[], at: Point, up: number, offset: number): Point[] | null {
  const above = ([x, y]: Point) => (x - at[0]) * Math.cos(up) + (y - at[1]) * Math.sin(up) - offset
  const kept: Point[] = []
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [p, q] = [above(ring[j]), above(ring[i])]
    if (p > 0 !== q > 0) {
      const t = p / (p - q)
      kept.push([centimetre(lerp(ring[j][0], ring[i][0], t)), centimetre(lerp(ring[j][1], ring[i][1], t))])
    }
    if (q > 0) kept.push(ring[i])
  }
  return kept.length > 4 ? kept : null
}

/** 风水塘: a half moon with its straight side to the village. */
function villagePond(country: Country): Point[] | null {
  const { draw, terrain } = country
  const { at } = onRiver(country, country.rivers)
  const place: Point = [at[0] + lerp(-700, 700, draw()), at[1] + lerp(-700, 700, draw())]
  const built = terrain.builtUpAt(place[0], place[1])
  const h = terrain.heightAt(place[0], place[1])
  if (built < 0.1 || built > 0.75 || h < 1 || h > 220) return null
  const east = terrain.heightAt(place[0] + 150, place[1]) - h
  const north = terrain.heightAt(place[0], place[1] + 150) - h
  const down = Math.atan2(-north, -east) + lerp(-0.5, 0.5, draw())
  const radius = lerp(16, 46, draw() ** 1.6)
  const flat = lerp(0.75, 1.15, draw())
  const ring: Point[] = []
  for (let k = 0; k <= 14; k++) {
    const angle = -Math.PI / 2 + (k / 14) * Math.PI
    ring.push(turned(place, down, radius * flat * Math.cos(angle), radius * Math.sin(angle)))
  }
  return tidy(ring, 0.15)
}

/** 沟渠 between fields, bent with them, or 边沟 along a road, straighter and narrower. */
function ditch(country: Country, kind: '沟渠' | '边沟'): Point[] | null {
  const { draw, terrain } = country
  const { at, heading } = onRiver(country, draw() < 0.6 ? country.lowland : country.rivers)
  const away = lerp(30, 900, draw())
  const bearing = draw() * 2 * Math.PI
  const start: Point = [at[0] + away * Math.cos(bearing), at[1] + away * Math.sin(bearing)]
  const built = terrain.builtUpAt(start[0], start[1])
  const h = terrain.heightAt(start[0], start[1])
  if (h < 0.5 || h > 130 || (kind === '沟渠' ? built > 0.5 : built < 0.15)) return null
  const length = lerp(110, kind === '沟渠' ? 600 : 380, draw() ** 1.4)
  let course = heading + (draw() < 0.55 ? Math.PI / 2 : 0) + lerp(-0.25, 0.25, draw())
  const line: Point[] = [start]
  const step = 35
  for (let gone = 0; gone < length; gone += step) {
    const [x, y] = line[line.length - 1]
    course += kind === '沟渠' ? lerp(-0.12, 0.12, draw()) : lerp(-0.03, 0.03, draw())
    // field corners
    if (kind === '沟渠' && draw() < 0.04) course += draw() < 0.5 ? 1.2 : -1.2
    line.push([x + step * Math.cos(course), y + step * Math.sin(course)])
  }
  return band(line, kind === '沟渠' ? lerp(2.5, 6, draw()) : lerp(2, 3.2, draw()))
}
