import { text } from '../text.ts'
import { isSound } from './faults.ts'
import { nameOf, change, findingOf, proposals, type Finding, type Mend, type Piece, type Scene } from './finding.ts'
import { endsOf, isJoined, isReach, pairs, type End } from './ground.ts'
import { key, meetingPoint, metresApart, roundDegrees } from './plane.ts'
import type { LonLat } from '../shift.ts'
import { shapeOf, withVertex, type Segment } from './shape.ts'

/** Two reaches that cross where they do not both have a vertex: water could not turn from one into the other. */
export function crossings(scene: Scene): Finding[] {
  const reaches = [...scene.subjects, ...scene.around].filter(isReach)
  return [...pairs(scene, (one, other) => isReach(one) && isReach(other))].flatMap(([one, other]) => between(one, other, reaches))
}

function between(one: Piece, other: Piece, reaches: readonly Piece[]): Finding[] {
  const [shape, against] = [shapeOf(one.geometry), shapeOf(other.geometry)]
  const ends = [...endsOf(one), ...endsOf(other)]
  const found = new Map<string, Finding>()
  for (const i of shape.search(against.box)) {
    const segment = shape.segments[i]
    for (const opposite of against.meeting(segment)) {
      const at = meetingPoint(segment.a, segment.b, opposite.a, opposite.b)
      if (!at || found.has(key(at))) continue
      const corner = cornerOf(segment, at)
      const oppositeCorner = cornerOf(opposite, at)
      if (corner && oppositeCorner) continue
      // A line that ends here joins, and one that ends a little further on is an almost-junction.
      const isEnding = (end: End) => {
        const apart = metresApart(end.at, at)
        return apart <= proposals.joinedM || (apart <= proposals.almostM && !isJoined(end, reaches))
      }
      if (ends.some(isEnding)) continue
      const [a, b] = [nameOf(one), nameOf(other)]
      found.set(key(at), findingOf('crossing', 'warn', [one, other], at, text(`${a.zh}与${b.zh}相交，交点处没有共同的节点`, `${a.en} and ${b.en} cross without a common node`), {
        where: at,
        mend: noded([one, segment, corner], [other, opposite, oppositeCorner], at),
      }))
    }
  }
  return [...found.values()]
}

type Line = [piece: Piece, segment: Segment, corner: LonLat | undefined]

function noded(one: Line, other: Line, at: LonLat): Mend | null {
  const corner = one[2] ?? other[2]
  const changes = [one, other].filter(([, , own]) => !own).map(([piece, segment]) =>
    change(piece, withVertex(piece.geometry, segment, corner ?? roundDegrees(at))))
  // A vertex where the lines cross does not bend them; the other's corner, a few centimetres off, may even fold a line over itself.
  if (corner && !changes.every(({ geometry }) => isSound(geometry))) return null
  return { words: text('在交点处给两条线安上同一个节点', 'Put a common node where they cross'), changes }
}

const cornerOf = ({ a, b }: Segment, at: LonLat) => [a, b].find((vertex) => metresApart(vertex, at) <= proposals.joinedM)
