import fc from 'fast-check'
import { expect, test } from 'vitest'
import { layerIds } from './catalogue.ts'
import { may, mayMake, reaches, roleIds, type Actor, type Role } from './roles.ts'

const as = (role: Role, division: string): Actor => ({ account: 'A', person: 'P', name: '甲', behalf: null, posts: [{ role, division, place: '' }] })

test('a post reaches its own division and those below it, by the codes they share', () => {
  const city = { role: 'office', division: '449000' } as const
  const district = { role: 'office', division: '449003' } as const
  const town = { role: 'office', division: '449003104' } as const
  expect([city, district, town].map((post) => reaches(post, '449003104005'))).toEqual([true, true, true])
  expect([city, district, town].map((post) => reaches(post, '449005104005'))).toEqual([true, false, false])
  expect(reaches(town, '449003')).toBe(false)
})

test('the public may what anyone may, and nothing else', () => {
  expect(may(null, 'anyone')).toBe(true)
  for (const allow of ['signedIn', 'managePeople', 'importLayers'] as const) expect(may(null, allow)).toBe(false)
})

test('only administrators and chief offices enter people, and only within their division', () => {
  const allowed = roleIds.filter((role) => may(as(role, '449003'), 'managePeople', '449003104'))
  expect(allowed).toEqual(['administrator', 'office'])
  expect(may(as('office', '449003'), 'managePeople', '449005')).toBe(false)
})

test('whoever may something somewhere may it below as well, and nobody gains by a longer code of another place', () => {
  const digits = (n: number) => fc.stringMatching(new RegExp(`^[1-9][0-9]{${n - 1}}$`))
  fc.assert(fc.property(digits(6), digits(6), (division, below) => {
    const actor = as('office', division)
    expect(may(actor, 'managePeople', division + below)).toBe(true)
    expect(may(actor, 'managePeople', `9${division.slice(1, 3)}${below}`)).toBe(`9${division.slice(1, 3)}${below}`.startsWith(division.endsWith('00') ? division.slice(0, 4) : division))
  }))
})

test('who adds what: offices everything, departments facilities, whoever patrols small waters and outfalls, others nothing', () => {
  const made = (actor: Actor | null) => layerIds.filter((id) => mayMake(actor, id))
  expect(made(null)).toEqual([])
  expect(made(as('office', '449003'))).toEqual(['rivers', 'reaches', 'lakes', 'reservoirs', 'small_waters', 'outfalls', 'drainage_units', 'drainage_households', 'treatment_plants', 'pollution_sources', 'sections', 'gates'])
  expect(made(as('department', '449003'))).toEqual(['outfalls', 'drainage_units', 'drainage_households', 'treatment_plants', 'pollution_sources', 'sections', 'gates'])
  expect(made(as('grid_member', '449003'))).toEqual(['small_waters', 'outfalls'])
  for (const role of ['planner', 'supervisor', 'inspector', 'delegate'] as const) expect(made(as(role, '449000')), role).toEqual([])
})
