// Where a unit's water goes: the nearest fitting outfall on its own side of its river, no further up than
// pipes can lead; without one, straight into the reach.
import Flatbush from 'flatbush'
import { distance } from '../geometry.ts'
import type { Row } from '../rows.ts'
import type { OnReach, CityWaters } from '../types.ts'
import { SOURCE } from './city.ts'
import type { Outfall } from './outfalls.ts'
import type { Unit } from './units.ts'

/** Metres a unit's pipes lead at most to an outfall. */
const FURTHEST = 1500

/** Metres of detour that a unit takes for each one already draining to the nearer outfall. */
const CROWDING = 60

export interface Drain {
  outfall: Outfall | null
  /** Code of the reach that takes the water in the end. */
  water: string
}

/** For each unit, in their order. */
export function drains(units: Unit[], outfalls: Outfall[], waters: CityWaters): Drain[] {
  const index = new Flatbush(Math.max(1, outfalls.length))
  for (const { at: [x, y] } of outfalls) index.add(x, y)
  if (outfalls.length === 0) index.add(Infinity, Infinity)
  index.finish()
  const load = new Map<Outfall, number>()
  return units.map((unit): Drain => {
    const [x, y] = unit.inner
    const near = index.neighbors(x, y, 40, FURTHEST).map((i) => outfalls[i]).filter((outfall) => takes(outfall, unit))
    const reach = nearestReach(unit, waters)
    const outfall = best(unit, near.filter((each) => reach && sameSide(each, reach)), reach, load)
      ?? (reach && reach.distance < FURTHEST ? null : best(unit, near, null, load))
    if (outfall) load.set(outfall, (load.get(outfall) ?? 0) + 1)
    return { outfall, water: (outfall?.reach ?? reach?.reach)?.code ?? '' }
  })
}

function nearestReach({ inner }: Unit, waters: CityWaters): OnReach | null {
  for (let within = FURTHEST; within < 200_000; within *= 4) {
    const found = waters.nearestReach(inner, within)
    if (found) return found
  }
  return null
}

/** A plant's, a park's or a farm's outfall carries its own water only; a works' outfall that of works. */
function takes({ kind: { class1, class2 } }: Outfall, unit: Unit): boolean {
  if (class1 === '其他排口') return class2 !== '港口码头排口' && class2 !== '大中型灌区排口'
  return class1 === '工业排污口' && unit.kind === '工业类'
}

const sameSide = (outfall: Outfall, { reach, bank }: OnReach): boolean => outfall.reach.river === reach.river && outfall.bank === bank

/**
 * The nearest, where every metre upstream counts three times, as pipes fall with the river, and every
 * unit an outfall already takes counts too.
 */
function best(unit: Unit, choices: Outfall[], from: OnReach | null, load: Map<Outfall, number>): Outfall | null {
  let found: Outfall | null = null
  let least = Infinity
  for (const outfall of choices) {
    const upstream = from ? Math.max(0, from.reach.from + from.measure - outfall.reach.from - outfall.measure) : 0
    const cost = distance(unit.inner, outfall.at) + 2 * upstream + CROWDING * (load.get(outfall) ?? 0)
    if (cost < least) [found, least] = [outfall, cost]
  }
  return found
}

export function unitRow(unit: Unit, { outfall, water }: Drain): Row {
  return {
    code: unit.code, name: unit.name, kind: unit.kind, address: unit.address, division: unit.village.code,
    outfall: outfall?.code ?? null, water, area_m2: Math.round(unit.area), separated: unit.separated, compliant: unit.compliant,
    compliant_on: unit.compliantOn,
    connection_wells: 1 + Math.round(unit.area / 22_000), inspection_wells: 3 + Math.round(unit.area / 900),
    source: SOURCE, valid_from: '2020-07-01',
    geom: { type: 'MultiPolygon', coordinates: [[unit.ring]] },
  }
}
