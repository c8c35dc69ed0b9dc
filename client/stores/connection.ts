// Whether the server answers. Once it does not, we ask quietly until it does; whoever failed meanwhile watches `recoveries`.
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { at } from '../base.ts'
import { cityPaths } from '../../domain/city/paths.ts'

const firstPauseMs = 1000
const longestPauseMs = 8000
/** A cable that is pulled answers nothing, not even no. */
const patienceMs = 3000

/** Pieces of the map that could not be had, or are long on their way. */
export interface Pieces {
  failed: number
  slow: number
}

export const useConnection = defineStore('connection', () => {
  const down = ref(false)
  /** The device itself says that it has no line; the server may be on it all the same. */
  const offline = ref(!navigator.onLine)
  const recoveries = ref(0)
  /** Counts the answers that said to sign in first. */
  const unknown = ref(0)
  const pieces = shallowRef<Pieces>({ failed: 0, slow: 0 })
  /** Counts how often somebody asked for the failed pieces at once. */
  const asked = ref(0)
  let timer = 0
  let doubting: Promise<void> | null = null

  const answers = () =>
    fetch(at(cityPaths.health()), { cache: 'no-store', signal: AbortSignal.timeout(patienceMs) }).then((response) => response.ok, () => false)

  window.addEventListener('offline', () => {
    offline.value = true
    void doubt()
  })
  window.addEventListener('online', () => {
    offline.value = false
    void (down.value ? ask(firstPauseMs) : doubt())
  })

  async function ask(pauseMs: number) {
    window.clearTimeout(timer)
    if (await answers()) {
      if (!down.value) return
      window.clearTimeout(timer)
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

  /** Something failed or fell silent: the server may be gone, or it may be that one thing. Resolves once that is known. */
  const doubt = (): Promise<void> => (doubting ??= answers().then((well) => {
    doubting = null
    if (!well) lost()
  }))

  const again = () => (asked.value += 1)

  return { down, offline, recoveries, unknown, pieces, asked, lost, doubt, again, retryNow: () => ask(firstPauseMs) }
})
