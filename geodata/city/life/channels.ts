// The waters as cells and links that water moves through: one cell per reach, typed arrays, in downstream order.
import type { TideHere } from './tide.ts'

export interface CellIn {
  lengthM: number
  widthM: number
  tidal: boolean
  /** Kept behind gates: wide and slow beside its flow. */
  kept: boolean
  /** Square kilometres it drains by itself, for the share each branch takes in the mean. */
  km2: number
  /** Cubic metres an hour that enter from outside the city, in the mean. */
  outsideM3h: number
  /** Cubic metres of the reservoirs it runs through. */
  heldM3: number
  tide: TideHere
}

export interface LinkIn {
  from: number
  to: number
  /** Place among the gates, -1 for none. */
  gate: number
}

/** Mean runoff of a square kilometre, cubic metres an hour: about 950 mm a year. */
const MEAN_RUNOFF = 950_000 / 8766
/** How much more a channel twice as wide takes where waters part (W ∝ Q^0.5, Leopold & Maddock 1953). */
const PARTING = 2

export class Channels {
  readonly count: number
  readonly linkCount: number
  readonly from: Int32Array
  readonly to: Int32Array
  readonly gateOf: Int32Array
  readonly weight: Float64Array
  /** Links from tidal water into water that is not: it draws what it lacks and gives nothing back this way. */
  readonly draws: Uint8Array
  readonly drawM3h: Float64Array
  readonly firstOut: Int32Array
  readonly outs: Int32Array
  readonly firstIn: Int32Array
  readonly ins: Int32Array
  /** Cells from sources to mouths, as far as rings allow. */
  readonly order: Int32Array
  readonly tidal: Uint8Array
  readonly lag: Float64Array
  readonly share: Float64Array
  /** Mean flow, m³/h; water held in the mean, m³; surface, m²; mean depth, m. */
  readonly meanM3h: Float64Array
  readonly meanM3: Float64Array
  readonly surfaceM2: Float64Array
  readonly depthM: Float64Array
  /** Q = curve · V². */
  readonly curve: Float64Array

  constructor(readonly cells: readonly CellIn[], links: readonly LinkIn[]) {
    const n = (this.count = cells.length)
    const m = (this.linkCount = links.length)
    this.from = Int32Array.from(links, ({ from }) => from)
    this.to = Int32Array.from(links, ({ to }) => to)
    this.gateOf = Int32Array.from(links, ({ gate }) => gate)
    this.weight = Float64Array.from(links, ({ to }) => cells[to].widthM ** PARTING)
    this.tidal = Uint8Array.from(cells, ({ tidal }) => Number(tidal))
    this.draws = Uint8Array.from(links, ({ from, to }) => Number(cells[from].tidal && !cells[to].tidal))
    ;[this.firstOut, this.outs] = sorted(this.from, n)
    ;[this.firstIn, this.ins] = sorted(this.to, n)
    this.order = downstream(n, links)
    this.lag = Float64Array.from(cells, ({ tide }) => tide.lag)
    this.share = Float64Array.from(cells, ({ tide }) => tide.share)
    this.meanM3h = this.means()
    this.meanM3 = new Float64Array(n)
    this.surfaceM2 = new Float64Array(n)
    this.depthM = new Float64Array(n)
    this.curve = new Float64Array(n)
    cells.forEach(({ lengthM, widthM, tidal, kept, heldM3 }, i) => {
      const flow = Math.max(this.meanM3h[i], 0.5)
      // A hill stream fills a part of its banks: its wetted width grows with the root of its flow (Lacey 1930).
      const wetted = tidal || kept ? widthM : Math.min(widthM, Math.max(1, 4.8 * Math.sqrt(flow / 3600)))
      this.depthM[i] = tidal ? Math.min(7, Math.max(1, 0.3 * Math.sqrt(widthM))) : 0
      const section = tidal ? widthM * this.depthM[i]
        : Math.max(flow / 3600 / meanSpeed(widthM, kept), kept ? 0.25 * widthM : 0.05)
      // reservoirs are six metres deep in the mean
      this.surfaceM2[i] = lengthM * wetted + heldM3 / 6
      this.meanM3[i] = lengthM * section + heldM3
      if (!tidal) this.depthM[i] = Math.max(0.15, this.meanM3[i] / this.surfaceM2[i])
      this.curve[i] = flow / this.meanM3[i] ** 2
    })
    this.drawM3h = Float64Array.from({ length: m }, (_, l) => 3 * this.meanM3h[this.to[l]] + 0.2 * this.meanM3[this.to[l]])
  }

  /** Links of the cell that has most of them. */
  linksOfOne(): number {
    let most = 0
    for (let i = 0; i < this.count; i++)
      most = Math.max(most, this.firstIn[i + 1] - this.firstIn[i] + this.firstOut[i + 1] - this.firstOut[i])
    return most
  }

  /** Mean flows: what every cell drains and what comes from outside, parted by width. Rings are gone round a few times. */
  private means(): Float64Array {
    const mean = new Float64Array(this.count)
    const carried = new Float64Array(this.linkCount)
    for (let round = 0; round < 6; round++) {
      for (const i of this.order) {
        let flow = this.cells[i].km2 * MEAN_RUNOFF + this.cells[i].outsideM3h
        for (let e = this.firstIn[i]; e < this.firstIn[i + 1]; e++) flow += carried[this.ins[e]]
        mean[i] = flow
        let whole = 0
        for (let e = this.firstOut[i]; e < this.firstOut[i + 1]; e++) whole += this.weight[this.outs[e]]
        for (let e = this.firstOut[i]; e < this.firstOut[i + 1]; e++) carried[this.outs[e]] = (flow * this.weight[this.outs[e]]) / whole
      }
    }
    return mean
  }
}

/** Cells from sources to mouths: reverse postorder of a depth-first walk. Exact without rings; a ring is cut where the walk closes it. */
export function downstream(count: number, links: readonly Pick<LinkIn, 'from' | 'to'>[]): Int32Array {
  const to = Int32Array.from(links, (link) => link.to)
  const [firstOut, outs] = sorted(Int32Array.from(links, ({ from }) => from), count)
  const entered = new Uint8Array(count)
  for (const cell of to) entered[cell] = 1
  const seen = new Uint8Array(count)
  const order = new Int32Array(count)
  let place = count
  const next = firstOut.slice()
  const walk = (start: number) => {
    const stack = [start]
    seen[start] = 1
    while (stack.length) {
      const i = stack[stack.length - 1]
      if (next[i] < firstOut[i + 1]) {
        const cell = to[outs[next[i]++]]
        if (!seen[cell]) {
          seen[cell] = 1
          stack.push(cell)
        }
      } else order[--place] = stack.pop()!
    }
  }
  // sources first, then whatever lies in rings nobody enters
  for (let i = 0; i < count; i++) if (!entered[i] && !seen[i]) walk(i)
  for (let i = 0; i < count; i++) if (!seen[i]) walk(i)
  return order
}

/** Metres a second at mean flow, as the travel times of a trace take them (rule set water_speeds). */
const meanSpeed = (widthM: number, kept: boolean): number =>
  kept ? (widthM < 10 ? 0.1 : widthM < 60 ? 0.15 : 0.2) : widthM < 5 ? 0.2 : widthM < 20 ? 0.3 : widthM < 80 ? 0.4 : 0.5

/** Compressed rows: link numbers by the cell `key` gives each. */
function sorted(key: Int32Array, count: number): [first: Int32Array, items: Int32Array] {
  const first = new Int32Array(count + 1)
  for (const k of key) first[k + 1]++
  for (let i = 0; i < count; i++) first[i + 1] += first[i]
  const fill = first.slice()
  const items = new Int32Array(key.length)
  key.forEach((k, l) => (items[fill[k]++] = l))
  return [first, items]
}
