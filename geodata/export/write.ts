// Every format by its name.
import type { ExportFormat } from '../../domain/export/formats.ts'
import { writeCsv } from './csv.ts'
import { writeGeoJson } from './geojson.ts'
import { writeGeoPackage } from './geopackage.ts'
import { writeShapefile } from './shapefile.ts'
import type { Write } from './table.ts'
import { writeXlsx } from './xlsx.ts'

export const formats: Record<ExportFormat, { ending: string; type: string; write: Write }> = {
  geojson: { ending: 'geojson', type: 'application/geo+json', write: writeGeoJson },
  gpkg: { ending: 'gpkg', type: 'application/geopackage+sqlite3', write: writeGeoPackage },
  shp: { ending: 'zip', type: 'application/zip', write: writeShapefile },
  csv: { ending: 'csv', type: 'text/csv; charset=utf-8', write: writeCsv },
  xlsx: { ending: 'xlsx', type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', write: writeXlsx },
}
