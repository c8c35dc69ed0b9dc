// Areas of polygons and what two of them share, by turf.
import { area } from '@turf/area'
import { difference } from '@turf/difference'
import { featureCollection, polygon } from '@turf/helpers'
import { intersect } from '@turf/intersect'
import { union } from '@turf/union'
import type { Feature, Geometry, MultiPolygon, Polygon, Position } from 'geojson'
import type { LonLat } from '../shift.ts'
import { roundDegrees } from './plane.ts'

type Area = Polygon | MultiPolygon

export const isArea = (geometry: Geometry): geometry is Area => geometry.type === 'Polygon' || geometry.type === 'MultiPolygon'

export const squareMetresOf = (geometry: Area): number => area(geometry)

const feature = (geometry: Area): Feature<Area> => ({ type: 'Feature', properties: {}, geometry })

/** turf gives up on some tangles by throwing; while one draws, that only means nothing can be said of the area yet. */
function tried(work: () => Feature<Area> | null): Area | null {
  try {
    const made = work()?.geometry
    return made ? tidy(made) : null
  } catch {
    return null
  }
}

/** To a tenth of a millimetre, each place once: clipping leaves hair behind. */
function tidy(made: Area): Area | null {
  const ring = (places: Position[]) =>
    places.map((at) => roundDegrees(at as LonLat)).filter((at, i, all) => i === 0 || at[0] !== all[i - 1]?.[0] || at[1] !== all[i - 1]?.[1])
  const polygons = (made.type === 'Polygon' ? [made.coordinates] : made.coordinates)
    .map((rings) => rings.map(ring).filter((places) => places.length >= 4))
    .filter((rings) => rings.length)
  if (!polygons.length) return null
  return polygons.length === 1 ? { type: 'Polygon', coordinates: polygons[0] } : { type: 'MultiPolygon', coordinates: polygons }
}

const known = new WeakMap<Area, WeakMap<Area, Area | null>>()

/** What two areas share, reckoned once for a pair: clipping is by far the dearest thing here, and two checks ask. */
export function sharedBy(one: Area, other: Area): Area | null {
  const of = known.get(one) ?? new WeakMap<Area, Area | null>()
  known.set(one, of)
  const before = of.get(other)
  if (before !== undefined) return before
  const shared = tried(() => intersect(featureCollection([feature(one), feature(other)])))
  of.set(other, shared)
  return shared
}

export const without = (one: Area, other: Area): Area | null => tried(() => difference(featureCollection([feature(one), feature(other)])))

const largest = (geometry: Area): Position[][] => {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  return polygons.map((rings) => ({ rings, m2: area(polygon(rings)) })).reduce((most, next) => (next.m2 > most.m2 ? next : most)).rings
}

/** A polygon that crosses itself, taken apart at its crossings; the largest piece of each polygon is kept. */
export function untangled(geometry: Area): Area | null {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  const clean = polygons.map((coordinates) => {
    const whole = feature({ type: 'Polygon', coordinates })
    const apart = tried(() => union(featureCollection([whole, whole])))
    return apart && largest(apart)
  })
  if (!clean.every((rings) => rings !== null)) return null
  return geometry.type === 'Polygon' ? { type: 'Polygon', coordinates: clean[0] } : { type: 'MultiPolygon', coordinates: clean }
}

/** The same area as a thing of another type holds it. */
export const typedAs = (geometry: Polygon, type: Area['type']): Area => (type === 'Polygon' ? geometry : { type, coordinates: [geometry.coordinates] })
