import { expect, it } from 'vitest'
import { layerOf, type Field } from './catalogue.ts'
import { mostCharacters, wrongWith, written } from './fields.ts'
import { text } from './text.ts'

const field = (type: Field['type'], more: Partial<Field> = {}): Field => ({ name: 'x', title: text('口径', 'Diameter'), type, ...more })

it.each([
  [field('text'), '圆管'], [field('text'), null], [field('text'), ''], [field('number'), 0], [field('number'), 1.5], [field('integer'), 3], [field('boolean'), false], [field('date'), '2024-02-29'],
  [field('text', { values: { 左: text('左', 'left') } }), '左'],
])('takes %o', (of, value) => expect(wrongWith(of, value)).toBeNull())

it.each([
  [field('text', { required: true }), '', '口径不能空着'], [field('text', { required: true }), null, '口径不能空着'], [field('text'), 5, '口径应是文字'], [field('text'), 'x'.repeat(mostCharacters + 1), '太长'],
  [field('number'), 'x', '口径应是数字'], [field('number'), NaN, '口径应是数字'], [field('number'), Infinity, '口径应是数字'], [field('number'), -1, '口径不能是负数'], [field('integer'), 1.5, '口径应是整数'], [field('integer'), 2 ** 31, '口径应是整数'], [{ ...field('integer'), most: 32_767 }, 32_768, '口径过大：最多 32767'],
  [field('boolean'), 'true', '口径应是是或否'], [field('date'), '2023-02-29', '口径应是日期'], [field('date'), '0000-01-01', '口径应是日期'], [field('date'), '1.1.2024', '口径应是日期'],
  [field('text', { values: { 左: text('左', 'left') } }), '右', '口径不能是“右”'], [field('text', { values: { 左: text('左', 'left') } }), 'toString', '不能是'],
])('refuses %o %s', (of, value, words) => expect(wrongWith(of, value)?.zh).toContain(words))

it('what follows from the shape is not typed, and codes stay', () => {
  const names = written(layerOf('outfalls')!).map(({ name }) => name)
  expect(names).toContain('name')
  for (const name of ['code', 'measure_m', 'valid_from']) expect(names).not.toContain(name)
})
