// Fetches for as long as it is wanted: a new question cancels the old one, a mistake can be tried again, and what a
// lost server failed to answer is asked again once it is back, or somebody has signed in.
import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { isAbort, Problem } from '../api.ts'
import { useConnection } from '../stores/connection.ts'
import { useSession } from '../stores/session.ts'

/** `ask` is called anew whenever what it reads changes; null asks nothing. */
export function useLoaded<Body>(ask: () => ((signal: AbortSignal) => Promise<Body>) | null) {
  const connection = useConnection()
  const session = useSession()
  const body = shallowRef<Body | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(false)
  const again = ref(0)
  let running: AbortController | undefined

  watch(
    () => [ask(), again.value] as const,
    async ([question]) => {
      running?.abort()
      body.value = question ? body.value : null
      problem.value = null
      loading.value = question !== null
      if (!question) return
      const mine = (running = new AbortController())
      try {
        body.value = await question(mine.signal)
      } catch (error) {
        if (isAbort(error)) return
        if (!(error instanceof Problem)) throw error
        problem.value = error
        body.value = null
      }
      if (mine === running) loading.value = false
    },
    { immediate: true },
  )
  watch([() => connection.recoveries, () => session.actor?.account], () => problem.value && retry())
  onScopeDispose(() => running?.abort())

  const retry = () => (again.value += 1)
  return { body, problem, loading, retry }
}
