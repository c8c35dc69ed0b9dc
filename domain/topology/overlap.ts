import { text } from '../text.ts'
import type { LayerId } from '../catalogue.ts'
import { isArea, sharedBy, squareMetresOf, typedAs, without } from './areas.ts'
import { isSameDrawn } from './duplicate.ts'
import { isSound } from './faults.ts'
import { nameOf, change, findingOf, proposals, squareMetres, type Finding, type Mend, type Piece, type Scene } from './finding.ts'
import { pairs } from './ground.ts'
import { shapeOf } from './shape.ts'

const stillWaters: LayerId[] = ['lakes', 'reservoirs', 'small_waters']

/** Ground belongs to one drainage unit, and water to one still water. */
const exclude = ({ layer: one }: Piece, { layer: other }: Piece) =>
  (one === 'drainage_units' && other === 'drainage_units') || (stillWaters.includes(one) && stillWaters.includes(other))

/** Areas that should lie beside each other and overlap. */
export const overlap = (scene: Scene): Finding[] =>
  [...pairs(scene, exclude)].flatMap(([one, other]) => {
    if (!isArea(one.geometry) || !isArea(other.geometry)) return []
    const shared = sharedBy(one.geometry, other.geometry)
    const m2 = shared ? squareMetresOf(shared) : 0
    if (!shared || m2 <= proposals.overlapM2 || isSameDrawn(one, other)) return []
    const [a, b] = [nameOf(one), nameOf(other)]
    return [findingOf('overlap', 'warn', [one, other], shapeOf(shared).parts[0]?.[0],
      text(`${a.zh}与${b.zh}重叠 ${squareMetres(m2)} 平方米`, `${a.en} and ${b.en} overlap by ${squareMetres(m2)} m²`), { mend: apart(one, other) })]
  })

/** The subject without the other, where one sound polygon remains. */
function apart(piece: Piece, other: Piece): Mend | null {
  if (!isArea(piece.geometry) || !isArea(other.geometry)) return null
  const rest = without(piece.geometry, other.geometry)
  if (rest?.type !== 'Polygon' || !isSound(rest)) return null
  const { zh, en } = nameOf(other)
  return { words: text(`让开${zh}`, `Leave ${en} its ground`), changes: [change(piece, typedAs(rest, piece.geometry.type))] }
}
