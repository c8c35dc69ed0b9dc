// What an evidence pack holds, as plain values: it is gathered in pack.ts and written in another thread.
import type { LookRecord, Suspect } from '../../domain/suspects/schemas.ts'
import type { reasons } from '../../domain/suspects/index.ts'
import type { Inquired } from './inquire.ts'

export interface Part {
  code: string
  name: string
  /** At that hour's tide and gates; otherwise only in the hours before. */
  certain: boolean
  line: [number, number][]
}

/** All a pack says. */
export interface Pack extends Pick<Inquired, 'key' | 'place' | 'judged' | 'history' | 'rainMm'> {
  looks: (LookRecord & { at: readonly [number, number] | null })[]
  water: string
  rules: { code: string; title: string; from: string; proposal: boolean; rainHours: number }
  network: { version: string; seq: number; lines: Float64Array; firstVertex: ArrayLike<number> }
  /** How many there are in all. */
  counts: { suspects: number; excluded: number }
  suspects: (Suspect & { waterName: string })[]
  trace: Part[]
  excluded: {
    layer: string; code: string; name: string; reason: keyof typeof reasons; metres: number; at: readonly [number, number] | null
  }[]
  by: string
  madeAt: Date
}
