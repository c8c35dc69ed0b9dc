import { expect, test } from 'vitest'
import { answersFor, levelsDue, type Charge } from '../../domain/tenures.ts'
import { addDays, today } from './calendar.ts'
import { paperCity, smallTown } from './paperCity.fixture.ts'
import { people } from './people.ts'
import type { Row } from './rows.ts'
import { waterRecords } from './waterRecords.ts'

const { places, waters } = paperCity(smallTown)
const scale = { seed: 3, scale: 0.05 }
const { orgs = [], people: roll = [], contacts = [], tenures = [] } = people(places, waters, scale)

const validOn = (day: string) =>
  tenures.filter(({ valid_from: from, valid_to: to }) => String(from) <= day && (to === null || String(to) > day))
const chargeOf = ({ water, division }: Row): Charge => ({ water: water as string | null, division: division as string | null })

/** How many hold a water at each level it should have, over all waters. */
function holders(day: string): { code: string; level: string; held: number }[] {
  const valid = validOn(day)
  return waterRecords(waters)
    .filter(({ kind }) => kind !== 'river')
    .flatMap((water) => levelsDue(water.level).map((level) => ({
      code: water.code, level, held: valid.filter((tenure) => tenure.level === level && answersFor(chargeOf(tenure), water)).length,
    })))
}

test('every water has one present holder at each level it should have, or the seat is vacant', () => {
  const found = holders(today)
  expect(found.filter(({ held }) => held > 1)).toEqual([])
  const vacant = found.filter(({ held }) => held === 0).length
  expect(vacant).toBeGreaterThan(0)
  expect(vacant / found.length).toBeLessThan(0.1)
})

test('a vacant seat was left within the last weeks', () => {
  const facts = new Map(waterRecords(waters).map((water) => [water.code, water]))
  for (const { code, level } of holders(today).filter(({ held }) => held === 0)) {
    const water = facts.get(code)
    const last = tenures.filter((tenure) => tenure.level === level && water && answersFor(chargeOf(tenure), water))
      .map(({ valid_to: to }) => String(to)).sort().pop()
    expect(last && last > addDays(today, -60) && last <= today).toBe(true)
  }
})

test('at no past day do two people hold one water at one level', () => {
  for (const day of ['2018-06-01', '2020-02-02', '2021-09-15', '2023-01-01', '2024-03-20', '2025-07-01']) {
    expect(holders(day).filter(({ held }) => held > 1)).toEqual([])
  }
})

test('tenures of one post never overlap', () => {
  const posts = new Map<string, [string, string][]>()
  for (const { level, water, division, valid_from: from, valid_to: to } of tenures) {
    const post = `${level} ${water} ${division}`
    posts.set(post, [...(posts.get(post) ?? []), [String(from), to === null ? '9999-12-31' : String(to)]])
  }
  for (const times of posts.values()) {
    times.sort()
    for (let i = 1; i < times.length; i++) expect(times[i][0] >= times[i - 1][1]).toBe(true)
  }
})

test('most chiefs of rivers had predecessors since 2017', () => {
  const river = tenures.filter(({ level, water, division }) => level === 'town' && water !== null && division !== null)
  const now = river.filter(({ valid_to: to }) => to === null).length
  expect(river.length / now).toBeGreaterThan(1.6)
  expect(Math.min(...river.map(({ valid_from: from }) => Number(String(from).slice(0, 4))))).toBe(2017)
})

test('nobody leads two towns at once', () => {
  const towns = tenures.filter(({ level }) => level === 'town')
  for (const day of ['2019-01-01', '2021-09-20', '2022-05-05', today]) {
    const at = new Map<string, string>()
    for (const { person, water, division } of towns.filter((tenure) => validOn(day).includes(tenure))) {
      const home = waterRecords(waters).find(({ code }) => code === water)
      const town = String(division ?? home?.division).slice(0, 9)
      expect(at.get(String(person)) ?? town).toBe(town)
      at.set(String(person), town)
    }
  }
})

test('offices, departments and people are as many as the scale asks', () => {
  const governed = places.divisions.filter(({ level }) => level !== 'village').length
  expect(orgs.filter(({ kind }) => kind === 'chief_office')).toHaveLength(governed)
  const role = (name: string) => roll.filter((person) => person.role === name).length
  expect(role('reach_chief')).toBe(Math.round(667 * 0.05))
  expect(role('delegate')).toBe(28)
  expect(role('staff')).toBe(155)
  expect(role('grid_member')).toBe(places.divisions.filter(({ level }) => level === 'village').length)
})

test('every chief holds or held something, and every code is known', () => {
  const codes = new Set(roll.map(({ code }) => code))
  const holding = new Set(tenures.map(({ person }) => person))
  for (const { person } of tenures) expect(codes.has(person)).toBe(true)
  for (const { code, role } of roll) if (role === 'chief') expect(holding.has(code)).toBe(true)
  const orgCodes = new Set(orgs.map(({ code }) => code))
  expect(orgCodes.size).toBe(orgs.length)
  for (const { org } of roll) if (org !== null) expect(orgCodes.has(org)).toBe(true)
  for (const { parent } of orgs) if (parent !== null) expect(orgCodes.has(parent)).toBe(true)
})

test('everybody has one telephone number, of a form nobody has', () => {
  expect(contacts.map(({ person }) => person)).toEqual(roll.map(({ code }) => code))
  for (const { phone } of contacts) expect(phone).toMatch(/^19\d-0000-\d{4}$/)
  for (const { phone } of orgs) expect(phone).toMatch(/^020-0000-\d{4}$/)
})

test('the same seed gives the same people', () => {
  expect(people(places, waters, scale).tenures).toEqual(tenures)
})
