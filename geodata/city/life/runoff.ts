// Rain becomes runoff, and takes along what lies on streets and in sewers. Per rain station, so that two years of a city
// cost nothing: a reach takes the series of its nearest station times the ground it drains.
import { hours as told } from './hours.ts'
import type { Rain } from './rain.ts'

const hours = told

export interface Runoff {
  /** By station and hour (station × hours + hour), millimetres: from sealed ground, from the rest in storms, from below. */
  sealed: Float32Array
  storm: Float32Array
  base: Float32Array
  /** What is washed off streets this hour, as a share of all that can lie on them. */
  wash: Float32Array
  /** Millimetres that overflow from combined sewers. */
  overflow: Float32Array
  /** Deposits that come with them, as a share of all that can lie in the sewers. */
  flush: Float32Array
}

/** Build-up a day towards what can lie there, wash-off a millimetre (Sartor & Boyd 1972, as SWMM's exponential forms). */
const BUILD_UP = 0.22
const WASH_OFF = 0.18
/** Millimetres an hour from which on each moves that much. */
const STRONG = 6
/** Millimetres an hour combined sewers take to the works; beyond, they overflow. */
const INTERCEPTED = 4
/** Deposits settle slower than streets become dirty, and need a stronger flow to move. */
const SETTLE = 0.12
const SCOUR = 0.12
/** Hours of the linear reservoirs: streets, slopes, ground (Nash 1957 with one store each). */
const STREET_HOURS = 1.5
const SLOPE_HOURS = 18
const GROUND_HOURS = 24 * 45
/** Millimetres the soil holds when it is full, and loses a day to air in January and in July (Thornthwaite-like). */
const SOIL = 110
const EVAPORATION = [1.3, 3.4]

export function runoffOf({ at, mm }: Rain): Runoff {
  const series = () => new Float32Array(at.length * hours)
  const result: Runoff = { sealed: series(), storm: series(), base: series(), wash: series(), overflow: series(), flush: series() }
  for (let s = 0; s < at.length; s++) {
    let [street, slope, ground, soil, dirt, deposits] = [0, 0, 60, 70, 0.6, 0.6]
    for (let h = 0; h < hours; h++) {
      const i = s * hours + h
      const rain = mm[i]
      // streets
      street += 0.88 * rain
      result.sealed[i] = street * (1 - Math.exp(-1 / STREET_HOURS))
      street -= result.sealed[i]
      // slopes: the wetter the soil, the more runs off at once (a saturated share, as in VIC and Xinanjiang, Zhao 1992)
      const runsOff = rain * Math.min(0.85, (soil / SOIL) ** 2 * 0.75)
      slope += runsOff
      result.storm[i] = slope * (1 - Math.exp(-1 / SLOPE_HOURS))
      slope -= result.storm[i]
      soil += rain - runsOff
      const season = 0.5 - 0.5 * Math.cos((2 * Math.PI * (h / 24 + 305 - 15)) / 365.25)
      soil -= Math.min(soil, ((EVAPORATION[0] + (EVAPORATION[1] - EVAPORATION[0]) * season) / 24) * Math.min(1, soil / (0.6 * SOIL)))
      const seeps = soil > 0.45 * SOIL ? (soil - 0.45 * SOIL) * (0.05 / 24) : 0
      const spills = Math.max(0, soil - seeps - SOIL)
      soil -= seeps + spills
      slope += spills
      ground += seeps
      result.base[i] = ground / GROUND_HOURS
      ground -= result.base[i]
      // what lies on streets and in sewers
      // drizzle moves little of it (SWMM: wash-off grows faster than the flow)
      const gone = dirt * (1 - Math.exp(-WASH_OFF * rain * Math.min(1, Math.sqrt(rain / STRONG))))
      result.wash[i] = gone
      dirt += (1 - dirt) * (BUILD_UP / 24) - gone
      const over = Math.max(0, rain - INTERCEPTED)
      result.overflow[i] = over
      const scoured = deposits * (1 - Math.exp(-SCOUR * over))
      result.flush[i] = scoured
      deposits += (1 - deposits) * (SETTLE / 24) - scoured
    }
  }
  return result
}
