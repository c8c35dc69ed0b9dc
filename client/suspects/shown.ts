// What a question about suspects shows on the map, for as long as its panel is open.
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { SuspectsAnswer } from '../../domain/suspects/schemas.ts'

interface Mark {
  at: readonly [number, number]
  /** In the list of suspects; null is where to look next. */
  place: number | null
}

/** More numbers than this cover one another. */
const mostMarks = 12

export const useSuspects = defineStore('suspects', () => {
  const marks = shallowRef<readonly Mark[]>([])
  function show(answer: SuspectsAnswer | null) {
    marks.value = !answer ? [] : [
      ...answer.suspects.slice(0, mostMarks).flatMap(({ at, place }) => (at ? [{ at, place }] : [])),
      ...answer.next.slice(0, 1).flatMap(({ at }) => (at ? [{ at, place: null }] : [])),
    ]
  }
  return { marks, show }
})
