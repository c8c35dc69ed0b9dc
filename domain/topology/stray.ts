import { text } from '../text.ts'
import { strayPlaces } from './faults.ts'
import { nameOf, countOf, findingOf, type Finding, type Scene } from './finding.ts'

/** Coordinates that are no place on earth: not numbers, or beyond the poles. */
export const stray = ({ subjects }: Scene): Finding[] =>
  subjects.flatMap((piece) => {
    const [at, ...more] = strayPlaces(piece.geometry)
    if (!at) return []
    const { zh, en } = nameOf(piece)
    return [findingOf('stray', 'refuse', [piece], at, text(`${zh}有 ${more.length + 1} 个点的坐标不在地球上`, `${en} has ${countOf(more.length + 1, 'vertex', 'vertices')} nowhere on earth`))]
  })
