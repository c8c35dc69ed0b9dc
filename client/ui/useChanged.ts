// Calls back when somebody has changed one of some things, or everything has been read anew.
import { watch } from 'vue'
import { useLive } from '../stores/live.ts'

export function useChanged(codes: () => readonly string[], changed: () => void) {
  const live = useLive()
  watch(() => live.event, (event) => {
    if (!event) return
    const mine = new Set(codes())
    if (event.items.some(({ code }) => mine.has(code)) || event.state?.codes.some((code) => mine.has(code))
      || (event.areas.length > 0 && !event.items.length)) changed()
  })
  watch(() => live.resets, changed)
}
