// The month's state apart from geometry: which waters have something to say, by code.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { StateOfMonth } from '../../domain/city/schemas.ts'
import type { ItemKey } from '../../domain/quality/items.ts'
import type { Grade } from '../../domain/quality/numerals.ts'
import { cityPaths } from '../../domain/city/paths.ts'
import { get, isAbort, Problem } from '../api.ts'
import { lastDay, monthAfter } from '../../domain/months.ts'
import { useConnection } from './connection.ts'
import { useDone } from './done.ts'
import { useRegister } from './register.ts'
import { useView } from './view.ts'

export interface WaterState {
  /** Strategy tasks past their date at the month's end. */
  overdue: number
  /** Levels of chief that should be filled and are not. */
  vacant: number
  /** Where the mark stands, [lon, lat]. */
  at: [number, number]
}

/** Class of a section, or of a water by its worst section. */
export interface ClassOf {
  grade: Grade | null
  target: Grade | null
  /** What exceeds the target, and how many times where that is defined. */
  over: readonly (readonly [ItemKey, number | null])[]
}
/** Worse than its target. */
export const isMissed = ({ grade, target }: ClassOf): boolean => grade !== null && target !== null && grade > target

export const useMonth = defineStore('month', () => {
  const register = useRegister()
  const view = useView()
  const connection = useConnection()
  const done = useDone()

  const states = shallowRef<ReadonlyMap<string, WaterState>>(new Map())
  /** By code of section or water. */
  const classes = shallowRef<ReadonlyMap<string, ClassOf>>(new Map())
  const sectionsMissed = ref(0)
  let running: AbortController | undefined

  const shown = computed(() => view.month ?? register.settings?.months[1] ?? null)
  /** The day the register is read as of: a past month's last day; undefined for now. */
  const asOf = computed(() => view.day ?? (shown.value && shown.value !== register.settings?.months[1] ? lastDay(shown.value) : undefined))
  /** By when it must have been known: the same day where one looks at what was then believed. */
  const known = computed(() => (view.believed ? asOf.value : undefined))
  const counts = computed(() => {
    const waters = [...states.value.values()]
    return {
      overdue: waters.filter((water) => water.overdue > 0).length,
      vacant: waters.filter((water) => water.vacant > 0).length,
      quality: sectionsMissed.value,
    }
  })

  watch([shown, () => connection.recoveries, () => done.changes], load, { immediate: true })

  const entriesOf = (state: StateOfMonth) =>
    state.codes.map((code, index) => [code, { overdue: state.overdue[index] ?? 0, vacant: state.vacant[index] ?? 0, at: state.at[index] ?? [0, 0] }] as [string, WaterState])

  const noClasses = { codes: [], grades: [], targets: [], over: [] }
  const classesIn = ({ codes, grades, targets, over }: NonNullable<StateOfMonth['quality']>['sections']) =>
    codes.map((code, index) => [code, { grade: grades[index] ?? null, target: targets[index] ?? null, over: over[index] ?? [] }] as [string, ClassOf])

  async function load() {
    if (!shown.value) return
    running?.abort()
    running = new AbortController()
    try {
      const state = await get(cityPaths.state(shown.value), running.signal)
      states.value = new Map(entriesOf(state))
      const { sections, waters } = state.quality ?? { sections: noClasses, waters: noClasses }
      classes.value = new Map([...classesIn(waters), ...classesIn(sections)])
      sectionsMissed.value = classesIn(sections).filter(([, one]) => isMissed(one)).length
    } catch (error) {
      // Without its state the map is still a map: the marks stay away, the banner says why.
      if (!isAbort(error) && !(error instanceof Problem)) throw error
    }
  }

  /** What some waters have to say has changed: recoloured without asking. */
  function apply(state: StateOfMonth) {
    if (state.month !== shown.value) return
    const next = new Map(states.value)
    for (const [code, water] of entriesOf(state)) {
      if (water.overdue || water.vacant) next.set(code, water)
      else next.delete(code)
    }
    states.value = next
  }

  /** Months from the shown one, kept within what can be shown. */
  function step(by: number) {
    const [first, last] = register.settings?.months ?? []
    if (!shown.value || !first || !last) return
    const next = monthAfter(shown.value, by)
    if (next >= first && next <= last) view.showMonth(next === last ? null : next)
  }

  return { states, classes, counts, shown, asOf, known, step, load, apply }
})
