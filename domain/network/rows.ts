// What a network is made from and what is said about it: plain rows, as the register has them.
import type { flowModes } from '../enums.ts'
import type { Text } from '../text.ts'

/** Measures beyond an end by no more than this are rounding and mean the end, metres. */
export const toleranceM = 0.5

export type FlowMode = keyof typeof flowModes

export interface ReachRow {
  code: string
  /** Metres, more than 0. */
  lengthM: number
  flowMode: FlowMode
  /** Metres per second in the direction the water takes; null or absent where nobody knows. */
  speedMs?: number | null
}

/** Water leaves `upstream` at `upstreamM` and enters `downstream` at `downstreamM`, metres from the start of each. */
export interface LinkRow {
  upstream: string
  upstreamM: number
  downstream: string
  downstreamM: number
  flowMode: FlowMode
  gate: string | null
}

/** 开 lets water pass, 关 nothing, 抽 drives it downstream. A pump that is open pumps. */
export type GateState = 'open' | 'shut' | 'pumping'

export interface GateRow {
  code: string
  /** 水闸 only opens and shuts, 泵站 only pumps, 闸泵 does both. */
  kind: '水闸' | '泵站' | '闸泵'
  /** Where it stands. Matters only for a gate no link names: it bars its reach there. */
  reach?: string | null
  measureM?: number | null
  /** As recorded; null or absent where nobody knows. */
  state?: GateState | null
}

/** A lake or reservoir: water without length that links enter and leave; their measures on it mean nothing. */
export interface StandingRow {
  code: string
}

export interface NetworkRows {
  reaches: readonly ReachRow[]
  links: readonly LinkRow[]
  gates: readonly GateRow[]
  standing: readonly StandingRow[]
}

export type RemarkKind =
  | 'duplicate_reach' | 'duplicate_standing' | 'duplicate_gate' | 'duplicate_link'
  | 'no_length' | 'bad_speed' | 'unknown_reach' | 'unknown_gate' | 'beyond_end' | 'gate_unnamed' | 'gate_nowhere' | 'shut_loop'
  | 'unknown_outfall' | 'unknown_unit' | 'unknown_water'

/** Something the rows say that the network could not take as it stands, or that whoever traces should know. */
export interface Remark {
  kind: RemarkKind
  /** What it is about: a reach, a gate, a link as `upstream→downstream`. */
  code: string
  /** The row was left out: what is traced lacks it. */
  leftOut: boolean
  words: Text
}

/** How a link is called in remarks. */
export const linkName = ({ upstream, downstream }: Pick<LinkRow, 'upstream' | 'downstream'>) => `${upstream}→${downstream}`
