// Two years of water and of what it carries. Every reach is one well-mixed cell; each step first the water moves (exactly
// conserved), then what is in it is mixed, taken along and lost, implicitly and upwind, so that no step is too long:
//   (V_old + ΣQ_in + k·V_new) · C = V_old·C_old + Σ Q_in·C_in + load
// Nothing is allocated within a step.
import type { Channels } from './channels.ts'
import { constituents, decay, indexOf, K as CARRIED, saturation, strengths } from './constituents.ts'
import * as gate from './operation.ts'
import { hours as told, STEP as LONG } from './hours.ts'
import { coast as coastLevels } from './tide.ts'

// Bound here once: a test runner that wraps imports would look each of them up a billion times.
const K = CARRIED
const hours = told
const STEP = LONG
const coast = coastLevels
const { OPEN, PUMPING, SHUT } = gate
const SEA = strengths.sea
/** The first one carried, and DO the last. */
const NH3N = indexOf.NH3N
const OTHER_N = indexOf.otherN
const BOD = indexOf.BOD5
const DO = indexOf.DO

/** Oxygen the bed takes at 20 ℃, grams a square metre and day (Chapra 1997: 0.2 over sand to 2 below outfalls). */
const BED_OXYGEN = 0.5
/** Flats, ponds and side creeks that fill with the tide and are no part of the channel: storage width over channel width. */
const STORAGE = 1.5
/** Share of the mean content above which whoever keeps a gate opens it whatever its rule says. */
const TOO_FULL = 2.2

export interface Works {
  /** Gate × hours + hour, looked at when a step begins; hours in which the gate had to be opened are written into it. */
  states: Uint8Array
  pumpM3h: Float64Array
  canPump: Uint8Array
}

export class Transport {
  /** Water held, m³, now and before this step; what is carried, cell × K, and after the last cell what the sea holds. */
  readonly volume: Float64Array
  readonly before: Float64Array
  readonly c: Float64Array
  /** Water along each link in this step, m³, negative where it runs back. */
  readonly flow: Float64Array
  /** The same out of cells that end in the sea. */
  readonly mouth: Float64Array
  /** V_old + ΣQ_in of this step. */
  readonly whole: Float64Array
  /** Water and matter that enter each cell in this step: m³, and g (coliform 10³) cell × K. */
  readonly entering: Float64Array
  readonly load: Float64Array
  /** First-order loss of this step, and nitrification by cell, which wants oxygen. */
  readonly loss = new Float64Array(K)
  readonly nitrified: Float64Array
  private readonly reaeration: Float64Array
  /** Water that enters the cell in hand from others, m³, and where their content begins in `c`. */
  private readonly flows: Float64Array
  private readonly sources: Int32Array
  private readonly down: Int32Array
  private readonly dry: Int32Array
  private readonly up: Int32Array

  constructor(readonly at: Channels, private readonly works: Works) {
    const n = at.count
    this.down = at.order
    this.dry = at.order.filter((i) => !at.tidal[i])
    this.up = at.order.filter((i) => at.tidal[i]).reverse()
    this.volume = at.meanM3.slice()
    this.before = at.meanM3.slice()
    this.flow = new Float64Array(at.linkCount)
    this.mouth = new Float64Array(n)
    this.whole = new Float64Array(n)
    this.entering = new Float64Array(n)
    this.load = new Float64Array(n * K)
    this.nitrified = new Float64Array(n)
    this.c = new Float64Array((n + 1) * K)
    this.c.set(SEA, n * K)
    const most = at.linksOfOne() + 1
    this.flows = new Float64Array(most)
    this.sources = new Int32Array(most)
    // what long stays in reservoirs have done by the first day
    for (let i = 0; i < n; i++)
      for (let k = 0; k < K; k++) this.c[i * K + k] = strengths.ground[k]
        / (k === DO ? 1 : 1 + (decay[constituents[k] as keyof typeof decay].day / 24) * (at.meanM3[i] / Math.max(1, at.meanM3h[i])))
    // O'Connor & Dobbins 1958, and never less than wind gives (0.6 m a day); a step
    this.reaeration = Float64Array.from({ length: n }, (_, i) => {
      const depth = at.depthM[i]
      const speed = at.tidal[i] ? 0.25 : (at.meanM3h[i] / 3600) * (at.cells[i].lengthM / at.meanM3[i])
      return (Math.min(8, Math.max(0.6 / depth, (3.93 * Math.sqrt(speed)) / depth ** 1.5)) * STEP) / 24
    })
  }

  /** From hour `h` on for one step, with the water at `celsius`. */
  step(h: number, celsius: number): void {
    this.move(h)
    this.carry(h, celsius)
  }

  /** Water: hill reaches are stores that give Q = curve·V², tidal ones follow the level, gates let through what their state says. */
  private move(h: number): void {
    const { at, volume, before, flow, mouth, entering, works } = this
    const { to, gateOf, weight, draws, drawM3h, firstOut, outs, firstIn, ins, tidal, lag, share, surfaceM2, depthM, meanM3, curve } = at
    before.set(volume)
    for (let o = 0; o < at.count; o++) {
      const i = at.order[o]
      let inflow = entering[i]
      for (let e = firstIn[i]; e < firstIn[i + 1]; e++) inflow += flow[ins[e]]
      let open = 0
      let drawn = 0
      let pumped = 0
      const tooFull = !tidal[i] && before[i] + inflow / STEP > TOO_FULL * meanM3[i]
      for (let e = firstOut[i]; e < firstOut[i + 1]; e++) {
        const l = outs[e]
        flow[l] = 0
        const g = gateOf[l]
        if (g >= 0) {
          const state = g * hours + h
          if (tooFull && works.states[state] === SHUT)
            works.states.fill(works.canPump[g] ? PUMPING : OPEN, state, state + STEP)
          if (works.states[state] === SHUT) continue
          if (works.states[state] === PUMPING) {
            // a pump takes what is there, not more than it can
            if (!draws[l] && !tidal[i])
              flow[l] = Math.min(works.pumpM3h[g] * STEP, Math.max(0, before[i] + inflow - pumped - 0.5 * meanM3[i]))
            pumped += flow[l]
            continue
          }
        }
        if (draws[l]) {
          const there = to[l]
          flow[l] = Math.min(drawM3h[l] * STEP, Math.max(0, 0.5 * (1.3 * meanM3[there] - volume[there])), 0.3 * before[i])
          drawn += flow[l]
        } else open += weight[l]
      }
      const ends = firstOut[i] === firstOut[i + 1]
      let out = 0
      if (tidal[i]) {
        if (open > 0 || ends) {
          const wanted = surfaceM2[i] * Math.max(0.25, depthM[i] + STORAGE * this.level(lag[i], share[i], h + STEP))
          // a gate that was shut lets the level come over some hours, not at once
          const least = 0.4 ** STEP * before[i]
          volume[i] = Math.min(Math.max(wanted, least), Math.max(2 ** STEP * before[i], 0.25 * surfaceM2[i]))
          out = before[i] + inflow - drawn - volume[i]
        } else volume[i] = Math.max(0.05 * meanM3[i], before[i] + inflow - drawn)
      } else {
        const held = Math.max(0.01 * meanM3[i], before[i] + inflow - drawn - pumped)
        volume[i] = held
        if (open > 0 || ends) {
          const given = curve[i] * STEP
          volume[i] = (Math.sqrt(1 + 4 * given * held) - 1) / (2 * given)
          out = held - volume[i]
        }
      }
      if (ends) mouth[i] = out
      else if (open > 0)
        for (let e = firstOut[i]; e < firstOut[i + 1]; e++) {
          const l = outs[e]
          const g = gateOf[l]
          if (!draws[l] && (g < 0 || works.states[g * hours + h] === OPEN)) flow[l] = (out * weight[l]) / open
        }
    }
  }

  private level(lag: number, share: number, hour: number): number {
    const t = Math.min(hours, Math.max(0, hour - lag))
    const below = Math.floor(t)
    const part = t - below
    return share * (coast[below] * (1 - part) + (part > 0 ? coast[below + 1] * part : 0))
  }

  private carry(h: number, celsius: number): void {
    for (let k = 0; k < K; k++) {
      if (k === DO) continue
      const { day, theta } = decay[constituents[k] as keyof typeof decay]
      this.loss[k] = ((day * STEP) / 24) * theta ** (celsius - 20)
    }
    const rising = coast[h + STEP] > coast[h]
    // Sweeps follow the water: down everywhere, but up the tidal part while the tide rises.
    if (!rising) this.sweep(celsius, this.down)
    else {
      this.sweep(celsius, this.dry)
      this.sweep(celsius, this.up)
    }
  }

  /** Mixes these cells one after the other. */
  private sweep(celsius: number, cells: Int32Array): void {
    const { at, c, flow, flows, sources, before, volume, loss, load, entering, mouth, nitrified, reaeration, whole: wholes } = this
    const { from, to, firstIn, ins, firstOut, outs, depthM } = at
    const full = saturation(celsius)
    const airing = 1.024 ** (celsius - 20)
    const bed = ((BED_OXYGEN * STEP) / 24) * 1.06 ** (celsius - 20)
    const ammonia = loss[NH3N]
    const sea = at.count * K
    for (let o = 0; o < cells.length; o++) {
      const i = cells[o]
      const base = i * K
      const was = before[i]
      const held = volume[i]
      let whole = was + entering[i]
      let count = 0
      for (let e = firstIn[i]; e < firstIn[i + 1]; e++) {
        const q = flow[ins[e]]
        if (q <= 0) continue
        whole += q
        flows[count] = q
        sources[count++] = from[ins[e]] * K
      }
      for (let e = firstOut[i]; e < firstOut[i + 1]; e++) {
        const q = -flow[outs[e]]
        if (q <= 0) continue
        whole += q
        flows[count] = q
        sources[count++] = to[outs[e]] * K
      }
      if (mouth[i] < 0) {
        whole -= mouth[i]
        flows[count] = -mouth[i]
        sources[count++] = sea
      }
      wholes[i] = whole
      const share = 1 / whole
      const stays = held * share
      const nitrification = (ammonia * c[base + DO]) / (c[base + DO] + 1)
      nitrified[i] = nitrification
      loss[NH3N] = nitrification
      // Most cells take from one other.
      const first = count ? flows[0] : 0
      const source = count ? sources[0] : base
      let sum = 0
      for (let k = 0; k < K; k++) {
        sum = was * c[base + k] + load[base + k] + first * c[source + k]
        for (let s = 1; s < count; s++) sum += flows[s] * c[sources[s] + k]
        // 1 / (1 + x) to within x³: losses of a step are small
        const x = loss[k] * stays
        if (k < DO) c[base + k] = sum * share * (1 - x + x * x)
      }
      const oxidised = nitrification * c[base] * held
      c[base + OTHER_N] += oxidised * share
      // Streeter & Phelps 1925, with nitrification and the bed
      const air = reaeration[i] * airing * held
      const taken = loss[BOD] * c[base + BOD] * held + 4.57 * oxidised + (bed * held) / depthM[i]
      c[base + DO] = Math.max(0.1, (sum + air * full - taken) / (whole + air))
    }
    loss[NH3N] = ammonia
  }
}

/** One constituent vector of one source alone, over the cells near it: what is its share of what is found there. */
export class Tagged {
  readonly c: Float64Array
  private readonly place = new Map<number, number>()
  private readonly load: Float64Array
  private readonly sum = new Float64Array(K)

  /** `cells` in downstream order; `source` is one of them. */
  constructor(private readonly transport: Transport, readonly cells: Int32Array, private readonly source: number) {
    this.c = new Float64Array(cells.length * K)
    this.load = new Float64Array(K)
    cells.forEach((cell, p) => this.place.set(cell, p))
  }

  has(cell: number): boolean {
    return this.place.has(cell)
  }

  /** Of what a cell holds, this source's part. */
  in(cell: number, k: number): number {
    const p = this.place.get(cell)
    return p === undefined ? 0 : this.c[p * K + k]
  }

  /** After the transport's own step; `m3` of a water of `strength` come in meanwhile. */
  step(h: number, m3: number, strength: Float64Array): void {
    for (let k = 0; k < K; k++) this.load[k] = m3 * strength[k]
    const rising = coast[h + STEP] > coast[h]
    const { tidal } = this.transport.at
    const n = this.cells.length
    for (let p = 0; p < n; p++) if (!rising || !tidal[this.cells[p]]) this.mix(p)
    if (rising) for (let p = n - 1; p >= 0; p--) if (tidal[this.cells[p]]) this.mix(p)
  }

  private mix(p: number): void {
    const { transport: t, c, sum } = this
    const { from, to, firstIn, ins, firstOut, outs } = t.at
    const i = this.cells[p]
    for (let k = 0; k < K; k++) sum[k] = t.before[i] * c[p * K + k] + (i === this.source ? this.load[k] : 0)
    for (let e = firstIn[i]; e < firstIn[i + 1]; e++) this.bring(t.flow[ins[e]], from[ins[e]])
    for (let e = firstOut[i]; e < firstOut[i + 1]; e++) this.bring(-t.flow[outs[e]], to[outs[e]])
    const share = 1 / t.whole[i]
    for (let k = 0; k < K; k++) {
      const x = (k === NH3N ? t.nitrified[i] : t.loss[k]) * t.volume[i] * share
      c[p * K + k] = sum[k] * share * (1 - x + x * x)
    }
  }

  private bring(q: number, cell: number): void {
    if (q <= 0) return
    const p = this.place.get(cell)
    if (p === undefined) return
    for (let k = 0; k < K; k++) this.sum[k] += q * this.c[p * K + k]
  }
}
