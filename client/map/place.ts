// The only place where the client turns degrees into map metres and back. Storage is CGCS2000, which web mercator
// treats as WGS 84: the two differ by centimetres.
import { fromLonLat, toLonLat, transformExtent } from 'ol/proj.js'

/** [lon, lat] → web mercator metres. */
export const toMap = (at: readonly [number, number] | readonly number[]): number[] => fromLonLat([at[0]!, at[1]!])

/** Web mercator metres → [lon, lat]. */
export const toDegrees = (coordinate: number[]): [number, number] => toLonLat(coordinate) as [number, number]

/** [west, south, east, north] in degrees → map metres. */
export const extentToMap = (extent: readonly number[]): number[] => transformExtent([...extent], 'EPSG:4326', 'EPSG:3857')

/** Map metres → [west, south, east, north] in degrees. */
export const extentToDegrees = (extent: number[]): [number, number, number, number] =>
  transformExtent(extent, 'EPSG:3857', 'EPSG:4326') as [number, number, number, number]

