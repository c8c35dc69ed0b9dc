// What lies on the sheet beside or below the map: what a path opened, and what stands there without one, over it or under it.
import { computed, type Component } from 'vue'
import { useRoute } from 'vue-router'
import { useNouns } from '../noun.ts'

export interface Panel {
  part: Component
  props: Record<string, unknown>
  /** Another one is another panel. */
  key: string
  wants: 'half' | 'peek'
  /** Whatever else there is has to wait. */
  over: boolean
  /** The way back to what lies under it. */
  back?: Component
}

/** The panel that is seen; null where none is open. */
export function usePanel({ touch }: { touch: boolean }) {
  const route = useRoute()
  const standing = useNouns().flatMap((noun) => noun.standing ?? [])
  const stands = (side: 'over' | 'under') => standing.find(({ lies, when }) => lies === side && when())
  const asStanding = (one: ReturnType<typeof stands>): Panel | null => one ? { part: one.part, props: {}, key: one.lies, over: one.lies === 'over', wants: one.wants?.() ?? 'half' } : null

  return computed<Panel | null>(() => {
    const over = asStanding(stands('over'))
    const { address } = route.meta
    if (over || !address?.panel || (address.desk && touch)) return over ?? asStanding(stands('under'))
    return { part: address.panel, props: address.props?.(route.params) ?? {}, key: route.path, over: false, wants: 'half', back: stands('under')?.back }
  })
}
