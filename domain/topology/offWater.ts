import { text } from '../text.ts'
import { measuredLayers, type LayerId } from '../catalogue.ts'
import { nameOf, findingOf, metres, proposals, type Finding, type Piece, type Scene } from './finding.ts'
import { metresTo } from './ground.ts'
import { shapeOf } from './shape.ts'

const standing: LayerId[] = measuredLayers.map(({ id }) => id)

/** A facility far from the water it is registered on, where that water is in sight. Either may have been moved. */
export function offWater({ subjects, around }: Scene): Finding[] {
  const waters = new Map([...around, ...subjects].filter(({ layer }) => !standing.includes(layer)).map((piece) => [piece.code, piece]))
  const report = (facility: Piece): Finding[] => {
    const water = !facility.water || !standing.includes(facility.layer) ? undefined : waters.get(facility.water)
    const at = shapeOf(facility.geometry).parts[0]?.[0]
    if (!water || !at || !(subjects.includes(facility) || subjects.includes(water))) return []
    const away = metresTo(at, water)
    if (away <= (water.widthM ?? 0) / 2 + proposals.besideM) return []
    const [one, other] = [nameOf(facility), nameOf(water)]
    return [findingOf('offWater', 'warn', [facility, water], at, text(`${one.zh}登记在${other.zh}上，却离它 ${metres(away)} 米`, `${one.en} is registered on ${other.en} but lies ${metres(away)} m from it`))]
  }
  return [...subjects, ...around].flatMap(report)
}
