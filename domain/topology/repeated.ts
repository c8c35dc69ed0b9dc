import { text } from '../text.ts'
import { repeats } from './faults.ts'
import { nameOf, change, countOf, findingOf, type Finding, type Scene } from './finding.ts'
import { samePlace } from './plane.ts'
import { shapeOf, withParts } from './shape.ts'

/** Vertices that repeat the one before. */
export const repeated = ({ subjects }: Scene): Finding[] =>
  subjects.flatMap((piece) => {
    const [at, ...more] = repeats(piece.geometry)
    if (!at) return []
    const { zh, en } = nameOf(piece)
    const once = shapeOf(piece.geometry).parts.map((places) => places.filter((place, i) => i === 0 || !samePlace(place, places[i - 1])))
    return [findingOf('repeated', 'refuse', [piece], at, text(`${zh}有 ${more.length + 1} 个点与前一点重复`, `${en} has ${countOf(more.length + 1, 'vertex', 'vertices')} just where the one before is`), {
      mend: { words: text('去掉重复的点', 'Take the repeats out'), changes: [change(piece, withParts(piece.geometry, once))] },
    })]
  })
