// Cuts the features out of GeoJSON text as it streams past, so that a file larger than memory is read one feature at a time.
// Only brackets and strings are followed here; each feature's own text is parsed by itself (json.ts).
import { text, type Text } from '../../../domain/text.ts'
import { Refusal, reason } from '../refusal.ts'
import { parseJson, type Parsed } from './json.ts'
import { deepestNesting, mostCharactersAFeature, type SourceFeature } from './source.ts'

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket, comma, colon] = [...'"\\{}[],:'].map((c) => c.charCodeAt(0))

/** What is being collected: a member of the outermost object, or one feature. */
type Wanted = { kind: 'member'; key: string } | { kind: 'feature' } | null

/**
 * Features of a FeatureCollection, of a bare array, of one Feature or geometry, or of newline-delimited ones.
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
  let wanted = null as Wanted
  let pieces: string[] = []
  let collected = 0
  let key = ''
  let awaitsValue = false
  let root = new Map<string, Parsed>()
  let hasFeatures = false
  let started = false
  // Members written in what is being collected.
  let colons = 0

  const broken = (zh: string, en: string) => new Refusal(`${file}：第 ${row + 1} 个要素附近${zh}`, `${file}: near feature ${row + 1}, ${en}`)

  const want = (what: Wanted) => {
    wanted = what
    colons = 0
  }

  const finish = (): SourceFeature | null => {
    const written = pieces.join('')
    const collecting = wanted
    pieces = []
    collected = 0
    wanted = null
    let parsed: Parsed
    try {
      parsed = parseJson(written, colons)
    } catch (caught) {
      if (collecting?.kind !== 'feature') throw broken(`不是合法的 JSON：${reason(caught)}`, 'it is not JSON')
      return { row: ++row, properties: {}, geometry: null, trouble: text(`不是合法的 JSON：${reason(caught)}`, `not JSON: ${reason(caught)}`) }
    }
    if (collecting?.kind === 'member') {
      if (root.has(collecting.key)) throw broken(`“${collecting.key.slice(0, 60)}” 写了两次`, `"${collecting.key.slice(0, 60)}" is written twice`)
      root.set(collecting.key, parsed)
      return null
    }
    if (isEsri(parsed.value)) throw esri(file)
    return asFeature(parsed, ++row)
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
          want({ kind: 'member', key: awaitsValue ? key : '' })
          from = i
        }
      } else if (c === openBrace || c === openBracket) {
        depth++
        if (depth > deepestNesting) throw broken(`嵌套超过 ${deepestNesting} 层`, `nested deeper than ${deepestNesting} levels`)
        if (depth === 1) {
          root = new Map()
          hasFeatures = false
          featureDepth = c === openBracket ? 1 : 0
        } else if (depth === 2 && awaitsValue && key === 'features' && c === openBracket) {
          if (hasFeatures) throw broken('“features” 写了两次', '"features" is written twice')
          hasFeatures = true
          featureDepth = 2
          awaitsValue = false
        } else if (!wanted && depth === featureDepth + 1 && featureDepth > 0) {
          want({ kind: 'feature' })
          from = i
        } else if (!wanted && depth === 2 && awaitsValue) {
          want({ kind: 'member', key })
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
          if (c === closeBrace && !hasFeatures) for (const single of rootFeatures(root, file)) yield { ...single, row: ++row }
          for (const [name, { value }] of root) members.set(name, value)
          featureDepth = 0
        }
      } else if (c === colon) {
        colons++
        if (depth === 1) awaitsValue = true
      } else if (c === comma && depth === 1 && featureDepth !== 1) {
        if (wanted?.kind === 'member') {
          collect(chunk.slice(from, i))
          finish()
        }
        awaitsValue = false
      } else if (depth === 1 && awaitsValue && !wanted) {
        want({ kind: 'member', key })
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

const isShape = (value: unknown): value is Record<string, unknown> => isObject(value) && geometryTypes.includes(value.type as string)
const shapeIn = (value: Record<string, unknown>) => value as unknown as SourceFeature['geometry']

const isEsri = (value: unknown) => isObject(value) && isObject(value.attributes) && !('type' in value)
const esri = (file: string) => new Refusal(
  `${file} 是 Esri JSON，不是 GeoJSON：请在 ArcGIS 里导出为 GeoJSON（REST 接口用 f=geojson），或 ogr2ogr out.geojson ${file}`,
  `${file} is Esri JSON, not GeoJSON: export GeoJSON (f=geojson), or ogr2ogr out.geojson ${file}`)

const hasNull = (value: unknown): boolean => value === null || (typeof value === 'object' && Object.values(value).some(hasNull))

/** Members that say what a feature is: one of them written twice, nobody knows which is meant. */
const telling = new Set(['type', 'geometry', 'properties', 'coordinates', 'geometries'])

function asFeature({ value, exact, twice, noNumbers }: Parsed, row: number): SourceFeature {
  const failed = (trouble: Text): SourceFeature => ({ row, properties: {}, geometry: null, trouble })
  const unclear = twice.find(([first, ...inner]) => (first === 'properties' ? !inner.length : telling.has(inner.at(-1) ?? first)))
  if (unclear) return failed(text(`“${unclear.join('.')}” 写了两次`, `"${unclear.join('.')}" is written twice`))
  // The shape is checked coordinate by coordinate later; here it is only known to be an object.
  if (isShape(value)) return { row, properties: {}, geometry: shapeIn(value) }
  if (!isObject(value) || value.type !== 'Feature') return failed(text('不是 Feature', 'not a Feature'))
  const { properties: given, id } = exact as { properties?: unknown; id?: unknown }
  const properties = isObject(given) ? given : {}
  if (!isObject(value.geometry) && value.geometry !== null && value.geometry !== undefined) return failed(text('geometry 不是几何', 'the geometry is none'))
  const geometry = isObject(value.geometry) ? shapeIn(value.geometry) : null
  if (noNumbers && hasNull(geometry)) return failed(text('不是合法的 JSON：坐标里有 NaN 或 Infinity', 'not JSON: NaN or Infinity in the coordinates'))
  const remarks = [
    ...twice.map((way) => way.join('.')).map((way) => text(`“${way}” 写了两次，取后一个`, `"${way}" is written twice, the last one is taken`)),
    ...(noNumbers ? [text('属性里的 NaN、Infinity 当作没有', 'NaN and Infinity in attributes are taken for nothing')] : []),
  ]
  return { row, properties: id !== undefined && !('id' in properties) ? { ...properties, id } : properties, geometry, ...(remarks.length ? { remarks } : {}) }
}

/** What an outermost object without features is by itself: one feature, one geometry, or each geometry of a collection. */
function rootFeatures(root: Map<string, Parsed>, file: string): SourceFeature[] {
  const of = (what: 'value' | 'exact'): Record<string, unknown> => Object.fromEntries([...root].map(([name, parsed]) => [name, parsed[what]]))
  const value = of('value')
  const { type } = value
  if (type === 'FeatureCollection') throw new Refusal(`${file} 的 FeatureCollection 没有 features`, `the FeatureCollection of ${file} has no features`)
  if (type === 'Topology') throw new Refusal(`${file} 是 TopoJSON：请用 mapshaper 或 ogr2ogr 转成 GeoJSON`, `${file} is TopoJSON: turn it into GeoJSON with mapshaper or ogr2ogr`)
  if (String(value.geometryType).startsWith('esriGeometry') || isEsri(value)) throw esri(file)
  if (type === 'GeometryCollection' && Array.isArray(value.geometries)) {
    const remarks = [text('最外层是 GeometryCollection：其中每个几何读作一个要素', 'the outermost object is a GeometryCollection: each geometry is read as a feature')]
    return value.geometries.map((one): SourceFeature => ({ row: 0, properties: {}, geometry: isShape(one) ? shapeIn(one) : null, ...(!isShape(one) && one !== null && { trouble: text('不是几何', 'no geometry') }), remarks }))
  }
  const twice = [...root].flatMap(([name, parsed]) => parsed.twice.map((way) => [name, ...way]))
  const noNumbers = [...root.values()].reduce((sum, parsed) => sum + parsed.noNumbers, 0)
  if (type === 'Feature' || isShape(value)) return [asFeature({ value, exact: of('exact'), twice, noNumbers }, 0)]
  const names = [...root.keys()].slice(0, 8).map((name) => name.slice(0, 30)).join('、')
  throw new Refusal(`${file} 是 JSON，但不是 GeoJSON${names && `：最外层是 ${names}`}`, `${file} is JSON, but not GeoJSON`)
}
