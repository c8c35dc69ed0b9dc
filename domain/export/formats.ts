// What a layer can be taken away as.
import { text, type Text } from '../text.ts'

export const exportFormats = {
  geojson: text('GeoJSON', 'GeoJSON'),
  gpkg: text('GeoPackage', 'GeoPackage'),
  shp: text('Shapefile（zip）', 'Shapefile (zip)'),
  csv: text('CSV', 'CSV'),
  xlsx: text('Excel', 'Excel'),
} as const satisfies Record<string, Text>
export type ExportFormat = keyof typeof exportFormats

/** EPSG numbers: degrees first, then metres in the plane, then the web's. */
export const exportSystems = ['4490', '4547', '3857'] as const
export type ExportSystem = (typeof exportSystems)[number]

/** How many rows may be asked for by their codes. */
export const mostCodes = 500
