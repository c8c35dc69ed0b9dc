import { expect, test } from 'vitest'
import { demoPassword } from '../../domain/accounts/demonstration.ts'
import { roleIds } from '../../domain/roles.ts'
import { opens } from '../../server/accounts/password.ts'
import { accounts } from './accounts.ts'
import { paperCity, smallTown } from './paperCity.fixture.ts'
import { people } from './people.ts'

const { places, waters } = paperCity(smallTown)
const roll = people(places, waters, { seed: 3, scale: 0.05 })
const { posts = [], assistants = [], accounts: ways = [] } = accounts(roll)

test('every role is somebody’s, and everybody who serves has one post', () => {
  expect(new Set(posts.map(({ role }) => role))).toEqual(new Set(roleIds))
  expect(new Set(posts.map(({ person }) => person)).size).toBe(posts.length)
  const serving = roll.people!.filter(({ post }) => !String(post).startsWith('原'))
  expect(posts.length).toBe(serving.length)
})

test('everybody signs in with a name of their own and the demonstration’s password', async () => {
  expect(ways.length).toBe(roll.people!.length)
  expect(new Set(ways.map(({ login }) => login)).size).toBe(ways.length)
  expect(await opens(demoPassword, String(ways[0].password))).toBe(true)
  expect(await opens(`${demoPassword} `, String(ways[0].password))).toBe(false)
})

test('an assistant serves a chief of the same town, and no chief assists another', () => {
  const divisionOf = new Map(roll.people!.map(({ code, division }) => [code, division]))
  expect(assistants.length).toBeGreaterThan(0)
  for (const { person, chief } of assistants) expect(divisionOf.get(person)).toBe(divisionOf.get(chief))
  const chiefs = new Set(assistants.map(({ chief }) => chief))
  expect(assistants.filter(({ person }) => chiefs.has(person))).toEqual([])
})
