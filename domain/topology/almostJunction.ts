import { text } from '../text.ts'
import { isSound } from './faults.ts'
import { nameOf, change, findingOf, metres, proposals, type Finding, type Mend, type Piece, type Scene } from './finding.ts'
import { endsOf, isJoined, isReach, nearest, type End, type Near } from './ground.ts'
import { metresApart, roundDegrees } from './plane.ts'
import { shapeOf, withPart, withVertex } from './shape.ts'

/** A reach that stops just short of another, or runs just past it: its end was meant to meet it. */
export function almostJunction({ subjects, around }: Scene): Finding[] {
  const reaches = [...subjects, ...around].filter(isReach)
  const short = (piece: Piece, others: readonly Piece[]) =>
    endsOf(piece).flatMap((end) => {
      const near = nearest(end.at, others, proposals.almostM)
      return near && !isJoined(end, reaches) ? [report(end, near)] : []
    })
  const edited = subjects.filter(isReach)
  return [
    ...edited.flatMap((piece) => short(piece, reaches.filter((other) => other !== piece))),
    // Moving a line away leaves those that ended on it in the air.
    ...around.filter(isReach).flatMap((piece) => short(piece, edited)),
  ]
}

function report(end: End, near: Near): Finding {
  const { piece, lower } = end
  const [one, other] = [nameOf(piece), nameOf(near.piece)]
  const gap = metres(near.metres)
  // Two ends that miss each other are one gap, whichever is looked at first.
  const facing = nearestEnd(end, near.piece)
  const sides = facing ? [sideOf(end), sideOf(facing)].sort().join(' ') : sideOf(end)
  return findingOf('almostJunction', 'warn', [piece, near.piece], end.at,
    text(`${one.zh}的${lower ? '止点' : '起点'}离${other.zh}${gap} 米，没有接上`, `The ${lower ? 'lower' : 'upper'} end of ${one.en} misses ${other.en} by ${gap} m`),
    { where: sides, mend: join(end, near, facing) })
}

const sideOf = ({ piece, part, lower }: End) => `${piece.code}:${part}${lower ? '止' : '起'}`

/** The other reach's own end, if it is as near as one may be: reaches are joined end to end rather than beside it. */
const nearestEnd = (end: End, other: Piece): End | undefined =>
  endsOf(other)
    .map((facing) => ({ facing, apart: metresApart(end.at, facing.at) }))
    .filter(({ apart }) => apart <= proposals.almostM)
    .sort((a, b) => a.apart - b.apart)[0]?.facing

function join(end: End, { piece: other, segment, at }: Near, facing: End | undefined): Mend | null {
  const corner = [segment.a, segment.b].find((vertex) => metresApart(vertex, at) <= proposals.joinedM)
  const node = facing?.at ?? corner ?? roundDegrees(at)
  const places = shapeOf(end.piece.geometry).parts[end.part]
  const moved = withPart(end.piece.geometry, end.part, places.with(end.lower ? -1 : 0, node))
  if (!isSound(moved)) return null
  const changes = [change(end.piece, moved)]
  if (!facing && !corner) changes.push(change(other, withVertex(other.geometry, segment, node)))
  const { zh, en } = nameOf(other)
  return { words: text(`接到${zh}上`, `Join it to ${en}`), changes }
}
