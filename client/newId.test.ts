import { expect, it } from 'vitest'
import { z } from 'zod'
import { newId } from './newId.ts'

it('makes what the server takes for an id, another each time', () => {
  const ids = Array.from({ length: 100 }, newId)
  for (const id of ids) expect(z.uuidv4().safeParse(id).success, id).toBe(true)
  expect(new Set(ids).size).toBe(100)
})
