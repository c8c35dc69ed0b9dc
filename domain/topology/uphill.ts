import { text } from '../text.ts'
import { nameOf, findingOf, metres, proposals, type Finding, type Scene } from './finding.ts'
import { linkedReaches } from './linked.ts'
import type { LonLat } from '../shift.ts'
import { shapeOf } from './shape.ts'

/** A link whose water would run uphill. Whether a level or the link is wrong only a person knows, so nothing is mended. */
export const uphill = (scene: Scene): Finding[] =>
  linkedReaches(scene).flatMap(({ upstream, downstream }) => {
    const [above, below] = [upstream.bedToM, downstream.bedToM]
    if (typeof above !== 'number' || typeof below !== 'number' || below <= above + proposals.bedM) return []
    const [one, other] = [nameOf(upstream), nameOf(downstream)]
    const rise = metres(below - above)
    return [findingOf('uphill', 'warn', [upstream, downstream], shapeOf(upstream.geometry).parts.at(-1)?.at(-1) as LonLat,
      text(`${one.zh}流入${other.zh}，但后者止点的河底高出 ${rise} 米，水要往高处流`, `${one.en} flows into ${other.en}, whose bed ends ${rise} m higher: water would run uphill`))]
  })
