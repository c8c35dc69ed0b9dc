import type { ReservoirSite } from './types.ts'
export function reservoirs(..._: unknown[]): ReservoirSite[] { return [] }
