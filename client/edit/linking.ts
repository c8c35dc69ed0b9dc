// What flows into what, joined by hand: where two reaches meet follows from their lines.
import type { LineString } from 'geojson'
import type { Operation } from '../../domain/changes/schemas.ts'
import { lengthOf, measureOn, type Line } from '../../domain/lines.ts'
import { featurePaths } from '../../domain/features/paths.ts'
import { get } from '../api.ts'

export type Side = 'upstream' | 'downstream'
type Link = Extract<Operation, { op: 'link' }>

/** A meeting this near an end is at the end, metres. */
const atEndM = 1

const snapped = (line: Line, measureM: number): number => {
  const long = lengthOf(line)
  return measureM < atEndM ? 0 : measureM > long - atEndM ? long : measureM
}

/** The link by which water goes from one line into the other: from the end of the upper one, to where that is nearest on the lower one. */
export function linkBetween(upper: { code: string; line: Line }, lower: { code: string; line: Line }, flowMode: Link['flowMode']): Link {
  const leaves = measureOn(upper.line, lower.line[0]!)
  const enters = measureOn(lower.line, upper.line.at(-1)!)
  // A bifurcation in mid-reach: the lower one's start lies on the upper one.
  const fork = leaves.awayM < enters.awayM
  const cm = (metres: number) => Math.round(metres * 100) / 100
  return {
    op: 'link', flowMode, upstream: upper.code, upstreamM: cm(fork ? snapped(upper.line, leaves.measureM) : lengthOf(upper.line)),
    downstream: lower.code, downstreamM: cm(fork ? 0 : snapped(lower.line, enters.measureM)),
  }
}

/** The link to a reach somebody pointed at. */
export async function linkTo(own: { code: string; line: Line }, other: string, side: Side): Promise<Link> {
  const card = await get(featurePaths.card('reaches', other))
  const there = { code: other, line: (card.geometry as LineString).coordinates as Line }
  return side === 'downstream' ? linkBetween(own, there, 'one_way') : linkBetween(there, own, 'one_way')
}
