import type { Noun } from '../noun.ts'
import { later } from '../ui/later.ts'
import HangingLayer from './HangingLayer.vue'
import { useTrace } from './held.ts'
import TraceBack from './TraceBack.vue'
import TraceButton from './TraceButton.vue'
import TraceLayer from './TraceLayer.vue'
import TraceTool from './TraceTool.vue'
import TraceWall from './TraceWall.vue'
import { zh } from './zh.ts'

/** Where water comes from and goes to. */
export const trace: Noun = {
  words: { zh, en: () => import('./en.ts') },
  panel: {
    part: later(() => import('./TracePanel.vue')), lies: 'under', back: TraceBack,
    when: () => useTrace().held !== null,
    // To point at another place one needs to see the map.
    wants: () => (useTrace().tool === 'none' ? 'half' : 'peek'),
  },
  layers: [TraceLayer, HangingLayer],
  atPlace: TraceButton,
  controls: { tools: TraceTool, wall: TraceWall },
}
