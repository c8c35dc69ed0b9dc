// Long work on the thread that answers everybody, in small steps with room for others between them.
import { setImmediate } from 'node:timers/promises'
import { spent } from './spending.ts'

/** Longer than this nobody keeps the thread at a stretch, milliseconds. */
const stepMs = 8

export interface Breath {
  /** Whether it is time to let others through: asked in a loop, as it costs next to nothing. */
  due(): boolean
  take(): Promise<void>
}

export const breathOf = (givenUp?: AbortSignal): Breath => {
  let began = performance.now()
  return {
    due: () => performance.now() - began > stepMs,
    async take() {
      spent(performance.now() - began)
      await setImmediate()
      givenUp?.throwIfAborted()
      began = performance.now()
    },
  }
}
