// The month's state apart from geometry: which waters have something to say, by code.
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { StateOfMonth } from '../../domain/city/schemas.ts'
import { cityPaths } from '../../domain/city/paths.ts'
import { get, isAbort, Problem } from '../api.ts'
import { countingIds, type CountingId } from '../../domain/marks.ts'
import { lastDay, monthAfter } from '../../domain/months.ts'
import { figureOf, type Figure } from '../figure.ts'
import { useConnection } from './connection.ts'
import { useDone } from './done.ts'
import { useRegister } from './register.ts'
import { useView } from './view.ts'

export interface Marks {
  /** Where the marks stand, [lon, lat]. */
  at: [number, number]
  /** How many of each there is, where there is any. */
  counts: Partial<Record<CountingId, number>>
}

const nothing: ReadonlyMap<string, Marks> = new Map()
/** How long after it could not be had it is asked for again. */
const againMs = 15_000

export const useMonth = defineStore('month', () => {
  const register = useRegister()
  const view = useView()
  const connection = useConnection()
  const done = useDone()

  const heard = shallowRef<{ month: string; marks: ReadonlyMap<string, Marks>; says: StateOfMonth['says'] } | null>(null)
  /** Why the month's state could not be had, or had anew. */
  const problem = shallowRef<Problem | null>(null)
  let running: AbortController | undefined
  let again = 0

  const shown = computed(() => view.month ?? register.settings?.months[1] ?? null)
  /** The day the register is read as of: a past month's last day; undefined for now. */
  const asOf = computed(() => view.day ?? (shown.value && shown.value !== register.settings?.months[1] ? lastDay(shown.value) : undefined))
  /** By when it must have been known: the same day where one looks at what was then believed. */
  const known = computed(() => (view.believed ? asOf.value : undefined))
  /** What is known of the month shown; null while that is nothing: what another month said is not said of this one. */
  const told = computed(() => (heard.value?.month === shown.value ? heard.value : null))
  /** Waters on which marks stand, by code. */
  const marks = computed(() => told.value?.marks ?? nothing)
  /** What else the month has to say. */
  const says = computed(() => told.value?.says ?? null)
  /** On how many waters a mark stands. */
  const countOf = (id: CountingId): Figure =>
    figureOf(told.value, problem.value ?? register.problem, (state) => [...state.marks.values()].filter(({ counts }) => counts[id]).length)

  watch([shown, () => connection.recoveries, () => done.changes], load, { immediate: true })

  const listed = ({ codes, at, says: told }: StateOfMonth) => codes.map((code, index): [string, Marks] => {
    const counts = countingIds.map((id) => [id, told[id]?.[index]] as const).filter(([, n]) => n)
    return [code, { at: at[index]!, counts: Object.fromEntries(counts) }]
  })

  async function load() {
    running?.abort()
    window.clearTimeout(again)
    if (!told.value) problem.value = null
    if (!shown.value) return
    running = new AbortController()
    try {
      const state = await get(cityPaths.state(shown.value), running.signal)
      heard.value = { month: state.month, marks: new Map(listed(state)), says: state.says }
      problem.value = null
    } catch (error) {
      if (isAbort(error)) return
      if (!(error instanceof Problem)) throw error
      // Without its state the map is still a map: the marks stay away, and it is said why.
      problem.value = error
      again = window.setTimeout(() => void load(), againMs)
    }
  }

  /** What some waters have to say has changed: recoloured without asking. */
  function apply(state: StateOfMonth) {
    if (!told.value || state.month !== shown.value) return
    const next = new Map(told.value.marks)
    for (const [code, water] of listed(state)) {
      if (Object.keys(water.counts).length) next.set(code, water)
      else next.delete(code)
    }
    heard.value = { ...told.value, marks: next }
  }

  /** Months from the shown one, kept within what can be shown. */
  function step(by: number) {
    const [first, last] = register.settings?.months ?? []
    if (!shown.value || !first || !last) return
    const next = monthAfter(shown.value, by)
    if (next >= first && next <= last) view.showMonth(next === last ? null : next)
  }

  return { marks, says, problem, countOf, shown, asOf, known, step, load, apply }
})
