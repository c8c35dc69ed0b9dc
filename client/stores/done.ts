// What was just done, said with a way back; and that something has changed, for whoever shows it.
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { changePaths } from '../../domain/changes/paths.ts'
import { newId } from '../newId.ts'
import { send } from '../api.ts'
import { i18n } from '../i18n.ts'

export interface Done {
  text: string
  /** Number of the change, where it can be undone. */
  seq: number | null
  /** How, where that is more than undoing the change. */
  undo?: () => Promise<void>
}

export const useDone = defineStore('done', () => {
  const said = shallowRef<Done | null>(null)
  /** Goes up with each act: whoever reads it while asking asks again. */
  const changes = ref(0)

  function tell(text: string, seq: number | null = null, undo?: Done['undo']) {
    said.value = { text, seq, undo }
    changes.value += 1
  }

  /** Rejects with a Problem where it has moved on. */
  async function undo() {
    const { seq, undo: own } = said.value ?? {}
    if (!seq) return
    if (own) return own()
    await send('POST', changePaths.undo(seq), { id: newId() })
    tell(i18n.global.t('done.undone'))
  }

  return { said, changes, tell, undo }
})
