// Values of the catalogue's fields: the same rules in the form, on the server and in an import. Without zod, for the browser.
import type { Field, Layer } from './catalogue.ts'
import { text, type Text } from './text.ts'

type Value = string | number | boolean | null

/** A text of the register holds no more characters than this. */
export const mostCharacters = 2000

/** What every other column of whole numbers holds. */
const largestInteger = 2 ** 31 - 1
export const largestOf = ({ most }: Field): number => most ?? largestInteger

const isDay = (value: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) && !value.startsWith('0') && new Date(`${value}T00:00Z`).toJSON()?.startsWith(value) === true

const kinds: Record<Field['type'], { is: (value: Value) => boolean; words: Text }> = {
  text: { is: (value) => typeof value === 'string', words: text('文字', 'text') },
  number: { is: (value) => typeof value === 'number' && Number.isFinite(value), words: text('数字', 'a number') },
  integer: { is: (value) => Number.isSafeInteger(value) && Math.abs(value as number) <= largestInteger, words: text('整数', 'a whole number') },
  boolean: { is: (value) => typeof value === 'boolean', words: text('是或否', 'yes or no') },
  date: { is: (value) => typeof value === 'string' && isDay(value), words: text('日期（年-月-日）', 'a date (YYYY-MM-DD)') },
}

/** What is wrong with a value for a field; null where it will do. */
export const wrongWith = (field: Field, value: Value): Text | null => {
  const { title, type, values, required } = field
  if (value === null || value === '') return required ? text(`${title.zh}不能空着`, `${title.en} cannot be empty`) : null
  const shown = String(value).slice(0, 50)
  if (typeof value === 'string' && value.length > mostCharacters) return text(`${title.zh}太长：最多 ${mostCharacters} 字`, `${title.en} is too long: at most ${mostCharacters} characters`)
  if (!kinds[type].is(value)) return text(`${title.zh}应是${kinds[type].words.zh}`, `${title.en} must be ${kinds[type].words.en}`)
  if (values && !Object.hasOwn(values, String(value))) return text(`${title.zh}不能是“${shown}”`, `${title.en} cannot be “${shown}”`)
  if (typeof value === 'number' && type === 'integer' && value > largestOf(field)) return text(`${title.zh}过大：最多 ${largestOf(field)}`, `${title.en} is too large: at most ${largestOf(field)}`)
  if (typeof value === 'number' && value < 0) return text(`${title.zh}不能是负数`, `${title.en} cannot be negative`)
  return null
}

/** Fields a person fills in: what follows from the shape or the network is not typed. */
export const written = (layer: Layer): Field[] => layer.fields.filter(({ name, derived }) => name !== 'code' && !derived)
