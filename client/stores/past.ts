// How the map of a day differs from the map of now: asked for what is in view, layer by layer.
import { defineStore } from 'pinia'
import { ref, shallowRef, watch } from 'vue'
import type { LayerId } from '../../domain/catalogue.ts'
import { featurePaths } from '../../domain/features/paths.ts'
import { get, isAbort, Problem } from '../api.ts'
import { useMonth } from './month.ts'
import { useRegister } from './register.ts'
import { useView } from './view.ts'

interface PastThing {
  layer: LayerId
  code: string
  state: { props: Record<string, unknown>; geometry: unknown } | null
}
export interface Past {
  day: string
  things: readonly PastThing[]
}

export const usePast = defineStore('past', () => {
  const month = useMonth()
  const register = useRegister()
  const view = useView()

  const past = shallowRef<Past | null>(null)
  /** Not all of it could be shown: further in it can. */
  const more = ref(false)
  const extent = shallowRef<readonly [number, number, number, number] | null>(null)
  let running: AbortController | undefined

  watch([() => month.asOf, () => month.known, extent, () => view.shown], async ([day, known, box]) => {
    running?.abort()
    if (!day || !box) return void (past.value = null)
    // What only began later goes at once; what was otherwise comes with the answer.
    if (past.value?.day !== day) past.value = { day, things: [] }
    const { signal } = (running = new AbortController())
    const layers = register.layers.filter(({ id, zoom }) => view.shown.has(id) && (view.at?.zoom ?? 0) >= zoom[0] + 1)
    try {
      const found = await Promise.all(layers.map(async ({ id }) => {
        const answer = await get(featurePaths.past(id, box, day, known), signal)
        return { more: answer.more, things: answer.things.map((thing) => ({ layer: id, ...thing })) }
      }))
      past.value = { day, things: found.flatMap(({ things }) => things) }
      more.value = found.some((one) => one.more)
    } catch (error) {
      if (!isAbort(error) && !(error instanceof Problem)) throw error
    }
  })

  return { past, more, extent }
})
