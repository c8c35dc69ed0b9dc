// Which layer a file is for, by what it is called, its titles, shapes and words, and the codes the register knows. A person says yes.
import { catalogue, type Layer, type LayerId } from '../../domain/catalogue.ts'
import type { LayerGuess } from '../../domain/imports/schemas.ts'
import { text, type Text } from '../../domain/text.ts'
import { knowsTitle, mapColumns, type Mapping } from './mapping.ts'
import { folded } from './titles.ts'
import { readValue } from './values.ts'

/** What has been seen of a file. */
export interface Seen {
  /** What it and the table or sheet in it are called. */
  names: readonly string[]
  columns: readonly string[]
  shortNames?: boolean
  /** Kinds of shapes, as GeoJSON calls them. */
  shapes: Iterable<string>
  rows: readonly Record<string, unknown>[]
  /** How many of the rows' codes a layer has already. */
  there?: Partial<Record<LayerId, number>>
}

const kinds: Record<string, Layer['geometry']> = {
  Point: 'point', MultiPoint: 'point', LineString: 'line', MultiLineString: 'line', Polygon: 'polygon', MultiPolygon: 'polygon',
}
const kindTitles = { point: text('点', 'points'), line: text('线', 'lines'), polygon: text('面', 'areas') }

/** What a layer's things are called: its title, its id, and what stands before 编码 among its aliases. */
const wordsOf = ({ id, title, fields }: Layer): string[] => {
  const things = fields.find(({ name }) => name === 'code')!.aliases!.flatMap((alias) => /^(.+)编码$/.exec(alias)?.[1] ?? [])
  return [...new Set([title.zh, title.en, id, id.replace(/s$/, ''), ...things].map(folded))]
}
const words = new Map(catalogue.map((layer) => [layer, wordsOf(layer)]))
const knows = new Map(catalogue.map((layer) => [layer, knowsTitle(layer)]))

/** What counts how much: a name, a title or a word that only one layer has counts for one, of several for its share (our proposal). */
const weight = { named: 2, title: 1, value: 1, there: 4, whole: 0.5 }
/** Sure, where it has that much and so many times more than the next (our proposal). */
const surely = { score: 1, times: 1.5 }
/** Named are those with a quarter of what the first has, and no more than there are layers of a kind. */
const named = { share: 0.25, most: 7 }

function mappingOf(layer: Layer, { columns, shortNames }: Seen): Mapping['fields'] {
  try {
    return mapColumns(layer, columns, { shortNames }).fields
  } catch {
    // Names that DBF has cut so that they could be two: asked about once the layer is known.
    return []
  }
}

/** Lists of the layer's own words in which all values of a column stand, and those in which none does. */
function wordsIn(layer: Layer, seen: Seen): { own: { column: string; words: string }[]; foreign: number } {
  const own: { column: string; words: string }[] = []
  let foreign = 0
  for (const { field, column } of mappingOf(layer, seen)) {
    if (!field.values) continue
    const said = [...new Set(seen.rows.map((row) => row[column]))]
      .filter((value) => ['string', 'number'].includes(typeof value) && String(value).trim() !== '').slice(0, 50)
    const known = said.filter((value) => {
      const read = readValue(field, value)
      return 'value' in read && read.value !== null
    })
    if (said.length && !known.length) foreign++
    else if (said.length && known.length === said.length) own.push({ column, words: known.slice(0, 3).map(String).join('、') })
  }
  return { own, foreign }
}

/** Names in which a layer's word stands, the longest; one that is only a part of another layer's longer word is none. */
function namedIn({ names }: Seen): Map<Layer, string> {
  const said = names.map(folded)
  const all = [...words].flatMap(([layer, own]) =>
    own.filter((word) => said.some((name) => name.includes(word))).map((word) => ({ layer, word })))
  const whole = all.filter(({ word }) => !all.some((other) => other.word !== word && other.word.includes(word)))
  return new Map(whole.sort((a, b) => a.word.length - b.word.length).map(({ layer, word }) => [layer, word]))
}

/** Layers a file may be for, the likeliest first; `sure` where one stands out. None where no layer has its kind of shapes. */
export function guessLayer(seen: Seen): LayerGuess {
  const shapes = [...seen.shapes]
  const known = new Set(shapes.flatMap((shape) => kinds[shape] ?? []))
  const mixed = shapes.some((shape) => shape === 'GeometryCollection')
  const called = namedIn(seen)
  const knowing = new Map(seen.columns.map((column) => [column, catalogue.filter((layer) => knows.get(layer)!(column))]))
  const values = new Map(catalogue.map((layer) => [layer, wordsIn(layer, seen)]))
  const alike = (column: string) => [...values.values()].filter(({ own }) => own.some((one) => one.column === column)).length

  const guesses = catalogue.filter(({ geometry }) => mixed || !known.size || known.has(geometry)).map((layer) => {
    const reasons: Text[] = []
    let score = 0
    const there = seen.there?.[layer.id] ?? 0
    if (there) {
      score += (weight.there * there) / Math.max(1, seen.rows.length)
      reasons.push(text(`名录的${layer.title.zh}里有其中 ${there} 个编码`, `${there} of its codes are among the ${layer.title.en.toLowerCase()} of the register`))
    }
    const word = called.get(layer)
    if (word !== undefined) {
      score += weight.named / [...called.values()].filter((other) => other === word).length
      reasons.push(text(`名字里有“${word}”`, `“${word}” is in its name`))
    }
    const titles = seen.columns.filter((column) => knowing.get(column)!.includes(layer))
    score += titles.reduce((sum, column) => sum + weight.title / knowing.get(column)!.length, 0)
    score += (weight.whole * Math.min(titles.length, layer.fields.length)) / layer.fields.length
    const telling = titles.filter((column) => knowing.get(column)!.length <= 3).slice(0, 4)
    if (telling.length) reasons.push(text(`有列 ${telling.join('、')}`, `it has the columns ${telling.join(', ')}`))
    const { own, foreign } = values.get(layer)!
    score -= foreign * weight.value
    for (const { column, words: some } of own) {
      const others = alike(column)
      score += weight.value / others
      if (others <= 2) reasons.push(text(`“${column}”写的是它的词：${some}`, `“${column}” has its words: ${some}`))
    }
    if (known.size && !mixed) reasons.push(text(`图形是${kindTitles[layer.geometry].zh}`, `its shapes are ${kindTitles[layer.geometry].en}`))
    return { layer: layer.id, reasons, score }
  }).sort((a, b) => b.score - a.score)
  const [best, next] = guesses
  const stands = best !== undefined && (!next || best.score >= surely.times * Math.max(0, next.score))
  const likely = guesses.filter(({ score }) => score >= named.share * best.score)
  const sure = stands && best.score >= surely.score
  return { sure, layers: likely.slice(0, named.most).map(({ layer, reasons }) => ({ layer, reasons })) }
}
