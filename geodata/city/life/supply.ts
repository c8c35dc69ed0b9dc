// What enters every reach in a step: runoff with what it washed off, dry-weather water, the trunks from outside.
import { indexOf, K as CARRIED, strengths } from './constituents.ts'
import { hours as told, STEP as LONG } from './hours.ts'
import { DIURNAL, type Loads } from './loads.ts'
import type { Rain } from './rain.ts'
import type { Runoff } from './runoff.ts'

// Bound here once: a test runner that wraps imports would look them up in every turn.
const K = CARRIED
const hours = told
const STEP = LONG
const { ground: GROUND, soil: SOIL, street: STREET, domestic: DOMESTIC, deposits: DEPOSITS, outside: OUTSIDE } = strengths

export interface Drained {
  /** By cell: square kilometres it drains, of these sealed, of these with combined sewers, and those outside the city. */
  km2: Float64Array
  sealedKm2: Float64Array
  combinedKm2: Float64Array
  outsideKm2: Float64Array
  /** Its rain station. */
  station: Int32Array
}

/** In dry weather loads are set anew only every so many hours, at the mean of the day's swing in them. */
const DRY_HOURS = 2 * STEP
const SWING = DIURNAL.map((_, h) =>
  DIURNAL.slice(h - (h % DRY_HOURS), h - (h % DRY_HOURS) + DRY_HOURS).reduce((sum, each) => sum + each / DRY_HOURS, 0))
/** Share of the overflowing water that is sewage, and metres cubed of it a millimetre and km² brings. */
const SEWAGE_SHARE = 0.12
const OVERFLOW_M3 = 500

export class Supply {
  private readonly streets: number
  private readonly sewers: number
  private readonly outsideMm: Float32Array
  /** By station, of this step: millimetres from open ground and from streets; then grams of each constituent of a km². */
  private readonly openMm: Float64Array
  private readonly sealedMm: Float64Array
  private readonly ground: Float64Array
  private readonly sealed: Float64Array
  private readonly combined: Float64Array
  private readonly wet: Uint8Array
  private readonly dries: Uint8Array

  constructor(private readonly of: Drained, private readonly loads: Loads, private readonly runoff: Runoff, rain: Rain) {
    const count = rain.at.length
    this.streets = perWash(runoff.sealed, runoff.wash, 1000)
    this.sewers = perWash(runoff.overflow, runoff.flush, OVERFLOW_M3)
    this.outsideMm = regional(rain)
    this.openMm = new Float64Array(count)
    this.sealedMm = new Float64Array(count)
    this.ground = new Float64Array(count * K)
    this.sealed = new Float64Array(count * K)
    this.combined = new Float64Array(count * K)
    this.wet = new Uint8Array(count).fill(1)
    this.dries = new Uint8Array(count)
  }

  /** Fills in cubic metres and grams of each cell for the step that begins at hour `h`. */
  step(h: number, entering: Float64Array, load: Float64Array): void {
    const { of: { km2, sealedKm2, combinedKm2, outsideKm2, station }, loads, openMm, sealedMm, ground, sealed, combined, wet } = this
    this.stations(h)
    const swing = SWING[h % 24] * STEP
    let outsideMm = 0
    for (let each = h; each < h + STEP; each++) outsideMm += this.outsideMm[each]
    for (let i = 0; i < km2.length; i++) {
      const z = station[i]
      if (!wet[z] && h % DRY_HOURS !== 0) continue
      const open = km2[i] - sealedKm2[i]
      const far = outsideKm2[i] * outsideMm * 1000
      entering[i] = open * 1000 * openMm[z] + sealedKm2[i] * 1000 * sealedMm[z] + loads.steadyM3h[i] * STEP
        + swing * loads.domesticM3h[i] + far
      const base = i * K
      if (wet[z]) {
        const [streets, sewers] = [sealedKm2[i], combinedKm2[i]]
        for (let k = 0; k < K; k++) load[base + k] = open * ground[z * K + k] + streets * sealed[z * K + k] + sewers * combined[z * K + k]
      } else for (let k = 0; k < K; k++) load[base + k] = open * ground[z * K + k]
      if (loads.steadyM3h[i] > 0) for (let k = 0; k < K; k++) load[base + k] += STEP * loads.steady[base + k]
      if (loads.domesticM3h[i] > 0) for (let k = 0; k < K; k++) load[base + k] += swing * loads.domestic[base + k]
      if (far > 0) for (let k = 0; k < K; k++) load[base + k] += far * OUTSIDE[k]
    }
  }

  /** What a square kilometre gives off in this step, by station: open ground, streets, combined sewers. */
  private stations(h: number): void {
    const { runoff, openMm, sealedMm, ground, sealed, combined, wet, dries } = this
    for (let z = 0; z < wet.length; z++) {
      let [storm, base, streets, wash, overflow, flush] = [0, 0, 0, 0, 0, 0]
      for (let s = z * hours + h; s < z * hours + h + STEP; s++) {
        storm += runoff.storm[s]
        base += runoff.base[s]
        streets += runoff.sealed[s]
        wash += runoff.wash[s]
        overflow += runoff.overflow[s]
        flush += runoff.flush[s]
      }
      openMm[z] = storm + base
      sealedMm[z] = streets
      const rains = wash > 0 || streets > 0.002 * STEP
      // one more step after the last drop takes what rain brought out of the loads again
      wet[z] = Number(rains || dries[z] === 1)
      dries[z] = Number(rains)
      for (let k = 0; k < K; k++) {
        ground[z * K + k] = 1000 * (base * GROUND[k] + storm * SOIL[k])
        sealed[z * K + k] = wash * this.streets * STREET[k]
        combined[z * K + k] = OVERFLOW_M3 * overflow * SEWAGE_SHARE * DOMESTIC[k] + flush * this.sewers * DEPOSITS[k]
      }
      sealed[z * K + indexOf.DO] = 1000 * streets * 7
    }
  }
}

/** Grams in a cubic metre of mean runoff, turned into grams for a share washed off: m³/km² of all runoff over all shares. */
function perWash(mm: Float32Array, wash: Float32Array, m3: number): number {
  let [water, shares] = [0, 0]
  for (let i = 0; i < mm.length; i++) {
    water += mm[i]
    shares += wash[i]
  }
  return shares > 0 ? (water * m3) / shares : 0
}

/** Runoff of the wide country outside, mm an hour: the city's rain, spread over weeks, above a base that falls in winter. */
function regional({ at, mm }: Rain): Float32Array {
  const out = new Float32Array(hours)
  let [quick, slow] = [10, 110]
  for (let h = 0; h < hours; h++) {
    let fallen = 0
    for (let s = 0; s < at.length; s++) fallen += mm[s * hours + h] / at.length
    quick += 0.2 * fallen
    slow += 0.31 * fallen
    out[h] = quick / (24 * 8) + slow / (24 * 60)
    quick -= quick / (24 * 8)
    slow -= slow / (24 * 60)
  }
  return out
}

