// For tests: drawings in metres east and north of 113° E on the equator, where a degree is as long both ways.
import type { Geometry, LineString, Point, Polygon } from 'geojson'
import { expect } from 'vitest'
import type { LayerId } from '../catalogue.ts'
import type { LonLat } from '../shift.ts'
import { check, afterMend, type Finding, type Piece, type Scene } from './index.ts'
import { metresPerDegree } from './plane.ts'
import { shapeOf } from './shape.ts'

export type Metres = [east: number, north: number]

export const at = ([x, y]: Metres): LonLat => [113 + x / metresPerDegree, y / metresPerDegree]
export const point = (place: Metres): Point => ({ type: 'Point', coordinates: at(place) })
export const line = (...places: Metres[]): LineString => ({ type: 'LineString', coordinates: places.map(at) })
export const ring = (...places: Metres[]): Polygon => ({ type: 'Polygon', coordinates: [[...places, places[0]].map(at)] })

/** All vertices of a geometry, in whole metres. */
export const metresOf = (geometry: Geometry | null) =>
  geometry && shapeOf(geometry).parts.map((part) =>
    part.map(([lon, lat]) => [Math.round((lon - 113) * metresPerDegree) + 0, Math.round(lat * metresPerDegree) + 0]))

export const piece = (layer: LayerId, code: string, geometry: Geometry, more: Partial<Piece> = {}): Piece => ({
  layer, code, name: code, geometry, ...more,
})
export const reach = (code: string, ...places: Metres[]): Piece => piece('reaches', code, line(...places))

export const scene = (subjects: Piece[], around: Piece[] = [], links: Scene['links'] = []): Scene => ({ subjects, around, links })
export const kinds = (of: Scene) => check(of).map(({ kind }) => kind)
export const only = (of: Scene, kind: Finding['kind']): Finding => {
  const found = check(of).filter((finding) => finding.kind === kind)
  expect(found.map(({ id }) => id)).toHaveLength(1)
  return found[0]
}

/** Takes a finding's mend: the finding must be gone, and nothing there that the register refuses. */
export function mend(of: Scene, kind: Finding['kind']): Scene {
  const finding = only(of, kind)
  if (!finding.mend) throw new Error(`${finding.id} has no mend`)
  const after = afterMend(of, finding.mend)
  const left = check(after)
  expect(left.map(({ id }) => id)).not.toContain(finding.id)
  const before = new Set(check(of).map(({ id }) => id))
  expect(left.filter(({ severity, id }) => severity === 'refuse' && !before.has(id))).toEqual([])
  return after
}

export const shapesOf = (of: Scene) =>
  Object.fromEntries([...of.subjects, ...of.around].map(({ code, geometry }) => [code, metresOf(geometry)]))
