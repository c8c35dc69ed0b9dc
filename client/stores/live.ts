// What changes, as it changes: one stream for the whole page. A screen that slept says which change it knows last and is
// told what it missed; where that is too much, it reads everything anew.
import { defineStore } from 'pinia'
import { ref, shallowRef, watch } from 'vue'
import type { LiveEvent } from '../../domain/changes/schemas.ts'
import { livePath } from '../../domain/live/paths.ts'
import { useMonth } from './month.ts'
import { useRegister } from './register.ts'
import { useSession } from './session.ts'

export type { LiveEvent }

/** A page out of sight for this long lets go of its stream. */
const restMs = 10_000

export const useLive = defineStore('live', () => {
  const register = useRegister()
  const month = useMonth()
  const session = useSession()

  /** The last change this screen knows, and whether it hears of the next at once. */
  const seq = ref(0)
  const connected = ref(false)
  const freshAt = ref<Date | null>(null)
  /** The last change, for whoever shows what it is about. */
  const event = shallowRef<LiveEvent | null>(null)
  /** Counts the times everything had to be read anew. */
  const resets = ref(0)
  let stream: EventSource | null = null

  // Who sees other things is told other things.
  watch([() => register.settings?.head, () => session.actor?.account], ([head]) => head !== undefined && listen(Math.max(seq.value, head)))

  // A browser keeps six connections to a server: a page nobody looks at gives its own back, and catches up when it is seen again.
  let hiding = 0
  document.addEventListener('visibilitychange', () => {
    window.clearTimeout(hiding)
    if (document.hidden) hiding = window.setTimeout(sleep, restMs)
    else if (!stream && register.settings) listen(seq.value)
  })
  function sleep() {
    stream?.close()
    stream = null
    connected.value = false
  }

  function listen(since: number) {
    stream?.close()
    seq.value = since
    stream = new EventSource(livePath(since))
    stream.onopen = () => (connected.value = true)
    stream.onerror = () => {
      connected.value = false
      // A browser gives up on a stream that is refused; then we try again ourselves.
      if (stream?.readyState === EventSource.CLOSED && !document.hidden) window.setTimeout(() => listen(seq.value), 3000)
    }
    stream.onmessage = (message) => heard(JSON.parse(message.data as string) as LiveEvent)
    stream.addEventListener('head', () => (freshAt.value = new Date()))
    stream.addEventListener('reset', (message) => {
      seq.value = (JSON.parse((message as MessageEvent<string>).data) as { seq: number }).seq
      resets.value += 1
      void register.load()
      void month.load()
    })
  }

  function heard(told: LiveEvent) {
    if (told.seq <= seq.value) return
    seq.value = told.seq
    freshAt.value = new Date()
    register.apply(told)
    if (told.state) month.apply(told.state)
    // A section with another target, or another water, tells otherwise what was found.
    if (told.items.some(({ layer }) => layer === 'sections')) void month.load()
    event.value = told
  }

  return { seq, connected, freshAt, event, resets }
})
