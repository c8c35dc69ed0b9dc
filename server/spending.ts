// What an answer costs us: the time it held the one connection of the embedded engine or kept the thread that answers everybody.
import { AsyncLocalStorage } from 'node:async_hooks'

const asking = new AsyncLocalStorage<(ms: number) => void>()

/** Tells whoever pays for what is under way what a part of it took, milliseconds. */
export const spent = (ms: number): void => asking.getStore()?.(ms)

/** Runs work whose parts tell `pays` what they took. */
export const withPayer = <T>(pays: (ms: number) => void, work: () => T): T => asking.run(pays, work)
