// Offices, people and who answers for which water: tables orgs, people and tenures.
import { anyDay } from './calendar.ts'
import { groupBy } from '../../domain/grouped.ts'
import { orgs, type Org } from './peopleOrgs.ts'
import { Leavers, pastOf } from './peoplePast.ts'
import { delegatePosts, officeOf, Roll, staffPosts } from './peopleRoll.ts'
import { seatChiefs } from './peopleSeats.ts'
import { TenureBook } from './peopleTenures.ts'
import { random, type Random } from './random.ts'
import type { Row, Tables } from './rows.ts'
import type { Places } from './types.ts'
import { waterRecords, type WaterRecord } from './waterRecords.ts'

/** How many a city of Guangzhou's size has; chiefs are those in office. */
const full = { departments: 605, chiefs: 3030, reachChiefs: 667, delegates: 560, staff: 3100 }
const cityOffices = 18
const districtOffices = 14

export interface Scale {
  seed: number
  /** 1 is a city of Guangzhou's size. */
  scale: number
}

/** The offices of the city: the same for the same places and scale. */
export function cityOrgs(places: Places, scale: number): Org[] {
  const districts = places.divisions.filter(({ level }) => level === 'district').length
  const towns = places.divisions.filter(({ level }) => level === 'town').length
  return orgs(places, Math.max(Math.round(full.departments * scale), cityOffices + districtOffices * districts + towns))
}

export function people(places: Places, waterRows: readonly Row[], { seed, scale }: Scale): Tables {
  const draw = random(seed, 'people')
  const count = (of: keyof typeof full) => Math.max(1, Math.round(full[of] * scale))
  const offices = cityOrgs(places, scale)
  const waters = waterRecords(waterRows)
  const roll = new Roll(random(seed, 'names of people'))

  const seats = seatChiefs(places, waters, count('chiefs'), roll)
  const villages = places.divisions.filter(({ level }) => level === 'village')
  const spans = reachSpans(waters, places, count('reachChiefs'), draw).map((reaches) => {
    const village = reaches[0].division
    return { village, reaches, person: roll.enter('reach_chief', `${places.byCode.get(village)?.name ?? ''}自然村河段长`, officeOf(village), village) }
  })
  const gridMembers = villages.map(({ code, name }) => ({ code, person: roll.enter('grid_member', `${name}网格员`, officeOf(code), code) }))
  const delegates = enterDelegates(places, count('delegates'), roll)
  const staff = enterStaff(offices, count('staff'), roll, draw)

  // Former leaders head offices or sit as delegates today; former village chiefs serve their village or their town.
  const leaders = new Leavers()
  const villagers = new Leavers()
  for (const { village, person } of spans) villagers.add(village, person)
  for (const { code, person } of gridMembers) if (draw() < 0.35) villagers.add(code, person)
  for (const { person, division, head } of staff) (head ? leaders : villagers).add(division, person)
  for (const { person, division } of delegates) leaders.add(division, person)
  for (const person of pastOf(seats, leaders, villagers, draw)) roll.retire(person)
  const tenures = new TenureBook(places)
  for (const seat of seats) tenures.writeSeat(seat)
  for (const { person, reaches } of spans) {
    const from = anyDay(draw, '2018-03-01', '2024-12-31')
    for (const { code } of reaches) tenures.write(person, { level: 'reach', water: code, division: null }, from, null)
  }
  for (const { code, person } of gridMembers) tenures.write(person, { level: 'grid', water: null, division: code }, anyDay(draw, '2019-06-01', '2025-12-31'), null)

  const orgRows = offices.map(({ code, name, kind, level, division, parent, phone }): Row => ({
    code, name, kind, level, division, parent, phone,
  }))
  return { orgs: orgRows, people: roll.rows, contacts: roll.contacts, tenures: tenures.rows }
}

/** Natural-village spans: one or two neighbouring reaches of a village, villages of the countryside first. */
function reachSpans(waters: readonly WaterRecord[], places: Places, wanted: number, draw: Random): WaterRecord[][] {
  const byVillage = groupBy(waters.filter(({ kind }) => kind === 'reach'), ({ division }) => division)
  const order = [...byVillage].map(([village, reaches]) => ({ reaches, rank: (places.byCode.get(village)?.builtUp ?? 0) + 0.3 * draw() }))
  order.sort((a, b) => a.rank - b.rank)
  const spans: WaterRecord[][] = []
  for (let start = 0; spans.length < wanted && order.some(({ reaches }) => reaches.length > start); start += 2) {
    for (const { reaches } of order) if (reaches.length > start && spans.length < wanted) spans.push(reaches.slice(start, start + 2))
  }
  return spans
}

function enterDelegates(places: Places, wanted: number, roll: Roll) {
  const governed = places.divisions.filter(({ level }) => level !== 'village')
  const weights = new Map(governed.map(({ code, level }) => [code, level === 'city' ? 60 : level === 'district' ? 16 : 2]))
  return entries(weights, wanted).map(({ key: division, n }) => {
    const { name = '', level = 'town', kind = '镇', parent } = places.byCode.get(division) ?? {}
    // a 街道 has no congress of its own: its delegates sit in the district's
    const congress = level === 'town' && kind !== '镇' ? places.byCode.get(parent ?? '')?.name : name
    const post = `${congress}${level === 'town' ? delegatePosts[0] : delegatePosts[n % delegatePosts.length]}`
    return { division, person: roll.enter('delegate', post, null, division) }
  })
}

function enterStaff(offices: readonly Org[], wanted: number, roll: Roll, draw: Random) {
  const byCode = new Map(offices.map((org) => [org.code, org]))
  const weights = new Map(offices.map((org) => [org.code, (org.kind === 'chief_office' ? 7 : 4) + (org.level === 'town' ? 0 : 3)]))
  return entries(weights, wanted).flatMap(({ key, n }) => {
    const org = byCode.get(key)
    if (!org) return []
    const list = org.kind === 'chief_office' ? staffPosts.office : org.level === 'town' ? staffPosts.town : staffPosts.department
    const post = list[n === 0 ? 0 : 1 + Math.floor(draw() * (list.length - 1))]
    return [{ division: org.division, head: n === 0, person: roll.enter('staff', post, org.code, org.division) }]
  })
}

/** `wanted` entries over keys in proportion to weight; `n` counts those of one key from 0. */
function entries(weights: ReadonlyMap<string, number>, wanted: number): { key: string; n: number }[] {
  const whole = [...weights.values()].reduce((a, b) => a + b, 0)
  const made: { key: string; n: number }[] = []
  let passed = 0
  for (const [key, weight] of weights) {
    const before = Math.round((passed / whole) * wanted)
    passed += weight
    const after = Math.round((passed / whole) * wanted)
    for (let n = 0; n < after - before; n++) made.push({ key, n })
  }
  return made
}
