import { expect, test } from 'vitest'
import { catalogue, drainingLayers, layerIds } from './catalogue.ts'

test('a field refers to a layer there is', () => {
  for (const { id, fields } of catalogue) for (const { name, refers } of fields) if (refers) expect(layerIds, `${id}.${name}`).toContain(refers)
})

test('what drains is declared after what it drains through, and by fields it has', () => {
  const before: string[] = []
  const through = { water: [], outfall: ['outfalls'], unit: ['units'] }
  for (const { id, fields, drains: { as, by, classes, evidence } } of drainingLayers) {
    for (const column of by) expect(before, `${id} by ${column}`).toEqual(expect.arrayContaining(through[column]))
    for (const column of [...by, ...classes, ...Object.values(evidence)]) expect(fields.map(({ name }) => name), id).toContain(column)
    before.push(as)
  }
})

test('codes made here tell the layers of a table apart', () => {
  const letters = catalogue.flatMap(({ codes }) => (codes ? [codes[0]] : []))
  expect(new Set(letters).size).toBe(letters.length)
})
