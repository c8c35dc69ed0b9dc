// Where a trace lies, so that the map can show all of it.
import { union } from '../../domain/network/index.ts'
import { extentToDegrees } from '../map/place.ts'
import type { Where } from '../stage.ts'
import type { Traced } from './traced.ts'
import type { PageNetwork } from './pageNetwork.ts'

/** All waters a trace has, whole waters; null where it has none. */
export function whereIs({ course: { lines: { first, x, y } } }: PageNetwork, { ways, steps, places }: Traced): Where | null {
  const box = [Infinity, Infinity, -Infinity, -Infinity]
  const sets = [...Object.values(ways).map(({ possible }) => possible), ...steps.map(({ stretches }) => stretches)]
  const waters = new Set([...places.map(({ at }) => at.water), ...(sets.length ? union(sets[0]!, ...sets.slice(1)).water : [])])
  for (const water of waters)
    for (let i = first[water]!; i < first[water + 1]!; i++) {
      box[0] = Math.min(box[0]!, x[i]!)
      box[1] = Math.min(box[1]!, y[i]!)
      box[2] = Math.max(box[2]!, x[i]!)
      box[3] = Math.max(box[3]!, y[i]!)
    }
  if (box[0]! > box[2]!) return null
  const extent = extentToDegrees(box)
  return { at: [extent[0], extent[1]], extent }
}
