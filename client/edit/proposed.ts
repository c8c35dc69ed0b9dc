// An edit that is being thought over: what it would change upstream, before it is made.
import { defineStore } from 'pinia'
import { ref, shallowRef, watch } from 'vue'
import type { Operation } from '../../domain/changes/schemas.ts'
import { effectOf, networkEdit, type Effect } from '../trace/effect.ts'
import { useEditing } from './editing.ts'
import { useNetwork } from '../trace/network.ts'
import { useTrace } from '../trace/held.ts'

export const useEffect = defineStore('effect', () => {
  const editing = useEditing()
  const network = useNetwork()
  const trace = useTrace()

  /** What waits to be said yes to; a draft waits for its save. */
  const asked = shallowRef<{ operations: Operation[]; words: string } | null>(null)
  const effect = shallowRef<Effect | null>(null)
  const state = ref<'none' | 'counting' | 'counted' | 'unknown'>('none')
  let counting = 0

  function count(operations: readonly Operation[]) {
    window.clearTimeout(counting)
    effect.value = null
    trace.proposed = null
    const { waters } = network
    if (!operations.length) return void (state.value = 'none')
    if (!waters) return void (state.value = 'unknown')
    const edit = networkEdit(waters.contents, operations)
    if (!edit) return void (state.value = 'none')
    state.value = 'counting'
    // The words are on the screen before the counting begins.
    counting = window.setTimeout(() => {
      const found = effectOf(waters, edit)
      effect.value = found
      trace.proposed = { gains: found.gains, loses: found.loses }
      state.value = 'counted'
    }, 30)
  }

  function propose(operations: Operation[], words: string) {
    asked.value = { operations, words }
    count(operations)
  }
  async function keep() {
    const { operations, words } = asked.value!
    leave()
    // What needs a reason is asked about again once one is given.
    if (!(await editing.commit(operations, words, undefined, editing.reason.trim() || undefined)) && editing.problem?.code === 'reasonNeeded') propose(operations, words)
  }
  function leave() {
    asked.value = null
    count([])
  }

  watch(() => [editing.subject?.layer, editing.subject?.code] as const, leave)
  // A way of flow, or a gate, in the draft.
  watch(() => editing.draft, ({ fields }) => {
    const { subject, changedFields } = editing
    if (asked.value) return
    const mine = changedFields.filter((name) => ['flow_mode', 'kind', 'water'].includes(name))
    if (!subject?.code || !mine.length || !['reaches', 'gates'].includes(subject.layer)) return state.value === 'none' ? undefined : count([])
    count([{ op: 'update', layer: subject.layer, code: subject.code, version: subject.version, fields: Object.fromEntries(mine.map((name) => [name, fields[name] ?? null])) }])
  })

  return { asked, effect, state, propose, keep, leave }
})
