// Cuts the features out of GeoJSON text as it streams past, so that a file larger than memory is read one feature at a time.
// Only brackets and strings are followed here; each feature's own text goes to JSON.parse.
import { Refusal, reason } from '../refusal.ts'
import { text } from '../../../domain/text.ts'
import { deepestNesting, mostCharactersAFeature, type SourceFeature } from './source.ts'

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket, comma, colon] = [...'"\\{}[],:'].map((c) => c.charCodeAt(0))

/** What is being collected: a member of the outermost object, or one feature. */
type Wanted = { kind: 'member'; key: string } | { kind: 'feature' } | null

/**
 * Features of a FeatureCollection, of a bare array, of one Feature or of newline-delimited ones.
 * `members` is filled with what stands beside them (crs, name) on the way.
 */
export async function* jsonFeatures(
  chunks: AsyncIterable<string>, file: string, members: Map<string, unknown>,
): AsyncGenerator<SourceFeature> {
  let row = 0
  let depth = 0
  let inString = false
  let escaped = false
  // Where features stand: inside the outermost array (depth 1), or inside the "features" array of the outermost object (depth 2).
  let featureDepth = 0
  let wanted: Wanted = null
  let pieces: string[] = []
  let collected = 0
  let key = ''
  let awaitsValue = false
  let root = new Map<string, unknown>()
  let started = false

  const broken = (zh: string, en: string) => new Refusal(`${file}：第 ${row + 1} 个要素附近${zh}`, `${file}: near feature ${row + 1}, ${en}`)

  const finish = (): SourceFeature | null => {
    const written = pieces.join('')
    const collecting = wanted
    pieces = []
    collected = 0
    wanted = null
    let value: unknown
    try {
      value = JSON.parse(written)
    } catch (caught) {
      if (collecting?.kind !== 'feature') throw broken(`不是合法的 JSON：${reason(caught)}`, 'it is not JSON')
      return { row: ++row, properties: {}, geometry: null, trouble: text(`不是合法的 JSON：${reason(caught)}`, `not JSON: ${reason(caught)}`) }
    }
    if (collecting?.kind === 'member') {
      root.set(collecting.key, value)
      return null
    }
    return asFeature(value, ++row)
  }

  const collect = (piece: string) => {
    pieces.push(piece)
    collected += piece.length
    if (collected > mostCharactersAFeature) throw broken('的一个要素过大', 'a feature is too large')
  }

  for await (const chunk of chunks) {
    let from = 0
    for (let i = 0; i < chunk.length; i++) {
      const c = chunk.charCodeAt(i)
      if (inString) {
        if (escaped) escaped = false
        else if (c === backslash) escaped = true
        else if (c === quote) {
          inString = false
          if (depth === 1 && wanted?.kind === 'member' && wanted.key === '' && !awaitsValue) {
            key = JSON.parse([...pieces, chunk.slice(from, i + 1)].join('')) as string
            wanted = null
            pieces = []
            collected = 0
          }
        }
        continue
      }
      if (c <= 32 || c === 0x1e || c === 0xfeff) continue
      if (!started) {
        if (c !== openBrace && c !== openBracket) throw new Refusal(`${file} 不是 GeoJSON`, `${file} is not GeoJSON`)
        started = true
      }
      if (c === quote) {
        inString = true
        if (depth === 1 && featureDepth !== 1 && !wanted) {
          wanted = { kind: 'member', key: awaitsValue ? key : '' }
          from = i
        }
      } else if (c === openBrace || c === openBracket) {
        depth++
        if (depth > deepestNesting) throw broken(`嵌套超过 ${deepestNesting} 层`, `nested deeper than ${deepestNesting} levels`)
        if (depth === 1) {
          root = new Map()
          featureDepth = c === openBracket ? 1 : 0
        } else if (depth === 2 && awaitsValue && key === 'features' && c === openBracket) {
          featureDepth = 2
          awaitsValue = false
        } else if (!wanted && depth === featureDepth + 1 && featureDepth > 0) {
          wanted = { kind: 'feature' }
          from = i
        } else if (!wanted && depth === 2 && awaitsValue) {
          wanted = { kind: 'member', key }
          from = i
        }
      } else if (c === closeBrace || c === closeBracket) {
        depth--
        if (depth < 0) throw broken('括号不配对', 'brackets do not match')
        if (wanted?.kind === 'member' && depth === 0) {
          collect(chunk.slice(from, i))
          finish()
          awaitsValue = false
        } else if (wanted && depth === (wanted.kind === 'feature' ? featureDepth : 1)) {
          collect(chunk.slice(from, i + 1))
          const feature = finish()
          awaitsValue = false
          if (feature) yield feature
        }
        if (featureDepth === 2 && depth === 1) featureDepth = 0
        if (depth === 0) {
          const single = asRoot(root, row)
          if (single) yield { ...single, row: ++row }
          for (const [name, value] of root) members.set(name, value)
          featureDepth = 0
        }
      } else if (c === colon && depth === 1) awaitsValue = true
      else if (c === comma && depth === 1 && featureDepth !== 1) {
        if (wanted?.kind === 'member') {
          collect(chunk.slice(from, i))
          finish()
        }
        awaitsValue = false
      } else if (depth === 1 && awaitsValue && !wanted) {
        wanted = { kind: 'member', key }
        from = i
      } else if (depth === 0) throw broken('有多余的内容', 'there is something else')
      else if (!wanted && depth === featureDepth && c !== comma) throw broken('不是 Feature', 'something is not a Feature')
    }
    if (wanted) collect(chunk.slice(from))
  }
  if (!started) throw new Refusal(`${file} 是空的`, `${file} is empty`)
  if (depth > 0 || inString) throw broken('文件中断，不完整', 'the file breaks off')
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const geometryTypes = ['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon', 'GeometryCollection']

function asFeature(value: unknown, row: number): SourceFeature {
  if (!isObject(value) || value.type !== 'Feature') return { row, properties: {}, geometry: null, trouble: text('不是 Feature', 'not a Feature') }
  const properties = isObject(value.properties) ? value.properties : {}
  // The shape is checked coordinate by coordinate later; here it is only known to be an object.
  const geometry = isObject(value.geometry) ? (value.geometry as unknown as SourceFeature['geometry']) : null
  return { row, properties: 'id' in value && !('id' in properties) ? { ...properties, id: value.id } : properties, geometry }
}

/** The feature an outermost object is by itself; null for a collection, whose features have been read. */
function asRoot(root: Map<string, unknown>, row: number): SourceFeature | null {
  const type = root.get('type')
  if (type === 'Feature') return asFeature(Object.fromEntries(root), row)
  if (typeof type === 'string' && geometryTypes.includes(type)) return { row, properties: {}, geometry: Object.fromEntries(root) as unknown as SourceFeature['geometry'] }
  return null
}
