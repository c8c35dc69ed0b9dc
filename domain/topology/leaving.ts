import type { LonLat } from '../shift.ts'
import { text } from '../text.ts'
import { isSound } from './faults.ts'
import { change, findingOf, metres, nameOf, proposals, type Finding, type Piece, type Scene } from './finding.ts'
import { isInside } from './ground.ts'
import { metresApart, nearestOn, roundDegrees, samePlace } from './plane.ts'
import { shapeOf, withParts } from './shape.ts'

const onBorder = (at: LonLat, { geometry }: Piece): LonLat =>
  shapeOf(geometry).segments.reduce<{ at: LonLat; metres: number }>((best, { a, b }) => {
    const near = nearestOn(at, a, b)
    const apart = metresApart(at, near)
    return apart < best.metres ? { at: near, metres: apart } : best
  }, { at, metres: Infinity }).at

/** A line or an area drawn out of the division it is registered in. A point takes the division it is put into. */
export function leaving({ subjects: [piece], home }: Scene): Finding[] {
  if (!piece || !home) return []
  const { kind, parts } = shapeOf(piece.geometry)
  if (kind === 'point') return []
  const outside = new Map<LonLat, LonLat>()
  for (const at of parts.flat()) if (!isInside(at, home)) outside.set(at, onBorder(at, home))
  const [far, metresOut] = [...outside].map(([at, back]) => [at, metresApart(at, back)] as const)
    .reduce((most, next) => (next[1] > most[1] ? next : most), [parts[0]?.[0], 0] as const)
  if (!far || metresOut <= proposals.beyondM) return []
  // Only what is too far out comes back: a border is not known better than that.
  const back = withParts(piece.geometry, parts.map((places) => places
    .map((at) => ((to) => (to && metresApart(at, to) > proposals.beyondM ? roundDegrees(to) : at))(outside.get(at)))
    .filter((at, i, all) => i === 0 || !samePlace(at, all[i - 1]))))
  const [one, own] = [nameOf(piece), nameOf(home)]
  return [findingOf('leaving', 'reason', [piece], far,
    text(`${one.zh}画到了${own.zh}之外 ${metres(metresOut)} 米`, `${one.en} is drawn ${metres(metresOut)} m outside ${own.en}`),
    { mend: isSound(back) ? { words: text(`收回到${own.zh}的边界`, `Bring it back to the border of ${own.en}`), changes: [change(piece, back)] } : null })]
}
