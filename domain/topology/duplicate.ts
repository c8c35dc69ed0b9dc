import { text } from '../text.ts'
import type { LonLat } from '../shift.ts'
import { isArea, sharedBy, squareMetresOf } from './areas.ts'
import { nameOf, findingOf, proposals, type Finding, type Piece, type Scene } from './finding.ts'
import { pairs } from './ground.ts'
import { metresApart } from './plane.ts'
import { shapeOf } from './shape.ts'

/** One object drawn twice in its layer. Which of the two goes only a person knows. */
export const duplicate = (scene: Scene): Finding[] =>
  [...pairs(scene, (one, other) => one.layer === other.layer)].filter(([one, other]) => isSameDrawn(one, other)).map(([one, other]) => {
    const [a, b] = [nameOf(one), nameOf(other)]
    return findingOf('duplicate', 'warn', [one, other], shapeOf(one.geometry).parts[0]?.[0],
      text(`${a.zh}与${b.zh}画的是同一个地方`, `${a.en} and ${b.en} are drawn at the same place`))
  })

/** Points may share a place: two pipes through one wall. */
export function isSameDrawn({ geometry: one }: Piece, { geometry: other }: Piece): boolean {
  if (isArea(one) && isArea(other)) {
    const [less, more] = [squareMetresOf(one), squareMetresOf(other)].sort((a, b) => a - b) as [number, number]
    if (less <= more * proposals.sameShare) return false
    const shared = sharedBy(one, other)
    return shared !== null && squareMetresOf(shared) > more * proposals.sameShare
  }
  const [a, b] = [shapeOf(one), shapeOf(other)]
  if (a.kind !== 'line' || b.kind !== 'line' || a.parts.length !== b.parts.length || a.segments.length !== b.segments.length) return false
  const [places, others] = [a.parts.flat(), b.parts.flat()]
  const alike = (list: readonly LonLat[]) =>
    list.length === places.length && places.every((at, i) => metresApart(at, list[i]) <= proposals.sameM)
  return alike(others) || alike(others.toReversed())
}
