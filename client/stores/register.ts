// What the register holds: the city's settings and the catalogue of layers with counts and versions.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { LayerEntry, Settings } from '../../domain/city/schemas.ts'
import type { LiveEvent } from '../../domain/live/schemas.ts'
import type { LayerId } from '../../domain/catalogue.ts'
import { cityPaths } from '../../domain/city/paths.ts'
import { get, Problem } from '../api.ts'
import { useConnection } from './connection.ts'

/** How long after it could not be read it is read again. */
const againMs = 15_000

export const useRegister = defineStore('register', () => {
  const connection = useConnection()

  const settings = shallowRef<Settings | null>(null)
  const layers = shallowRef<LayerEntry[]>([])
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(true)
  let again = 0

  const ready = computed(() => settings.value !== null && layers.value.length > 0)
  const empty = computed(() => ready.value && layers.value.every((layer) => layer.count === 0))

  /** What has to be said beside the city's name: that its people are made up, or at least its map. */
  const madeUp = computed(() => (settings.value?.city?.demonstration ? 'demonstration' : settings.value?.city?.sample ? 'sample' : null))

  watch(() => connection.recoveries, load)

  async function load() {
    window.clearTimeout(again)
    loading.value = true
    try {
      const [newSettings, newLayers] = await Promise.all([get(cityPaths.settings()), get(cityPaths.layers())])
      // The wall asks every minute: what has not changed must not redraw the map.
      if (JSON.stringify(newSettings) !== JSON.stringify(settings.value)) settings.value = newSettings
      if (JSON.stringify(newLayers) !== JSON.stringify(layers.value)) layers.value = newLayers
      problem.value = null
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      problem.value = error
      again = window.setTimeout(() => void load(), againMs)
    } finally {
      loading.value = false
    }
  }

  /** A change somebody made: layers move on, and hold one more or less. */
  function apply({ versions, items, areas }: LiveEvent) {
    // Too much changed to be told one by one: counts are asked for.
    if (!items.length && areas.length) return void load()
    const more = (id: string) => items.reduce((sum, { layer, op }) => sum + (layer !== id ? 0 : op === 'insert' ? 1 : op === 'delete' ? -1 : 0), 0)
    layers.value = layers.value.map((entry) => ({
      ...entry, version: versions[entry.id] ?? entry.version, count: entry.count + more(entry.id),
    }))
  }

  const layer = (id: LayerId | string) => layers.value.find((entry) => entry.id === id)

  return { settings, layers, problem, loading, ready, empty, madeUp, load, apply, layer }
})
