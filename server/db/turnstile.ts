// Who speaks next where only one may speak: whoever asks for little goes before work that can wait, and that work is not
// left standing for ever.

/** So many may go past work that waits before it has its turn. */
const mostPast = 20

export interface Turnstile {
  /** Resolves when it is one's turn, with how to give it back; giving it back twice is giving it back once. */
  enter(patient?: boolean): Promise<() => void>
}

export const turnstile = (): Turnstile => {
  const quick: (() => void)[] = []
  const patient: (() => void)[] = []
  let taken = false
  let past = 0
  const next = () => {
    if (taken) return
    const go = patient.length && (!quick.length || past >= mostPast) ? patient.shift() : quick.shift()
    if (!go) return
    taken = true
    go()
  }
  return {
    enter: (waits = false) =>
      new Promise((resolve) => {
        ;(waits ? patient : quick).push(() => {
          past = waits || !patient.length ? 0 : past + 1
          let held = true
          resolve(() => {
            if (!held) return
            held = taken = false
            next()
          })
        })
        next()
      }),
  }
}
