// What lies on the sheet beside or below the map: what a path opened, and what lies there without one, over it or under it.
import { computed, type Component } from 'vue'
import { useRoute } from 'vue-router'
import { useNouns } from '../noun.ts'

export interface OpenPanel {
  part: Component
  props: Record<string, unknown>
  /** Another one is another panel; of one kind they share a sheet, and how far it is scrolled. */
  key: string
  kind: string
  wants: 'half' | 'peek'
  /** Whatever else there is has to wait. */
  over: boolean
  /** The way back to what lies under it. */
  back?: Component
}

/** The panel that is seen; null where none is open. */
export function usePanel({ touch }: { touch: boolean }) {
  const route = useRoute()
  const panels = useNouns().flatMap(({ panel }) => panel ?? [])
  const lying = (side: 'over' | 'under') => panels.find(({ lies, when }) => lies === side && when())
  const opened = (one: ReturnType<typeof lying>): OpenPanel | null =>
    one ? { part: one.part, props: {}, key: one.lies, kind: one.lies, over: one.lies === 'over', wants: one.wants?.() ?? 'half' } : null

  return computed<OpenPanel | null>(() => {
    const over = opened(lying('over'))
    const { address } = route.meta
    if (over || !address?.panel || (address.desk && touch)) return over ?? opened(lying('under'))
    const props = address.props?.(route.params) ?? {}
    return { part: address.panel, props, key: route.path, kind: address.name, over: false, wants: 'half', back: lying('under')?.back }
  })
}
