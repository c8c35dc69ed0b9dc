import { describe, expect, it } from 'vitest'
import { catalogue, type LayerId } from '../../domain/catalogue.ts'
import { shortName } from '../shortName.ts'
import { guessLayer, type Seen } from './guess.ts'
import { templateOf } from './template.ts'

const shapes = { point: ['Point'], line: ['LineString', 'MultiLineString'], polygon: ['MultiPolygon'] }
const told = (seen: Partial<Seen>) => {
  const { sure, layers } = guessLayer({ names: ['x.csv'], columns: [], shapes: [], rows: [], ...seen })
  const [first] = layers
  return { sure, layer: first?.layer ?? null, reasons: first?.reasons.map(({ zh }) => zh) ?? [], all: layers.map(({ layer }) => layer) }
}

describe.each(catalogue.map((layer) => [layer.id, layer] as const))('%s', (id, layer) => {
  it.each([['titles', layer.fields.map(({ title }) => title.zh)], ['names', layer.fields.map(({ name }) => name)], ['short names', layer.fields.map(shortName)], ['template', templateOf(layer)[0]]])('is among the likely by its %s and shapes, and first with a name', (_, columns) => {
    expect(told({ columns, shapes: shapes[layer.geometry] }).all).toContain(id)
    for (const name of [`${layer.title.zh}-4490.csv`, `${id}.zip`]) expect(told({ columns, shapes: shapes[layer.geometry], names: [name] })).toMatchObject({ layer: id, sure: true })
  })

  it('is what it is called where nothing else is known, and never another kind of shape', () => {
    expect(told({ names: [`2024年${layer.title.zh}普查.xlsx`] })).toMatchObject({ layer: id, sure: true })
    const others = shapes[({ point: 'line', line: 'polygon', polygon: 'point' } as const)[layer.geometry]]
    expect(told({ names: [`${layer.title.zh}.geojson`], shapes: others }).all).not.toContain(id)
  })
})

const cases: [words: string, seen: Partial<Seen>, layer: LayerId, sure: boolean][] = [
  ['a code that only outfalls have', { columns: ['排口编号', '名称', '管径'], shapes: ['Point'] }, 'outfalls', true],
  ['sections of a laboratory', { columns: ['断面代码', '断面名称', '潮别'], shapes: ['Point'] }, 'sections', true],
  ['the kind that is written', { columns: ['编号', '名称', '类型'], shapes: ['Point'], rows: [{ 类型: '水闸' }, { 类型: '泵站' }] }, 'gates', true],
  ['the code of a district', { columns: ['adcode', 'name', 'level'], shapes: ['MultiPolygon'] }, 'divisions', true],
  ['codes of the register', { columns: ['code', 'name'], shapes: ['Polygon'], rows: Array.from({ length: 10 }, () => ({})), there: { lakes: 9, small_waters: 1 } }, 'lakes', true],
  ['排水户, and not 排口', { names: ['某区排水户清单.xlsx'], columns: ['名称'] }, 'drainage_households', true],
  ['a name and a kind of shape', { columns: ['name'], shapes: ['LineString'] }, 'rivers', false],
  ['points with no more than a name', { columns: ['name'], shapes: ['Point'] }, 'outfalls', false],
]
it.each(cases)('tells %s', (_, seen, layer, sure) => {
  const found = told(seen)
  expect([found.sure, sure ? found.layer : found.all.length > 1]).toEqual([sure, sure ? layer : true])
  if (sure) expect(found.reasons.length).toBeGreaterThan(0)
})

it('has nothing to say of tables of nothing, and only asks', () => {
  expect(told({})).toMatchObject({ sure: false, reasons: [] })
  expect(catalogue.map(({ id }) => id)).toContain(told({}).layer)
})
