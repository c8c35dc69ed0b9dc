// What the month found in the water, by code of section or water.
import { defineStore } from 'pinia'
import { computed, watch } from 'vue'
import { isMissed, type ClassOf } from '../../domain/quality/classes.ts'
import type { ClassesOfMonth } from '../../domain/quality/schemas.ts'
import { figureOf } from '../figure.ts'
import { useLive } from '../stores/live.ts'
import { useMonth } from '../stores/month.ts'
import { useView } from '../stores/view.ts'

const listed = ({ codes, grades, targets, over }: ClassesOfMonth['sections']) =>
  codes.map((code, index): [string, ClassOf] =>
    [code, { grade: grades[index] ?? null, target: targets[index] ?? null, over: over[index] ?? [] }])

export const useClasses = defineStore('classes', () => {
  const month = useMonth()
  const live = useLive()
  const view = useView()

  const told = computed(() => month.says?.quality ?? null)
  /** Whether the month's classes are known at all. */
  const known = computed(() => told.value !== null)
  const sections = computed(() => (told.value ? listed(told.value.sections) : []))
  const waters = computed(() => (told.value ? listed(told.value.waters) : []))
  const all = computed<ReadonlyMap<string, ClassOf>>(() => new Map([...waters.value, ...sections.value]))
  /** On the map, where a numeral on the sections says what the colours mean; null where they are switched off, or not known. */
  const shown = computed(() => (known.value && view.shown.has('quality') && view.shown.has('sections') ? all.value : null))
  /** Sections that miss their target. */
  const missed = computed(() => figureOf(told.value, month.problem, () => sections.value.filter(([, one]) => isMissed(one)).length))

  // A section with another target, another water or other samples tells otherwise what was found.
  watch(() => live.event, (event) => (event?.samples.length || event?.items.some(({ layer }) => layer === 'sections')) && void month.load())

  return { all, known, shown, missed }
})
