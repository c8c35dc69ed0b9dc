import { text } from '../text.ts'
import { nameOf, findingOf, metres, proposals, type Finding, type Piece, type Scene } from './finding.ts'
import { endsOf, isReach, nearest } from './ground.ts'
import { shapeOf } from './shape.ts'

/** A reach that is no part of any network: no link names it and it meets no other. */
export function disconnected({ subjects, around, links }: Scene): Finding[] {
  const reaches = [...subjects, ...around].filter(isReach)
  const linked = new Set(links.flatMap(({ upstream, downstream }) => [upstream, downstream]))
  const meets = (piece: Piece, others: readonly Piece[]) => endsOf(piece).some(({ at }) => nearest(at, others, proposals.almostM))
  return subjects.filter((piece) => {
    const others = reaches.filter((other) => other !== piece)
    return isReach(piece) && !linked.has(piece.code) && !meets(piece, others) && !others.some((other) => meets(other, [piece]))
  }).map((piece) => {
    const { zh, en } = nameOf(piece)
    const within = metres(proposals.almostM)
    return findingOf('disconnected', 'warn', [piece], shapeOf(piece.geometry).parts[0]?.[0],
      text(`${zh}两端 ${within} 米内没有别的河段，也没有上下游关系`, `${en} meets no other reach within ${within} m of its ends and has no link`))
  })
}
