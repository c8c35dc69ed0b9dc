// Two people changed the same object: what each changed alone is kept, what both changed differently is a clash for a person.
// Base is what both began from, mine what I want to keep, theirs what has got into the register meanwhile.
import type { Geometry } from 'geojson'
import { mergeLine, mergeRing, sameLine, sameRing } from './mergeVertices.ts'
import { isSound } from './topology/faults.ts'
import { shapeOf, withParts } from './topology/shape.ts'

export type Value = string | number | boolean | null

export interface ObjectState {
  fields: Record<string, Value>
  geometry: Geometry | null
}

type Clash =
  | { what: 'field'; field: string; base: Value; mine: Value; theirs: Value }
  | { what: 'geometry'; base: Geometry | null; mine: Geometry | null; theirs: Geometry | null }

export interface Merged {
  /** What merges by itself; where it clashes, theirs: that is what the register holds. */
  state: ObjectState
  clashes: Clash[]
}

/** A field's own name, or 'geometry'. */
export type Choices = Record<string, 'mine' | 'theirs'>

function sameGeometry(one: Geometry | null, other: Geometry | null): boolean {
  if (!one || !other) return one === other
  const [a, b] = [shapeOf(one), shapeOf(other)]
  const same = a.kind === 'polygon' ? sameRing : sameLine
  return one.type === other.type && a.parts.length === b.parts.length && a.owner.every((polygon, i) => polygon === b.owner[i])
    && a.parts.every((part, i) => same(part, b.parts[i]))
}

/** Geometry that holds both sides' changes; undefined where no sound one does. */
function mergeGeometry(base: Geometry | null, mine: Geometry | null, theirs: Geometry | null): Geometry | null | undefined {
  if (sameGeometry(mine, base) || sameGeometry(mine, theirs)) return theirs
  if (sameGeometry(theirs, base)) return mine
  if (!base || !mine || !theirs || base.type !== mine.type || base.type !== theirs.type) return undefined
  const [b, m, t] = [shapeOf(base), shapeOf(mine), shapeOf(theirs)]
  if ([m, t].some(({ owner }) => owner.length !== b.owner.length || owner.some((polygon, i) => polygon !== b.owner[i]))) return undefined
  const mergePart = b.kind === 'polygon' ? mergeRing : mergeLine
  const parts = b.parts.map((part, i) => mergePart(part, m.parts[i], t.parts[i]))
  if (!parts.every((part) => part !== null)) return undefined
  const merged = withParts(theirs, parts)
  // Each bend is right by itself and together they may cross: then a person looks.
  return isSound(merged) ? merged : undefined
}

/** A field that is not there is empty. */
const valueOf = ({ fields }: ObjectState, field: string): Value => (Object.hasOwn(fields, field) ? fields[field] : null) ?? null

export function merge(base: ObjectState, mine: ObjectState, theirs: ObjectState): Merged {
  const clashes: Clash[] = []
  const names = new Set([base, mine, theirs].flatMap(({ fields }) => Object.keys(fields)))
  const fields = [...names].flatMap((field): [string, Value][] => {
    const [b, m, t] = [valueOf(base, field), valueOf(mine, field), valueOf(theirs, field)]
    const mineAlone = Object.is(t, b) && !Object.is(m, b)
    if (!mineAlone && !Object.is(m, b) && !Object.is(m, t)) clashes.push({ what: 'field', field, base: b, mine: m, theirs: t })
    const taken = mineAlone ? mine : theirs
    return Object.hasOwn(taken.fields, field) ? [[field, valueOf(taken, field)]] : []
  })
  const geometry = mergeGeometry(base.geometry, mine.geometry, theirs.geometry)
  if (geometry === undefined) clashes.push({ what: 'geometry', base: base.geometry, mine: mine.geometry, theirs: theirs.geometry })
  return { state: { fields: Object.fromEntries(fields), geometry: geometry === undefined ? theirs.geometry : geometry }, clashes }
}

/** What a person made of the clashes; where they chose nothing, the register stays as it is. */
export function resolve({ state, clashes }: Merged, choices: Choices): ObjectState {
  const mine = clashes.filter((clash) => choices[clash.what === 'field' ? clash.field : 'geometry'] === 'mine')
  return mine.reduce<ObjectState>((now, clash) =>
    clash.what === 'field' ? { ...now, fields: { ...now.fields, [clash.field]: clash.mine } } : { ...now, geometry: clash.mine }, state)
}
