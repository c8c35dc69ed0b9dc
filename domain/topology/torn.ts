import { lengthOf, measureOn, type Line } from '../lines.ts'
import type { LonLat } from '../shift.ts'
import { text } from '../text.ts'
import { isSound } from './faults.ts'
import { change, findingOf, metres, nameOf, proposals, type Finding, type Mend, type Piece, type Scene } from './finding.ts'
import { linkedReaches } from './linked.ts'
import { metresApart, roundDegrees } from './plane.ts'
import { shapeOf, withPart } from './shape.ts'

/** A link that leaves this near the end of a line leaves at its end, metres; the same is said where links are settled. */
const atEndM = 0.5

const lineOf = ({ geometry }: Piece): Line | null => {
  const { kind, parts } = shapeOf(geometry)
  return kind === 'line' && parts.length === 1 ? parts[0] : null
}

/** Where water leaves one line and where it enters the other: what is at an end stays there, the other place is the nearest to it. */
function places(upper: Line, lower: Line, leavesAtEnd: boolean, entersAtStart: boolean): [LonLat, LonLat] {
  if (leavesAtEnd && entersAtStart) return [upper.at(-1)!, lower[0]]
  if (leavesAtEnd) return [upper.at(-1)!, measureOn(lower, upper.at(-1)!).at]
  return [measureOn(upper, lower[0]).at, lower[0]]
}

/** Reaches recorded as flowing one into the other, drawn apart. */
export const torn = (scene: Scene): Finding[] =>
  linkedReaches(scene).flatMap(({ link, upstream, downstream }) => {
    if (!scene.subjects.includes(upstream) && !scene.subjects.includes(downstream)) return []
    const [upper, lower] = [lineOf(upstream), lineOf(downstream)]
    if (!upper || !lower) return []
    const leavesAtEnd = link.upstreamM >= (upstream.wasM ?? lengthOf(upper)) - atEndM
    const entersAtStart = link.downstreamM <= atEndM
    // From the middle of one into the middle of the other: they cross somewhere, and no end is to be snapped.
    if (!leavesAtEnd && !entersAtStart) return []
    const [leaves, enters] = places(upper, lower, leavesAtEnd, entersAtStart)
    const apart = metresApart(leaves, enters)
    if (apart <= proposals.apartM) return []
    // The end that was dragged away is brought back; of two that were, the upper one's.
    const fromLower = entersAtStart && (scene.subjects.includes(downstream) || !leavesAtEnd)
    const [own, other] = fromLower ? [downstream, upstream] : [upstream, downstream]
    const [at, to] = fromLower ? [enters, leaves] : [leaves, enters]
    const [one, two] = [nameOf(own), nameOf(other)]
    const gap = metres(apart)
    return [findingOf('torn', 'reason', [upstream, downstream], at,
      text(`${one.zh}的${fromLower ? '起点' : '止点'}离${two.zh} ${gap} 米，没有接上；登记为上下游`, `The ${fromLower ? 'upper' : 'lower'} end of ${one.en} lies ${gap} m from ${two.en}, though one is recorded to flow into the other`),
      { where: `${upstream.code}>${downstream.code}`, mend: snap(own, fromLower ? 0 : -1, to, two) })]
  })

function snap(own: Piece, vertex: 0 | -1, to: LonLat, { zh, en }: { zh: string; en: string }): Mend | null {
  const moved = withPart(own.geometry, 0, lineOf(own)!.with(vertex, roundDegrees(to)))
  return isSound(moved) ? { words: text(`接回${zh}`, `Bring it back to ${en}`), changes: [change(own, moved)] } : null
}
