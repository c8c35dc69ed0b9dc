import { expect, test } from 'vitest'
import { identifier, join, sql } from './sql.ts'

test('values become parameters in the order they stand, through any nesting', () => {
  const inner = sql`b = ${2} or c = ${3}`
  const statement = sql`select * from t where a = ${1} and (${inner}) and d = ${4}`
  expect(statement.text).toBe('select * from t where a = $1 and (b = $2 or c = $3) and d = $4')
  expect(statement.values).toEqual([1, 2, 3, 4])
})

test('a fragment may stand twice', () => {
  const one = sql`x = ${'v'}`
  const both = sql`${one} and ${one}`
  expect([both.text, both.values]).toEqual(['x = $1 and x = $2', ['v', 'v']])
})

test('joins fragments, also none', () => {
  expect(join([sql`a = ${1}`, sql`b = ${2}`], ' and ').text).toBe('a = $1 and b = $2')
  expect(join([]).text).toBe('')
})

test('only names of our own become identifiers', () => {
  expect(identifier('waters').text).toBe('"waters"')
  for (const name of ['a"b', 'A', 'x; drop table y', '', '1a']) expect(() => identifier(name), name).toThrow(/not an identifier/)
})
