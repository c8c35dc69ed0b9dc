// What a ranking is: who is in question and how much so, who is not and why, and what was looked at since.
import { text } from '../text.ts'
import type { LayerId } from '../catalogue.ts'
import type { Evidence, Ways } from './evidence.ts'
import type { Inquiry } from './inquiry.ts'
import type { Finding } from './rules.ts'

export const reasons = {
  gateShut: text('闸门当时关着', 'a gate was shut then'),
  tooFar: text('太远，到不了或已衰减殆尽', 'too far: it would not have arrived, or not been noticed'),
  cannotMake: text('这类来源不含这项指标', 'this kind of source does not hold the item'),
  struckOff: text('此前已撤销', 'gone from the register before'),
  openedLater: text('那时还没有', 'not there yet'),
  notConnected: text('就在附近，但水流不到这里', 'near, but its water does not come here'),
} as const
export type Reason = keyof typeof reasons

export type Spot = { layer: LayerId; code: string } | { water: string; measureM: number }

export interface Look {
  spot: Spot
  finding: Finding
  name?: string
}

export interface Ranked {
  asked: Inquiry
  ways: Ways
  evidence: readonly Evidence[]
  /** Numbers of things, likeliest first, and what each one's factors add up to, its share of all and its place, by thing. */
  order: Int32Array
  score: Float64Array
  share: Float64Array
  looks: readonly Look[]
  /** Those not in question, nearest first. */
  excluded: readonly { thing: number; reason: Reason; metres: number }[]
}
