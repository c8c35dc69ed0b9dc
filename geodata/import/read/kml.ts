// KML, as phones and 奥维 write it, and GPX: places are WGS 84 degrees by their standards, whatever was drawn on.
import { basename } from 'node:path'
import type { Geometry } from 'geojson'
import { text, type Text } from '../../../domain/text.ts'
import { Refusal } from '../refusal.ts'
import { encodingOfText } from './encoding.ts'
import type { Source, SourceFeature } from './source.ts'
import { elementsOf, textOf, within, type Element, type Found } from './xml.ts'

type Properties = Record<string, string>
type Read = Pick<SourceFeature, 'properties' | 'geometry' | 'remarks'>

class NoPlace extends Error {}

const place = (figures: readonly (string | undefined)[]): [number, number] => {
  const [x, y] = figures.map((one) => (one?.trim() ? Number(one) : NaN))
  if (x === undefined || y === undefined || !Number.isFinite(x) || !Number.isFinite(y)) throw new NoPlace(figures.join(',').slice(0, 60))
  return [x, y]
}

const placesIn = (element: Element | undefined): [number, number][] =>
  (textOf(element ?? { name: '', attributes: {}, text: '', inner: [] }, 'coordinates') ?? '')
    .replace(/\s*,\s*/g, ',').split(/\s+/).filter(Boolean).map((tuple) => place(tuple.split(',')))

const lineOf = (coordinates: [number, number][]): Geometry[] => (coordinates.length ? [{ type: 'LineString', coordinates }] : [])

function shapesIn(element: Element): Geometry[] {
  switch (element.name) {
    case 'Point': return placesIn(element).slice(0, 1).map((coordinates) => ({ type: 'Point', coordinates }))
    case 'LineString':
    case 'LinearRing': return lineOf(placesIn(element))
    case 'Track': return lineOf(within(element, 'coord').map((one) => place(one.text.trim().split(/\s+/))))
    case 'Polygon': {
      const rings = ['outerBoundaryIs', 'innerBoundaryIs'].flatMap((side) => within(element, side))
        .flatMap((side) => within(side, 'LinearRing')).map(placesIn).filter((ring) => ring.length)
      return rings.length ? [{ type: 'Polygon', coordinates: rings }] : []
    }
    case 'MultiGeometry':
    case 'MultiTrack': return element.inner.flatMap(shapesIn)
    default: return []
  }
}

/** Shapes of one feature as one: of one kind, a multiple of it. */
function joined(shapes: Geometry[]): Geometry | null {
  const [first] = shapes
  if (!first || shapes.length === 1) return first ?? null
  if (first.type === 'GeometryCollection' || shapes.some(({ type }) => type !== first.type)) return { type: 'GeometryCollection', geometries: shapes }
  return { type: `Multi${first.type}`, coordinates: shapes.map((one) => 'coordinates' in one && one.coordinates) } as Geometry
}

const longestDescription = 200_000
const cell = '<t[dh][^>]*>((?:(?!</?t[dhr])[^])*?)</t[dh]>'
const tableRow = new RegExp(`<tr[^>]*>\\s*${cell}\\s*${cell}\\s*</tr>`, 'gi')
const entities: Record<string, string> = { nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"' }
const unmarked = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/&(\w+);/g, (all, name: string) => entities[name] ?? all).replace(/\s+/g, ' ').trim()

/** What a description holds: rows of two cells are attributes, anything else is words. */
function described(html: string | null): Properties {
  const rows = [...(html ?? '').slice(0, longestDescription).matchAll(tableRow)].map(([, key = '', value = '']) => [unmarked(key), unmarked(value)] as const)
  const pairs = rows.filter(([key]) => key && key.length <= 60)
  return pairs.length ? Object.fromEntries(pairs) : html ? { description: /<\w+[^>]*>/.test(html) ? unmarked(html) : html } : {}
}

function placemark({ element, around }: Found): Read {
  const said = described(textOf(element, 'description'))
  const data = within(element, 'ExtendedData').flatMap((one) => [
    ...within(one, 'Data').map((each): [string, string] => [each.attributes.name ?? '', textOf(each, 'value') ?? '']),
    ...within(one, 'SchemaData').flatMap((each) => within(each, 'SimpleData'))
      .map((each): [string, string] => [each.attributes.name ?? '', each.text.trim()]),
  ]).filter(([name]) => name)
  const folder = around.filter(({ name }) => name === 'Folder').map(({ attributes }) => attributes.name ?? '').filter(Boolean).join('/')
  const name = textOf(element, 'name')
  return {
    properties: { ...(folder && { folder }), ...said, ...(name !== null && { name }), ...Object.fromEntries(data) },
    geometry: joined(element.inner.flatMap(shapesIn)),
    ...(Object.keys(said).some((key) => key !== 'description') && { remarks: [text('属性取自说明里的表格', 'attributes are taken from the table of the description')] }),
  }
}

const along = (points: Element[]) => lineOf(points.map(({ attributes }) => place([attributes.lon, attributes.lat])))

function ofGpx({ element }: Found): Read {
  const plain = element.inner.filter(({ inner, text: words }) => !inner.length && words.trim())
    .map(({ name, text: words }) => [name, words.trim()])
  const shapes = element.name === 'wpt' ? [{ type: 'Point' as const, coordinates: place([element.attributes.lon, element.attributes.lat]) }]
    : element.name === 'rte' ? along(within(element, 'rtept'))
    : within(element, 'trkseg').flatMap((segment) => along(within(segment, 'trkpt')))
  return { properties: { ...Object.fromEntries(plain), element: element.name } as Properties, geometry: joined(shapes) }
}

interface Kind {
  format: Text
  read(found: Found): Read
}

const kinds: Record<string, Kind> = {
  kml: { format: text('KML', 'KML'), read: placemark },
  gpx: { format: text('GPX', 'GPX'), read: ofGpx },
}
const rootKinds: Record<string, string> = { kml: 'kml', Document: 'kml', Folder: 'kml', Placemark: 'kml', gpx: 'gpx' }
const left: Record<string, Text> = {
  NetworkLink: text('NetworkLink 指向别处的数据，没有读', 'a NetworkLink points to data elsewhere: not read'),
  GroundOverlay: text('图片叠加层没有读', 'overlays of images are not read'),
}
const wanted = new Set(['Placemark', ...Object.keys(left), 'wpt', 'rte', 'trk'])

function kindOf(root: string, name: string): string {
  const kind = rootKinds[root]
  if (kind) return kind
  const known = root === 'html' ? '网页' : root === 'FeatureCollection' || /gml/i.test(root) ? 'GML' : root === 'osm' ? 'OpenStreetMap XML' : root === 'Workbook' ? 'Excel 2003 XML' : 'XML'
  const way = root === 'html' || root === 'Workbook' ? '请用 Excel 打开后另存为 .xlsx' : `请在 QGIS 里另存为 GeoPackage，或 ogr2ogr out.gpkg ${name}`
  throw new Refusal(`${name} 是 ${known}（最外层 ${root.slice(0, 40)}），读不了：${way}`, `${name} is ${known}, which is not read: turn it into GeoPackage (QGIS, ogr2ogr) or .xlsx`)
}

/** Opens KML or GPX; any other XML is named and refused. */
export async function openXml(path: string, { name = basename(path), encoding: asked = null as string | null } = {}): Promise<Source> {
  const encoding = await encodingOfText(path, asked)
  let kind = 'kml'
  const elements = () => elementsOf(path, { encoding: encoding.name, file: name, wanted, root: (root) => (kind = kindOf(root, name)) })
  // The outermost element is known once something has been read.
  for await (const _ of elements()) break
  const standard = text(`${kinds[kind].format.zh} 标准（WGS-84）；国内软件画的可能是 GCJ-02`, `the ${kinds[kind].format.en} standard (WGS 84); drawn on a Chinese map it may be GCJ-02`)
  return {
    format: kinds[kind].format,
    encoding,
    crs: { declared: 'EPSG:4326', where: standard },
    total: null,
    async *features(): AsyncGenerator<SourceFeature> {
      let row = 0
      let waiting: SourceFeature | null = null
      const remarks = new Map<string, Text>()
      for await (const found of elements()) {
        const words = left[found.element.name]
        if (words) {
          remarks.set(words.zh, words)
          continue
        }
        if (waiting) yield waiting
        row++
        try {
          waiting = { row, ...kinds[kind].read(found) }
        } catch (caught) {
          if (!(caught instanceof NoPlace)) throw caught
          waiting = { row, properties: {}, geometry: null, trouble: text(`坐标不是数：${caught.message}`, `a coordinate is not a number: ${caught.message}`) }
        }
      }
      const [only] = remarks.values()
      if (!waiting && only) throw new Refusal(`${name} 里没有要素：${only.zh}`, `${name} holds no features: ${only.en}`)
      if (waiting) yield remarks.size ? { ...waiting, remarks: [...(waiting.remarks ?? []), ...remarks.values()] } : waiting
    },
    close: () => Promise.resolve(),
  }
}
