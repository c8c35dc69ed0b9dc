import { text, type Text } from '../text.ts'
import type { LonLat } from '../shift.ts'
import { nameOf, change, findingOf, proposals, type Finding, type Mend, type Piece, type Scene } from './finding.ts'
import { linkedReaches } from './linked.ts'
import { metresApart } from './plane.ts'
import { shapeOf, withParts } from './shape.ts'

/** Linked reaches whose lines run against the link: `upstream` should end where `downstream` begins. */
export const direction = (scene: Scene): Finding[] =>
  linkedReaches(scene).flatMap(({ link, upstream, downstream }) => {
    const [above, below] = [endsOf(upstream), endsOf(downstream)]
    const meet = (one: LonLat, other: LonLat) => metresApart(one, other) <= proposals.joinedM
    if (meet(above.last, below.first)) return []
    const [one, other] = [nameOf(upstream), nameOf(downstream)]
    // Water may enter a reach in its lower half, at its very end too, and leave one in its upper half.
    const report = (at: LonLat, words: Text, mend: Mend | null) => [findingOf('direction', 'warn', [upstream, downstream], at, words, { mend })]
    if (meet(above.last, below.last) && link.downstreamM < lengthOf(downstream) / 2)
      return report(above.last, text(`${one.zh}流入${other.zh}，两条线却止于同一点`, `${one.en} flows into ${other.en}, yet both lines end at one place`), turned(downstream, scene))
    if (meet(above.first, below.first) && link.upstreamM > lengthOf(upstream) / 2)
      return report(above.first, text(`${one.zh}流入${other.zh}，两条线却起于同一点`, `${one.en} flows into ${other.en}, yet both lines begin at one place`), turned(upstream, scene))
    if (meet(above.first, below.last))
      return report(above.first, text(`${one.zh}流入${other.zh}，线却画成从${other.zh}流向${one.zh}`, `${one.en} flows into ${other.en}, yet the lines run from ${other.en} to ${one.en}`), {
        words: text('把上下游关系调过来', 'Turn the link round'),
        changes: [],
        links: [{
          was: link, becomes: { upstream: downstream.code, upstreamM: lengthOf(downstream), downstream: upstream.code, downstreamM: 0 },
        }],
      })
    return []
  })

const endsOf = ({ geometry }: Piece) => {
  const { parts } = shapeOf(geometry)
  return { first: parts[0]?.[0], last: parts.at(-1)?.at(-1) as LonLat }
}

const lengthOf = ({ geometry }: Piece) => shapeOf(geometry).segments.reduce((sum, { a, b }) => sum + metresApart(a, b), 0)

/** Only what is being edited is turned: a registered line runs as somebody found it. */
function turned(piece: Piece, { subjects }: Scene): Mend | null {
  if (!subjects.includes(piece)) return null
  const { zh, en } = nameOf(piece)
  const back = shapeOf(piece.geometry).parts.map((places) => places.toReversed()).reverse()
  return { words: text(`把${zh}的方向调过来`, `Turn ${en} round`), changes: [change(piece, withParts(piece.geometry, back))] }
}
