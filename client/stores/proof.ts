// Administering takes a proof that is not old. Whoever asks for something that does is asked once, and then it goes on by itself.
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Way } from '../../domain/accounts/ways.ts'

export const useProof = defineStore('proof', () => {
  const asked = shallowRef<{ ways: Way[]; answer: (proven: boolean) => void } | null>(null)
  let waiting: Promise<boolean> | null = null

  /** Resolves with whether it was proven. What is asked meanwhile waits for the same answer. */
  const ask = (ways: Way[]): Promise<boolean> =>
    (waiting ??= new Promise<boolean>((resolve) => {
      asked.value = { ways, answer: resolve }
    }).finally(() => {
      asked.value = null
      waiting = null
    }))

  return { asked, ask }
})
