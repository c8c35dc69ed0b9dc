// Parts that the first map does without come when the browser is idle, so that they are there before they are needed;
// one that could not come because the server was away is asked for again once it is back.
import { defineAsyncComponent, watch, type Component } from 'vue'
import { useConnection } from '../stores/connection.ts'

/** Safari has no requestIdleCallback. */
const whenIdle = (task: () => void) => ('requestIdleCallback' in window ? window.requestIdleCallback(task, { timeout: 4000 }) : setTimeout(task, 1500))

export function later<Part extends Component>(load: () => Promise<{ default: Part }>): Part {
  whenIdle(() => void load().catch(() => undefined))
  return defineAsyncComponent({
    loader: async () => (await load()).default,
    onError(_error, retry) {
      const connection = useConnection()
      connection.lost()
      const stop = watch(() => connection.recoveries, () => {
        stop()
        retry()
      })
    },
  })
}
