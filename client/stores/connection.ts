// Whether the server answers. Once it does not, we ask quietly until it does; whoever failed meanwhile watches `recoveries`.
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { cityPaths } from '../../domain/city/paths.ts'

const firstPauseMs = 1000
const longestPauseMs = 8000

export const useConnection = defineStore('connection', () => {
  const down = ref(false)
  const recoveries = ref(0)
  /** Counts the answers that said to sign in first. */
  const unknown = ref(0)
  let timer = 0

  const answers = () => fetch(cityPaths.health(), { cache: 'no-store' }).then((response) => response.ok, () => false)

  async function ask(pauseMs: number) {
    window.clearTimeout(timer)
    if (await answers()) {
      down.value = false
      recoveries.value += 1
    } else {
      timer = window.setTimeout(() => void ask(Math.min(pauseMs * 1.5, longestPauseMs)), pauseMs)
    }
  }

  /** Somebody's request found no server. */
  function lost() {
    if (down.value) return
    down.value = true
    timer = window.setTimeout(() => void ask(firstPauseMs), firstPauseMs)
  }

  /** A tile failed: the server may be gone, or it may be that one tile. */
  async function doubt() {
    if (!down.value && !(await answers())) lost()
  }

  return { down, recoveries, unknown, lost, doubt, retryNow: () => ask(firstPauseMs) }
})
