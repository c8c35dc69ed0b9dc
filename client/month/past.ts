// How the map of a day differs from the map of now: asked for what is in view, layer by layer.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { featurePaths } from '../../domain/features/paths.ts'
import { get, isAbort, Problem } from '../api.ts'
import type { Past } from '../map/bundles.ts'
import { useConnection } from '../stores/connection.ts'
import { useMonth } from '../stores/month.ts'
import { useRegister } from '../stores/register.ts'
import { useView } from '../stores/view.ts'

export const usePast = defineStore('past', () => {
  const month = useMonth()
  const register = useRegister()
  const view = useView()
  const connection = useConnection()

  const past = shallowRef<Past | null>(null)
  /** Not all of it could be shown: further in it can. */
  const more = ref(false)
  /** Why what was otherwise then could not be had. */
  const problem = shallowRef<Problem | null>(null)
  const again = ref(0)
  const extent = shallowRef<readonly [number, number, number, number] | null>(null)
  let running: AbortController | undefined

  watch([() => month.asOf, () => month.known, extent, () => view.shown, again, () => connection.recoveries], async ([day, known, box]) => {
    running?.abort()
    problem.value = null
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
      if (isAbort(error)) return
      if (!(error instanceof Problem)) throw error
      problem.value = error
    }
  })

  /** What the past shows otherwise hides what tiles hold; the same set while that does not change. */
  const replaced = computed(() =>
    past.value && { day: past.value.day, replaced: new Set(past.value.things.map(({ layer, code }) => `${layer}/${code}`)) })

  return { past, replaced, more, problem, extent, retry: () => (again.value += 1) }
})
