import { text } from '../text.ts'
import type { LonLat } from '../shift.ts'
import { isSpike, isTooLittle, spikes } from './faults.ts'
import { nameOf, change, countOf, findingOf, type Finding, type Scene } from './finding.ts'
import { samePlace } from './plane.ts'
import { shapeOf, withParts } from './shape.ts'

/** Without its spikes. Taking one out may leave the stump of another, so each vertex looks back until the line runs on. */
function blunted(places: readonly LonLat[], ring: boolean): LonLat[] {
  const kept: LonLat[] = []
  for (const at of places) {
    while (kept.length > 1 && isSpike(kept.at(-2) as LonLat, kept.at(-1) as LonLat, at)) kept.pop()
    if (!kept.length || !samePlace(kept.at(-1) as LonLat, at)) kept.push(at)
  }
  if (!ring || kept.length < 4 || !isSpike(kept.at(-2) as LonLat, kept[0], kept[1])) return kept
  // The first vertex of a ring is its last as well: it begins one further on.
  return blunted([...kept.slice(1, -1), kept[1]], true)
}

/** A line that goes out and comes back on itself. */
export const spike = ({ subjects }: Scene): Finding[] =>
  subjects.flatMap((piece) => {
    const [at, ...more] = spikes(piece.geometry)
    if (!at) return []
    const { zh, en } = nameOf(piece)
    const { kind, parts } = shapeOf(piece.geometry)
    const blunt = withParts(piece.geometry, parts.map((places) => blunted(places, kind === 'polygon')))
    return [findingOf('spike', 'refuse', [piece], at, text(`${zh}有 ${more.length + 1} 处尖刺：线走出去又原路折回`, `${en} has ${countOf(more.length + 1, 'spike')}: the line goes out and comes back on itself`), {
      mend: isTooLittle(blunt) ? null : { words: text('去掉尖刺', 'Take the spikes out'), changes: [change(piece, blunt)] },
    })]
  })
