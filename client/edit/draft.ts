// A thing being changed: as it was, as the draft has it, and what of it is to be told the register. Nothing in here is ever changed:
// every step makes new ones.
import type { Geometry } from 'geojson'
import type { LayerId } from '../../domain/catalogue.ts'
import type { Conflict, Fields, Operation } from '../../domain/changes/schemas.ts'
import type { FeatureCard } from '../../domain/features/schemas.ts'

/** Shapes by `layer/code`: the thing's own, and those of neighbours whose corners moved with it. */
export interface Draft {
  fields: Fields
  shapes: Readonly<Record<string, Geometry>>
}

export interface Subject {
  layer: LayerId
  /** Null where it is new. */
  code: string | null
  name: string
  version: number
  /** Of neighbours that move with it, by key. */
  versions: Readonly<Record<string, number>>
  may: FeatureCard['may']
  base: Draft
  names: Record<string, string>
}

export const keyOf = (layer: string, code: string | null) => `${layer}/${code ?? 'new'}`
function partsOf(key: string): { layer: LayerId; code: string } {
  const slash = key.indexOf('/')
  return { layer: key.slice(0, slash) as LayerId, code: key.slice(slash + 1) }
}

/** Names of fields that are otherwise than they were; nothing and null are the same. */
export const fieldChanges = ({ base }: Pick<Subject, 'base'>, { fields }: Draft): string[] =>
  Object.keys(fields).filter((name) => (fields[name] ?? null) !== (base.fields[name] ?? null))

/** Keys of shapes that are otherwise than they were. */
export const shapeChanges = ({ base }: Pick<Subject, 'base'>, { shapes }: Draft): string[] =>
  Object.keys(shapes).filter((key) => shapes[key] !== base.shapes[key])

/** What the register is asked for: of the thing only what is otherwise, and each neighbour that moved with it. `since` the day it is so. */
export function operationsOf(subject: Subject, draft: Draft, since: string | null): Operation[] {
  const { layer, code, version, versions } = subject
  const own = keyOf(layer, code)
  const names = fieldChanges(subject, draft)
  const fields = Object.fromEntries(names.map((name) => [name, draft.fields[name] ?? null]))
  const geometryOf = (key: string) => draft.shapes[key] as never
  if (!code) return [{ op: 'create', layer, fields, geometry: geometryOf(own) }]
  const moved = shapeChanges(subject, draft)
  const update: Operation = {
    op: 'update', layer, code, version,
    ...(names.length && { fields }), ...(moved.includes(own) && { geometry: geometryOf(own) }), ...(since && { since }),
  }
  const along = moved.filter((key) => key !== own)
  return [update, ...along.map((key): Operation => ({ op: 'update', ...partsOf(key), version: versions[key]!, geometry: geometryOf(key) }))]
}

/** Neighbours as they were before they moved with the thing: those it does not know yet. */
export function withNeighbours(subject: Subject, neighbours: Readonly<Record<string, { version: number; geometry: Geometry }>>): Subject {
  const own = keyOf(subject.layer, subject.code)
  const fresh = Object.entries(neighbours).filter(([key]) => key !== own && !subject.base.shapes[key])
  if (!fresh.length) return subject
  const { base, versions } = subject
  return {
    ...subject, versions: { ...versions, ...Object.fromEntries(fresh.map(([key, { version }]) => [key, version])) },
    base: { ...base, shapes: { ...base.shapes, ...Object.fromEntries(fresh.map(([key, { geometry }]) => [key, geometry])) } },
  }
}

/** A shape that came out the same is the same: nothing of it is sent. */
const keepSame = (one: Geometry | null, other: Geometry): Geometry => (!one || JSON.stringify(one) === JSON.stringify(other) ? other : one)

/** Somebody else changed it meanwhile: what they did is the new beginning, and what was kept of mine is the draft. */
export function ontoTheirs(
  subject: Subject, draft: Draft, { layer, code, version, theirs }: Conflict, mine: { fields: Fields; geometry: Geometry | null },
): { subject: Subject; draft: Draft } {
  const key = keyOf(layer, code)
  const own = key === keyOf(subject.layer, subject.code)
  const shape = theirs!.geometry as Geometry
  const base = { fields: own ? theirs!.fields : subject.base.fields, shapes: { ...subject.base.shapes, [key]: shape } }
  return {
    subject: { ...subject, base, ...(own ? { version: version! } : { versions: { ...subject.versions, [key]: version! } }) },
    draft: { fields: own ? mine.fields : draft.fields, shapes: { ...draft.shapes, [key]: keepSame(mine.geometry, shape) } },
  }
}
