// Two shapes (GeoJSON) of one thing to be compared on the map, for as long as its card is open.
import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { useView } from '../stores/view.ts'

/** What it was is dashed, what it became solid: told apart without colours too. */
export const sideColours = { before: '#b4380f', after: '#1a4fa0' } as const
export const beforeDash = [8, 6]

export const useCompared = defineStore('compared', () => {
  const view = useView()
  const sides = shallowRef<{ before: unknown; after: unknown } | null>(null)
  watch(() => view.selection, () => (sides.value = null))
  return { sides }
})
