// GeoJSON, one feature a line. The system is named in the member the 2008 draft had for it, which GIS programs still read.
import type { Table } from './table.ts'
import { writeText } from './table.ts'

async function* pieces({ layer, system, rows }: Table): AsyncGenerator<string> {
  const crs = { type: 'name', properties: { name: `urn:ogc:def:crs:EPSG::${system}` } }
  yield `{"type":"FeatureCollection","name":${JSON.stringify(layer.id)},"crs":${JSON.stringify(crs)},"features":[`
  let between = '\n'
  for await (const { fields, geometry } of rows) {
    yield `${between}${JSON.stringify({ type: 'Feature', properties: fields, geometry })}`
    between = ',\n'
  }
  yield '\n]}\n'
}

export const writeGeoJson = (path: string, table: Table): Promise<void> => writeText(path, pieces(table))
