// Shapes as text, for tables that know only cells. Metres name their system (EWKT), because such a table has no other place for it.
import wkx from 'wkx'
import type { ExportSystem } from '../../domain/export/formats.ts'
import type { Geometry } from '../ewkb.ts'

export const wktColumn = 'geometry_wkt'

export const wkt = (geometry: Geometry, system: ExportSystem): string => `${system === '4490' ? '' : `SRID=${system};`}${wkx.Geometry.parseGeoJSON(geometry).toWkt()}`
