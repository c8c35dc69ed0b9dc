import { lengthOf } from '../lines.ts'
import { text } from '../text.ts'
import { findingOf, metres, nameOf, proposals, type Finding, type Scene } from './finding.ts'
import { isReach } from './ground.ts'
import { shapeOf } from './shape.ts'

/** A reach of no length to speak of: what is left of one cut near its end, or drawn by a slip of the hand. */
export const short = ({ subjects }: Scene): Finding[] =>
  subjects.filter(isReach).flatMap((piece) => {
    const { parts } = shapeOf(piece.geometry)
    const long = parts.reduce((sum, part) => sum + lengthOf(part), 0)
    if (long >= proposals.shortM) return []
    const { zh, en } = nameOf(piece)
    return [findingOf('short', 'reason', [piece], parts[0][0], text(`${zh}只有 ${metres(long)} 米长，不足 ${proposals.shortM} 米`, `${en} is only ${metres(long)} m long, less than ${proposals.shortM} m`))]
  })

/** Where a reach can be cut so that both parts are long enough, nearest to where somebody pointed, metres; null where it is too short. */
export const cutWithin = (atM: number, lengthM: number): number | null =>
  lengthM < 2 * proposals.shortM ? null : Math.min(Math.max(atM, proposals.shortM), lengthM - proposals.shortM)
