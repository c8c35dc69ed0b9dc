import { text } from '../text.ts'
import { isTooLittle } from './faults.ts'
import { nameOf, findingOf, type Finding, type Scene } from './finding.ts'
import type { LonLat } from '../shift.ts'
import { shapeOf } from './shape.ts'

/** A line of one place, a polygon of two, a ring that does not close. */
export const tooLittle = ({ subjects }: Scene): Finding[] =>
  subjects.filter(({ geometry }) => isTooLittle(geometry)).map((piece) => {
    const { kind, parts } = shapeOf(piece.geometry)
    const { zh, en } = nameOf(piece)
    const words = {
      point: text(`${zh}没有位置`, `${en} has no place`),
      line: text(`${zh}不足两个不同的点，成不了线`, `${en} has fewer than two different vertices: no line`),
      polygon: text(`${zh}不足三个不同的点或没有闭合，成不了面`, `${en} has fewer than three different vertices or is not closed: no area`),
    }[kind]
    return findingOf('tooLittle', 'refuse', [piece], parts.flat()[0] ?? ([0, 0] as LonLat), words)
  })
