// One thing a person has asked for, from the press of a button until it is done or has gone wrong.
import { ref, shallowRef } from 'vue'
import { Problem } from '../api.ts'

export function useDoing() {
  const busy = ref(false)
  const problem = shallowRef<Problem | null>(null)

  /** Resolves with whether it was done. A second press while the first is under way does nothing. */
  async function run(work: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    try {
      await work()
      return true
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      problem.value = error
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, problem, run }
}
