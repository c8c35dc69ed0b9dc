// Shapes as text, for tables that know only cells. The title of their column names the system: GDAL and QGIS take a column called
// _WKT_EPSG_4547 for the geometry and its system without being told, and the import does.
import wkx from 'wkx'
import type { ExportSystem } from '../../domain/export/formats.ts'
import type { Geometry } from '../ewkb.ts'

export const wktColumn = (system: ExportSystem): string => `_WKT_EPSG_${system}`

export const wkt = (geometry: Geometry): string => wkx.Geometry.parseGeoJSON(geometry).toWkt()
