// What changes, as it changes: one stream for the whole page. A screen that slept says which change it knows last and is
// told what it missed; where that is too much, it reads everything anew.
import { defineStore } from 'pinia'
import { ref, shallowRef, watch } from 'vue'
import type { LiveEvent } from '../../domain/live/schemas.ts'
import { livePath } from '../../domain/live/paths.ts'
import { at } from '../base.ts'
import { useConnection } from './connection.ts'
import { useMonth } from './month.ts'
import { useRegister } from './register.ts'
import { useSession } from './session.ts'

export type { LiveEvent }

/** A page out of sight for this long lets go of its stream. */
const restMs = 10_000
/** The server says something every two seconds (server/live/routes.ts): after so many of silence the line is not to be trusted. */
const silentSeconds = 5

export const useLive = defineStore('live', () => {
  const register = useRegister()
  const month = useMonth()
  const session = useSession()
  const connection = useConnection()

  /** The last change this screen knows, and whether it hears of the next at once. */
  const seq = ref(0)
  const connected = ref(false)
  const freshAt = ref<Date | null>(null)
  /** The last change, for whoever shows what it is about. */
  const event = shallowRef<LiveEvent | null>(null)
  /** Counts the times everything had to be read anew. */
  const resets = ref(0)
  let stream: EventSource | null = null
  /** Id of the last event heard: how far this screen knows each source of the stream (server/live/source.ts). */
  let place = ''
  /** Counted, not measured: a page that was too busy to hear has not been busy counting either. */
  let silent = 0

  // Who sees other things is told other things.
  watch([() => register.settings?.head, () => session.actor?.account], ([head]) => head !== undefined && listen(place || String(head)))

  // A browser keeps six connections to a server: a page nobody looks at gives its own back, and catches up when it is seen again.
  let hiding = 0
  document.addEventListener('visibilitychange', () => {
    window.clearTimeout(hiding)
    if (document.hidden) hiding = window.setTimeout(sleep, restMs)
    else if (!stream && register.settings) listen(place)
  })
  window.setInterval(() => {
    if (!stream || !connected.value || ++silent < silentSeconds) return
    connected.value = false
    void connection.doubt().then(() => !connection.down && stream && listen(place))
  }, 1000)
  watch(() => connection.down, (down) => down && (connected.value = false))
  watch(() => connection.recoveries, () => stream && listen(place))

  function sleep() {
    stream?.close()
    stream = null
    connected.value = false
  }

  function listen(since: string) {
    stream?.close()
    place = since
    seq.value = Math.max(seq.value, Number.parseInt(since))
    stream = new EventSource(at(livePath(since)))
    stream.onopen = heardOf
    stream.onerror = () => {
      connected.value = false
      // It ends with the session, and with the server.
      void connection.doubt().then(() => void (!connection.down && session.who && session.load()))
      // A browser gives up on a stream that is refused; then we try again ourselves.
      if (stream?.readyState === EventSource.CLOSED && !document.hidden) window.setTimeout(() => listen(place), 3000)
    }
    const on = (name: string, hear: (message: MessageEvent<string>) => void) =>
      stream!.addEventListener(name, (message: MessageEvent<string>) => {
        heardOf()
        place = message.lastEventId
        hear(message)
      })
    on('message', (message) => heard(JSON.parse(message.data) as LiveEvent))
    on('head', () => (freshAt.value = new Date()))
    on('notices', () => void session.load())
    on('reset', (message) => {
      seq.value = (JSON.parse(message.data) as { seq: number }).seq
      resets.value += 1
      void register.load()
      void month.load()
    })
  }

  function heardOf() {
    silent = 0
    connected.value = true
  }

  function heard(told: LiveEvent) {
    if (told.seq <= seq.value) return
    seq.value = told.seq
    freshAt.value = new Date()
    register.apply(told)
    if (told.state) month.apply(told.state)
    event.value = told
  }

  return { seq, connected, freshAt, event, resets }
})
