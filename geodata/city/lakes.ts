import type { StillWater } from './types.ts'
export function lakes(..._: unknown[]): StillWater[] { return [] }
