// A way back and forth over whole states: undo is a list. Going back forgets nothing; another step from there does.

export interface Steps<State> {
  past: readonly State[]
  now: State
  future: readonly State[]
}

/** Further back than this nobody goes. */
const most = 500

export const stepsFrom = <State>(now: State): Steps<State> => ({ past: [], now, future: [] })

export const stepTo = <State>({ past, now }: Steps<State>, next: State): Steps<State> =>
  ({ past: [...past, now].slice(-most), now: next, future: [] })

/** One step back; null where it begins. */
export const stepBack = <State>({ past, now, future }: Steps<State>): Steps<State> | null =>
  past.length ? { past: past.slice(0, -1), now: past.at(-1)!, future: [now, ...future] } : null

/** One step forth again; null where none was gone back. */
export const stepForth = <State>({ past, now, future }: Steps<State>): Steps<State> | null =>
  future.length ? { past: [...past, now], now: future[0]!, future: future.slice(1) } : null
