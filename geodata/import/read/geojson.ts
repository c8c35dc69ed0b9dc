// GeoJSON: a FeatureCollection, one Feature, a bare array, or one Feature a line.
import { basename } from 'node:path'
import { text } from '../../../domain/text.ts'
import { decoded, encodingOfText } from './encoding.ts'
import { jsonFeatures } from './jsonFeatures.ts'
import type { Source } from './source.ts'

/** `EPSG:4547` out of "urn:ogc:def:crs:EPSG::4547" and its relatives; CRS84 is WGS-84 degrees. */
function crsCalled(member: unknown): string | null {
  const name = (member as { properties?: { name?: unknown } } | null | undefined)?.properties?.name
  if (typeof name !== 'string') return null
  if (/CRS:?84$/i.test(name)) return 'EPSG:4326'
  const epsg = /EPSG:(?:[\d.]*:)?(\d+)$/i.exec(name)?.[1]
  return epsg ? `EPSG:${epsg}` : name
}

/** Opens GeoJSON; `name` is what messages call the file. */
export async function openGeoJson(path: string, { name = basename(path), encoding: asked = null as string | null } = {}): Promise<Source> {
  const encoding = await encodingOfText(path, asked)
  const members = new Map<string, unknown>()
  return {
    format: text('GeoJSON', 'GeoJSON'),
    encoding,
    // The member may stand after the features: it is known once they have been read.
    get crs() {
      const declared = crsCalled(members.get('crs'))
      return declared
        ? { declared, where: text('crs 成员', 'crs member') }
        : { declared: 'EPSG:4326', where: text('GeoJSON 标准（RFC 7946），文件未写明', 'the GeoJSON standard (RFC 7946); the file says nothing') }
    },
    total: null,
    features: () => jsonFeatures(decoded(path, encoding.name), name, members),
    close: () => Promise.resolve(),
  }
}
