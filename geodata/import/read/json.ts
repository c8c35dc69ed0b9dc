// JSON as programs write it: figures no number holds keep their digits, NaN stands for nothing, what is written twice is told.

export interface Parsed {
  value: unknown
  /** As `value`, but figures that a number would change are the text they were written as. */
  exact: unknown
  /** Ways to members that one object has twice; the last one counts. */
  twice: string[][]
  /** How many NaN and Infinity were taken for nothing. */
  noNumbers: number
}

const strings = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"`
const barred = new RegExp(`${strings}|-?(?:NaN|Infinity)\\b`, 'g')
const figures = new RegExp(`${strings}|-?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?`, 'g')
const marks = new RegExp(`${strings}|[{}[\\]:]`, 'g')
/** What may be a figure a number does not hold: sixteen digits before the point, or a power. */
const mayBeLong = /[:[,\s]-?\d{16}|\d[eE]\+?\d/

const kept = (figure: string) =>
  Number.isFinite(Number(figure)) && (Number.isSafeInteger(Number(figure)) || !/^-?\d+(\.0+)?$|[eE]\+?\d/.test(figure))
const withDigits = (written: string) => written.replace(figures, (one) => (one.startsWith('"') || kept(one) ? one : `"${one}"`))

/** Members of a value, those of what is in it included. */
function membersIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) return typeof value[0] === 'object' ? value.reduce<number>((sum, one) => sum + membersIn(one), 0) : 0
  const all = Object.values(value)
  return all.reduce<number>((sum, one) => sum + membersIn(one), all.length)
}

function twiceIn(written: string): string[][] {
  const found: string[][] = []
  const open: { names: Set<string>; name: string }[] = []
  let last = ''
  for (const [mark] of written.matchAll(marks)) {
    if (mark === '{' || mark === '[') open.push({ names: new Set(), name: '' })
    else if (mark === '}' || mark === ']') open.pop()
    else if (mark !== ':') last = mark
    else {
      const inner = open.at(-1)
      if (!inner) continue
      inner.name = JSON.parse(last) as string
      if (inner.names.has(inner.name)) found.push(open.map(({ name }) => name).filter(Boolean))
      inner.names.add(inner.name)
    }
  }
  return found
}

/** Reads one value, in which `members` members are written; throws what JSON.parse throws. */
export function parseJson(written: string, members: number): Parsed {
  let noNumbers = 0
  const value = parse(written)
  return {
    value,
    exact: mayBeLong.test(written) ? parse(withDigits(written)) : value,
    twice: membersIn(value) < members ? twiceIn(written) : [],
    noNumbers,
  }

  function parse(words: string): unknown {
    try {
      return JSON.parse(words)
    } catch (caught) {
      noNumbers = 0
      const without = words.replace(barred, (one) => (one.startsWith('"') ? one : (noNumbers++, 'null')))
      if (!noNumbers) throw caught
      try {
        return JSON.parse(without)
      } catch {
        throw caught
      }
    }
  }
}
