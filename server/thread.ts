// Threads of our own, for work that would keep the one that answers waiting, or that may have to be stopped in the middle.
import { Worker, type ResourceLimits } from 'node:worker_threads'

/** Starts a module of ours, in TypeScript, in a thread. Whoever starts one listens to its `error` and `exit`. */
export const startThread = (module: URL, workerData: unknown, resourceLimits: ResourceLimits = {}): Worker =>
  // A thread does not inherit the TypeScript loader on Node 20, so it registers its own before the first import.
  new Worker(`import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(module.href)})))`, { eval: true, workerData, resourceLimits })
