// The river network on this page: brought once the first map is drawn, kept fresh by the stream of changes. While it is away
// or old the map is still a map; nobody waits for it.
import { defineStore } from 'pinia'
import { markRaw, ref, shallowRef, watch } from 'vue'
import { Problem } from '../api.ts'
import { drawnNetwork } from '../../domain/network/index.ts'
import { breathe, bring, type Copy } from './bring.ts'
import { pageNetworkOf, type PageNetwork } from './pageNetwork.ts'
import { useConnection } from '../stores/connection.ts'
import { useLive } from '../stores/live.ts'
import { useRegister } from '../stores/register.ts'
import { useSession } from '../stores/session.ts'

/** Changes that follow one another this closely are read together, ms. */
const restMs = 250
/** How often it is looked whether the first map is drawn, ms. */
const lookMs = 150

export const useNetwork = defineStore('network', () => {
  const register = useRegister()
  const connection = useConnection()
  const session = useSession()
  const live = useLive()

  const state = ref<'none' | 'loading' | 'ready' | 'old' | 'behind' | 'failed'>('none')
  const waters = shallowRef<PageNetwork | null>(null)
  let copy: Copy | null = null
  let running = 0
  let resting = 0

  /** `anew` where what one may see has changed: nothing of before is kept. */
  async function load(anew = false) {
    const mine = ++running
    if (anew) copy = null
    state.value = waters.value ? 'old' : 'loading'
    try {
      const next = await bring(copy)
      if (mine !== running) return
      if (next.version !== copy?.version || !waters.value) {
        await breathe()
        const made = drawnNetwork(next.contents)
        await breathe()
        if (mine !== running) return
        waters.value = markRaw(pageNetworkOf(made))
        // Browser walks wait for it; nothing else does.
        performance.mark('network')
      }
      copy = next
      state.value = 'ready'
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (mine === running) state.value = waters.value ? 'behind' : 'failed'
    }
  }

  function begin() {
    if (document.documentElement.dataset['ready'] !== 'true') return void window.setTimeout(begin, lookMs)
    const idle = window.requestIdleCallback as typeof window.requestIdleCallback | undefined
    if (idle) idle(() => void load(), { timeout: 2000 })
    else window.setTimeout(() => void load(), lookMs)
  }

  const later = (anew = false) => {
    if (state.value === 'none') return
    if (waters.value) state.value = 'old'
    window.clearTimeout(resting)
    resting = window.setTimeout(() => void load(anew), restMs)
  }

  watch(() => register.ready, (ready) => ready && state.value === 'none' && begin(), { immediate: true })
  watch(() => live.event, (event) => event && later())
  watch(() => live.resets, () => later())
  watch(() => connection.recoveries, () => later())
  // Whoever signs in or out sees more or less.
  watch(() => session.actor?.account, (account, before) => account !== before && later(true))

  return { state, waters, load }
})
