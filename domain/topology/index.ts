// Checks while one draws: each is a file, all answer with the same record.
import { almostJunction } from './almostJunction.ts'
import { crossings } from './crossings.ts'
import { direction } from './direction.ts'
import { disconnected } from './disconnected.ts'
import { duplicate } from './duplicate.ts'
import type { Finding, Mend, Piece, Scene } from './finding.ts'
import { leaving } from './leaving.ts'
import { offWater } from './offWater.ts'
import { overlap } from './overlap.ts'
import { repeated } from './repeated.ts'
import { selfCrossing } from './selfCrossing.ts'
import { short } from './short.ts'
import { spike } from './spike.ts'
import { stray } from './stray.ts'
import { tooLittle } from './tooLittle.ts'
import { torn } from './torn.ts'
import { uphill } from './uphill.ts'

export { type Finding, type Mend, type Piece, type Scene, type SceneLink } from './finding.ts'

/** Where these fail, the others have nothing to look at. */
const first = [stray, tooLittle]
const then = [
  repeated, spike, selfCrossing, torn, short, leaving, almostJunction, crossings, disconnected, uphill, direction, duplicate, overlap,
  offWater,
]

/** What is wrong with what is being edited, alone and among what lies around it; what the register refuses comes first. */
export function check(scene: Scene): Finding[] {
  const hopeless = first.flatMap((one) => one(scene))
  const lost = new Set(hopeless.flatMap(({ codes }) => codes))
  const rest = { ...scene, subjects: scene.subjects.filter(({ code }) => !lost.has(code)) }
  const found = new Map<string, Finding>()
  for (const finding of [...hopeless, ...then.flatMap((one) => one(rest))]) if (!found.has(finding.id)) found.set(finding.id, finding)
  const gravest = ['refuse', 'reason', 'warn']
  return [...found.values()].sort((a, b) => gravest.indexOf(a.severity) - gravest.indexOf(b.severity))
}

/** The scene as it is once a mend has been taken: what it changes is being edited from then on. */
export function afterMend(scene: Scene, { changes, links = [] }: Mend): Scene {
  const changed = (piece: Piece): Piece => {
    const now = changes.find(({ layer, code }) => layer === piece.layer && code === piece.code)
    return now ? { ...piece, geometry: now.geometry } : piece
  }
  const touched = (piece: Piece) => changes.some(({ layer, code }) => layer === piece.layer && code === piece.code)
  return {
    subjects: [...scene.subjects, ...scene.around.filter(touched)].map(changed),
    around: scene.around.filter((piece) => !touched(piece)),
    links: scene.links.map((link) => links.find(({ was }) =>
      was.upstream === link.upstream && was.downstream === link.downstream && was.downstreamM === link.downstreamM)?.becomes ?? link),
  }
}
