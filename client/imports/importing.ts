// The import that is open: sent, looked at until it is ready, corrected, written. The server keeps it; leaving loses nothing.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { useRouter } from 'vue-router'
import type { LayerId } from '../../domain/catalogue.ts'
import { fates, underWay, type Fate } from '../../domain/imports/fates.ts'
import type { ImportOptions, ImportPreview, StagedImport } from '../../domain/imports/schemas.ts'
import { importPaths } from '../../domain/imports/paths.ts'
import { get, isAbort, Problem, send, upload } from '../api.ts'
import { newId } from '../newId.ts'
import { useDoing } from '../ui/useDoing.ts'
import { useConnection } from '../stores/connection.ts'
import { useRegister } from '../stores/register.ts'
import { useSession } from '../stores/session.ts'
import { useView } from '../stores/view.ts'

const askAgainMs = 700

export const useImports = defineStore('imports', () => {
  const view = useView()
  const register = useRegister()
  const session = useSession()
  const connection = useConnection()
  const route = useRouter().currentRoute
  const { busy, problem, run } = useDoing()

  /** The import that is open: its id, '' before there is one, null where none is. */
  const asked = computed(() => (route.value.name === 'import' ? String(route.value.params['id'] ?? '') : null))
  const open = (id = '') => view.go({}, { to: { name: 'import', params: id ? { id } : {} }, push: true })

  /** Null while they are not known. */
  const mine = shallowRef<StagedImport[] | null>(null)
  const current = shallowRef<StagedImport | null>(null)
  /** Share of the file that is there, while it is being sent. */
  const sent = ref<number | null>(null)
  /** [west, south, east, north] of the map. */
  const extent = shallowRef<[number, number, number, number] | null>(null)
  const preview = shallowRef<ImportPreview | null>(null)
  const shown = ref<Record<Fate, boolean>>({ new: true, changed: true, vanished: true })
  let timer = 0
  let looking: AbortController | undefined

  // What the address names is what is open.
  watch(() => [asked.value, session.actor?.account, connection.recoveries] as const, ([id, account]) => {
    window.clearTimeout(timer)
    if (id === null || !account) return (current.value = null)
    if (id && id !== current.value?.id) current.value = null
    problem.value = null
    if (id) void reading(() => look(id))
    else {
      current.value = null
      void reading(async () => void (mine.value = await get(importPaths.all())))
    }
  }, { immediate: true })

  /** Looking is never in the way of doing: a file may be put down while the list is still on its way. */
  async function reading(work: () => Promise<void>) {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      problem.value = error
    }
  }

  async function look(id: string) {
    const found = await get(importPaths.one(id))
    if (asked.value !== id) return
    current.value = found
    window.clearTimeout(timer)
    if (underWay(found)) timer = window.setTimeout(() => void reading(() => look(id)), askAgainMs)
  }

  watch(() => [current.value?.id, current.value?.state, extent.value] as const, async ([id, state, box]) => {
    looking?.abort()
    if (!id || state !== 'ready' || !box || !current.value?.report) return (preview.value = null)
    const mine = (looking = new AbortController())
    try {
      preview.value = await get(importPaths.preview(id, box.map((degrees) => Number(degrees.toFixed(6)))), mine.signal)
    } catch (error) {
      if (!isAbort(error) && !(error instanceof Problem)) throw error
    }
  })

  /** [west, south, east, north] of a file that does not touch the city. */
  const outside = computed(() => {
    const [city, file] = [register.settings?.city?.extent, current.value?.report?.extent]
    return city && file && (file[0] > city[2] || file[2] < city[0] || file[1] > city[3] || file[3] < city[1]) ? file : null
  })

  const none: never[] = []
  const visible = computed(() => preview.value?.features.filter(({ properties }) => shown.value[properties.fate])
    .map(({ properties, geometry }) => ({ ...properties, geometry: geometry as unknown })) ?? none)

  const bring = (layer: LayerId | null, file: File) => run(async () => {
    sent.value = 0
    try {
      const { id } = await upload(importPaths.upload(layer, file.name), file, (share) => (sent.value = share))
      for (const fate of fates) shown.value[fate] = true
      open(id)
    } finally {
      sent.value = null
    }
  })

  const correct = (options: ImportOptions) => run(async () => {
    const { id } = current.value!
    current.value = await send('PUT', importPaths.one(id), options)
    await look(id)
  })

  /** Reads the file for a layer, as it was to be read. */
  const into = (layer: LayerId) => run(async () => {
    const { id, options, layer: before } = current.value!
    // What was said of another layer's fields is not said of this one's.
    const { map: _columns, defaults: _values, ...rest } = options
    current.value = await send('PUT', importPaths.into(id, layer), before === layer ? options : rest)
    await look(id)
  })

  const discard = () => run(async () => {
    await send('DELETE', importPaths.one(current.value!.id))
    open()
  })

  // One id for one import, so that pressing twice, or again after the connection broke, writes it once.
  const ids = new Map<string, string>()
  async function commit(): Promise<number | null> {
    const { id } = current.value!
    if (!ids.has(id)) ids.set(id, newId())
    const done = await run(async () => {
      await send('POST', importPaths.commit(id), { id: ids.get(id) })
      await look(id)
    })
    return done ? current.value!.seq : null
  }

  return {
    asked, open, mine, current, outside, sent, busy, problem, extent, preview, visible, shown, bring, into, correct, commit, discard,
  }
})
