// Between the map's metres and stored degrees a corner that nobody touched moves in its last digits. Shared corners must
// stay the same number: what comes back within a millimetre of a known corner is that corner.
import type { Geometry, Position } from 'geojson'

/** About a millimetre. */
const digits = 8

const name = ([lon, lat]: Position) => `${lon!.toFixed(digits)} ${lat!.toFixed(digits)}`

/** Every corner of some shapes. */
export function* cornersOf(geometry: Geometry): Generator<Position> {
  function* walk(part: unknown): Generator<Position> {
    if (typeof (part as unknown[])[0] === 'number') yield part as Position
    else for (const one of part as unknown[]) yield* walk(one)
  }
  if (geometry.type !== 'GeometryCollection') yield* walk(geometry.coordinates)
}

/** A shape with every corner replaced by what `change` makes of it. */
export function mapped<Shape extends Geometry>(geometry: Shape, change: (at: Position) => Position): Shape {
  const walk = (part: unknown): unknown => (typeof (part as unknown[])[0] === 'number' ? change(part as Position) : (part as unknown[]).map(walk))
  return geometry.type === 'GeometryCollection' ? geometry : { ...geometry, coordinates: walk((geometry as Exclude<Geometry, { type: 'GeometryCollection' }>).coordinates) } as Shape
}

export class KnownCorners {
  private readonly known = new Map<string, Position>()

  add(geometry: Geometry) {
    for (const at of cornersOf(geometry)) this.known.set(name(at), at)
  }

  /** The shape on known corners where it is at one, and on whole millimetres elsewhere. */
  exact<Shape extends Geometry>(geometry: Shape): Shape {
    return mapped(geometry, (at) => this.known.get(name(at)) ?? [Number(at[0]!.toFixed(digits)), Number(at[1]!.toFixed(digits))])
  }
}

/** Which corners a drag has moved, from where to where; none where corners came or went. */
export function moves(before: Geometry, after: Geometry): Map<string, Position> {
  const [from, to] = [[...cornersOf(before)], [...cornersOf(after)]]
  if (from.length !== to.length) return new Map()
  return new Map(from.flatMap((at, i) => (name(at) === name(to[i]!) ? [] : [[name(at), to[i]!] as const])))
}

/** A neighbour whose corners go along with moved ones; the same object where none does. */
export function following<Shape extends Geometry>(geometry: Shape, moved: ReadonlyMap<string, Position>): Shape {
  let any = false
  const next = mapped(geometry, (at) => {
    const to = moved.get(name(at))
    any ||= to !== undefined
    return to ?? at
  })
  return any ? next : geometry
}
