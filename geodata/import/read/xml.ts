// Elements of XML, whole ones handed over as they end, so that a file larger than memory is read one feature at a time.
import sax from 'sax'
import { reason, Refusal } from '../refusal.ts'
import { decoded } from './encoding.ts'
import { deepestNesting, mostCharactersAFeature } from './source.ts'

export interface Element {
  /** Without its prefix. */
  name: string
  attributes: Record<string, string>
  text: string
  inner: Element[]
}

export type Found = { element: Element; around: readonly Element[] }

const bare = (name: string) => name.slice(name.indexOf(':') + 1)
/** About what an element without text takes. */
const charactersAnElement = 100

/**
 * Elements called one of `wanted`, wherever they stand, each with those it stands in; of these only attributes and a `name` are kept.
 * `root` is told the outermost element's name before anything is found.
 */
export async function* elementsOf(
  path: string, { encoding, file, wanted, root }: { encoding: string; file: string; wanted: ReadonlySet<string>; root(name: string): void },
): AsyncGenerator<Found> {
  const parser = sax.parser(true, {})
  let found: Found[] = []
  let open: Element[] = []
  let kept = 0
  let size = 0
  let row = 0
  const broken = (zh: string, en: string) => new Refusal(`${file}：第 ${row + 1} 个要素附近${zh}`, `${file}: near feature ${row + 1}, ${en}`)
  const grow = (by: number) => {
    size += by
    if (size > mostCharactersAFeature) throw broken('的一个要素过大', 'a feature is too large')
  }
  parser.onopentag = ({ name, attributes }) => {
    const element: Element = { name: bare(name), attributes: attributes as Record<string, string>, text: '', inner: [] }
    if (!open.length) root(element.name)
    if (open.length >= deepestNesting) throw broken(`嵌套超过 ${deepestNesting} 层`, `nested deeper than ${deepestNesting} levels`)
    if (kept || wanted.has(element.name)) {
      kept++
      grow(charactersAnElement)
    }
    if (kept > 1) open.at(-1)?.inner.push(element)
    open = [...open, element]
  }
  parser.ontext = parser.oncdata = (words) => {
    const last = open.at(-1)
    if (!last || (!kept && last.name !== 'name')) return
    grow(words.length)
    last.text += words
  }
  parser.onclosetag = () => {
    const element = open.at(-1)
    open = open.slice(0, -1)
    if (!element) return
    if (!kept) {
      const around = open.at(-1)
      if (element.name === 'name' && around) around.attributes = { ...around.attributes, name: element.text.trim().slice(0, 200) }
      size = 0
    } else if (--kept === 0) {
      row++
      size = 0
      found.push({ element, around: open })
    }
  }
  // Left alone, the parser keeps an error of the last piece to itself.
  parser.onerror = (error) => {
    throw error
  }
  const sound = (work: () => void) => {
    try {
      work()
    } catch (caught) {
      throw caught instanceof Refusal ? caught : broken(`不是合法的 XML，或文件中断：${reason(caught)}`, 'it is not XML, or breaks off')
    }
  }
  for await (const chunk of decoded(path, encoding)) {
    sound(() => parser.write(chunk))
    yield* found
    found = []
  }
  sound(() => parser.close())
  yield* found
}

export const within = (element: Element, name: string): Element[] => element.inner.filter((one) => one.name === name)
export const textOf = (element: Element, name: string): string | null => within(element, name)[0]?.text.trim() || null
