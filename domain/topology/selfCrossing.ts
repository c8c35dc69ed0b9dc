import { text } from '../text.ts'
import { isArea, squareMetresOf, untangled } from './areas.ts'
import { isSound, meetingsKept, selfMeetings } from './faults.ts'
import { nameOf, change, countOf, findingOf, squareMetres, type Finding, type Mend, type Piece, type Scene } from './finding.ts'

/** A line or polygon that crosses itself or runs along itself. */
export const selfCrossing = ({ subjects }: Scene): Finding[] =>
  subjects.flatMap((piece) => {
    const [at, ...more] = selfMeetings(piece.geometry)
    if (!at) return []
    const { zh, en } = nameOf(piece)
    const count = more.length + 1
    const atLeast = count >= meetingsKept ? text('至少 ', 'at least ') : text('', '')
    return [findingOf('selfCrossing', 'refuse', [piece], at, text(`${zh}有${atLeast.zh || ' '}${count} 处与自己相交`, `${en} crosses itself in ${atLeast.en}${countOf(count, 'place')}`), { mend: apart(piece) })]
  })

/** Which way a line was meant to go only a person knows; of a polygon the largest piece is kept. */
function apart(piece: Piece): Mend | null {
  if (!isArea(piece.geometry)) return null
  const clean = untangled(piece.geometry)
  if (!clean || !isSound(clean)) return null
  const kept = squareMetres(squareMetresOf(clean))
  return { words: text(`在交点处断开，留下最大的一块（${kept} 平方米）`, `Cut at the crossings and keep the largest piece (${kept} m²)`), changes: [change(piece, clean)] }
}
