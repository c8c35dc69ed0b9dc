import type { PondOrDitch } from './types.ts'
export function smallWaters(..._: unknown[]): PondOrDitch[] { return [] }
