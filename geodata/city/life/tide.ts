// The tide at the coast from its harmonic constituents, and inland as a wave that comes later and smaller.
import { hours as told } from './hours.ts'

const hours = told

/**
 * Amplitude (m), speed (degrees an hour, Doodson 1921) and phase of each constituent. Irregular mixed semidiurnal: (K1+O1)/(M2+S2) = 0.8.
 */
const CONSTITUENTS: readonly [name: string, amplitude: number, speed: number, phase: number][] = [
  ['M2', 0.56, 28.9841042, 40],
  ['S2', 0.2, 30, 75],
  ['N2', 0.1, 28.4397295, 15],
  ['K2', 0.055, 30.0821373, 70],
  ['K1', 0.35, 15.0410686, 120],
  ['O1', 0.28, 13.9430356, 80],
  ['P1', 0.11, 14.9589314, 118],
  ['Q1', 0.05, 13.3986609, 60],
  ['M4', 0.02, 57.9682084, 200],
  ['Sa', 0.1, 0.0410686, 250],
]

/** Metres above mean sea level at each full hour from the first, and one more. */
export const coast: Float32Array = Float32Array.from({ length: hours + 1 }, (_, h) =>
  CONSTITUENTS.reduce((sum, [, amplitude, speed, phase]) => sum + amplitude * Math.cos(((speed * h - phase) * Math.PI) / 180), 0))

/** Metres an hour a tide wave runs up a delta channel: √(g·h) of 4 m of water, and slower for its bends. */
const CELERITY = 20_000
/** Metres of channel over which the range falls to 37 %. */
const DAMPING = 90_000

export interface TideHere {
  /** Hours later than at the coast. */
  lag: number
  /** Share of the coast's range. */
  share: number
}

export const tideAt = (metresInland: number): TideHere => ({ lag: metresInland / CELERITY, share: Math.exp(-metresInland / DAMPING) })

/** Level at a full hour at a place inland, metres. */
export function levelAt({ lag, share }: TideHere, hour: number): number {
  const at = Math.min(hours, Math.max(0, hour - lag))
  const below = Math.floor(at)
  const part = at - below
  return share * (part === 0 ? coast[below] : coast[below] * (1 - part) + coast[below + 1] * part)
}
